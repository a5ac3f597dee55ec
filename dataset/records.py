"""The records of the dataset: one pydantic model per table, one row per thing.

Field order is column order; the evidence always comes last: the page, the character span of the recovered text, exactly
that text, and how sure the extractor is. Dates are EDTF (ISO 8601-2), numbers plain decimals, text Unicode NFC.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache
from operator import attrgetter
from typing import Annotated, Any, ClassVar, Literal, Self, TypeVar, cast

from pydantic import BaseModel, ConfigDict, Field

from dataset.document import Document, PageState, TextOrigin
from dataset.spans import Span

Confidence = Annotated[float, Field(ge=0, le=1)]
Comparator = Literal[">=", ">", "=", "<=", "<"]
Severity = Literal["error", "warning", "info"]
DocumentState = Literal["done", "partly"]
DeadlineKind = Literal["date", "recurring", "continuous", "range", "on-demand", "vague"]

R = TypeVar("R", bound="Record")


class Record(BaseModel):
    """A row of the table named by ``table``."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    table: ClassVar[str]
    evidence_columns: ClassVar[tuple[str, ...]] = ()

    @classmethod
    def column_names(cls) -> list[str]:
        """The columns in order, the evidence last."""
        own = [name for name in cls.model_fields if name not in cls.evidence_columns]
        return [*own, *cls.evidence_columns]

    @classmethod
    def of_values(cls, values: Iterable[Any]) -> Self:
        """The row that has these values, in the order of the columns."""
        return cls.model_validate(dict(zip(_names(cls), values, strict=True)))

    def values(self) -> tuple[Any, ...]:
        """The values in the order of the columns."""
        values: tuple[Any, ...] = _getter(type(self))(self)
        return values


class Located(Record):
    """A row that stands on a place of a document."""

    evidence_columns: ClassVar[tuple[str, ...]] = ("page", "start", "end", "quote", "confidence")

    doc_id: str = Field(description="the document")
    page: int = Field(ge=1, description="page of the evidence, from 1")
    quote: str = Field(description="exactly the characters of the evidence")
    confidence: Confidence = Field(description="how sure the value is, 0 to 1")

    @classmethod
    def at(cls, document: Document, span: Span, confidence: float = 1.0, /, **fields: Any) -> Self:
        """Make a row that stands on ``span`` of ``document``."""
        names = cls.evidence_columns
        return cls.model_validate(
            {
                "doc_id": document.doc_id,
                "page": document.page_at(span.start),
                names[1]: span.start,
                names[2]: span.end,
                "quote": document.text[span.start : span.end],
                "confidence": round(confidence, 4),
                **fields,
            }
        )

    @property
    def span(self) -> Span:
        """The evidence as a span of the recovered text."""
        return Span(getattr(self, self.evidence_columns[1]), getattr(self, self.evidence_columns[2]))


class Extracted(Located):
    """A located row whose offsets are called ``start`` and ``end``."""

    start: int = Field(ge=0, description="first character of the evidence in the recovered text")
    end: int = Field(ge=0, description="character behind the evidence")


class DocumentRecord(Record):
    """One document of the batch."""

    table: ClassVar[str] = "documents"

    doc_id: str = Field(description="identity of the content: the first characters of its SHA-256")
    source: str = Field(description="where it was read from")
    sha256: str = Field(description="SHA-256 of the bytes")
    media_type: str = Field(description="media type, found by content")
    text_origin: TextOrigin = Field(description="where the text comes from")
    page_count: int = Field(ge=0, description="number of pages")
    doc_type: str | None = Field(None, description="type as abbreviated by Decree 30/2020: KH, QĐ, NQ, …")
    number: str | None = Field(None, description="number; empty where it is left blank")
    symbol: str | None = Field(None, description="symbol behind the number: KH-UBND")
    issued_on: str | None = Field(None, description="date of issue (EDTF)")
    place: str | None = Field(None, description="locality of the issuer, without its level")
    issuer: str | None = Field(None, description="issuing body, canonical")
    issuer_level: str | None = Field(None, description="tỉnh, thành phố, đặc khu, phường, xã, …")
    parent_place: str | None = Field(None, description="locality above, with its level")
    title: str | None = Field(None, description="abstract (trích yếu), one line")
    signer: str | None = Field(None, description="who signed")
    signer_title: str | None = Field(None, description="office of the signer, as printed")
    period: str | None = Field(None, description="years that the document covers (EDTF interval)")
    recovered_ratio: Confidence = Field(0.0, description="share of the characters that the recovery changed")
    state: DocumentState = Field(
        "done", description="partly if pages could not be read: those whose state in pages is failed; notes say why"
    )


