"""Comments in the documents themselves, read back from the files."""

from __future__ import annotations

import csv
from io import BytesIO
from pathlib import Path
from typing import Any

import docx
import pdfplumber
import pypdfium2
import pytest
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from pypdf import PdfReader, PdfWriter
from pypdf.generic import RectangleObject
from reportlab.pdfgen.canvas import Canvas

from corpus.hostile.packages import zipped
from corpus.render import Form
from dataset.document import Box, Page
from dataset.records import DocumentRecord, Finding
from dataset.spans import Span
from dataset.store import Store
from pipeline.exports.base import exporter
from pipeline.exports.marking import pdf as marking
from pipeline.exports.marking.docx import annotated_docx
from pipeline.exports.marking.remark import AUTHOR, LeftOutError, read_again, remark
from pipeline.reading.base import ReadingOptions, Source
from pipeline.reading.shown import SheetOfFile, as_shown
from tests.pipeline.exports.stored import made_up, read_file, read_plan

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def flat(text: str) -> str:
    return " ".join(text.split())


def annotations(path: Path) -> list[tuple[int, Any]]:
    """Page, from 0, and annotation of everything that the export put in."""
    pages = enumerate(PdfReader(path).pages)
    found = [(number, entry.get_object()) for number, page in pages for entry in page.get("/Annots") or []]
    return [(number, entry) for number, entry in found if entry.get("/T") == AUTHOR]


def under(path: Path, number: int, annotation: Any) -> str:
    """The text of the page below a highlight."""
    points = [float(value) for value in annotation["/QuadPoints"]]
    with pdfplumber.open(path) as pdf:
        page = pdf.pages[number]
        texts = []
        for at in range(0, len(points), 8):
            xs, ys = points[at : at + 8 : 2], [float(page.height) - y for y in points[at + 1 : at + 8 : 2]]
            texts.append(page.within_bbox((min(xs) - 1, min(ys) - 1, max(xs) + 1, max(ys) + 1)).extract_text())
    return flat(" ".join(texts))


def commented(path: Path) -> list[tuple[str, str]]:
    """Each comment of a DOCX with the words that it stands on."""
    document = docx.Document(str(path))
    found = []
    for comment in document.comments:
        words, inside = "", False
        for element in document.element.body.iter():
            if element.tag == f"{W}commentRangeEnd" and element.get(f"{W}id") == str(comment.comment_id):
                break
            inside = inside or (
                element.tag == f"{W}commentRangeStart" and element.get(f"{W}id") == str(comment.comment_id)
            )
            if inside and element.tag == f"{W}t":
                words += element.text or ""
            elif inside and element.tag in {f"{W}tab", f"{W}br", f"{W}p"}:
                words += " "
        found.append((comment.text, flat(words)))
    return found


def test_a_pdf_has_each_finding_on_its_words_and_stays_what_it_was(store: Store, tmp_path: Path) -> None:
    findings = read_plan(store, tmp_path, "bao-hiem-y-te-xa", "pdf")
    path, left_out = exporter("annotated").write(store, tmp_path / "out")
    original = next(tmp_path.glob("*.pdf")).read_bytes()
    assert path.read_bytes().startswith(original)  # an update behind it: a signature goes on covering what it covered
    assert path.name.endswith("bao-hiem-y-te-xa.pdf")
    assert left_out.read_text(encoding="utf-8").count("\n") == 1
    by_id = {entry["/NM"].rpartition("-")[0]: (number, entry) for number, entry in annotations(path)}
    assert set(by_id) == {finding.finding_id for finding in findings}
    for finding in findings:
        number, entry = by_id[finding.finding_id]
        assert number + 1 == finding.page
        assert flat(finding.quote) in under(path, number, entry)
        assert finding.message in entry["/Contents"]
    with pypdfium2.PdfDocument(path) as pdf:
        assert len(pdf) == len(PdfReader(BytesIO(original)).pages)


