"""Many records at once: pure statistics on frames and arrays."""

from geo_asb.hotspots.accuracy import prediction_accuracy
from geo_asb.hotspots.density import kernel_density
from geo_asb.hotspots.gi_star import gi_star
from geo_asb.hotspots.grid import (
    cell_of,
    count_cases,
    grid_neighbours,
    hex_grid,
    neighbours_within,
    square_grid,
)
from geo_asb.hotspots.hot_cells import benjamini_hochberg, hot_cells
from geo_asb.hotspots.rates import RateInterval, RateRatio, rate_interval, rate_ratio
from geo_asb.hotspots.states import emerging
from geo_asb.hotspots.touching import TouchingCells, touching_cells

__all__ = [
    "RateInterval",
    "RateRatio",
    "TouchingCells",
    "benjamini_hochberg",
    "cell_of",
    "count_cases",
    "emerging",
    "gi_star",
    "grid_neighbours",
    "hex_grid",
    "hot_cells",
    "kernel_density",
    "neighbours_within",
    "prediction_accuracy",
    "rate_interval",
    "rate_ratio",
    "square_grid",
    "touching_cells",
]
