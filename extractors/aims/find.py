"""Find the quantified aims of one line of text."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from dataset.records import Comparator
from extractors.aims.clauses import Clause, clause_at, clauses_of
from extractors.aims.due import Periods, period_of
from extractors.aims.indicators import Indicator, Previous, indicator_of
from extractors.aims.judge import (
    aiming_bracket,
    can_be_aim,
    is_aimed_at,
    is_other,
    is_quantity,
    is_quota,
    is_to_come,
    is_told,
    of_all,
    promised_from,
)
from extractors.aims.patterns import patterns
from extractors.aims.periods import (
    baseline_of,
    baseline_reached,
    find_periods,
    period_each,
)
from extractors.aims.values import Value, read_value, with_upper_end
from normalizers.numbers import NumberMatch, find_numbers


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


class Scope(NamedTuple):
    """The words of one value: where they begin and end, the next number, and the indicator of the value before."""

    begin: int
    end: int
    following: int
    previous: Previous | None = None


class _Last(NamedTuple):
    """The value found before: where it ends, what it measures, its unit, and whether words set its bound."""

    end: int
    name: str | None = None
    unit: str | None = None
    bound: Comparator | None = None

    @property
    def share(self) -> bool:
        return self.unit == "%"


def find_aims(
    text: str,
    *,
    goal: bool,
    rules: bool = False,
    since: str | None = None,
    year: int | None = None,
    label: str | None = None,
) -> Iterator[Aim]:
    """The aims of a line.

    ``goal`` tells that it stands under a heading that promises them; ``rules`` that the document lays down rules, whose
    numbers are conditions where nothing speaks of striving. ``since`` is the year of issue: a year before it, named
    behind a value, tells what was reached and governs no other clause. ``year`` is the one year that the document
    plans for, ``label`` a heading whose colon the line goes on behind: "Tỷ lệ hộ có nước sạch:".
    """
    if not any(ch.isdigit() for ch in text):
        return
    periods, clauses, last = Periods(find_periods(text, year), since, year), clauses_of(text), _Last(-1)
    named = indicator_of(f"{label} ", "", None) if label else None
    promised, headed = promised_from(text), goal
    numbers = [n for number in find_numbers(text) if is_quantity(text, n := of_all(text, number))]
    for at, number in enumerate(numbers):
        clause = clause_at(clauses, number.start)
        goal = headed or promised < number.start
        if not goal and is_told(text, clause):
            continue
        if number.start < last.end or is_other(text, number, clause, goal):
            continue
        value = _value(text, numbers, at, clause)
        listed = last.share and last.end > clause.sentence
        value = _unit_again(text, value, last, clause) if value else None
        if value is None or not can_be_aim(text, value, clause, goal, rules) or _tells_kind(text, value, numbers, at):
            continue
        aimed = goal or (listed and value.unit == "%") or is_aimed_at(text, value, clause)
        if not (aimed or is_to_come(text, value, clause, since)):
            continue
        if not headed and is_quota(text, value, clause):
            continue
        inside = last.end > clause.start
        if inside and _is_qualifier(text, value, last):
            continue
        value = _bound_shared(text, value, last) if inside else value
        begin = _begin(text, last.end, value.start) if inside else clause.start
        begin = max(begin, aiming_bracket(text, begin, value.start))
        following = _following(text, value, numbers, at)
        scope = _scope(text, value, clause, begin, following)
        scope = scope._replace(previous=Previous(last.name, last.unit) if last.name else None)
        if named and last.end < 0:
            scope = scope._replace(previous=Previous(named.name, value.unit))
        aim = _aim(text, value, clause, scope, periods)
        if aim is not None:
            part = _is_part(text, last, clause, value)
            yield aim._replace(part=part)
            last = _Last(value.end, aim.indicator.name, value.unit, value.comparator if value.explicit else None)


def _tells_kind(text: str, value: Value, numbers: list[NumberMatch], at: int) -> bool:
    """Whether another number follows at once, which this one only names: "lúa 2 vụ 40 ha"."""
    behind = next((numbers[i] for i in range(at + 1, len(numbers)) if numbers[i].start >= value.end), None)
    return (
        behind is not None
        and value.unit != "%"
        and behind.start > value.end
        and not text[value.end : behind.start].strip()
    )


def _value(text: str, numbers: list[NumberMatch], at: int, clause: Clause) -> Value | None:
    """What a number is worth, together with the one behind it where both are the ends of a range."""
    value = read_value(text, numbers[at], clause.start, clause.end)
    if value is None or at + 1 == len(numbers) or numbers[at + 1].start >= clause.end:
        return value
    return with_upper_end(text, value, numbers[at + 1], clause.end) or value


def _unit_again(text: str, value: Value, last: _Last, clause: Clause) -> Value:
    """A bare number as one of the things counted before: "60 trường vào năm 2028 và 80 vào năm 2030"."""
    if value.unit or not last.unit or last.end <= clause.start or last.share:
        return value
    return value._replace(unit=last.unit) if patterns().cues["again"].match(text[value.end : clause.end]) else value


def _bound_shared(text: str, value: Value, last: _Last) -> Value:
    """A value with the bound of the one that "và" joins it to: "tối thiểu 30 áo phao và 02 phao tròn"."""
    if value.explicit or last.bound not in {">=", "<="} or last.share != (value.unit == "%") or value.value == 100:
        return value
    cues, between = patterns().cues, text[last.end : value.start]
    shared = cues["bound_shared"].match(between) or (value.unit == last.unit and cues["bound_again"].match(between))
    if last.share:
        shared = cues["bound_listed"].match(between)
    return value._replace(comparator=last.bound, explicit=True) if shared else value


def _is_part(text: str, last: _Last, clause: Clause, value: Value) -> bool:
    """Whether a whole stands before: "trong đó" opens a list of parts that runs to the end of the clause."""
    joined = patterns().cues["joined"]
    return last.end >= 0 and bool(joined.search(text, min(last.end, clause.start), value.start))


def _scope(text: str, value: Value, clause: Clause, begin: int, following: NumberMatch | None) -> Scope:
    if following is None or following.start >= clause.end:
        return Scope(begin, clause.end, clause.end)
    return Scope(begin, _stop(text, value.end, following.start), following.start)


def _behind(text: str, previous: int, start: int) -> int:
    """Where the words of a value begin that follows another one of its clause: nowhere, if "và" stands before it."""
    ends = [end for _, end in _cuts(text, previous, start)]
    return (ends[-1] if not text[ends[-1] : start].strip() else ends[0]) if ends else previous


def _begin(text: str, previous: int, start: int) -> int:
    """As :func:`_behind`; of "12 lớp bơi cho 300 học sinh" what the lessons are is not what the pupils do."""
    begin, rules = _behind(text, previous, start), patterns()
    served = rules.cues["served"].search(text, begin, start) if begin == previous else None
    done = served and rules.indicator["served"].match(text[begin : served.start()].lstrip())
    return served.start() if served and not done else begin


def _cuts(text: str, begin: int, following: int) -> Iterator[tuple[int, int]]:
    """Where the words of the value that ends at ``begin`` may end before the number at ``following``.

    A comma in the list of what a share is of ("100% bếp ăn, căng tin được kiểm tra") is none.
    """
    cues = patterns().cues
    share = text[begin - 1 : begin] == "%" and cues["predicate"].search(text, begin, following)
    for match in cues["next"].finditer(text, begin, following + 12):  # the pattern looks a word ahead
        if match.end() > following:
            continue
        words, rest = text[begin : match.start()], text[match.end() : following]
        listed = share and match.group().strip() == "," and words[:1] == " " and not words[1:2].isdigit()
        if not (listed and not cues["predicate"].search(words) and _predicates(rest)):
            yield match.span()


def _predicates(rest: str) -> bool:
    """Whether nouns and what is said of them follow, and no indicator of its own."""
    own = patterns().indicator["head"].search(rest) or any(ch.isdigit() for ch in rest)
    return not own and bool(patterns().cues["predicated"].search(rest))


def _is_qualifier(text: str, value: Value, last: _Last) -> bool:
    """Whether a number only tells more of what the one before counts: 50 % of the zones with 500 workers or more."""
    cues = patterns().cues
    if cues["qualifier"].search(text, last.end, value.start):
        return True
    grown = patterns().indicator["growth"].search(text, last.end, value.start)
    if patterns().indicator["frequency_unit"].match(value.unit or "") and value.explicit and not grown:
        return not cues["in_year"].match(text[value.end :])
    if _behind(text, last.end, value.start) != last.end or cues["in_total"].search(text, last.end, value.start):
        return False
    if last.share or cues["measure"].match(value.unit or ""):
        return True
    served = cues["served_unit"].match(value.unit or "") and cues["served"].search(text, last.end, value.start)
    return not (value.explicit or served)


def _following(text: str, value: Value, numbers: list[NumberMatch], at: int) -> NumberMatch | None:
    """The next number that is another value, not part of the name of what this one counts."""
    behind = (numbers[i] for i in range(at + 1, len(numbers)) if numbers[i].start >= value.end)
    return next((number for number in behind if not _tells_which(text, value, number)), None)


def _tells_which(text: str, value: Value, number: NumberMatch) -> bool:
    """Whether a number belongs to the name of what a value counts: 100 % of children of 6 years, of boats from 15 m."""
    between, after = text[value.end : number.start], text[number.end : number.end + 40]
    cues = patterns().cues
    if not cues["which_thing"].match(between):
        return False
    if cues["measure"].match(after) and cues["which_bound"].search(between):
        return True
    return bool(
        cues["which_age"].match(after) or (cues["which_from"].search(between) and cues["which_upwards"].match(after))
    )


def _stop(text: str, end: int, following: int) -> int:
    """Where the words of a value end before those of the following number begin."""
    return max((start for start, _ in _cuts(text, end, following)), default=following)


def _aim(text: str, value: Value, clause: Clause, scope: Scope, periods: Periods) -> Aim | None:
    before, after = text[scope.begin : value.start], text[value.end : scope.end]
    each = period_each(after)
    behind = after[each[1] :] if each else after
    indicator = indicator_of(before, behind, value.unit, scope.previous)
    if indicator is None:
        return None
    period = each[0] if each else period_of(text, value, clause, scope.end, periods)
    start = scope.begin + len(before) - len(before.lstrip(" ,:;"))
    end = value.end + (each[1] if each else 0)
    sure = 0.95 if value.explicit or value.unit in {"%", "‰"} else 0.85
    compared = baseline_of(text[scope.begin : scope.following])
    baseline = compared or baseline_reached(text[value.end : clause.end], period)
    return Aim(start, end, value, indicator, period, baseline, False, min(sure, value.confidence))
