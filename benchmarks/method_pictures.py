"""
The pictures of docs/reference/methods.md, drawn from invented cases through the public verbs.

    python -m benchmarks.method_pictures           all of them, into docs/pictures
    python -m benchmarks.method_pictures week      one

Every number and verdict in a picture is an answer of `geo_asb.hotspots`, none is set by hand.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import PolyCollection
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle
from numpy.typing import NDArray

from benchmarks.invented_borough import Luck, draw_counts, on_grid
from geo_asb import hotspots
from geo_asb.demo import make_place
from geo_asb.drawing.palette import (
    COUNT_COLOURS,
    CREAM,
    INK,
    LINE,
    MUTED,
    PAPER,
    SLATE,
    axes_in_mm,
    figure_in_mm,
    png,
    write,
)

FOLDER = Path(__file__).resolve().parent.parent / "docs" / "pictures"
WIDTH_MM = 90.0  # 709 pixels: words stay readable where a telephone shows it half as wide
PALE, DARK = COUNT_COLOURS[0], COUNT_COLOURS[3]
WORDS = 8.5  # points, the smallest used


def _sheet(height_mm: float) -> Figure:
    figure = figure_in_mm(WIDTH_MM, height_mm)
    figure.set_facecolor(PAPER)
    return figure


def _say(axes: Axes, x: float, y: float, words: str, **style: Any) -> None:  # noqa: ANN401 - as `write`
    write(axes, (x, y), words, **{"fontsize": WORDS, **style})


def rates() -> Figure:
    """Show ten estates: own rate, interval, the rate drawn to the usual one, rank band."""
    homes = np.array([60, 85, 130, 180, 260, 350, 480, 640, 900, 1300])
    cases = np.array([7, 2, 6, 24, 8, 33, 58, 25, 31, 30])
    ranks = hotspots.rank_bands(cases, homes).astype(int)
    shrunk = 1000 * hotspots.empirical_bayes(cases, homes)
    figure = _sheet(88)
    axes = axes_in_mm(figure, (22, 18, 46, 62))
    axes.set(xlim=(0, 250), ylim=(9.6, -0.6))
    for tick in (0, 50, 100, 150, 200, 250):
        axes.axvline(tick, color=LINE, linewidth=0.8, zorder=0)
        _say(axes, tick, 10.1, str(tick), ha="center", color=MUTED)
    for row, at in enumerate(np.argsort(-cases / homes)):
        found = hotspots.rate_interval(int(cases[at]), int(homes[at]))
        ends = [found.low_per_1000_homes, found.high_per_1000_homes]
        axes.plot(ends, [row, row], color=SLATE, linewidth=1.6, clip_on=True)
        axes.plot(found.rate_per_1000_homes, row, "o", color=DARK, markersize=5)
        axes.plot(shrunk[at], row, "D", markersize=8, mfc="none", mec=INK, mew=1.2)
        _say(axes, -8, row, f"{homes[at]:,} homes", ha="right")
        band = f"{ranks.rank_low[at]} to {ranks.rank_high[at]}"
        _say(axes, 262, row, band, fontweight="bold")
    _say(axes, 262, -1.2, "true rank", color=MUTED)
    _say(axes, -8, -1.2, "estate", ha="right", color=MUTED)
    _say(axes, 0, 11.0, "cases per 1,000 homes in the year", color=MUTED)
    key = axes_in_mm(figure, (4, 1.5, 84, 4))
    key.plot(1, 2, "o", color=DARK, markersize=5)
    _say(key, 3.5, 2, "own rate")
    key.plot([19, 25], [2, 2], color=SLATE, linewidth=1.6)
    _say(key, 27, 2, "95% interval")
    key.plot(48, 2, "D", markersize=7, mfc="none", mec=INK, mew=1.2)
    _say(key, 50.5, 2, "drawn to the usual")
    return figure


def hot_cells() -> Figure:
    """Show one town twice: cases counted, and cells that homes and chance do not explain."""
    rng = np.random.default_rng(8)
    homes = make_place("borough").homes[["easting", "northing"]].to_numpy(float)
    town = on_grid(homes, 150)
    expected = town.neighbours @ town.homes * 1300 / town.homes.sum()
    first = int(expected.argmax())
    away_m = np.hypot(*(town.centres_m - town.centres_m[first]).T)
    second = int(np.where((away_m > 900) & (away_m < 1300), expected, 0).argmax())
    planted = np.array([first, second])
    near = np.asarray(town.neighbours[planted].sum(axis=0) > 0).ravel()
    counts = draw_counts(rng, town, 1300, Luck(), np.where(near, 3.0, 1.0))
    found = hotspots.hot_cells(counts, town.homes, town.neighbours)
    middle = town.centres_m[planted].mean(axis=0)
    figure = _sheet(72)
    colours = _count_colours(counts, (1, 3, 5, 8, 12))
    verdict = found["verdict"].to_numpy()
    judged = np.select(
        [verdict == "strong", verdict == "likely", town.homes > 0],
        [COUNT_COLOURS[4], COUNT_COLOURS[2], CREAM],
        PAPER,
    )
    for left, title, fill in ((2, "Cases counted", colours), (46, "What stands out", judged)):
        head = axes_in_mm(figure, (left, 65, 42, 6))
        _say(head, 0, 3, title, fontsize=10, fontweight="bold")
        axes = axes_in_mm(figure, (left, 20, 42, 44))
        _map(axes, town.centres_m - middle, fill, town.homes > 0)
        axes.plot(*(town.centres_m[planted] - middle).T, "+", color="white", mew=3.4, ms=10)
        axes.plot(*(town.centres_m[planted] - middle).T, "+", color=INK, mew=1.6, ms=9)
    for word, width in (("strong", 1.8), ("likely", 0.9)):
        shapes = _hexagons(town.centres_m[verdict == word] - middle, 76)
        axes.add_collection(PolyCollection(shapes, facecolors="none", edgecolors=INK, lw=width))
    _hot_key(figure)
    return figure


def _map(
    axes: Axes, centres_m: NDArray[np.float64], fill: NDArray[np.str_], lived_in: NDArray[np.bool_]
) -> None:
    axes.set(xlim=(-1050, 1050), ylim=(-1100, 1100), aspect="equal")
    shapes = _hexagons(centres_m[lived_in], 86.6)
    axes.add_collection(PolyCollection(shapes, facecolors=fill[lived_in], edgecolors=LINE, lw=0.5))


def _hexagons(centres_m: NDArray[np.float64], to_corner_m: float) -> list[NDArray[np.float64]]:
    turn = np.radians(np.arange(30, 390, 60))
    corners_m = to_corner_m * np.column_stack([np.cos(turn), np.sin(turn)])
    return list(centres_m[:, None] + corners_m)


def _count_colours(counts: NDArray[np.int64], starts: tuple[int, ...]) -> NDArray[np.str_]:
    return np.array([PAPER, *COUNT_COLOURS])[np.searchsorted(starts, counts, side="right")]


def _hot_key(figure: Figure) -> None:
    key = axes_in_mm(figure, (2, 1, 86, 17))
    names = ("1 to 2", "3 to 4", "5 to 7", "8 to 11", "12 up")
    for at, (colour, name) in enumerate(zip(COUNT_COLOURS, names, strict=True)):
        x = 14.8 * (at % 3)
        y = 12.5 if at < 3 else 7.5
        key.add_patch(Rectangle((x, y - 1.6), 3.2, 3.2, fc=colour, ec=LINE, lw=0.5))
        _say(key, x + 4.4, y, name)
    for y, colour, width, name in (
        (12.5, COUNT_COLOURS[4], 1.8, "strong"),
        (7.5, COUNT_COLOURS[2], 0.9, "likely: may be chance"),
    ):
        key.add_patch(Rectangle((44.5, y - 1.6), 3.2, 3.2, fc=colour, ec=INK, lw=width))
        _say(key, 49.5, y, name)
    key.plot(1.6, 2, "+", color=INK, mew=1.6, ms=9)
    _say(key, 4.4, 2, "planted: three times the cases its homes would bring")


def repeat_places() -> Figure:
    """Show five places over two years; the window that decides is shaded."""
    seen = {
        "Tower block": [40, 130, 290, 420, 455, 530, 610, 690],
        "No 7": [390, 480, 500, 715],
        "Shops": [60, 95, 110, 180],
        "No 31": [20, 380, 720],
        "Garages": [560, 600],
    }
    places = np.repeat(list(seen), [len(days) for days in seen.values()])
    days = np.concatenate(list(seen.values()))
    found = hotspots.repeat_places(places, days, ending_on=729)
    figure = _sheet(74)
    axes = axes_in_mm(figure, (4, 9, 82, 62))
    axes.set(xlim=(-12, 742), ylim=(5.0, 0.0))
    axes.add_patch(Rectangle((365, 0), 377, 5.0, fc=PALE, ec="none", zorder=0))
    for row, (place, when) in enumerate(seen.items()):
        verdict = found["verdict"].get(place, "not listed")
        is_now = verdict == "repeats now"
        _say(axes, 4, row + 0.22, place, fontweight="bold")
        _say(axes, 726, row + 0.22, verdict, ha="right", color=INK if is_now else MUTED)
        axes.axhline(row + 0.62, color=LINE, linewidth=1)
        axes.plot(when, np.full(len(when), row + 0.62), "o", color=DARK if is_now else MUTED, ms=6)
    for x, name in ((0, "two years ago"), (365, "a year ago"), (730, "today")):
        align = {0: "left", 365: "center", 730: "right"}[x]
        _say(axes, x, 5.35, name, ha=align, color=MUTED)
    return figure


def near_repeat() -> Figure:
    """Count pairs of cases by how near and how soon, as times what chance makes of them."""
    rng = np.random.default_rng(8)
    places_m, days = rng.uniform(0, 3000, (500, 2)), rng.integers(0, 365, 500)
    again, nearby = rng.choice(500, 60, replace=False), rng.choice(500, 70, replace=False)
    step_m = rng.normal(0, 55, (70, 2))
    places_m = np.vstack([places_m, places_m[again], places_m[nearby] + step_m])
    gaps = np.concatenate([rng.integers(0, 15, 60), rng.integers(1, 10, 70)])
    days = np.concatenate([days, days[np.concatenate([again, nearby])] + gaps])
    found = hotspots.near_repeat(
        places_m, days, space_edges_m=[0, 1, 100, 200, 400], day_edges=[0, 1, 8, 15, 29]
    )
    figure = _sheet(66)
    axes = axes_in_mm(figure, (20, 8, 68, 48))
    axes.set(xlim=(0, 4), ylim=(4, 0))
    for x, name in enumerate(("same\nday", "1 to 7\ndays", "8 to 14\ndays", "15 to 28\ndays")):
        _say(axes, x + 0.5, -0.38, name, ha="center", linespacing=1.1)
    for y, name in enumerate(("same\nplace", "under\n100 m", "100 to\n200 m", "200 to\n400 m")):
        _say(axes, -0.1, y + 0.5, name, ha="right", linespacing=1.1)
    for at, (pairs, times, p) in enumerate(found[["observed", "ratio", "p"]].to_numpy().tolist()):
        y, x = divmod(at, 4)
        is_beyond = p <= 0.05 / len(found) and times > 1
        fill = COUNT_COLOURS[3] if is_beyond else CREAM
        axes.add_patch(Rectangle((x, y), 1, 1, fc=fill, ec=PAPER, lw=2.5))
        ink = "white" if is_beyond else INK
        style = {"ha": "center", "color": ink, "fontweight": "bold" if is_beyond else "normal"}
        ratio = f"{times:.0f} times" if times >= 10 else f"{times:.1f} times"
        _say(axes, x + 0.5, y + 0.36, ratio, **style, fontsize=9.5)
        _say(axes, x + 0.5, y + 0.74, f"{pairs:.0f} pairs", ha="center", color=ink)
    foot = axes_in_mm(figure, (2, 1, 86, 5))
    foot.add_patch(Rectangle((0, 1), 3, 3, fc=COUNT_COLOURS[3], ec="none"))
    _say(foot, 4.4, 2.5, "more than chance, all 16 boxes allowed for")
    return figure


def clusters() -> Figure:
    """Show cases along one street: together in space and time, or in space alone."""
    rng = np.random.default_rng(15)
    bursts = [(90, 20, 7), (100, 150, 6), (430, 95, 8)]
    along = np.concatenate([rng.normal(x, 18, n) for x, _, n in bursts] + [rng.uniform(0, 600, 12)])
    days = np.concatenate([rng.normal(d, 4, n) for _, d, n in bursts] + [rng.uniform(0, 180, 12)])
    days = np.clip(days.round(), 0, 180)
    points_m = np.column_stack([along, np.zeros(along.size)])
    label = hotspots.st_dbscan(points_m, days, reach_m=100, window_days=14, min_cases=5)
    ever = hotspots.place_clusters(points_m, reach_m=30, min_cases=5)
    figure = _sheet(78)
    axes = axes_in_mm(figure, (14, 24, 72, 52))
    axes.set(xlim=(-10, 610), ylim=(190, -14))
    for day, name in ((0, "day 0"), (60, "60"), (120, "120"), (180, "180")):
        axes.axhline(day, color=LINE, linewidth=0.8, zorder=0)
        _say(axes, -22, day, name, ha="right", color=MUTED)
    axes.plot(along[label < 0], days[label < 0], "o", mfc=PAPER, mec=MUTED, mew=1.2, ms=5.5)
    for number, mark in zip(np.unique(label[label >= 0]), "os^", strict=False):
        x, y = along[label == number], days[label == number]
        axes.plot(x, y, mark, color=(DARK, SLATE, "#0b6e4f")[number], ms=6)
        words = f"{x.size} cases"
        _say(axes, x.max() + 14, float(y.mean()), words, fontweight="bold", halo=PAPER)
    for number in np.unique(ever[ever >= 0]):
        x = along[ever == number]
        axes.plot([x.min(), x.max()], [201, 201], color=INK, lw=4, clip_on=False)
        _say(axes, float(x.mean()), 213, f"{x.size} at any time", ha="center")
    _say(axes, 0, 232, "along a street of 600 m, from west to east", color=MUTED)
    axes.plot(6, 252, "o", mfc=PAPER, mec=MUTED, mew=1.2, ms=5.5, clip_on=False)
    _say(axes, 24, 252, "belongs to no cluster of its days")
    return figure


def states() -> Figure:
    """Show six places in one town, 23 months each, and the word that `emerging` finds for them."""
    rng = np.random.default_rng(21)
    side, months = 26, 23
    x, y = np.meshgrid(np.arange(side) * 150.0, np.arange(side) * 150.0)
    near = hotspots.neighbours_within(np.column_stack([x.ravel(), y.ravel()]), 225)
    counts = rng.poisson(0.12, (side * side, months))
    month = np.arange(months)
    patterns = [
        np.where(month >= 21, 2.6, 0),
        np.where(month < 11, 0.55, np.where(month < 20, 0.6, 1.5)),
        np.full(months, 0.75),
        np.where(month < 12, 1.7, np.where(month < 20, 0.9, 0.3)),
        np.select([month < 3, (month > 7) & (month < 11), month > 18], [1.5, 0.6, 0.8]),
        np.where(month < 8, 2.0, 0.0),
    ]
    middles = [row * side + column for row in (6, 19) for column in (4, 13, 21)]
    for middle, mean in zip(middles, patterns, strict=True):
        cells = near.indices[near.indptr[middle] : near.indptr[middle + 1]]
        counts[cells] += rng.poisson(mean, (cells.size, months))
    words = hotspots.emerging(counts, near)
    figure = _sheet(70)
    for at, middle in enumerate(middles):
        row, column = divmod(at, 3)
        axes = axes_in_mm(figure, (4 + 29 * column, 41 - 31 * row, 25, 20))
        by_month = (near @ counts)[middle]
        axes.set(xlim=(-0.8, months - 0.2), ylim=(0, 32))
        axes.bar(month, by_month, width=0.78, color=np.where(month > 10, DARK, "#d8d2c7"))
        axes.axhline(0, color=INK, linewidth=1)
        _say(axes, -0.6, 37, words[middle] or "(no word)", fontsize=10.5, fontweight="bold")
    key = axes_in_mm(figure, (4, 1, 84, 5))
    for x_mm, colour, name in ((0, DARK, "last 12 months"), (32, "#d8d2c7", "the 11 before")):
        key.add_patch(Rectangle((x_mm, 1), 3, 3, fc=colour, ec="none"))
        _say(key, x_mm + 4.4, 2.5, name)
    return figure


def verdicts() -> Figure:
    """Colour every pair of counts by its verdict: from how many to how many is it a change?"""
    most = 60
    words = ["too few to say", "clear fall", "no clear change", "clear rise"]
    colours = ["#ffffff", "#bcd7ea", CREAM, "#f6c9ad"]
    figure = _sheet(97)
    axes = axes_in_mm(figure, (14, 17, 72, 72))
    axes.set(xlim=(-0.5, most + 0.5), ylim=(-0.5, most + 0.5))
    found = np.array(
        [
            [words.index(hotspots.rate_ratio(now, before).verdict) for before in range(most + 1)]
            for now in range(most + 1)
        ]
    )
    rgb = np.array([[int(c[i : i + 2], 16) for i in (1, 3, 5)] for c in colours])[found]
    axes.imshow(rgb.astype(np.uint8), origin="lower", interpolation="nearest", aspect="auto")
    axes.plot([0, most], [0, most], color=MUTED, linewidth=1, linestyle=(0, (4, 3)))
    bold: dict[str, Any] = {"fontweight": "bold", "fontsize": 10.5}
    _say(axes, 3, 56, "▲ clear rise", **bold)
    _say(axes, 37, 8, "▼ clear fall", **bold)
    _say(axes, 49.5, 42, "= no clear change", rotation=45, ha="center", halo=CREAM, **bold)
    for tick in range(0, most + 1, 10):
        _say(axes, tick, -3, str(tick), ha="center", color=MUTED)
        _say(axes, -2, tick, str(tick), ha="right", color=MUTED)
    _say(axes, most, -7.5, "cases before", ha="right")
    _say(axes, -9, most + 4.5, "cases now")
    for now, x, side in ((48, 20, "right"), (34, 24, "left")):
        axes.plot(22, now, "o", color=INK, markersize=6)
        _say(axes, x, now, f"22, then {now}", ha=side, halo=CREAM if now == 34 else "#f6c9ad")
    _say(axes, -8, -12, "White corner: fewer than 10 cases, too few to say", color=MUTED)
    return figure


def week() -> Figure:
    """Share 160 cases, most of uncertain time, over the hours of a week."""
    rng = np.random.default_rng(12)
    monday = np.datetime64("2021-11-01T00:00", "m")
    evening = 24 * 60 * rng.choice([4, 5, 5, 6, 2], 90) + rng.normal(21.5 * 60, 75, 90)
    night = 24 * 60 * rng.integers(0, 7, 50) + rng.normal(21 * 60, 40, 50)
    school = 24 * 60 * rng.integers(0, 5, 20) + rng.normal(15.6 * 60, 25, 20)
    begin = np.concatenate([evening, night, school]).round().astype("timedelta64[m]")
    length = np.concatenate([rng.integers(0, 90, 90), rng.integers(600, 780, 50), np.zeros(20)])
    weights = hotspots.week_profile(monday + begin, monday + begin + length.astype("m8[m]"))
    by_hour = weights.sum(axis=0).reshape(7, 24)
    figure = _sheet(58)
    axes = axes_in_mm(figure, (10, 15, 78, 41))
    axes.set(xlim=(0, 24), ylim=(7, 0))
    step = by_hour.max() / 5
    for (day, hour), cases in np.ndenumerate(by_hour):
        colour = COUNT_COLOURS[min(int(cases / step), 4)] if cases >= 0.05 else CREAM
        axes.add_patch(Rectangle((hour, day), 1, 1, fc=colour, ec=PAPER, lw=0.8))
    for day, name in enumerate(("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")):
        _say(axes, -0.4, day + 0.5, name, ha="right")
    for hour, name in ((0, "midnight"), (6, "6 am"), (12, "noon"), (18, "6 pm"), (24, "midnight")):
        align = {0: "left", 24: "right"}.get(hour, "center")
        _say(axes, hour, 7.45, name, ha=align, color=MUTED)
    key = axes_in_mm(figure, (10, 1.5, 78, 5))
    _say(key, 0, 2.5, "fewest")
    for at, colour in enumerate(COUNT_COLOURS):
        key.add_patch(Rectangle((13 + 6 * at, 1), 5.6, 3, fc=colour, ec="none"))
    _say(key, 45, 2.5, f"most ({by_hour.max():.0f} in an hour)")
    return figure


PICTURES: dict[str, Callable[[], Figure]] = {
    "rates": rates,
    "hot-cells": hot_cells,
    "repeat-places": repeat_places,
    "near-repeat": near_repeat,
    "clusters": clusters,
    "states": states,
    "verdicts": verdicts,
    "week": week,
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[1])
    parser.add_argument("names", nargs="*", choices=[*PICTURES, []], default=[])
    for name in parser.parse_args().names or PICTURES:
        path = FOLDER / f"methods-{name}.png"
        path.write_bytes(png(PICTURES[name]()))
        print(f"{path.name}: {path.stat().st_size / 1000:.0f} kB")


if __name__ == "__main__":
    main()
