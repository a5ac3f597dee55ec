"""A heading that promises and does not keep."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from corpus.plans import Variant, variants
from corpus.render import Form, file_name, forms_of, render
from dataset.document import Document
from dataset.records import Deadline, NoteRecord, Record, Records, Section, TableRecord, Target, Task, UnitMention
from dataset.spans import Span
from pipeline.reading.base import Source
from pipeline.run import process
from pipeline.silence import is_silence, promises, silent_sections
from tests.pipeline.plans import kehoach
from tests.support import plain_document

TEXT = "II. CHỈ TIÊU\nĐạt 90%.\nIII. GIẢI PHÁP\nTuyên truyền.\n"


def heading(document: Document, text: str, label: str, level: int = 1, parent: str | None = None) -> Section:
    start = document.text.index(text)
    return Section.at(
        document,
        Span(start, start + len(text)),
        section_id=label,
        parent_id=parent,
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


def unit(document: Document, name: str) -> UnitMention:
    start = document.text.index(name)
    fields = dict.fromkeys(("kind", "level", "place"))
    return UnitMention.at(
        document, Span(start, start + len(name)), unit=name, unit_text=name, context="heading", **fields
    )


def headings(document: Document) -> Records:
    return Records([heading(document, "CHỈ TIÊU", "II"), heading(document, "GIẢI PHÁP", "III")])


def silent(text: str, *rows: Record) -> list[NoteRecord]:
    return list(silent_sections("d0", text, Records(rows)))


def silent_below(title: str, body: str) -> list[str | None]:
    document = plain_document(f"I. {title}\n{body}\n")
    return [note.code for note in silent(document.text, heading(document, title, "I"), _end(document))]


def _end(document: Document) -> Section:
    """The last paragraph, as the outline has it: up to the end of the text."""
    span = Span(document.text.rstrip().rindex("\n") + 1, len(document.text))
    fields = {"section_id": "p", "parent_id": "I", "kind": "paragraph", "level": 9, "label": None}
    return Section.at(document, span, text=document.text[span.start : span.end], **fields)


def test_a_promise_without_rows_is_told_with_its_heading_and_its_place() -> None:
    document = plain_document(TEXT)
    (note,) = silent(document.text, *headings(document))
    assert "II CHỈ TIÊU" in note.message
    assert (note.stage, note.page) == ("extract", 1)
    place = json.loads(note.details or "")
    assert document.text[place["start"] : place["end"]] == "CHỈ TIÊU"
    assert is_silence(note)


def test_a_row_under_the_heading_keeps_the_promise() -> None:
    document = plain_document(TEXT)
    records = headings(document)
    records.add(target(document, "Đạt 90%"))
    assert silent(document.text, *records) == []


def test_a_row_under_another_heading_does_not() -> None:
    document = plain_document(TEXT)
    records = headings(document)
    records.add(target(document, "Tuyên truyền"))
    assert len(silent(document.text, *records)) == 1


@pytest.mark.parametrize(
    ("title", "body", "note"),
    [
        ("CHỈ TIÊU", "Nâng cao chất lượng phục vụ bạn đọc.", "silent_targets"),  # the word alone is a promise
        ("CÁC CHỈ TIÊU CHỦ YẾU", "Nâng cao chất lượng phục vụ.", "silent_targets"),
        ("MỤC TIÊU", "Phấn đấu 80% hộ có sách.", "silent_targets"),  # an aim only where a figure stands
        ("MỤC TIÊU CỤ THỂ", "Tăng thêm 12 điểm đọc.", "silent_targets"),
        ("MỤC ĐÍCH, MỤC TIÊU", "Đạt từ 12 câu lạc bộ.", "silent_targets"),
        ("TỔ CHỨC THỰC HIỆN", "Phòng Văn hóa mua sách.", "silent_tasks"),
        ("PHÂN CÔNG NHIỆM VỤ", "Phòng Văn hóa mua sách.", "silent_tasks"),
        ("NHIỆM VỤ, GIẢI PHÁP", "Mua sách.\nCơ quan chủ trì: Phòng Văn hóa.", "silent_tasks"),
        ("GIẢI PHÁP", "Giao Sở Tài chính bố trí tiền mua sách.", "silent_tasks"),
        ("Thời gian thực hiện", "Từ tháng 3 năm nay.", "silent_deadlines"),
    ],
)
def test_headings_that_promise(title: str, body: str, note: str) -> None:
    assert silent_below(title, body) == [note]


@pytest.mark.parametrize(
    ("title", "body"),
    [
        ("MỤC TIÊU CHUNG", "Nâng cao văn hóa đọc của Nhân dân."),  # an aim in words
        ("MỤC TIÊU", "Cứu trợ trong 24 giờ, từ 5 ngày đầu."),  # times are no values
        ("NHIỆM VỤ, GIẢI PHÁP", "Tuyên truyền, vận động Nhân dân đọc sách."),  # work that nobody is charged with
        ("Thời gian thực hiện", "Theo mùa."),
        ("CHỈ TIÊU GIAO CHO CÁC THÔN", "Chi tiết tại Phụ lục."),  # the reader is sent elsewhere
        ("PHÂN CÔNG NHIỆM VỤ", "Theo biểu kèm theo Kế hoạch này."),
        ("Gắn tuyên truyền với chỉ tiêu của thôn", "Đạt 90% hộ."),  # the word stands within the heading
        ("Kết quả thực hiện nhiệm vụ", "Giao Sở Tài chính 5 việc."),
    ],
)
def test_headings_that_promise_nothing(title: str, body: str) -> None:
    assert silent_below(title, body) == []


def test_a_long_section_is_not_excused_by_a_word() -> None:
    assert silent_below("PHÂN CÔNG NHIỆM VỤ", "Phòng Văn hóa mua sách theo danh mục. " * 20) == ["silent_tasks"]


def test_an_empty_section_is_told() -> None:
    document = plain_document("IV. TỔ CHỨC THỰC HIỆN\nV. KINH PHÍ\nNgân sách.\n")
    rows = heading(document, "TỔ CHỨC THỰC HIỆN", "IV"), heading(document, "KINH PHÍ", "V")
    assert [note.code for note in silent(document.text, *rows)] == ["silent_tasks"]


def test_of_headings_below_one_another_the_innermost_is_told() -> None:
    document = plain_document("I. MỤC TIÊU\n1. Chỉ tiêu chính\nĐạt 90% hộ.\nII. KHÁC\n")
    rows = heading(document, "MỤC TIÊU", "I"), heading(document, "Chỉ tiêu chính", "1", 2, "I")
    (note,) = silent(document.text, *rows, heading(document, "KHÁC", "II"))
    assert "1 Chỉ tiêu chính" in note.message


def test_the_heading_of_a_unit_promises_tasks_where_work_is_shared_out() -> None:
    text = "I. TỔ CHỨC THỰC HIỆN\n1. Phòng Văn hóa\nMua sách.\n2. Kinh phí\nNgân sách.\nII. KHÁC\n"
    document = plain_document(text)
    rows = [
        heading(document, "TỔ CHỨC THỰC HIỆN", "I"),
        heading(document, "Phòng Văn hóa", "1", 2, "I"),
        heading(document, "Kinh phí", "2", 2, "I"),
        heading(document, "KHÁC", "II"),
        unit(document, "Phòng Văn hóa"),
    ]
    (note,) = silent(text, *rows)
    assert "1 Phòng Văn hóa" in note.message


def test_every_promise_has_its_note_in_both_languages(monkeypatch: pytest.MonkeyPatch) -> None:
    document = plain_document(TEXT)
    (row,) = silent(document.text, *headings(document))
    monkeypatch.setenv("KEHOACH_LANG", "en")
    (other,) = silent(document.text, *headings(document))
    assert row.message != other.message
    assert {promise.note for promise in promises()} == {"silent_targets", "silent_tasks", "silent_deadlines"}


CASES = [(v, form) for v in variants() for form in ("txt", "docx") if form in forms_of(v)]


@pytest.mark.parametrize(("variant", "form"), CASES, ids=lambda case: getattr(case, "name", case))
def test_no_plan_of_the_corpus_brings_a_false_alarm(variant: Variant, form: Form) -> None:
    plan = process(Source(file_name(variant, form), render(variant, form)))
    assert [note.message for note in plan.records.of(NoteRecord) if is_silence(note)] == []


@pytest.mark.parametrize("variant", [v for v in variants() if not v.planted], ids=lambda v: v.name)
@pytest.mark.parametrize(("kind", "note"), [(Target, "silent_targets"), (Task, "silent_tasks")])
def test_an_extractor_that_falls_silent_is_noticed_in_every_plan(
    variant: Variant, kind: type[Record], note: str
) -> None:
    plan = process(Source(file_name(variant, "txt"), render(variant, "txt")))
    rest = (row for row in plan.records if not isinstance(row, kind | TableRecord | Deadline))
    assert note in {found.code for found in silent(plan.text, *rest)}


PLAN = """ỦY BAN NHÂN DÂN
XÃ ĐỒNG LÂM
Số: 12/KH-UBND
Đồng Lâm, ngày 05 tháng 3 năm 2026
KẾ HOẠCH
Phát triển văn hóa đọc năm 2026

I. CHỈ TIÊU
Nâng cao chất lượng phục vụ bạn đọc tại nhà văn hóa các thôn.
II. TỔ CHỨC THỰC HIỆN
1. Phòng Văn hóa - Xã hội
- Chủ trì tổ chức ngày hội đọc sách trước ngày 30/4/2026.
"""


@pytest.mark.slow
def test_the_run_says_that_a_section_is_silent_and_keeps_the_note(tmp_path: Path) -> None:
    source = tmp_path / "plan.txt"
    source.write_text(PLAN, encoding="utf-8")
    done = kehoach("run", source, "--out", tmp_path / "out")
    assert "1 mục hứa có chỉ tiêu, nhiệm vụ hoặc thời hạn mà không đọc được gì" in done.stdout
    notes = (tmp_path / "out" / "dataset" / "notes.csv").read_text(encoding="utf-8")
    assert "Mục “I CHỈ TIÊU” hứa có chỉ tiêu" in notes
    assert "silent_targets" in notes
    assert 'id="silent"' in (tmp_path / "out" / "report.html").read_text(encoding="utf-8")
