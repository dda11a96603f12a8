"""
How every benchmark of the statistics measures and prints: one rule for all lines of one table.

Each piece of work runs in a forked child: what it imports and what it is asked about are there
before the clock starts, and the peak of one way never hides another's. Ratios are of CPU seconds,
all threads together, so that a busy machine changes both sides alike.
"""

from __future__ import annotations

import ctypes
import gc
import multiprocessing
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

import numpy as np

HEAD = ("verb", "peer", "size", "figure", "wanted", "held", "memory", "note")


@dataclass(frozen=True, slots=True)
class Measure:
    """What a piece of work took, and what it gave."""

    cpu_s: float
    peak_mb: float  # above what the process held before it began
    value: Any


@dataclass(frozen=True, slots=True)
class Line:
    """
    One line of the table.

    verb       what was measured, as `gi_star`
    peer       against whom; "" where the figure stands alone
    size       how much, in words: `1,000,000 cells`
    figure     the ratio or the value, in `unit`
    wanted     what it should be: at least with unit `x`, at most with any other; None if nothing
    memory_mb  peak of our side, None if not asked
    note       what a reader must know: the peer's time, how often, what was scaled
    unit       `x` times faster, `s` CPU seconds, `MB`, `part` of the peer's memory, `n^` growth
    """

    verb: str
    peer: str
    size: str
    figure: float
    wanted: float | None = None
    memory_mb: float | None = None
    note: str = ""
    unit: str = "x"

    @property
    def is_held(self) -> bool | None:
        """Whether the figure is at or beyond what is wanted; None if nothing is."""
        if self.wanted is None:
            return None
        return self.figure >= self.wanted if self.unit == "x" else self.figure <= self.wanted


def measured(work: Callable[[], Any], *, before: Callable[[], object] | None = None) -> Measure:
    """
    Do the work in a forked child and say what it took.

    `before` runs in the child ahead of the clock: for imports, or for a peer's compiler to warm up.
    """
    context = multiprocessing.get_context("fork")
    here, there = context.Pipe(duplex=False)
    child = context.Process(target=_work_in_child, args=(there, work, before))
    child.start()
    there.close()
    try:
        return _received(here)
    finally:
        child.join()


def _received(here: Connection) -> Measure:
    try:
        return Measure(*here.recv())
    except EOFError:
        message = "the measured work failed: its traceback stands above."
        raise RuntimeError(message) from None


def _work_in_child(
    there: Connection, work: Callable[[], Any], before: Callable[[], object] | None
) -> None:
    if before is not None:
        before()
    # Give back what is free and forget the peak of what came before: only the work is seen.
    gc.collect()
    ctypes.CDLL(None).malloc_trim(0)
    Path("/proc/self/clear_refs").write_text("5", encoding="ascii")
    before_mb, before_s = _peak_mb(), time.process_time()
    value = work()
    there.send((time.process_time() - before_s, _peak_mb() - before_mb, value))


def _peak_mb() -> float:
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return int(status.partition("VmHWM:")[2].split()[0]) / 1024


def growth_exponent(sizes: Sequence[float], cpu_s: Sequence[float]) -> float:
    """Fit b of seconds = a * size**b by least squares on logarithms: 1 is linear, 2 squared."""
    return float(np.polyfit(np.log(sizes), np.log(cpu_s), 1)[0])


def print_table(lines: Iterable[Line]) -> None:
    """Print the lines as a Markdown table, each as soon as it is known."""
    print(table_row(HEAD))
    print(table_row(["---"] * len(HEAD)))
    for line in lines:
        print(line_text(line), flush=True)


def line_text(line: Line) -> str:
    """Write one line of the Markdown table."""
    held = {None: "", True: "yes", False: "**no**"}[line.is_held]
    wanted = "" if line.wanted is None else f"{_bound(line)} {_number(line.wanted, line.unit)}"
    memory = "" if line.memory_mb is None else f"{line.memory_mb:,.0f} MB"
    figure = _number(line.figure, line.unit)
    return table_row([line.verb, line.peer, line.size, figure, wanted, held, memory, line.note])


def table_row(cells: Sequence[str]) -> str:
    """Write one row of a Markdown table."""
    return f"| {' | '.join(cells)} |"


def _bound(line: Line) -> str:
    return "at least" if line.unit == "x" else "at most"


def _number(value: float, unit: str) -> str:
    digits = 0 if value >= 100 else 1 if value >= 10 else 2 if value >= 0.1 else 4
    written = f"{value:,.{digits}f}"
    return f"n^{written}" if unit == "n^" else f"{written} {unit}"
