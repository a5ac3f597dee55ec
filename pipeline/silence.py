"""Where a heading promises something and nothing was found below it: a silent blank is worse than a wrong value."""

from __future__ import annotations

import json
import re
import tomllib
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources

from dataset.records import RECORD_TYPES, Located, NoteRecord, Records, Section, UnitMention
from dataset.spans import Span
from pipeline.notes import recorded

_ENDS_A_SECTION = frozenset({"recipients", "formula", "annex"})
_BEFORE_A_UNIT = 12  # characters that may stand before the unit that a heading names: its number, "Đối với"


@dataclass(frozen=True)
class Promise:
    """Headings that begin as ``heading`` does promise rows of one of ``tables``.

    With a ``sign`` only where it stands below the heading; with ``units`` the headings of units below promise the same.
    """

    heading: re.Pattern[str]
    tables: tuple[str, ...]
    note: str
    sign: re.Pattern[str] | None = None
    units: bool = False


@dataclass(frozen=True)
class _Elsewhere:
    """A section of up to ``within`` characters that has one of ``words`` sends its reader elsewhere."""

    words: re.Pattern[str]
    within: int

    def excuses(self, text: str) -> bool:
        return len(text) <= self.within and self.words.search(text) is not None


@lru_cache(maxsize=1)
def _data() -> tuple[tuple[Promise, ...], _Elsewhere]:
    data = tomllib.loads((resources.files("pipeline") / "silence.toml").read_text(encoding="utf-8"))
    found = tuple(
        Promise(
            _compiled(entry["heading"]),
            tuple(entry["tables"]),
            entry["note"],
            _compiled(entry["sign"]) if "sign" in entry else None,
            entry.get("units", False),
        )
        for entry in data["promise"]
    )
    return found, _Elsewhere(_compiled(data["elsewhere"]["words"]), data["elsewhere"]["within"])


def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE)


def promises() -> tuple[Promise, ...]:
    """What headings promise, from the data file."""
    return _data()[0]


def is_silence(note: NoteRecord) -> bool:
    """Whether a note tells of a promise that was not kept."""
    return note.code in {promise.note for promise in promises()}


def heading_of(note: NoteRecord) -> Span | None:
    """Where the heading stands that made the promise; ``None`` for any other note."""
    if not is_silence(note):
        return None
    place = json.loads(note.details or "{}")
    return Span(place["start"], place["end"]) if {"start", "end"} <= place.keys() else None


def silent_sections(doc_id: str, text: str, records: Records) -> Iterator[NoteRecord]:
    """A note for every heading whose promise no row keeps, with the place of the heading.

    Of headings that stand below one another the innermost is told. ``text`` is the recovered text, over which the rows
    count their characters.
    """
    sections = sorted(records.of(Section), key=lambda section: section.start)
    units = sorted(mention.start for mention in records.of(UnitMention))
    broken: list[tuple[Section, Promise, Span]] = []
    for index, section in enumerate(sections):
        if section.kind == "heading":
            below = _below(sections, index)
            promise = _promise_of(section, _above(sections, index), units)
            if promise and not _kept(promise, below, records) and _is_meant(promise, text[section.end : below.end]):
                broken.append((section, promise, below))
    for section, promise, below in broken:
        if not any(below.start < inner.start < below.end and p.note == promise.note for inner, p, _ in broken):
            heading = " ".join(filter(None, (section.label, section.text))).rstrip(" :.")
            place = {"start": section.start, "end": section.end}
            yield recorded(doc_id, "extract", promise.note, section.page, heading=heading, **place)


def _promise_of(section: Section, above: Section | None, units: Sequence[int]) -> Promise | None:
    own = next((promise for promise in promises() if promise.heading.match(section.text)), None)
    if own or above is None or not _names_a_unit(section, units):
        return own
    return next((promise for promise in promises() if promise.units and promise.heading.match(above.text)), None)


def _names_a_unit(section: Section, units: Sequence[int]) -> bool:
    index = bisect_left(units, section.start)
    return index < len(units) and units[index] < min(section.start + _BEFORE_A_UNIT, section.end)


def _is_meant(promise: Promise, text: str) -> bool:
    """Whether the promise has to be kept here: its sign stands below, or nothing excuses that there is no row."""
    if promise.sign is not None:
        return promise.sign.search(text) is not None
    return not _data()[1].excuses(text)


def _above(sections: Sequence[Section], index: int) -> Section | None:
    parent = sections[index].parent_id
    return next((s for s in reversed(sections[:index]) if s.section_id == parent and s.kind == "heading"), None)


def _below(sections: Sequence[Section], index: int) -> Span:
    """The characters from a heading up to the next one of its level, or to the foot of the document."""
    heading = sections[index]
    for later in sections[index + 1 :]:
        if (later.kind == "heading" and later.level <= heading.level) or later.kind in _ENDS_A_SECTION:
            return Span(heading.start, later.start)
    return Span(heading.start, max(section.end for section in sections[index:]))


def _kept(promise: Promise, span: Span, records: Records) -> bool:
    for table in promise.tables:
        starts = sorted(row.span.start for row in records.of(RECORD_TYPES[table]) if isinstance(row, Located))
        index = bisect_left(starts, span.start)
        if index < len(starts) and starts[index] < span.end:
            return True
    return False
