"""Pictures of pages for the review: from the very file that was read, or none."""

from __future__ import annotations

from hashlib import sha256
from io import BytesIO
from pathlib import Path
from typing import Literal

import pytest
from PIL import Image
from reportlab.pdfgen.canvas import Canvas

from corpus.hostile.packages import zipped
from dataset.document import Box
from dataset.records import DocumentRecord, PageRecord
from pipeline.originals import Files
from review.halves import SheetPlace, place_of
from review.originals import NoPictureError


def document(path: Path, name: str, media_type: str, pages: int = 1) -> DocumentRecord:
    digest = sha256(path.read_bytes()).hexdigest()
    return DocumentRecord(
        doc_id=digest[:12],
        source=name,
        sha256=digest,
        media_type=media_type,
        text_origin="text-layer",
        page_count=pages,
    )


def page(doc: DocumentRecord, number: int = 1, width: float = 300, height: float = 400) -> PageRecord:
    return PageRecord(
        doc_id=doc.doc_id, page=number, origin="text-layer", width=width, height=height, rotation=0, skew=0.0,
        ocr_confidence=None, seals=0, state="read",
    )  # fmt: skip


@pytest.fixture
def pdf(tmp_path: Path) -> Path:
    path = tmp_path / "plans" / "a.pdf"
    path.parent.mkdir()
    canvas = Canvas(str(path), pagesize=(300, 400), invariant=1)
    for number in (1, 2):
        canvas.setFillColorRGB(number == 1, 0, number == 2)
        canvas.rect(100, 300, 50, 20, stroke=0, fill=1)
        canvas.showPage()
    canvas.save()
    return path


def test_a_box_lies_on_the_picture_where_the_word_is(pdf: Path, tmp_path: Path) -> None:
    # the source is named from the folder of the run; the results lie beside it
    doc = document(pdf, "plans/a.pdf", "application/pdf", 2)
    files = Files(tmp_path / "out")
    sheet = files.sheet(doc, page(doc, 2), [Box(100, 80, 150, 100)])
    assert (sheet.width, sheet.height) == (300, 400)
    picture = Image.open(BytesIO(files.picture(doc, page(doc, 2), 900).data)).convert("RGB")
    assert abs(picture.width - 900) <= 6
    scale = picture.width / sheet.width
    box = sheet.boxes[0]
    inside = picture.getpixel((round((box.x0 + 25) * scale), round((box.top + 10) * scale)))
    outside = picture.getpixel((round((box.x0 - 25) * scale), round((box.top + 10) * scale)))
    assert inside == (0, 0, 255)
    assert outside == (255, 255, 255)
    files.close()


def test_another_file_in_its_place_is_not_shown(pdf: Path, tmp_path: Path) -> None:
    doc = document(pdf, "plans/a.pdf", "application/pdf", 2)
    pdf.write_bytes(pdf.read_bytes() + b"\n")
    with pytest.raises(NoPictureError, match="changed"):
        Files(tmp_path / "out").picture(doc, page(doc), 900)
    pdf.unlink()
    with pytest.raises(NoPictureError, match="gone"):
        Files(tmp_path / "out").picture(doc, page(doc), 900)


def test_sheets_that_are_not_pages_have_no_picture(pdf: Path, tmp_path: Path) -> None:
    doc = document(pdf, "plans/a.pdf", "application/pdf", 4)
    with pytest.raises(NoPictureError, match="sheets"):
        Files(tmp_path / "out").sheet(doc, page(doc), [])


