"""
The whole family of errors, on one page.

GeoAsbError                 exit 1   anything a person can mend; printed without a traceback
├── SettingsError           exit 2   an environment variable or option that cannot be used
├── ExportError             exit 3   a file that cannot be read as what it is said to be
├── FrameError              exit 4   a frame without the columns, index or CRS its room needs
├── TooFewCasesError        exit 5   not enough cases or cells to say anything
├── StoreError              exit 6   the database cannot be reached, started or trusted
│   └── BusyError           exit 7   somebody else holds the lock: try again
├── NotAllowedError         exit 8   the viewer may not ask this
│   └── NotPublishedError   exit 9   a question that this display level is never answered
├── FetchError              exit 10  a publisher's service cannot be reached, or answers strangely
└── TooCoarseError          exit 11  places or days too coarse for the question asked of them

A message says what, where, and what to do.
"""

from __future__ import annotations

__all__ = [
    "BusyError",
    "ExportError",
    "FetchError",
    "FrameError",
    "GeoAsbError",
    "NotAllowedError",
    "NotPublishedError",
    "SettingsError",
    "StoreError",
    "TooCoarseError",
    "TooFewCasesError",
]


class GeoAsbError(Exception):
    """Something went wrong that a person can mend; the message says how."""

    exit_code = 1


class SettingsError(GeoAsbError):
    """An environment variable or option that cannot be used."""

    exit_code = 2


class ExportError(GeoAsbError):
    """A file that cannot be read as what it is said to be; nothing was stored."""

    exit_code = 3


class FrameError(GeoAsbError):
    """A frame without the columns, index or CRS that its room needs."""

    exit_code = 4


class TooFewCasesError(GeoAsbError):
    """Not enough cases or cells to say anything."""

    exit_code = 5


class StoreError(GeoAsbError):
    """The database cannot be reached, started or trusted."""

    exit_code = 6


class BusyError(StoreError):
    """Somebody else holds the lock; the message says who and what to do."""

    exit_code = 7


class NotAllowedError(GeoAsbError):
    """The viewer may not ask this."""

    exit_code = 8


class NotPublishedError(NotAllowedError):
    """A question that this display level is never answered; names the nearest table."""

    exit_code = 9


class FetchError(GeoAsbError):
    """
    A publisher's service cannot be reached, or answers otherwise than it documents.

    `status` is that of HTTP where the service said no with one, else 0.
    """

    exit_code = 10

    def __init__(self, message: str, *, status: int = 0) -> None:
        super().__init__(message)
        self.status = status


class TooCoarseError(GeoAsbError):
    """Places or days too coarse for the question, such as one day for each month."""

    exit_code = 11
