"""
Print the whole table of speed and memory, or the lines of some modules.

    python -m benchmarks.hotspots [MODULE ...] [--keep YYYY-MM-DD]

With `--keep` the whole table is written to docs/reference/benchmarks.md under that day, with the
machine it was measured on. Needs the dependency group `peers`. Takes some minutes.
"""

from __future__ import annotations

import argparse
import importlib
import os
import pkgutil
import platform
from collections.abc import Iterator, Sequence
from importlib.metadata import version
from pathlib import Path

import benchmarks.hotspots
from benchmarks.hotspots.measure import HEAD, Line, line_text, table_row

PAGE = Path(__file__).resolve().parents[2] / "docs" / "reference" / "benchmarks.md"
NOT_BENCHMARKS = {"__main__", "measure"}
PROGRAMS = (
    "numpy", "scipy", "pandas", "geopandas", "shapely", "scikit-learn", "esda", "libpysal",
    "pointpats", "kdepy", "distributed",
)  # fmt: skip
WORDS = """\
# Benchmarks

Every statistic against the peer an analyst would use otherwise. How to repeat it:
`python -m benchmarks.hotspots --keep YYYY-MM-DD`, with the dependency group `peers` installed.

Figures in `x` are ratios of CPU seconds, peer by ours, both measured in this one run, each in a
process of its own, without imports and without making the data. `part` is our peak memory by the
peer's. `s` are our own CPU seconds. `n^` is the growth of CPU time with size. Memory is the peak of
our side above what the process held before. Other work on the machine slows both sides of a ratio
alike, seconds it does not spare: the load average at the end of the run stands with the machine.
"""


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.hotspots")
    parser.add_argument("modules", nargs="*", metavar="MODULE", choices=[[], *module_names()])
    parser.add_argument("--keep", metavar="YYYY-MM-DD", help="write the page under this day")
    asked = parser.parse_args(arguments)
    if asked.keep and asked.modules:
        parser.error("--keep writes the whole table; leave out the modules")
    rows = []
    for row in table_rows(asked.modules or module_names()):
        print(row, flush=True)
        rows.append(row)
    if asked.keep:
        text = "\n".join([WORDS, f"## {asked.keep}", "", machine(), "", *rows, ""])
        PAGE.write_text(text, encoding="utf-8")


def module_names() -> list[str]:
    found = pkgutil.iter_modules(benchmarks.hotspots.__path__)
    return sorted(module.name for module in found if module.name not in NOT_BENCHMARKS)


def table_rows(names: Sequence[str]) -> Iterator[str]:
    yield table_row(HEAD)
    yield table_row(["---"] * len(HEAD))
    for name in names:
        lines: Sequence[Line] = importlib.import_module(f"benchmarks.hotspots.{name}").lines()
        yield from map(line_text, lines)


def machine() -> str:
    """Say in one paragraph what it was measured on."""
    cpu = _after("/proc/cpuinfo", "model name").lstrip(": \t")
    cores = Path("/proc/cpuinfo").read_text(encoding="utf-8").count("processor\t")
    gb = int(_after("/proc/meminfo", "MemTotal:").split()[0]) / 2**20
    programs = ", ".join(f"{name} {version(name)}" for name in PROGRAMS)
    python = f"{platform.python_implementation()} {platform.python_version()}"
    load = f"load average {os.getloadavg()[2]:.1f}"
    return f"{cores} cores of {cpu}, {gb:.0f} GB, {load}, {python}; {programs}."


def _after(path: str, word: str) -> str:
    return Path(path).read_text(encoding="utf-8").partition(word)[2].partition("\n")[0].strip()


if __name__ == "__main__":
    main()
