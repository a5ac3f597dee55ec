"""The workbook: read back by openpyxl, and by LibreOffice where it is installed."""

from __future__ import annotations

import csv
import resource
import shutil
import subprocess
from datetime import datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl.utils.escape import unescape

from dataset.columns import columns_of
from dataset.records import RECORD_TYPES, Deadline, DocumentRecord, Finding, Record, Section, TableRecord, Target
from dataset.store import Store
from pipeline.exports import xlsx
from pipeline.exports.base import exporter
from pipeline.exports.workbook import values
from pipeline.exports.workbook.annexes import header_grid
from pipeline.exports.workbook.style import COLOURS, LINE, lines_of
from tests.dataset.rows import cell, target
from tests.pipeline.exports.stored import DOC, made_up, read_plan


def written(store: Store, folder: Path) -> Any:
    (path,) = exporter("xlsx").write(store, folder)
    return openpyxl.load_workbook(path)


def column(record: type, name: str) -> Any:
    return next(spec for spec in columns_of(record) if spec.name == name)


def test_every_table_is_a_sheet_with_frozen_head_and_filter(store: Store, tmp_path: Path) -> None:
    made_up(store, rows=[target(DOC, 1, indicator="=HYPERLINK(0)", value=0.5), target(DOC, 2, indicator="-x\f_x000C_")])
    book = written(store, tmp_path)
    assert book.sheetnames == ["Phát hiện", *(table for table in RECORD_TYPES if table != Finding.table)]
    for sheet in book:
        assert sheet.freeze_panes == "A2"
        assert sheet.auto_filter.ref.startswith("A1:")
    sheet = book["targets"]
    heads = [head.value for head in sheet[1]]
    assert heads == Target.column_names()
    row = dict(zip(heads, sheet[2], strict=True))
    assert (row["indicator"].value, row["indicator"].data_type) == ("=HYPERLINK(0)", "s")
    assert (row["value"].value, row["value"].data_type) == (0.5, "n")
    assert unescape(sheet.cell(3, heads.index("indicator") + 1).value) == "-x\f_x000C_"


def test_findings_are_coloured_and_lead_to_their_rows(store: Store, tmp_path: Path) -> None:
    findings = made_up(store)
    book = written(store, tmp_path)
    sheet = book.worksheets[0]
    heads = [head.value for head in sheet[1]]
    for number, finding in enumerate(findings, 2):
        row = dict(zip(heads, sheet[number], strict=True))
        assert row["Mức"].fill.fgColor.rgb.endswith(COLOURS[finding.severity])
        assert (row["Mã"].value, row["Trang"].value) == (finding.finding_id, finding.page)
    evidence = [row[heads.index("Đối chiếu")] for row in sheet.iter_rows(min_row=2)]
    (link,) = [entry.hyperlink for entry in evidence if entry.hyperlink]
    assert link.location == "'evidence'!A2"
    assert book["evidence"]["A2"].value == findings[1].doc_id


def test_every_sheet_can_be_printed_and_long_texts_are_seen(store: Store, tmp_path: Path) -> None:
    long = "Phòng Văn hóa - Xã hội chủ trì, phối hợp với các tổ dân phố rà soát số liệu. " * 4
    findings = [row.model_copy(update={"message": long}) if not at else row for at, row in enumerate(made_up(store))]
    store.replace_findings(findings, [])
    book = written(store, tmp_path)
    for sheet in book:
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
        assert (sheet.page_setup.orientation, sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight) == (
            "landscape", 1, 0,
        )  # fmt: skip
        assert sheet.print_title_rows == "$1:$1"
    first = book.worksheets[0]
    needed = LINE * len(long) / next(width for name, width in xlsx.FINDING_COLUMNS if name == "message")
    assert needed <= first.row_dimensions[2].height <= 409
    assert first.row_dimensions[3].height < needed


@pytest.mark.parametrize(
    ("text", "width", "lines"), [("", 10, 1), ("mười chữ", 8, 1), ("a b " * 5, 10, 3), ("a\nb", 9, 2)]
)
def test_lines_of_a_cell(text: str, width: float, lines: int) -> None:
    assert lines_of(text, width) == lines


