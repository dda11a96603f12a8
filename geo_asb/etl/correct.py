"""Find the home an address means when its words are misspelt, swapped, joined or left out."""

from __future__ import annotations

import re
from collections.abc import Callable, Container, Iterator, Sequence
from dataclasses import replace
from functools import partial
from typing import NamedTuple

from geo_asb.etl.gazetteer import Gazetteer, is_block, uprn_key
from geo_asb.etl.said import (
    FLOORS,
    Element,
    Said,
    bag_of,
    bag_of_ends,
    elements_and_words,
    elements_of,
)
from geo_asb.etl.weigh import (
    CORRECTED,
    LEFT_OVER,
    NUMBER_TOO_MANY,
    OTHER_DISTRICT,
    OTHER_KIND,
    OTHER_NAME,
    OTHER_TOWN,
    STREET_UNSAID,
    Weighed,
    fit_name,
    weigh,
)
from geo_asb.model import Home

__all__ = ["best_block", "best_home", "names_read", "ranked", "read_said"]

_LONGEST_NAME = 4  # words
_CLEAR = 1.0  # a second home must need this many slips more
_ROUNDING = 1e-9
_LETTER_STUCK = re.compile(r"[A-Z][0-9]+")
_CLEAR_OF_POSTCODE = 3.0  # and this many where the postcode is the second's own

_SEVERAL = "the address fits more than one home"
_NO_WITNESS = "part of the address differs, and neither postcode nor town bears it out"
_RIVAL = "the address may mean another street or block as well"
# Slips for numbers that the list lacks: a floor beside a flat's number, a block's number, the
# second of two.
_FLOOR_TOO = 0.5
_NUMBER_TOO = 1.0
_RANGE_AS_ONE = 0.5
_LETTER_TOO = 2.0  # "Flat A33" for flat 33
_NAME_LACKS_TOO = 1.0  # and the block is not named besides


def read_said(signature: str, postcode: str, gazetteer: Gazetteer) -> Said:
    """Read a signature against the landlord's own words."""
    vocabulary = gazetteer.vocabulary
    elements, plain = elements_and_words(_mended(signature.split(), gazetteer))
    words = tuple(word for word, _ in plain)
    return Said(
        words=words,
        readings=tuple(vocabulary.readings(word) for word in words),
        places=tuple(at for _, at in plain),
        elements=tuple(elements),
        postcode=postcode,
        listed=tuple(_spans(words, gazetteer.shared_names, shortest=2)),
        towns=tuple(_spans(words, gazetteer.town_names, shortest=1)),
    )


def _mended(words: Sequence[str], gazetteer: Gazetteer) -> list[str]:
    """Part words that ran together, and join those that fell apart."""
    vocabulary = gazetteer.vocabulary
    mended: list[str] = []
    rest = list(reversed(words))
    while rest:
        word = rest.pop()
        if len(word) == 1 or not word.isalpha():
            mended.append(word)
        elif rest and word + rest[-1] in vocabulary and (word, rest[-1]) not in gazetteer.pairs:
            mended.append(word + rest.pop())  # "North field" where no name has the two
        elif word in vocabulary:
            mended.append(word)
        elif 1 in vocabulary.readings(word).values():
            mended.append(word)  # WESTFIELDS is WESTFIELD, not WEST FIELDS
        else:
            mended += vocabulary.halves(word) or [word]
    return mended


def _spans(
    words: tuple[str, ...], names: Container[tuple[str, ...]], *, shortest: int
) -> Iterator[frozenset[int]]:
    """Find names that are spelt exactly; gives the positions of their words."""
    for start in range(len(words) - shortest + 1):
        for end in range(start + shortest, min(start + _LONGEST_NAME, len(words)) + 1):
            if words[start:end] in names:
                yield frozenset(range(start, end))


def best_home(signature: str, postcode: str, gazetteer: Gazetteer) -> Weighed | str:
    """
    Give the one home or block an address means; else why none was taken, "" for no candidate.

    Two homes as near as each other in one building give the building.
    """
    said = read_said(signature, postcode, gazetteer)
    found = ranked(said, gazetteer)
    if not found:
        return ""
    best = found[0]
    near = [one for one in found[1:] if not _is_clear(best, one)]
    if near:
        return _same_building([best, *near], gazetteer) or _SEVERAL
    if _lacks_witness(said, best):
        return _NO_WITNESS
    return _RIVAL if _has_rival(said, best, gazetteer) else best


