"""Days, months or quarters that are named one by one and do not follow on each other: ``trước 20/6 và 20/11``.

They are no span from the first to the last; each of them is a rule of its own (RFC 5545), bounded by the year where one
is told.
"""

from __future__ import annotations

import calendar
from itertools import pairwise
from typing import NamedTuple

from normalizers.time_words import Part, words

_DAYS = frozenset({"date", "day_month"})
_MONTHS = frozenset({"month", "month_year"})
_QUARTERS = frozenset({"quarter", "quarter_year"})
_ROMAN = {"i": 1, "ii": 2, "iii": 3, "iv": 4, "1": 1, "2": 2, "3": 3, "4": 4}
_LEAP_YEAR = 2024


class Apart(NamedTuple):
    """The rules of times that stand apart, and the one year (EDTF) that they are of, where it is told."""

    rules: list[str]
    year: str | None


def rules_apart(folded: str, pieces: list[Part]) -> Apart | None:
    """The rules of an expression whose times stand apart; nothing where they are one time or one span.

    ``folded`` is the expression as :func:`normalizers.time_words.fold` leaves it, ``pieces`` its parts.
    """
    times = [piece for piece in pieces if piece.name in _DAYS | _MONTHS | _QUARTERS]
    if not times or any(piece.name in {"since", "years", "half_year", "hour"} for piece in pieces):
        return None
    joined = all(words().joins.search(folded, a.start, b.start) for a, b in pairwise(times))
    years = {year for piece in times if (year := piece.groups.get("year"))}
    if not joined or len(years) > 1:
        return None
    year = next(iter(years), None)
    if all(piece.name in _DAYS for piece in times):
        days = sorted({(int(p.groups["month"]), int(p.groups["day"])) for p in times})
        if not all(_exists(*day) for day in days) or not _stand_apart([_of_year(*day) for day in days]):
            return None
        return Apart([f"FREQ=YEARLY;BYMONTH={month};BYMONTHDAY={day}" for month, day in days], year)
    if not all(piece.name in _MONTHS | _QUARTERS for piece in times):
        return None
    months = sorted({month for piece in times for month in _months(piece)})
    if not months or months[-1] > 12 or not _stand_apart(months):
        return None
    return Apart([f"FREQ=YEARLY;BYMONTH={','.join(map(str, months))}"], year)


def _stand_apart(numbers: list[int]) -> bool:
    return len(numbers) > 1 and any(b - a > 1 for a, b in pairwise(numbers))


def _exists(month: int, day: int) -> bool:
    return 1 <= month <= 12 and 1 <= day <= calendar.monthrange(_LEAP_YEAR, month)[1]


def _of_year(month: int, day: int) -> int:
    return sum(calendar.monthrange(_LEAP_YEAR, m)[1] for m in range(1, month)) + day


def _months(piece: Part) -> list[int]:
    if piece.name in _MONTHS:
        return [int(piece.groups["month"])]
    quarters = [_ROMAN[q] for q in (piece.groups["quarter"], piece.groups["last"]) if q]
    if "-" in piece.groups["join"]:
        quarters = list(range(quarters[0], quarters[-1] + 1))
    return [month for quarter in quarters for month in range(3 * quarter - 2, 3 * quarter + 1)]
