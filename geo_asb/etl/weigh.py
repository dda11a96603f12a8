"""How well an address fits a home, counted in slips: what its writer would have got wrong."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from functools import lru_cache

from geo_asb.etl.addresses import format_postcode
from geo_asb.etl.gazetteer import is_block, telling
from geo_asb.etl.said import TYPES, Said, elements_of, name_words
from geo_asb.model import Home

__all__ = [
    "CORRECTED",
    "LEFT_OVER",
    "NUMBER_TOO_MANY",
    "OTHER_DISTRICT",
    "OTHER_KIND",
    "OTHER_NAME",
    "OTHER_TOWN",
    "STREET_UNSAID",
    "Fit",
    "Names",
    "Weighed",
    "fit_name",
    "weigh",
]

CORRECTED = "corrected"
LEFT_OVER = "words left over"
NUMBER_TOO_MANY = "a number too many"
OTHER_DISTRICT = "postcode of another district"
OTHER_KIND = "of another kind"
OTHER_NAME = "another listed name is written"
OTHER_TOWN = "town differs"
STREET_UNSAID = "street not named"
Names = frozenset[tuple[str, ...]]  # of streets, each as its words

# What a difference counts against one letter wrong, which is 1. Chosen on the fit half of the
# development set; docs/decisions/0008-geocoding.md says how.
_APART = 0.5  # words of one name with others between them
_NO_KIND = 1.5  # "Alder" for Alder Court
_OTHER_KIND = 2.0  # "Alder Road" for Alder Street
_BLOCK_UNSAID = 2.0
_BLOCK_WITHOUT_NUMBER_UNSAID = 3.0  # any other block of the street might be meant
_STREET_UNSAID = 0.5  # beside a block that is named
_ONLY_NUMBERS = 4.0
_BOTH_NAMED = -0.5  # block and street bear each other out
_TOWN_UNSAID = 0.3
_TOWN_DIFFERS = 2.0
_OTHER_NAME = 3.0  # a listed street or block is named that is not this home's
_BETWEEN = 5.0  # a word stands between house number and street: a building not listed
_TORN = 2.0  # words that nothing explains stand inside a name: it is none
_LEFT_OVER = 0.5  # any other word that nothing explains
_MOST_LEFT_OVER = 1.5
_SWAPPED = 3.0  # "Flat 12, 3" for flat 3 of 12
_UNIT_BEHIND = 1.5
_NUMBER_FOR_FLAT = 2.0  # "52 Kent Close" for flat 52 of a block there: a house may be meant
_FLAT_FOR_HOUSE = 4.0  # the flat's own number may be lost
_FLAT_FOR_LETTER = 0.3  # "Flat, 21B": a home of its own that people call a flat
_POSTCODE_UNSAID = 0.3
_POSTCODE_EQUAL = -1.0
_POSTCODE_NEAR = 0.5  # same district
_POSTCODE_FAR = 1.0
_SAME_STREET_OTHER_POSTCODE = 4.0


@dataclass(frozen=True, slots=True)
class Fit:
    """How the name of a street or block stands in an address."""

    what: str  # "street" or "block"
    name: tuple[str, ...]
    slips: float
    how: str  # "" where it is written right
    used: tuple[int, ...]  # positions of its words

    @property
    def telling(self) -> tuple[int, ...]:
        """Positions of the words that tell this name from others of its kind."""
        return self.used[: len(telling(self.name))]


@dataclass(frozen=True, slots=True)
class Weighed:
    """A home, and what the address would have got wrong if it meant this one."""

    home: Home
    slips: float
    differs: tuple[str, ...]  # kinds of difference in words; never the text itself
    fits: tuple[Fit, ...]  # names of this home that the address gives, be it with slips
    postcode_agrees: bool
    town_agrees: bool


@dataclass(slots=True)
class _Tally:
    """Slips so far, and which words of the text they explain."""

    slips: float = 0.0
    differs: list[str] = field(default_factory=list)
    used: set[int] = field(default_factory=set)
    fits: list[Fit] = field(default_factory=list)

    def add(self, slips: float, kind: str = "") -> None:
        self.slips += slips
        if kind:
            self.differs.append(kind)


def weigh(said: Said, home: Home, streets_of_postcode: Names = frozenset()) -> Weighed:
    """
    Count the slips between an address and a home whose numbers and letters are the same.

    Names are tried in either order, because block and street may share a word.
    """
    street, block = name_words(home.street), name_words(home.name)
    unsaid = _BLOCK_UNSAID if home.number else _BLOCK_WITHOUT_NUMBER_UNSAID
    tally = _names(said, ("block", block), ("street", street), block_unsaid=unsaid)
    if set(block) & set(street):
        other = _names(said, ("street", street), ("block", block), block_unsaid=unsaid)
        tally = min(tally, other, key=_slips_of_names)
    town_agrees = _town(said, home, tally)
    _left_over(said, street, tally)
    _units(said, home, tally)
    agrees = _postcode(said, home, streets_of_postcode, tally)
    return Weighed(home, tally.slips, tuple(tally.differs), tuple(tally.fits), agrees, town_agrees)


# ---------------------------------------------------------------- street and block


def _slips_of_names(tally: _Tally) -> float:
    """Count a block that was read out of another listed name as what it will cost."""
    torn_out = any(fit.how == OTHER_KIND and fit.slips < _OTHER_KIND for fit in tally.fits)
    return tally.slips + (_OTHER_NAME if torn_out else 0.0)


def _names(said: Said, *names: tuple[str, tuple[str, ...]], block_unsaid: float) -> _Tally:
    """Weigh the names of block and street, in the order in which they take their words."""
    tally = _Tally()
    for what, words in names:
        fit = fit_name(said, words, what, tally.used) if words else None
        if fit is not None:
            tally.add(fit.slips, f"{what} {fit.how}" if fit.how else "")
            tally.used.update(fit.used)
            tally.fits.append(fit)
    named = {fit.what for fit in tally.fits}
    if len(named) == len(names):
        tally.add(_BOTH_NAMED)
    unsaid = {"block": block_unsaid, "street": _STREET_UNSAID if named else _ONLY_NUMBERS}
    for what, words in names:
        if words and what not in named:
            tally.add(unsaid[what], f"{what} not named")
            if what == "block" and (kind := _find(said, words[-1], tally.used, None)):
                tally.used.add(kind[0])  # "Flat 15, House, Abbey Road"
    return tally


def fit_name(
    said: Said, name: tuple[str, ...], what: str = "", used: Collection[int] = ()
) -> Fit | None:
    """Find a name among the words not yet used, and count its slips; None: it is not named."""
    taken: list[int] = []
    slips = 0.0
    for word in telling(name):
        found = _find(said, word, (*used, *taken), taken[-1] if taken else None)
        if found is None:
            return None
        slips += found[1]
        taken.append(found[0])
    how = CORRECTED if slips else ""
    if telling(name) != name:
        more, kind = _kind(said, name, used, taken)
        slips += more
        how = kind or how
    return Fit(what, name, slips, how, tuple(taken))


def _kind(
    said: Said, name: tuple[str, ...], used: Collection[int], taken: list[int]
) -> tuple[float, str]:
    """Compare the kind of street or building at the end of a name."""
    found = _find(said, name[-1], (*used, *taken), taken[-1])
    if found is not None:
        taken.append(found[0])
        return found[1], CORRECTED if found[1] else ""
    beside = taken[-1] + 1
    if beside in used or not _adjacent(said, beside) or not (TYPES & said.readings[beside].keys()):
        return _NO_KIND, "without its kind"
    if any(beside in span and taken[-1] not in span for span in said.listed):
        return _NO_KIND, "without its kind"  # "Patterdale, Green Walk": Green begins another name
    if any({taken[-1], beside} <= span for span in said.listed):
        return 0.0, OTHER_KIND  # another listed name, which counts by itself
    taken.append(beside)
    return _OTHER_KIND, OTHER_KIND


def _adjacent(said: Said, at: int) -> bool:
    return at < len(said.words) and said.places[at] == said.places[at - 1] + 1


def _find(
    said: Said, word: str, taken: Collection[int], after: int | None
) -> tuple[int, float] | None:
    """Find the word that needs the fewest slips to be this one, best right behind `after`."""
    best: tuple[int, float] | None = None
    for at, readings in enumerate(said.readings):
        slips = readings.get(word)
        if slips is None or at in taken:
            continue
        total = slips + (0.0 if after is None or at == after + 1 else _APART)
        if best is None or total < best[1]:
            best = (at, total)
    return best


# ---------------------------------------------------------------- what stands around


def _town(said: Said, home: Home, tally: _Tally) -> bool:
    """
    Weigh town and locality; True where one is named, and no other.

    The estate's words explain themselves.
    """
    agrees = False
    for text in (home.locality, home.town):
        at = [_find(said, word, tally.used, None) for word in name_words(text)]
        if at and None not in at:
            agrees = True
            tally.used.update(one[0] for one in at if one is not None)
    for word in name_words(home.estate):
        if found := _find(said, word, tally.used, None):
            tally.used.add(found[0])
    if any(not town & tally.used for town in said.towns):
        tally.add(_TOWN_DIFFERS, OTHER_TOWN)
        return False
    if not agrees:
        tally.add(_TOWN_UNSAID)
    return agrees


def _left_over(said: Said, street: tuple[str, ...], tally: _Tally) -> None:
    """Weigh the words that nothing of this home explains."""
    other = [span for span in said.listed if not span <= tally.used]
    if other:
        tally.add(_OTHER_NAME, OTHER_NAME)
    tally.used.update(*other)
    start = min(tally.used, default=0)
    left = [at for at in range(start, len(said.words)) if at not in tally.used]
    if left:
        tally.add(min(_MOST_LEFT_OVER, _LEFT_OVER * len(left)), LEFT_OVER)
    if any(not tally.used.issuperset(range(min(fit.used), max(fit.used))) for fit in tally.fits):
        tally.add(_TORN)
    if not _names_block(tally) and _between(said, street, tally.used):
        tally.add(_BETWEEN, "a word between number and street")


def _between(said: Said, street: tuple[str, ...], used: set[int]) -> bool:
    """Say whether an unexplained word stands between a number and the street behind it."""
    named = [at for at in used if any(word in said.readings[at] for word in telling(street))]
    if not named or not said.elements:
        return False
    first = said.places[min(named)]
    number = max((one.at for one in said.elements if one.at < first), default=None)
    return number is not None and any(
        number < place < first and at not in used for at, place in enumerate(said.places)
    )


def _units(said: Said, home: Home, tally: _Tally) -> None:
    """Weigh where flat and house number stand, and the word for a flat."""
    units = elements_of(home.subname)
    marked = [one.text for one in said.elements if one.is_flat]
    if not units:
        if marked and not is_block(home):
            lacks = home.kind == "house" and not any(one.isalpha() for one in marked)
            tally.add(_FLAT_FOR_HOUSE if lacks else _FLAT_FOR_LETTER, "called a flat")
        return
    numbers = elements_of(home.number) - units
    if any(one in numbers for one in marked) and not any(one in units for one in marked):
        tally.add(_SWAPPED, "flat and number the other way round")
    elif not marked and numbers and _behind(said, units, numbers):
        tally.add(_UNIT_BEHIND, "flat behind the number")
    elif not marked and home.name and not numbers and not _names_block(tally):
        tally.add(_NUMBER_FOR_FLAT, "perhaps a house number")


def _names_block(tally: _Tally) -> bool:
    return any(fit.what == "block" for fit in tally.fits)


def _behind(said: Said, units: frozenset[str], numbers: frozenset[str]) -> bool:
    if not all(unit.isdigit() for unit in units):
        return False
    unit = max((one.at for one in said.elements if one.text in units), default=0)
    number = min((one.at for one in said.elements if one.text in numbers), default=unit)
    return number < unit


def _postcode(said: Said, home: Home, streets_of_postcode: Names, tally: _Tally) -> bool:
    """Weigh the postcode; True where it is the home's own."""
    own = _postcode_of(home.postcode)
    if not said.postcode or not own:
        tally.add(_POSTCODE_UNSAID)
    elif said.postcode == own:
        tally.add(_POSTCODE_EQUAL)
        return True
    elif name_words(home.street) in streets_of_postcode:
        tally.add(_SAME_STREET_OTHER_POSTCODE, "the postcode has another part of the street")
    elif said.postcode.split()[0] == own.split()[0]:
        tally.add(_POSTCODE_NEAR, "postcode differs")
    else:
        tally.add(_POSTCODE_FAR, OTHER_DISTRICT)
    return False


@lru_cache(maxsize=1 << 16)
def _postcode_of(text: str) -> str:
    return format_postcode(text)