class Citation(Extracted):
    """One mention of another act."""

    table: ClassVar[str] = "citations"

    citation_id: str = Field(description="the mention")
    act: str = Field(description="key of the cited act, the same for every mention of it")
    doc_type: str | None = Field(description="type of the act: NQ, QĐ, KH, Luật, …")
    number: str | None = Field(description="number, with the year where the act carries one: 25/2021")
    symbol: str | None = Field(description="symbol: NQ-CP")
    issued_on: str | None = Field(description="date of the act (EDTF)")
    issuer: str | None = Field(description="who issued it")
    title: str | None = Field(description="what it is about")
    role: Literal["basis", "implements", "mention"] = Field(description="what the document does with it")


class Target(Extracted):
    """One quantified aim."""

    table: ClassVar[str] = "targets"

    target_id: str = Field(description="the target")
    indicator: str = Field(description="what is measured, short and stable")
    scope: str | None = Field(description="whom or where it covers, if said")
    comparator: Comparator = Field(description="how the result has to stand to the value")
    value: float = Field(description="the value, or the lower end of a range")
    value_max: float | None = Field(description="upper end of a range")
    unit: str | None = Field(description="unit of the value: người, %, lần, …")
    period: str | None = Field(description="when it has to be reached (EDTF), P1Y for every year")
    baseline: str | None = Field(description="what it is compared with: a year, or previous-year")
    part_of: str | None = Field(description="target_id of the target that this one is a part of")
    source: Literal["body", "table"] = Field(description="where it stands")


class Task(Extracted):
    """One assigned task."""

    table: ClassVar[str] = "tasks"

    task_id: str = Field(description="the task")
    section: str | None = Field(description="label path of the section it stands in: IV.1")
    text: str = Field(description="what is to be done")
    product: str | None = Field(description="what has to come out")
    deadline_id: str | None = Field(description="its deadline")
    source: Literal["body", "appendix"] = Field(description="where it stands")
    table_id: str | None = Field(description="appendix table it comes from")
    row: int | None = Field(description="data row of that table")


AssignmentRole = Literal["lead", "coordinate", "advise", "monitor", "report"]


class Assignment(Extracted):
    """One unit that carries a task."""

    table: ClassVar[str] = "assignments"

    task_id: str = Field(description="the task")
    unit: str = Field(description="canonical name of the unit")
    unit_text: str = Field(description="its name as written")
    role: AssignmentRole = Field(description="what it does (`report`: it is the one reported to)")


class Deadline(Located):
    """One time expression that bounds a task or a report.

    ``start`` and ``end`` are dates here, so the offsets of the evidence are called ``quote_start`` and ``quote_end``.
    """

    table: ClassVar[str] = "deadlines"
    evidence_columns: ClassVar[tuple[str, ...]] = ("page", "quote_start", "quote_end", "quote", "confidence")

    deadline_id: str = Field(description="the deadline")
    text: str = Field(description="as written")
    kind: DeadlineKind = Field(description="what sort of deadline it is")
    start: str | None = Field(description="begin (EDTF)")
    end: str | None = Field(description="end (EDTF)")
    rrule: str | None = Field(description="recurrence (RFC 5545), one rule per line")
    quote_start: int = Field(ge=0, description="first character of the evidence in the recovered text")
    quote_end: int = Field(ge=0, description="character behind the evidence")


class TableRecord(Extracted):
    """One logical table."""

    table: ClassVar[str] = "tables"

    table_id: str = Field(description="the table")
    title: str | None = Field(description="its title or the title of its annex")
    rows: int = Field(description="data rows")
    columns: int = Field(description="columns")
    first_page: int = Field(description="page it begins on")
    last_page: int = Field(description="page it ends on")


