"""Reading pictures: what is done to a page, with a made-up engine, and a few pages with the real one."""

from __future__ import annotations

import shutil
import subprocess
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import cv2
import numpy as np
import pypdfium2
import pytest
from PIL import Image

from corpus.hostile import files, images
from corpus.hostile.engines import put_engine
from dataset.document import Box, Paragraph, Table
from pipeline.errors import ReadingError
from pipeline.reading.base import ReadingOptions, Source, read_document
from pipeline.reading.digital import TextLayer
from pipeline.reading.layout.model import PageContent, PageWord
from pipeline.reading.ocr import cleaning
from pipeline.reading.ocr.engine import Engine, Grey, OcrWord
from pipeline.reading.ocr.page import has_text, read_page
from pipeline.reading.ocr.render import PageImage, from_picture
from pipeline.reading.ocr.tables.grid import find_grids
from pipeline.reading.ocr.tesseract import Tesseract
from tests.pipeline.reading import printed

DPI = 100


class Typist(Engine):
    """An engine that returns what it was given, and remembers what it saw; upright pages only."""

    name = "typist"

    def __init__(self, *texts: str, turn: int = 0) -> None:
        self.texts, self.turn = texts, turn
        self.seen: list[Grey] = []

    def words(self, image: Grey, dpi: int, *, layout: bool = True, digits: bool = False) -> list[OcrWord]:
        self.seen.append(image)
        texts = self.texts if len(self.seen) > 1 or not self.turn else ("~~", "^^", "|||")
        return [OcrWord(text, 50 + 60 * i, 100, 100 + 60 * i, 112, 0.9, (1,)) for i, text in enumerate(texts)]

    def turned(self, image: Grey, dpi: int) -> int:
        return self.turn


def paper() -> np.ndarray[tuple[int, ...], np.dtype[np.uint8]]:
    """White A4 with lines of dark bars."""
    pixels = np.full((1169, 827, 3), 255, np.uint8)
    for top in range(120, 1000, 30):
        pixels[top : top + 10, 90:740] = 20
    return pixels


def test_blank_page_is_blank_and_not_read() -> None:
    engine = Typist("chữ")
    page = read_page(PageImage(np.full((1169, 827, 3), 250, np.uint8), DPI), 1, engine)
    assert page.state == "blank"
    assert not engine.seen


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize(("size", "blank"), [((1, 1), False), ((19, 900), False), ((19, 900), True)])
def test_blankness_of_a_picture_too_small_for_margins(size: tuple[int, int], blank: bool) -> None:
    assert cleaning.is_blank(np.full(size, 250 if blank else 0, np.uint8)) == blank


def test_upended_page_is_turned_and_told() -> None:
    page = read_page(PageImage(paper(), DPI), 3, Typist("Các", "thôn", "báo", "cáo", turn=180))
    assert page.rotation == 180
    assert [word.text for word in page.words] == ["Các", "thôn", "báo", "cáo"]
    assert page.notes[0].page == 3


@pytest.mark.parametrize("angle", [-4.0, -0.8, 0.0, 1.2, 5.0])
def test_skew_is_measured_clockwise(angle: float) -> None:
    grey = cleaning.rotated(np.ascontiguousarray(paper()[:, :, 0]), angle)
    assert cleaning.skew_of(grey) == pytest.approx(angle, abs=0.2)


def test_red_seal_is_found_and_does_not_hide_writing() -> None:
    pixels = paper()
    cv2.circle(pixels, (500, 800), 62, (210, 30, 40), 6)
    cv2.putText(pixels, "*", (480, 815), cv2.FONT_HERSHEY_SIMPLEX, 2, (210, 30, 40), 5)
    (seal,) = cleaning.seals_of(pixels, DPI)
    assert seal.x0 == pytest.approx(435 * 0.72, abs=6)
    assert seal.bottom == pytest.approx(865 * 0.72, abs=6)
    assert cleaning.cleaned(PageImage(pixels, DPI)).grey[738, 500] > 200


def test_grey_page_has_no_seal() -> None:
    pixels = paper()
    cv2.circle(pixels, (500, 800), 62, (90, 90, 90), 6)
    assert cleaning.seals_of(pixels, DPI) == ()


