"""Every public verb shows an example, and it runs."""

from __future__ import annotations

import doctest
import importlib
import pkgutil

import pytest

from geo_asb import hotspots

MODULES = sorted(module.name for module in pkgutil.iter_modules(hotspots.__path__))


@pytest.mark.parametrize("name", MODULES)
def test_examples_run(name: str) -> None:
    module = importlib.import_module(f"geo_asb.hotspots.{name}")
    assert doctest.testmod(module).failed == 0


@pytest.mark.parametrize("name", [name for name in hotspots.__all__ if name.islower()])
def test_every_verb_has_one(name: str) -> None:
    assert ">>> " in (getattr(hotspots, name).__doc__ or "")
