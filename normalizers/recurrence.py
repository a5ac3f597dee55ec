"""Written Vietnamese time expressions as dates and recurrences.

Dates come out as EDTF (ISO 8601-2), what recurs as RFC 5545 recurrence rules, one rule per line. The words themselves
are data, which :mod:`normalizers.time_words` reads.
"""

from __future__ import annotations

import calendar
import re
from typing import Final, Literal, NamedTuple

from normalizers.recurrence_apart import rules_apart
from normalizers.recurrence_edges import edge_rule, hours_rule, last_year_of, weekdays_of, weekly_rule
from normalizers.recurrence_spans import span_rules
from normalizers.time_words import Part, fold, parts, words

Kind = Literal["date", "recurring", "continuous", "range", "on-demand", "vague"]

_FINENESS = ("YEARLY", "MONTHLY", "WEEKLY", "DAILY", "HOURLY")


UNSPECIFIED_YEAR: Final = "XXXX"
"""The year of a day or month that is told without one (EDTF, unspecified digits)."""


class Timing(NamedTuple):
    """What a time expression means: ``start`` and ``end`` are EDTF, ``rrule`` RFC 5545, one rule per line."""

    kind: Kind
    start: str | None = None
    end: str | None = None
    rrule: str | None = None

    @property
    def lacks_year(self) -> bool:
        """Whether it ends on a day or in a month of which no year is told."""
        return self.end is not None and self.end.startswith(UNSPECIFIED_YEAR)


def parse_timing(text: str, year: int | None = None) -> Timing | None:
    """Read a time expression; ``year`` completes a day and month that stand without one.

    Composite expressions are one timing with the finest rule. Returns ``None`` where no word of time is found.
    """
    folded = fold(text)
    pieces = parts(folded)
    if (several := _several(folded, year)) is not None:
        return several
    names = {piece.name for piece in pieces}
    if words().lunar.search(folded):
        return Timing("recurring" if "every" in names else "vague")
    if names & _CYCLES or ("these_months" in names and not names & _YEARS):
        return _recurring(pieces)
    days = [piece for piece in pieces if piece.name == "day_month"]
    if "occasion" in names and len(days) > 1 and not names & _YEARS and (rules := _dated_rules(days)):
        return Timing("recurring", rrule="\n".join(rules))
    if apart := rules_apart(folded, pieces):
        return Timing("recurring", apart.year, apart.year, "\n".join(apart.rules))
    points = [point for piece in pieces if (point := _point(piece, year, pieces)) is not None]
    if points:
        return _absolute(points, pieces)
    if names & {"date", "day_month"}:
        return Timing("date")  # a day that the calendar does not have
    if weekly := weekly_rule(pieces):
        return Timing("recurring", rrule=weekly)
    for name, kind in _WORD_KINDS:
        if name in names:
            return Timing(kind)
    return None


def _several(folded: str, year: int | None) -> Timing | None:
    """Cycles that each tell their day in brackets, one rule for each: ``quý (trước ngày …), năm (trước 15/12)``."""
    segments = re.split(r"(?<=\))(?:,|;| và|, và)? ", folded)
    if len(segments) < 2:
        return None
    timings = [parse_timing(segment, year) for segment in segments]
    rules = [timing.rrule for timing in timings if timing and timing.kind == "recurring" and timing.rrule]
    if len(rules) < len(segments):
        return None
    return Timing("recurring", rrule="\n".join(dict.fromkeys("\n".join(rules).split("\n"))))


_CYCLES = frozenset(
    {
        "edge", "report", "next", "every", "every_of", "session", "times", "once_each", "months_each", "quarter_end",
        "quarter_start", "listed", "nth_week",
    }
)  # fmt: skip
_YEARS = frozenset({"year", "years", "date", "month_span", "month_year", "quarter_year"})
_WORD_KINDS: tuple[tuple[str, Kind], ...] = (
    ("ahead", "on-demand"),
    ("days_ahead", "on-demand"),
    ("festive", "vague"),
    ("demand", "on-demand"),
    ("elapsed", "on-demand"),
    ("event", "on-demand"),
    ("term", "recurring"),
    ("continuous", "continuous"),
    ("round_clock", "continuous"),
    ("this_year", "vague"),
    ("vague", "vague"),
)


def _recurring(pieces: list[Part]) -> Timing:
    cycle = next((p.start for p in pieces if p.name in _CYCLES), 0)
    # once, and from then on again and again; a year behind the cycle only tells of one of its times
    start = next((p.groups["year"] for p in pieces if p.name == "year" and p.start < cycle), None)
    span = next((p for p in pieces if p.name == "years"), None)
    end = span.groups["until"] if span else None
    start = span.groups["year"] if span else start
    end = end or last_year_of(pieces, cycle)
    once = next((p for p in pieces if p.name == "quarter_year" and p.start < cycle), None)
    if once and _finest(pieces) != "FREQ=YEARLY":
        # "quý IV/2027, cập nhật hằng quý": the quarter tells since when, and no months of the cycle
        pieces = [p for p in pieces if p is not once]
        start = f"{once.groups['year']}-{_months(once)[0]:02}"
    rules = _dated_rules(pieces) or [_finest(pieces)]
    return Timing("recurring", start, end, "\n".join(rules))


