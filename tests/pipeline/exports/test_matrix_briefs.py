"""The responsibility matrix and the briefs, read back and opened in LibreOffice."""

from __future__ import annotations

import shutil
import subprocess
from datetime import datetime
from pathlib import Path
from typing import Any

import docx
import openpyxl
import pytest

from dataset.store import Store
from pipeline.exports.base import exporter
from pipeline.exports.workbook.style import LINE
from tests.pipeline.exports.stored import read_plan
from tests.pipeline.exports.work import assigned, deadline, save, task

UNIT, OTHER = "Phòng Kinh tế", "Trạm Y tế"


@pytest.fixture
def filled(store: Store) -> Store:
    save(
        store, deadline(1, "date", "trước ngày 30/6/2026", end="2026-06-30"),
        deadline(2, "recurring", "ngày 15 hằng tháng", rrule="FREQ=MONTHLY;BYMONTHDAY=15"),
        task(1, "=Trồng cây\f", 1, product="Hàng cây"), task(2, "Báo cáo", 2), task(3, "Không ai làm"),
        assigned(1, UNIT, "lead"), assigned(1, OTHER, "coordinate"), assigned(2, OTHER, "lead"),
        assigned(2, UNIT, "coordinate"), assigned(2, UNIT, "monitor"),
    )  # fmt: skip
    return store


def matrix(store: Store, folder: Path) -> Any:
    (path,) = exporter("matrix").write(store, folder)
    return openpyxl.load_workbook(path)


def test_the_list_has_a_row_for_each_part_of_each_unit(filled: Store, tmp_path: Path) -> None:
    sheet = matrix(filled, tmp_path).worksheets[0]
    assert sheet.title == "Theo đơn vị"
    assert (sheet.freeze_panes, sheet.auto_filter.ref) == ("C2", "A1:L6")
    # the longest head takes two lines, more than a row has by itself
    assert sheet.row_dimensions[1].height >= 2 * LINE
    rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=2)]
    assert [(row[0], row[1], row[8]) for row in rows] == [
        (UNIT, "Chủ trì", OTHER),
        (UNIT, "Phối hợp", OTHER),
        (UNIT, "Theo dõi, giám sát", OTHER),
        (OTHER, "Phối hợp", UNIT),
        (OTHER, "Chủ trì", UNIT),
    ]
    assert (rows[0][4], rows[0][5], rows[0][3]) == (None, datetime(2026, 6, 30), "trước ngày 30/6/2026")
    assert sheet["F2"].is_date
    assert sheet["C2"].data_type == "s"
    assert rows[1][6] == "hằng tháng, ngày 15"


def test_the_matrix_has_units_against_tasks(filled: Store, tmp_path: Path) -> None:
    sheet = matrix(filled, tmp_path)["12_KH-UBND"]
    assert sheet["A1"].value == "12/KH-UBND – Trồng cây <xanh> & sạch"
    assert [cell.value for cell in sheet[3]][5:] == [UNIT, OTHER]
    marks = [[cell.value for cell in row][5:] for row in sheet.iter_rows(min_row=4)]
    assert marks == [["CT", "PH"], ["PH, TD", "CT"], [None, None]]
    assert [sheet.cell(row, 4).value for row in (4, 5, 6)] == [datetime(2026, 6, 30), None, None]


def texts(path: Path) -> tuple[list[str], list[list[list[str]]]]:
    brief = docx.Document(str(path))
    tables = [[[cell.text for cell in row.cells] for row in table.rows] for table in brief.tables]
    return [paragraph.text for paragraph in brief.paragraphs], tables


def test_a_brief_says_what_is_asked(filled: Store, tmp_path: Path) -> None:
    paths = exporter("briefs").write(filled, tmp_path)
    assert [path.name for path in paths] == ["phong-kinh-te.docx", "tram-y-te.docx"]
    words, tables = texts(paths[0])
    assert words[:3] == [
        "Các kế hoạch yêu cầu gì ở đơn vị",
        UNIT,
        "2 nhiệm vụ trong 1 kế hoạch: chủ trì 1, phối hợp hoặc vai trò khác 1.",
    ]
    assert "Ủy ban nhân dân xã Gia Lộc, 10/03/2026" in words
    # the 15th of March comes before the 30th of June
    due = words.index("Các mốc có ngày")
    assert words[due + 1].startswith("ngày 15 hằng tháng – Báo cáo (Phối hợp, Theo dõi, giám sát; 12/KH-UBND")
    assert words[due + 2].startswith("trước ngày 30/6/2026 – =Trồng cây")
    lead, coordinate = tables
    assert lead[1][1:] == ["=Trồng cây\ufffd\nSản phẩm: Hàng cây", "trước ngày 30/6/2026", f"Phối hợp: {OTHER}",
                           "mục I.1, trang 1"]  # fmt: skip
    assert [row[1] for row in coordinate] == ["Nhiệm vụ", "Báo cáo"]


def test_briefs_of_units_that_are_gone_are_removed_and_bytes_stay(filled: Store, tmp_path: Path) -> None:
    first = {path.name: path.read_bytes() for path in exporter("briefs").write(filled, tmp_path)}
    assert first == {path.name: path.read_bytes() for path in exporter("briefs").write(filled, tmp_path / "again")}
    save(filled, task(1, "Trồng cây"), assigned(1, OTHER, "lead"))
    exporter("briefs").write(filled, tmp_path)
    assert [path.name for path in tmp_path.glob("*.docx")] == ["tram-y-te.docx"]
    _, tables = texts(tmp_path / "tram-y-te.docx")
    assert tables[0][1][2] == "(không ghi thời hạn)"


def test_a_store_without_tasks_gives_an_empty_list(store: Store, tmp_path: Path) -> None:
    book = matrix(store, tmp_path)
    assert book.sheetnames == ["Theo đơn vị"]
    assert book.worksheets[0].max_row == 1
    assert exporter("briefs").write(store, tmp_path / "briefs") == []


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
def test_libreoffice_opens_both(store: Store, tmp_path: Path) -> None:
    read_plan(store, tmp_path, "phong-chong-thien-tai-phuong", "txt")
    (book,) = exporter("matrix").write(store, tmp_path / "matrix")
    brief = next(p for p in exporter("briefs").write(store, tmp_path / "briefs") if p.name == "cong-an-phuong.docx")
    home = f"-env:UserInstallation=file://{tmp_path}/office"
    subprocess.run(
        ["soffice", home, "--headless", "--convert-to", "pdf", "--outdir", str(tmp_path), str(book), str(brief)],
        check=True, capture_output=True, timeout=120,
    )  # fmt: skip
    for name in ("matrix.pdf", "cong-an-phuong.pdf"):
        text = subprocess.run(["pdftotext", str(tmp_path / name), "-"], check=True, capture_output=True).stdout.decode()
        assert "Công an phường" in text
        assert "112/KH-UBND" in text
