"""What a homes list may say of tenure and scheme, and the one word each stands for."""

from __future__ import annotations

from geo_asb.etl.readers.layer_cells import listed_word
from geo_asb.etl.readers.tables import Row
from geo_asb.model import SchemeKind, Tenure

__all__ = ["scheme_kind_of", "tenure_of"]

# Small letters, blanks for hyphens. A tenancy type that several rents share is "rented".
_TENURES: dict[Tenure, tuple[str, ...]] = {
    "": ("unknown", "not known", "n/a"),
    "social rent": ("social rented", "social", "council rent", "target rent", "secure"),
    "affordable rent": ("affordable rented", "affordable"),
    "intermediate rent": ("intermediate", "rent to buy", "london living rent"),
    "market rent": ("market rented",),
    "rented": ("rent", "tenant", "assured", "introductory", "starter", "fixed term", "demoted"),
    "licence": ("licensed", "licensee"),
    "shared ownership": ("shared owner", "low cost home ownership", "lcho"),
    "leasehold": ("leaseholder", "right to buy leasehold", "rtb leasehold"),
    "owner occupied": ("owner occupier", "freehold", "freeholder", "right to buy", "rtb", "sold"),
    "private rent": ("private rented", "private"),
}
_SCHEMES: dict[SchemeKind, tuple[str, ...]] = {
    "": ("unknown", "not known", "n/a", "none"),
    "general needs": ("general", "gn"),
    "older people": (
        "older people's", "older persons", "housing for older people", "sheltered", "retirement",
        "retirement living", "independent living", "over 55s", "hfop",
    ),
    "extra care": ("extracare", "assisted living"),
    "supported": ("supported housing", "supported living", "specialist", "hostel", "refuge"),
    "temporary": ("temporary accommodation", "temporary social housing", "homeless"),
    "key worker": ("key workers", "keyworker"),
    "student": ("students", "student accommodation"),
    "shared ownership": ("low cost home ownership", "lcho"),
    "leasehold": ("leaseholder", "leaseholders"),
    "market rent": ("market rented", "private rented"),
}  # fmt: skip
_TENURE_OF: dict[str, Tenure] = {
    word: tenure for tenure, others in _TENURES.items() for word in (tenure, *others)
}
_SCHEME_OF: dict[str, SchemeKind] = {
    word: kind for kind, others in _SCHEMES.items() for word in (kind, *others)
}


def tenure_of(row: Row) -> Tenure:
    """
    Read how a home is held; "" for a blank cell.

    Raises
    ------
    CellError
        A word that is not listed: named by its nearest, never turned into an "other".
    """
    return listed_word(row, "tenure", _TENURE_OF)


def scheme_kind_of(row: Row) -> SchemeKind:
    """
    Read what kind of scheme a home is part of; "" for a blank cell.

    Raises
    ------
    CellError
        A word that is not listed: named by its nearest, never turned into an "other".
    """
    return listed_word(row, "scheme_kind", _SCHEME_OF)