def test_grid_with_a_merged_cell_is_found_and_underlines_are_not() -> None:
    page = np.full((1100, 850), 255, np.uint8)
    cv2.line(page, (300, 100), (500, 100), 0, 2)
    for x in (100, 200, 700):
        cv2.line(page, (x, 300), (x, 500), 0, 2)
    cv2.line(page, (450, 350), (450, 500), 0, 2)
    for y in (300, 350, 420, 500):
        cv2.line(page, (100, y), (700, y), 0, 2)
    (grid,) = find_grids(page, DPI)
    assert len(grid.cells) == 8


def test_a_picture_with_scraps_of_letters_is_no_writing() -> None:
    assert not has_text(read_page(PageImage(paper(), DPI), 1, Typist("aR", "~", "wq", "11")))
    assert has_text(read_page(PageImage(paper(), DPI), 1, Typist("Ủy", "ban", "nhân", "dân")))


def test_resolution_that_makes_no_page_is_not_believed() -> None:
    picture = Image.new("L", (1654, 2339), 255)
    picture.info["dpi"] = (72, 72)
    assert from_picture(picture).dpi == 200


def encoded(picture: Image.Image, kind: str = "PNG") -> bytes:
    buffer = BytesIO()
    picture.save(buffer, kind, dpi=(200, 200))
    return buffer.getvalue()


def test_pictures_are_refused_with_cause() -> None:
    data = encoded(Image.new("L", (400, 300), 255))
    with pytest.raises(ReadingError, match="OCR"):
        read_document(Source("a.png", data), ReadingOptions(ocr="never"))
    with pytest.raises(ReadingError, match="hỏng"):
        read_document(Source("a.png", data[:60]))
    with pytest.raises(ReadingError, match="Không tìm thấy chữ"):
        read_document(Source("a.png", data))


needs_tesseract = pytest.mark.skipif(
    not (shutil.which("tesseract") and printed.HAS_FONTS), reason="tesseract or fonts-liberation2 is not installed"
)


@pytest.fixture(scope="module")
def scan() -> Image.Image:
    """A printed page drawn at 200 dpi in grey."""
    flowables = [
        printed.head(
            ["ỦY BAN NHÂN DÂN", "XÃ HÒA MINH"],
            ["CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc"],
        ),
        printed.space(),
        printed.title("KẾ HOẠCH"),
        *printed.body("Các thôn rà soát phương tiện chữa cháy và báo cáo Ủy ban nhân dân xã trước ngày 15/3/2026."),
        printed.ruled(
            [
                ["TT", "Nội dung", "Đơn vị chủ trì"],
                ["1", "Phát dọn đường băng", "Hạt Kiểm lâm"],
                ["2", "Trực gác", "Công an xã"],
            ],
            [40, 220, 180],
        ),
    ]
    with pypdfium2.PdfDocument(printed.printed(flowables)) as pdf:
        picture: Image.Image = pdf[0].render(scale=200 / 72).to_pil().convert("L")
    return picture


@pytest.mark.slow
@needs_tesseract
@pytest.mark.parametrize("angle", [0.0, 1.4, 180.0])
def test_scan_gives_head_text_and_table(scan: Image.Image, angle: float) -> None:
    turned = scan.rotate(angle, fillcolor=255, resample=Image.Resampling.BICUBIC)
    document = read_document(Source("scan.png", encoded(turned)))
    assert document.text_origin == "ocr"
    assert "Hạnh phúc" in [document.view(b.spans).text for b in document.blocks if isinstance(b, Paragraph)][3]
    assert "trước ngày 15/3/2026" in " ".join(document.text.split())
    (table,) = [block for block in document.blocks if isinstance(block, Table)]
    cells = [document.view(cell.spans).text for cell in table.cells]
    assert cells == [
        "TT",
        "Nội dung",
        "Đơn vị chủ trì",
        "1",
        "Phát dọn đường băng",
        "Hạt Kiểm lâm",
        "2",
        "Trực gác",
        "Công an xã",
    ]


@pytest.mark.slow
@needs_tesseract
def test_word_boxes_lie_on_the_page_as_it_was_scanned(scan: Image.Image) -> None:
    turned = scan.rotate(-3.0, fillcolor=255, resample=Image.Resampling.BICUBIC)
    document = read_document(Source("scan.png", encoded(turned)))
    assert document.pages[0].skew == pytest.approx(3.0, abs=0.2)
    grey = np.asarray(turned)
    for word in document.words:
        assert word.box is not None
        x0, top, x1, bottom = (round(v * 200 / 72) for v in word.box)
        assert grey[max(top, 0) : bottom, max(x0, 0) : x1].min() < 128


