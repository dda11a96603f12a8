"""Laws of statistics are slow to try: fewer examples of each."""

from __future__ import annotations

from hypothesis import settings

settings.register_profile("hotspots", settings.get_profile("patient"), max_examples=60)
settings.load_profile("hotspots")
