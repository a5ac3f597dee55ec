"""When a document was issued and for which year it plans: what days without a year mean, and what was over by then."""

from __future__ import annotations

from typing import NamedTuple

from extractors.times.find import ABSOLUTE, Found
from extractors.times.patterns import patterns

_YEAR_DIGITS, _DAY_DIGITS = 4, 10


class Frame(NamedTuple):
    """The date of issue (EDTF), and the year that completes days and months without one."""

    issued: str | None
    year: int | None


def frame_of(issued: str | None, period: str | None) -> Frame:
    """The frame of a document: a plan for one year means that year, any other the year in which it was issued."""
    planned = period if period and len(period) == _YEAR_DIGITS and period >= (issued or "")[:_YEAR_DIGITS] else None
    year = planned or (issued or "")[:_YEAR_DIGITS]
    return Frame(issued, int(year) if len(year) == _YEAR_DIGITS and year.isdigit() else None)


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
    length = min(len(end), len(issued))
    return end[:length] < issued[:length] or (len(end) == _DAY_DIGITS and end == issued)
