"""Made-up stores with findings for tests of the review."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from dataset.records import DocumentRecord, Finding, Record, Records
from dataset.store import Store, Work

HEAD = {
    "number": "12",
    "symbol": "KH-UBND",
    "issued_on": "2026-01-05",
    "issuer": "Ủy ban nhân dân phường Cái Răng",
    "doc_type": "KH",
}


def document(doc_id: str, source: str = "ke-hoach.pdf", **fields: Any) -> DocumentRecord:
    """A document with a head that names it."""
    return DocumentRecord(
        doc_id=doc_id, source=source, sha256=doc_id.ljust(64, "0"), media_type="application/pdf", text_origin="ocr",
        page_count=1, **(HEAD | fields),
    )  # fmt: skip


def finding(doc_id: str, finding_id: str, **fields: Any) -> Finding:
    """A finding of a document."""
    values = {
        "finding_id": finding_id, "rule": "N001", "severity": "error", "doc_id": doc_id, "other_doc_id": None,
        "message": "Tổng không khớp.", "expected": "66000", "observed": "60000", "page": 1, "start": 10, "end": 27,
        "quote": "Tổng cộng 60.000 người", "confidence": 0.9,
    }  # fmt: skip
    return Finding(**(values | fields))


def make_store(
    path: Path, documents: Iterable[DocumentRecord], rows: Iterable[Record] = (), findings: Iterable[Finding] = ()
) -> None:
    """Put a store into a file, or other documents and findings in the place of those that it has."""
    given = list(rows)
    with Store.at(path) as store:
        store.drop(store.sources())
        store.settle()
        for row in documents:
            own = [record for record in given if getattr(record, "doc_id", "") == row.doc_id]
            store.save(Work(row.sha256, "1", "{}"), row, "", Records(own), b"")
        store.replace_findings(list(findings), [])
