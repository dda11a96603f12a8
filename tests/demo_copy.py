"""A copy of the loaded demo that a test may write to; the demo itself stays as it was loaded."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

import psycopg
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict

from geo_asb.settings import Settings


@contextmanager
def copy_of(demo: Settings, name: str) -> Iterator[Settings]:
    """Copy the demo's database under another name, give its settings, and drop it afterwards."""
    assert demo.database_url is not None
    there = {key: str(value) for key, value in conninfo_to_dict(demo.database_url).items()}
    original = there.pop("dbname")
    with psycopg.connect(**there, dbname="postgres", autocommit=True) as conn:
        one, other = sql.Identifier(name), sql.Identifier(original)
        conn.execute(sql.SQL("create database {} template {}").format(one, other))
    yield replace(demo, database_url=demo.database_url.replace(f"/{original}?", f"/{name}?"))
    with psycopg.connect(**there, dbname="postgres", autocommit=True) as conn:
        conn.execute(sql.SQL("drop database {} with (force)").format(one))
