"""When a document was issued and for which year it plans: what days without a year mean, and what was over by then."""

from __future__ import annotations

from typing import NamedTuple

from extractors.times.find import ABSOLUTE, Found
from extractors.times.patterns import patterns
from normalizers.recurrence import Timing, parse_timing

_YEAR_DIGITS, _MONTH_DIGITS, _DAY_DIGITS = 4, 7, 10


class Frame(NamedTuple):
    """The date of issue (EDTF), the year that completes days without one, and whether several years are planned."""

    issued: str | None
    year: int | None
    years: bool = False


def frame_of(issued: str | None, period: str | None) -> Frame:
    """The frame of a document: a plan for one year means that year, any other the year in which it was issued."""
    planned = period if period and len(period) == _YEAR_DIGITS and period >= (issued or "")[:_YEAR_DIGITS] else None
    year = planned or (issued or "")[:_YEAR_DIGITS]
    several = period is not None and "/" in period and period[:_YEAR_DIGITS] != period[-_YEAR_DIGITS:]
    return Frame(
        issued or _first_year(period), int(year) if len(year) == _YEAR_DIGITS and year.isdigit() else None, several
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
    told = len(end) == _DAY_DIGITS or (len(end) == _MONTH_DIGITS and found.timing.kind == "date")
    if told and end < issued[: len(end)] and end[:_YEAR_DIGITS] == issued[:_YEAR_DIGITS]:
        yearly = parse_timing(f"{written} hằng năm")
        return found._replace(timing=yearly) if yearly else found
    return found


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
    if end[:_YEAR_DIGITS] <= issued[:_YEAR_DIGITS] and patterns().filters["was_done"].search(text[: found.start][-80:]):
        return True  # "41 cơ sở đã được công nhận trong năm 2025", told before the year is out
    length = min(len(end), len(issued))  # of a plan without a day of issue it is the first year that it plans for
    return end[:length] < issued[:length] or (len(end) == _DAY_DIGITS and end == issued)
