"""What the pages are made of, without a browser."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checks.tables import format_number
from dataset.document import Box
from dataset.lookup import Lookup
from dataset.records import CellRecord, Deadline, DocumentRecord, Finding, Recovery, TableRecord
from dataset.spans import Span
from review.arithmetic import sum_of
from review.desk import Desk
from review.web.chart import HIGH, bars
from review.web.data_view import Month, choose, quarter
from review.web.marking import segments
from review.web.sheet_view import Meant, pieces_of
from review.web.table_view import Field, TableView
from review.web.things import thing
from tests.review.rows import document, make_store

PLACE = {"doc_id": "d", "page": 1, "confidence": 1.0}


def recovery(start: int, end: int) -> Recovery:
    return Recovery(**PLACE, quote="x", start=start, end=end, line=1, before="a", after="b")


spans = st.lists(st.tuples(st.integers(0, 40), st.integers(1, 20)), max_size=12)


@given(st.text(max_size=60), spans)
def test_a_marked_text_is_the_text(text: str, places: list[tuple[int, int]]) -> None:
    things = [thing(recovery(start, start + length)) for start, length in places]
    cut = list(segments(text, things))
    assert "".join(segment.text for segment in cut) == text
    for segment in cut:
        inside = {
            id(t)
            for t in things
            if t.row.span.end <= len(text)
            and t.row.span.contains(Span(segment.start, segment.start + len(segment.text)))
        }
        assert {id(t) for t in segment.things} == (inside if segment.text else set(map(id, segment.things)))


@given(st.text(max_size=60), spans)
def test_pieces_of_a_page_are_the_page(text: str, places: list[tuple[int, int]]) -> None:
    meant = [Meant(Span(start, start + length), "evidence") for start, length in places]
    assert "".join(piece.text for piece in pieces_of(text, Span(0, len(text)), meant)) == text


def cell(row: int, column: str, text: str, start: int) -> CellRecord:
    digits = text.replace(".", "")
    value = float(digits) if digits.isdigit() else None
    return CellRecord(
        **PLACE,
        table_id="t",
        row=row,
        column=column,
        text=text,
        value=value,
        is_total=False,
        quote=text,
        start=start,
        end=start + len(text),
    )


TABLE = TableRecord(
    **PLACE, table_id="t", title=None, rows=3, columns=2, first_page=1, last_page=1, quote="", start=0, end=99
)


def wrong_total(stated: str, expected: str) -> Finding:
    return Finding(
        **PLACE,
        finding_id="f",
        rule="N001",
        severity="error",
        other_doc_id=None,
        message="",
        expected=expected,
        observed=stated,
        quote=f"Tổng {stated}",
        start=40,
        end=45 + len(stated),
    )


@given(st.integers(1, 10**6), st.integers(1, 10**6), st.integers(1, 999))
def test_the_sum_that_is_shown_is_the_sum_of_what_stands_there(one: int, two: int, off: int) -> None:
    stated = format_number(one + two + off)
    cells = [
        cell(1, "Thôn", "Thôn 1", 0),
        cell(1, "Số hộ", format_number(one), 10),
        cell(2, "Thôn", "Thôn 2", 20),
        cell(2, "Số hộ", format_number(two), 30),
        cell(3, "Thôn", "Tổng", 40),
        cell(3, "Số hộ", stated, 45),
    ]
    shown = sum_of(wrong_total(stated, format_number(one + two)), [TABLE], cells)
    assert shown is not None
    assert [(addend.label, addend.cell.value) for addend in shown.addends] == [("Thôn 1", one), ("Thôn 2", two)]
    assert (shown.total, shown.stated) == (one + two, one + two + off)
    # what the figures do not give is not shown as their sum
    assert sum_of(wrong_total(stated, format_number(one + two + off + 1)), [TABLE], cells) is None


def test_heads_of_a_table_are_merged_as_they_were_written() -> None:
    columns = ["TT", "Dân số", "Số người / 2025", "Số người / 2026", "Tăng / Hộ / A", "Tăng / Hộ / B", "Tăng / Khác"]
    fields = {(1, name): Field(0, cell(1, name, "1", 0), "1") for name in columns}
    view = TableView(
        DocumentRecord(doc_id="d", source="s", sha256="0", media_type="m", text_origin="plain", page_count=1),
        TABLE,
        columns,
        [1],
        fields,
    )
    assert view.heads == [
        [("TT", 1, 3), ("Dân số", 1, 3), ("Số người", 2, 1), ("Tăng", 3, 1)],
        [("2025", 1, 2), ("2026", 1, 2), ("Hộ", 2, 1), ("Khác", 1, 2)],
        [("A", 1, 1), ("B", 1, 1)],
    ]


def deadline(kind: str, end: str | None) -> Deadline:
    return Deadline.model_validate(
        {
            **PLACE,
            "deadline_id": "x",
            "text": "",
            "kind": kind,
            "start": None,
            "end": end,
            "rrule": None,
            "quote": "",
            "quote_start": 0,
            "quote_end": 0,
        }
    )


def test_a_deadline_falls_into_the_quarter_of_its_end() -> None:
    assert quarter(deadline("date", "2026-03-31")) == "2026-Q1"
    assert quarter(deadline("range", "2026-10")) == "2026-Q4"
    assert quarter(deadline("date", "2027")) == "2027"
    assert quarter(deadline("recurring", None)) == "regular"
    assert quarter(None) == "none"


@given(st.dates(date(1950, 1, 1), date(2090, 1, 1)))
def test_months_follow_each_other(day: date) -> None:
    month = Month(day.year, day.month, [], {}, [])
    before, after = (Month(int(m[:4]), int(m[5:]), [], {}, []) for m in (month.before, month.after))
    here = f"{day.year:04}-{day.month:02}"
    assert before.after == here == after.before
    assert month.before < here < month.after


@given(st.lists(st.tuples(st.text(max_size=4), st.integers(1, 10**6)), max_size=20))
def test_the_highest_bar_fills_the_picture(counts: list[tuple[str, int]]) -> None:
    chart = bars(counts)
    assert [bar.count for bar in chart.bars] == [count for _, count in counts]
    assert not counts or max(bar.height for bar in chart.bars) == HIGH
    assert Box(0, 0, chart.width, chart.high).x1 >= max((bar.x + chart.wide for bar in chart.bars), default=0)


def test_documents_beyond_the_first_are_come_to_page_by_page(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("review.web.data_view.MOST_DOCUMENTS", 2)
    path = tmp_path / "kehoach.sqlite"
    make_store(path, [document(f"{number:012x}", f"ke-hoach-{number}.pdf") for number in range(5)])
    with Desk.at(path) as desk:
        lookup = Lookup(desk.ledger.engine)
        pages = [choose(lookup, "")]
        while pages[-1].more:
            pages.append(choose(lookup, "", after=pages[-1].more))
        assert [len(page.documents) for page in pages] == [2, 2, 1]
        assert len({doc_id for page in pages for doc_id in page.ids}) == 5
        assert choose(lookup, "ke-hoach-3").more == ""
