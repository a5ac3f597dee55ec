"""The deadlines as iCalendar (RFC 5545): a calendar for every unit and one for all.

An entry is an all-day event: a plan names days, never hours, and days know no time zone. It covers what the plan says
(a day, or the month or the years that it names) and takes nobody's time. A recurrence has the rule of the dataset,
and begins with the first day that fits the rule; where that rule names no day, the entry says so.
"""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar, Final
from uuid import NAMESPACE_URL, uuid5

from checks.page import Language
from dataset.exports.base import Exporter, remove_others, replacement, replacing
from dataset.exports.cells import guarded
from dataset.store import Store
from pipeline.commands.shared import warn
from pipeline.exports.duties import DOUBTFUL, ROLES, Duty, duties, file_names, name_of, parties_of, shortened
from pipeline.exports.occasions import Occasion, occasions, why_none
from pipeline.messages import language, say

if TYPE_CHECKING:
    from icalendar import Calendar, Event

ALL: Final = "kehoach.ics"
LEFT_OUT: Final = "left-out.csv"
_SHORT: Final = 120
"""Characters of a heading in a calendar; the whole text stands in the description."""


class IcsExporter(Exporter):
    """``kehoach.ics``, ``units/UNIT.ics``, and ``left-out.csv`` with the deadlines that have no day."""

    name = "ics"
    folder = "calendars"
    for_people = True
    summary: ClassVar[dict[Language, str]] = {
        "vi": "lịch iCalendar: thời hạn của mỗi đơn vị một tệp, và một tệp chung",
        "en": "iCalendar: the deadlines of each unit in a file, and all of them in one",
    }

    def write(self, store: Store, folder: Path) -> list[Path]:
        """Write the calendars and remove those of units that are gone."""
        found = [duty for duty in duties(store) if duty.deadline is not None]
        parties = parties_of(found)
        files = file_names(party.label for party in parties)
        paths = [_write(calendar_of(found, say("exports.calendar.all")), folder / ALL)]
        for party, own in parties.items():
            calendar = calendar_of(own, say("exports.calendar.of_unit", unit=party.label), party.unit)
            if calendar.events:
                paths.append(_write(calendar, folder / "units" / f"{files[party.label]}.ics"))
        remove_others(folder / "units", "*.ics", paths)
        left_out = [duty for duty in found if not occasions(duty)]
        paths.append(_left_out(left_out, folder / LEFT_OUT))
        if left_out:
            warn(say("exports.calendar.left_out", count=len(left_out), path=folder / LEFT_OUT))
        return paths


def calendar_of(found: Iterable[Duty], name: str, unit: str | None = None) -> Calendar:
    """The calendar of some duties; with a unit, its part in each is the category."""
    from icalendar import Calendar  # noqa: PLC0415  heavy

    calendar = Calendar()
    calendar.add("prodid", f"-//kehoach//kehoach//{language().upper()}")
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("name", name)
    # what clients look at that do not know RFC 7986
    calendar.add("x-wr-calname", name)
    seen: Counter[str] = Counter()
    for duty in found:
        for occasion in occasions(duty):
            calendar.add_component(_event(duty, occasion, unit, seen))
    return calendar


def _event(duty: Duty, occasion: Occasion, unit: str | None, seen: Counter[str]) -> Event:
    from icalendar import Event, vRecur  # noqa: PLC0415  heavy

    subject = subject_of(duty, occasion)
    seen[subject] += 1
    event = Event()
    event.add("uid", f"{uuid5(NAMESPACE_URL, f'kehoach:{subject}|{seen[subject]}')}@kehoach")
    event.add("dtstamp", _stamp(duty))
    event.add("dtstart", occasion.first)
    event.add("dtend", occasion.last + timedelta(days=1))
    if occasion.rule:
        event.add("rrule", vRecur.from_ical(occasion.rule))
    event.add("summary", shortened(duty.text, _SHORT))
    event.add("description", _description(duty, occasion))
    event.add("transp", "TRANSPARENT")
    roles = duty.roles_of(unit) if unit else []
    event.add("categories", [say(f"exports.work.{role}") for role in roles] or [say("exports.calendar.deadline")])
    return event


def subject_of(duty: Duty, occasion: Occasion) -> str:
    """What makes an entry the same from run to run: the plan by its own number, the task and the words of its date.

    A plan without a number is known by its content.
    """
    document = duty.document
    numbered = document.number and document.symbol and document.issued_on and document.issuer
    own = (document.issuer, document.number, document.symbol, document.issued_on) if numbered else (document.doc_id,)
    text = duty.deadline.text if duty.deadline is not None else ""
    return "|".join([*(part or "" for part in own), duty.text, text, str(occasion.number)])


def _description(duty: Duty, occasion: Occasion) -> str:
    deadline = duty.deadline
    lines = [duty.text]
    if duty.task is not None and duty.task.product:
        lines.append(f"{say('exports.work.product')}: {duty.task.product}")
    for role in ROLES:
        if units := duty.units(role):
            lines.append(f"{say(f'exports.work.{role}')}: {'; '.join(units)}")
    if deadline is not None:
        lines.append(f"{say('exports.work.due')}: {deadline.text}")
    if occasion.note:
        lines.append(say(f"exports.calendar.{occasion.note}"))
    plan = " · ".join(filter(None, (name_of(duty.document), duty.document.issued_on, duty.document.issuer)))
    lines.append(f"{say('exports.work.plan')}: {plan}")
    lines.append(f"{say('exports.work.where')}: {duty.place}")
    if deadline is not None and deadline.quote != duty.text:
        lines.append(f"{say('exports.work.quote')}: “{' '.join(deadline.quote.split())}”")
    if duty.confidence < DOUBTFUL:
        lines.append(say("exports.work.unsure", confidence=duty.confidence))
    return "\n".join(lines)


def _stamp(duty: Duty) -> datetime:
    """The instant that an entry has to give: the day of the plan, so that the same rows give the same bytes."""
    try:
        day = date.fromisoformat(duty.document.issued_on or "")
    except ValueError:
        day = date(1980, 1, 1)
    return datetime(day.year, day.month, day.day, tzinfo=UTC)


def _write(calendar: Calendar, path: Path) -> Path:
    with replacement(path) as temporary:
        temporary.write_bytes(calendar.to_ical())
    return path


def _left_out(found: list[Duty], path: Path) -> Path:
    with replacing(path, "utf-8-sig") as file:
        writer = csv.writer(file)
        heads = ("work.plan", "work.task", "work.due", "work.where", "cause")
        writer.writerow([say(f"exports.{head}") for head in heads])
        for duty in found:
            due = duty.deadline.text if duty.deadline is not None else ""
            cause = say(f"exports.calendar.why.{why_none(duty)}")
            row = (name_of(duty.document), duty.text, due, duty.place, cause)
            writer.writerow([guarded(cell) for cell in row])
    return path
