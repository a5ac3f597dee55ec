"""What a number in a text is worth as an aim: its bounds, its unit, and how the result has to stand to it."""

from __future__ import annotations

import re
from typing import NamedTuple

from dataset.records import Comparator
from extractors.aims.patterns import patterns
from normalizers.numbers import NumberMatch

_WHOLE = 100


class Value(NamedTuple):
    """A value as aimed at: ``text[start:end]`` covers the number and its unit."""

    start: int
    end: int
    comparator: Comparator
    value: float
    value_max: float | None
    unit: str | None
    explicit: bool
    confidence: float


def read_value(text: str, number: NumberMatch, clause_start: int, clause_end: int) -> Value | None:
    """The value that a number of a clause stands for, or nothing where it is where a growth starts from."""
    cues = patterns().cues
    before = text[clause_start : number.start]
    unit, end, scale = _unit(text, number, clause_end)
    if unit is None and (named := cues["unit_named"].search(before)):
        unit = str(named["unit"])
    after = text[end:clause_end]
    if cues["to"].match(after) and cues["from"].search(before):
        return None
    value, value_max = number.value / scale, number.value_max and number.value_max / scale
    comparator = _comparator(before, after)
    if value == _WHOLE and unit == "%" and comparator == ">=" and not cues["from"].search(before):
        comparator = None if cues["upward"].match(after) else comparator  # "100% đạt chuẩn trở lên": of the rank
    comparator = comparator or (">=" if value_max is not None or cues["from"].search(before) else None)
    explicit = comparator is not None
    return Value(number.start, end, comparator or "=", value, value_max, unit, explicit, number.confidence)


def with_upper_end(text: str, value: Value, number: NumberMatch, clause_end: int) -> Value | None:
    """The range that a value and the following number are, if both have the unit: ``từ 40 ha đến 55 ha``."""
    if value.value_max is not None or not patterns().cues["range_to"].match(text[value.end : number.start]):
        return None
    unit, end, scale = _unit(text, number, clause_end)
    upper = number.value / scale
    if unit is None or unit != value.unit or upper <= value.value or number.value_max is not None:
        return None
    return value._replace(end=end, value_max=upper, comparator=">=", explicit=True)


def _comparator(before: str, after: str) -> Comparator | None:
    tail, cues = before[-60:], patterns().cues
    if cues["more_than"].search(tail) and cues["more_than_then"].match(after):
        return None
    for comparator, regex in patterns().comparators:
        if regex.search(tail):
            return comparator
    nearest = re.split(r"\d", after, maxsplit=1)[0]
    if cues["upward"].match(nearest) or cues["upward_shared"].match(after):
        return ">="
    return "<=" if cues["downward"].match(nearest) else None


def _unit(text: str, number: NumberMatch, clause_end: int) -> tuple[str | None, int, float]:
    """Unit, where it ends, and what the number has to be divided by (money keeps its scale words in the unit)."""
    if number.unit:
        return number.unit, number.end, 1
    money = patterns().money.match(text[number.digits_end : clause_end])
    if money:
        return _money_spelt(money["unit"]), number.digits_end + money.end(), number.multiplier
    rest = text[number.end : clause_end]
    skipped = len(rest) - len(rest.lstrip())
    noun = rest[skipped:]
    for regex in (patterns().compound, patterns().unit_words, patterns().letters):
        match = regex.match(noun)
        if match:
            unit = match["unit"] if "unit" in match.groupdict() else match.group()
            return unit, number.end + skipped + match.end(), 1
    return None, number.end, 1


def _money_spelt(unit: str) -> str:
    """A unit of money with its words in full: ``tỷ.đ`` is ``tỷ đồng``."""
    for regex, wording in patterns().money_spellings:
        unit = regex.sub(wording, unit)
    return " ".join(unit.split())