def _is_clear(best: Weighed, second: Weighed) -> bool:
    against = second.postcode_agrees and not best.postcode_agrees
    return second.slips >= best.slips + (_CLEAR_OF_POSTCODE if against else _CLEAR) - _ROUNDING


def _same_building(near: Sequence[Weighed], gazetteer: Gazetteer) -> Weighed | None:
    parents = {one.home.parent_uprn for one in near}
    block = gazetteer.by_uprn.get(uprn_key(parents.pop())) if len(parents) == 1 else None
    return replace(near[0], home=block) if block else None


def best_block(signature: str, postcode: str, gazetteer: Gazetteer) -> Weighed | None:
    """Give the one block an address names whose flat is not in the list; None if it is not sure."""
    said = read_said(signature, postcode, gazetteer)
    blocks = sorted(_blocks(said, gazetteer), key=lambda one: (one.slips, one.home.uprn))
    if not blocks or not _gives_name(blocks[0]):
        return None
    best, *others = blocks
    if _lacks_witness(said, best) or not all(_is_clear(best, other) for other in others):
        return None
    return None if _has_rival(said, best, gazetteer) else best


def _blocks(said: Said, gazetteer: Gazetteer) -> Iterator[Weighed]:
    bags = {"", *(one.text for one in said.elements)}
    names = list(names_read(said, gazetteer))
    at = {at for name in names for bag in bags for at in gazetteer.names[name].homes.get(bag, ())}
    unmarked = replace(said, elements=tuple(one._replace(is_flat=False) for one in said.elements))
    return (
        weigh(unmarked, home) for home in map(gazetteer.homes.__getitem__, at) if is_block(home)
    )


def ranked(said: Said, gazetteer: Gazetteer) -> list[Weighed]:
    """Weigh each home with these numbers and letters on a street or in a block named like this."""
    middle = gazetteer.postcodes.get(said.postcode)
    streets = middle.streets if middle else frozenset()
    names = list(names_read(said, gazetteer))
    found: dict[int, Weighed] = {}
    for lookup in _lookups(said.elements):
        carrying = {at for name in names for at in gazetteer.names[name].homes.get(lookup.bag, ())}
        for at in carrying - found.keys():
            home = gazetteer.homes[at]
            if lookup.fits(home):
                weighed = weigh(said, home, streets)
                found[at] = _read_so(weighed, lookup) if lookup.slips else weighed
    named = (one for one in found.values() if said.elements or _gives_name(one))
    return sorted(named, key=lambda one: (one.slips, one.home.uprn))


def _gives_name(weighed: Weighed) -> bool:
    """Say whether house or block is named: without a number its street alone is no address."""
    return any(fit.what == "block" for fit in weighed.fits)


def names_read(said: Said, gazetteer: Gazetteer) -> Iterator[tuple[str, ...]]:
    """List names of streets and blocks that share a telling word with an address, as read."""
    words = {word for readings in said.readings for word in readings}
    return iter({name.words for word in words for name in gazetteer.names_with.get(word, ())})


class _Lookup(NamedTuple):
    """Numbers to look for, the slips they take, and which homes they may be said of."""

    slips: float
    differs: str
    bag: str
    fits: Callable[[Home], bool]


def _lookups(elements: Sequence[Element]) -> Iterator[_Lookup]:
    """List all numbers of a text, then those without one that the list may lack."""
    yield _Lookup(0.0, "", bag_of(elements), lambda _: True)
    for one in elements:
        if "-" in one.text:
            yield from _ranges(elements, one)
        elif _LETTER_STUCK.fullmatch(one.text):
            yield from _without_letter(elements, one)
    others = [one for one in elements if one.text not in FLOORS]
    if others and len(others) < len(elements):
        yield _Lookup(_FLOOR_TOO, "a floor besides", bag_of(others), _has_numbered_unit)
    for one in others[1:]:
        if not one.is_flat and one.text[0].isdigit():
            rest = [other for other in others if other is not one]
            yield _Lookup(_NUMBER_TOO, NUMBER_TOO_MANY, bag_of(rest), _has_unit_alone)


