"""What lasts from one day of the year to another, every year, as recurrence rules (RFC 5545)."""

from __future__ import annotations

import calendar

from normalizers.time_words import Part

_LEAP_YEAR = 2024  # so that 29 February counts


def span_rules(pieces: list[Part], days: list[tuple[int, int]]) -> list[str]:
    """The rules of ``từ ngày 15/4 đến ngày 15/5 hằng năm``: every day of it, whole months by their number.

    ``days`` are the (month, day) pairs named in the expression. Nothing for an expression that is no such span, or one
    that runs over the end of the year.
    """
    since = next((p.start for p in pieces if p.name == "since"), None)
    until = next((p.start for p in pieces if p.name == "until"), None)
    ends = [p for p in pieces if p.name in {"day", "day_month"}]
    if (
        since is None
        or until is None
        or len(ends) != 2
        or not since < ends[0].start < until < ends[1].start
        or not days
    ):
        return []
    last = days[-1]
    first = days[0] if len(days) == len(ends) else (last[0], int(ends[0].groups["day"]))
    return _between(first, last) if (first[1] >= 1 and first < last) else []


def _between(first: tuple[int, int], last: tuple[int, int]) -> list[str]:
    whole: list[int] = []
    rules: list[str] = []
    for month in range(first[0], last[0] + 1):
        longest = calendar.monthrange(_LEAP_YEAR, month)[1]
        begin = first[1] if month == first[0] else 1
        end = last[1] if month == last[0] else longest
        if (begin, end) == (1, longest):
            whole.append(month)
        else:
            listed = ",".join(map(str, range(begin, end + 1)))
            rules.append(f"FREQ=YEARLY;BYMONTH={month};BYMONTHDAY={listed}")
    months = [f"FREQ=YEARLY;BYMONTH={','.join(map(str, whole))}"] if whole else []
    return [*rules, *months]
