"""Every verb of the command line with its options; what it does is imported when it runs."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import get_args

from geo_asb.case_types import TYPE_GROUPS
from geo_asb.model import DISMISSALS, Layer, Role
from geo_asb.verbs import BASE_MAP, LAYERS, RECORDS, Verb, day, lazily, month

__all__ = ["VERBS"]

WHAT = (*RECORDS, *BASE_MAP, *LAYERS)
FETCHED = ("boundaries", "postcodes", "uprn", "police", "imd")


def _demo(parser: ArgumentParser) -> None:
    parser.add_argument("--size", choices=("small", "borough"), default="borough")
    parser.add_argument("--port", type=int, default=8050)
    parser.add_argument("--check", action="store_true", help="do everything, then stop")


def _load(parser: ArgumentParser) -> None:
    parser.add_argument("what", choices=WHAT, help="what the file holds")
    parser.add_argument("files", nargs="+", type=Path, metavar="FILE")
    parser.add_argument("--landlord", help="code of the landlord, if not GEO_ASB_LANDLORD")
    parser.add_argument("--kind", choices=("ward", "lsoa"), default="ward", help="of boundaries")
    parser.add_argument("--year", type=int, help="boundary year, or year of the deprivation index")
    parser.add_argument("--code-column", help="column of the area's code, if not found by itself")
    parser.add_argument("--name-column", help="column of the area's name, if not found by itself")
    parser.add_argument(
        "--homes-column", default="households_2011", help="column of the count of households"
    )
    parser.add_argument(
        "--map",
        metavar="NAME|FILE.toml",
        help="column map of cases (react, great_places, civica_cx, four_columns, or yours), "
        "contacts or incidents",
    )
    parser.add_argument("--exported-on", type=day, help="day an export was made, YYYY-MM-DD")
    parser.add_argument(
        "--complete",
        action="store_true",
        help="a case export holds every case from its first month on, or a list of cameras, "
        "activities, actions or blocks all there is: take out what is not in it",
    )
    parser.add_argument(
        "--source",
        default="Census households by LSOA",
        help="name and date of household counts, printed beside rates",
    )
    parser.add_argument(
        "--from", dest="areas_from", metavar="KIND", help="of a lookup: lsoa, lsoa:2021, estate, …"
    )
    parser.add_argument(
        "--to", dest="areas_to", metavar="KIND", help="of a lookup: ward, ward:2022, nap_area, …"
    )
    parser.add_argument("--score-column", help="of deprivation, if not headed as usual")


def _fetch(parser: ArgumentParser) -> None:
    parser.add_argument("what", choices=FETCHED, help="what to fetch")
    parser.add_argument("--area", required=True, metavar="DISTRICT", help="its name or code")
    parser.add_argument("--kind", choices=("ward", "lsoa"), default="ward", help="of boundaries")
    parser.add_argument("--year", type=int, help="of boundaries or deprivation; else the newest")
    parser.add_argument("--from", dest="start", type=month, metavar="YYYY-MM", help="police data")
    parser.add_argument("--to", dest="last", type=month, metavar="YYYY-MM", help="the last month")
    parser.add_argument("--out", type=Path, default=Path("open-data"), metavar="FOLDER")
    parser.add_argument("--again", action="store_true", help="also what is here already")
    parser.add_argument("--sources", type=Path, metavar="FILE.toml", help="publishers, corrected")


def _inspect(parser: ArgumentParser) -> None:
    parser.add_argument("file", type=Path, metavar="FILE", help="a case export")
    parser.add_argument(
        "--map", metavar="NAME|FILE.toml", help="look with this column map; else one is found"
    )
    parser.add_argument(
        "--out", type=Path, metavar="FILE.toml", help="write a proposed map, to correct by hand"
    )


def _crosswalk(parser: ArgumentParser) -> None:
    parser.add_argument("what", choices=("check",), help="hold it to its rules")
    parser.add_argument("name", metavar="NAME|FILE.csv")
    parser.add_argument(
        "--counts", type=Path, metavar="FILE.csv", help="label and counts: are totals kept?"
    )


def _geocode(parser: ArgumentParser) -> None:
    parser.add_argument("queries", type=Path, metavar="QUERIES.csv")
    parser.add_argument("--homes", type=Path, required=True, metavar="HOMES.csv")
    parser.add_argument("--out", type=Path, required=True, metavar="RESULTS.csv")
    parser.add_argument("--postcodes", type=Path, metavar="FILE", help="a postcode directory")
    parser.add_argument(
        "--accept", type=float, help="least probability of a home, if not GEO_ASB_ACCEPT"
    )


def _landlord(parser: ArgumentParser) -> None:
    parser.add_argument("name", help="as people write it, for instance 'Hillside Homes'")


def _detect(parser: ArgumentParser) -> None:
    which = parser.add_mutually_exclusive_group(required=True)
    which.add_argument("--month", type=month, metavar="YYYY-MM", help="the last month of each run")
    which.add_argument(
        "--stale", action="store_true", help="every month that data loaded since put out of date"
    )
    which.add_argument("--status", action="store_true", help="say which months are out of date")
    parser.add_argument("--landlord", help="code of the landlord, if not GEO_ASB_LANDLORD")
    parser.add_argument(
        "--scheduler", metavar="tcp://HOST:PORT", help="a dask cluster that looks tile by tile"
    )


def _hotspot(parser: ArgumentParser) -> None:
    parser.add_argument("what", choices=("list", "accept", "nudge", "reject"))
    parser.add_argument("key", nargs="?", metavar="ID", help="as 'geo-asb hotspot list' prints it")
    parser.add_argument("--reason", help="from the list that is printed without one")
    parser.add_argument("--by", metavar="NAME", help="the manager who decides")
    parser.add_argument("--add", nargs="+", default=(), metavar="CELL", help="cells of a nudge")
    parser.add_argument("--take", nargs="+", default=(), metavar="CELL", help="cells taken away")
    parser.add_argument("--month", type=month, metavar="YYYY-MM", help="of a list; else the newest")
    parser.add_argument("--landlord", help="code of the landlord, if not GEO_ASB_LANDLORD")


def _release(parser: ArgumentParser) -> None:
    parser.add_argument("--landlord", help="code of the landlord, if not GEO_ASB_LANDLORD")


def _rejects(parser: ArgumentParser) -> None:
    which = parser.add_mutually_exclusive_group()
    which.add_argument("--open", action="store_true", help="what waits now; so it is if left out")
    which.add_argument("--batch", type=int, metavar="N", help="everything of one load")
    parser.add_argument("--out", type=Path, metavar="FILE.csv", help="write the whole list")
    parser.add_argument(
        "--dismiss",
        choices=DISMISSALS,
        metavar="REASON",
        help=f"set aside: {'; '.join(DISMISSALS)}",
    )
    parser.add_argument("--row", type=int, nargs="+", metavar="N", help="rows to set aside")
    parser.add_argument("--landlord", help="code of the landlord, if not GEO_ASB_LANDLORD")


def _quality(parser: ArgumentParser) -> None:
    parser.add_argument("--month", type=month, metavar="YYYY-MM", help="cases opened then alone")
    parser.add_argument("--ward", metavar="WARD", help="name or code of a ward, its cases alone")
    parser.add_argument("--out", type=Path, metavar="FILE.csv", help="write every table in full")
    parser.add_argument(
        "--sample", type=Path, metavar="FILE.csv", help="write 100 placed cases to check by eye"
    )
    parser.add_argument(
        "--answers", type=Path, metavar="FILE.csv", help="read that file back, 'right' filled in"
    )
    parser.add_argument("--landlord", help="code of the landlord, if not GEO_ASB_LANDLORD")


def _contacts(parser: ArgumentParser) -> None:
    parser.add_argument("--month", type=month, metavar="YYYY-MM", help="received then alone")
    parser.add_argument("--out", type=Path, metavar="FILE.csv", help="write every table in full")
    parser.add_argument("--landlord", help="code of the landlord, if not GEO_ASB_LANDLORD")


def _impact(parser: ArgumentParser) -> None:
    parser.add_argument("activity", nargs="*", metavar="ACTIVITY", help="its number")
    parser.add_argument("--all", action="store_true", help="every activity, one line each")
    parser.add_argument(
        "--reach", type=float, default=100.0, metavar="METRES", help="round its point; 100"
    )
    parser.add_argument("--group", choices=sorted(TYPE_GROUPS), help="cases of one type group")
    parser.add_argument("--out", type=Path, metavar="FILE.csv", help="write figures and matches")
    parser.add_argument("--landlord", help="code of the landlord, if not GEO_ASB_LANDLORD")


def _evidence(parser: ArgumentParser) -> None:
    parser.add_argument("--area", required=True, metavar="WARD", help="name or code of a ward")
    parser.add_argument("--from", dest="start", type=day, required=True, metavar="YYYY-MM-DD")
    parser.add_argument("--to", dest="last", type=day, required=True, metavar="YYYY-MM-DD")
    parser.add_argument("--out", type=Path, required=True, metavar="FILE.docx")
    parser.add_argument("--layer", choices=[str(layer) for layer in Layer], default="cases")


def _users(parser: ArgumentParser) -> None:
    parser.add_argument("name", nargs="?", help="add this user; asks for the password")
    parser.add_argument("--role", choices=sorted(get_args(Role)), default="officer")
    parser.add_argument(
        "--patch",
        nargs="+",
        metavar=("YEAR", "WARD"),
        help="boundary year and ward codes of an officer's patch",
    )


def _serve(parser: ArgumentParser) -> None:
    parser.add_argument("--port", type=int, default=8050)
    parser.add_argument("--host", default="127.0.0.1", help="keep it unless a proxy stands before")


VERBS = (
    Verb(
        "demo",
        "Start here",
        "make an invented borough, load it, show it",
        lazily("geo_asb.cli_demo:demo"),
        _demo,
    ),
    Verb(
        "fetch",
        "Data",
        "fetch open data of a district from its publishers",
        lazily("geo_asb.cli_fetch:fetch"),
        _fetch,
    ),
    Verb(
        "load",
        "Data",
        "load a file: homes, boundaries, cases, cameras, …",
        lazily("geo_asb.cli_load:load"),
        _load,
    ),
    Verb(
        "inspect",
        "Data",
        "look into a case export before it is loaded",
        lazily("geo_asb.cli_inspect:inspect"),
        _inspect,
    ),
    Verb(
        "crosswalk",
        "Data",
        "check a list that turns type labels into case types",
        lazily("geo_asb.cli_inspect:crosswalk"),
        _crosswalk,
    ),
    Verb(
        "geocode",
        "Data",
        "place a file of addresses against a homes list",
        lazily("geo_asb.cli_geocode:geocode"),
        _geocode,
    ),
    Verb(
        "rejects",
        "Data",
        "list rows that wait to be corrected, or set them aside",
        lazily("geo_asb.cli_quality:rejects"),
        _rejects,
    ),
    Verb(
        "quality",
        "Data",
        "say how good the data is, for the data steward",
        lazily("geo_asb.cli_quality:quality"),
        _quality,
    ),
    Verb(
        "contacts",
        "Data",
        "say which contacts belong to a case, for the steward",
        lazily("geo_asb.cli_quality:contacts"),
        _contacts,
    ),
    Verb(
        "landlord",
        "Data",
        "set the name that pages and documents print",
        lazily("geo_asb.cli_load:landlord"),
        _landlord,
    ),
    Verb(
        "detect",
        "Data",
        "work out a month: hot cells, hotspots and more",
        lazily("geo_asb.cli_detect:find"),
        _detect,
    ),
    Verb(
        "hotspot",
        "Data",
        "list hotspots; accept, nudge or reject one",
        lazily("geo_asb.cli_detect:hotspot"),
        _hotspot,
    ),
    Verb(
        "impact",
        "Data",
        "say what became of an activity, beside like places",
        lazily("geo_asb.cli_impact:impact"),
        _impact,
    ),
    Verb(
        "release",
        "Data",
        "work out what partners may read",
        lazily("geo_asb.cli_load:release"),
        _release,
    ),
    Verb(
        "evidence",
        "Documents",
        "write the evidence section of a ward (Word)",
        lazily("geo_asb.cli_evidence:evidence"),
        _evidence,
    ),
    Verb(
        "users",
        "People",
        "list who may sign in, or add somebody",
        lazily("geo_asb.cli_people:users"),
        _users,
    ),
    Verb(
        "serve",
        "People",
        "show the dashboard on this machine",
        lazily("geo_asb.cli_people:open_dashboard"),
        _serve,
    ),
    Verb(
        "up",
        "Database",
        "start the database and bring its tables up to date",
        lazily("geo_asb.cli_database:start"),
    ),
    Verb(
        "down",
        "Database",
        "stop the database; its data stays",
        lazily("geo_asb.cli_database:stop"),
    ),
    Verb(
        "status",
        "Database",
        "say whether the database runs and where it lives",
        lazily("geo_asb.cli_database:show"),
    ),
    Verb(
        "migrate",
        "Database",
        "bring the tables up to date after an update",
        lazily("geo_asb.cli_database:update"),
    ),
)
