"""Find the quantified aims of one line of text."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from typing import NamedTuple

from extractors.aims.indicators import Indicator, indicator_of
from extractors.aims.patterns import patterns
from extractors.aims.periods import Period, as_period, baseline_of, find_periods, period_each, period_each_last
from extractors.aims.values import Value, read_value
from normalizers.numbers import NumberMatch, find_numbers
from normalizers.recurrence import parse_timing


class Aim(NamedTuple):
    """One aim; ``text[start:end]`` runs from the indicator to the unit. ``part`` tells that a whole stands before."""

    start: int
    end: int
    value: Value
    indicator: Indicator
    period: str | None
    baseline: str | None
    part: bool
    confidence: float


class Clause(NamedTuple):
    """``text[start:end]``, in the sentence that begins at ``sentence``."""

    start: int
    end: int
    sentence: int
    sentence_end: int


class Scope(NamedTuple):
    """The words of one value: where they begin and end, the next number, and the indicator of the value before."""

    begin: int
    end: int
    following: int
    previous: str | None = None


_REACH = 600  # characters around a number
_PERIODS = 30  # times before a number
_SENTENCE = re.compile(r"(?<=[^\W\d]|[)%”\"])[.!?] (?=[^\W\d_]|“)")


class _Last(NamedTuple):
    """The value found before: where it ends, what it measures, and whether it is a share."""

    end: int
    name: str | None = None
    share: bool = False


def find_aims(text: str, *, goal: bool, rules: bool = False) -> Iterator[Aim]:
    """The aims of a line.

    ``goal`` tells that it stands under a heading that promises them; ``rules`` that the document lays down rules, whose
    numbers are conditions where nothing speaks of striving.
    """
    if not any(ch.isdigit() for ch in text):
        return
    periods, clauses, last = find_periods(text), _clauses(text), _Last(-1)
    numbers = [number for number in find_numbers(text) if _is_quantity(text, number)]
    for at, number in enumerate(numbers):
        clause = _clause_at(clauses, number.start)
        if _is_other(text, number, clause):
            continue
        value = read_value(text, number, clause.start, clause.end)
        listed = last.share and last.end > clause.sentence
        if value is None or not _can_be_aim(text, value, clause, goal, rules):
            continue
        if not (goal or (listed and value.unit == "%") or _is_aimed_at(text, value, clause)):
            continue
        inside = last.end > clause.start
        if inside and _is_qualifier(text, value, last):
            continue
        begin = _behind(text, last.end, value.start) if inside else clause.start
        following = _following(text, value, numbers, at)
        scope = _scope(text, value, clause, begin, following)._replace(previous=last.name)
        aim = _aim(text, value, clause, scope, periods)
        if aim is not None:
            part = _is_part(text, last, clause, value)
            yield aim._replace(part=part)
            last = _Last(value.end, aim.indicator.name, value.unit == "%")


def _is_part(text: str, last: _Last, clause: Clause, value: Value) -> bool:
    """Whether a whole stands before: "trong đó" opens a list of parts that runs to the end of the clause."""
    joined = patterns().cues["joined"]
    return last.end >= 0 and bool(joined.search(text, min(last.end, clause.start), value.start))


def _clause_at(clauses: list[Clause], offset: int) -> Clause:
    """The clause of a number, cut to what can bear on it: a line without a full stop may be a whole page."""
    clause = clauses[bisect_right(clauses, offset, key=lambda c: c.start) - 1]
    first, last = offset - _REACH, offset + _REACH
    return Clause(
        max(clause.start, first), min(clause.end, last), max(clause.sentence, first), min(clause.sentence_end, last)
    )


def _scope(text: str, value: Value, clause: Clause, begin: int, following: NumberMatch | None) -> Scope:
    if following is None or following.start >= clause.end:
        return Scope(begin, clause.end, clause.end)
    return Scope(begin, _stop(text, value.end, following.start), following.start)


def _behind(text: str, previous: int, start: int) -> int:
    """Where the words of a value begin that follows another one of its clause."""
    # the pattern looks a word ahead
    match = patterns().cues["next"].search(text, previous, start + 12)
    return match.end() if match and match.end() <= start else previous


def _is_qualifier(text: str, value: Value, last: _Last) -> bool:
    """Whether a number only tells more of what the one before counts: 50 % of the zones with 500 workers or more."""
    if patterns().cues["qualifier"].search(text, last.end, value.start):
        return True
    return _behind(text, last.end, value.start) == last.end and (last.share or not value.explicit)


def _following(text: str, value: Value, numbers: list[NumberMatch], at: int) -> NumberMatch | None:
    """The next number that is another value, not part of the name of what this one counts."""
    behind = (numbers[i] for i in range(at + 1, len(numbers)))
    return next((number for number in behind if not _tells_which(text, value, number)), None)


def _tells_which(text: str, value: Value, number: NumberMatch) -> bool:
    """Whether a number belongs to the name of what a value counts: 100 % of children of 6 years, of boats from 15 m."""
    between, after = text[value.end : number.start], text[number.end : number.end + 40]
    cues = patterns().cues
    if not cues["which_thing"].match(between):
        return False
    return bool(
        cues["which_age"].match(after) or (cues["which_from"].search(between) and cues["which_upwards"].match(after))
    )


def _stop(text: str, end: int, following: int) -> int:
    """Where the words of a value end before those of the following number begin."""
    matches = patterns().cues["next"].finditer(text, end, following + 12)
    return max((match.start() for match in matches if match.end() <= following), default=following)


def _is_quantity(text: str, number: NumberMatch) -> bool:
    if number.role != "label":
        return number.role == "value"
    rules, after = patterns(), text[number.end : number.end + 80].lstrip()
    counted = rules.cues["counted"].search(text, max(0, number.start - 40), number.start)
    return bool(counted) and any(regex.match(after) for regex in (rules.compound, rules.money, rules.unit_words))


def _clauses(text: str) -> list[Clause]:
    clauses: list[Clause] = []
    begin = 0
    for end in [*(m.start() + 1 for m in _SENTENCE.finditer(text)), len(text)]:
        start = begin
        for cut in [*(begin + m.end() for m in re.finditer(";", text[begin:end])), end]:
            if cut > start:
                clauses.append(Clause(start, cut, begin, end))
            start = cut
        begin = end
    return clauses


def _is_other(text: str, number: NumberMatch, clause: Clause) -> bool:
    """Whether the number stands in a quoted title or in brackets, names an act, only counts, or is what one is of."""
    if patterns().cues["per"].match(text, max(0, number.start - 5)):
        return True
    before = text[clause.sentence : number.start]
    quoted = before.count("“") > before.count("”")
    bracketed = before.count("(") > before.count(")")
    return quoted or bracketed or bool(patterns().cues["not_before"].search(before[-40:]))


def _can_be_aim(text: str, value: Value, clause: Clause, goal: bool, rules: bool) -> bool:
    """Whether a value is none of the other things that numbers are: results, scales, durations, quotas, conditions."""
    cues = patterns().cues
    sentence, words = text[clause.sentence : clause.sentence_end], text[clause.start : clause.end]
    before, share = text[clause.start : value.start], value.unit in {"%", "‰"}
    unit_on = text[value.end - len(value.unit or "") : clause.end]
    if cues["scale"].search(sentence) or cues["past"].search(before) or (not goal and cues["damage"].search(words)):
        return False
    if not goal and cues["condition"].search(before) and not cues["strong_aim"].search(words):
        return False
    if cues["named"].match(text[value.end : clause.end]) or (rules and not goal and not cues["striving"].search(words)):
        return False
    if not share and (value.unit is None or cues["not_unit"].match(unit_on)):
        return False
    if not share and cues["duration"].match(unit_on) and not cues["duration_head"].search(before):
        return False
    bare = re.sub(r"\s*(?:từ|tối đa|không quá|tối thiểu|ít nhất|trên|dưới)\s*$", "", before)
    return goal or not cues["quota"].search(bare)


def _is_aimed_at(text: str, value: Value, clause: Clause) -> bool:
    """Whether the words around a value speak of striving, where no heading does."""
    cues, words = patterns().cues, text[clause.start : clause.end]
    if value.unit in {"%", "‰"}:
        return bool(cues["aim"].search(words)) or value.value == 100
    if value.unit == "lần" and period_each(text[value.end : clause.end]):
        return False  # how often, not how much
    aimed = cues["strong_aim"].search(words) or cues["action"].search(text[clause.start : value.start])
    return value.comparator in {">=", "="} and bool(aimed)


def _aim(text: str, value: Value, clause: Clause, scope: Scope, periods: list[Period]) -> Aim | None:
    before, after = text[scope.begin : value.start], text[value.end : scope.end]
    each = period_each(after)
    indicator = indicator_of(before, after[each[1] :] if each else after, value.unit, scope.previous)
    if indicator is None:
        return None
    period = each[0] if each else _period(text, value, clause, scope.end, periods)
    start = scope.begin + len(before) - len(before.lstrip(" ,:;"))
    end = value.end + (each[1] if each else 0)
    sure = 0.95 if value.explicit or value.unit in {"%", "‰"} else 0.85
    baseline = baseline_of(text[scope.begin : scope.following])
    return Aim(start, end, value, indicator, period, baseline, False, min(sure, value.confidence))


def _period(text: str, value: Value, clause: Clause, end: int, periods: list[Period]) -> str | None:
    """The time that governs a value: in its clause, behind its words (they end at ``end``), in what stands before."""
    right_behind = patterns().period["right_behind"].match(text[value.end : clause.end])
    if right_behind:
        return str(right_behind["year"])
    index = bisect_right(periods, value.start, key=lambda p: p.start)
    before = [p for p in periods[max(0, index - _PERIODS) : index] if p.end <= value.start]
    near = [p for p in before if p.start >= clause.start]
    if near:
        return near[-1].value
    each = period_each_last(text[value.end : end])
    if each:
        return each
    fixed = [p for p in before if not p.recurs]
    in_sentence = [p for p in fixed if p.start >= clause.sentence]
    if in_sentence:
        return in_sentence[-1].value
    behind = patterns().period["behind"].match(text[value.end : clause.end])
    if behind:
        return str(behind["year"])
    day = patterns().period["behind_day"].match(text[value.end : clause.end])
    if day:
        return as_period(parse_timing(day["day"]))
    joined = patterns().cues["joined"].match(text[clause.sentence : clause.end].lstrip())
    earlier = before if joined else fixed
    return earlier[-1].value if earlier else None
