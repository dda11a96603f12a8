"""The landlord's own words: what a misspelt word of an address may have been meant to be."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator

__all__ = ["Vocabulary"]

_SHORTEST = 3  # letters of the longer word
_SHORT = 3  # letters up to which one slip leaves so little that it counts as two
_SHORTEST_FOR_TWO = 7  # two slips in a shorter word leave too little of it
_REMEMBERED = 1 << 16  # words looked up before, kept

# Sounds that are written in two ways, applied in turn; what is left over compares equal.
_SOUNDS = (
    ("PH", "F"), ("GH", "G"), ("WH", "W"), ("KN", "N"), ("CK", "K"), ("QU", "KW"), ("X", "KS"),
    ("C", "K"), ("Z", "S"), ("Y", "I"), ("OU", "O"), ("EA", "E"), ("EE", "E"), ("IE", "I"),
    ("EI", "I"), ("RN", "M"),
)  # fmt: skip
_DOUBLED = re.compile(r"(.)\1+")
_DIGITS_AS_LETTERS = str.maketrans("01568", "OISGB")


class Vocabulary:
    """
    Words of streets, blocks, towns and estates, and what lies one or two slips from each.

    A slip is a letter left out, put in, changed or swapped with its neighbour, a digit read for
    a letter, or another spelling of the same sound. One is allowed, and two from seven letters;
    in a word of three letters one slip counts as two.
    """

    def __init__(self, words: Iterable[str]) -> None:
        self._words = frozenset(word for word in words if word.isalpha())
        self._shortened: dict[str, list[str]] | None = None
        self._sounding: dict[str, list[str]] = {}
        self._read: dict[str, dict[str, int]] = {}

    def __contains__(self, word: str) -> bool:
        return word in self._words

    def readings(self, word: str) -> dict[str, int]:
        """
        List what a word may have been meant to be, with the slips it takes.

        A word of the vocabulary is read as itself alone. Only the nearest words are listed, and
        those one slip farther off: they make a correction doubtful.

        Examples
        --------
        >>> Vocabulary(["ALDER", "ELM"]).readings("ALDRE")
        {'ALDER': 1}
        """
        found = self._read.get(word)
        if found is None:
            if len(self._read) >= _REMEMBERED:
                self._read.clear()
            found = self._read[word] = {word: 0} if word in self._words else self._near(word)
        return found

    def halves(self, word: str) -> tuple[str, str] | None:
        """
        Split a word into two of the vocabulary that were run together; None if it is not so.

        The longer half may have one slip where no two halves fit as they stand.
        """
        splits = [(word[:at], word[at:]) for at in range(3, len(word) - 2)]
        for one, other in splits:
            if one in self._words and other in self._words:
                return one, other
        for one, other in reversed(splits):
            if other in self._words and len(one) > len(other) and self._is_near(one):
                return one, other
        return None

    def _is_near(self, word: str) -> bool:
        return len(word) > _SHORT and 1 in self.readings(word).values()

    def _near(self, word: str) -> dict[str, int]:
        if not word.isalpha():
            word = word.translate(_DIGITS_AS_LETTERS)
            if word in self._words:
                return {word: 1}
        if self._shortened is None:
            self._shortened = self._index()
        shortened = self._shortened
        alike = {one for short in _shortenings(word) for one in shortened.get(short, ())}
        near = {
            listed: slips
            for listed in sorted(alike)
            if (slips := _slips(word, listed)) <= _allowed(word, listed)
        }
        if len(word) <= _SHORT:
            near = dict.fromkeys(near, 2)
        near |= dict.fromkeys(self._sounding.get(_sound(word), ()), 1)
        best = min(near.values(), default=0)
        return {listed: slips for listed, slips in near.items() if slips <= best + 1}

    def _index(self) -> dict[str, list[str]]:
        shortened: defaultdict[str, list[str]] = defaultdict(list)
        sounding: defaultdict[str, list[str]] = defaultdict(list)
        for word in sorted(self._words):
            for short in _shortenings(word):
                shortened[short].append(word)
            if len(word) > _SHORT:
                sounding[_sound(word)].append(word)
        self._sounding = dict(sounding)
        return dict(shortened)


def _allowed(word: str, listed: str) -> int:
    shorter, longer = sorted((len(word), len(listed)))
    if shorter >= _SHORTEST_FOR_TWO:
        return 2
    return 1 if longer >= _SHORTEST else 0


def _shortenings(word: str) -> Iterator[str]:
    """Leave out no letter, one, or two: two words within two slips have one of these in common."""
    ones = {word[:at] + word[at + 1 :] for at in range(len(word))}
    yield word
    yield from ones
    if len(word) >= _SHORTEST_FOR_TWO:
        yield from {one[:at] + one[at + 1 :] for one in ones for at in range(len(one))} - ones


def _sound(word: str) -> str:
    for written, heard in _SOUNDS:
        word = word.replace(written, heard)
    return _DOUBLED.sub(r"\1", word)


def _slips(one: str, other: str) -> int:
    """Count letters left out, put in, changed, or swapped with a neighbour."""
    before: list[int] = []
    above = list(range(len(other) + 1))
    for i, a in enumerate(one, start=1):
        row = [i]
        for j, b in enumerate(other, start=1):
            cost = above[j - 1] if a == b else 1 + min(above[j - 1], above[j], row[j - 1])
            if i > 1 and j > 1 and a == other[j - 2] and one[i - 2] == b:
                cost = min(cost, before[j - 2] + 1)
            row.append(cost)
        before, above = above, row
    return above[-1]
