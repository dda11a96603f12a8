"""What a document is made of, before any writer has touched it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Literal, TypeAlias

__all__ = [
    "Block",
    "Box",
    "Bullets",
    "Column",
    "Outline",
    "Paragraph",
    "Picture",
    "Section",
    "Table",
]


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Running words; `kind` is how they are set."""

    text: str
    kind: Literal["lead", "body", "warning", "note"] = "body"
    figure_id: str = ""  # set small and muted behind the last word


@dataclass(frozen=True, slots=True)
class Bullets:
    """A plain list."""

    items: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Box:
    """A framed list with its own heading."""

    title: str
    items: tuple[str, ...]
    beside: bool = False  # on paper it stands beside the words before it, not below them


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its heading, its share of the width, and whether it holds numbers."""

    heading: str
    share: float
    is_number: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """A table whose first column heads its rows; `number` is given by `outline`."""

    caption: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[str, ...], ...]
    source: str = ""  # figure id and caveats, in small type under it
    number: int = 0


@dataclass(frozen=True, slots=True, eq=False)
class Picture:
    """A map or chart; `draw` takes the width in mm and gives a PNG."""

    kind: Literal["Map", "Chart"]
    caption: str
    alt: str
    draw: Callable[[float], bytes]
    source: str = ""
    number: int = 0


Block: TypeAlias = Paragraph | Bullets | Box | Table | Picture


@dataclass(frozen=True, slots=True)
class Section:
    """One heading and what stands under it."""

    title: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class Outline:
    """A whole document before any writer has touched it."""

    kind: str  # what sort of document it is
    area: str
    subtitle: str
    period: str
    landlord: str
    data_to: date | None
    mark: str  # "" where the document may be shared
    made_on: date
    sections: tuple[Section, ...]
