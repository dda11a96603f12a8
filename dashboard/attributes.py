"""Names that Python cannot spell: `aria-label`, `data-view`."""

from __future__ import annotations

from typing import Any

__all__ = ["attributes"]


def attributes(**named: str) -> dict[str, Any]:
    """
    Write attributes for a Dash html component, underscores as hyphens.

    >>> attributes(aria_label="Pages", data_view="yes")
    {'aria-label': 'Pages', 'data-view': 'yes'}
    """
    return {name.replace("_", "-"): value for name, value in named.items()}