class CellRecord(Extracted):
    """One cell of a data row."""

    table: ClassVar[str] = "cells"

    table_id: str = Field(description="the table")
    row: int = Field(description="data row, from 1")
    column: str = Field(description="flat header; merged headers joined with ' / '")
    text: str = Field(description="the cell as one line")
    value: float | None = Field(description="its number, if it is one")
    other_text: str | None = Field(None, description="another reading of a number, where readings of a scan differ")
    is_total: bool = Field(description="whether the row or the column is a total")


class UnitRecord(Record):
    """One organisation of the batch, under its canonical name."""

    table: ClassVar[str] = "units"

    unit: str = Field(description="canonical name")
    kind: str | None = Field(description="what sort of body: ủy ban nhân dân, phòng, sở, công an, group, …")
    level: str | None = Field(description="its level: trung ương, tỉnh, xã, …")
    place: str | None = Field(description="its locality")
    mentions: int = Field(ge=0, description="how often it is named")
    documents: int = Field(ge=0, description="in how many documents")


class UnitMention(Extracted):
    """One place where a unit is named."""

    table: ClassVar[str] = "unit_mentions"

    unit: str = Field(description="canonical name")
    unit_text: str = Field(description="its name as written")
    kind: str | None = Field(description="what sort of body")
    level: str | None = Field(description="its level")
    place: str | None = Field(description="its locality")
    context: str = Field(description="part of the document: the kind of the outline node it stands in")


class PlaceMention(Extracted):
    """One place where a locality is named, or the issuer's own level is spoken of without a name."""

    table: ClassVar[str] = "places"

    level: str | None = Field(description="level word before the name: phường, xã, tỉnh, …")
    name: str | None = Field(description="name as written; empty for a bare level (trên địa bàn tỉnh)")
    code: str | None = Field(description="code of the administrative unit, if the gazetteer knows just one")
    relation: Literal["self", "parent", "other", "unknown"] = Field(
        description="what it is to the issuer: itself, a level above it, another locality, not known"
    )
    context: str = Field(description="part of the document: the kind of the outline node it stands in")


class Section(Extracted):
    """One node of the outline: a part of the head, a heading, a paragraph, a recipient, a caption."""

    table: ClassVar[str] = "sections"

    section_id: str = Field(description="the node")
    parent_id: str | None = Field(description="the node above")
    kind: str = Field(description="what it is: issuer, symbol, title, heading, item, recipient, annex, …")
    level: int = Field(ge=0, description="depth, 0 for the parts of the document")
    label: str | None = Field(description="number or letter of a heading: III, 1, 1.1, a")
    text: str = Field(description="its text as one line, without the label")


class PageRecord(Record):
    """One page."""

    table: ClassVar[str] = "pages"

    doc_id: str = Field(description="the document")
    page: int = Field(ge=1, description="number, from 1")
    origin: TextOrigin = Field(description="where its text comes from")
    width: float | None = Field(description="points")
    height: float | None = Field(description="points")
    rotation: int = Field(description="degrees clockwise by which it was turned")
    skew: float = Field(description="degrees by which it was straightened")
    ocr_confidence: float | None = Field(description="mean confidence of the words, 0 to 1")
    seals: int = Field(ge=0, description="red seals found")
    signatures: int = Field(default=0, ge=0, description="signatures found, by the blue of their ink")
    state: PageState = Field(description="read, blank or failed")


class Finding(Extracted):
    """What does not fit. ``finding_id`` survives a re-run."""

    table: ClassVar[str] = "findings"

    finding_id: str = Field(description="the finding")
    rule: str = Field(description="code of the rule")
    severity: Severity = Field(description="error, warning or info")
    other_doc_id: str | None = Field(description="the other document of a cross-document finding")
    message: str = Field(description="what is wrong and why")
    expected: str | None = Field(description="what should stand there")
    observed: str | None = Field(description="what stands there")


class EvidenceRecord(Extracted):
    """A further place that a finding stands on."""

    table: ClassVar[str] = "evidence"

    finding_id: str = Field(description="the finding")
    role: Literal["observed", "expected", "context"] = Field(description="what the place shows")


