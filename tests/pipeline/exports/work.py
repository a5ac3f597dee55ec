"""Stores with made-up tasks, deadlines and assignments for the tests of calendars, matrix and briefs."""

from __future__ import annotations

from typing import Any

from dataset.records import Assignment, Deadline, Records, Section, Task
from dataset.store import Store
from tests.dataset.rows import document, work

DOC = "0123456789ab"
TEXT = "KẾ HOẠCH\nI. VIỆC\n1. Trồng cây trước ngày 30/6/2026\n2. Báo cáo trước ngày 15 hằng tháng\n"


def located(
    quote: str, *, doc_id: str = DOC, confidence: float = 0.9, names: tuple[str, str] = ("start", "end")
) -> Any:
    """The evidence of a row on the first place where some words stand."""
    start = TEXT.index(quote)
    where = {"doc_id": doc_id, "page": 1, "quote": quote, "confidence": confidence}
    return {**where, names[0]: start, names[1]: start + len(quote)}


def deadline(number: int, kind: str, text: str, doc_id: str = DOC, **fields: Any) -> Deadline:
    """A deadline; its evidence is the whole line of the first task."""
    values = {"start": None, "end": None, "rrule": None} | fields
    where = located("Trồng cây trước ngày 30/6/2026", doc_id=doc_id, names=("quote_start", "quote_end"))
    return Deadline(deadline_id=f"{doc_id}-d{number}", kind=kind, text=text, **values, **where)  # type: ignore[arg-type]


def task(number: int, text: str, due: int | None = None, doc_id: str = DOC, **fields: Any) -> Task:
    """A task in section I.N."""
    values = {"section": f"I.{number}", "product": None, "source": "body", "table_id": None, "row": None} | fields
    deadline_id = f"{doc_id}-d{due}" if due is not None else None
    return Task(
        task_id=f"{doc_id}-k{number}", text=text, deadline_id=deadline_id, **values, **located("VIỆC", doc_id=doc_id)
    )


def assigned(number: int, unit: str, role: str, doc_id: str = DOC) -> Assignment:
    """A unit with a task."""
    where = located("VIỆC", doc_id=doc_id)
    return Assignment(task_id=f"{doc_id}-k{number}", unit=unit, unit_text=unit, role=role, **where)  # type: ignore[arg-type]


def save(store: Store, *rows: Any, doc_id: str = DOC, **fields: Any) -> None:
    """Store a plan of 2026 with some rows and one section that holds everything."""
    values = {
        "doc_type": "KH", "number": "12", "symbol": "KH-UBND", "issued_on": "2026-03-10", "place": "Gia Lộc",
        "issuer": "Ủy ban nhân dân xã Gia Lộc", "issuer_level": "xã", "title": "Trồng cây <xanh> & sạch",
        "period": "2026",
    } | fields  # fmt: skip
    section = Section(
        doc_id=doc_id, section_id=f"{doc_id}-s1", parent_id=None, kind="text", level=0, label=None, text="Cả đoạn văn",
        page=1, start=0, end=len(TEXT), quote=TEXT, confidence=1.0,
    )  # fmt: skip
    store.save(work(doc_id), document(doc_id, **values), TEXT, Records([section, *rows]))
