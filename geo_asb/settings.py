"""The environment, read once at a start and handed down as a value."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from platformdirs import user_data_path

from geo_asb.errors import SettingsError

__all__ = ["Settings", "read_settings"]

ROOT_HOME = Path("/var/lib/geo_asb")


@dataclass(frozen=True, slots=True)
class Settings:
    """
    What a person can set from outside.

    home            where the private database, keys and built files live (GEO_ASB_HOME)
    database_url    an existing PostGIS instead of the private one (DATABASE_URL)
    today           the day the platform takes as today (GEO_ASB_TODAY); None: the day of the
                    newest load, never the machine's clock on a page
    landlord        code of the landlord whose files are loaded (GEO_ASB_LANDLORD)
    ward_year       boundary year of wards used unless another is named (GEO_ASB_WARD_YEAR)
    secret          signs sessions (GEO_ASB_SECRET); None: one is made and kept in `home`
    accept          least probability of a home or block taken without a person (GEO_ASB_ACCEPT)
    """

    home: Path
    database_url: str | None = None
    today: date | None = None
    landlord: str = "demo"
    ward_year: int | None = None
    secret: str | None = None
    accept: float = 0.9


def read_settings(environment: Mapping[str, str] | None = None) -> Settings:
    """
    Read settings from the environment.

    Raises
    ------
    SettingsError
        A value that cannot be used; says which variable and what it should look like.
    """
    env = os.environ if environment is None else environment
    return Settings(
        home=_home(env),
        database_url=env.get("DATABASE_URL") or None,
        today=_day(env, "GEO_ASB_TODAY"),
        landlord=env.get("GEO_ASB_LANDLORD", "demo"),
        ward_year=_year(env, "GEO_ASB_WARD_YEAR"),
        secret=env.get("GEO_ASB_SECRET") or None,
        accept=_probability(env, "GEO_ASB_ACCEPT", without=0.9),
    )


def _home(env: Mapping[str, str]) -> Path:
    if named := env.get("GEO_ASB_HOME"):
        return Path(named).expanduser().absolute()
    return ROOT_HOME if os.geteuid() == 0 else user_data_path("geo_asb")


def _day(env: Mapping[str, str], name: str) -> date | None:
    text = env.get(name)
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        message = f"{name} is not a day: write it as YYYY-MM-DD, for instance 2021-12-01."
        raise SettingsError(message) from error


def _year(env: Mapping[str, str], name: str) -> int | None:
    text = env.get(name)
    if not text:
        return None
    if not (text.isdigit() and len(text) == 4):
        message = f"{name} is not a year: write it as four digits, for instance 2023."
        raise SettingsError(message)
    return int(text)


def _probability(env: Mapping[str, str], name: str, *, without: float) -> float:
    text = env.get(name)
    if not text:
        return without
    try:
        value = float(text)
    except ValueError:
        value = -1.0
    if not 0 <= value <= 1:
        message = f"{name} is no probability: give a number from 0 to 1, for instance 0.95."
        raise SettingsError(message)
    return value
