"""
What cell counts do by chance, where no place is hot: learned from the counts themselves.

Three things make real counts wilder than dice. *Places differ*: each cell has its own rate around
the landlord's, spread as a gamma with shape `place_shape`. *Addresses repeat*: cases come in
stacks, most of one case, a share `repeat_share` of them longer, each going on with probability
`repeat_goes_on`. And a few places *are* hot, which must not teach us what chance is.

A cell is thus a negative binomial number of stacks of random length. Its distribution has no
handy formula, but its spectrum (the characteristic function) has; spectra of neighbouring cells
multiply; and one inverse Fourier transform gives the exact distribution of a neighbourhood.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy.optimize import minimize
from scipy.sparse import csr_array
from scipy.special import expit

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from numpy.typing import NDArray

__all__ = ["Chance", "learn_chance", "tail_of_capped", "tail_of_sum"]

# A spectrum is good to about 1e-15; smaller probabilities are noise.
SMALLEST_P = 1e-12
# Counts that chance brings less than once in so many towns are not learned from.
ONCE_IN_TOWNS = 0.01
# One cell counts in its neighbourhood up to what it exceeds by chance this rarely.
CAP_EXCEEDED = 0.02
# Beyond so many distinct expectations, similar ones are taken together.
_MANY = 400
# Where counts are silent: one stack in eight is longer than one case and goes on three times in
# four; rates of places spread by 60%. As logits and the logarithm of 1 / shape.
_PRIOR = np.array([-2.0, 1.0, -1.0])
# Longest transform while learning: higher counts are taken as this high.
_LONGEST = 4096
# A probability of no case at all below exp(-this) is left to the transform.
_SMALLEST_LOG = 600.0
# Numbers held at once while transforming: about 100 MB.
_NUMBERS_AT_ONCE = 3_000_000


@dataclass(frozen=True, slots=True)
class Chance:
    """How counts vary where no place is hot; units: none, shares and shapes."""

    place_shape: float
    repeat_share: float
    repeat_goes_on: float

    @property
    def mean_stack(self) -> float:
        """Return the cases of an average stack."""
        return 1 - self.repeat_share + self.repeat_share / (1 - self.repeat_goes_on)

    @property
    def dispersion(self) -> float:
        """Variance over mean of a count whose place has exactly the landlord's rate; dice: 1."""
        on = self.repeat_goes_on
        mean_square = 1 - self.repeat_share + self.repeat_share * (1 + on) / (1 - on) ** 2
        return mean_square / self.mean_stack

    def variance(self, expected: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return the variance of single cells' counts."""
        return self.dispersion * expected + expected**2 / self.place_shape

    def log_spectrum(self, expected: NDArray[np.float64], length: int) -> NDArray[np.complex128]:
        """(n, length // 2 + 1) logarithm of each cell's characteristic function."""
        turn = np.exp(-2j * np.pi * np.arange(length // 2 + 1) / length)
        on = self.repeat_goes_on
        stack = turn * (1 - self.repeat_share + self.repeat_share * (1 - on) / (1 - on * turn))
        stacks_per_shape = expected / (self.mean_stack * self.place_shape)
        spread = np.log1p(np.outer(stacks_per_shape, 1 - stack))
        return np.asarray(-self.place_shape * spread)

    def up_to(self, expected: NDArray[np.float64], most: int) -> NDArray[np.float64]:
        """
        (most + 1, n) probability of each count 0, 1, … `most` in single cells.

        The generating function is a quotient of two polynomials to the power of the place shape, so
        that each probability follows from the three before it; a tenth of the work of a transform
        where the highest count is small. Not for expectations so high that a count of 0 is beyond
        floats: `of_cells` is.
        """
        shape, on, again = self.place_shape, self.repeat_goes_on, self.repeat_share
        spread = expected / (self.mean_stack * shape)
        top = np.array(
            [1 + spread, -(on + spread * (1 + on - again * on)), spread * (1 - again) * on]
        )
        left = np.array([top[1] - on * top[0], top[2] - on * top[1], -on * top[2]]) / top[0]
        right = shape * np.array([-on * top[0] - top[1], -2 * top[2], on * top[2]]) / top[0]
        count = np.arange(1, most + 1)[:, None, None]
        back = np.array([3, 2, 1])[:, None]  # how far each of the three lies behind
        weights = (right[::-1] - left[::-1] * (count - back)) / count
        p = np.zeros((most + 4, expected.size))  # three rows of zeros come before the first count
        p[3] = top[0] ** -shape
        for n in range(most):
            np.einsum("ij,ij->j", weights[n], p[n + 1 : n + 4], out=p[n + 4])
        return np.maximum(p[3:], 0.0)

    def of_cells(self, expected: NDArray[np.float64], length: int) -> NDArray[np.float64]:
        """(n, length) probability of each count 0, 1, … in single cells."""
        spectrum = np.exp(self.log_spectrum(expected, length))
        return np.maximum(np.fft.irfft(spectrum, length, axis=1), 0.0)


def learn_chance(expected: NDArray[np.float64], counts: NDArray[np.int64]) -> Chance:
    """
    Find the variation under which the counts are likeliest.

    Parameters
    ----------
    expected : (n,) cases expected in each cell, above 0.
    counts : (n,) cases in each cell.

    Returns
    -------
    The likeliest `Chance`. A weak prior decides where the counts say nothing. A count so high that
    chance makes its like once in a hundred such towns teaches nothing: it is no chance.
    """
    length = min(int(_length_for(counts.max(), expected.max())), _LONGEST)
    bins, cell_bin = _similar(expected)
    seen = np.minimum(counts, length - 1)
    pairs, times = np.unique(cell_bin * length + seen, return_counts=True)
    rows, columns = pairs // length, pairs % length
    least = ONCE_IN_TOWNS / counts.size

    def unlikelihood(free: NDArray[np.float64]) -> float:
        p = _of_seen(_from_free(free), bins, length, int(columns.max()))[rows, columns]
        return float(-(times * np.log(np.maximum(p, least))).sum() + _surprise(free))

    best = minimize(
        unlikelihood,
        _PRIOR,
        method="Nelder-Mead",
        options={
            "initial_simplex": _PRIOR + np.vstack([np.zeros(3), np.eye(3)]),
            "maxiter": 150,
            "xatol": 0.03,
            "fatol": 0.03,
        },
    )
    return _from_free(best.x)


def _of_seen(
    chance: Chance, expected: NDArray[np.float64], length: int, most: int
) -> NDArray[np.float64]:
    """Probability of each count up to the highest seen, the quicker way where floats allow it."""
    spread = expected.max() / (chance.mean_stack * chance.place_shape)
    if chance.place_shape * np.log1p(spread) < _SMALLEST_LOG:
        return chance.up_to(expected, most).T
    return chance.of_cells(expected, length)


def tail_of_sum(
    chance: Chance,
    expected: NDArray[np.float64],
    neighbours: csr_array,
    observed: NDArray[np.int64],
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """
    Probability that a neighbourhood holds as many cases as observed, or more.

    Parameters
    ----------
    chance : how cells vary.
    expected : (n,) cases expected in each cell.
    neighbours : (m, n) of 0 and 1: the cells of each neighbourhood.
    observed : (m,) cases in each neighbourhood.

    Returns
    -------
    (m,) P(sum >= observed) and (m,) P(sum > observed), not below 1e-12 and 0.
    """
    bins, cell_bin = _similar(expected)
    lengths = _length_for(observed, neighbours @ expected)

    def table(length: int) -> NDArray[np.complex128]:
        return chance.log_spectrum(bins, length)

    return _tails(table, neighbours, cell_bin, observed, lengths)


def tail_of_capped(
    chance: Chance, expected: NDArray[np.float64], neighbours: csr_array, counts: NDArray[np.int64]
) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.bool_]]:
    """
    Probability that several cells together hold as much as observed, or more.

    Each cell counts up to its cap, the number it exceeds by chance in 2% of cases at most, so that
    no single address makes its surroundings look hot.

    Parameters
    ----------
    chance, expected, neighbours : as in `tail_of_sum`, the neighbourhoods in the order of cells.
    counts : (n,) cases in each cell.

    Returns
    -------
    (m,) P(capped sum >= observed), (m,) P(capped sum > observed), and (n,) which cells exceed
    their cap.
    """
    bins, cell_bin = _similar(expected)
    caps, capped = _capped_cells(chance, bins)
    cap = caps[cell_bin]
    observed = neighbours @ np.minimum(counts, cap)
    lengths = _power_of_two(neighbours @ cap + 1)

    def table(length: int) -> NDArray[np.complex128]:
        # Cells wider than this length lie in no neighbourhood that is so short.
        spectrum = np.fft.rfft(capped[:, :length], length, axis=1)
        return np.log(np.where(np.abs(spectrum) < 1e-200, 1e-200, spectrum))

    at_least, above = _tails(table, neighbours, cell_bin, observed, lengths)
    return at_least, above, counts > cap


def _tails(
    table_for: Callable[[int], NDArray[np.complex128]],
    neighbours: csr_array,
    cell_bin: NDArray[np.intp],
    observed: NDArray[np.int64],
    lengths: NDArray[np.int64],
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Multiply the spectra of each neighbourhood, transform back, add up the upper tail."""
    at_least, above = np.empty((2, observed.size))
    for length in np.unique(lengths).tolist():
        table = table_for(length)
        for rows in _portions(np.flatnonzero(lengths == length), length):
            near = neighbours[rows]
            by_bin = csr_array(
                (np.ones(near.nnz), cell_bin[near.indices], near.indptr),
                shape=(rows.size, len(table)),
            )
            spectrum = np.exp(np.asarray(by_bin @ table))
            p = np.fft.irfft(spectrum, length, axis=1)
            tail = np.zeros((rows.size, length + 1))
            tail[:, :-1] = np.cumsum(p[:, ::-1], axis=1)[:, ::-1]
            each = np.arange(rows.size)
            at_least[rows] = tail[each, observed[rows]]
            above[rows] = tail[each, observed[rows] + 1]
    at_least = np.clip(at_least, SMALLEST_P, 1.0)
    return at_least, np.clip(above, 0.0, at_least)


def _capped_cells(
    chance: Chance, expected: NDArray[np.float64]
) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """Cap of each cell, and its distribution with all that is above the cap put on the cap."""
    length = int(_length_for(np.int64(0), 4 * expected.max()))
    p = chance.of_cells(expected, length)
    is_enough = 1 - np.cumsum(p, axis=1) <= CAP_EXCEEDED
    caps = np.maximum(np.argmax(is_enough, axis=1), 1)
    capped = np.where(np.arange(length) < caps[:, None], p, 0.0)
    capped[np.arange(len(caps)), caps] = np.maximum(1 - capped.sum(axis=1), 0.0)
    return caps, capped[:, : caps.max() + 1]


def _similar(expected: NDArray[np.float64]) -> tuple[NDArray[np.float64], NDArray[np.intp]]:
    """Distinct expectations, or where there are many, means of those within 2% of each other."""
    values, place = np.unique(expected, return_inverse=True)
    if values.size <= _MANY:
        return values, place
    step = np.floor(np.log(expected) / 0.02).astype(np.int64)
    _, place, cells = np.unique(step, return_inverse=True, return_counts=True)
    return np.bincount(place, weights=expected) / cells, place


def _portions(rows: NDArray[np.intp], length: int) -> Iterator[NDArray[np.intp]]:
    at_once = max(1, _NUMBERS_AT_ONCE // length)
    for start in range(0, rows.size, at_once):
        yield rows[start : start + at_once]


def _length_for(
    observed: NDArray[np.int64] | np.int64, mean: NDArray[np.float64] | np.float64
) -> NDArray[np.int64]:
    """Room for twice what is seen or expected: what wraps around beyond it weighs nothing."""
    return _power_of_two(2 * np.maximum(observed, mean) + 64)


def _power_of_two(at_least: NDArray[np.float64] | np.float64) -> NDArray[np.int64]:
    return np.asarray(2 ** np.ceil(np.log2(at_least))).astype(np.int64)


def _from_free(free: NDArray[np.float64]) -> Chance:
    share, goes_on = expit(free[:2])
    return Chance(float(np.exp(-free[2])), float(share), float(goes_on))


def _surprise(free: NDArray[np.float64]) -> float:
    """Weigh the prior like a hundredth of a case: it decides only where counts are silent."""
    return float(0.01 * ((free - _PRIOR) ** 2).sum())