def _dated_rules(pieces: list[Part]) -> list[str]:
    """The rules of a recurrence that names its days, months or hours."""
    freq = _finest(pieces)
    days = [(int(p.groups["month"]), int(p.groups["day"])) for p in pieces if p.name == "day_month"]
    days = [(month, day) for month, day in days if _valid(2024, month, day)]
    if spanned := span_rules(pieces, days):
        return spanned
    dated = [f"FREQ=YEARLY;BYMONTH={month};BYMONTHDAY={day}" for month, day in dict.fromkeys(days)]
    edges = [edge_rule(p) for p in pieces if p.name == "edge"]
    if edges:
        return [*edges, *dated]
    monthdays = [p.groups["day"].lstrip("0") for p in pieces if p.name == "day" and 1 <= int(p.groups["day"]) <= 31]
    monthdays = list(dict.fromkeys(monthdays))
    names = {piece.name for piece in pieces}
    if len(monthdays) == 2 and {"since", "until"} <= names and int(monthdays[0]) < int(monthdays[1]):
        monthdays = [str(day) for day in range(int(monthdays[0]), int(monthdays[1]) + 1)]
    months = _months_between(pieces) or sorted({m for p in pieces for m in _months(p)}) or _months_reported(pieces)
    if any(p.name == "quarter_end" for p in pieces) or (monthdays and freq == "FREQ=MONTHLY;INTERVAL=3"):
        months = [3, 6, 9, 12]
    if any(p.name == "quarter_start" for p in pieces):
        months = [1, 4, 7, 10]
    by_day = f";BYMONTHDAY={','.join(monthdays)}" if monthdays else ""
    if by_day and (months or freq == "FREQ=MONTHLY"):
        head = f"FREQ=YEARLY;BYMONTH={','.join(map(str, months))}" if months else freq
        return [head + by_day, *dated]
    if dated:
        return dated
    if months:
        return [f"FREQ=YEARLY;BYMONTH={','.join(map(str, months))}"]
    weekdays = weekdays_of(pieces)
    if weekdays and freq.startswith(("FREQ=WEEKLY", "FREQ=DAILY")):
        return [weekly_rule(pieces, freq.replace("DAILY", "WEEKLY"))]
    nth = next((words().nth[p.groups["nth"]] for p in pieces if p.name == "nth_week"), None)
    if weekdays and nth and freq == "FREQ=MONTHLY":
        return [f"FREQ=MONTHLY;BYDAY={','.join(f'{nth}{day}' for day in weekdays)}"]
    hours = [p for p in pieces if p.name == "hour" and int(p.groups["hour"]) < 24]
    if hours and freq == "FREQ=DAILY":
        return [hours_rule(hours)]
    return []


def _finest(pieces: list[Part]) -> str:
    """The rule of the shortest cycle that is named."""
    cycles = [cycle for p in pieces if (cycle := _cycle(p)) is not None] or [("YEARLY", 1)]
    freq, interval = min(cycles, key=lambda c: (-_FINENESS.index(c[0]), c[1]))
    return f"FREQ={freq}" + (f";INTERVAL={interval}" if interval > 1 else "")


def _cycle(piece: Part) -> tuple[str, int] | None:
    if piece.name in {"quarter_end", "quarter_start"}:
        return "MONTHLY", 3
    if piece.name not in _CYCLES:
        return None
    freq, interval = words().units[piece.groups["unit"]]
    return freq, interval * max(1, int(piece.groups.get("count") or 1))


def _months(piece: Part) -> list[int]:
    if piece.name in {"quarter", "quarter_year"}:
        return [m for q in _quarters(piece) for m in range(3 * q - 2, 3 * q + 1)]
    return [int(piece.groups["month"])] if piece.name == "month" and 1 <= int(piece.groups["month"]) <= 12 else []


def _months_between(pieces: list[Part]) -> list[int]:
    """The months of ``từ tháng 6 đến tháng 8``, over the end of the year too."""
    months = [month for p in pieces if p.name == "month" for month in _months(p)]
    if len(months) != 2 or not {"since", "until"} <= {p.name for p in pieces}:
        return []
    first, last = months
    span = range(first, last + 1) if first <= last else [*range(first, 13), *range(1, last + 1)]
    return sorted(span)


_QUARTERS_DONE = (3, 6, 9, 12)


def _months_reported(pieces: list[Part]) -> list[int]:
    """``6 tháng, 9 tháng và năm``: nine months are no cycle, so each number tells the month up to which is reported."""
    counts = {int(p.groups["count"]) for p in pieces if p.name == "months_each" and p.groups["unit"] == "tháng"}
    if any(p.name == "listed" for p in pieces):
        return []
    return sorted({*counts, 12}) if 9 in counts and counts <= set(_QUARTERS_DONE) else []


