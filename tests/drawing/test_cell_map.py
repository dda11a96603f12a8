import io
from dataclasses import replace

import geopandas as gpd
import numpy as np
import pytest
import shapely
from PIL import Image

from geo_asb.drawing import legend
from geo_asb.drawing.maps import cell_map_png
from geo_asb.drawing.palette import COUNT_COLOURS, DPI, INK, MM_PER_INCH
from geo_asb.errors import FrameError
from tests.paper_town import CRS, background, cells, empty_background, hot_cells, ward

WIDTH_MM = 120
BARE = empty_background(ward(900, 800))
NOBODY = cells({}, {}, len(BARE.cells))


def opened(picture: bytes) -> Image.Image:
    return Image.open(io.BytesIO(picture)).convert("RGB")


def share_of(image: Image.Image, colour: str, *, near: int = 24) -> float:
    """Share of pixels within `near` of a colour in each channel."""
    wanted = np.array([int(colour[i : i + 2], 16) for i in (1, 3, 5)])
    away = np.abs(np.asarray(image).astype(int) - wanted).max(axis=2)
    return float((away <= near).mean())


def test_a_map_has_the_width_asked_for_at_200_dots_an_inch():
    picture = Image.open(io.BytesIO(cell_map_png(NOBODY, BARE, width_mm=WIDTH_MM)))
    assert abs(picture.width - WIDTH_MM / MM_PER_INCH * DPI) <= 1
    assert round(picture.info["dpi"][0]) == DPI


@pytest.mark.parametrize(
    ("width_m", "height_m", "is_upright"), [(900, 1800, True), (1800, 700, False)]
)
def test_a_wide_area_has_its_legend_below_and_a_tall_one_beside(width_m, height_m, is_upright):
    ground = empty_background(ward(width_m, height_m))
    picture = opened(cell_map_png(cells({}, {}, len(ground.cells)), ground, width_mm=WIDTH_MM))
    strip = np.asarray(picture)[:, : picture.width // 8]
    foot_is_white = bool((strip[-6:] == 255).all())
    assert foot_is_white is not is_upright


def test_counts_are_painted_dark_where_many_and_ink_marks_hot_cells():
    ground = background()
    counts, verdicts, places = hot_cells(ground)
    plain = cells(counts, None, len(ground.cells))
    hot = cells(counts, verdicts, len(ground.cells))
    marks = {place.position: str(i) for i, place in enumerate(places, 1)}
    without = opened(cell_map_png(plain, ground, width_mm=WIDTH_MM))
    with_run = opened(
        cell_map_png(hot, ground, width_mm=WIDTH_MM, marks=marks, credit="Data to May")
    )
    assert share_of(without, COUNT_COLOURS[2]) > 0.001
    assert share_of(with_run, INK) > 1.3 * share_of(without, INK)


def test_a_count_makes_its_place_darker_than_any_street_or_house():
    ground = background()
    size, (counts, _, _) = len(ground.cells), hot_cells(ground)
    many = opened(cell_map_png(cells(counts, None, size), ground, width_mm=80))
    none = opened(cell_map_png(cells({}, None, size), ground, width_mm=80))
    drawn = (slice(None), slice(many.width // 2))
    assert np.asarray(many)[drawn].mean() < np.asarray(none)[drawn].mean()


def test_partner_classes_paint_every_cell():
    size = len(BARE.cells)
    lowest = replace(NOBODY.value, counts=None, classes=np.zeros(size, np.int8), verdicts=None)
    painted = opened(cell_map_png(replace(NOBODY, value=lowest), BARE, width_mm=WIDTH_MM))
    empty = opened(cell_map_png(NOBODY, BARE, width_mm=WIDTH_MM))
    inside = (painted.height // 2, painted.width // 4)
    changed = np.asarray(painted).astype(int) - np.asarray(empty)
    assert changed[inside].any()
    assert (changed != 0).any(axis=2).mean() > 0.3


def test_missing_cells_are_hatched_and_named():
    missing = cells(dict.fromkeys(range(len(BARE.cells)), -2), None, len(BARE.cells))
    hatched = opened(cell_map_png(missing, BARE, width_mm=WIDTH_MM))
    empty = opened(cell_map_png(NOBODY, BARE, width_mm=WIDTH_MM))
    assert np.asarray(hatched).mean() < np.asarray(empty).mean()


def test_the_same_map_gives_the_same_bytes():
    assert cell_map_png(NOBODY, BARE, width_mm=60) == cell_map_png(NOBODY, BARE, width_mm=60)


def test_an_area_in_several_parts_with_a_hole_is_drawn():
    ring = shapely.box(390000, 390000, 391000, 391000).difference(
        shapely.box(390300, 390300, 390600, 390600)
    )
    parts = shapely.union_all([ring, shapely.box(391200, 390000, 391400, 390300)])
    ground = empty_background(parts)
    assert cell_map_png(cells({3: 2}, {3: 2}, len(ground.cells)), ground, width_mm=60)


def test_a_background_without_any_shape_is_refused():
    nothing = gpd.GeoDataFrame({"position": []}, geometry=gpd.GeoSeries([], crs=CRS))
    void = replace(BARE, area=BARE.area.iloc[:0], cells=nothing)
    with pytest.raises(FrameError, match="no area and no cells; ask for an area"):
        cell_map_png(cells({}, {}, 0), void, width_mm=60)


@pytest.mark.parametrize(("longest_m", "bar_m"), [(480, 200), (999, 500), (1000, 1000), (26, 20)])
def test_a_scale_bar_is_one_two_or_five_times_a_power_of_ten(longest_m, bar_m):
    assert legend.round_length(longest_m) == bar_m


def test_the_legend_lists_only_what_the_map_can_show():
    counts, lines = legend.entries((), has_missing=False, has_run=False, has_estates=False)
    assert [entry.symbol for entry in counts] == ["title", "words"]
    assert [entry.symbol for entry in lines] == ["title", "border"]