def _ranges(elements: Sequence[Element], written: Element) -> Iterator[_Lookup]:
    """Read 3-2 as the one number 3/2, and 41-43 as the number 41 that the list gives it."""
    ends = set(bag_of_ends(written.text).split())
    first = written._replace(text=written.text.partition("-")[0])
    shorter = [first if one is written else one for one in elements]
    yield _Lookup(
        _RANGE_AS_ONE,
        "a range for one number",
        bag_of_ends(bag_of(elements)),
        lambda home: ends <= elements_of(home.subname) or ends <= elements_of(home.number),
    )
    yield _Lookup(
        _NUMBER_TOO,
        NUMBER_TOO_MANY,
        bag_of(shorter),
        lambda home: {first.text} == elements_of(home.number) != elements_of(home.subname),
    )


def _without_letter(elements: Sequence[Element], written: Element) -> Iterator[_Lookup]:
    """Read Flat A33 as flat 33 or as flat A; a person decides where the list has both."""
    for part in (written.text[0], written.text[1:]):
        read = [one._replace(text=part) if one is written else one for one in elements]
        differs = "a letter before the number" if part.isdigit() else "a number behind the letter"
        yield _Lookup(_LETTER_TOO, differs, bag_of(read), partial(_is_unit, part))


def _is_unit(part: str, home: Home) -> bool:
    return elements_of(home.subname) == {part}


def _has_numbered_unit(home: Home) -> bool:
    return bool(elements_of(home.subname) - FLOORS)


def _has_unit_alone(home: Home) -> bool:
    return bool(elements_of(home.subname)) and not home.number


def _read_so(weighed: Weighed, lookup: _Lookup) -> Weighed:
    """Count what it takes to read the numbers in another way."""
    slips = weighed.slips + lookup.slips + (0.0 if _gives_name(weighed) else _NAME_LACKS_TOO)
    return replace(weighed, slips=slips, differs=(*weighed.differs, lookup.differs))


def _lacks_witness(said: Said, found: Weighed) -> bool:
    """
    Say whether a part of an address speaks against the home, and nothing bears it out.

    The town is witness enough where a word behind the street may be another town, or where the
    postcode's district is all that differs. It is not where another home of the same town is as
    likely meant, one that is not in the list: there the postcode must bear it out.
    """
    if found.postcode_agrees:
        return False
    doubts = {OTHER_DISTRICT, LEFT_OVER} & set(found.differs)
    return (bool(doubts) and not found.town_agrees) or _may_mean_a_namesake(said, found)


def _may_mean_a_namesake(said: Said, found: Weighed) -> bool:
    """
    Tell what an unlisted home of a like name would be called.

    Elm Road for Elm Street; Alder House where Alder Court and Alder House are listed; a block
    without its street whose name or number is not quite right, that stands beside words which
    may be another street, or that is called after its town.
    """
    differs, hows = set(found.differs), [fit.how for fit in found.fits]
    if {OTHER_NAME, OTHER_TOWN} & differs or hows == [OTHER_KIND]:
        return True
    if STREET_UNSAID not in differs:
        return OTHER_DISTRICT in differs and len(differs) > 1
    if LEFT_OVER in differs and not _numbers_its_street(said, found.home):
        return True
    is_town = any(set(fit.used) <= town for fit in found.fits for town in said.towns)
    return (
        is_town
        or hows not in ([""], [CORRECTED])
        or bool({NUMBER_TOO_MANY, OTHER_DISTRICT} & differs)
    )


def _numbers_its_street(said: Said, home: Home) -> bool:
    own = elements_of(home.number)
    return bool(own) and own <= {one.text for one in said.elements}


def _has_rival(said: Said, found: Weighed, gazetteer: Gazetteer) -> bool:
    """
    Say whether another street or block is named as nearly, though it has no such number.

    Without this the one home that is left over would be taken by elimination. Two names that
    agree, or the postcode, settle it.
    """
    if found.postcode_agrees or len(found.fits) != 1 or not found.fits[0].how:
        return False
    fit = found.fits[0]
    others = (fit_name(said, name) for name in names_read(said, gazetteer) if name != fit.name)
    return any(
        other is not None
        and other.slips <= fit.slips
        and set(other.telling) & set(fit.telling)
        and other.name in gazetteer.shared_names
        and _in_said_town(said, other.name, gazetteer)
        for other in others
    )


def _in_said_town(said: Said, name: tuple[str, ...], gazetteer: Gazetteer) -> bool:
    towns = {tuple(said.words[at] for at in sorted(span)) for span in said.towns}
    return not towns or bool(towns & gazetteer.towns_of[name])
