"""When a document was issued and for which year it plans: what days without a year mean, and what was over by then."""

from __future__ import annotations

from typing import NamedTuple

from extractors.times.find import ABSOLUTE, Found
from extractors.times.patterns import patterns
from normalizers.recurrence import Timing, parse_timing

_YEAR_DIGITS, _MONTH_DIGITS, _DAY_DIGITS = 4, 7, 10


class Frame(NamedTuple):
    """The date of issue (EDTF), the year that completes days without one, and whether several years are planned.

    ``terms`` tells that these are the two of a school year or a season: 2027 - 2028.
    """

    issued: str | None
    year: int | None
    years: bool = False
    terms: bool = False


def frame_of(issued: str | None, period: str | None) -> Frame:
    """The frame of a document: a plan for one year means that year, any other the year in which it was issued."""
    planned = period if period and len(period) == _YEAR_DIGITS and period >= (issued or "")[:_YEAR_DIGITS] else None
    year = planned or (issued or "")[:_YEAR_DIGITS]
    several = period is not None and "/" in period and period[:_YEAR_DIGITS] != period[-_YEAR_DIGITS:]
    terms = several and period is not None and int(period[-_YEAR_DIGITS:]) - int(period[:_YEAR_DIGITS]) == 1
    return Frame(
        issued or _first_year(period),
        int(year) if len(year) == _YEAR_DIGITS and year.isdigit() else None,
        several,
        terms and (issued or "")[:_YEAR_DIGITS] == (period or "")[:_YEAR_DIGITS],
    )


def _first_year(period: str | None) -> str | None:
    """The first year of a period (EDTF): what ended before it was over when the plan was made."""
    first = (period or "").partition("/")[0] if "/" in (period or "") else ""
    return first if len(first) == _YEAR_DIGITS and first.isdigit() else None


def in_frame(text: str, found: Found, frame: Frame) -> Found:
    """A time of a plan for several years as it is meant there.

    The end of "the year" is that of no certain one, and a day without a year that was over when the plan was issued is
    one of every year.
    """
    written = text[found.start : found.end]
    if not frame.years or patterns().filters["dated"].search(written) or found.timing.kind not in ABSOLUTE:
        return found
    if patterns().filters["of_the_year"].search(written):
        return found._replace(timing=Timing("vague"), confidence=0.7)
    end, issued = found.timing.end or "", frame.issued or ""
    if frame.terms:
        return _of_second_year(text, found, frame)
    told = len(end) == _DAY_DIGITS or (len(end) == _MONTH_DIGITS and found.timing.kind == "date")
    if told and end < issued[: len(end)] and end[:_YEAR_DIGITS] == issued[:_YEAR_DIGITS]:
        yearly = parse_timing(f"{written} hằng năm")
        return found._replace(timing=yearly) if yearly else found
    return found


def _of_second_year(text: str, found: Found, frame: Frame) -> Found:
    """A day or month long over when the plan for a school year was issued is one of its second year."""
    end, issued = found.timing.end or "", frame.issued or ""
    if len(end) not in {_MONTH_DIGITS, _DAY_DIGITS} or len(issued) != _DAY_DIGITS or frame.year is None:
        return found
    late = (
        found.timing.kind == "date"
        and end[:_YEAR_DIGITS] == issued[:_YEAR_DIGITS]
        and int(issued[5:7]) - int(end[5:7]) > 1
    )
    moved = parse_timing(text[found.start : found.end], frame.year + 1) if late else None
    return found._replace(timing=moved) if moved and moved.kind == found.timing.kind else found


def is_over(text: str, found: Found, frame: Frame) -> bool:
    """Whether a time was over before the document was issued, so that it tells what was; a year that runs is not."""
    end, issued = found.timing.end, frame.issued
    since = found.timing.start
    if not end and since and issued and len(since) == _YEAR_DIGITS:
        return since < issued[:_YEAR_DIGITS]
    if found.timing.kind not in ABSOLUTE or not issued or not end or end.startswith("X"):
        return False
    if patterns().filters["due"].match(text[found.start : found.end]):
        return False
    if end[:_YEAR_DIGITS] <= issued[:_YEAR_DIGITS] and patterns().filters["was_done"].search(
        text[max(0, found.start - 80) : found.start]
    ):
        return True  # "41 cơ sở đã được công nhận trong năm 2025", told before the year is out
    length = min(len(end), len(issued))  # of a plan without a day of issue it is the first year that it plans for
    return end[:length] < issued[:length] or (len(end) == _DAY_DIGITS and end == issued)
