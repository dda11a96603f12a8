"""Dates and moments as landlords write them, always day first; nothing is guessed."""

from __future__ import annotations

import re
from array import array
from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from geo_asb.errors import ExportError
from geo_asb.etl.readers.cells import Cell, CellError, is_blank, text_of
from geo_asb.etl.readers.tables import Row, Table

__all__ = [
    "FIRST_YEAR",
    "LAST_YEAR",
    "day_in",
    "is_skipped_by_clocks",
    "moment_in",
    "names_its_zone",
    "refuse_month_first",
    "to_local",
]

FIRST_YEAR, LAST_YEAR = 1990, 2040

_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "jan january", "feb february", "mar march", "apr april", "may", "jun june",
            "jul july", "aug august", "sep sept september", "oct october", "nov november",
            "dec december",
        ),
        start=1,
    )
    for name in names.split()
}  # fmt: skip
_DAY_FIRST = re.compile(r"(\d{1,2})([/.-])(\d{1,2})\2(\d{4}|\d{2})")
_NAMED_MONTH = re.compile(r"(\d{1,2})[ -]([a-z]{3,9})[ -](\d{4}|\d{2})", re.IGNORECASE)
_YEAR_FIRST = re.compile(r"(\d{4})-(\d{2})-(\d{2})")
_ISO_JOIN = re.compile(r"(?<=\d)T(?=\d)")
# 09:30Z, 09:30:00.000+01:00: a moment of a database, which says itself how far from UTC it is.
_ZONE = re.compile(r"(?<=\d) ?(?:Z|([+-])(\d\d):?([0-5]\d))$")
_BRITAIN = ZoneInfo("Europe/London")
_FARTHEST_AHEAD = timedelta(hours=14)
_TIME = re.compile(r"(\d{1,2}):(\d{2})(?::(\d{2})(?:\.\d+)?)?")

_FORMS = "Write it as 05/06/2020, 5 Jun 2020 or 2020-06-05, and export again."


def day_in(row: Row, column: str) -> date | None:
    """
    Read a day; None where the cell is blank. A time after the day is left out.

    Raises
    ------
    CellError
        No accepted form, no such day, or a year outside 1990 to 2040.
    """
    moment, _ = moment_in(row, column)
    return moment.date() if moment else None


def moment_in(row: Row, column: str) -> tuple[datetime | None, bool]:
    """
    Read a day with or without a time, and say whether a time was given.

    Local time of Great Britain without a zone, as exports hold it; a text that names its zone,
    such as 2020-06-05T09:30:00Z, is turned into it, and at midnight is a day alone.
    (None, False) for a blank.

    Raises
    ------
    CellError
        No accepted form, no such day or time, or a year outside 1990 to 2040.
    """
    cell = row.cells.get(column, "")
    if is_blank(cell):
        return None, False
    moment, has_time = _moment(cell, column, row.day_zero)
    if not FIRST_YEAR <= moment.year <= LAST_YEAR:
        reason = f"the year is not between {FIRST_YEAR} and {LAST_YEAR}. Correct it."
        raise CellError(column, reason)
    return moment, has_time


def _moment(cell: Cell, column: str, day_zero: datetime) -> tuple[datetime, bool]:
    if isinstance(cell, datetime):
        return cell, cell.time() != time()
    if isinstance(cell, date):
        return datetime.combine(cell, time()), False
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        return _from_serial(float(cell), column, day_zero)
    return _from_text(text_of(cell), column)


def _from_serial(days: float, column: str, day_zero: datetime) -> tuple[datetime, bool]:
    """Read a spreadsheet's day number, which is what a date cell without its format holds."""
    if not 1 <= days <= 100_000:
        raise CellError(column, f"this number is not a date. {_FORMS}")
    minutes = round(days * 1440)
    return day_zero + timedelta(minutes=minutes), minutes % 1440 != 0


def _from_text(text: str, column: str) -> tuple[datetime, bool]:
    day_text, time_text = text, ""
    zone = _ZONE.search(text) if ":" in text else None
    if ":" in text:
        unzoned = text[: zone.start()] if zone else text
        day_text, _, time_text = _ISO_JOIN.sub(" ", unzoned).rpartition(" ")
    year, month, day = _parts(day_text.strip(), column)
    hour, minute, second = _time_parts(time_text, column) if time_text else (0, 0, 0)
    try:
        moment = datetime(year, month, day, hour, minute, second)  # noqa: DTZ001
        return _local(moment - _ahead_of_utc(zone)) if zone else (moment, bool(time_text))
    except (OverflowError, ValueError) as error:
        raise CellError(column, "there is no such day or time. Correct it.") from error


def _local(moment: datetime) -> tuple[datetime, bool]:
    """Turn UTC into local time; midnight by either is how databases write a day alone."""
    local = to_local(moment)
    if time() in (moment.time(), local.time()):
        return datetime.combine(local, time()), False
    return local, True


def names_its_zone(cell: Cell) -> bool:
    """Say whether a text gives its own zone, so that it was turned into local time when read."""
    return isinstance(cell, str) and ":" in cell and bool(_ZONE.search(text_of(cell)))


