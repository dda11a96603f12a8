"""The words by which people tell a place that is not an address; general British usage."""

from __future__ import annotations

__all__ = [
    "BESIDE",
    "BUILDING_KINDS",
    "EXTENTS",
    "OPEN_SPACES",
    "SHARED_PARTS",
    "SPACES_IN_NAMES",
    "STREET_KINDS",
]

# A one-word sign of place that stands before one of these is part of a name: Back Lane.
STREET_KINDS = (
    "approach", "av", "ave", "avenue", "bank", "boulevard", "brow", "chase", "cl", "close", "clse",
    "court", "cres", "crescent", "croft", "crt", "ct", "dr", "drive", "end", "fold", "gardens",
    "gate", "gdns", "gr", "green", "grn", "grove", "grv", "hill", "la", "lane", "ln", "mews",
    "mount", "parade", "park", "pl", "place", "rd", "rise", "road", "row", "sq", "square", "st",
    "street", "tce", "ter", "terrace", "vale", "view", "walk", "way", "wharf", "wlk", "yard",
)  # fmt: skip
BUILDING_KINDS = (
    "apartments", "arms", "barn", "bungalow", "cottage", "cottages", "farm", "hall", "heights",
    "ho", "house", "hse", "inn", "ldg", "lodge", "mansions", "mill", "point", "tower", "villa",
    "villas",
)  # fmt: skip
BESIDE = (
    "across from", "across road from", "adj", "adj to", "adjacent", "adjacent to", "adjoining",
    "alongside", "at back of", "at rear of", "back garden", "back garden of", "back of", "behind",
    "beside", "by side of", "close to", "directly outside", "drive of", "driveway of", "facing",
    "front garden", "front garden of", "front of", "fronting", "fronting on to", "fronting onto",
    "fronting to", "gable end", "gable end of", "in front of", "in vicinity of", "infront of",
    "near", "near to", "next door", "next door to", "next to", "nr", "nr to", "o/s", "opp",
    "opp to", "opposite", "opposite side of", "opposite to", "outside", "outside of",
    "over road from", "r/o", "rear garden", "rear garden of", "rear of", "round back of", "side of",
    "to rear of", "vicinity of",
)  # fmt: skip
SHARED_PARTS = (
    "bike shed", "bike store", "bin area", "bin chute", "bin chutes", "bin room", "bin rooms",
    "bin shed", "bin sheds", "bin store", "bin stores", "boiler room", "chute room", "common room",
    "communal", "communal area", "communal areas", "communal door", "communal entrance",
    "communal garden", "communal gardens", "communal grounds", "communal hall", "communal hallway",
    "communal landing", "communal lounge", "communal stairs", "corridor", "corridors", "courtyard",
    "cycle store", "door entry", "drying area", "drying room", "entrance", "entrance door",
    "entrance hall", "entrances", "fire exit", "foyer", "front entrance", "hallway", "landing",
    "landings", "laundry", "laundry room", "lift", "lift lobby", "lift shaft", "lifts", "lobby",
    "main door", "main entrance", "meter cupboard", "plant room", "rear entrance", "refuse area",
    "refuse chute", "refuse store", "roof", "rooftop", "rubbish chute", "shared area",
    "shared entrance", "shared garden", "shared hallway", "side entrance", "stair well",
    "staircase", "staircases", "stairs", "stairway", "stairwell", "stairwells", "undercroft",
    "whole block",
)  # fmt: skip
# These are seldom part of a name, so that a name may follow at once: "play area Hazel Estate".
OPEN_SPACES = (
    "alley", "alleyway", "back alley", "back entry", "ball court", "basketball court", "benches",
    "bus shelter", "bus stop", "car park", "carpark", "childrens park", "childrens play area",
    "cul de sac", "cut through", "derelict land", "football pitch", "footpath", "games court",
    "ginnel", "grass area", "grass verge", "grassed area", "green area", "green space", "kids park",
    "kids play area", "lay by", "layby", "muga", "open space", "parade of shops", "parking area",
    "parking bay", "parking bays", "passageway", "phone box", "play area", "play ground",
    "play park", "playground", "playing field", "playing fields", "post box", "recreation ground",
    "recycling area", "recycling bins", "recycling point", "service road", "shopping parade",
    "shopping precinct", "shops", "skate park", "skatepark", "snicket", "sub station", "substation",
    "subway", "telephone box", "towpath", "turning circle", "turning head", "underpass",
    "vacant land", "verge", "walkway", "waste ground", "waste land", "wasteland", "woodland",
)  # fmt: skip
# These are, so that "on", "at", "off" or a comma must follow: Park Hill Road, Shop Lane.
SPACES_IN_NAMES = (
    "allotments", "bench", "bins", "bridge", "canal", "common", "entry", "field", "fields", "grass",
    "green", "land", "park", "passage", "path", "pathway", "pond", "precinct", "rec", "shop",
    "site", "wood", "woods",
)  # fmt: skip
EXTENTS = (
    "all along", "all around", "all of", "all over", "all round", "along", "area of", "around",
    "bottom end of", "bottom of", "end of", "entire length of", "far end of", "general area of",
    "half way along", "half way down", "half way up", "halfway along", "halfway down", "halfway up",
    "length of", "lower end of", "middle of", "multiple locations", "several locations", "start of",
    "throughout", "top end of", "top of", "up and down", "upper end of", "various",
    "various addresses", "various areas", "various locations", "various places", "whole length of",
    "whole of",
)  # fmt: skip
