"""
Ask a map tile by tile: here, on several processes, or on many machines.

A tile owns the places in its core and also reads those in a halo around it, as far as the question
looks. Each place belongs to one tile, so that the answers of all tiles together are the answer for
the whole map. A source says where a tile's points are; the worker fetches them, so that no table of
cases passes through the process that asks.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Executor, ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from importlib import import_module
from itertools import product
from multiprocessing import get_context
from typing import Protocol, TypeAlias, TypeVar

import numpy as np
from numpy.typing import NDArray

from geo_asb.errors import FrameError, SettingsError

__all__ = [
    "Box",
    "Part",
    "Points",
    "Source",
    "Tile",
    "Tiling",
    "cut_tiles",
    "map_tiles",
    "open_executor",
]

Box: TypeAlias = tuple[float, float, float, float]  # west, south, east, north: metres, EPSG:27700
Rows = TypeVar("Rows")

# Computed edges may round to the inside of a place; what lies a millimetre further does no harm.
_ROUNDING_M = 0.001


@dataclass(frozen=True, slots=True)
class Tile:
    """
    A square of the map.

    core_m  what the tile answers for: west and south edges belong to it, east and north do not
    halo_m  how far around it reads
    """

    core_m: Box
    halo_m: float

    @property
    def reads_m(self) -> Box:
        """Return the box of core and halo, all edges included."""
        west, south, east, north = self.core_m
        wide = self.halo_m + _ROUNDING_M
        return west - wide, south - wide, east + wide, north + wide

    def owns(self, points_m: NDArray[np.float64]) -> NDArray[np.bool_]:
        """Tell which of (n, 2) points lie in the core."""
        west, south, east, north = self.core_m
        x, y = points_m.T
        return np.asarray((x >= west) & (x < east) & (y >= south) & (y < north))


@dataclass(frozen=True, slots=True)
class Tiling:
    """
    How a map is cut and who is asked.

    side_m    side of a tile; well above what a question looks at, or most points are read twice
    executor  of `open_executor`, or any that maps; without one all is done in this process
    """

    side_m: float
    executor: Executor | None = None


class Part(Protocol):
    """Where the points of one tile are; small enough to be sent to a worker."""

    def read(self) -> Points:
        """Fetch the points, in rising order of their numbers."""


class Source(Protocol):
    """Where all points are."""

    def bounds_m(self) -> Box:
        """Return a box that holds all points."""

    def part(self, box_m: Box) -> Part:
        """Say where the points within a box are, those on its edges included."""


@dataclass(frozen=True, slots=True, eq=False)
class Points:
    """
    Cases as arrays: a source that holds its points itself, and what every part is read into.

    numbers   (n,) which case of the whole each is; rising, so that tiles keep the order
    points_m  (n, 2) easting and northing, EPSG:27700
    days      (n,) whole day numbers
    """

    numbers: NDArray[np.int64]
    points_m: NDArray[np.float64]
    days: NDArray[np.int64]

    @classmethod
    def of(cls, points_m: NDArray[np.float64], days: NDArray[np.int64] | None = None) -> Points:
        """Make points from arrays, numbered as they come; without days, all lie on day 0."""
        n = len(points_m)
        return cls(np.arange(n), points_m, np.zeros(n, dtype=np.int64) if days is None else days)

    def bounds_m(self) -> Box:
        """Return the smallest box that holds all points."""
        if not len(self.points_m):
            message = "there are no points, so there is nothing to cut into tiles."
            raise FrameError(message)
        west, south = self.points_m.min(axis=0).tolist()
        east, north = self.points_m.max(axis=0).tolist()
        return west, south, east, north

    def part(self, box_m: Box) -> Points:
        """Cut out the points within a box, those on its edges included."""
        west, south, east, north = box_m
        x, y = self.points_m.T
        is_in = (x >= west) & (x <= east) & (y >= south) & (y <= north)
        return self.where(is_in)

    def where(self, keep: NDArray[np.bool_]) -> Points:
        """Keep some."""
        return Points(self.numbers[keep], self.points_m[keep], self.days[keep])

    def read(self) -> Points:
        """Return itself: the points are here."""
        return self


def cut_tiles(bounds_m: Box, *, side_m: float, halo_m: float) -> list[Tile]:
    """
    Cover a box with square tiles that lie on whole multiples of their side.

    Parameters
    ----------
    bounds_m : west, south, east, north; every point on its edges has a tile too.
    side_m : side of a tile.
    halo_m : how far around itself a tile must read.

    Returns
    -------
    Tiles from south to north, in each row from west to east; empty ones too.

    Raises
    ------
    FrameError
        A bound that is not finite, a side that is not above 0 or a halo below it.

    Examples
    --------
    >>> [tile.core_m for tile in cut_tiles((10, 10, 150, 90), side_m=100, halo_m=20)]
    [(0.0, 0.0, 100.0, 100.0), (100.0, 0.0, 200.0, 100.0)]
    """
    if not (np.isfinite(bounds_m).all() and side_m > 0 and halo_m >= 0):
        message = (
            f"tiles of {side_m} m with a halo of {halo_m} m over {bounds_m} cannot be cut; give "
            "finite bounds, a side above zero and a halo from zero up."
        )
        raise FrameError(message)
    side = float(side_m)
    # A tile too many at a rounded edge is empty; one too few would lose points.
    west, south = (int(np.floor(edge / side_m - 1e-9)) for edge in bounds_m[:2])
    east, north = (int(np.floor(edge / side_m + 1e-9)) for edge in bounds_m[2:])
    return [
        Tile((q * side, r * side, (q + 1) * side, (r + 1) * side), halo_m)
        for r, q in product(range(south, north + 1), range(west, east + 1))
    ]


def map_tiles(
    tile_stat: Callable[[Points, Tile], Rows],
    source: Source,
    tiles: Sequence[Tile],
    *,
    executor: Executor | None = None,
) -> list[Rows]:
    """
    Ask the same of every tile.

    Parameters
    ----------
    tile_stat : from the points of core and halo, and the tile, to rows for what the core owns. A
        function of a module, or `functools.partial` of one: workers import it.
    source : where the points are. Only its parts travel, which for `Points` are the points.
    executor : of `open_executor`, or any that maps; without one all is done here.

    Returns
    -------
    The rows of each tile, in the order of `tiles`.
    """
    ask = partial(_ask, tile_stat)
    parts = (source.part(tile.reads_m) for tile in tiles)
    if executor is None:
        return list(map(ask, parts, tiles))
    return list(executor.map(ask, list(parts), tiles))  # dask asks how many there are


def _ask(tile_stat: Callable[[Points, Tile], Rows], part: Part, tile: Tile) -> Rows:
    return tile_stat(part.read(), tile)


@contextmanager
def open_executor(*, processes: int = 1, scheduler: str | None = None) -> Iterator[Executor | None]:
    """
    Open what tiles are asked on, and close it afterwards.

    Parameters
    ----------
    processes : how many on this machine; with 1 nothing is opened and all is done here.
    scheduler : address of a dask.distributed scheduler, as `tcp://127.0.0.1:8786`. Its workers must
        have this version of geo_asb, and reach the source.

    Raises
    ------
    SettingsError
        `distributed` is not installed, or no scheduler answers at the address.
    """
    if scheduler is not None:
        with _cluster(scheduler) as executor:
            yield executor
    elif processes > 1:
        # Not forked: a child must not share this process's threads and database connections.
        with ProcessPoolExecutor(processes, mp_context=get_context("forkserver")) as executor:
            yield executor
    else:
        yield None


@contextmanager
def _cluster(scheduler: str) -> Iterator[Executor]:
    try:
        distributed = import_module("distributed")  # optional: the `cluster` extra
    except ImportError as error:
        message = "a scheduler needs `distributed`: install geo-asb[cluster] here and on workers."
        raise SettingsError(message) from error
    try:
        client = distributed.Client(scheduler, timeout="10s")
    except (OSError, ValueError) as error:
        message = f"no dask scheduler answers at {scheduler}; start one, or correct the address."
        raise SettingsError(message) from error
    with client, client.get_executor() as executor:
        yield executor
