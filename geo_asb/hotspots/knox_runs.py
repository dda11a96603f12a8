"""
Pairs near in space and time when the days are dealt out anew, 64 pairs at a stroke.

Cases that lie together share a block of 64. Whoever of a block is near a case in space is a word of
64 bits, found once. Whoever of a block is near a day in time is another, and in each run one
running total over the days gives it for all days. Where both words have a bit there is a pair. So
time follows words rather than pairs, and no pair is ever held.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from collections.abc import Iterator

    from geo_asb.hotspots.knox import Counts, Town

__all__ = ["permuted_counts"]

_BITS = np.uint64(1) << np.arange(64, dtype=np.uint64)
# Tables of so many runs still fit the processor's cache.
_RUNS_AT_ONCE = 48


@dataclass(frozen=True, slots=True)
class _Block:
    """The cases of one block, and the words of all cases near them, by band of space."""

    members: NDArray[np.int64]
    cases: NDArray[np.int64]
    words: NDArray[np.uint64]  # (words, 1)
    cuts: tuple[int, ...]  # where each band begins among the words, and the last one ends


def permuted_counts(town: Town, runs: int, rng: np.random.Generator) -> tuple[Counts, Counts]:
    """
    Count pairs as they are, and run by run with the days dealt out anew.

    Returns
    -------
    (space bands, day bands) and (runs, space bands, day bands) unordered pairs.
    """
    order = _blocks_of_64(town.x_m, town.y_m)
    blocks = list(_blocks(town, town.x_m[order], town.y_m[order]))
    day = _folded(town.day, int(town.day_edges[-1]))[None]
    observed = _count(blocks, day[:, order], town)
    by_chance = [np.empty((0, *town.bands.shape), dtype=np.int64)]
    for start in range(0, runs, _RUNS_AT_ONCE):
        dealt = np.repeat(day, min(_RUNS_AT_ONCE, runs - start), axis=0)
        rng.permuted(dealt, axis=1, out=dealt)
        by_chance.append(_count(blocks, dealt[:, order], town))
    return observed[0], np.concatenate(by_chance)


def _count(blocks: list[_Block], dealt: NDArray[Any], town: Town) -> Counts:
    """Count (runs, space bands, day bands) pairs, with the days dealt to the cases like this."""
    runs, days = len(dealt), int(dealt.max()) + 1
    at = dealt.T.astype(np.int64, order="C")
    at *= runs
    at += np.arange(runs)
    below = np.zeros((runs, town.bands.shape[0], town.day_edges.size), dtype=np.int64)
    for block in blocks:
        _add_pairs(below, block, at, days, town.day_edges)
    return np.diff(below, axis=2)


def _add_pairs(below: Counts, block: _Block, at: Counts, days: int, day_edges: Counts) -> None:
    """
    Add pairs with a case of the block that are fewer days apart than each edge.

    `below` is (runs, space bands, day edges); `at` is (n, runs): where the day of each case stands
    in a table of days by runs.
    """
    runs = len(below)
    flags = np.zeros((days + 1, runs), dtype=np.uint64)
    bits = np.repeat(_BITS[: block.members.size], runs)
    np.add.at(flags.reshape(-1), (at[block.members] + runs).ravel(), bits)
    earlier_than = np.bitwise_or.accumulate(flags, axis=0)
    cases_at, day = at[block.cases], np.arange(days)
    for column, edge in enumerate(day_edges.tolist()):
        if edge == 0:
            continue  # no two cases are less than 0 days apart
        around = earlier_than[np.minimum(day + edge, days)]
        around ^= earlier_than[np.maximum(day - edge + 1, 0)]
        both = around.reshape(-1).take(cases_at)
        both &= block.words
        pairs = np.bitwise_count(both)
        for band, (start, end) in enumerate(pairwise(block.cuts)):
            below[:, band, column] += pairs[start:end].sum(axis=0, dtype=np.uint32)


def _blocks_of_64(x_m: NDArray[np.float64], y_m: NDArray[np.float64]) -> NDArray[np.intp]:
    """Sort cases so that each 64 lie together: into strips by x, along each by y."""
    blocks = -(-x_m.size // 64)
    strips = int(np.ceil(blocks**0.5))
    in_strip = -(-blocks // strips) * 64
    strip = np.empty(x_m.size, dtype=np.int64)
    strip[np.argsort(x_m, kind="stable")] = np.arange(x_m.size) // in_strip
    return np.lexsort((y_m, strip))


def _blocks(town: Town, x_m: NDArray[np.float64], y_m: NDArray[np.float64]) -> Iterator[_Block]:
    """Find for each block the cases near it, its own and those of earlier blocks."""
    starts = np.arange(0, x_m.size, 64)
    west_m, south_m = (np.minimum.reduceat(of, starts) for of in (x_m, y_m))
    east_m, north_m = (np.maximum.reduceat(of, starts) for of in (x_m, y_m))
    reach_m = float(town.bands.space_edges_m[-1])
    for block, start in enumerate(starts.tolist()):
        members = np.arange(start, min(start + 64, x_m.size))
        upto = slice(block + 1)
        apart_m = np.hypot(_gaps(west_m[upto], east_m[upto]), _gaps(south_m[upto], north_m[upto]))
        near = starts[upto][apart_m <= reach_m]
        cases = (near[:, None] + np.arange(64)).ravel()
        cases = cases[cases < x_m.size]
        reached = np.zeros((cases.size, 64), dtype=np.uint8)
        reached[:, : members.size] = town.bands.edges_reached(
            x_m[cases, None] - x_m[members], y_m[cases, None] - y_m[members]
        )
        reached[:, : members.size][cases[:, None] >= members] = 0  # each pair once
        yield _block(members, cases, reached, town.bands.shape[0])


def _block(
    members: NDArray[np.int64], cases: NDArray[np.int64], reached: NDArray[np.uint8], bands: int
) -> _Block:
    """Write (cases, 64) edges reached as words, one for each case and band that holds pairs."""
    words = [
        np.packbits(reached == band, axis=1, bitorder="little").view("<u8").ravel()
        for band in range(1, bands + 1)
    ]
    holds = [each != 0 for each in words]
    cuts = np.cumsum([0, *(each.sum() for each in holds)])
    return _Block(
        members,
        np.concatenate([cases[each] for each in holds]),
        np.concatenate([word[each] for word, each in zip(words, holds, strict=True)])[:, None],
        tuple(cuts.tolist()),
    )


def _gaps(low: NDArray[np.float64], high: NDArray[np.float64]) -> NDArray[np.float64]:
    """Metres between the last interval and each, 0 where they meet."""
    return np.asarray(np.maximum(np.maximum(low - high[-1], low[-1] - high), 0.0))


def _folded(day: NDArray[Any], last: int) -> NDArray[Any]:
    """Shorten gaps without a case to the last edge: what is further apart is too far anyway."""
    days, which = np.unique(day.astype(np.int64), return_inverse=True)
    steps = np.minimum(np.diff(days), last)
    folded = np.concatenate([[0], np.cumsum(steps)])
    return folded[which].astype(np.min_scalar_type(folded[-1]))  # few bytes to shuffle
