"""
How well real British addresses and places are found again after the slips people make.

    python -m benchmarks.real_strings ../shared/data                    one line for each kind
    python -m benchmarks.real_strings ../shared/data --worst worst.png  and a picture of the worst

The homes list is made of the places themselves: the public places of Greater Manchester (shops,
surgeries, libraries, polling stations) or the land and buildings of one council. Each is asked
for again as it is written, with slips, and by what stands near it. Right is within 100 m: the
points of two sources differ by as much. Wrong is a home, a block or a place near one, farther
off than that and than its own radius.
"""

from __future__ import annotations

import argparse
import csv
import gzip
import random
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import hypot
from pathlib import Path
from textwrap import fill

import matplotlib.pyplot as plt
from matplotlib.axes import Axes

from geo_asb.etl.geocode import Gazetteer, locate
from geo_asb.etl.phrases import phrase_in
from geo_asb.etl.projection import to_british_grid
from geo_asb.model import Home, Location, PlaceRole, PlaceText, Rung

__all__ = [
    "Asked",
    "Found",
    "Rate",
    "ask",
    "council_assets",
    "public_places",
    "questions",
    "rates",
    "table",
]

RIGHT_M = 100.0
SEED = 11
_POINTS = (Rung.UPRN, Rung.ADDRESS, Rung.CORRECTED, Rung.BLOCK, Rung.NEAR)
_COUNTIES = {"cheshire", "lancashire", "greater manchester"}
_NUMBERED = re.compile(r"(\d+[A-Za-z]?(?:\s*[-/]\s*\d+[A-Za-z]?)?)\s+(?=[A-Za-z])(.+)")
_STREET = re.compile(
    r"\b(?:avenue|close|court|crescent|drive|gardens|grove|lane|place|road|row|square|street"
    r"|terrace|walk|way)$",
    re.IGNORECASE,
)
_SHORT = {
    "Avenue": "Ave", "Close": "Cl", "Court": "Ct", "Crescent": "Cres", "Drive": "Dr",
    "Gardens": "Gdns", "Grove": "Gr", "Lane": "Ln", "Place": "Pl", "Road": "Rd",
    "Square": "Sq", "Street": "St", "Terrace": "Tce",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Asked:
    """A text asked for, and the real place it stands for."""

    kind: str
    text: str
    postcode: str
    home: Home


@dataclass(frozen=True, slots=True)
class Found:
    """An answer and how far it lies from the truth, metres; infinite where there is none."""

    asked: Asked
    at: Location
    off_m: float

    @property
    def is_right(self) -> bool:
        """Within the allowance for two sources' points."""
        return self.off_m <= RIGHT_M

    @property
    def is_wrong(self) -> bool:
        """A point given with more precision than it has."""
        return self.at.rung in _POINTS and self.off_m > max(RIGHT_M, self.at.radius_m or 0.0)

    @property
    def is_within_radius(self) -> bool:
        """As near as the answer said, or as the sources agree."""
        return self.off_m <= max(RIGHT_M, self.at.radius_m or 0.0)


@dataclass(frozen=True, slots=True)
class Rate:
    """Counts for one kind of question."""

    asked: int
    placed: int
    right: int
    within_radius: int
    wrong: int


# ---------------------------------------------------------------- real places as a homes list


def public_places(folder: Path) -> list[Home]:
    """Read shops, surgeries, libraries and polling stations as homes; those without point left."""
    rows = _rows(folder / "addresses_gm_public_places.csv.gz")
    return _homes(
        (parts, row["postcode"], row["lon"], row["lat"])
        for row in rows
        if row["lon"] and (parts := _parts(row["address"]))[2]  # without a street: a town alone
    )


def council_assets(folder: Path) -> list[Home]:
    """Read a council's land and buildings as homes; those without point are left out."""
    rows = _rows(folder / "addresses_trafford_council_assets_uprn.csv.gz")
    return _homes(
        (
            (row["PropertyName"], row["StreetNumber"], row["StreetName"], "", row["PostTown"]),
            row["PostCode"],
            row["GeoX"],
            row["GeoY"],
        )
        for row in rows
        if row["GeoX"] and row["PropertyName"]
    )


def _rows(path: Path) -> Iterator[dict[str, str]]:
    with gzip.open(path, "rt", encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


def _parts(address: str) -> tuple[str, str, str, str, str]:
    """Part an address into name, number, street, locality and town, as a steward would."""
    parts = [part.strip() for part in address.split(",") if part.strip()]
    while len(parts) > 1 and parts[-1].lower() in _COUNTIES:
        parts.pop()
    town = parts.pop() if len(parts) > 1 else ""
    for at, part in enumerate(parts):
        numbered = _NUMBERED.fullmatch(part)
        if numbered or _STREET.search(part):
            number, street = numbered.groups() if numbered else ("", part)
            return ", ".join(parts[:at]), number, street, ", ".join(parts[at + 1 :]), town
    return ", ".join(parts), "", "", "", town


def _homes(
    places: Iterable[tuple[tuple[str, str, str, str, str], str, str, str]],
) -> list[Home]:
    listed = list(places)
    points_m = to_british_grid(
        [float(longitude) for _, _, longitude, _ in listed],
        [float(latitude) for _, _, _, latitude in listed],
    )
    return [
        Home(
            row=at,
            uprn=str(at),
            kind="house",
            subname="",
            name=name,
            number=number,
            street=street,
            locality=locality,
            town=town,
            postcode=postcode,
            parent_uprn="",
            estate="",
            easting_m=float(point_m[0]),
            northing_m=float(point_m[1]),
            managed=True,
            storeys=None,
            tenure="",
        )
        for at, (((name, number, street, locality, town), postcode, _, _), point_m) in enumerate(
            zip(listed, points_m, strict=True), start=2
        )
    ]


# ---------------------------------------------------------------- how people would ask for them


def questions(homes: Sequence[Home], seed: int = SEED) -> Iterator[Asked]:
    """Ask for each place in every way it can be asked for."""
    rng = random.Random(seed)  # noqa: S311 - a test's luck, not a secret
    for home in homes:
        text = _written(home)
        if phrase_in(text) or not (home.street or home.name):
            continue  # a place that is told by something else already, such as a junction
        yield Asked("as written", text, home.postcode, home)
        yield Asked("capitals, no commas", text.upper().replace(",", ""), home.postcode, home)
        yield Asked("abbreviated, no postcode", _abbreviated(text), "", home)
        yield Asked("slip in a word", _slipped(text, rng), home.postcode, home)
        yield Asked("slip in a word, no postcode", _slipped(text, rng), "", home)
        yield from _told_by_something_near(home, rng)


def _told_by_something_near(home: Home, rng: random.Random) -> Iterator[Asked]:
    if home.number:
        sign = rng.choice(("outside", "o/s", "opposite", "opp", "rear of", "r/o", "next to", "adj"))
        text = f"{sign} {home.number} {home.street}, {home.town}"
        yield Asked("beside a numbered place", text, home.postcode, home)
        yield Asked("beside one, slip, no postcode", _slipped(text, rng), "", home)
    elif home.name:
        sign = rng.choice(("car park of", "outside", "grass verge by", "behind", "bin store,"))
        yield Asked("beside a named place", f"{sign} {_written(home)}", "", home)
    if home.street:
        sign = rng.choice(("all along", "top end of", "bus stop on", "various locations"))
        yield Asked("along its street", f"{sign} {home.street}, {home.town}", home.postcode, home)


def _written(home: Home) -> str:
    street = f"{home.number} {home.street}".strip()
    return ", ".join(filter(None, (home.name, street, home.locality, home.town)))


def _abbreviated(text: str) -> str:
    return re.sub(r"[A-Za-z]+", lambda word: _SHORT.get(word[0], word[0]), text)


def _slipped(text: str, rng: random.Random) -> str:
    """Leave out, double, swap or change a letter of one word of six letters or more."""
    words = [match.span() for match in re.finditer(r"[A-Za-z]{6,}", text)]
    if not words:
        return text
    start, end = rng.choice(words)
    at = rng.randrange(start + 1, end - 1)
    slips: tuple[Callable[[], str], ...] = (
        lambda: "",
        lambda: text[at] * 2,
        lambda: rng.choice("aeiorst"),
    )
    if rng.random() < 0.25:
        return text[:at] + text[at + 1] + text[at] + text[at + 2 :]
    return text[:at] + rng.choice(slips)() + text[at + 1 :]


# ---------------------------------------------------------------- asking and counting


def ask(homes: Sequence[Home], asked: Iterable[Asked]) -> list[Found]:
    """Send each question down the ladder and measure how far the answer is off."""
    gazetteer = Gazetteer(homes)
    return [_found(one, gazetteer) for one in asked]


def _found(asked: Asked, gazetteer: Gazetteer) -> Found:
    place = PlaceText(asked.text, asked.postcode, "", PlaceRole.INCIDENT)
    at, home = locate(place, gazetteer), asked.home
    if at.easting_m is None or at.northing_m is None:
        return Found(asked, at, float("inf"))
    return Found(asked, at, hypot(at.easting_m - home.easting_m, at.northing_m - home.northing_m))


def rates(found: Iterable[Found]) -> dict[str, Rate]:
    """Count by kind of question."""
    kinds: dict[str, list[Found]] = {}
    for one in found:
        kinds.setdefault(one.asked.kind, []).append(one)
    return {
        kind: Rate(
            len(ones),
            sum(one.at.rung is not Rung.NONE for one in ones),
            sum(one.is_right for one in ones),
            sum(one.is_within_radius for one in ones),
            sum(one.is_wrong for one in ones),
        )
        for kind, ones in kinds.items()
    }


def table(rates: Mapping[str, Rate]) -> str:
    """Write shares by kind as a Markdown table."""
    lines = [
        "| kind | asked | placed | right | within radius | wrong |",
        "|---|--:|--:|--:|--:|--:|",
    ]
    for kind, rate in rates.items():
        counts = (rate.placed, rate.right, rate.within_radius, rate.wrong)
        shares = " | ".join(f"{count / rate.asked:.3f}" for count in counts)
        lines.append(f"| {kind} | {rate.asked} | {shares} |")
    return "\n".join(lines)


# ---------------------------------------------------------------- the worst, to look at

_TRUTH = {"marker": "+", "color": "black", "markersize": 15, "markeredgewidth": 2}
_ANSWER = {"marker": "o", "color": "#b3282d", "markersize": 7}
_REACH = {"facecolor": "#b3282d", "alpha": 0.12}
_SCALES_M = (10, 20, 50, 100, 200, 500, 1_000, 2_000)


def _worst(found: Iterable[Found], count: int) -> list[Found]:
    """Choose answers farthest beyond their radius, then those nearest its edge; one a place."""
    off = [one for one in found if one.at.rung is not Rung.NONE and one.off_m > 1.0]
    places: dict[Home, Found] = {}
    for one in sorted(off, key=lambda one: (one.at.radius_m or 0.0) - one.off_m):
        places.setdefault(one.asked.home, one)
    return list(places.values())[:count]


def _draw_worst(found: Sequence[Found], path: Path, count: int = 20) -> None:
    """Draw truth, answer and radius, north up, each in a scale of its own."""
    figure, panels = plt.subplots(4, 5, figsize=(16, 17))
    for panel in panels.flat:
        panel.set_axis_off()
    worst = _worst(found, count)
    for panel, one in zip(panels.flat, worst, strict=False):
        _draw(panel, one)
    beyond = sum(one.off_m > (one.at.radius_m or 0.0) for one in worst)
    figure.suptitle(
        f"+ true place    \u25cf answer    shaded: where the answer says the place is\n"
        f"{beyond} of {len(worst)} places lie outside it; the others are those nearest its edge",
        fontsize=13,
    )
    figure.tight_layout(rect=(0, 0, 1, 0.97), h_pad=4.5)
    figure.savefig(path, dpi=72)


def _draw(panel: Axes, one: Found) -> None:
    at, home = one.at, one.asked.home
    radius_m = at.radius_m or 0.0
    east_m, north_m = (at.easting_m or 0) - home.easting_m, (at.northing_m or 0) - home.northing_m
    panel.add_patch(plt.Circle((east_m, north_m), radius_m, **_REACH))
    panel.plot(east_m, north_m, **_ANSWER)
    panel.plot(0, 0, **_TRUTH)
    half_m = 1.15 * max(radius_m + hypot(east_m, north_m) / 2, one.off_m / 2, 10.0)
    panel.set_xlim(east_m / 2 - half_m, east_m / 2 + half_m)
    panel.set_ylim(north_m / 2 - half_m, north_m / 2 + half_m)
    panel.set_aspect("equal")
    scale_m = max(one for one in _SCALES_M if one <= max(10, half_m * 0.6))
    left_m, low_m = east_m / 2 - 0.95 * half_m, north_m / 2 - 0.97 * half_m
    panel.plot((left_m, left_m + scale_m), (low_m, low_m), color="black", linewidth=2)
    panel.text(left_m, low_m + 0.05 * half_m, f"{scale_m} m", fontsize=9)
    said = f"{at.rung}: {one.off_m:.0f} m off, said {radius_m:.0f} m"
    panel.set_title(f"{fill(one.asked.text, 34)}\n{said}", fontsize=9.5)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n\n")[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--worst", type=Path)
    options = parser.parse_args()
    found: list[Found] = []
    for title, read in (("Public places", public_places), ("Council assets", council_assets)):
        homes = read(options.folder)
        answers = ask(homes, questions(homes))
        print(f"\n{title}: {len(homes)} places\n{table(rates(answers))}")
        found += answers
    if options.worst:
        _draw_worst(found, options.worst)


if __name__ == "__main__":
    main()
