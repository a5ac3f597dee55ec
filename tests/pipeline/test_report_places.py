"""What the report shows of a finding: picture, arithmetic, words without marks; and how it behaves in a browser."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from hashlib import sha256
from io import BytesIO
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image
from playwright.sync_api import Browser, Page, expect
from reportlab.pdfgen.canvas import Canvas

from dataset.document import Box, Word
from dataset.layout import Layout
from dataset.records import DocumentRecord, Finding, PageRecord, Records
from dataset.spans import Span
from dataset.store import Store, Work
from pipeline.report import crops
from pipeline.report.build import write_report
from pipeline.report.crops import draw_crops
from pipeline.report.plain_words import plain_excerpt, plain_words
from review.excerpt import excerpt
from tests.dataset.rows import TEXT, save, target
from tests.pipeline.plans import kehoach

WORDS = "Trồng 120 cây"


def finding(doc_id: str, number: int = 1, severity: str = "error", **fields: object) -> Finding:
    values = {
        "finding_id": f"{doc_id}-{number}",
        "rule": ("N001", "P001", "T001")[number % 3],
        "severity": severity,
        "doc_id": doc_id,
        "other_doc_id": None,
        "message": f"Chỗ thứ {number} ghi sai ngày 2026-05-21",
        "expected": "2",
        "observed": "1",
        "page": 1,
        "start": 6,
        "end": 9,
        "quote": "120",
        "confidence": 1,
    }
    return Finding(**(values | fields))


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store.at(tmp_path / "kehoach.sqlite") as opened:
        yield opened


def put(store: Store, path: Path) -> DocumentRecord:
    """A document of two pages of which the layout knows where “120” stands: in the red box of the first page."""
    digest = sha256(path.read_bytes()).hexdigest()
    row = DocumentRecord(
        doc_id=digest[:12], source=path.name, sha256=digest, media_type="application/pdf", text_origin="text-layer",
        page_count=2,
    )  # fmt: skip
    page = PageRecord(
        doc_id=row.doc_id, page=1, origin="text-layer", width=300, height=400, rotation=0, skew=0.0,
        ocr_confidence=None, seals=0, state="read",
    )  # fmt: skip
    layout = Layout.of([Word(Span(6, 9), 1, Box(100, 80, 150, 100))])
    store.save(Work(digest, "1", "{}"), row, WORDS, Records([page]), layout.packed())
    return row


@pytest.fixture
def pdf(tmp_path: Path) -> Path:
    path = tmp_path / "a.pdf"
    canvas = Canvas(str(path), pagesize=(300, 400), invariant=1)
    for _ in range(2):
        canvas.setFillColorRGB(1, 0, 0)
        canvas.rect(110, 305, 10, 10, stroke=0, fill=1)
        canvas.showPage()
    canvas.save()
    return path


def test_a_picture_shows_the_words_marked(store: Store, pdf: Path, tmp_path: Path) -> None:
    row = put(store, pdf)
    drawn = draw_crops(store, tmp_path, [(finding(row.doc_id), row)])
    crop = drawn[f"{row.doc_id}-1"]
    kind, _, data = crop.address.partition(";base64,")
    assert kind == "data:image/jpeg"
    with Image.open(BytesIO(base64.b64decode(data))) as picture:
        assert picture.size == (crop.width, crop.height)
        assert picture.width < 0.8 * crops._PAGE_WIDTH
        assert picture.height < picture.width
        colours = picture.convert("RGB").getcolors(1 << 20) or []
    red = sum(count for count, (r, g, b) in colours if r > 200 and g < 60 and b < 60)
    yellow = sum(count for count, (r, g, b) in colours if r > 235 and g > 215 and 110 < b < 180)
    # what stands there is 10 × 10 of 50 × 20 points, and is seen through the mark
    assert 0.05 < red / (red + yellow) < 0.15
    store.replace_findings([finding(row.doc_id)], [])
    html = write_report(store, [], tmp_path, "vi", 0.8).read_text(encoding="utf-8")
    assert crop.address in html
    assert html.count("<img") == 1


def test_no_picture_without_the_file_or_of_another_or_of_a_broken_one(store: Store, pdf: Path, tmp_path: Path) -> None:
    row = put(store, pdf)
    broken = tmp_path / "broken.pdf"
    broken.write_bytes(b"%PDF-1.7\nno more")
    other = put(store, broken)
    wanted = [(finding(other.doc_id), other), (finding(row.doc_id), row)]
    assert list(draw_crops(store, tmp_path, wanted)) == [f"{row.doc_id}-1"]
    pdf.write_bytes(b"%PDF-1.7\nanother")
    assert draw_crops(store, tmp_path, wanted) == {}
    pdf.unlink()
    assert draw_crops(store, tmp_path, wanted) == {}


def test_number_size_and_time_of_pictures_are_bounded(
    store: Store, pdf: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = put(store, pdf)
    wanted = [(finding(row.doc_id, n, "info" if n < 3 else "error"), row) for n in range(1, 6)]
    monkeypatch.setattr(crops, "MOST", 3)
    # the loudest are drawn, not the first
    assert list(draw_crops(store, tmp_path, wanted)) == [f"{row.doc_id}-{n}" for n in (3, 4, 5)]
    monkeypatch.setattr(crops, "BYTES", 1000)
    assert draw_crops(store, tmp_path, wanted) == {}
    monkeypatch.setattr(crops, "SECONDS", 0.01)
    assert draw_crops(store, tmp_path, wanted) == {}


@pytest.mark.parametrize(
    ("markdown", "words"),
    [
        ("**Chỉ tiêu:** đạt *ít nhất* 95 %", "Chỉ tiêu: đạt ít nhất 95 %"),
        ("## II. NHIỆM VỤ", "II. NHIỆM VỤ"),
        (r"1\. Số 12\*", "1. Số 12*"),
        ("* một mục", "* một mục"),  # a bullet is no emphasis
        ("3 * 4 = 12", "3 * 4 = 12"),
        ("ten_tep_va_so", "ten_tep_va_so"),
    ],
)
def test_marks_of_markdown_are_left_out(markdown: str, words: str) -> None:
    assert plain_words(markdown) == words


def test_marks_that_begin_before_the_place_and_end_in_it() -> None:
    text = "Đạt **ít nhất 7.818 người** trong năm."
    found = plain_excerpt(excerpt(text, text.index("7.818"), text.index(" trong")))
    assert (found.before, found.marked, found.after) == ("Đạt ít nhất ", "7.818 người", " trong năm.")


@given(st.text(alphabet="aă1 .,:%–/()", max_size=60))
def test_words_without_marks_stay_as_they_are(text: str) -> None:
    assert plain_words(text) == text


def test_the_report_on_a_markdown_plan_shows_no_marks_and_the_arithmetic(tmp_path: Path) -> None:
    table = "| TT | Thôn | Số cây |\n|---|---|---|\n| 1 | Thôn Thượng | 120 |\n| 2 | Thôn Trung | 130 |\n"
    text = (
        f"# KẾ HOẠCH\nTrồng cây năm 2026\n\n## I. CHỈ TIÊU\n\n{table}| | **Tổng cộng** | **260** |\n\n## II. KINH PHÍ\n"
    )
    text += "\n**Họp trước ngày 31/4/2026** để *bàn cách làm*.\n"
    (tmp_path / "plan.md").write_text(text, encoding="utf-8")
    assert kehoach("run", tmp_path / "plan.md", "--out", tmp_path / "out", "--quiet").returncode == 0
    cards = (tmp_path / "out/report.html").read_text(encoding="utf-8").split("<article")[1:]
    assert not any("**" in card for card in cards)
    total = next(card for card in cards if "N001" in card)
    arithmetic = total.split('class="sum"')[1].split("</p>")[0]
    assert "120" in arithmetic
    assert '= <b>250</b> ≠ <b class="stated">260</b>' in arithmetic
    assert 'class="fix show"' in total
    day = next(card for card in cards if "D002" in card)
    assert "Họp trước <mark>ngày 31/4/2026</mark> để bàn cách làm." in day


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    page = browser.new_page()
    yield page
    page.close()


@pytest.mark.slow
def test_filters_and_groups_work_from_a_file_without_a_network(store: Store, tmp_path: Path, page: Page) -> None:
    for doc_id in ("a", "b"):
        save(store, doc_id, target(doc_id, 1))
    rows = [
        finding(doc_id, number, ("error", "warning", "info")[number % 3], quote=TEXT[6:9])
        for doc_id in ("a", "b")
        for number in range(30)
    ]
    store.replace_findings(rows, [])
    path = write_report(store, [], tmp_path, "vi", 0.8)
    faults: list[str] = []
    asked: list[str] = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on("console", lambda message: faults.append(message.text))
    page.on("request", lambda request: asked.append(request.url))
    page.goto(path.as_uri())
    shown = page.locator(".finding:visible")
    count = page.locator("#shown")
    assert shown.count() == 60
    page.get_by_label("Lưu ý (20)").uncheck()
    expect(count).to_have_text("40")
    page.locator("select[name=doc]").select_option("b")
    expect(count).to_have_text("20")
    page.locator("input[name=text]").fill("cho thu 12")
    expect(count).to_have_text("1")
    assert shown.count() == 1
    page.get_by_role("button", name="Bỏ lọc").click()
    expect(count).to_have_text("60")
    page.get_by_label("quy tắc", exact=True).check()
    expect(page.locator("[data-group=rule]").first).to_be_visible()
    heads = page.locator(".group:visible h3 span").all_inner_texts()
    assert heads == ["N001", "P001", "T001"]
    assert page.locator("[data-group=rule][data-key=P001] .finding").count() == 20
    page.locator("input[name=text]").fill("không có ở đâu")
    expect(page.locator("#none")).to_be_visible()
    assert faults == []
    assert asked == [path.as_uri()]


@pytest.mark.slow
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_nothing_is_cut_off_on_a_phone_and_text_can_be_read(
    store: Store, tmp_path: Path, page: Page, scheme: str
) -> None:
    save(store, "a", target("a", 1))
    store.replace_findings([finding("a", n, s) for n, s in enumerate(("error", "warning", "info"))], [])
    path = write_report(store, [], tmp_path, "vi", 0.8)
    page.set_viewport_size({"width": 390, "height": 844})
    page.emulate_media(color_scheme=scheme)
    page.goto(path.as_uri())
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    contrast = """(node) => {
      const parse = (text) => text.match(/[\\d.]+/g).map(Number);
      const linear = (v) => v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4;
      const bright = ([r, g, b]) => [r, g, b].map((v) => linear(v / 255))
        .reduce((sum, v, index) => sum + v * [0.2126, 0.7152, 0.0722][index], 0);
      let behind = node;
      while (behind && parse(getComputedStyle(behind).backgroundColor)[3] === 0) behind = behind.parentElement;
      const colours = [getComputedStyle(node).color, getComputedStyle(behind).backgroundColor];
      const pair = colours.map((colour) => bright(parse(colour)));
      return (Math.max(...pair) + 0.05) / (Math.min(...pair) + 0.05);
    }"""
    # the formula of WCAG 2.2, 1.4.3: at least 4.5 for text
    for selector in (".chip", "mark", ".finding h4", ".finding .where", ".compare dt", ".compare .good dd", ".tiles b"):
        for node in page.locator(selector).all():
            assert node.evaluate(contrast) >= 4.5, (scheme, selector)
