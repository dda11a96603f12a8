"""Verbs for people: who may sign in, and the dashboard they sign in to."""

from __future__ import annotations

import getpass
import sys
from argparse import Namespace
from contextlib import closing

from dashboard.app import serve
from geo_asb.accounts import Accounts
from geo_asb.cli_database import ready_database
from geo_asb.settings import Settings

__all__ = ["open_dashboard", "users"]


def users(settings: Settings, chosen: Namespace) -> None:
    """Add somebody where a name is given; list who may sign in."""
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


def open_dashboard(settings: Settings, chosen: Namespace) -> None:
    """Serve the dashboard until it is told to stop."""
    ready_database(settings)
    serve(settings, port=chosen.port, host=chosen.host)
