"""Verbs for people: who may sign in, and the dashboard they sign in to."""

from __future__ import annotations

import getpass
import sys
from argparse import ArgumentParser, Namespace
from contextlib import closing

from dashboard.app import serve
from geo_asb.accounts import LEVELS, Accounts
from geo_asb.cli_database import ready_database
from geo_asb.settings import Settings
from geo_asb.verbs import Verb

__all__ = ["VERBS"]

HEADING = "People"


def _users(settings: Settings, chosen: Namespace) -> None:
    ready_database(settings)
    with closing(Accounts(settings)) as accounts:
        if chosen.name:
            if chosen.patch:
                year, *wards = chosen.patch
                accounts.set_patch(chosen.name, ward_year=int(year), wards=wards)
            patch = chosen.name if chosen.patch else None
            accounts.add_user(chosen.name, _password(), chosen.role, patch=patch)
        for name, landlord, role, patch in accounts.users():
            print(f"{name:24} {landlord:16} {role:12} {patch or ''}".rstrip())


def _password() -> str:
    """Ask for a password without showing it; from a pipe, read one line."""
    if sys.stdin.isatty():
        return getpass.getpass("Password (at least 12 characters): ")
    return sys.stdin.readline().rstrip("\n")


def _users_words(parser: ArgumentParser) -> None:
    parser.add_argument("name", nargs="?", help="add this user; asks for the password")
    parser.add_argument("--role", choices=sorted(LEVELS), default="officer")
    parser.add_argument(
        "--patch",
        nargs="+",
        metavar=("YEAR", "WARD"),
        help="boundary year and ward codes of an officer's patch",
    )


def _serve(settings: Settings, chosen: Namespace) -> None:
    ready_database(settings)
    serve(settings, port=chosen.port, host=chosen.host)


def _serve_words(parser: ArgumentParser) -> None:
    parser.add_argument("--port", type=int, default=8050)
    parser.add_argument("--host", default="127.0.0.1", help="keep it unless a proxy stands before")


VERBS = (
    Verb("users", HEADING, "list who may sign in, or add somebody", _users, _users_words),
    Verb("serve", HEADING, "show the dashboard on this machine", _serve, _serve_words),
)
