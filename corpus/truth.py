"""What must come out of a document, in the schema of the hand-made truth: one model for each kind of row.

Rows are compared by value, so nothing here has an id; ``quote`` is the place that the row stands on.
"""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field


class TruthRow(BaseModel):
    """A row of the truth."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class TruthDocument(TruthRow):
    """Head and foot; only the fields that are given are compared."""

    doc_type: str | None = None
    number: str | None = None
    symbol: str | None = None
    issued_on: str | None = None
    place: str | None = None
    issuer: str | None = None
    parent_place: str | None = None
    title: str | None = None
    signer: str | None = None
    signer_title: str | None = None
    period: str | None = None


class TruthReference(TruthRow):
    """One cited act, however often it is cited."""

    doc_type: str
    number: str | None = None
    symbol: str | None = None
    issued_on: str | None = None
    issuer: str | None = None
    role: str | None = None
    title: str | None = None
    count: int = 1
    quote: str = ""


class TruthTarget(TruthRow):
    """One quantified target of the body."""

    indicator: str
    comparator: str
    value: float
    value_max: float | None = None
    unit: str | None
    period: str | None
    baseline: str | None = None
    quote: str = ""


class TruthTask(TruthRow):
    """One assigned task; ``text_start`` is how its text begins."""

    source: Literal["body", "appendix"]
    lead: tuple[str, ...] = ()
    coordinate: tuple[str, ...] = ()
    text_start: str
    deadline: str | None = None
    product: str | None = None


class TruthDeadline(TruthRow):
    """One time expression that bounds a task or a report."""

    text: str
    kind: str
    rrule: str | None = None
    start: str | None = None
    end: str | None = None
    quote: str = ""


class TruthTable(TruthRow):
    """One logical table; ``cells_sample`` holds (data row, flat header, text)."""

    title: str | None = None
    columns: tuple[str, ...] = ()
    rows: int
    totals_row: bool = False
    cells_sample: tuple[tuple[int, str, str], ...]


class TruthFinding(TruthRow):
    """One inconsistency; ``certain`` is false where a reasonable reader may dismiss it."""

    rule: str | None = None
    kind: str | None = None
    certain: bool = True
    quote: str
    expected: str | None = None
    why: str = ""


class Truth(TruthRow):
    """Everything that must come out of one document."""

    document: TruthDocument
    references: tuple[TruthReference, ...] = ()
    targets: tuple[TruthTarget, ...] = ()
    tasks: tuple[TruthTask, ...] = ()
    deadlines: tuple[TruthDeadline, ...] = ()
    tables: tuple[TruthTable, ...] = ()
    units: tuple[str, ...] = ()
    findings: tuple[TruthFinding, ...] = Field(default=())


def read_truth(path: Path) -> Truth:
    """Read a truth file.

    Raises:
        pydantic.ValidationError: It is not in the schema.
    """
    return Truth.model_validate_json(path.read_bytes())
