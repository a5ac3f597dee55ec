"""The measures of one document: what the pipeline found against its truth, one tally for each table and rule."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from functools import cache

from checks.engine import all_rules
from checks.policy import rules_in_preview
from corpus.evaluate.tally import Tally, share, tally
from corpus.evaluate.values import act_key, is_quoted, normalise, same_title
from corpus.truth import Truth, TruthDeadline, TruthFinding, TruthTable, TruthTask
from dataset.records import (
    Assignment,
    CellRecord,
    Citation,
    Deadline,
    DocumentRecord,
    Finding,
    Records,
    TableRecord,
    Target,
    Task,
)

TABLE_MEASURES = (
    "documents",
    "citations",
    "targets",
    "targets with period",
    "tasks",
    "assignments",
    "deadlines",
    "deadline kinds",
    "deadline rules",
    "cells",
    "findings",
)
_WORDS_OF_A_TASK = 6
_BEFORE_A_TASK = 25  # characters that may stand before the first words of a task (its unit, its number)


def measure(truth: Truth, records: Records) -> dict[str, Tally]:
    """Tallies by measure; those of single rules, of those in preview too, are named by their code."""
    loud = [f for f in records.of(Finding) if f.severity != "info"]
    counted = [f for f in loud if f.rule not in rules_in_preview()]
    return {
        "documents": _documents(truth, records),
        "citations": _citations(truth, records),
        **_targets(truth, records),
        **_tasks(truth, records),
        **_deadlines(truth, records),
        "cells": _cells(truth.tables, records),
        "findings": _findings(truth.findings, records.of(Finding), counted),
        **{code: _rule(code, truth.findings, loud) for code in _codes(truth, loud)},
    }


def _documents(truth: Truth, records: Records) -> Tally:
    found = next(iter(records.of(DocumentRecord)), None)
    fields = sorted(truth.document.model_fields_set)
    return share((_same_field(field, truth, found), field) for field in fields)


def _same_field(field: str, truth: Truth, found: DocumentRecord | None) -> bool:
    wanted, value = getattr(truth.document, field), getattr(found, field, None)
    return same_title(value, wanted) if field == "title" else normalise(value) == normalise(wanted)


def _citations(truth: Truth, records: Records) -> Tally:
    wanted = {act_key(r.doc_type, r.number, r.symbol, r.title, r.issued_on) for r in truth.references}
    found = {act_key(r.doc_type, r.number, r.symbol, r.title, r.issued_on) for r in records.of(Citation)}
    return tally(wanted, found)


def _targets(truth: Truth, records: Records) -> dict[str, Tally]:
    rows = [row for row in records.of(Target) if row.source != "table"]
    wanted = [(_number(t.value), normalise(t.unit), str(t.period), t.comparator) for t in truth.targets]
    found = [(_number(t.value), normalise(t.unit), t.period or "None", str(t.comparator)) for t in rows]
    return {
        "targets": tally((key[:2] for key in wanted), (key[:2] for key in found)),
        "targets with period": tally(wanted, found),
    }


def _number(value: float) -> float:
    return round(value, 6)


def _tasks(truth: Truth, records: Records) -> dict[str, Tally]:
    """Tasks matched by their first words, then who leads and who coordinates."""
    units: dict[str, set[tuple[str, str]]] = defaultdict(set)
    for row in records.of(Assignment):
        units[row.task_id].add((row.role, normalise(row.unit)))
    rows = [(normalise(task.text), units[task.task_id]) for task in records.of(Task)]
    wanted = [(i, role, unit) for i, task in enumerate(truth.tasks) for role, unit in _wanted_units(task)]
    found, missed, used = [], [], set[int]()
    for number, task in enumerate(truth.tasks):
        match = _match_task(task, [text for text, _ in rows], used)
        if match is None:
            missed.append(task.text_start)
        else:
            used.add(match)
            found += [(number, role, unit) for role, unit in sorted(rows[match][1])]
    # how many tasks there are is a matter of taste (sub-bullets, closing paragraphs): only the recall is counted
    matched = len(used)
    return {
        "tasks": Tally(len(truth.tasks), matched, matched, matched, tuple(missed)),
        "assignments": tally(wanted, found),
    }


def _wanted_units(task: TruthTask) -> Iterator[tuple[str, str]]:
    for role, names in (("lead", task.lead), ("coordinate", task.coordinate)):
        for name in names:
            yield role, normalise(name)


def _match_task(task: TruthTask, texts: Sequence[str], used: set[int]) -> int | None:
    start = " ".join(normalise(task.text_start).split()[:_WORDS_OF_A_TASK])
    for index, text in enumerate(texts):
        if index not in used and start and start in text[: len(start) + _BEFORE_A_TASK]:
            return index
    return None


def _deadlines(truth: Truth, records: Records) -> dict[str, Tally]:
    rows = records.of(Deadline)
    by_text = {normalise(row.text): row for row in rows}
    pairs = [(d, by_text[normalise(d.text)]) for d in truth.deadlines if normalise(d.text) in by_text]
    return {
        "deadlines": tally((normalise(d.text) for d in truth.deadlines), (normalise(row.text) for row in rows)),
        "deadline kinds": share((d.kind == row.kind, f"{d.text}: {row.kind}") for d, row in pairs),
        "deadline rules": share((_same_rule(d, row), f"{d.text}: {row.rrule or row.end}") for d, row in pairs),
    }


def _same_rule(wanted: TruthDeadline, found: Deadline) -> bool:
    return all((getattr(wanted, field) or "") == (getattr(found, field) or "") for field in ("rrule", "start", "end"))


Cells = dict[int, set[tuple[str, str]]]


def _cells(tables: Sequence[TruthTable], records: Records) -> Tally:
    """Cells of the best fitting table; rows are matched by content, each of ours serves once."""
    found: dict[str, Cells] = {row.table_id: {} for row in records.of(TableRecord)}
    for cell in records.of(CellRecord):
        if cell.table_id in found:
            row = found[cell.table_id].setdefault(cell.row, set())
            row.add((normalise(cell.column), normalise(cell.text)))
    total = Tally()
    for table in tables:
        wanted: Cells = defaultdict(set)
        for number, column, text in table.cells_sample:
            wanted[number].add((normalise(column), normalise(text)))
        fits = [_fit(wanted, cells) for cells in found.values()]
        total += max(fits, key=lambda fit: fit.recalled, default=_fit(wanted, {}))
    return total


def _fit(wanted: Cells, found: Cells) -> Tally:
    left, hits, missed = dict(found), 0, list[str]()
    for want in wanted.values():
        best = max(left, key=lambda number: len(left[number] & want), default=None)
        have = left.pop(best) if best is not None else set()
        hits += len(have & want)
        missed += [f"{column}: {text}" for column, text in sorted(want - have)]
    count = sum(map(len, wanted.values()))
    return Tally(count, hits, count, hits, tuple(missed))


def _findings(truth: Sequence[TruthFinding], found: Sequence[Finding], loud: Sequence[Finding]) -> Tally:
    """Of the certain ones, how many were found; of the errors and warnings, how many are right.

    What no rule looks for yet is not missed.
    """
    certain = [t for t in truth if t.certain and _has_rule(t)]
    missed = [t for t in certain if not any(_speaks_of(f, t) for f in found)]
    extra = [f for f in loud if not any(_speaks_of(f, t) for t in truth)]
    return Tally(
        len(certain),
        len(certain) - len(missed),
        len(loud),
        len(loud) - len(extra),
        tuple(f"{t.rule or t.kind}: {t.quote}" for t in missed),
        tuple(f"{f.rule}: {' '.join(f.quote.split())}" for f in extra),
    )


def _rule(code: str, truth: Sequence[TruthFinding], loud: Sequence[Finding]) -> Tally:
    """The same for one rule: what it had to find, and which of its findings stand on a slip, of whatever rule."""
    own = [f for f in loud if f.rule == code]
    recall = _findings([t for t in truth if t.rule == code], own, ())
    precision = _findings([t.model_copy(update={"certain": False}) for t in truth], (), own)
    return recall + precision


@cache
def _rule_codes() -> frozenset[str]:
    return frozenset(rule.code for rule in all_rules())


def _has_rule(finding: TruthFinding) -> bool:
    return finding.rule is None or finding.rule in _rule_codes()


def _codes(truth: Truth, loud: Sequence[Finding]) -> list[str]:
    return sorted({t.rule for t in truth.findings if t.rule} | {f.rule for f in loud})


def _speaks_of(found: Finding, wanted: TruthFinding) -> bool:
    return is_quoted(wanted.quote, found.quote, found.message)