def to_local(moment: datetime) -> datetime:
    """Turn a moment in UTC into local time of Great Britain; neither bears a zone."""
    return moment.replace(tzinfo=UTC).astimezone(_BRITAIN).replace(tzinfo=None)


def _ahead_of_utc(zone: re.Match[str]) -> timedelta:
    """Read how far a zone is ahead of UTC; Z is nothing."""
    if not zone[1]:
        return timedelta()
    ahead = timedelta(hours=int(zone[2]), minutes=int(zone[3]))
    if ahead > _FARTHEST_AHEAD:
        raise ValueError("no place is so far ahead")
    return ahead if zone[1] == "+" else -ahead


@lru_cache(maxsize=1 << 14)  # days of an export are some thousand
def _parts(text: str, column: str) -> tuple[int, int, int]:
    if found := _DAY_FIRST.fullmatch(text):
        return _year(found[4], column), int(found[3]), int(found[1])
    if found := _YEAR_FIRST.fullmatch(text):
        return int(found[1]), int(found[2]), int(found[3])
    if (found := _NAMED_MONTH.fullmatch(text)) and found[2].casefold() in _MONTHS:
        return _year(found[3], column), _MONTHS[found[2].casefold()], int(found[1])
    raise CellError(column, f"not a day/month/year date. {_FORMS}")


def _year(digits: str, column: str) -> int:
    """Read two digits as the one year of 1990 to 2040 that ends in them."""
    if len(digits) == 4:
        return int(digits)
    year = 1900 + int(digits)
    year = year if year >= FIRST_YEAR else year + 100
    if year > LAST_YEAR:
        raise CellError(column, "a year of two digits that could be two years. Write four digits.")
    return year


def _time_parts(text: str, column: str) -> tuple[int, int, int]:
    found = _TIME.fullmatch(text)
    if not found:
        raise CellError(column, f"the time after the day is not hours:minutes. {_FORMS}")
    return int(found[1]), int(found[2]), int(found[3] or 0)


def is_skipped_by_clocks(moment: datetime) -> bool:
    """
    Say whether a local time of Great Britain never was: the hour that summer time skips.

    From 1:00 to 1:59 on the last Sunday of March. The hour that comes twice in October is kept
    as written: a clock on the wall showed it.
    """
    if moment.month != 3 or moment.hour != 1:
        return False
    last = datetime(moment.year, 3, 31)  # noqa: DTZ001 - local time, as the moment
    sunday = last - timedelta(days=last.isoweekday() % 7)
    return moment.date() == sunday.date()


def refuse_month_first(table: Table, columns: Sequence[str]) -> None:
    """
    Refuse a file in which some date is, or may be, month first: then no date in it is sure.

    It may be where every date that a spreadsheet made has a day up to 12 and every typed one a
    later day: a spreadsheet of another country took the days it could for months.

    Raises
    ------
    ExportError
        Names the column and the first rows.
    """
    orders = {column: _Order() for column in columns if column in table.headings}
    watched = tuple(orders.values())
    for number, cells in table.rows.under(tuple(orders)) if orders else ():
        for order, cell in zip(watched, cells, strict=True):
            if cell != "":
                order.see(number, cell)
    for column, order in orders.items():
        if order.month_first:
            message = (
                f"{table.name}, row {_listed(order.month_first)}, column '{column}': month before "
                "day. Dates that can be read two ways are never guessed; export with "
                "day/month/year."
            )
            raise ExportError(message)
        if order.typed and not order.is_day_first and order.made:
            message = (
                f"{table.name}, row {_listed(order.made)}, column '{column}': day and month may "
                "have changed places in a spreadsheet, as only dates with a day after the 12th are "
                "still as typed. Export again and load the file unopened."
            )
            raise ExportError(message)


def _listed(rows: Sequence[int]) -> str:
    shown = ", ".join(str(number) for number in rows[:5])
    return f"{shown} and {len(rows) - 5} more" if len(rows) > 5 else shown


class _Order:
    """
    What the dates of a column say of the order of day and month.

    `month_first` are rows that can be read no other way. `made` are rows whose date, made by a
    spreadsheet, has a day up to 12: typed ones that are all later than that may have left them
    turned around. `is_day_first` where a typed day up to 12, or a made one after it, shows that
    they are not.
    """

    __slots__ = ("is_day_first", "made", "month_first", "typed")

    def __init__(self) -> None:
        self.month_first = array("L")
        self.made = array("L")
        self.typed = self.is_day_first = False

    def see(self, number: int, cell: Cell) -> None:
        """Take account of one more cell, of the row with that number."""
        if not isinstance(cell, str):
            if isinstance(cell, date):
                self._see_made(number, cell.day)
            return
        text = cell.strip()
        if found := _DAY_FIRST.match(text):
            first, second = int(found[1]), int(found[3])
            self.typed = True
            self.is_day_first |= first <= 12
            if first <= 12 < second <= 31:
                self.month_first.append(number)
        elif found := _YEAR_FIRST.match(text):
            self._see_made(number, int(found[3]))

    def _see_made(self, number: int, day: int) -> None:
        self.is_day_first |= day > 12
        self.made.append(number)
