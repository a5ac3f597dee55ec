"""Where a heading promises something and nothing was found below it: a silent blank is worse than a wrong value."""

from __future__ import annotations

import re
import tomllib
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources

from dataset.records import RECORD_TYPES, Located, NoteRecord, Records, Section
from pipeline.notes import recorded


@dataclass(frozen=True)
class Promise:
    """Headings that match ``heading`` promise rows of one of ``tables``."""

    heading: re.Pattern[str]
    tables: tuple[str, ...]
    note: str


@lru_cache(maxsize=1)
def promises() -> tuple[Promise, ...]:
    """What headings promise, from the data file."""
    data = tomllib.loads((resources.files("pipeline") / "silence.toml").read_text(encoding="utf-8"))
    return tuple(
        Promise(re.compile(entry["heading"], re.IGNORECASE), tuple(entry["tables"]), entry["note"])
        for entry in data["promise"]
    )


def silent_sections(doc_id: str, records: Records) -> Iterator[NoteRecord]:
    """A note for every heading whose promise no row keeps."""
    sections = sorted(records.of(Section), key=lambda section: section.start)
    for index, section in enumerate(sections):
        if section.kind != "heading":
            continue
        for promise in promises():
            if promise.heading.search(section.text) and not _kept(promise, _below(sections, index), records):
                heading = " ".join(filter(None, (section.label, section.text)))
                yield recorded(doc_id, "extract", promise.note, section.page, heading=heading)


def _below(sections: list[Section], index: int) -> tuple[int, int]:
    """The characters from a heading up to the next one of its level, or to the foot of the document."""
    heading = sections[index]
    for later in sections[index + 1 :]:
        same_or_above = later.kind == "heading" and later.level <= heading.level
        if same_or_above or later.kind in {"recipients", "formula", "annex"}:
            return heading.start, later.start
    return heading.start, sections[-1].end


def _kept(promise: Promise, span: tuple[int, int], records: Records) -> bool:
    for table in promise.tables:
        starts = sorted(row.span.start for row in records.of(RECORD_TYPES[table]) if isinstance(row, Located))
        index = bisect_left(starts, span[0])
        if index < len(starts) and starts[index] < span[1]:
            return True
    return False