_ROMAN = {"i": 1, "ii": 2, "iii": 3, "iv": 4, "1": 1, "2": 2, "3": 3, "4": 4}


def _quarters(piece: Part) -> list[int]:
    numbers = [_ROMAN[q] for q in (piece.groups["quarter"], piece.groups["last"]) if q]
    # "quý II và quý IV" are two, "quý II - IV" three
    return list(range(numbers[0], numbers[-1] + 1)) if "-" in piece.groups["join"] else numbers


def _valid(year: int, month: int, day: int) -> bool:
    return 1 <= month <= 12 and 1 <= day <= calendar.monthrange(year, month)[1]


class _Point(NamedTuple):
    """An absolute piece: the first and the last date it covers, and whether it is a period by itself."""

    first: str
    last: str
    period: bool
    at: int


def _point(piece: Part, year: int | None, pieces: list[Part]) -> _Point | None:
    """The dates of a piece, or ``None`` where it names no time by itself."""
    groups, at = piece.groups, piece.start
    own = groups.get("year") or _following_year(piece, pieces) or (str(year) if year else "")
    own_or_any = own or UNSPECIFIED_YEAR
    if piece.name == "years":
        return _Point(groups["year"], groups["until"], True, at)
    if piece.name == "month_span":
        first, last = int(groups["month"]), int(groups["last"])
        if first < last:
            return _Point(f"{own}-{first:02}", f"{own}-{last:02}", True, at)
        groups = {**groups, "day": groups["month"], "month": groups["last"]}  # "10-6/2026": the tenth of June
    if piece.name in {"date", "day_month", "month_span"}:
        if not _valid(int(own or 2024), int(groups["month"]), int(groups["day"])):
            return None
        day = f"{own_or_any}-{int(groups['month']):02}-{int(groups['day']):02}"
        return _Point(day, day, False, at)
    if (
        piece.name == "day"
        and (month := _month_behind(piece, pieces))
        and _valid(int(own or 2024), month, int(groups["day"]))
    ):
        day = f"{own_or_any}-{month:02}-{int(groups['day']):02}"
        return _Point(day, day, False, at)
    if piece.name == "half_year":
        halves = ("01", "06") if groups["half"] == "đầu" else ("07", "12")
        return _Point(f"{own_or_any}-{halves[0]}", f"{own_or_any}-{halves[1]}", True, at)
    if piece.name in {"quarter", "quarter_year", "month", "month_year"}:
        months = [int(groups["month"])] if "month" in groups else _months(piece)
        if min(months) >= 1 and max(months) <= 12:
            return _Point(f"{own_or_any}-{min(months):02}", f"{own_or_any}-{max(months):02}", len(months) > 1, at)
    if piece.name == "this_year":
        return _Point(own, f"{own}-12-31" if groups["edge"] else own, False, at) if own else None
    if piece.name in {"year", "before_year", "year_end"}:
        return _Point(own, own, False, at)
    return None


def _following_year(piece: Part, pieces: list[Part]) -> str:
    """The year that stands once behind several days, months or quarters: ``quý II và quý III/2026``."""
    return next((p.groups["year"] for p in pieces if p.start > piece.start and p.groups.get("year")), "")


def _month_behind(piece: Part, pieces: list[Part]) -> int | None:
    """The month that stands with the last of several days: ``ngày 26, 27/12``, ``từ ngày 01 đến ngày 15/12``."""
    behind = [p for p in pieces if p.start > piece.start and p.name not in {"until", "end_of", "day"}]
    return int(behind[0].groups["month"]) if behind and behind[0].name in {"date", "day_month"} else None


def _absolute(points: list[_Point], pieces: list[Part]) -> Timing:
    since = next((p.start for p in pieces if p.name == "since"), None)
    until = next((p.start for p in pieces if p.name == "until"), None)
    last = points[-1]
    open_quarter = pieces[0].name == "since" and pieces[-1].name.startswith("quarter")
    if since is not None and len(points) == 1 and (open_quarter or not last.period):
        return Timing("range", last.first)
    if len(pieces) > 1 and pieces[0].name == "until" and pieces[1].name.startswith("quarter") and len(points) == 1:
        return Timing("date", end=last.first)  # before a quarter is before its first month
    if len(points) > 1 and points[0].first < last.last and (since is not None or until is None or points[0].at < until):
        return Timing("range", points[0].first, last.last)
    if any(p.name == "end_of" for p in pieces):
        return Timing("date", end=_last_day(last.last))
    if last.period:
        return Timing("range", last.first, last.last)
    return Timing("date", end=last.last)


def _last_day(edtf: str) -> str:
    """The last day of a year or month."""
    if len(edtf) == 4:
        return f"{edtf}-12-31"
    if len(edtf) == 7 and edtf[:4].isdigit():
        return f"{edtf}-{calendar.monthrange(int(edtf[:4]), int(edtf[5:]))[1]}"
    return edtf
