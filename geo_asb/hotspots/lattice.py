"""
The national lattice: where cells of one shape and size lie, and what they are called.

A cell is two whole numbers on a lattice that starts at the origin of the National Grid. Its id
spells shape, size, any shift of the origin and the two numbers, as in `h150_2600_2700`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np

from geo_asb.errors import FrameError

if TYPE_CHECKING:
    import geopandas as gpd
    from numpy.typing import NDArray

__all__ = ["Lattice", "find_keys", "key_of", "sorted_keys"]

_SQRT3 = 3.0**0.5
_EAST = 1e-9  # of a cell: more than rounding loses, less than any survey sees
# A hexagon's corners, anticlockwise from the south, in half widths east and sixths of a row north:
# whole numbers, so that two neighbours compute the very same corner.
_HEX_CORNERS = np.array([(0, -2), (1, -1), (1, 1), (0, 2), (-1, 1), (-1, -1)])
_SQUARE_CORNERS = np.array([(0, 0), (1, 0), (1, 1), (0, 1)])


@dataclass(frozen=True, slots=True)
class Lattice:
    """Where cells of one shape and size lie; all that a cell id says besides q and r."""

    shape: Literal["h", "s"]
    size_m: float
    origin_m: tuple[float, float] = (0.0, 0.0)

    def __post_init__(self) -> None:
        if not (np.isfinite(self.size_m) and self.size_m > 0):
            message = f"cell size is {self.size_m} m; give a number of metres above zero."
            raise FrameError(message)

    @property
    def prefix(self) -> str:
        """Return what the ids of all its cells begin with, as `h150`."""
        east, north = self.origin_m
        shift = f"@{east:.15g},{north:.15g}" if (east, north) != (0, 0) else ""
        return f"{self.shape}{self.size_m:.15g}{shift}"

    @classmethod
    def of(cls, cells: gpd.GeoDataFrame) -> Lattice:
        """Read the lattice out of the first cell id, so that a stored grid needs nothing else."""
        first = str(cells.index[0])
        try:
            name = first.partition("_")[0]
            size, _, shift = name[1:].partition("@")
            east, north = (shift or "0,0").split(",")
            lattice = cls("h" if name[0] == "h" else "s", float(size), (float(east), float(north)))
            if lattice.prefix != name:
                raise ValueError(name)
        except (ValueError, IndexError) as error:
            message = (
                f"cells frame has the index value {first!r}, not a cell id such as "
                "'h150_2600_2700'; make the frame with hex_grid or square_grid, keep its index."
            )
            raise FrameError(message) from error
        return lattice

    def ids(self, q: NDArray[np.int64], r: NDArray[np.int64]) -> list[str]:
        """Spell the id of each cell."""
        return [f"{self.prefix}_{a}_{b}" for a, b in zip(q.tolist(), r.tolist(), strict=True)]

    def centres_m(self, q: NDArray[np.int64], r: NDArray[np.int64]) -> NDArray[np.float64]:
        """(n, 2) metres east and north."""
        if self.shape == "h":
            x, y = (2 * q + r) * (self.size_m / 2), r * (self.size_m * _SQRT3 / 2)
        else:
            x, y = (q + 0.5) * self.size_m, (r + 0.5) * self.size_m
        return np.asarray(np.column_stack([x, y]) + self.origin_m)

    def corners_m(self, q: NDArray[np.int64], r: NDArray[np.int64]) -> NDArray[np.float64]:
        """(n, corners, 2) metres; neighbours share theirs to the last bit."""
        if self.shape == "h":
            units = np.array([self.size_m / 2, self.size_m / (2 * _SQRT3)])
            whole = np.stack([2 * q + r, 3 * r], axis=1)[:, None, :] + _HEX_CORNERS
        else:
            units = np.array([self.size_m, self.size_m])
            whole = np.stack([q, r], axis=1)[:, None, :] + _SQUARE_CORNERS
        return np.asarray(whole * units + self.origin_m)

    def cells_at(self, points_m: NDArray[np.float64]) -> tuple[NDArray[np.int64], ...]:
        """Integer coordinates of the cell that holds each point."""
        x, y = ((points_m - self.origin_m) / self.size_m).T
        if self.shape == "s":
            return np.floor(x).astype(np.int64), np.floor(y).astype(np.int64)
        x = x + _EAST  # a point on the edge of two belongs to the eastern one, wherever they lie
        return _round_to_hexagon(x - y / _SQRT3, y * (2 / _SQRT3))

    def box(self, bounds_m: NDArray[np.float64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Integer coordinates of every cell that could meet the box, and a rim around it."""
        low, high = (bounds_m.reshape(2, 2) - self.origin_m) / self.size_m
        if self.shape == "h":
            low[1], high[1] = low[1] * 2 / _SQRT3, high[1] * 2 / _SQRT3
        rows = np.arange(np.floor(low[1]) - 1, np.ceil(high[1]) + 2, dtype=np.int64)
        columns = np.arange(np.floor(low[0]) - 1, np.ceil(high[0]) + 2, dtype=np.int64)
        q, r = (axis.ravel() for axis in np.meshgrid(columns, rows))
        # Rows of hexagons lean: each step north goes half a cell east, so q starts further west.
        return (q - r // 2, r) if self.shape == "h" else (q, r)


def _round_to_hexagon(
    q: NDArray[np.float64], r: NDArray[np.float64]
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Nearest hexagon: round the three cube coordinates, mend the one rounded furthest."""
    s = -q - r
    whole_q, whole_r, whole_s = (np.floor(axis + 0.5) for axis in (q, r, s))
    off_q, off_r, off_s = np.abs(whole_q - q), np.abs(whole_r - r), np.abs(whole_s - s)
    q_is_worst = (off_q > off_r) & (off_q > off_s)
    r_is_worst = ~q_is_worst & (off_r > off_s)
    mended_q = np.where(q_is_worst, -whole_r - whole_s, whole_q)
    mended_r = np.where(r_is_worst, -whole_q - whole_s, whole_r)
    return mended_q.astype(np.int64), mended_r.astype(np.int64)


def key_of(q: NDArray[np.int64], r: NDArray[np.int64]) -> NDArray[np.int64]:
    """One number for each cell; 2**31 cells either way are more than the Earth has room for."""
    return r * 2**32 + q


def sorted_keys(cells: gpd.GeoDataFrame) -> tuple[NDArray[np.intp], NDArray[np.int64]]:
    """Order of the cells by key, and the keys in that order."""
    keys = key_of(cells["q"].to_numpy(np.int64), cells["r"].to_numpy(np.int64))
    order = np.argsort(keys, kind="stable")  # a whole grid comes sorted: one look is enough
    return order, keys[order]


def find_keys(
    known: NDArray[np.int64], wanted: NDArray[np.int64]
) -> tuple[NDArray[np.intp], NDArray[np.bool_]]:
    """Where among sorted keys each wanted one stands, and whether it is there at all."""
    spot = np.minimum(np.searchsorted(known, wanted), known.size - 1)
    return spot, known[spot] == wanted
