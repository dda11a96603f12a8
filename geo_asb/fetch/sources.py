"""Who may be asked for what: the declared sources, read from one TOML file."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any, Literal, TypeVar
from urllib.parse import urlsplit

from geo_asb.errors import SettingsError

__all__ = [
    "AreaLayer",
    "Deprivation",
    "Edition",
    "Kind",
    "Ons",
    "Police",
    "Product",
    "Publisher",
    "Sources",
    "Survey",
    "Table",
    "is_safe",
    "read_sources",
]

T = TypeVar("T")
Kind = Literal["ward", "lsoa"]

_DECLARED = Path(__file__).parents[2] / "data" / "boundaries" / "sources.toml"  # of the checkout


@dataclass(frozen=True, slots=True)
class Publisher:
    """
    Who publishes, under which licence, and where.

    attribution  what must be printed beside the data; {year} stands for its year
    hosts        the only machines that are ever asked, redirects included
    by_hand      the page for people, named where a service cannot be reached
    """

    publisher: str
    licence: str
    licence_address: str
    attribution: tuple[str, ...]
    hosts: frozenset[str]
    by_hand: str
    service: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """A table of districts: the service, and its columns of code and name."""

    service: str
    code: str
    name: str
    year: int = 0


@dataclass(frozen=True, slots=True)
class AreaLayer:
    """Areas of one kind and boundary year; `districts` says in which district each lies."""

    kind: Kind
    year: int
    service: str
    code: str
    name: str
    districts: Table | None = None  # None: an area is named after its district


@dataclass(frozen=True, slots=True)
class Ons:
    """The Open Geography portal: districts, and layers by kind and year."""

    publisher: Publisher
    district: Table
    layers: tuple[AreaLayer, ...]


@dataclass(frozen=True, slots=True)
class Product:
    """One OpenData product of Ordnance Survey, with bounds no edition comes near."""

    id: str
    max_mb: int
    max_unpacked_mb: int
    attribution: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Survey:
    """The OS Downloads API and the products used of it."""

    publisher: Publisher
    postcodes: Product
    uprn: Product


@dataclass(frozen=True, slots=True)
class Police:
    """The street-level API and the one category asked for."""

    publisher: Publisher
    category: str


@dataclass(frozen=True, slots=True)
class Edition:
    """One edition of the Indices of Deprivation: its file 7, and how many LSOAs it ranks."""

    year: int
    address: str
    rows: int
    lsoa_year: int
    district: str  # heading of the district's name: codes change more often


@dataclass(frozen=True, slots=True)
class Deprivation:
    """The ministry's files, newest first."""

    publisher: Publisher
    editions: tuple[Edition, ...]


@dataclass(frozen=True, slots=True)
class Sources:
    """Everything `geo-asb fetch` may ask for."""

    ons: Ons
    survey: Survey
    police: Police
    imd: Deprivation


def is_safe(address: str, hosts: frozenset[str]) -> bool:
    """Say whether an address may be asked: https at a declared host; http on this machine alone."""
    parts = urlsplit(address)
    is_own = parts.scheme == "http" and parts.hostname == "127.0.0.1"
    return (parts.scheme == "https" or is_own) and parts.hostname in hosts


def read_sources(path: Path | None = None) -> Sources:
    """
    Read the declared sources, by default those the program came with.

    Raises
    ------
    SettingsError
        Not TOML, a part missing or unknown, or an address that is not https at a declared host.
    """
    at = path or _DECLARED
    try:
        with at.open("rb") as file:
            found = tomllib.load(file)
    except OSError as error:
        message = f"{at}: cannot be opened ({error.strerror}). Check the name and folder."
        raise SettingsError(message) from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SettingsError(f"{at.name}: not TOML ({error}). Mend that line.") from error
    try:
        return _sources(found)
    except (_PartError, KeyError, TypeError, AttributeError) as error:
        said = f"no part {error}" if isinstance(error, KeyError) else str(error)
        message = f"{at.name}: {said}. docs/reference/sources.md says what each part holds."
        raise SettingsError(message) from error


class _PartError(Exception):
    """A part of the file that cannot be used."""


def _sources(found: Mapping[str, Any]) -> Sources:
    ons, survey, police, imd = (dict(found[part]) for part in ("ons", "os", "police", "imd"))
    district = _table(ons.pop("district"))
    layers = tuple(_layer(one) for one in ons.pop("layers"))
    products = survey.pop("products")
    category = police.pop("category")
    editions = tuple(_made(Edition, one, "imd.editions") for one in imd.pop("editions"))
    deprivation = Deprivation(
        _publisher(imd, "imd"), tuple(sorted(editions, key=lambda one: -one.year))
    )
    for edition in deprivation.editions:
        _refuse_unsafe(edition.address, deprivation.publisher.hosts)
    return Sources(
        Ons(_publisher(ons, "ons"), district, layers),
        Survey(
            _publisher(survey, "os"),
            _made(Product, products["postcodes"], "os.products.postcodes"),
            _made(Product, products["uprn"], "os.products.uprn"),
        ),
        Police(_publisher(police, "police"), category),
        deprivation,
    )


def _publisher(part: Mapping[str, Any], name: str) -> Publisher:
    made = _made(Publisher, part, name)
    if made.service:
        _refuse_unsafe(made.service, made.hosts)
    return made


def _refuse_unsafe(address: str, hosts: frozenset[str]) -> None:
    if not is_safe(address, hosts):
        message = f"the address {address} is not https at one of its hosts"
        raise _PartError(message)


def _layer(part: Mapping[str, Any]) -> AreaLayer:
    districts = _table(part["districts"]) if "districts" in part else None
    return _made(AreaLayer, {**part, "districts": districts}, "ons.layers")


def _table(part: Mapping[str, Any]) -> Table:
    return _made(Table, part, "districts")


def _made(kind: type[T], part: Mapping[str, Any], name: str) -> T:
    known = {field.name for field in fields(kind)}  # type: ignore[arg-type]
    if unknown := sorted(set(part) - known):
        message = f"{name} holds '{unknown[0]}', which is not one of {', '.join(sorted(known))}"
        raise _PartError(message)
    return kind(**{key: _frozen(key, value) for key, value in part.items()})


def _frozen(key: str, value: object) -> object:
    if not isinstance(value, Sequence) or isinstance(value, str):
        return value
    return frozenset(value) if key == "hosts" else tuple(value)
