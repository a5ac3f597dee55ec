"""Who has to do what by when, put together from the rows: what calendars, the matrix and the briefs are made of."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import PurePosixPath
from typing import Final

from unidecode import unidecode

from dataset.corrected import corrected_rows
from dataset.records import Assignment, AssignmentRole, Deadline, DocumentRecord, Section, Task
from dataset.store import Store
from normalizers.dates import edtf_bounds
from pipeline.exports.grouped import Grouped
from pipeline.messages import say

ROLES: Final[tuple[AssignmentRole, ...]] = ("lead", "coordinate", "advise", "monitor", "report")
DOUBTFUL: Final = 0.6
"""Below this confidence a reader is told to look at the document."""
_ODD: Final = re.compile(r"[^a-z0-9]+")
_LONGEST_NAME: Final = 80


@dataclass(frozen=True)
class Duty:
    """One task, or one deadline that no task bears (then ``task`` is none), with everybody it falls to."""

    document: DocumentRecord
    task: Task | None
    deadline: Deadline | None
    assignments: tuple[Assignment, ...] = ()
    section: Section | None = None
    """The part of the document that it stands in."""

    @property
    def text(self) -> str:
        """What is to be done; of a deadline without a task the sentence that it stands in."""
        if self.task is not None:
            return self.task.text
        return (self.section.text if self.section is not None else "") or (self.deadline.text if self.deadline else "")

    @property
    def place(self) -> str:
        """Where it stands, for people."""
        row: Task | Deadline | None = self.task or self.deadline
        page = row.page if row is not None else 1
        if self.task is not None and self.task.row is not None:
            return say("exports.work.of_table", row=self.task.row, page=page)
        if self.task is not None and self.task.section:
            return say("exports.work.at_section", section=self.task.section, page=page)
        return say("exports.work.at_page", page=page)

    @property
    def quote(self) -> str:
        """Its words in the document."""
        row = self.task or self.deadline
        return row.quote if row is not None else ""

    @property
    def confidence(self) -> float:
        """How sure the least sure of its parts is."""
        rows = [row for row in (self.task, self.deadline, *self.assignments) if row is not None]
        return min((row.confidence for row in rows), default=1.0)

    def units(self, role: AssignmentRole) -> list[str]:
        """The units in a role, each once."""
        return list(dict.fromkeys(row.unit for row in self.assignments if row.role == role))

    def roles_of(self, unit: str) -> list[AssignmentRole]:
        """What a unit has to do with it."""
        held = {row.role for row in self.assignments if row.unit == unit}
        return [role for role in ROLES if role in held]


def duties(store: Store) -> Iterator[Duty]:
    """Every task, and every deadline that no task bears, by document and in reading order."""
    all_tasks = Grouped(store, Task)
    all_deadlines = Grouped(store, Deadline)
    all_assignments = Grouped(store, Assignment)
    all_sections = Grouped(store, Section)
    for document in corrected_rows(store, DocumentRecord):
        doc_id = document.doc_id
        tasks, parts = all_tasks.of(doc_id), all_sections.of(doc_id)
        deadlines = {row.deadline_id: row for row in all_deadlines.of(doc_id)}
        bearers: dict[str, list[Assignment]] = defaultdict(list)
        for row in all_assignments.of(doc_id):
            bearers[row.task_id].append(row)
        found: list[tuple[int, Duty]] = []
        for task in tasks:
            due = deadlines.get(task.deadline_id or "")
            duty = Duty(document, task, due, tuple(bearers[task.task_id]), _around(parts, task.start))
            found.append((task.start, duty))
        borne = {task.deadline_id for task in tasks}
        for deadline in deadlines.values():
            if deadline.deadline_id not in borne:
                around = _around(parts, deadline.quote_start)
                found.append((deadline.quote_start, Duty(document, None, deadline, (), around)))
        yield from (duty for _, duty in sorted(found, key=lambda entry: entry[0]))


@dataclass(frozen=True, order=True)
class Party:
    """A unit that tasks fall to. Units of one name in the plans of several localities are several."""

    unit: str
    locality: str = ""
    """Whose plans name it, where that is needed to tell it from others."""

    @property
    def label(self) -> str:
        """How it is called."""
        return say("exports.work.unit_of", unit=self.unit, locality=self.locality) if self.locality else self.unit


def parties_of(found: Iterable[Duty]) -> dict[Party, list[Duty]]:
    """The duties of every unit, by unit.

    A ward's office and that of the next ward bear one name: where the plans of more than one locality name a unit, they
    are kept apart by the locality of the plan.
    """
    named: dict[str, dict[str, list[Duty]]] = defaultdict(lambda: defaultdict(list))
    for duty in found:
        document = duty.document
        locality = " ".join(filter(None, (document.issuer_level, document.place))) or document.issuer or ""
        for unit in dict.fromkeys(row.unit for row in duty.assignments):
            named[unit][locality].append(duty)
    parties = {
        Party(unit, locality if len(by_locality) > 1 else ""): own
        for unit, by_locality in named.items()
        for locality, own in by_locality.items()
    }
    return dict(sorted(parties.items()))


def name_of(document: DocumentRecord) -> str:
    """A document as people call it: number and symbol, else its title, else where it was read from.

    Plans whose number is still blank share their symbol: the name of the file tells them apart.
    """
    if document.number or document.symbol:
        name = "/".join(filter(None, (document.number, document.symbol)))
        return name if document.number and document.symbol else f"{name} ({PurePosixPath(document.source).name})"
    return document.title or document.source


def shortened(text: str, most: int) -> str:
    """A text that fits, cut between words."""
    if len(text) <= most:
        return text
    return f"{text[:most].rsplit(' ', 1)[0].rstrip(' ,;:')} …"


def span_of(deadline: Deadline) -> tuple[date, date] | None:
    """The first and the last day that a deadline names (a lone day is both); nothing where it names none."""
    try:
        days = [edtf_bounds(part) for part in (deadline.start, deadline.end) if part]
    except ValueError:
        return None
    return (days[0][0], days[-1][1]) if days else None


def file_names(names: Iterable[str]) -> dict[str, str]:
    """A name for the file of each, of plain letters, each but once."""
    used: set[str] = set()
    made: dict[str, str] = {}
    for name in names:
        plain = _ODD.sub("-", unidecode(name).lower()).strip("-")[:_LONGEST_NAME].strip("-") or "x"
        chosen, number = plain, 2
        while chosen in used:
            chosen, number = f"{plain}-{number}", number + 1
        used.add(chosen)
        made[name] = chosen
    return made


def _around(sections: list[Section], offset: int) -> Section | None:
    """The innermost part that holds a character: of those that begin before it the last that ends behind it."""
    holding = [part for part in sections if part.start <= offset < max(part.end, part.start + 1)]
    return max(holding, key=lambda part: part.start, default=None)
