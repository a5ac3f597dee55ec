"""The outline as rows."""

from __future__ import annotations

from dataset.records import Section
from extractors.base import Context
from extractors.outline.build import build_outline
from extractors.sections import Sections
from tests.support import plain_document

TEXT = """KẾ HOẠCH
Trồng cây
I. NỘI DUNG
1. Địa điểm: Trồng cây ở hai bên đường liên thôn và quanh nhà văn hóa.
- Đường số 1.
STT\tĐường
1\tđường số 1"""


def rows() -> list[Section]:
    document = plain_document(TEXT)
    found = Sections().extract(Context(document, build_outline(document)))
    return [row for row in found if isinstance(row, Section)]


def test_rows_follow_the_outline() -> None:
    assert [(row.kind, row.level, row.label) for row in rows()] == [
        ("type", 0, None),
        ("title", 0, None),
        ("heading", 1, "I"),
        ("heading", 2, "1"),
        ("text", 3, None),
        ("item", 3, "-"),
        ("table", 0, None),
    ]


def test_parents_are_rows() -> None:
    found = {row.section_id: row for row in rows()}
    assert len(found) == 7
    item = next(row for row in found.values() if row.kind == "item")
    assert item.parent_id is not None
    assert found[item.parent_id].text == "Địa điểm:"


def test_evidence_is_the_text_without_the_label() -> None:
    heading = next(row for row in rows() if row.kind == "heading")
    assert heading.quote == heading.text == "NỘI DUNG"
    assert TEXT[heading.start : heading.end] == heading.quote
