"""The renderers: the same bytes every time, and the features for which each form is there."""

from __future__ import annotations

import os
import subprocess
import sys
from io import BytesIO
from itertools import pairwise
from pathlib import Path

import docx
import pdfplumber
import pypdfium2
import pytest

from corpus.forms.docx import render_docx
from corpus.forms.paged import render_paged
from corpus.forms.pdf import render_pdf
from corpus.forms.scan import ScanSettings, render_scan
from corpus.forms.text import render_text
from corpus.plans import make_variant, plan_names
from corpus.render import render_batch
from corpus.source import Plan, parse_plan

SOURCE = """+++
issuer = ["ỦY BAN NHÂN DÂN", "XÃ HÒA LẠC"]
symbol = "Số: 7/KH-UBND"
place_date = "Hòa Lạc, ngày 02 tháng 3 năm 2026"
type = "KẾ HOẠCH"
title = "Trồng cây ven đường"
recipients = ["- Các thôn;", "- Lưu: VT."]
signatures = [{ lines = ["TM. ỦY BAN NHÂN DÂN", "CHỦ TỊCH"], signer = "Đỗ Thị Mơ" }]
word_numbering = true
+++
# I. MỤC ĐÍCH
- Giữ bóng mát.
# II. PHÂN CÔNG
## 1. Các thôn
- Trồng và chăm sóc cây.
=== PHỤ LỤC
SỐ CÂY TRỒNG MỚI
(Kèm theo Kế hoạch số 7/KH-UBND ngày 02/3/2026)

| TT | Thôn | Số cây | < |
| ^ | ^ | Xoài | Bàng |
|---|---|---|---|
"""
PLACES = "đoạn từ đình làng đến hết địa phận giáp ranh, dọc kênh tưới, trước cổng trường, " * 4
ROW = f"| {{0}} | Thôn {{0}}, {PLACES}hai bên lề đường và quanh sân bóng | 10 | 5 |\n"


@pytest.fixture(scope="module")
def plan() -> Plan:
    return parse_plan(SOURCE + "".join(ROW.format(number) for number in range(1, 41)))


def test_text_has_a_paragraph_a_line_and_tabs_between_cells(plan: Plan) -> None:
    text = render_text(plan)
    assert "\n\nII. PHÂN CÔNG\n\n1. Các thôn\n\n- Trồng và chăm sóc cây.\n\n" in text
    assert "TT\tThôn\tSố cây\t\n\t\tXoài\tBàng\n1\tThôn 1," in text


def test_the_flat_header_joins_merged_cells(plan: Plan) -> None:
    assert plan.grids[0].flat_header == ("TT", "Thôn", "Số cây / Xoài", "Số cây / Bàng")


def test_docx_numbers_are_computed_by_word(plan: Plan) -> None:
    document = docx.Document(BytesIO(render_docx(plan)))
    texts = [paragraph.text for paragraph in document.paragraphs]
    assert "PHÂN CÔNG" in texts
    assert "II. PHÂN CÔNG" not in texts
    numbered = [p for p in document.paragraphs if p._p.pPr is not None and p._p.pPr.numPr is not None]
    assert [p._p.pPr.numPr.ilvl.val for p in numbered] == [0, 2, 0, 1, 2]


def test_docx_header_cells_are_merged(plan: Plan) -> None:
    table = docx.Document(BytesIO(render_docx(plan))).tables[-1]
    assert table.cell(0, 2)._tc is table.cell(0, 3)._tc
    assert table.cell(0, 0)._tc is table.cell(1, 0)._tc
    assert table.cell(2, 0)._tc is not table.cell(1, 0)._tc


def test_pdf_repeats_the_header_and_cuts_a_row_in_two(plan: Plan) -> None:
    with pdfplumber.open(BytesIO(render_pdf(plan).data)) as pdf:
        tables = [table.extract() for page in pdf.pages[1:] for table in page.find_tables()]
    assert len(tables) > 1
    assert all(table[0] == ["TT", "Thôn", "Số cây", None] for table in tables)
    ends = [(one[-1][1], other[2]) for one, other in pairwise(tables)]
    cut = [(upper, lower) for upper, lower in ends if not lower[0]]
    assert cut, "no row of this table is cut by a page break: make the rows longer"
    assert all(not upper.endswith("sân bóng") and lower[1].endswith("sân bóng") for upper, lower in cut)


def test_pdf_numbers_its_pages_from_the_second(plan: Plan) -> None:
    with pdfplumber.open(BytesIO(render_pdf(plan).data)) as pdf:
        tops = [page.extract_text().splitlines()[0] for page in pdf.pages]
    assert tops[1:] == [str(number) for number in range(2, len(tops) + 1)]
    assert "CỘNG HÒA" in tops[0]


def test_a_scan_is_an_image_with_a_red_seal_by_the_signature(plan: Plan) -> None:
    data = render_scan(render_pdf(plan), ScanSettings(dpi=100, noise=2.0))
    pages = pypdfium2.PdfDocument(data)
    assert pages[0].get_textpage().get_text_bounded() == ""
    pixels = pages[0].render(scale=1).to_numpy().astype(int)
    blue, green, red = pixels[..., 0], pixels[..., 1], pixels[..., 2]
    assert ((red - green > 60) & (red - blue > 60)).sum() > 500
    pages.close()


@pytest.mark.parametrize("name", plan_names()[:3])
def test_every_form_is_the_same_twice(name: str) -> None:
    plan = make_variant(name).plan
    assert render_docx(plan) == render_docx(plan)
    assert render_pdf(plan).data == render_pdf(plan).data


def test_the_batch_is_the_same_in_another_process(tmp_path: Path) -> None:
    # hash seeds and clocks differ between the two
    environment = {**os.environ, "PYTHONHASHSEED": "7", "TZ": "Asia/Ho_Chi_Minh"}
    subprocess.run([sys.executable, "-m", "corpus.render", str(tmp_path / "a")], check=True, env=environment)
    files = list(render_batch(tmp_path / "b"))
    assert len(files) == len(plan_names())
    assert [path.name for path in files if path.read_bytes() != (tmp_path / "a" / path.name).read_bytes()] == []


def test_paged_text_is_cut_in_sentences_and_rows_and_loses_nothing(plan: Plan) -> None:
    paged = render_paged(plan)
    header = "TT\tThôn\tSố cây\t\n\t\tXoài\tBàng\n"
    assert paged.count(header) > 1
    assert "\n\t" in paged.replace(header, "")
    assert set(paged.split()) == set(render_text(plan).split())
    name = "phong-chong-thien-tai-phuong"
    whole, cut = (render(make_variant(name).plan) for render in (render_text, render_paged))
    assert cut.count("\n\n") > whole.count("\n\n")
