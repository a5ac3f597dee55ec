"""Exports from the pages: ordered, followed and fetched in a browser; nobody else gets them."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable
from pathlib import Path

import httpx
import pytest
from openpyxl import load_workbook
from playwright.sync_api import Page, expect

from tests.review.web.served import ServerHere
from tests.review.web.signing_in import people_in, sign_in

Visit = Callable[..., Page]
pytestmark = pytest.mark.slow
PATIENCE = 120_000
"""Milliseconds; what makes an export is a program that has to be started, on a machine that may be busy."""


def ordered(page: Page, kind: str) -> None:
    """Order a format, by the keyboard."""
    page.locator(f"input[name=kind][value={kind}]").focus()
    page.keyboard.press("Space")
    page.get_by_role("button", name="Xuất", exact=True).focus()
    page.keyboard.press("Enter")
    expect(page.locator(".notices")).to_contain_text("Đã nhận")


def fetched(page: Page, folder: Path) -> Path:
    """The latest result, when it is made."""
    link = page.locator("#jobs li").first.get_by_role("link", name="Tải về")
    expect(link).to_be_visible(timeout=PATIENCE)
    with page.expect_download() as download:
        link.click()
    path = folder / download.value.suggested_filename
    download.value.save_as(path)
    return path


def test_an_official_takes_a_workbook_of_one_document_home(
    serve_here: Callable[..., ServerHere], visit: Visit, tmp_path: Path
) -> None:
    server = serve_here()
    page = visit(server.link)
    page.goto(f"{server.address}/documents?text=bao-hiem")
    page.locator("tbody th a").click()
    page.get_by_role("link", name="Xuất tài liệu này").click()
    expect(page.locator("input[name=doc_id]:checked")).to_have_count(1)
    assert page.locator("input[value=ticked]").is_checked()
    ordered(page, "xlsx")
    path = fetched(page, tmp_path)
    assert path.name == "kehoach.xlsx"
    book = load_workbook(path)
    documents = [row for row in book["documents"].iter_rows(min_row=2, values_only=True) if any(row)]
    assert len(documents) == 1
    assert any("bao-hiem-y-te-xa.pdf" in str(value) for value in documents[0])
    # what was made can be removed; then it is gone for everybody
    address = page.locator("#jobs a.main").first.get_attribute("href") or ""
    page.get_by_role("button", name=re.compile("^Bỏ")).click()
    expect(page.locator("#jobs")).to_contain_text("Chưa có gì")
    assert page.request.get(f"{server.address}{address}").status == 404


def test_what_a_search_finds_is_exported_with_corrected_values(
    serve_here: Callable[..., ServerHere], visit: Visit, tmp_path: Path
) -> None:
    server = serve_here()
    page = visit(server.link)
    page.goto(f"{server.address}/queue?rule=N001")
    page.locator(".message").first.click()
    expect(page.locator(".judge h1")).to_be_visible()
    page.keyboard.press("e")
    page.locator("input[name=value]").fill("5.023")
    page.keyboard.press("Enter")
    expect(page.locator(".notices")).to_contain_text("Đã ghi giá trị sửa")
    page.goto(f"{server.address}/exports")
    page.get_by_role("searchbox").fill("giam-ngheo")
    page.keyboard.press("Enter")
    expect(page.locator("input[value=found]")).to_be_checked()
    page.locator("input[value=all]").check()
    ordered(page, "csv")
    path = fetched(page, tmp_path)
    with zipfile.ZipFile(path) as archive:
        corrections = archive.read("dataset/corrections.csv").decode()
        assert "5023" in corrections
        tables = [name for name in archive.namelist() if name.startswith("tables/")]
        assert any("5023" in archive.read(name).decode() for name in tables)
        assert archive.read("dataset/documents.csv").decode().count("\n") == 6


def test_why_nothing_is_ordered_is_told(shared_server: ServerHere, visit: Visit) -> None:
    page = visit(shared_server.link)
    page.goto(f"{shared_server.address}/exports")
    page.locator("input[value=ticked]").check()
    page.get_by_role("button", name="Xuất", exact=True).click()
    expect(page.locator(".notices")).to_contain_text("Chưa chọn tài liệu nào")
    expect(page.locator("#jobs")).to_contain_text("Chưa có gì")


def test_only_who_ordered_it_gets_it_and_forged_orders_are_refused(
    serve_here: Callable[..., ServerHere], visit: Visit, tmp_path: Path
) -> None:
    server = serve_here(password_file=people_in(tmp_path, "An", "Bình"))
    pages = []
    for name in ("An", "Bình"):
        page = visit(server.link)
        sign_in(page, name)
        page.goto(f"{server.address}/exports")
        pages.append(page)
    an, binh = pages
    ordered(an, "text")
    fetched(an, tmp_path)
    address = an.locator("#jobs a.main").first.get_attribute("href") or ""
    assert an.request.get(f"{server.address}{address}").status == 200
    assert binh.request.get(f"{server.address}{address}").status == 404
    binh.reload()
    expect(binh.locator("#jobs")).to_contain_text("Chưa có gì")
    token = binh.locator("form.order input[name=csrf]").get_attribute("value") or ""
    cookies = {cookie["name"]: cookie["value"] for cookie in binh.context.cookies()}
    with httpx.Client(base_url=server.address, cookies=cookies) as client:
        assert client.post(address.replace("/file", "/remove"), data={"csrf": token}).status_code == 404
        for csrf in ("", "0" * 64, an.locator("form.order input[name=csrf]").get_attribute("value") or ""):
            assert client.post("/exports", data={"kind": "text", "csrf": csrf}).status_code == 403
        # no part of a request is a path, and what is no format is none
        for kind in ("../../etc/passwd", "postgres", ""):
            assert client.post("/exports", data={"kind": kind, "csrf": token}).status_code == 303
        assert "Không có dạng này" in client.get("/exports").text
        assert "Chưa có gì" in client.get("/exports/jobs").text
        for path in ("/exports/..%2f..%2fetc/file", "/exports/0/file", f"/exports/{'0' * 32}/file"):
            assert client.get(path).status_code in {400, 404}
    with httpx.Client(base_url=server.address) as stranger:
        assert stranger.get(address).headers["location"] == "/sign-in"
        assert stranger.get("/exports").headers["location"] == "/sign-in"
