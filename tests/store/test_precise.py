from __future__ import annotations

from geo_asb.model import Rung
from geo_asb.store.read import PRECISE


def test_cells_count_what_lies_on_or_beside_a_home_or_block_alone():
    imprecise = {Rung.JUNCTION, Rung.STREET, Rung.ESTATE, Rung.POSTCODE, Rung.NONE}
    assert set(Rung) - imprecise == {Rung(rung) for rung in PRECISE}
