"""Stores with findings for tests of the exports: made up, or read from plans of the corpus."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from checks.policy import Policy
from corpus.plans import variants
from corpus.render import Form, file_name, render
from dataset.records import EvidenceRecord, Finding, Record, Records
from dataset.store import Store, Work
from pipeline.checking import check_store
from pipeline.reading.base import Source
from pipeline.run import process
from tests.dataset.rows import document, work

TEXT = "KẾ HOẠCH\nTrồng 120 cây ở Thôn 5.\n\f\nTổng cộng\t=1+1\n"
DOC = "0123456789ab"


def made_up(store: Store, *, source: str = "kế hoạch 1.pdf", rows: Iterable[Record] = ()) -> list[Finding]:
    """A document with one finding of each severity; the one in the middle leads to further evidence."""
    store.save(work(DOC), document(DOC, source), TEXT, Records(rows))
    findings = [
        finding("Thôn 5", severity="error", rule="N009", identity="f1"),
        finding("120 cây", severity="warning", rule="N001", identity="f2", expected="130 cây"),
        finding("Tổng cộng\t=1+1", severity="info", rule="T001", identity="f3", page=2),
    ]
    start = TEXT.index("KẾ HOẠCH")
    shown = {"doc_id": DOC, "page": 1, "start": start, "end": start + 8, "quote": "KẾ HOẠCH", "confidence": 1.0}
    store.replace_findings(findings, [EvidenceRecord(finding_id="f2", role="expected", **shown)])
    return findings


def finding(quote: str, *, severity: str, rule: str, identity: str, page: int = 1, expected: str = "") -> Finding:
    """A finding on the first place where some words stand."""
    start = TEXT.index(quote)
    return Finding(
        finding_id=identity, rule=rule, severity=severity, doc_id=DOC, other_doc_id=None,
        message=f"Sai <ở> “{quote}”\f", expected=expected or None, observed=quote, page=page, start=start,
        end=start + len(quote), quote=quote, confidence=0.9,
    )  # fmt: skip


def read_plan(store: Store, folder: Path, name: str, form: Form) -> list[Finding]:
    """Write a plan with slips to a folder, read it, check it; its findings."""
    variant = next(v for v in variants() if v.planted and v.name == name)
    path = folder / file_name(variant, form)
    path.write_bytes(render(variant, form))
    return read_file(store, path)


def read_file(store: Store, path: Path) -> list[Finding]:
    """Read and check a file; the findings of the store."""
    source = Source(str(path), path.read_bytes())
    plan = process(source)
    store.save(Work(source.sha256, "1", "{}"), plan.document, plan.text, plan.records)
    check_store(store, Policy())
    return list(store.rows(Finding))
