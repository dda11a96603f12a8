"""How people write addresses, as seen in councils' records: one kind of slip each, at random."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass, replace

from geo_asb.model import Home

__all__ = ["SLIPS", "Asked", "asked_of"]

_STRANGE_HOUSES = ("Acorn Barn", "Rosebank Cottage", "The Lodge", "Fox Bungalow", "The Bungalow")
_SHORT = {
    "Avenue": "Ave", "Close": "Cl", "Court": "Crt", "Crescent": "Cres", "Drive": "Dr",
    "Gardens": "Gdns", "Grove": "Grv", "Lane": "Ln", "Road": "Rd", "Street": "St",
    "Terrace": "Tce", "Walk": "Wlk", "HOUSE": "HSE", "COURT": "CT", "LODGE": "LDG",
    "TOWER": "TWR",
}  # fmt: skip
_SOUNDS = (
    ("ph", "f"),
    ("ou", "u"),
    ("ck", "k"),
    ("ll", "l"),
    ("ay", "ey"),
    ("w", "wh"),
    ("s", "z"),
)
_FLOORS = ("Ground Floor", "First Floor", "1st Floor", "Second Floor")


@dataclass(frozen=True)
class Written:
    """The parts of an address as somebody writes them."""

    unit: str
    block: str
    number: str
    street: str
    locality: str
    town: str

    def text(self, rng: random.Random) -> str:
        """Write the parts behind each other, with or without a comma behind the number."""
        comma = ", " if rng.random() < 0.3 else " "
        street = comma.join(filter(None, (self.number, self.street)))
        parts = filter(None, (self.unit, self.block, street, self.locality, self.town))
        text = (", " if rng.random() < 0.8 else " ").join(parts)
        return text.upper() if rng.random() < 0.4 else text


@dataclass(frozen=True)
class Asked:
    """A question, the home it means, and whether that home is missing from the list."""

    kind: str
    text: str
    postcode: str
    home: Home
    is_absent: bool


Slip = Callable[[Written, random.Random], Written]


def asked_of(home: Home, kind: str, rng: random.Random, *, is_absent: bool) -> Asked:
    """Write a home with one slip of a kind, one in eight with another, its postcode by luck."""
    written = Written(
        home.subname.title(), home.name.title(), home.number, home.street, home.locality, home.town
    )
    written = SLIPS[kind](written, rng)
    if rng.random() < 0.125:
        written = rng.choice((_letter, _abbreviated, _unit_word, _no_locality))(written, rng)
    luck = rng.random()
    postcode = "" if luck < 0.45 else home.postcode if luck < 0.93 else _elsewhere(home, rng)
    return Asked(kind, written.text(rng), postcode, home, is_absent)


def _elsewhere(home: Home, rng: random.Random) -> str:
    outward, inward = home.postcode.split()
    return f"{outward} {inward[0]}{rng.choice('ST')}{rng.choice('WXYZ')}"


# ---------------------------------------------------------------- letters and words


def _letter(said: Written, rng: random.Random) -> Written:
    """Spoil a letter of the block's name or, where there is none, of the street's."""
    if said.block and rng.random() < 0.5:
        return replace(said, block=_misspelt(said.block, rng))
    return replace(said, street=_misspelt(said.street, rng))


def _misspelt(name: str, rng: random.Random) -> str:
    words = name.split()
    long = [at for at, word in enumerate(words) if len(word) > 4]
    if not long:
        return name
    at = rng.choice(long)
    words[at] = _spoilt(words[at], rng)
    return " ".join(words)


def _spoilt(word: str, rng: random.Random) -> str:
    at = rng.randrange(1, len(word) - 1)
    changes = (
        word[:at] + word[at + 1 :],
        word[:at] + word[at] + word[at:],
        word[:at] + word[at + 1] + word[at] + word[at + 2 :],
        word[:at] + rng.choice("aeiounrst") + word[at + 1 :],
    )
    return rng.choice(changes)


def _by_ear(said: Written, rng: random.Random) -> Written:
    """Write a name as it sounds."""
    for written, heard in rng.sample(_SOUNDS, len(_SOUNDS)):
        if written in said.street[1:].lower():
            head, tail = said.street[:1], said.street[1:]
            return replace(said, street=head + tail.replace(written, heard, 1))
    return _letter(said, rng)


def _abbreviated(said: Written, _: random.Random) -> Written:
    def short(name: str) -> str:
        *rest, last = name.split() or [""]
        return " ".join((*rest, _SHORT.get(last, _SHORT.get(last.upper(), last))))

    return replace(said, street=short(said.street), block=short(said.block))


def _merged(said: Written, rng: random.Random) -> Written:
    if said.block and rng.random() < 0.5:
        return replace(said, block=said.block.replace(" ", ""))
    return replace(said, street="".join(said.street.rsplit(" ", 1)))


def _parted(said: Written, rng: random.Random) -> Written:
    name = said.block if said.block else said.street
    word = max(name.split(), key=len)
    at = rng.randrange(3, max(4, len(word) - 2))
    parted = name.replace(word, f"{word[:at]} {word[at:]}")
    return replace(said, block=parted) if said.block else replace(said, street=parted)


def _no_kind(said: Written, rng: random.Random) -> Written:
    """Leave out Court or Street at the end."""
    if said.block and rng.random() < 0.7:
        return replace(said, block=said.block.rsplit(" ", 1)[0])
    return replace(said, street=said.street.rsplit(" ", 1)[0])


def _other_kind(said: Written, rng: random.Random) -> Written:
    if said.block:
        kind = rng.choice(("House", "Court", "Farm", "Buildings"))
        return replace(said, block=f"{said.block.rsplit(' ', 1)[0]} {kind}")
    kind = rng.choice(("Road", "Street", "Avenue"))
    return replace(said, street=f"{said.street.rsplit(' ', 1)[0]} {kind}")


def _strange_house(said: Written, rng: random.Random) -> Written:
    """Put in the name of a house that no list holds."""
    strange = rng.choice(_STRANGE_HOUSES)
    return replace(said, block=f"{said.block}, {strange}" if said.block else strange)


def _town_in_between(said: Written, _: random.Random) -> Written:
    *rest, kind = said.street.split()
    return replace(said, street=" ".join((*rest, said.town, kind)), town="")


def _words_swapped(said: Written, _: random.Random) -> Written:
    words = said.street.split()
    return replace(said, street=" ".join((words[-1], *words[:-1])))


# ---------------------------------------------------------------- parts left out or moved


def _unit_word(said: Written, rng: random.Random) -> Written:
    """Write another word for a flat, or none."""
    number = said.unit.split()[-1] if said.unit else ""
    if not number or len(number) > 4 or said.unit.endswith("Flat"):
        return said
    word = rng.choice(("Flat", "Apartment", "Apt", "Unit", "Studio", "Flt", "", ""))
    return replace(said, unit=f"{word} {number}".strip())


def _floor_too(said: Written, rng: random.Random) -> Written:
    if not said.unit or "Floor" in said.unit:
        return said
    floor = rng.choice(_FLOORS)
    ways = (f"{said.unit} {floor}", f"({floor}) {said.unit}", f"{floor} {said.unit}")
    return replace(said, unit=rng.choice(ways))


def _at_too(said: Written, rng: random.Random) -> Written:
    return replace(said, unit=f"{said.unit} At") if said.unit else _abbreviated(said, rng)


def _letter_stuck(said: Written, rng: random.Random) -> Written:
    """Write a letter before the number of a flat."""
    word, _, number = said.unit.rpartition(" ")
    if not number.isdigit():
        return said
    return replace(said, unit=f"{word} {rng.choice('ACG')}{number}".strip())


def _no_block(said: Written, _: random.Random) -> Written:
    return replace(said, block="") if said.number else said


def _no_street(said: Written, _: random.Random) -> Written:
    return replace(said, street="", number="") if said.block else said


def _no_street_but_number(said: Written, _: random.Random) -> Written:
    return replace(said, street="") if said.block else said


def _no_number(said: Written, _: random.Random) -> Written:
    return replace(said, number="") if said.block else said


def _no_town(said: Written, _: random.Random) -> Written:
    return replace(said, town="") if said.locality else said


def _no_locality(said: Written, _: random.Random) -> Written:
    return replace(said, locality="")


def _block_first(said: Written, _: random.Random) -> Written:
    if not said.block or not said.unit:
        return said
    return replace(said, unit=said.block, block=said.unit)


def _unit_last(said: Written, _: random.Random) -> Written:
    if not said.block or not said.unit:
        return said
    return replace(said, unit="", town=f"{said.unit}, {said.town}")


def _street_unlike(said: Written, rng: random.Random) -> Written:
    """Write the block and a street that is not its own."""
    if not said.block:
        return said
    return replace(said, street=rng.choice(("Mill Brow", "Tanner Row", "Ladysmith Road")))


def _number_elsewhere(said: Written, rng: random.Random) -> Written:
    """Put a number that the list lacks behind the block."""
    if not said.block or said.number:
        return said
    return replace(said, number=str(rng.randrange(60, 140)))


def _flat_word_alone(said: Written, _: random.Random) -> Written:
    """Call a lettered house a flat."""
    if said.unit or not said.number[-1:].isalpha():
        return said
    return replace(said, unit="Flat")


def _several(said: Written, rng: random.Random) -> Written:
    for slip in rng.sample((_letter, _abbreviated, _unit_word, _no_kind, _no_locality), 2):
        said = slip(said, rng)
    return said


SLIPS: dict[str, Slip] = {
    "as it is": lambda said, _: said,
    "abbreviated": _abbreviated,
    "at too": _at_too,
    "block first": _block_first,
    "by ear": _by_ear,
    "flat word alone": _flat_word_alone,
    "floor too": _floor_too,
    "letter": _letter,
    "letter stuck": _letter_stuck,
    "merged": _merged,
    "no block": _no_block,
    "no kind": _no_kind,
    "no locality": _no_locality,
    "no number": _no_number,
    "no street": _no_street,
    "no street but number": _no_street_but_number,
    "no town": _no_town,
    "number too many": _number_elsewhere,
    "other kind": _other_kind,
    "other unit word": _unit_word,
    "parted": _parted,
    "several": _several,
    "strange house": _strange_house,
    "street unlike": _street_unlike,
    "town in between": _town_in_between,
    "unit last": _unit_last,
    "words swapped": _words_swapped,
}
