"""Whether a time had passed when the document was issued."""

from __future__ import annotations

from extractors.times.find import ABSOLUTE, Found
from extractors.times.patterns import patterns


def is_over(text: str, found: Found, issued: str | None) -> bool:
    """Whether a time was over before the document was issued, so that it tells what was; a year that runs is not."""
    end = found.timing.end
    if found.timing.kind not in ABSOLUTE or not issued or not end or end.startswith("X"):
        return False
    if patterns().filters["due"].match(text[found.start : found.end]):
        return False
    length = min(len(end), len(issued))
    return end[:length] < issued[:length] or (len(end) == 10 and end == issued)


def year_of(issued: str | None) -> int | None:
    """The year of a date of issue (EDTF), which completes days that stand without one."""
    return int(issued[:4]) if issued and issued[:4].isdigit() else None
