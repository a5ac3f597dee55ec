"""One document, from bytes to records: a pure function of the content, the name and the options.

read → recover → outline → extract. Nothing is parsed twice, nothing is stored here, and whatever goes wrong comes out
as one error that names the stage.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from checks.rule import Plan
from dataset.cost import Cost
from dataset.document import Document, Note
from dataset.layout import Layout
from dataset.records import DocumentRecord, NoteRecord, PageRecord, Records, Recovery
from extractors.base import Context, all_extractors
from extractors.outline import build_outline
from pipeline.costs import Meter
from pipeline.errors import KehoachError, StageError
from pipeline.reading.base import ReadingOptions, Source, read_document
from pipeline.recovery import recover
from pipeline.silence import silent_sections


@dataclass(frozen=True)
class Read(Plan):
    """A document as it was read: its rows and text, and where its words stand (:meth:`Layout.packed`)."""

    layout: bytes = b""
    costs: tuple[Cost, ...] = field(default=(), compare=False)
    """What the stages took; differs from machine to machine, like nothing else here."""


def process(source: Source, options: ReadingOptions | None = None) -> Read:
    """Read one document and extract its rows.

    Raises:
        ReadingError: The document cannot be read.
        StageError: A stage failed in a way that nobody foresaw.
    """
    meter = Meter()
    with _stage("read", source), meter.stage("read"):
        document = read_document(source, options)
    with _stage("recover", source), meter.stage("recover"):
        document, records = recover(document) if options is None or options.recovery else (document, Records())
    with _stage("outline", source), meter.stage("outline"):
        outline = build_outline(document)
    context = Context(document, outline, records, options.spellings if options else ())
    with meter.stage("extract"):
        for extractor in all_extractors():
            with _stage(f"extract {extractor.name}", source):
                records.extend(list(extractor.extract(context)))
        with _stage("extract", source):
            records.extend(_pages(document))
            records.extend(_note(document, note) for note in document.notes)
            records.extend(silent_sections(document.doc_id, document.text, records))
    row = _document_row(document, records)
    rest = (record for record in records if not isinstance(record, DocumentRecord))
    layout = Layout.of(document.words).packed()
    return Read(row, document.text, Records([row, *rest]), layout, meter.costs)


def _pages(document: Document) -> Iterator[PageRecord]:
    for page in document.pages:
        yield PageRecord(
            doc_id=document.doc_id,
            page=page.number,
            origin=page.origin,
            width=page.width,
            height=page.height,
            rotation=page.rotation,
            skew=page.skew,
            ocr_confidence=page.ocr_confidence,
            seals=len(page.seals),
            signatures=len(page.signatures),
            state=page.state,
        )


def _note(document: Document, note: Note) -> NoteRecord:
    return NoteRecord(
        doc_id=document.doc_id,
        stage=note.stage,
        page=note.page,
        message=note.message,
        code=note.code,
        details=note.details,
    )


def _document_row(document: Document, records: Records) -> DocumentRecord:
    changed = sum(len(recovery.after) for recovery in records.of(Recovery))
    facts: dict[str, Any] = {
        "recovered_ratio": round(min(1.0, changed / max(1, len(document.text))), 4),
        "state": "partly" if any(page.state == "failed" for page in document.pages) else "done",
    }
    found = records.of(DocumentRecord)
    if found:
        return found[0].model_copy(update=facts)
    return DocumentRecord(
        doc_id=document.doc_id,
        source=document.source,
        sha256=document.sha256,
        media_type=document.media_type,
        text_origin=document.text_origin,
        page_count=len(document.pages),
        **facts,
    )


@contextmanager
def _stage(name: str, source: Source) -> Iterator[None]:
    try:
        yield
    except KehoachError:
        raise
    except Exception as error:
        raise StageError(name, error, source.name) from error
