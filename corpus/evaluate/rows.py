"""Keys of the rows of a document, so that two evaluations can be compared row by row.

A key is a hash of the values of a row, without its place: a row that only moved is the same. Rows with the same values
are numbered, so that one of two that is lost is seen.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterator

from corpus.evaluate.values import normalise
from dataset.records import Assignment, CellRecord, Citation, Deadline, DocumentRecord, Finding, Records, Target, Task

Rows = dict[str, dict[str, str]]
"""Table → hash of a row → short text for people."""

TABLES = ("documents", "citations", "targets", "tasks", "assignments", "deadlines", "cells", "findings")
_READ_FROM = {"doc_id", "source", "sha256", "media_type", "text_origin", "page_count", "recovered_ratio"}
_LABEL = 56
_HASH = 8


def row_keys(records: Records) -> Rows:
    """The rows of one document by table; their labels say what they are, in one short line."""
    rows: Rows = {table: {} for table in TABLES}
    seen: Counter[tuple[str, str]] = Counter()
    for table, values in _values(records):
        key = "\t".join(normalise(value) for value in values)
        seen[table, key] += 1
        rows[table][_hash(table, key, seen[table, key])] = _label(values)
    return {table: keys for table, keys in rows.items() if keys}


def _hash(*parts: object) -> str:
    return hashlib.sha256("\n".join(map(str, parts)).encode()).hexdigest()[:_HASH]


def _label(values: tuple[str, ...]) -> str:
    text = " ".join(" · ".join(filter(None, values)).split())
    return text if len(text) <= _LABEL else f"{text[: _LABEL - 1].rstrip()}…"


def _values(records: Records) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Table and values of every row, what tells rows apart first."""
    for document in records.of(DocumentRecord):
        fields = document.model_dump(exclude=_READ_FROM, exclude_none=True)
        yield from (("documents", (name, str(value))) for name, value in fields.items())
    for act in records.of(Citation):
        yield "citations", _texts(act.doc_type, act.number, act.symbol, act.issued_on, act.title, act.role)
    for aim in records.of(Target):
        figure = _texts(aim.comparator, aim.value, aim.value_max, aim.unit, aim.period, aim.baseline)
        # signs are lost when values are compared, so the comparator goes in by name
        yield "targets", (" ".join(filter(None, figure)), _SIGNS[aim.comparator], aim.source, aim.indicator)
    texts = {task.task_id: task.text for task in records.of(Task)}
    for task in records.of(Task):
        yield "tasks", _texts(task.source, task.text)
    for duty in records.of(Assignment):
        yield "assignments", _texts(duty.role, duty.unit, texts.get(duty.task_id))
    for time in records.of(Deadline):
        yield "deadlines", _texts(time.text, time.kind, time.start, time.end, time.rrule)
    for cell in records.of(CellRecord):
        yield "cells", _texts(cell.text, cell.column)
    for finding in records.of(Finding):
        yield "findings", _texts(finding.rule, finding.severity, finding.quote, finding.expected)


_SIGNS = {">=": "at least", ">": "more than", "=": "", "<=": "at most", "<": "less than"}


def _texts(*values: object) -> tuple[str, ...]:
    return tuple("" if value is None else str(value) for value in values)
