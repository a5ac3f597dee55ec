"""Makes the pictures of docs/review.md from true pages over the plans of the corpus.

``python -m docs.review_pictures`` renders plans, reads them, serves the review pages, and photographs them in Chromium
(Debian package ``chromium``) at the size of an office screen and of a phone. Nothing is drawn by hand.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from typing import Final

from PIL import Image
from playwright.sync_api import Page

from corpus.plans import variants
from corpus.render import render
from docs.in_browser import started

FOLDER: Final = Path(__file__).parent / "images"
PLANS: Final = (
    ("sot-xuat-huyet-phuong", "scan"),
    ("bao-hiem-y-te-xa", "pdf"),
    ("van-hoa-the-thao-phuong", "pdf"),
    ("dan-so-xa", "docx"),
    ("giam-ngheo-xa", "txt"),
)
OFFICE: Final = (1366, 768)
PHONE: Final = (375, 760)
COLOURS: Final = 255
_PICTURES: Final = """() => Promise.all([...document.querySelectorAll('svg image')].map(one => {
    const picture = new Image();
    picture.src = one.getAttribute('href');
    return picture.decode();
}))"""
"""The pictures of pages on a screen are there when this is done, however slow the machine is."""


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """The link to the review pages of some plans."""
    sources, out = folder / "ke-hoach", folder / "ket-qua"
    sources.mkdir()
    known = {variant.name: variant for variant in variants() if variant.planted}
    for name, form in PLANS:
        suffix = "pdf" if form == "scan" else form
        (sources / f"{name}.{suffix}").write_bytes(render(known[name], form))
    program = [sys.executable, "-m", "pipeline"]
    subprocess.run([*program, "run", str(sources), "--out", str(out), "--quiet"], check=True)
    command = [*program, "review", str(out), "--no-browser", "--port", "0", "--name", "Thu Hà"]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, text=True, env=os.environ | {"KEHOACH_LANG": "vi"}
    ) as server:
        assert server.stdout
        yield next(found[0] for line in server.stdout if (found := re.search(r"http://\S+", line)))
        server.terminate()


def photograph(page: Page, name: str) -> Path:
    """The page as it stands."""
    # pictures come after the page that shows them
    page.wait_for_load_state("networkidle")
    page.evaluate(_PICTURES)
    page.wait_for_timeout(300)
    path = FOLDER / f"review-{name}.png"
    Image.open(BytesIO(page.screenshot())).convert("RGB").quantize(COLOURS).save(path, optimize=True)
    return path


def tour(page: Page, link: str) -> Iterator[Path]:
    """From page to page as an official goes."""
    address = link.partition("/enter")[0]
    page.goto(link)
    yield photograph(page, "queue")
    page.goto(f"{address}/queue?rule=N001&severity=error")
    page.locator(".message").first.click()
    page.locator(".judge h1").wait_for()
    yield photograph(page, "finding")
    document, table = (one.get_attribute("href") or "" for one in page.locator(".links a").all())
    page.goto(f"{address}/queue?rule=P001&text=cai+khe")
    page.locator(".message").first.click()
    page.locator(".judge h1").wait_for()
    page.keyboard.press("d")
    yield photograph(page, "scan")
    page.goto(f"{address}{table}")
    page.locator("input[value='5.032']").fill("5.023")
    page.locator("#misfits .soft").wait_for()
    yield photograph(page, "table")
    page.goto(address + document.partition("#")[0])
    page.locator("#paper .mark.on-deadlines").first.click()
    page.locator("#at .thing").first.wait_for()
    yield photograph(page, "document")
    page.goto(f"{address}/data/units")
    yield photograph(page, "units")
    page.goto(f"{address}/data/calendar?month=2026-06")
    yield photograph(page, "calendar")
    page.goto(f"{address}/exports")
    for count, kind in enumerate(("ics", "xlsx")):
        page.locator(f"input[name=kind][value={kind}]").check()
        page.locator("form.order button.main").click()
        page.locator("#jobs a.main").nth(count).wait_for()
    yield photograph(page, "exports")


def on_a_phone(page: Page, link: str) -> Iterator[Path]:
    """Queue and finding on a small screen."""
    address = link.partition("/enter")[0]
    page.goto(link)
    yield photograph(page, "phone-queue")
    page.goto(f"{address}/queue?rule=N001&severity=error")
    page.locator(".message").first.click()
    page.locator(".judge h1").wait_for()
    yield photograph(page, "phone-finding")


def make() -> list[Path]:
    """Write the pictures and return their paths.

    Raises:
        SystemExit: Chromium is not installed.
    """
    browser = started()
    FOLDER.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, served(Path(folder)) as link:
        made: list[Path] = []
        for walk, (width, height) in ((tour, OFFICE), (on_a_phone, PHONE)):
            context = browser.new_context(viewport={"width": width, "height": height})
            made += walk(context.new_page(), link)
            context.close()
    return made


if __name__ == "__main__":
    sys.stdout.write("\n".join(map(str, make())) + "\n")
