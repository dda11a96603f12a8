"""
An Answer's value to plain sentences with their caveat.

Every function is pure. Verdicts are said as the model gives them, never worked out here;
a blank month is never zero; "no clear change" and "too few to say" are whole answers.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

from geo_asb.answers import (
    CellMap,
    Change,
    EstateRow,
    GroupRow,
    HotPlace,
    MonthCount,
)
from geo_asb.case_types import group_label
from geo_asb.model import Layer, Period, Scope, Verdict
from nap import plain

__all__ = [
    "NOUNS",
    "certainty",
    "comparison",
    "counted",
    "estate_note",
    "estates_sentence",
    "first_places_sentence",
    "groups_sentence",
    "headline",
    "hot_cells_sentence",
    "hot_places_sentence",
    "months_sentence",
    "nothing_here",
    "rate_note",
    "sentence",
    "verdict_mark",
]

_SEVERITIES = {
    "urgent": "urgent ",
    "standard": "standard ",
    "low": "low-level ",
    "unset": "unclassed ",
}
_VERDICTS: dict[Verdict, str] = {
    "clear rise": "a clear rise",
    "clear fall": "a clear fall",
    "no clear change": "no clear change",
    "too few to say": "too few to say",
}
_MARKS: dict[Verdict, str] = {
    "clear rise": "▲",
    "clear fall": "▼",
    "no clear change": "=",
    "too few to say": "–",  # noqa: RUF001  the chip's own sign, as on the page
}
# What one count is called, and what was done in or from a place: the three layers are never given
# the same words.
NOUNS = {Layer.CASES: "case", Layer.REPORTED: "case", Layer.POLICE: "police report"}
_DEEDS = {
    Layer.CASES: "opened in",
    Layer.REPORTED: "reported from",
    Layer.POLICE: "recorded in",
}
_FEW_MONTHS = 2  # more than these share the top: no month stands out


def counted(value: int, scope: Scope) -> str:
    """
    Write a count with the name of what is counted: "48 low-level cases about animals".

    Police reports and a landlord's cases never share a name.
    """
    kind = _SEVERITIES.get(scope.severity, "")
    noun = NOUNS[scope.layer]
    about = f" about {group_label(scope.group).lower()}" if scope.group else ""
    return plain.count(value, f"{kind}{noun}", f"{kind}{noun}s") + about


def headline(change: Change, scope: Scope, area_name: str) -> str:
    """
    Say what was counted in the area, per homes, and against the same months a year before.

    The form is that of a good evidence section: "Between April and September 2021, 48 cases were
    opened in Heathcote (58 per 1,000 homes; 22 in the same months last year: a clear rise, 1.3 to
    3.8 times)."
    """
    was = "was" if change.now == 1 else "were"
    details = [comparison(change)]
    if change.rate_per_1000_homes is not None and change.now:
        details.insert(0, f"{plain.rate(change.rate_per_1000_homes, change.now)} per 1,000 homes")
    return (
        f"{plain.during(change.now_period)}, {counted(change.now, scope)} {was} "
        f"{_DEEDS[scope.layer]} {area_name} ({'; '.join(details)})."
    )


def comparison(change: Change) -> str:
    """Say the count before and the verdict: "22 in the same months last year: a clear rise …"."""
    when = plain.same_time_before(change.now_period, change.before_period)
    if change.before is None:
        return f"no figures supplied for {when}"
    before = f"{plain.number(change.before) if change.before else 'none'} in {when}"
    if change.verdict is None:
        return before
    return f"{before}: {_VERDICTS[change.verdict]}{_interval(change)}"


def _interval(change: Change) -> str:
    """Write the interval of a ratio; an end without a limit is said in words."""
    low, high = change.ratio_low, change.ratio_high
    if change.verdict == "too few to say" or low is None:
        return ""
    if high is None or math.isinf(high):
        return f", at least {plain.ratio(low)} times"
    if low == 0:
        return f", at most {plain.ratio(high)} times"
    return f", {plain.ratio(low)} to {plain.ratio(high)} times"


def certainty(change: Change) -> str:
    """Say how sure the verdict is, in words that excuse neither doubt nor silence."""
    if change.verdict is None:
        return (
            "Months that were not supplied are blank, not zero, so nothing is said about a rise "
            "or a fall."
        )
    if change.verdict == "too few to say":
        return (
            "With so few cases nobody can tell a change from chance. This is not a sign that "
            "all is well, nor that it is not."
        )
    if change.verdict == "no clear change":
        return (
            "A difference of this size can come by chance: the 95% interval reaches from a fall "
            "to a rise."
        )
    end, turn = ("low", "rise") if change.verdict == "clear rise" else ("high", "fall")
    return (
        f"Even at the {end} end of the 95% interval this is a {turn}, so chance alone is an "
        "unlikely reason."
    )


def groups_sentence(rows: Sequence[GroupRow], cases: int, scope: Scope) -> str:
    """
    Name the largest groups, and say why groups do not add up to cases.

    Empty where there is nothing to compare: no groups, or one that was chosen.
    """
    if not rows or scope.group:
        return ""
    most = max(row.now for row in rows)
    if not most:
        return "No case of any type group was opened."
    top = [row.label for row in rows if row.now == most]
    of = f"{plain.number(most)} of {counted(cases, scope)}"
    text = (
        f"{top[0]} is the largest group: {of}."
        if len(top) == 1
        else f"{plain.and_list([f'“{name}”' for name in top])} are the largest groups: {of} each."
    )
    total = sum(row.now for row in rows)
    if total > cases:
        text += (
            " A case with several types stands in several groups, so the groups add up to "
            f"{plain.number(total)}."
        )
    return text


def months_sentence(months: Sequence[MonthCount], period: Period) -> str:
    """Name the busiest months of a period, and the months that were not supplied."""
    inside = [month for month in months if period.start <= month.month < period.end]
    known = {month.month: month.cases for month in inside if month.cases is not None}
    sentences = []
    most = max(known.values(), default=0)
    busiest = [month for month, cases in known.items() if cases == most]
    if most and len(known) > 1 and len(busiest) <= _FEW_MONTHS:
        verb, each = ("month was", "") if len(busiest) == 1 else ("months were", " each")
        sentences.append(
            f"The busiest {verb} {plain.months_words(busiest)} ({plain.number(most)}{each})."
        )
    blank = [month.month for month in months if month.cases is None]
    if blank:
        verb = "was" if len(blank) == 1 else "were"
        sentences.append(f"{plain.months_words(blank)} {verb} not supplied: blank is not zero.")
    return " ".join(sentences)


def hot_cells_sentence(cells: CellMap, places: Sequence[HotPlace]) -> str:
    """Say how many places stand out, of how many tested; a gathering, never a cause."""
    if cells.verdicts is None:
        return (
            "No stored run fits this choice, so counts stand alone; they do not say where more "
            "gathers than chance would bring."
        )
    strong = sum(place.verdict == "strong" for place in places)
    likely = len(places) - strong
    tested = (
        f"The run tested {plain.count(cells.tested, 'cell')} in all and found "
        f"{plain.number(cells.found) if cells.found else 'none'} strong."
    )
    if not places:
        return f"No place in the area stands out beyond chance. {tested}"
    stand = "hot place stands" if len(places) == 1 else "hot places stand"
    return f"{plain.number(len(places))} {stand} out{_how_sure(strong, likely)}. {tested}"


def _how_sure(strong: int, likely: int) -> str:
    """Divide hot places into strong and likely ones; "all" where they are of one kind."""
    if strong and likely:
        return f": {plain.number(strong)} strong; {plain.number(likely)} likely, may be chance"
    every = "all " if strong + likely > 1 else ""
    return f", {every}strong" if strong else f", {every}likely, may be chance"


def first_places_sentence(places: int, named: int) -> str:
    """Say that a table names only the first places; empty where it names them all."""
    if places <= named:
        return ""
    return f"The {plain.number(named)} that stand out most are named here."


def hot_places_sentence(cells: CellMap, places: Sequence[HotPlace], scope: Scope) -> str:
    """Say how much of what is on the map lies in hot places; empty where there are none."""
    inside, shown = sum(place.cases for place in places), cells.shown_cases
    if not places or not shown or inside > shown:
        return ""
    hold = "It holds" if len(places) == 1 else "Together they hold"
    counted_on_map = plain.count(shown, NOUNS[scope.layer])
    return f"{hold} {plain.number(inside)} of the {counted_on_map} on the map."


def estates_sentence(rows: Sequence[EstateRow]) -> str:
    """Say how many estates had cases and which changed clearly; estates without cases count."""
    if not rows:
        return "No estate of the landlord lies in this area."
    none = sum(row.now == 0 for row in rows)
    if len(rows) == 1:
        return f"The area's one estate had {plain.count(rows[0].now, 'case')}."
    text = f"The area has {plain.number(len(rows))} estates; "
    text += {0: "each had cases.", len(rows): "none had a case."}.get(
        none, f"{plain.number(none)} had no case."
    )
    for verdict in ("clear rise", "clear fall"):
        names = [row.name for row in rows if row.verdict == verdict]
        if names:
            text += f" {_capital(_VERDICTS[verdict])} in {plain.and_list(names)}."
    return text


def rate_note(homes: int) -> str:
    """Name the denominator, or why there is no rate."""
    if homes == 0:
        return "No homes are loaded here, so no rate is given."
    if homes < 50:
        return f"{_capital(plain.count(homes, 'home'))}: no rate is given below 50 homes."
    return f"Rates are per 1,000 homes, all addresses ({plain.number(homes)} in the area)."


def verdict_mark(verdict: Verdict | None) -> str:
    """Write a verdict for a table: sign and words, so that neither stands alone."""
    return "not supplied" if verdict is None else f"{_MARKS[verdict]} {verdict}"


def nothing_here(cases: int, scope: Scope) -> str:
    """Say that an empty map is not a quiet place; empty where there are cases."""
    if cases:
        return ""
    kind = "of this kind " if scope.group or scope.severity else ""
    when = plain.during(scope.period)
    return (
        f"No mappable {NOUNS[scope.layer]}s {kind}here {_small(when)}. This does not mean nothing "
        "happened: some kinds are never shown on a map, and some places are unknown."
    )


def estate_note(rows: Sequence[EstateRow]) -> str:
    """Explain "no rate" where the table holds one."""
    small = any(row.rate_per_1000_homes is None for row in rows)
    return "No rate is given below 50 homes." if small else ""


def sentence(text: str) -> str:
    """Close a caveat with a full stop where it has none, and open it with a capital."""
    closed = text if text.endswith((".", "!", "?")) else f"{text}."
    return _capital(closed)


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _small(text: str) -> str:
    return text[:1].lower() + text[1:]
