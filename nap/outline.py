"""
Titles and order of the sections: one outline, from which every writer writes.

To add a section, write one function from `Evidence` to `Section` and enter it in `SECTIONS`.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from geo_asb.answers import EstateRow, Evidence, GroupRow, HotPlace
from geo_asb.drawing.charts import month_chart_png
from geo_asb.drawing.maps import cell_map_png
from geo_asb.model import Answer, Layer
from nap import captions, plain, trust, wording
from nap.blocks import Block, Box, Bullets, Column, Outline, Paragraph, Picture, Section, Table

__all__ = ["SECTIONS", "outline"]

DRAFT_MARK = "DRAFT: exact counts, not for sharing"
_PLACES_NAMED = 10  # in the table and on the map of a short section


def outline(evidence: Evidence) -> Outline:
    """
    Lay out the evidence section of one area.

    Every number comes from an Answer in `evidence`; nothing is counted here. Pictures are drawn
    only when a writer asks for them.
    """
    period = plain.period_words(evidence.scope.period)
    sections = (make(evidence) for make in SECTIONS)
    return Outline(
        kind="Evidence for the neighbourhood action plan",
        area=evidence.area_name,
        subtitle=_subtitle(evidence, period),
        period=period,
        landlord=evidence.landlord_name,
        data_to=evidence.freshness.value.data_to,
        mark=DRAFT_MARK if evidence.draft else "",
        made_on=evidence.freshness.value.today,
        sections=_numbered(tuple(section for section in sections if section.blocks)),
    )


def _subtitle(evidence: Evidence, period: str) -> str:
    change = evidence.headline.value
    before = plain.same_time_before(change.now_period, change.before_period)
    ward = f"Ward, {evidence.ward_year} boundaries" if evidence.ward_year else "Ward"
    return f"{ward} · {period}, compared with {before}"


def _numbered(sections: tuple[Section, ...]) -> tuple[Section, ...]:
    """Give numbers to maps, charts and tables in reading order, each kind by itself."""
    seen: Counter[str] = Counter()

    def number(block: Block) -> Block:
        if not isinstance(block, Table | Picture):
            return block
        kind = block.kind if isinstance(block, Picture) else "Table"
        seen[kind] += 1
        return replace(block, number=seen[kind])

    return tuple(replace(s, blocks=tuple(number(block) for block in s.blocks)) for s in sections)


# ---------------------------------------------------------------------------- the sections


def _headline(evidence: Evidence) -> Section:
    change, freshness = evidence.headline.value, evidence.freshness.value
    sentence = wording.headline(change, evidence.scope, evidence.area_name)
    rest = [wording.certainty(change), wording.rate_note(change.homes)]
    unknown = trust.not_known(freshness, evidence.cells.value, evidence.scope)
    return _section(
        "Headline",
        Paragraph(sentence, "lead"),
        Paragraph(" ".join([*rest, unknown]), figure_id=evidence.headline.figure_id),
        Paragraph(" ".join(_own_caveats(evidence, evidence.headline)), "note"),
        Paragraph(_warning(evidence), "warning"),
        *([_map(evidence)] if trust.may_map(freshness) else []),
    )


def _warning(evidence: Evidence) -> str:
    """Warn of the loads as a whole, or else of the months that were placed too badly."""
    whole = trust.placing_warning(evidence.freshness.value)
    return whole or trust.months_warning(evidence.placed.value)


def _what(evidence: Evidence) -> Section:
    scope, groups = evidence.scope, evidence.groups.value
    cases = evidence.headline.value.now
    said = [
        wording.groups_sentence(groups, cases, scope),
        wording.months_sentence(evidence.months.value, scope.period),
    ]
    return _section(
        "What was reported",
        Paragraph(" ".join(filter(None, said))),
        *([_chart(evidence)] if evidence.months.value else []),
        *([_group_table(evidence)] if groups else []),
    )


def _where(evidence: Evidence) -> Section:
    estates = evidence.estates.value
    return _section(
        "Where cases gather",
        Paragraph(wording.nothing_here(evidence.headline.value.now, evidence.scope)),
        *(_hot_places(evidence) if trust.may_map(evidence.freshness.value) else []),
        Paragraph(wording.estates_sentence(estates)),
        *([_estate_table(evidence)] if estates else []),
    )


def _hot_places(evidence: Evidence) -> list[Block]:
    cells, places = evidence.cells.value, evidence.places.value
    said = [
        wording.hot_cells_sentence(cells, places),
        wording.hot_places_sentence(cells, places, evidence.scope),
        wording.first_places_sentence(len(places), _PLACES_NAMED),
    ]
    table = [_place_table(evidence)] if places else []
    return [Paragraph(" ".join(filter(None, said))), *table]


def _notes(evidence: Evidence) -> Section:
    shared = _shared_caveats(evidence)
    return _section(
        "Notes",
        Bullets(
            (
                trust.freshness_sentence(evidence.freshness.value, evidence.scope.layer),
                *_sentences(evidence.notes),
                *_sentences(shared),
            )
        ),
        Paragraph(_figures(evidence), "note"),
        Box("What this does not show", trust.limits(), beside=True),
    )


SECTIONS: tuple[Callable[[Evidence], Section], ...] = (_headline, _what, _where, _notes)


def _section(title: str, *blocks: Block) -> Section:
    """Leave out paragraphs with nothing to say."""
    said = (b for b in blocks if not isinstance(b, Paragraph) or b.text)
    return Section(title, tuple(said))


# ---------------------------------------------------------------------- tables and pictures


def _group_table(evidence: Evidence) -> Table:
    return Table(
        f"{_noun(evidence)} by type group, {plain.period_words(evidence.scope.period)}",
        (
            Column("Type group", 0.33),
            Column("Cases", 0.12, is_number=True),
            Column("Low-level", 0.14, is_number=True),
            Column("Year before", 0.15, is_number=True),
            Column("Change", 0.26),
        ),
        tuple(_group_row(row) for row in evidence.groups.value),
        _source(evidence, evidence.groups),
    )


def _group_row(row: GroupRow) -> tuple[str, ...]:
    return (
        row.label,
        plain.number(row.now),
        plain.number(row.low_level),
        _or_blank(row.before),
        wording.verdict_mark(row.verdict),
    )


def _estate_table(evidence: Evidence) -> Table:
    return Table(
        f"Every estate of the area, {plain.period_words(evidence.scope.period)}",
        (
            Column("Estate", 0.30),
            Column("Homes", 0.11, is_number=True),
            Column("Cases", 0.10, is_number=True),
            Column("Per 1,000", 0.12, is_number=True),
            Column("Year before", 0.13, is_number=True),
            Column("Change", 0.24),
        ),
        tuple(_estate_row(row) for row in evidence.estates.value),
        _source(evidence, evidence.estates, wording.estate_note(evidence.estates.value)),
    )


def _estate_row(row: EstateRow) -> tuple[str, ...]:
    per_1000 = row.rate_per_1000_homes
    return (
        row.name,
        plain.number(row.homes),
        plain.number(row.now),
        "no rate" if per_1000 is None else plain.rate(per_1000, row.now),
        _or_blank(row.before),
        wording.verdict_mark(row.verdict),
    )


def _place_table(evidence: Evidence) -> Table:
    return Table(
        "Hot places, numbered as on the map",
        (
            Column("Place", 0.43),
            Column("Cases", 0.11, is_number=True),
            Column("Expected", 0.13, is_number=True),
            Column("Homes", 0.11, is_number=True),
            Column("How sure", 0.22),
        ),
        tuple(_place_row(i, place) for i, place in enumerate(_named_places(evidence), 1)),
        _source(evidence, evidence.places, "Expected: from the homes in the cell."),
    )


def _named_places(evidence: Evidence) -> tuple[HotPlace, ...]:
    """Return the places that a short section names: those most above expectation."""
    return evidence.places.value[:_PLACES_NAMED]


def _place_row(number: int, place: HotPlace) -> tuple[str, ...]:
    return (
        f"{number}. {place.name}",
        plain.number(place.cases),
        plain.expected(place.expected),
        plain.number(place.homes),
        "strong" if place.verdict == "strong" else "likely, may be chance",
    )


def _map(evidence: Evidence) -> Picture:
    places, scope = _named_places(evidence), evidence.scope
    marks = {place.position: str(i) for i, place in enumerate(places, 1)}
    period = plain.period_words(scope.period)
    credit = captions.map_credit(evidence.freshness.value, evidence.landlord_name)
    return Picture(
        "Map",
        f"{_noun(evidence)} in cells, {evidence.area_name}, {period}",
        captions.map_alt(evidence.area_name, evidence.cells.value, places, scope),
        lambda width_mm: cell_map_png(
            evidence.cells, evidence.background, width_mm=width_mm, marks=marks, credit=credit
        ),
        _source(evidence, evidence.cells, captions.QUIET),
    )


def _chart(evidence: Evidence) -> Picture:
    months, scope = evidence.months, evidence.scope
    return Picture(
        "Chart",
        f"{_noun(evidence)} by month",
        captions.chart_alt(months.value, scope.period),
        lambda width_mm: month_chart_png(months, width_mm=width_mm, period=scope.period),
        _source(evidence, months),
    )


# ---------------------------------------------------------------------------- small words


def _noun(evidence: Evidence) -> str:
    return {
        Layer.CASES: "Cases",
        Layer.REPORTED: "Cases by where they were reported from",
        Layer.POLICE: "Police reports",
    }[evidence.scope.layer]


def _figures(evidence: Evidence) -> str:
    """List every figure by its id; those that rest on the same batches stand together."""
    ids: defaultdict[str, list[str]] = defaultdict(list)
    for shown_in, answer in _answers(evidence).items():
        noun = "batch" if len(answer.batches) == 1 else "batches"
        of = f"{noun} {plain.number_runs(answer.batches)}" if answer.batches else "no batch"
        ids[of].append(f"{shown_in} {answer.figure_id}")
    said = [f"From {of}: {', '.join(figures)}." for of, figures in ids.items()]
    return " ".join(["Each figure recomputes to the same value from the same batches.", *said])


def _or_blank(value: int | None) -> str:
    return "not supplied" if value is None else plain.number(value)


def _answers(evidence: Evidence) -> dict[str, Answer[Any]]:
    """Every Answer by the part of the section that shows it."""
    return {
        "Headline": evidence.headline,
        "Map": evidence.cells,
        "Months": evidence.months,
        "Type groups": evidence.groups,
        "Hot places": evidence.places,
        "Estates": evidence.estates,
        "Share placed": evidence.placed,
        "Freshness": evidence.freshness,
    }


def _shared_caveats(evidence: Evidence) -> tuple[str, ...]:
    """Caveats that several answers carry: said once, in the notes."""
    times = Counter(
        text for answer in _answers(evidence).values() for text in dict.fromkeys(answer.caveats)
    )
    return tuple(text for text, answers in times.items() if answers > 1)


def _sentences(texts: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(wording.sentence(text) for text in texts)


def _source(evidence: Evidence, answer: Answer[Any], *notes: str) -> str:
    """Set what stands in small type under a figure: its id, its own caveats, its notes."""
    own = _own_caveats(evidence, answer)
    return " ".join([f"Figure {answer.figure_id}.", *own, *filter(None, notes)])


def _own_caveats(evidence: Evidence, answer: Answer[Any]) -> tuple[str, ...]:
    shared = _shared_caveats(evidence)
    return _sentences(tuple(text for text in answer.caveats if text not in shared))
