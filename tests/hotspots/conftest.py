"""A busy machine is no fault of a law: Hypothesis sets no deadline here."""

from __future__ import annotations

from hypothesis import settings

settings.register_profile("hotspots", deadline=None, max_examples=60)
settings.load_profile("hotspots")
