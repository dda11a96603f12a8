"""The homes a person may choose from where no rung was sure."""

from __future__ import annotations

from dataclasses import dataclass
from heapq import nsmallest

from geo_asb.etl import probability
from geo_asb.etl.addresses import format_postcode, postcode_in, tidy
from geo_asb.etl.correct import names_read, ranked, read_said
from geo_asb.etl.gazetteer import Gazetteer
from geo_asb.etl.said import Said
from geo_asb.etl.weigh import Weighed, weigh
from geo_asb.model import Home, PlaceText

__all__ = ["Candidate", "candidates"]

_MOST = 5
_NUMBER_DIFFERS = 3.0  # slips for each number or letter that is not the home's, or not said
_WEIGHED = 60  # of homes with other numbers, those with the fewest that differ
_NAMED_WITHIN = 9.0  # slips; beyond, a home has nothing of the text


@dataclass(frozen=True, slots=True)
class Candidate:
    """A home or block that a text may mean, and what speaks against it; the text is not quoted."""

    home: Home
    probability: float  # that it is the one, had it been taken without a person
    reason: str


def candidates(place: PlaceText, gazetteer: Gazetteer, *, most: int = _MOST) -> list[Candidate]:
    """
    List up to `most` homes and blocks for a person to choose from, the likeliest first.

    Homes with the same numbers come by their slips; then those on the same street or in the
    same block whose number or letter differs, which no rung would ever take.
    """
    signature = tidy(place.address)
    if not signature:
        return []
    postcode = format_postcode(place.postcode) or postcode_in(place.address)
    said = read_said(signature, postcode, gazetteer)
    found = [_same_numbers(one) for one in ranked(said, gazetteer)]
    if len(found) < most:
        known = {one.home.uprn for _, one in found}
        found += [one for one in _other_numbers(said, gazetteer) if one[1].home.uprn not in known]
    likeliest = nsmallest(most, found, key=lambda one: (one[0], one[1].home.uprn))
    return [one for slips, one in likeliest if slips <= _NAMED_WITHIN]


def _same_numbers(weighed: Weighed) -> tuple[float, Candidate]:
    reason = "; ".join(weighed.differs) or "fits as it stands"
    return weighed.slips, Candidate(weighed.home, probability.of_slips(weighed.slips), reason)


def _other_numbers(said: Said, gazetteer: Gazetteer) -> list[tuple[float, Candidate]]:
    wanted = {element.text for element in said.elements}
    apart = {
        at: len(wanted ^ set(bag.split()))
        for name in names_read(said, gazetteer)
        for bag, positions in gazetteer.names[name].homes.items()
        for at in positions
    }
    nearest = nsmallest(_WEIGHED, apart, key=lambda at: (apart[at], at))
    return [_weighed_apart(said, gazetteer.homes[at], apart[at]) for at in nearest if apart[at]]


def _weighed_apart(said: Said, home: Home, differing: int) -> tuple[float, Candidate]:
    weighed = weigh(said, home)
    slips = weighed.slips + _NUMBER_DIFFERS * differing
    reason = "; ".join(("number or letter differs", *weighed.differs))
    return slips, Candidate(home, probability.of_slips(slips), reason)
