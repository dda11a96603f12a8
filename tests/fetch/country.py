"""A small country as its publishers hold it: four districts, seven wards and LSOAs in each."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Sequence
from typing import Any

import shapely

__all__ = ["code_point_zip", "imd_file", "reports", "tables", "uprn_zip"]

DISTRICTS = {
    "E08000007": ("Stockport", (-2.20, 53.35, -2.06, 53.45)),
    "E08000009": ("Trafford", (-2.40, 53.35, -2.28, 53.45)),
    "E06000021": ("Stoke-on-Trent", (-2.24, 52.95, -2.10, 53.05)),
    "E07000146": ("King's Lynn and West Norfolk", (0.30, 52.60, 0.50, 52.80)),
}


def _square(west: float, south: float, side: float = 0.01) -> list[list[list[float]]]:
    east, north = west + side, south + side
    return [[[west, south], [east, south], [east, north], [west, north], [west, south]]]


def tables() -> dict[str, list[dict[str, Any]]]:
    """Give the layers and lookups of the portal by name; `_` is a row's outline, in degrees."""
    districts, wards, lookup, lsoas, lsoa_lookup = [], [], [], [], []
    for nth, (code, (name, box)) in enumerate(DISTRICTS.items()):
        outline = shapely.geometry.mapping(shapely.box(*box))["coordinates"]
        districts.append({"LAD25CD": code, "LAD25NM": name, "_": outline})
        for ward in range(7):
            e05 = f"E0501{nth}{ward:03d}"
            square = _square(box[0] + 0.01 * ward, box[1])
            own = {"lad23cd": code, "lad23nm": name}
            wards.append({"wd23cd": e05, "wd23nm": f"{name} ward {ward}", **own, "_": square})
            lookup.append({"WD24CD": e05, "WD24NM": f"{name} {ward}", "LAD24NM": name})
            e01 = f"E0100{nth}{ward:03d}"
            lsoas.append({"LSOA21CD": e01, "LSOA21NM": f"{name} 001{'ABCDEFG'[ward]}", "_": square})
            lsoa_lookup.append({"LSOA21CD": e01, "LSOA21NM": "", "LAD24NM": name})
    return {
        "LAD_MAY_2025_UK_BGC_V2": districts,
        "WD_MAY_2023_UK_BGC": wards,
        "WD24_LAD24_UK_LU": lookup,
        "Wards_May_2024_Boundaries_UK_BGC": [
            {"WD24CD": one["wd23cd"], "WD24NM": one["wd23nm"], "_": one["_"]} for one in wards
        ],
        "LSOA21_WD24_LAD24_EW_LU": lsoa_lookup,
        "Lower_layer_Super_Output_Areas_December_2021_Boundaries_EW_BGC_V5": lsoas,
        "LSOA_Dec_2011_Boundaries_Generalised_Clipped_BGC_EW_V3": [
            *({"LSOA11CD": o["LSOA21CD"], "LSOA11NM": o["LSOA21NM"], "_": o["_"]} for o in lsoas),
            {"LSOA11CD": "E01009999", "LSOA11NM": "Stockport 0 Edge", "_": _square(-2.1, 53.4)},
        ],
    }


def reports() -> list[dict[str, Any]]:
    """Give a month of police reports: a hundred in Stockport, and one beside its outline."""
    inside = [_report(1000 + nth, -2.19 + 0.0013 * nth, 53.36 + 0.0007 * nth) for nth in range(100)]
    return [*inside, _report(5000, -2.2015, 53.36)]


def code_point_zip(**more: str) -> bytes:
    """Make a Code-Point Open package; keywords add members, `__` for a slash."""
    head = (
        "Postcode,Positional_quality_indicator,Eastings,Northings,Country_code,"
        "NHS_regional_HA_code,NHS_HA_code,Admin_county_code,Admin_district_code,Admin_ward_code"
    )
    sk = "".join(
        f'"SK{nth} 1AA",10,{389000 + nth},{390000 + nth},"E92000001","E19000001","E18000002","",'
        f'"E08000007","E05000779"\r\n'
        for nth in range(1, 9)
    )
    members = {
        "Doc/Code-Point_Open_Column_Headers.csv": f"PC,PQ,EA,NO,CY,RH,LH,CC,DC,WC\n{head}\n",
        "Data/CSV/sk.csv": sk
        + '"SK22 1AA",10,403000,390000,"E92000001","","","","E07000037",""\r\n',
        "Data/CSV/m.csv": '"M1 1AA",10,384000,398000,"E92000001","","","","E08000003",""\r\n',
        **{name.replace("__", "/"): text for name, text in more.items()},
    }
    return _zip(members)


def uprn_zip() -> bytes:
    """Make an OS Open UPRN package: forty points along a line through Stockport."""
    rows = ["\ufeffUPRN,X_COORDINATE,Y_COORDINATE,LATITUDE,LONGITUDE"]
    rows += [f"{100 + n},389000,390000,53.4,{-2.25 + 0.01 * n:.4f}" for n in range(40)]
    return _zip({"osopenuprn_202508.csv": "\n".join(rows) + "\n", "licence.txt": "OGL\n"})


def _zip(members: dict[str, str]) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in members.items():
            archive.writestr(name, text)
    return packed.getvalue()


def imd_file(lsoas: Sequence[dict[str, Any]]) -> bytes:
    """Make File 7 of the Indices of Deprivation for a table of LSOAs."""
    index = "Index of Multiple Deprivation (IMD)"
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow([
        "LSOA code (2021)", "LSOA name (2021)", "Local Authority District code (2024)",
        "Local Authority District name (2024)", f"{index} Score",
        f"{index} Rank (where 1 is most deprived)",
        f"{index} Decile (where 1 is most deprived 10% of LSOAs)",
    ])  # fmt: skip
    codes = {name: code for code, (name, _) in DISTRICTS.items()}
    for rank, one in enumerate(lsoas, start=1):
        name = one["LSOA21NM"].rsplit(" ", 1)[0]
        decile = 1 + 10 * (rank - 1) // len(lsoas)
        writer.writerow(
            [one["LSOA21CD"], one["LSOA21NM"], codes[name], name, 90 - rank, rank, decile]
        )
    return b"\xef\xbb\xbf" + text.getvalue().encode()


def _report(number: int, longitude: float, latitude: float) -> dict[str, Any]:
    return {
        "category": "anti-social-behaviour",
        "location_type": "Force",
        "location": {
            "latitude": f"{latitude:.6f}",
            "street": {"id": number, "name": f"On or near Street {number % 7}"},
            "longitude": f"{longitude:.6f}",
        },
        "context": "",
        "outcome_status": None,
        "persistent_id": "",
        "id": number,
        "location_subtype": "",
        "month": "2025-08",
    }
