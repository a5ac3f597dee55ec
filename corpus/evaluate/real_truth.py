"""What must come out of a real document, as values only: no quotes, no sentences, no long names.

``corpus/real/NAME.json`` is in this schema; ``python -m corpus.real FOLDER`` makes such files of a truth with quotes.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Literal

from pydantic import Field

from corpus.evaluate.measures import measure
from corpus.evaluate.tally import Tally, share
from corpus.evaluate.veil import NAMES_OF_A_DOCUMENT, initials, short_name, time_value, veiled
from corpus.truth import (
    Truth,
    TruthDeadline,
    TruthDocument,
    TruthReference,
    TruthRow,
    TruthTable,
    TruthTarget,
    TruthTask,
)
from dataset.records import Deadline, Records, TableRecord, Task

VALUE_MEASURES = ("task deadlines", "table shapes")
FOLDER = Path(__file__).parent.parent / "real"
_INDICATOR_WORDS = 6
_TASK_WORDS = 6
_NUMERIC = re.compile(r"[\d\s.,/%+\-–]*\d[\d\s.,/%+\-–]*")
# these need the words of the document: the places of findings, and which time expression is which
_NEED_WORDS = frozenset({"findings", "deadline kinds", "deadline rules"})


class Act(TruthRow):
    """One cited act."""

    doc_type: str
    number: str | None = None
    symbol: str | None = None
    issued_on: str | None = None
    title: str | None = None


class ValueTask(TruthRow):
    """One task: ``start`` has the first letters of its first words, units are keys of ``RealTruth.units``."""

    source: Literal["body", "appendix"]
    start: str
    lead: tuple[str, ...] = ()
    coordinate: tuple[str, ...] = ()
    deadline: str | None = None


class ValueTarget(TruthRow):
    """One quantified target; ``indicator`` is for the reader, it is not compared."""

    indicator: str
    comparator: str
    value: float
    value_max: float | None = None
    unit: str | None = None
    period: str | None = None


class Time(TruthRow):
    """One time expression by its meaning."""

    kind: str
    start: str | None = None
    end: str | None = None
    rrule: str | None = None


class Shape(TruthRow):
    """One table: its size and (data row, first letters of the header, text) of cells that are numbers."""

    rows: int
    columns: int | None = None
    cells: tuple[tuple[int, str, str], ...] = ()


class RealTruth(TruthRow):
    """Everything that must come out of one real document, as values; ``scan`` says that it was read by OCR."""

    scan: bool = False
    document: TruthDocument
    acts: tuple[Act, ...] = ()
    targets: tuple[ValueTarget, ...] = ()
    units: dict[str, str] = Field(default_factory=dict)
    tasks: tuple[ValueTask, ...] = ()
    deadlines: tuple[Time, ...] = ()
    tables: tuple[Shape, ...] = ()


def read_real_truth(path: Path) -> RealTruth:
    """Read a file of ``corpus/real``.

    Raises:
        pydantic.ValidationError: It is not in the schema.
    """
    return RealTruth.model_validate_json(path.read_bytes())


def distilled(truth: Truth, scan: bool = False) -> RealTruth:
    """The values of a truth with quotes."""
    units = sorted({name for task in truth.tasks for name in (*task.lead, *task.coordinate)})
    keys = {name: f"u{number}" for number, name in enumerate(units, 1)}
    fields = truth.document.model_dump(exclude_unset=True)
    fields |= {name: short_name(fields[name]) for name in NAMES_OF_A_DOCUMENT if name in fields}
    if "title" in fields:
        fields["title"] = initials(truth.document.title)
    return RealTruth(
        scan=scan,
        document=TruthDocument.model_validate(fields),
        acts=tuple(
            Act.model_validate({**r.model_dump(include=set(Act.model_fields)), "title": short_name(r.title)})
            for r in truth.references
        ),
        targets=tuple(_target(target) for target in truth.targets),
        units={key: short_name(name) or "" for name, key in keys.items()},
        tasks=tuple(_task(task, keys) for task in truth.tasks),
        deadlines=tuple(Time.model_validate(d.model_dump(include=set(Time.model_fields))) for d in truth.deadlines),
        tables=tuple(_shape(table) for table in truth.tables),
    )


def _target(target: TruthTarget) -> ValueTarget:
    fields = target.model_dump(include=set(ValueTarget.model_fields))
    fields["indicator"] = " ".join(target.indicator.split()[:_INDICATOR_WORDS])
    return ValueTarget.model_validate({**fields, "unit": short_name(target.unit)})


def _task(task: TruthTask, keys: dict[str, str]) -> ValueTask:
    return ValueTask(
        source=task.source,
        start=" ".join(initials(task.text_start).split()[:_TASK_WORDS]),
        lead=tuple(keys[name] for name in task.lead),
        coordinate=tuple(keys[name] for name in task.coordinate),
        deadline=initials(task.deadline) or None,
    )


def _shape(table: TruthTable) -> Shape:
    cells = ((row, initials(column), text) for row, column, text in table.cells_sample if _NUMERIC.fullmatch(text))
    return Shape(rows=table.rows, columns=len(table.columns) or None, cells=tuple(cells))


def measure_values(truth: RealTruth, records: Records) -> dict[str, Tally]:
    """Tallies by measure, as :func:`measure` has them, of what can be compared without the words of the document.

    Times count by what they mean, tasks and titles by the first letters of their words, of tables only numbers. The
    shape of a table is that of any table that was found, each of which serves once; the deadline of a task is that of
    any task that begins alike.
    """
    tallies = measure(_as_truth(truth), veiled(records))
    of_rules = re.compile(r"[A-Z]\d{3}")
    wanted = {name: tally for name, tally in tallies.items() if not of_rules.fullmatch(name)}
    return {
        **{name: tally for name, tally in wanted.items() if name not in _NEED_WORDS},
        "task deadlines": _task_deadlines(truth.tasks, records),
        "table shapes": _shapes(truth.tables, records),
    }


def _task_deadlines(tasks: tuple[ValueTask, ...], records: Records) -> Tally:
    """Of the tasks that were found, how many have their deadline; of a deadline in two parts one is enough."""
    words = {row.deadline_id: initials(row.text) for row in records.of(Deadline)}
    found = [(initials(row.text), words.get(row.deadline_id or "", "")) for row in records.of(Task)]
    results = []
    for task in tasks:
        times = [time for text, time in found if f" {task.start} " in f" {text} "]
        if task.deadline and times:
            is_right = any(time and (time in task.deadline or task.deadline in time) for time in times)
            results.append((is_right, f"{task.start}: {task.deadline}"))
    return share(results)


def _as_truth(truth: RealTruth) -> Truth:
    units = truth.units
    return Truth(
        document=truth.document,
        references=tuple(TruthReference(**act.model_dump()) for act in truth.acts),
        targets=tuple(TruthTarget(**target.model_dump()) for target in truth.targets),
        tasks=tuple(
            TruthTask(
                source=task.source,
                text_start=task.start,
                lead=tuple(units[key] for key in task.lead),
                coordinate=tuple(units[key] for key in task.coordinate),
            )
            for task in truth.tasks
        ),
        deadlines=tuple(
            TruthDeadline(text=time_value(d.kind, d.start, d.end, d.rrule), kind=d.kind) for d in truth.deadlines
        ),
        tables=tuple(TruthTable(rows=table.rows, cells_sample=table.cells) for table in truth.tables),
    )


def _shapes(tables: tuple[Shape, ...], records: Records) -> Tally:
    left = [(row.rows, row.columns) for row in records.of(TableRecord)]
    hits = []
    for table in tables:
        fits = (have for have in left if have[0] == table.rows and table.columns in {None, have[1]})
        found = next(fits, None)
        if found is not None:
            left.remove(found)
        hits.append((found is not None, f"{table.rows} × {table.columns or '?'}"))
    return share(hits)
