"""Many records at once: pure statistics on frames and arrays."""

from geo_asb.hotspots.accuracy import prediction_accuracy
from geo_asb.hotspots.clusters import place_clusters, st_dbscan
from geo_asb.hotspots.concentration import Concentration, concentration
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
from geo_asb.hotspots.impact import Displacement, displacement_difference
from geo_asb.hotspots.near_repeat import near_repeat
from geo_asb.hotspots.rates import RateInterval, RateRatio, e_test, rate_interval, rate_ratio
from geo_asb.hotspots.repeats import repeat_places
from geo_asb.hotspots.scan import Cluster, scan_areas
from geo_asb.hotspots.scan_time import SpaceTimeCluster, SpaceTimeScan, scan_space_time
from geo_asb.hotspots.shrink import empirical_bayes, rank_bands
from geo_asb.hotspots.states import emerging
from geo_asb.hotspots.touching import TouchingCells, touching_cells
from geo_asb.hotspots.week import week_profile

__all__ = [
    "Cluster",
    "Concentration",
    "Displacement",
    "RateInterval",
    "RateRatio",
    "SpaceTimeCluster",
    "SpaceTimeScan",
    "TouchingCells",
    "benjamini_hochberg",
    "cell_of",
    "concentration",
    "count_cases",
    "displacement_difference",
    "e_test",
    "emerging",
    "empirical_bayes",
    "gi_star",
    "grid_neighbours",
    "hex_grid",
    "hot_cells",
    "kernel_density",
    "near_repeat",
    "neighbours_within",
    "place_clusters",
    "prediction_accuracy",
    "rank_bands",
    "rate_interval",
    "rate_ratio",
    "repeat_places",
    "scan_areas",
    "scan_space_time",
    "square_grid",
    "st_dbscan",
    "touching_cells",
    "week_profile",
]
