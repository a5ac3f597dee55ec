"""What the pages of ``docs/`` tell a reader to do in a browser, done in Chromium; and how it is photographed."""

from __future__ import annotations

import atexit
import shutil
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Final

from PIL import Image
from playwright.sync_api import Browser, Page, expect, sync_playwright

COLOURS: Final = 255
PATIENCE: Final = 60_000  # milliseconds; the machine may be busy with other tests
OFFICE: Final = (1366, 768)


def chromium() -> str | None:
    """The browser of this machine, if there is one."""
    return shutil.which("chromium") or shutil.which("chromium-browser")


@cache
def started() -> Browser:
    """Chromium, started once and ended with the process: Playwright cannot be begun a second time in one.

    Raises:
        SystemExit: Chromium is not installed.
    """
    program = chromium()
    if program is None:
        sys.exit("Chromium is missing: apt-get install chromium")
    playwright = sync_playwright().start()
    atexit.register(playwright.stop)
    running = playwright.chromium.launch(executable_path=program, args=["--no-sandbox"])
    atexit.register(running.close)
    return running


@contextmanager
def browser() -> Iterator[Page]:
    """A page of the size of an office screen.

    Raises:
        SystemExit: Chromium is not installed.
    """
    width, height = OFFICE
    page = started().new_page(viewport={"width": width, "height": height})
    expect.set_options(timeout=PATIENCE)
    try:
        page.set_default_timeout(PATIENCE)
        yield page
    finally:
        expect.set_options(timeout=None)
        page.close()


def photograph(page: Page, path: Path | None, *, whole: bool = False) -> None:
    """The page as it stands, on the screen or as a whole; without a path nothing is taken."""
    if path is None:
        return
    page.wait_for_load_state("networkidle")
    page.wait_for_timeout(500)
    taken = Image.open(BytesIO(page.screenshot(full_page=whole))).convert("RGB")
    taken.quantize(COLOURS).save(path, optimize=True)


def correct(page: Page, address: str, query: str, value: str, picture: Path | None = None) -> None:
    """Open the first entry of a queue, press e, type the value, press Enter."""
    page.goto(f"{address}/queue?{query}")
    page.locator(".message").first.click()
    expect(page.locator(".judge h1")).to_be_visible()
    page.keyboard.press("e")
    page.locator("input[name=value]").fill(value)
    photograph(page, picture)
    page.keyboard.press("Enter")
    expect(page.locator(".notices")).to_contain_text("Đã ghi giá trị sửa")


def tutorial(page: Page, link: str, pictures: Path | None) -> None:
    """The total of the annex and the name of the office, as the tutorial tells."""
    address = link.partition("/enter")[0]
    page.goto(link)
    correct(page, address, "rule=N001", "5.023", pictures and pictures / "tutorial-total.png")
    name = "Phòng Đăng ký, Đo đạc và Bản đồ"
    correct(page, address, "kind=value&text=do+dac", name, pictures and pictures / "tutorial-unit.png")


def cascade(page: Page, link: str, pictures: Path | None) -> None:
    """The plans of the wards below that of the city."""
    page.goto(link)
    page.goto(f"{link.partition('/enter')[0]}/data/cascade")
    photograph(page, pictures and pictures / "example-cascade.png", whole=True)


def table(page: Page, link: str, pictures: Path | None) -> None:
    """The cell in which the sum of a row is wrong, corrected on the page of its table."""
    address = link.partition("/enter")[0]
    page.goto(link)
    page.goto(f"{address}/queue?rule=N002")
    page.locator(".message").first.click()
    expect(page.locator(".judge h1")).to_be_visible()
    photograph(page, pictures and pictures / "example-table-found.png")
    page.locator(".links a").last.click()
    page.locator("input[value='198,5']").fill("189,5")
    expect(page.locator("#misfits .soft")).to_be_visible(timeout=30_000)
    photograph(page, pictures and pictures / "example-table-mended.png")
    page.locator("article form button.main").click()
    expect(page.locator("input[value='189,5'].corrected")).to_be_visible(timeout=30_000)


TOURS: Final[dict[str, Callable[[Page, str, Path | None], None]]] = {
    "tutorial": tutorial,
    "cascade": cascade,
    "table": table,
}
ONLY_PICTURES: Final = {"cascade"}
"""Tours that change nothing."""