def test_an_annex_stands_in_its_own_layout_with_its_slips_marked(store: Store, tmp_path: Path) -> None:
    """The annex of the plan has a total that is off, and a list that skips a hamlet."""
    findings = read_plan(store, tmp_path, "bao-hiem-y-te-xa", "docx")
    wrong = next(finding for finding in findings if finding.rule == "N001")
    book = written(store, tmp_path / "out")
    sheet = next(sheet for sheet in book if sheet.title.startswith("PL "))
    marked = [entry for row in sheet.iter_rows() for entry in row if entry.comment]
    (total,) = [entry for entry in marked if "N001" in entry.comment.text]
    assert wrong.message in total.comment.text
    assert total.value == float((wrong.observed or "").replace(".", ""))
    assert total.number_format == "#,##0"
    assert total.fill.fgColor.rgb.endswith(COLOURS["error"])
    uncoloured = [
        e
        for row in sheet.iter_rows(min_row=5)
        for e in row
        if not e.comment and e.fill.fgColor.rgb[2:] in COLOURS.values()
    ]
    assert uncoloured == []
    # the header in two rows, its upper cells merged, and frozen with the title
    assert "Số người tham gia" in [entry.value for entry in sheet[3]]
    assert any(area.bounds[1] == area.bounds[3] == 3 for area in sheet.merged_cells.ranges)
    assert sheet.freeze_panes == "A5"
    links = [entry.hyperlink.location for row in book.worksheets[0].iter_rows() for entry in row if entry.hyperlink]
    assert f"'{sheet.title}'!{total.coordinate}" in links


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
@pytest.mark.slow
def test_an_office_program_opens_it(store: Store, tmp_path: Path) -> None:
    made_up(store, rows=[target(DOC, 1, indicator="=1+1", value=7818.5), target(DOC, 2, indicator="a\fb")])
    (path,) = exporter("xlsx").write(store, tmp_path)
    subprocess.run(
        ["soffice", "--headless", f"-env:UserInstallation=file://{tmp_path}/profile", "--convert-to",
         "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false,false,false,-1", "--outdir", tmp_path, path],
        check=True, capture_output=True, timeout=180,
    )  # fmt: skip
    with (tmp_path / "kehoach-targets.csv").open(encoding="utf-8", newline="") as file:
        first, second = csv.DictReader(file)
    assert (first["indicator"], first["value"]) == ("=1+1", "7818.5")
    assert second["indicator"] == "a\fb"
    assert "N009" in (tmp_path / "kehoach-Phát hiện.csv").read_text(encoding="utf-8")


def test_full_dates_are_dates_and_half_ones_stay() -> None:
    issued, end = column(DocumentRecord, "issued_on"), column(Deadline, "end")
    assert values.value_of("2026-05-21", issued) == datetime(2026, 5, 21).date()
    assert [values.value_of(text, end) for text in ("2026-05", "2026-02-31", "1899-12-31", None)] == [
        "2026-05", "2026-02-31", "1899-12-31", None
    ]  # fmt: skip
    # what only looks like a date is none
    assert values.value_of("2026-05-21", column(TableRecord, "title")) == "2026-05-21"


@given(st.text(max_size=60))
def test_what_xml_cannot_hold_comes_back(text: str) -> None:
    assert unescape(values.escaped(text)) == text


def test_a_text_too_long_says_what_was_cut() -> None:
    sheet = openpyxl.Workbook(write_only=True).create_sheet("x")
    made = values.cell_of(sheet, "á" * 40_000, "sections")
    assert len(made.value) <= values.LONGEST
    assert made.value.endswith(f"[cắt bớt {40_000 - made.value.count('á')} ký tự; đủ trong dataset/sections.csv]")
    assert len(values.cell_of(sheet, "\f" * 40_000, "x").value) <= values.LONGEST
    assert values.cell_of(sheet, "á" * values.LONGEST).value == "á" * values.LONGEST


@given(st.lists(st.text(min_size=1, max_size=40), max_size=8))
def test_sheets_have_names_that_programs_take(wanted: list[str]) -> None:
    made = list(values.names(iter(wanted)))
    assert len({name.casefold() for name in made}) == len(wanted)
    assert all(0 < len(name) <= 31 and not set(name) & set("[]:*?/\\") for name in made)


def test_parts_of_a_header_stand_above_their_columns() -> None:
    rows, merged = header_grid(["TT", "Dân / Nam", "Dân / Nữ", "Dân", "Dân"], 2)
    assert rows == [["TT", "Dân", None, "Dân", "Dân"], [None, "Nam", "Nữ", None, None]]
    assert merged == [(0, 0, 1, 0), (0, 1, 0, 2), (0, 3, 1, 3), (0, 4, 1, 4)]


