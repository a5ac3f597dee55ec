"""Made-up rows for tests of the store and the exports."""

from __future__ import annotations

from typing import Any

from dataset.records import CellRecord, DocumentRecord, Records, Target, UnitMention
from dataset.store import Store, Work

TEXT = "Đạt ít nhất 7.818 người.\n=1+1 là công thức\n"


def work(doc_id: str, version: str = "1") -> Work:
    """Under what a made-up reading is kept."""
    return Work(doc_id.ljust(64, "0"), version, "{}")


def document(doc_id: str, source: str | None = None, **fields: Any) -> DocumentRecord:
    """A row of a document."""
    return DocumentRecord(
        doc_id=doc_id,
        source=source or f"{doc_id}.txt",
        sha256=doc_id.ljust(64, "0"),
        media_type="text/plain",
        text_origin="plain",
        page_count=1,
        **fields,
    )


def target(doc_id: str, number: int, **fields: Any) -> Target:
    """A target of a document."""
    values = {
        "doc_id": doc_id,
        "target_id": f"{doc_id}-g{number}",
        "indicator": "người tham gia",
        "scope": None,
        "comparator": ">=",
        "value": 7818.0,
        "value_max": None,
        "unit": "người",
        "period": "2026",
        "baseline": None,
        "part_of": None,
        "source": "body",
        "page": 1,
        "start": 4,
        "end": 17,
        "quote": TEXT[4:17],
        "confidence": 0.9,
    }
    return Target(**(values | fields))


def mention(doc_id: str, unit: str, **fields: Any) -> UnitMention:
    """A place where a unit is named."""
    values = {"kind": None, "level": None, "place": None, "context": "text", "page": 1, "start": 0, "end": 3}
    return UnitMention(doc_id=doc_id, unit=unit, unit_text=unit, quote=TEXT[:3], confidence=1, **(values | fields))


def cell(doc_id: str, row: int, column: str, text: str, value: float | None = None, *, table: str = "t1") -> CellRecord:
    """A cell of a table."""
    return CellRecord(
        doc_id=doc_id,
        table_id=f"{doc_id}-{table}",
        row=row,
        column=column,
        text=text,
        value=value,
        is_total=False,
        page=1,
        start=0,
        end=3,
        quote=TEXT[:3],
        confidence=1,
    )


def save(store: Store, doc_id: str, *rows: Any, source: str | None = None, version: str = "1") -> None:
    """Store a document with some rows."""
    store.save(work(doc_id, version), document(doc_id, source), TEXT, Records(rows))
