from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo_asb.etl.phrase_words import BESIDE, OPEN_SPACES, SHARED_PARTS
from geo_asb.etl.phrases import Phrase, phrase_in


@pytest.mark.parametrize(
    "sign",
    [
        "outside", "o/s", "O/S", "opposite", "opp", "opp.", "in front of", "rear of", "r/o",
        "at the rear of", "to the rear of no", "behind", "back of", "next to", "next door to",
        "adj", "adj to", "adjacent to", "beside", "near", "nr", "across from", "at the side of",
        "in the alley behind", "by the bus stop outside", "youths gathering outside",
        "o/s no.", "by no", "rear garden", "across the road from", "gable end of", "land fronting",
        "oppsite", "outisde", "ajacent to",
    ],
)  # fmt: skip
def test_a_place_beside_a_home_is_told_by_its_sign(sign: str) -> None:
    phrase = phrase_in(f"{sign} 12 Mill Lane, Leigh")
    assert phrase is not None
    assert (phrase.kind, phrase.anchors[0]) == ("near", "12 Mill Lane, Leigh")


@pytest.mark.parametrize(
    "address",
    [
        "12 Mill Lane (rear of)",
        "12 Mill Lane - opposite",
        "Mill Lane, outside no 12",
        "Mill Lane opp 12",
        "outside the shops, 12 Mill Lane",
        "next to the post box on 12 Mill Lane",
    ],
)
def test_a_sign_may_stand_behind_or_before_something_else(address: str) -> None:
    phrase = phrase_in(address)
    assert phrase is not None
    assert phrase.kind == "near"
    assert "12 Mill Lane" in phrase.anchors


@pytest.mark.parametrize(
    "address",
    [
        "between 3 and 9 Mill Lane",
        "between nos. 3 & 9, Mill Lane",
        "in between 3 Mill Lane and 9",
        "between 3 Mill Lane and 9 Mill Lane",
        "rear of 3-9 Mill Lane",
        "alleyway behind 3/9 Mill Lane",
        "outside 3, 5 and 9 Mill Lane",
        "opp 3 to 9 Mill Lane",
        "Site of No's 3/9, Mill Lane",
        "Land fronting Mill Lane, situated between Nos. 3 and 9",
        "3 and 9 Mill Lane",
        "houses 3 to 9 Mill Lane",
    ],
)
def test_two_numbers_are_two_ends(address: str) -> None:
    assert phrase_in(address) == Phrase("between", ("3 Mill Lane", "9 Mill Lane"))


def test_a_town_behind_two_numbers_is_no_street() -> None:
    phrase = phrase_in("Mill Lane between 3 and 9, Mill End, Leigh")
    assert phrase is not None
    assert phrase.anchors[0] == "3 Mill Lane, Mill End, Leigh"


def test_two_flats_keep_their_word() -> None:
    phrase = phrase_in("outside flats 3-9 Alder Court")
    assert phrase == Phrase("between", ("flat 3 Alder Court", "flat 9 Alder Court"))


@pytest.mark.parametrize(
    "address",
    [
        "junction of Mill Lane and High Street",
        "at the junction of Mill Lane with High Street",
        "jct Mill Lane / High Street",
        "Mill Lane junc with High Street",
        "Mill Lane at its junction with High Street",
        "Mill Lane j/w High Street",
        "corner of Mill Lane & High Street",
        "Mill Lane (corner of High Street)",
        "Mill Lane/High Street",
        "Mill Lane and High Street",
        "Mill Lane/High Street junction",
    ],
)
def test_two_streets_are_a_junction(address: str) -> None:
    assert phrase_in(address) == Phrase("junction", ("Mill Lane", "High Street"))


@pytest.mark.parametrize(
    "text", ["path between Mill Lane & High Street", "between Mill Lane and High Street"]
)
def test_between_two_streets_is_no_junction(text: str) -> None:
    assert phrase_in(text) == Phrase("between", ("Mill Lane", "High Street"))


def test_an_address_at_a_corner_is_near_its_own_number() -> None:
    assert phrase_in("12 Mill Lane, corner of High Street") == Phrase("near", ("12 Mill Lane",))


def test_a_street_with_and_in_its_name_is_one_end() -> None:
    ends = ("Lamb and Flag Lane", "High Street, Leigh")
    assert phrase_in("corner of Lamb and Flag Lane and High Street, Leigh") == Phrase(
        "junction", ends
    )


@pytest.mark.parametrize(
    "part",
    [
        "Lift", "lift -", "Lobby of", "entrance to", "main entrance,", "3rd floor landing,",
        "Ground floor lobby", "Stairwell on the 3rd floor,", "landing", "Stairwell", "bin store",
        "Bin store at the rear of",
        "communal area,", "Communal garden of", "roof of", "entrance to the lift,",
        "between floors 2 and 3,", "stairs between 2nd and 3rd floor,",
    ],
)  # fmt: skip
def test_a_shared_part_names_its_block(part: str) -> None:
    phrase = phrase_in(f"{part} Alder Court, Mill Lane")
    assert phrase is not None
    assert (phrase.kind, phrase.anchors[0]) == ("shared", "Alder Court, Mill Lane")


@pytest.mark.parametrize("address", ["Alder Court - lift", "Alder Court (stairwell)"])
def test_a_shared_part_may_stand_behind_its_block(address: str) -> None:
    assert phrase_in(address) == Phrase("shared", ("Alder Court",))


def test_garages_keep_the_two_numbers_they_lie_behind() -> None:
    phrase = phrase_in("garages rear of 10-14 Mill Lane, Leigh")
    assert phrase == Phrase("garages", ("10 Mill Lane, Leigh", "14 Mill Lane, Leigh"))