def test_a_cell_that_is_no_plain_number_stays_as_it_stands(store: Store, tmp_path: Path) -> None:
    texts = [("a", "01", 1), ("b", "95 %", 95), ("c", "7.818", 7818), ("d", "9,5", 9.5), ("e", "=A1", None)]
    rows = [cell(DOC, 1, name, text, value) for name, text, value in texts]
    table = TableRecord(doc_id=DOC, table_id=f"{DOC}-t1", title="Biểu: 1/2", rows=1, columns=5, first_page=1,
                        last_page=1, page=1, start=0, end=3, quote="KẾ ", confidence=1)  # fmt: skip
    made_up(store, rows=[table, *rows])
    sheet = written(store, tmp_path).worksheets[-1]
    assert [entry.value for entry in sheet[4]] == ["01", "95 %", 7818, 9.5, "=A1"]
    assert sheet["E4"].data_type == "s"


def test_every_row_leads_to_the_words_that_it_stands_on(store: Store, tmp_path: Path) -> None:
    read_plan(store, tmp_path, "phong-chong-thien-tai-phuong", "txt")
    book = written(store, tmp_path)
    sections = book["sections"]
    text = [head.value for head in sections[1]].index("text") + 1
    followed = 0
    for name in ("targets", "tasks", "assignments", "deadlines", "citations", "cells"):
        heads = [head.value for head in book[name][1]]
        for row in book[name].iter_rows(min_row=2):
            page, quote = row[heads.index("page")], str(row[heads.index("quote")].value)
            assert page.data_type == "n"
            sheet, at = page.hyperlink.location.rsplit("!", 1)
            assert sheet == "'sections'"
            words = str(sections.cell(int(at.removeprefix("A")), text).value)
            kind = sections.cell(int(at.removeprefix("A")), heads.index("doc_id") + 4).value
            if quote.split() and kind != "table" and name != "cells":
                assert quote.split(maxsplit=1)[0] in words
                followed += 1
    assert followed > 20


def test_links_end_where_a_sheet_takes_no_more(store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(xlsx, "MOST_LINKS", 3)
    where = {"page": 1, "start": 0, "end": 8, "quote": "KẾ HOẠCH", "confidence": 1.0}
    part = Section(
        doc_id=DOC, section_id="s1", parent_id=None, kind="text", level=0, label=None, text="KẾ HOẠCH", **where
    )
    made_up(store, rows=[part, *(target(DOC, number) for number in range(1, 6))])
    sheet = written(store, tmp_path)["targets"]
    page = [head.value for head in sheet[1]].index("page")
    assert [row[page].hyperlink is not None for row in sheet.iter_rows(min_row=2)] == [True, True, False, False, False]
    assert [row[page].value for row in sheet.iter_rows(min_row=2)] == [1] * 5


def test_many_tables_leave_no_file_open(store: Store, tmp_path: Path) -> None:
    """Each sheet is a file while it is written; systems allow a process about a thousand."""
    tables = [f"t{number}" for number in range(150)]
    rows: list[Record] = []
    for name in tables:
        rows.append(
            TableRecord(doc_id=DOC, table_id=f"{DOC}-{name}", title=name, rows=1, columns=1, first_page=1, last_page=1,
                        page=1, start=0, end=3, quote="KẾ ", confidence=1)
        )  # fmt: skip
        rows.append(cell(DOC, 1, "A", name, table=name))
    made_up(store, rows=rows)
    limits = resource.getrlimit(resource.RLIMIT_NOFILE)
    used = len(list(Path("/proc/self/fd").iterdir()))
    resource.setrlimit(resource.RLIMIT_NOFILE, (used + 60, limits[1]))
    try:
        (path,) = exporter("xlsx").write(store, tmp_path)
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, limits)
    book = openpyxl.load_workbook(path, read_only=True)
    assert len([name for name in book.sheetnames if name.startswith("PL ")]) == len(tables)
    book.close()


def test_a_full_sheet_goes_on_in_a_second_one(store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(xlsx, "MOST_ROWS", 3)
    made_up(store, rows=[target(DOC, number) for number in range(1, 6)])
    book = written(store, tmp_path)
    sheets = [book[name] for name in ("targets", "targets (2)", "targets (3)")]
    assert [[row[1].value for row in sheet.iter_rows(min_row=2)] for sheet in sheets] == [
        [f"{DOC}-g1", f"{DOC}-g2"], [f"{DOC}-g3", f"{DOC}-g4"], [f"{DOC}-g5"]
    ]  # fmt: skip
    assert [sheet.auto_filter.ref[-1] for sheet in sheets] == ["3", "3", "2"]
