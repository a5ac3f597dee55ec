"""D002 impossible-date: a day that no calendar has (31/02, 30/02/2027), or not on that day of the week."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from checks.rule import DocumentRule, Plan, Slip
from dataset.spans import Span
from normalizers.dates import DateMatch, find_dates

_DAYS = ("Thứ Hai", "Thứ Ba", "Thứ Tư", "Thứ Năm", "Thứ Sáu", "Thứ Bảy", "Chủ nhật")
_NUMBERS = {"hai": 0, "ba": 1, "tư": 2, "năm": 3, "sáu": 4, "bảy": 5, "chủ nhật": 6} | {str(n + 2): n for n in range(6)}
_WEEKDAY = r"(?P<weekday>thứ\s(?P<day>hai|ba|tư|năm|sáu|bảy|[2-7])|chủ\s+nhật)"
# 05/01/2027 (thứ 3); 05/01/2027, thứ Ba
_BEHIND = re.compile(rf"\s?(?:\(|,\s?|-\s?)(?:nhằm |tức )?{_WEEKDAY}(?![\w/])\)?", re.IGNORECASE)
# Sáng thứ Ba, ngày 05/01/2027; but "kỳ họp thứ ba ngày …" counts the sessions
_BEFORE = re.compile(
    rf"(?:^|[(,;:.\n\d]\s?|\b(?:vào|sáng|chiều|tối|trưa|từ|đến|hết|trước|là)\s){_WEEKDAY}\s?[,(]?\s?(?:ngày\s)?$",
    re.IGNORECASE,
)
_WINDOW = 30
# từ ngày 01/10/2026 đến hết ngày 30/9/2026
_FULL = re.compile(r"\d{4}-\d\d(?:-\d\d)?")
_FROM = re.compile(r"\b(?:từ|kể từ)\s+(?:ngày\s+|tháng\s+)?$", re.IGNORECASE)
# a year has four quarters: "quý V năm 2026", "quý 5/2026"
_QUARTER = re.compile(r"\bquý\s+(?:V|VI{1,3}|[05-9])(?:/|\s*,?\s+năm\s+)20\d\d(?!\d)", re.IGNORECASE)
_TO = re.compile(r"\s*(?:đến|tới)\s+(?:hết\s+)?(?:ngày\s+|tháng\s+)?", re.IGNORECASE)


class ImpossibleDate(DocumentRule):
    """Every date exists in the calendar, on the day of the week that is written beside it."""

    code = "D002"
    name = "impossible-date"
    severity = "error"
    exact = True

    def check(self, plan: Plan) -> Iterator[Slip]:
        """One slip for every such date, wherever it stands."""
        for quarter in _QUARTER.finditer(plan.text):
            yield plan.slip(Span(*quarter.span()), observed=quarter.group(), template="quarter", confidence=0.95)
        before: DateMatch | None = None
        for found in find_dates(plan.text):
            yield from _backwards(plan, before, found)
            before = found
            span = Span(found.start, found.end)
            if found.date.impossible:
                yield plan.slip(span, observed=plan.text[span.start : span.end], confidence=found.date.confidence)
            elif found.date.kind == "day":
                yield from _weekday(plan, found)


def _backwards(plan: Plan, first: DateMatch | None, last: DateMatch) -> Iterator[Slip]:
    """A slip where a stretch of time ends before it begins."""
    text = plan.text
    if first is None or not _TO.fullmatch(text, first.end, last.start):
        return
    one, other = first.date.edtf, last.date.edtf
    if not one or not other or not _FULL.fullmatch(one) or not _FULL.fullmatch(other):
        return
    if one[: len(other)] > other[: len(one)] and _FROM.search(text[max(0, first.start - _WINDOW) : first.start]):
        span = Span(first.start, last.end)
        observed = " ".join(text[span.start : span.end].split())
        yield plan.slip(span, observed=observed, template="backwards", confidence=0.95)


def _weekday(plan: Plan, found: DateMatch) -> Iterator[Slip]:
    """A slip where the day of the week beside a date is another day's."""
    text, floor = plan.text, max(0, found.start - _WINDOW)
    match = _BEHIND.match(text, found.end, found.end + _WINDOW) or _BEFORE.search(text[floor : found.start])
    day = _calendar_day(found.date.edtf)
    if match is None or day is None:
        return
    written = match["day"] or "chủ nhật"
    if _NUMBERS[written.lower()] == day.weekday():
        return
    start, end = match.start("weekday"), match.end()
    first, last = (floor + start, found.end) if match.re is _BEFORE else (found.start, end)
    observed = " ".join(text[first:last].split())
    expected = _DAYS[day.weekday()]
    yield plan.slip(Span(first, last), observed=observed, expected=expected, template="weekday", confidence=0.95)


def _calendar_day(edtf: str | None) -> date | None:
    return date.fromisoformat(edtf) if edtf and re.fullmatch(r"\d{4}-\d\d-\d\d", edtf) else None
