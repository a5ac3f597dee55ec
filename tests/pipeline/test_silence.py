"""A heading that promises and does not keep."""

from __future__ import annotations

from dataset.document import Document
from dataset.records import Records, Section, Target
from dataset.spans import Span
from pipeline.silence import promises, silent_sections
from tests.support import plain_document

TEXT = "II. CHỈ TIÊU\nĐạt 90%.\nIII. GIẢI PHÁP\nTuyên truyền.\n"


def heading(document: Document, text: str, label: str, level: int = 1) -> Section:
    start = document.text.index(text)
    return Section.at(
        document,
        Span(start, start + len(text)),
        section_id=label,
        parent_id=None,
        kind="heading",
        level=level,
        label=label,
        text=text,
    )


def target(document: Document, quote: str) -> Target:
    start = document.text.index(quote)
    fields = dict.fromkeys(("scope", "value_max", "unit", "period", "baseline", "part_of"))
    return Target.at(
        document,
        Span(start, start + len(quote)),
        target_id="t1",
        indicator="x",
        comparator="=",
        value=90,
        source="body",
        **fields,
    )


def headings(document: Document) -> Records:
    return Records([heading(document, "CHỈ TIÊU", "II"), heading(document, "GIẢI PHÁP", "III")])


def test_a_promise_without_rows_is_told_with_its_heading() -> None:
    document = plain_document(TEXT)
    (note,) = silent_sections("d0", headings(document))
    assert "II CHỈ TIÊU" in note.message
    assert note.stage == "extract"


def test_a_row_under_the_heading_keeps_the_promise() -> None:
    document = plain_document(TEXT)
    records = headings(document)
    records.add(target(document, "Đạt 90%"))
    assert list(silent_sections("d0", records)) == []


def test_a_row_under_another_heading_does_not() -> None:
    document = plain_document(TEXT)
    records = headings(document)
    records.add(target(document, "Tuyên truyền"))
    assert len(list(silent_sections("d0", records))) == 1


def test_an_ordinary_heading_promises_nothing() -> None:
    assert not any(promise.heading.search("GIẢI PHÁP") for promise in promises())