def test_a_docx_has_each_comment_on_exactly_its_words(store: Store, tmp_path: Path) -> None:
    findings = read_plan(store, tmp_path, "chuyen-doi-so-tinh", "docx")
    path, _ = exporter("annotated").write(store, tmp_path / "out")
    found = commented(path)
    assert len(found) == len(findings) > 3
    for finding, (text, words) in zip(findings, found, strict=True):
        assert finding.message in text
        # over the cells of a row the last one is marked
        assert words == flat(finding.quote.split("\t")[-1])
    plain = docx.Document(str(next(tmp_path.glob("*.docx"))))
    marked = docx.Document(str(path))
    assert [p.text for p in marked.paragraphs] == [p.text for p in plain.paragraphs]
    assert all(a.bold == b.bold for a, b in zip(plain.paragraphs[0].runs, marked.paragraphs[0].runs, strict=False))
    assert exporter("annotated").write(store, tmp_path / "two")[0].read_bytes() == path.read_bytes()


def test_what_cannot_be_annotated_is_told_with_cause_and_remedy(
    store: Store, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    read_plan(store, tmp_path, "giam-ngheo-xa", "txt")
    read_plan(store, tmp_path, "dan-so-xa", "docx")
    read_plan(store, tmp_path, "mam-non-dac-khu", "pdf")
    (tmp_path / "dan-so-xa.docx").write_bytes(b"other")
    (tmp_path / "mam-non-dac-khu.pdf").unlink()
    out = tmp_path / "out"
    out.mkdir()
    (out / "0123456789ab-old.pdf").touch()
    assert exporter("annotated").write(store, out) == [out / "left-out.csv"]
    assert [path.name for path in out.iterdir()] == ["left-out.csv"]
    with (out / "left-out.csv").open(encoding="utf-8", newline="") as file:
        rows = {Path(source).name: (cause, remedy) for source, cause, remedy in list(csv.reader(file))[1:]}
    assert "thay đổi" in rows["dan-so-xa.docx"][0]
    assert "Không còn" in rows["mam-non-dac-khu.pdf"][0]
    assert "PDF và DOCX" in rows["giam-ngheo-xa.txt"][0]
    assert all(remedy for _, remedy in rows.values())
    assert "3 tài liệu" in capsys.readouterr().err


def test_where_the_text_comes_out_otherwise_all_stands_on_the_first_page(store: Store, tmp_path: Path) -> None:
    """Another version read it: no offset can be trusted, and the comment says what it is about."""
    findings = made_up(store)
    data = printed("một hai")
    marking.annotated_pdf(data, None, [remark(finding) for finding in findings], tmp_path / "a.pdf")
    entries = annotations(tmp_path / "a.pdf")
    assert [(number, entry["/Subtype"]) for number, entry in entries] == [(0, "/Text")] * 3
    assert len({tuple(entry["/Rect"]) for _, entry in entries}) == 3
    assert "“Thôn 5”" in entries[0][1]["/Contents"]
    buffer = BytesIO()
    plain = docx.Document()
    plain.add_paragraph("Kế hoạch")
    plain.save(buffer)
    assert annotated_docx(buffer.getvalue(), None, [remark(findings[0])], tmp_path / "a.docx") == 0
    ((text, words),) = commented(tmp_path / "a.docx")
    assert words == "Kế hoạch"
    assert "“Thôn 5”" in text


def test_a_broken_file_is_left_out(tmp_path: Path, store: Store) -> None:
    remarks = [remark(finding) for finding in made_up(store)]
    for write, data in ((marking.annotated_pdf, b"%PDF-1.4 broken"), (annotated_docx, b"PK broken")):
        with pytest.raises(LeftOutError):
            write(data, None, remarks, tmp_path / "x")


def test_a_run_with_several_parts_is_cut_where_the_words_begin(store: Store, tmp_path: Path) -> None:
    """One run: text, tab, text, break, text. Two findings in it, the later first."""
    document = docx.Document()
    paragraph = document.add_paragraph()
    run = paragraph.add_run("một hai\tba bốn")
    run.add_break()
    run.add_text("năm sáu bảy")
    run.bold = True
    path = tmp_path / "a.docx"
    document.save(str(path))
    read_file(store, path)
    (row,) = list(store.rows(DocumentRecord))
    text = store.text(row.doc_id)
    again = read_again(Source(str(path), path.read_bytes()), text, ReadingOptions())
    wanted = ["sáu", "hai\tba", "bốn"]
    base = made_up(store)[0]
    spans = [Span(text.index(words), text.index(words) + len(words)) for words in wanted]
    remarks = [remark(base.model_copy(update={"start": span.start, "end": span.end})) for span in spans]
    assert annotated_docx(path.read_bytes(), again, remarks, tmp_path / "out.docx") == 3
    assert [words for _, words in commented(tmp_path / "out.docx")] == [flat(words) for words in wanted]
    made = docx.Document(str(tmp_path / "out.docx")).paragraphs[0]
    assert made.text == paragraph.text
    assert all(run.bold for run in made.runs if run.text)


def printed(text: str, turned: int = 0, origin: tuple[float, float] = (0, 0)) -> bytes:
    """A page with some words; shown turned, its corner elsewhere than at 0, 0."""
    buffer = BytesIO()
    canvas = Canvas(buffer, pagesize=(400, 600))
    canvas.drawString(120, 430, text)
    canvas.save()
    writer = PdfWriter(clone_from=PdfReader(buffer))
    page = writer.pages[0]
    x, y = origin
    page.mediabox = RectangleObject((x, y, 400 + x, 600 + y))
    page.rotate(turned)
    out = BytesIO()
    writer.write(out)
    return out.getvalue()


def test_of_a_row_the_cell_is_marked_that_says_what_was_observed(store: Store, tmp_path: Path) -> None:
    """The place is the whole row: the number of the row in one finding, its last cell in the others."""
    findings = read_plan(store, tmp_path, "du-lich-tinh", "docx")
    findings = read_plan(store, tmp_path, "xoa-mu-chu-lien-tich", "docx")
    paths = exporter("annotated").write(store, tmp_path / "out")
    found = [pair for path in paths if path.suffix == ".docx" for pair in commented(path)]
    rows = [finding for finding in findings if "\t" in finding.quote]
    assert {finding.rule for finding in rows} >= {"N001", "N009"}
    for finding in rows:
        assert [words for text, words in found if finding.message in text] == [finding.observed]


@pytest.mark.parametrize("origin", [(0, 0), (30, 50)])
@pytest.mark.parametrize("turned", [0, 90, 180, 270])
def test_places_are_right_on_turned_and_shifted_pages(turned: int, origin: tuple[float, float]) -> None:
    """Against pdfium, which counts in the coordinates of the file whatever the page is shown like."""
    data = printed("W", turned, origin)
    with pdfplumber.open(BytesIO(data)) as pdf:
        char = pdf.pages[0].chars[0]
    sheet = marking._sheet(PdfReader(BytesIO(data)).pages[0])
    page = Page(1, Span(0, 1), "text-layer", *sheet.shown, rotation=turned)
    box = as_shown(Box(char["x0"], char["top"], char["x1"], char["bottom"]), page, sheet)
    assert box is not None
    corners = marking._corners(sheet, box)
    with pypdfium2.PdfDocument(data) as pdf:
        left, bottom, right, top = pdf[0].get_textpage().get_charbox(0)
    xs, ys = zip(*corners, strict=True)
    # pdfium's box is that of the ink, which lies within that of the letter (the feet of W stand on the line)
    assert min(xs) <= left + 0.5 < right - 0.5 <= max(xs)
    assert min(ys) <= bottom + 0.5 < top - 0.5 <= max(ys)
    assert (max(xs) - min(xs), max(ys) - min(ys)) == pytest.approx((11.33, 12), abs=0.1)


def test_boxes_of_a_page_that_was_set_upright_go_back() -> None:
    sheet = SheetOfFile(0, 0, 600, 400, 0)
    page = Page(1, Span(0, 1), "ocr", 400, 600, rotation=90)
    # a quarter to the right made the left edge the upper one
    assert as_shown(Box(10, 20, 110, 30), page, sheet) == Box(20, 290, 30, 390)
    part = Page(1, Span(0, 1), "ocr", 300, 500)
    assert as_shown(Box(10, 20, 110, 30), part, sheet) is None


def test_a_protected_pdf_is_annotated_in_a_copy(store: Store, tmp_path: Path) -> None:
    writer = PdfWriter(clone_from=PdfReader(BytesIO(printed("mot"))))
    writer.encrypt("", "owner", algorithm="RC4-128")
    buffer = BytesIO()
    writer.write(buffer)
    findings: list[Finding] = made_up(store)
    marking.annotated_pdf(buffer.getvalue(), None, [remark(findings[0])], tmp_path / "a.pdf")
    assert len(annotations(tmp_path / "a.pdf")) == 1


def test_a_finding_in_a_footnote_stands_on_its_mark(store: Store, tmp_path: Path) -> None:
    """No comment may stand in a footnote."""
    path = tmp_path / "a.docx"
    path.write_bytes(with_footnote("Trồng cây", "Nghị quyết số 35-NQ/TU"))
    read_file(store, path)
    (row,) = list(store.rows(DocumentRecord))
    text = store.text(row.doc_id)
    at = text.index("35-NQ/TU")
    again = read_again(Source(str(path), path.read_bytes()), text, ReadingOptions())
    moved = made_up(store)[0].model_copy(update={"start": at, "end": at + 8, "quote": "35-NQ/TU"})
    assert annotated_docx(path.read_bytes(), again, [remark(moved)], tmp_path / "b.docx") == 0
    body = docx.Document(str(tmp_path / "b.docx")).element.body
    begin = next(body.iter(f"{W}commentRangeStart"))
    assert next(begin.getnext().iter(f"{W}footnoteReference")) is not None
    assert "35-NQ/TU" in commented(tmp_path / "b.docx")[0][0]


def with_footnote(text: str, note: str) -> bytes:
    """A document of one paragraph with one footnote."""
    document = docx.Document()
    run = document.add_paragraph(text).add_run()
    reference = run._r.makeelement(f"{W}footnoteReference", {f"{W}id": "2"})
    run._r.append(reference)
    content = f'<w:footnote w:id="2"><w:p><w:r><w:t>{note}</w:t></w:r></w:p></w:footnote>'
    xml = f'<w:footnotes xmlns:w="{W[1:-1]}">{content}</w:footnotes>'
    kind = "application/vnd.openxmlformats-officedocument.wordprocessingml.footnotes+xml"
    part = Part(PackURI("/word/footnotes.xml"), kind, xml.encode(), document.part.package)
    document.part.relate_to(part, RELATIONSHIP_TYPE.FOOTNOTES)
    buffer = BytesIO()
    document.save(buffer)
    return buffer.getvalue()


@pytest.mark.parametrize("form", ["pdf", "docx"])
def test_a_member_of_an_archive_is_annotated_as_the_file_would_be(store: Store, tmp_path: Path, form: Form) -> None:
    read_plan(store, tmp_path, "bao-hiem-y-te-xa", form)
    alone, _ = exporter("annotated").write(store, tmp_path / "alone")
    (file,) = tmp_path.glob(f"*.{form}")
    archive = tmp_path / "all.zip"
    archive.write_bytes(zipped((f"xã/{file.name}", file.read_bytes())))
    file.unlink()
    (document,) = store.documents()
    store.link(f"{archive}/xã/{file.name}", document.doc_id)
    store.drop([document.source])
    store.settle()
    packed, _ = exporter("annotated").write(store, tmp_path / "packed")
    assert (packed.name, packed.read_bytes()) == (alone.name, alone.read_bytes())
    archive.unlink()
    (left_out,) = exporter("annotated").write(store, tmp_path / "packed")
    assert "all.zip" in left_out.read_text(encoding="utf-8")