@pytest.mark.slow
@needs_tesseract
def test_pdf_without_text_layer_is_read_as_a_scan(scan: Image.Image) -> None:
    buffer = BytesIO()
    scan.save(buffer, "PDF", resolution=200)
    document = read_document(Source("scan.pdf", buffer.getvalue()))
    assert document.media_type == "application/pdf"
    assert document.pages[0].origin == "ocr"
    assert "Hạt Kiểm lâm" in document.text


@pytest.mark.parametrize(
    ("told", "models"),
    [
        ("eng\nosd\nscript/Vietnamese\nvie\n", ["vie", "script/Vietnamese"]),
        ("Vietnamese\neng\nvie\n", ["vie", "Vietnamese"]),
        ("Vietnamese\neng\n", ["Vietnamese"]),
    ],
)
def test_models_are_found_whatever_their_names(monkeypatch: pytest.MonkeyPatch, told: str, models: list[str]) -> None:
    """Also those with a capital, which pytesseract does not list."""
    answer = subprocess.CompletedProcess([], 0, f'List of available languages in "x" (9):\n{told}', "")
    monkeypatch.setattr(subprocess, "run", lambda *_, **__: answer)
    monkeypatch.setattr("pytesseract.get_tesseract_version", lambda: "5.3.0")
    found: list[str] = []
    engine: Engine | None = Tesseract()
    while engine is not None:
        assert isinstance(engine, Tesseract)
        found.append(engine.model)
        engine = engine.second
    assert found == models


@pytest.mark.parametrize(("picture", "usable"), [(1.0, False), (0.0, True)])
def test_a_layer_over_a_scan_is_trusted_only_if_it_reads_well(picture: float, usable: bool) -> None:
    """Words with marks that no Vietnamese word has show that an engine made the layer."""
    odd = ["thưc", "nhiêm", "cùa", "huyên", "đưọc", "phưõng", "đông", "lưọng"]
    texts = ("kế hoạch phát triển kinh tế xã hội trên địa bàn " * 8).split() + odd
    words = [PageWord(text, Box(10 * i, 0, 10 * i + 8, 10), 10.0) for i, text in enumerate(texts)]
    page = PageContent(1, 595, 842, "text-layer", words)
    assert TextLayer(page, picture).usable is usable
    sound = replace(page, words=words[: -len(odd)])
    assert TextLayer(sound, picture).usable


def test_pictures_that_claim_too_much_or_have_no_room_for_a_letter_are_refused() -> None:
    found = {}
    for name, data in files.pictures():
        if name in {"claims-a-terapixel.png", "bomb.png", "million-pixel-line.png"}:
            with pytest.raises(ReadingError) as error:
                read_document(Source(name, data))
            found[name] = error.value.key
    assert found == {
        "claims-a-terapixel.png": "picture_too_large",
        "bomb.png": "picture_too_large",
        "million-pixel-line.png": "picture_no_text",
    }


@pytest.mark.parametrize(
    "name", ["next-behind-the-end", "no-entries", "65535-bits", "unknown-packing", "billions-of-strips"]
)
def test_a_picture_whose_tables_lie_is_broken(name: str) -> None:
    data = dict(images.tiffs())[f"{name}.tif"]
    with pytest.raises(ReadingError) as error:
        read_document(Source(f"{name}.tif", data), ReadingOptions(cache=None))
    assert error.value.key == "picture_broken"


@pytest.mark.parametrize("engine", ["prints-no-table", "prints-garbage", "ends-well-without-a-word"])
def test_what_an_engine_does_is_no_fault_of_the_picture(
    engine: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put_engine(tmp_path, engine)
    monkeypatch.setenv("PATH", str(tmp_path), prepend=":")
    with pytest.raises(ReadingError) as error:
        Tesseract().words(np.full((300, 300), 255, np.uint8), 100)
    assert (error.value.key, str(tmp_path) in error.value.cause) == ("tesseract_failed", False)
    assert Tesseract().turned(np.full((300, 300), 255, np.uint8), 100) == 0
