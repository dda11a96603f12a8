"""
The published tables the demo's exports equal to the unit.

Blank months are not supplied, which is not zero. Printed totals are kept beside the sums of
the lines where a source disagrees with itself.
"""

from __future__ import annotations

from datetime import date

__all__ = [
    "CASE_TYPES_BY_YEAR",
    "GREAT_PLACES_BY_CATEGORY",
    "NEW_CASES_BY_MONTH",
    "PRINTED_TYPE_TOTALS",
    "SOURCES",
    "months_of",
]

SOURCES: dict[str, str] = {
    "NEW_CASES_BY_MONTH": "Stockport Homes Group, ASB Strategy 2022-25: new cases per month",
    "CASE_TYPES_BY_YEAR": "Stockport Homes Group, ASB Strategy 2022-25: case types",
    "GREAT_PLACES_BY_CATEGORY": (
        "Great Places 'insight' scrutiny of the Community Safety Service: cases by category "
        "and type, 2014-15"
    ),
}

# Financial years April to March; 2021/22 was supplied to November.
NEW_CASES_BY_MONTH: dict[str, tuple[int, ...]] = {
    "2019/20": (78, 103, 89, 102, 90, 97, 108, 121, 95, 122, 92, 119),
    "2020/21": (155, 126, 177, 134, 140, 133, 96, 114, 120, 261, 187, 252),
    "2021/22": (167, 105, 206, 198, 173, 187, 184, 186),
}

CASE_TYPES_BY_YEAR: dict[str, dict[str, int]] = {
    "2020/21": {
        "Alcohol related": 7,
        "Boundary Dispute": 5,
        "Car Parking": 9,
        "Condition of Property": 33,
        "Covid Breaches": 527,
        "Criminal Behaviour": 94,
        "Domestic Abuse": 140,
        "Drugs": 219,
        "Garden Nuisance": 45,
        "Hate incidents": 43,
        "Litter/Rubbish": 53,
        "Misuse of Communal Areas": 69,
        "Noise/Rowdy Behaviour": 739,
        "Nuisance vehicles/bikes": 31,
        "Personal Allegation dispute": 31,
        "Pets": 73,
        "Vandalism": 39,
        "Verbal abuse/harassment/threats": 613,
    },
    "2021/22": {
        "Alcohol related": 4,
        "Boundary Dispute": 4,
        "Car Parking": 7,
        "Condition of Property": 32,
        "Covid Breaches": 112,
        "Criminal Behaviour": 58,
        "Domestic Abuse": 128,
        "Drugs": 117,
        "Garden Nuisance": 32,
        "Hate incidents": 26,
        "Litter/Rubbish": 22,
        "Misuse of Communal Areas": 35,
        "Noise/Rowdy Behaviour": 739,
        "Nuisance vehicles/bikes": 12,
        "Personal Allegation dispute": 14,
        "Pets": 29,
        "Vandalism": 29,
        "Verbal abuse/harassment/threats": 409,
    },
}

# The source prints these under its own lines, which sum to 2770 and 1809.
PRINTED_TYPE_TOTALS: dict[str, int] = {"2020/21": 2763, "2021/22": 1805}

# Type label -> cases of category a, b, c and of no category.
GREAT_PLACES_BY_CATEGORY: dict[str, tuple[int, int, int, int]] = {
    "Noise or nuisance": (2, 181, 120, 0),
    "Verbal abuse, intimidation, threats, harassment": (63, 108, 40, 0),
    "Drugs, drug dealing or substance misuse": (66, 34, 4, 0),
    "Misuse of communal/public area, loitering": (1, 15, 82, 0),
    "Domestic abuse": (71, 0, 0, 0),
    "Criminal behaviour or crime": (28, 11, 1, 0),
    "Vandalism or damage to property": (7, 14, 15, 0),
    "Garden nuisance": (0, 1, 7, 27),
    "Physical violence": (28, 1, 1, 0),
    "Pet or animal nuisance": (0, 0, 27, 0),
    "Litter, rubbish or fly tipping": (0, 1, 13, 0),
    "Racial": (14, 0, 0, 0),
    "Alcohol related": (1, 9, 2, 0),
    "Vehicle nuisance": (0, 5, 4, 0),
    "Hate crime (not racial)": (3, 0, 0, 0),
    "Safeguarding": (0, 0, 0, 2),
    "Prostitution or sexual acts": (1, 0, 0, 0),
}


def months_of(year: str) -> tuple[date, ...]:
    """
    Give the first day of each supplied month of a financial year.

    >>> months_of("2021/22")[-1]
    datetime.date(2021, 11, 1)
    """
    start = int(year[:4])
    april_on = range(len(NEW_CASES_BY_MONTH[year]))
    return tuple(date(start + (3 + i) // 12, (3 + i) % 12 + 1, 1) for i in april_on)
