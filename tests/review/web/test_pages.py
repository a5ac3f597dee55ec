"""Officials at work: a browser drives the pages over plans of the corpus."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from dataset.decisions import Ledger
from tests.review.web.served import Server, ServerHere
from tests.review.web.signing_in import people_in, sign_in

Visit = Callable[..., Page]
pytestmark = pytest.mark.slow


def decisions(store: Path) -> list[tuple[str, str, str | None]]:
    with Ledger.at(store / "kehoach.sqlite") as ledger:
        return [(decision.action, decision.reason, decision.value) for decision in ledger.decisions()]


def screen(page: Page) -> str:
    """Which finding is on the screen."""
    return page.url.split("/finding/")[1].partition("?")[0]


def open_first(page: Page) -> None:
    """From the queue to its first finding."""
    page.locator(".message").first.click()
    expect(page.locator(".judge h1")).to_be_visible()


def press(page: Page, key: str) -> None:
    """Press a key that leads to another screen, and wait for it."""
    before = page.locator(".judge h1").element_handle()
    page.keyboard.press(key)
    page.wait_for_function("old => !old.isConnected", arg=before)


def test_one_key_decides_and_goes_on(serve: Callable[..., Server], visit: Visit, store: Path) -> None:
    page = visit(serve("--name", "Thu Hà").link)
    total = int(page.locator(".meter span").inner_text().split("/")[1].split()[0])
    page.keyboard.press("j")
    expect(page.locator(".judge h1")).to_be_visible()
    first = screen(page)
    press(page, "c")
    second = screen(page)
    assert second != first
    expect(page.locator(".notices")).to_contain_text("Đã ghi: đúng là lỗi")
    page.keyboard.press("d")
    expect(page.locator("#dismiss")).to_be_visible()
    press(page, "2")
    third = screen(page)
    press(page, "f")
    press(page, "u")
    assert screen(page) == third
    expect(page.locator(".notices")).to_contain_text("Đã hoàn tác")
    press(page, "j")
    press(page, "k")
    assert screen(page) == third
    page.keyboard.press("?")
    expect(page.locator("dialog#keys")).to_be_visible()
    page.keyboard.press("Escape")
    page.keyboard.press("q")
    expect(page.locator(".entries")).to_be_visible()
    assert page.locator(".meter span").inner_text() == f"2 / {total} đã xong"
    assert [(action, reason) for action, reason, _ in decisions(store)] == [
        ("confirm", ""),
        ("dismiss", "Máy đọc sai"),
        ("defer", ""),
        ("undo", ""),
    ]


def test_the_place_is_boxed_on_the_page_as_it_was_received(shared_server: ServerHere, visit: Visit) -> None:
    page = visit(shared_server.link)
    page.goto(f"{shared_server.address}/queue?rule=N001")
    open_first(page)
    box = page.locator("svg .box.evidence").first
    expect(box).to_be_visible()
    image = page.locator("svg image").first
    answer = page.request.get(f"{shared_server.address}{image.get_attribute('href')}")
    assert answer.headers["content-type"] == "image/png"
    assert int.from_bytes(answer.body()[16:20], "big") > 500  # the width in the head of a PNG
    # the box lies in the stage, so that nobody has to look for it
    frame, stage = box.bounding_box(), page.locator(".stage").first.bounding_box()
    assert frame
    assert stage
    assert stage["y"] < frame["y"] < stage["y"] + stage["height"]
    # the sum is there as people add it up
    expect(page.locator(".arithmetic .total b")).to_have_text("5.023")
    width = page.locator("svg[data-width]").first.bounding_box()
    page.keyboard.press("+")
    wider = page.locator("svg[data-width]").first.bounding_box()
    assert width
    assert wider
    assert wider["width"] > 1.2 * width["width"]
    page.keyboard.press("r")
    turned = page.locator("svg[data-width]").first.bounding_box()
    assert turned
    assert turned["width"] > turned["height"]
    page.keyboard.press("t")
    expect(page.locator(".paper mark.evidence").first).to_be_visible()


def test_a_correction_goes_through_the_normaliser(
    serve_here: Callable[..., ServerHere], visit: Visit, store: Path
) -> None:
    server = serve_here()
    page = visit(server.link)
    page.goto(f"{server.address}/queue?rule=N001")
    open_first(page)
    page.keyboard.press("e")
    field = page.locator("input[name=value]")
    expect(field).to_be_focused()
    assert field.input_value() == "5.023"
    field.fill("năm nghìn")
    page.keyboard.press("Enter")
    expect(page.locator(".notices .bad:not([hidden])")).to_contain_text("không phải là số")
    assert decisions(store) == []
    page.keyboard.press("e")
    page.locator("input[name=value]").fill("5.023")
    page.keyboard.press("Enter")
    expect(page.locator(".notices")).to_contain_text("Đã ghi giá trị sửa")
    # the rules have run again with the value
    expect(page.locator(".notices")).to_contain_text("chỗ này đã khớp")
    assert decisions(store) == [("correct", "", "5023")]


def test_contradictions_of_one_document_are_side_by_side(shared_server: ServerHere, visit: Visit) -> None:
    page = visit(shared_server.link)
    page.goto(f"{shared_server.address}/queue?rule=R001&text=dan+so")
    open_first(page)
    sheets = page.locator(".sheet")
    expect(sheets).to_have_count(2)
    for number, (role, day) in enumerate([("evidence", "22/11/2025"), ("context", "22/12/2025")]):
        meant = sheets.nth(number).locator(f"mark.{role}")
        expect(meant).to_contain_text(day)
        mark, stage = meant.bounding_box(), sheets.nth(number).locator(".stage").bounding_box()
        assert mark
        assert stage
        assert stage["y"] < mark["y"] < stage["y"] + stage["height"]
    expect(page.locator(".judge h1")).to_contain_text("22/12/2025 và 22/11/2025")
    # where both are seen at once, once is enough
    page.goto(f"{shared_server.address}/queue?rule=U001&text=giam+ngheo")
    open_first(page)
    expect(page.locator(".sheet")).to_have_count(1)


def test_filters_stand_in_the_address_and_search_takes_words_without_marks(
    shared_server: ServerHere, visit: Visit
) -> None:
    page = visit(shared_server.link)
    everything = page.locator(".entry").count()
    page.locator(".facet a", has_text="Lỗi").first.click()
    page.wait_for_url("**/queue?severity=error")
    expect(page.locator(".facet a[aria-current]", has_text="Lỗi")).to_be_visible()
    fewer = page.locator(".entry").count()
    assert 0 < fewer < everything
    page.keyboard.press("/")
    page.keyboard.type("ba vi")
    page.keyboard.press("Enter")
    page.wait_for_url("**text=ba*vi**")
    expect(page.locator("#text")).to_have_value("ba vi")
    assert "severity=error" in page.url
    found = page.locator(".entry").all_inner_texts()
    assert found
    assert all("Ba Vì" in text for text in found)
    # a colleague who is sent the address sees the same
    other = visit(shared_server.link)
    other.goto(page.url)
    assert other.locator(".entry").all_inner_texts() == found


def test_several_at_once(serve_here: Callable[..., ServerHere], visit: Visit, store: Path) -> None:
    page = visit(serve_here().link)
    boxes = page.locator("input[name=key]")
    boxes.nth(0).check()
    boxes.nth(2).check()
    page.locator("#many button[value=dismiss]").click()
    expect(page.locator(".notices")).to_contain_text("(2 mục)")
    assert [action for action, _, _ in decisions(store)] == ["dismiss", "dismiss"]
    # one press, one undo
    page.keyboard.press("u")
    expect(page.locator(".notices")).to_contain_text("Đã hoàn tác (2 mục)")
    expect(page.locator(".meter span")).to_contain_text("0 / ")


def test_what_was_extracted_is_marked_and_tells_of_itself(shared_server: ServerHere, visit: Visit) -> None:
    page = visit(shared_server.link)
    page.goto(f"{shared_server.address}/documents")
    page.locator("tbody th a", has_text="94/KH-UBND").click()
    expect(page.locator(".outline li").first).to_be_visible()
    page.locator("#paper .mark.on-targets").first.click()
    expect(page.locator("#at .thing h3").first).to_contain_text("Chỉ tiêu")
    expect(page.locator("#at svg .box.evidence").first).to_be_visible()
    assert "/at/" not in page.url
    mark = page.locator("#paper .mark.on-units, #paper .mark.on-citations").first
    shown = "element => getComputedStyle(element).borderBottomColor"
    before = mark.evaluate(shown)
    page.locator("[data-layer=citations]").uncheck()
    assert mark.evaluate(shown) != before


def test_totals_are_checked_while_cells_are_corrected(
    serve_here: Callable[..., ServerHere], visit: Visit, store: Path
) -> None:
    server = serve_here()
    page = visit(server.link)
    page.goto(f"{server.address}/queue?rule=N001")
    open_first(page)
    page.locator(".links a").nth(1).click()
    expect(page.locator("#misfits")).to_contain_text("N001")
    cell = page.locator("input[value='5.032']")
    cell.fill("5.023")
    expect(page.locator("#misfits")).not_to_contain_text("N001")
    assert decisions(store) == []
    page.locator("article form button.main").click()
    expect(page.locator(".notices")).to_contain_text("Đã lưu 1 ô")
    assert decisions(store) == [("correct", "", "5023")]
    expect(page.locator("input.corrected")).to_have_value("5.023")
    expect(page.locator("#misfits")).not_to_contain_text("N001")
    # the finding stays to be decided on, and tells that it is gone with what was corrected
    expect(page.locator(".notices")).to_contain_text("cũng hết: N001")
    page.goto(f"{server.address}/queue?rule=N001")
    gone = page.locator(".entry", has=page.locator(".badge.gone"))
    expect(gone).to_have_count(1)
    expect(gone).to_contain_text("5.032")
    gone.locator(".message").click()
    expect(page.locator(".judge .notice.good")).to_contain_text("quy tắc không còn thấy lỗi ở đây")


def test_long_texts_of_a_table_are_seen_whole(serve_here: Callable[..., ServerHere], visit: Visit, store: Path) -> None:
    server = serve_here()
    page = visit(server.link)
    page.goto(f"{server.address}/documents?text=van-hoa")
    page.locator("tbody th a").click()
    page.locator(".outline a[href*='/tables/']").first.click()
    long = page.locator(".edit textarea")
    expect(long.first).to_be_visible()
    assert long.count() > 20
    assert page.locator("[data-cell]").evaluate_all(CUT) == 0
    # a cell stays one line: Enter saves, as it does in every other field
    changed = f"{long.first.input_value()} (sửa)"
    long.first.fill(changed)
    long.first.press("Enter")
    expect(page.locator(".notices")).to_contain_text("Đã lưu 1 ô")
    assert decisions(store) == [("correct", "", changed)]


def test_two_decide_at_once_and_are_told(
    serve_here: Callable[..., ServerHere], visit: Visit, store: Path, tmp_path: Path
) -> None:
    server = serve_here(password_file=people_in(tmp_path, "An", "Bình"))
    pages = []
    for name in ("An", "Bình"):
        page = visit(server.link)
        sign_in(page, name)
        expect(page.locator(".self .name")).to_have_text(name)
        open_first(page)
        pages.append(page)
    an, binh = pages
    assert screen(an) == screen(binh)
    expect(binh.locator(".judge")).to_contain_text("An đang xem mục này")
    disputed = screen(an)
    press(an, "c")
    binh.keyboard.press("d")
    press(binh, "1")
    expect(binh.locator(".notices")).to_contain_text("An đã quyết định khác")
    for page in pages:
        page.goto(f"{server.address}/finding/{disputed}")
        expect(page.locator(".badge.conflict")).to_be_visible()
        expect(page.locator(".history li")).to_have_count(2)
    assert sorted(action for action, _, _ in decisions(store)) == ["confirm", "dismiss"]


PAGES = (
    "/queue",
    "FINDING",
    "TEXT",
    "/documents",
    "DOCUMENT",
    "TABLE",
    "/data/targets",
    "/data/units",
    "/data/calendar?month=2026-06",
    "/data/cascade",
    "/exports?text=xa",
)
BY_KEYS = {"/queue", "FINDING", "DOCUMENT", "TABLE", "/data/calendar?month=2026-06"}
"""Pages that are walked through by Tab."""
OFFERED = """() => [...document.querySelectorAll(
    'a, button, input:not([type=hidden]), summary, select, [data-thing], [data-key], [data-toggle], [data-zoom]')]
  .filter(e => e.checkVisibility({visibilityProperty: true}) && !e.disabled && !e.closest('dialog, .skip'))
  .map((e, number) => { e.dataset.offered = number; return e.outerHTML.slice(0, 120); })"""
CUT = """cells => cells.filter(
    cell => cell.scrollWidth > cell.clientWidth + 1 || cell.scrollHeight > cell.clientHeight + 2).length"""
FOCUSED = "() => document.activeElement?.dataset?.offered"


def addresses(page: Page, server: ServerHere) -> list[tuple[str, str]]:
    """Every kind of page, with its address."""
    page.goto(f"{server.address}/queue?rule=N001")
    finding = page.locator(".message").first.get_attribute("href") or ""
    page.goto(f"{server.address}{finding}")
    document, table = (link.get_attribute("href") or "" for link in page.locator(".links a").all())
    known = {"FINDING": finding, "TEXT": f"{finding}&view=text", "DOCUMENT": document.partition("#")[0], "TABLE": table}
    return [(name, known.get(name, name)) for name in PAGES]


def passed_over(page: Page) -> list[str]:
    """What can be pressed with the mouse on a page, and is not come to by Tab."""
    page.mouse.click(1, 1)
    offered = page.evaluate(OFFERED)
    assert len(offered) > 10
    reached = set()
    for _ in range(len(offered) + 12):
        page.keyboard.press("Tab")
        reached.add(page.evaluate(FOCUSED))
    return [html for number, html in enumerate(offered) if str(number) not in reached]


def test_every_page_is_for_everybody(shared_server: ServerHere, visit: Visit) -> None:
    """No serious fault by axe, all of it can be reached by Tab, and a phone is wide enough."""
    page = visit(shared_server.link)
    faults: list[object] = []
    for name, address in addresses(page, shared_server):
        page.goto(f"{shared_server.address}{address}")
        result = Axe().run(page, options={"resultTypes": ["violations"]})
        faults += [
            (address, one["id"], one["nodes"][0]["html"][:160])
            for one in result.response["violations"]
            if one["impact"] in {"serious", "critical"}
        ]
        if name in BY_KEYS:
            if name == "FINDING":
                page.keyboard.press("d")
            faults += [(address, html) for html in passed_over(page)]
        page.set_viewport_size({"width": 375, "height": 740})
        if page.evaluate("document.documentElement.scrollWidth") > 375:
            faults.append((address, "too wide for a phone"))
        page.set_viewport_size({"width": 1366, "height": 768})
    assert faults == []


def test_in_english_by_a_switch(shared_server: ServerHere, visit: Visit) -> None:
    page = visit(shared_server.link)
    page.get_by_role("button", name="English").click()
    expect(page.locator("h1")).to_have_text("To be reviewed")
    expect(page.locator("html")).to_have_attribute("lang", "en")


def test_what_documents_say_is_never_run(shared_server: ServerHere, visit: Visit) -> None:
    page = visit(shared_server.link)
    page.goto(f"{shared_server.address}/documents?text=hostile")
    expect(page.locator("tbody")).to_contain_text("<script>")
    page.locator("tbody th a").click()
    expect(page.locator("#paper")).to_contain_text("<img src=x")
    assert page.locator("#paper img, #paper script").count() == 0
    page.goto(f"{shared_server.address}/queue?text=onclick")
    for address in ("/queue?rule=D002", "/data/targets", "/data/calendar?month=2026-05"):
        page.goto(f"{shared_server.address}{address}")
        assert "owned" not in page.title()