@pytest.mark.parametrize(
    "address", ["garages off Mill Lane", "Garage site, Mill Lane", "lock-ups on Mill Lane"]
)
def test_garages_may_have_a_street_alone(address: str) -> None:
    assert phrase_in(address) == Phrase("garages", ("Mill Lane",))


@pytest.mark.parametrize(
    "address",
    [
        "play area, Hazel Estate", "open space Hazel Estate", "shops on Hazel Estate",
        "car park on the Hazel Estate", "the park at Hazel Estate", "grass verge - Hazel Estate",
        "Hazel Estate, play area", "Hazel Estate car park", "alleyway off Hazel Estate",
        "land off Hazel Estate",
    ],
)  # fmt: skip
def test_an_open_space_is_told_by_what_it_lies_on(address: str) -> None:
    phrase = phrase_in(address)
    assert phrase is not None
    assert phrase.kind == "open space"
    assert "Hazel Estate" in phrase.anchors


@pytest.mark.parametrize(
    "address",
    [
        "all along Mill Lane, Leigh", "top end of Mill Lane, Leigh", "bottom of Mill Lane, Leigh",
        "Mill Lane (whole street), Leigh", "the whole length of Mill Lane, Leigh",
        "Mill Lane - youths gathering, Leigh", "various locations Mill Lane, Leigh",
    ],
)  # fmt: skip
def test_a_whole_street_keeps_its_town(address: str) -> None:
    phrase = phrase_in(address)
    assert phrase is not None
    assert (phrase.kind, phrase.anchors[0]) == ("street", "Mill Lane, Leigh")


@pytest.mark.parametrize(
    ("address", "anchor"),
    [("Hazel Estate", "Hazel Estate"), ("on the Hazel estate, Leigh", "the Hazel estate, Leigh")],
)
def test_an_estate_is_told_by_its_word(address: str, anchor: str) -> None:
    phrase = phrase_in(address)
    assert phrase is not None
    assert (phrase.kind, phrase.anchors[0]) == ("estate", anchor)


@pytest.mark.parametrize(
    "address",
    [
        "12 Mill Lane", "Flat 3, Alder Court, 1 Mill Lane", "12-14 Mill Lane", "12/14 Mill Lane",
        "Mill Lane", "Mill Lane, Leigh", "Alder Court, Mill Lane", "Flat 2/3, 12 Mill Lane",
        "Ground Floor Flat, 12 Mill Lane", "Rear Flat, 12 Mill Lane", "Garage Flat, 12 Mill Lane",
    ],
)  # fmt: skip
def test_an_address_is_no_phrase(address: str) -> None:
    assert phrase_in(address) is None


@pytest.mark.parametrize(
    "address",
    [
        "Opposite Lodge, Mill Lane", "Opposite Lodge", "3 Landing Lane", "Back Lane",
        "12 Park Lane", "Park Lane, Leigh", "Park Hill Road", "3 Rear Gardens, Leigh",
        "Junction Road", "5 Junction Street, Leigh", "Corner House, Mill Lane", "Corner Cottage",
        "Garage Lane", "7 Lift Street", "Entrance Road", "Green Lane", "Shop Lane", "Near Close",
        "The Green", "12 The Green, Leigh", "Communal Road", "4 Land Lane", "Facing Heights",
        "36 Mill Lane, The Precinct", "Estate Road", "12 Estate Road, Leigh", "Bridge Road",
        "12 High Street, Marple, nr Leigh",
        "1 Bank Top, near Leigh", "Lamb and Flag Lane", "Elm and Oak House", "Outside Row",
    ],
)  # fmt: skip
def test_a_name_is_not_mistaken_for_a_phrase(address: str) -> None:
    assert phrase_in(address) is None


@pytest.mark.parametrize(
    "address",
    [
        "12 {} Lane Leigh", "Flat 2, 12 {} Road, Leigh", "Flat 3 {} Court Mill Lane",
        "12A {} Close", "{} House, Mill Lane", "1 {} Hill Road Leigh", "7 {} Top, Leigh",
        "5 The {}, Leigh",
    ],
)  # fmt: skip
def test_no_sign_is_seen_in_a_street_or_house_that_bears_its_word(address: str) -> None:
    signs = {word for word in (*BESIDE, *SHARED_PARTS, *OPEN_SPACES) if word.isalpha()}
    words = signs - {"adj", "nr", "opp"}
    assert [word for word in words if phrase_in(address.format(word.title()))] == []


@pytest.mark.parametrize(
    "address",
    [
        "", "-", ".", "N/A", "TBC", "as above", "the park", "Town centre", "not known", "multiple",
        "No fixed abode", "same as complainant", "outside", "r/o", "lift", "junction of",
    ],
)  # fmt: skip
def test_nothing_is_near_nothing(address: str) -> None:
    assert phrase_in(address) is None


def test_a_story_is_no_place() -> None:
    assert phrase_in("outside 12 Mill Lane " + "and then " * 40) is None


@pytest.mark.parametrize("text", ["." * 300, "- " * 150, "of the " * 42, "1/" * 150, "in " * 100])
def test_no_text_takes_long_to_read(text: str) -> None:
    assert phrase_in(text) is None


@pytest.mark.whole
@settings(max_examples=40)
@given(st.text(alphabet="abo/&,-() 129\n\\", max_size=60))
def test_any_text_is_read_without_harm(text: str) -> None:
    phrase = phrase_in(text)
    assert phrase is None or all(anchor == anchor.strip() != "" for anchor in phrase.anchors)