@pytest.mark.parametrize(
    ("half", "turned", "box"),
    [
        (0, 0, (0, 0, 150, 400)), (1, 0, (150, 0, 300, 400)), (0, 180, (150, 0, 300, 400)),
        (0, 90, (0, 200, 300, 400)), (1, 90, (0, 0, 300, 200)), (0, 270, (0, 0, 300, 200)),
    ],
)  # fmt: skip
def test_the_page_of_an_open_book_is_boxed_on_its_sheet(
    pdf: Path, tmp_path: Path, half: Literal[0, 1], turned: int, box: tuple[float, ...]
) -> None:
    doc = document(pdf, "plans/a.pdf", "application/pdf", 4)
    files, read = Files(tmp_path / "out"), page(doc, 3 + half).model_copy(update={"rotation": turned})
    sheet = files.sheet(doc, read, [Box(1, 1, 2, 2)], SheetPlace(1, 2, half))
    assert (sheet.part, sheet.boxes) == (Box(*box), ())
    picture = Image.open(BytesIO(files.picture(doc, read, 900, SheetPlace(1, 2, half)).data)).convert("RGB")
    assert picture.getpixel((375, 270)) == (0, 0, 255)
    files.close()


def test_pages_are_counted_on_sheets_of_one_and_of_two() -> None:
    # a cover, an open book, a single page, an open book
    places = [place_of(number, 6, {2, 5}) for number in range(1, 7)]
    assert [(place.sheet, place.half) for place in places] == [(0, None), (1, 0), (1, 1), (2, None), (3, 0), (3, 1)]
    assert {place.sheets for place in places} == {4}


def test_frames_of_a_picture_are_pages_and_text_has_none(tmp_path: Path) -> None:
    path = tmp_path / "b.tif"
    frames = [Image.new("RGB", (850, 1100), colour) for colour in ("red", "blue")]
    frames[0].save(path, save_all=True, append_images=frames[1:], dpi=(100, 100))
    doc = document(path, "b.tif", "image/tiff", 2)
    files = Files(tmp_path / "out")
    assert files.sheet(doc, page(doc, 2), []).width == pytest.approx(612)
    shown = Image.open(BytesIO(files.picture(doc, page(doc, 2), 400).data)).convert("RGB")
    assert shown.size == (400, 518)
    assert shown.getpixel((200, 200)) == (0, 0, 255)
    (tmp_path / "c.txt").write_text("KẾ HOẠCH", encoding="utf-8")
    text = document(tmp_path / "c.txt", "c.txt", "text/plain")
    with pytest.raises(NoPictureError, match="text"):
        files.picture(text, page(text), 400)


def test_a_page_of_a_member_of_an_archive(pdf: Path, tmp_path: Path) -> None:
    whole = document(pdf, "plans/a.pdf", "application/pdf", 2)
    inside = whole.model_copy(update={"source": "plans/all.zip/inner.zip/b/a.pdf"})
    expected = Files(tmp_path / "out").picture(whole, page(whole, 2), 300)
    inner = zipped(("b/a.pdf", pdf.read_bytes()))
    (pdf.parent / "all.zip").write_bytes(zipped(("inner.zip", inner)))
    pdf.unlink()
    files = Files(tmp_path / "out")
    assert files.picture(inside, page(inside, 2), 300) == expected
    files.close()
    (pdf.parent / "all.zip").write_bytes(zipped(("inner.zip", zipped(("b/a.pdf", b"another one")))))
    with pytest.raises(NoPictureError, match="changed"):
        Files(tmp_path / "out").picture(inside, page(inside), 300)
    (pdf.parent / "all.zip").unlink()
    with pytest.raises(NoPictureError, match="gone"):
        Files(tmp_path / "out").picture(inside, page(inside), 300)


def test_a_picture_in_an_archive(tmp_path: Path) -> None:
    buffer = BytesIO()
    Image.new("RGB", (300, 400), (0, 0, 255)).save(buffer, "PNG")
    scan = tmp_path / "scan.png"
    scan.write_bytes(buffer.getvalue())
    doc = document(scan, "all.zip/scan.png", "image/png")
    (tmp_path / "all.zip").write_bytes(zipped(("scan.png", scan.read_bytes())))
    picture = Files(tmp_path / "out").picture(doc, page(doc), 300)
    assert Image.open(BytesIO(picture.data)).convert("RGB").getpixel((10, 10)) == (0, 0, 255)
