"""Which cells of a grid touch, never written out: sums over neighbours by shifting the map."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

import numpy as np

from geo_asb.errors import FrameError
from geo_asb.hotspots.lattice import Lattice

if TYPE_CHECKING:
    import geopandas as gpd
    from numpy.typing import NDArray

__all__ = ["TouchingCells", "touching_cells", "touching_of"]

Number = TypeVar("Number", np.int32, np.int64, np.float64)


@dataclass(frozen=True, slots=True)
class TouchingCells:
    """
    The matrix of `grid_neighbours`, as far as `gi_star` needs it: its shape and its product.

    The cells lie on a rectangle of the lattice with an empty rim; there a neighbour is a fixed
    number of places away.

    places  (n,) where each cell lies on the rectangle, row by row
    size    number of places of the rectangle, rim included
    steps   how many places away each cell that touches is, the cell itself among them
    """

    places: NDArray[np.int64]
    size: int
    steps: tuple[int, ...]

    @property
    def shape(self) -> tuple[int, int]:
        """Rows and columns of the matrix."""
        return self.places.size, self.places.size

    def __matmul__(self, values: NDArray[Number]) -> NDArray[Number]:
        """(n,) sum of the values of each cell and those that touch it."""
        if values.shape != self.places.shape:
            message = (
                f"values have the shape {values.shape} for {self.places.size} cells; give one "
                "number for each."
            )
            raise FrameError(message)
        spread = np.zeros(self.size, dtype=values.dtype)
        spread[self.places] = values
        rim = max(self.steps)
        inside = slice(rim, self.size - rim)
        total = spread[inside].copy()
        for step in self.steps:
            if step:
                total += spread[inside.start + step : inside.stop + step]
        return np.asarray(total[self.places - rim])


def touching_cells(cells: gpd.GeoDataFrame) -> TouchingCells:
    """
    Say which cells touch, for a map so large that the matrix of neighbours is in the way.

    `gi_star` takes it for the matrix of `grid_neighbours(cells)` and gives the same scores to the
    rounding of floats, sooner and with less memory. Meant for whole grids: the smallest rectangle
    of the lattice around the cells is held in memory, however few of its places are taken.

    Parameters
    ----------
    cells : a grid of `hex_grid` or `square_grid`, or some of its rows in any order, each once.

    Returns
    -------
    What `gi_star` takes as neighbours; `touching @ values` sums (n,) values over each cell and
    those that touch it.

    Raises
    ------
    FrameError
        There are no cells, or the index is not of cell ids.

    Examples
    --------
    >>> from shapely import box
    >>> from geo_asb.hotspots.grid import square_grid
    >>> cells = square_grid(box(10, 10, 290, 90), side_m=100)
    >>> (touching_cells(cells) @ np.array([1, 10, 100])).tolist()
    [11, 111, 110]
    """
    if len(cells) == 0:
        message = "there are no cells, so none touch; make them with hex_grid or square_grid."
        raise FrameError(message)
    q, r = (cells[axis].to_numpy(np.int64) for axis in "qr")
    return touching_of(q, r, Lattice.of(cells))


def touching_of(q: NDArray[np.int64], r: NDArray[np.int64], lattice: Lattice) -> TouchingCells:
    """Do what `touching_cells` does for at least one cell named by its whole numbers."""
    west, south = q.min() - 1, r.min() - 1
    width = int(q.max() - west) + 2
    height = int(r.max() - south) + 2
    # North-west and south-east of a square touch at a corner; of a hexagon these are its sides.
    is_hexagon = lattice.shape == "h"
    north = (width - 1, width) if is_hexagon else (width - 1, width, width + 1)
    steps = (*(-step for step in reversed(north)), -1, 0, 1, *north)
    # One more place at either end, for the corners of the rim.
    return TouchingCells((r - south) * width + (q - west) + 1, width * height + 2, steps)