class Recovery(Extracted):
    """One edit that the recovery made."""

    table: ClassVar[str] = "recoveries"

    line: int = Field(ge=1, description="line of the text, from 1")
    before: str = Field(description="as read")
    after: str = Field(description="as recovered")


class Correction(Extracted):
    """One value that a reviewer corrected, with the evidence of what was read; exports hold the corrected one."""

    table: ClassVar[str] = "corrections"

    of_table: str | None = Field(description="table of the value; empty for a remark on the text")
    row: int | None = Field(description="which row of the document in that table, from 1")
    column: str | None = Field(description="column of the value")
    as_read: str | None = Field(description="the words as they were read, where the recovery has changed them")
    predicted: str | None = Field(description="the value that the program found")
    corrected: str = Field(description="the value that the reviewer gave")
    reviewer: str = Field(description="who")
    decided_at: str = Field(description="when, UTC")
    reason: str | None = Field(description="why")
    carried: bool = Field(description="whether it was decided on another file of the same document")
    decision_id: str = Field(description="the decision in the log")
    key: str = Field(description="the finding, or the key of the value")


class NoteRecord(Record):
    """What a stage said about a document that was read all the same."""

    table: ClassVar[str] = "notes"

    doc_id: str = Field(description="the document")
    stage: str = Field(description="stage that noticed it")
    page: int | None = Field(description="page, if it is about one")
    message: str = Field(description="what it noticed")
    code: str | None = Field(None, description="key of the message")
    details: str | None = Field(None, description="values in the message, as JSON")


RECORD_TYPES: dict[str, type[Record]] = {
    record.table: record
    for record in (
        DocumentRecord, Citation, Target, Task, Assignment, Deadline, TableRecord, CellRecord, UnitRecord, PageRecord,
        Finding, EvidenceRecord, Recovery, Section, PlaceMention, UnitMention, NoteRecord,
        Correction,
    )
}  # fmt: skip


class Records:
    """The rows of some documents, by table; what passes between the stages.

    To another process they go as plain values, which become records there only if somebody asks for records: making
    them takes longer than storing the values.
    """

    def __init__(self, records: Iterable[Record] = ()) -> None:
        self._tables: dict[str, list[Record]] = {}
        self._packed: dict[str, list[tuple[Any, ...]]] = {}
        self.extend(records)

    def add(self, record: Record) -> None:
        """Append one row to its table."""
        self._unpack(record.table)
        self._tables.setdefault(record.table, []).append(record)

    def extend(self, records: Iterable[Record]) -> None:
        """Append rows, each to its table."""
        for record in records:
            self.add(record)

    def of(self, kind: type[R]) -> list[R]:
        """The rows of one table, in the order in which they came."""
        self._unpack(kind.table)
        return cast("list[R]", self._tables.get(kind.table, []))

    def values(self) -> dict[str, list[tuple[Any, ...]]]:
        """The rows by table, each as its values in the order of the columns."""
        return {
            table: self._packed[table] if table in self._packed else [row.values() for row in rows]
            for table, rows in self._tables.items()
        }

    def __iter__(self) -> Iterator[Record]:
        for table in self._tables:
            self._unpack(table)
        for rows in self._tables.values():
            yield from rows

    def __len__(self) -> int:
        return sum(map(len, self._tables.values())) + sum(map(len, self._packed.values()))

    def __getstate__(self) -> dict[str, list[tuple[Any, ...]]]:
        return self.values()

    def __setstate__(self, packed: dict[str, list[tuple[Any, ...]]]) -> None:
        self._packed = packed
        self._tables = {table: [] for table in packed}

    def _unpack(self, table: str) -> None:
        if table in self._packed:
            self._tables[table] = [RECORD_TYPES[table].of_values(row) for row in self._packed.pop(table)]


@cache
def _names(kind: type[Record]) -> tuple[str, ...]:
    return tuple(kind.column_names())


@cache
def _getter(kind: type[Record]) -> attrgetter[Any]:
    # of one name it would give no tuple: no table has one column only
    return attrgetter(*_names(kind))
