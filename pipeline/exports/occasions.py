"""When a duty stands in a calendar: the days that its deadline names, and the rule by which they come again."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Final, Literal

from dateutil.rrule import rrulestr

from dataset.records import Deadline
from normalizers.dates import edtf_bounds
from pipeline.exports.duties import Duty, span_of

Note = Literal["no_day", "period"]
_NAMES_DAY: Final = ("BYMONTHDAY", "BYDAY", "BYYEARDAY", "BYWEEKNO")


@dataclass(frozen=True)
class Occasion:
    """Days of a calendar, both ends included; ``rule`` (RFC 5545) says when they come again."""

    first: date
    last: date
    rule: str | None = None
    number: int = 0
    """Which rule of its deadline it belongs to."""
    note: Note | None = None


def occasions(duty: Duty) -> list[Occasion]:
    """The entries of a duty: one for each rule, one for a date or a period; none where no day is known."""
    deadline = duty.deadline
    if deadline is None:
        return []
    if deadline.rrule:
        return list(_recurring(duty, deadline))
    if deadline.kind in {"continuous", "on-demand", "vague"} or deadline.end is None:
        return []
    span = span_of(deadline)
    return [Occasion(*span, note=None if span[0] == span[1] else "period")] if span else []


def why_none(duty: Duty) -> str:
    """Why a duty has no entry, as a key of the messages."""
    deadline = duty.deadline
    if deadline is None or deadline.rrule:
        return "too_far"
    if deadline.kind in {"continuous", "on-demand", "vague"}:
        return deadline.kind
    return "open" if deadline.start and span_of(deadline) else "unreadable"


def _recurring(duty: Duty, deadline: Deadline) -> Iterator[Occasion]:
    begin = _begin(duty, deadline)
    if begin is None:
        return
    bound = _bound(duty, deadline)
    for number, rule in enumerate((deadline.rrule or "").splitlines()):
        parts = dict(part.split("=", 1) for part in rule.split(";") if "=" in part)
        note: Note | None = None
        start = begin
        if not parts.keys() & set(_NAMES_DAY) and parts.get("FREQ") != "DAILY":
            note, start = "no_day", _period_begin(parts, begin)
        try:
            first = next(iter(rrulestr(rule, dtstart=datetime.combine(start, time()))), None)
        except ValueError:
            continue
        if first is None:
            continue
        day = first.date()
        if bound is None:
            yield Occasion(day, day, rule, number, note)
        elif day > bound:
            # the report on the last year of a plan is due in the year behind it
            yield Occasion(day, day, None, number, note)
        else:
            yield Occasion(day, day, f"{rule};UNTIL={bound:%Y%m%d}", number, note)


def _period_begin(parts: dict[str, str], day: date) -> date:
    """The first day of the period that a day lies in, for a rule without days: its week, month, quarter, year."""
    if parts.get("FREQ") == "WEEKLY":
        return day - timedelta(days=day.weekday())
    months = 12 if parts.get("FREQ") == "YEARLY" else int(parts.get("INTERVAL", "1"))
    if "BYMONTH" in parts or 12 % months:
        months = 1
    return date(day.year, (day.month - 1) // months * months + 1, 1)


def _begin(duty: Duty, deadline: Deadline) -> date | None:
    """From when on a deadline comes again: its own begin, the day of the plan, the begin of its period."""
    for edtf in (deadline.start, duty.document.issued_on, duty.document.period):
        if edtf and (span := _days(edtf)):
            return span[0]
    return None


def _bound(duty: Duty, deadline: Deadline) -> date | None:
    """The last day of a deadline that comes again: its own end, else the end of what the plan covers."""
    for edtf in (deadline.end, duty.document.period):
        if edtf and (span := _days(edtf)):
            return span[1]
    return None


def _days(edtf: str) -> tuple[date, date] | None:
    try:
        return edtf_bounds(edtf)
    except ValueError:
        return None
