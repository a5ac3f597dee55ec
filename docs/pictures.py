"""Makes the picture of the README from a true run: part of a scanned page as it was received, and what was found on it.

``python -m docs.pictures`` renders one scanned plan of the corpus, runs kehoach on it, and photographs the report with
Chromium (Debian package ``chromium``). Nothing is drawn by hand; the report is only narrowed to the two rules shown.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Final

import pypdfium2
from PIL import Image

from corpus.plans import variants
from corpus.render import render
from pipeline.cli import main

TARGET: Final = Path(__file__).parent / "images" / "scan-and-report.png"
PLAN: Final = "sot-xuat-huyet-phuong"
RULES: Final = ("P001", "N001")
PAGE: Final = 3  # the annex, on which both stand
WIDTH: Final = 760  # pixels of each half
HEIGHT: Final = 590


def scan() -> bytes:
    """The scanned form of the plan, with its slips."""
    variant = next(v for v in variants() if v.planted and v.name == PLAN)
    return render(variant, "scan")


def narrow(report: Path) -> Path:
    """A copy of the report that shows the findings of the two rules only, without head and filters."""
    others = "".join(f":not([data-rule={rule}])" for rule in RULES)
    style = f"<style>header, nav, form, article.finding{others} {{ display: none !important }}</style>"
    copy = report.with_name("narrowed.html")
    copy.write_text(report.read_text(encoding="utf-8").replace("</head>", f"{style}</head>"), encoding="utf-8")
    return copy


def photograph(page: Path, picture: Path) -> Image.Image:
    """Photograph the top of a page.

    Raises:
        SystemExit: Chromium is not installed.
    """
    browser = shutil.which("chromium") or shutil.which("chromium-browser")
    if browser is None:
        sys.exit("Chromium is missing: apt-get install chromium")
    options = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--hide-scrollbars"]
    size = f"--window-size={WIDTH},{HEIGHT}"
    command = [browser, *options, size, f"--screenshot={picture}", page.as_uri()]
    subprocess.run(command, check=True, capture_output=True)
    return Image.open(picture).convert("RGB")


def page_image(document: bytes) -> Image.Image:
    """The upper part of the page, as wide as the photograph."""
    page = pypdfium2.PdfDocument(document)[PAGE - 1]
    image = page.render(scale=WIDTH / page.get_width()).to_pil().convert("RGB")
    return image.crop((0, 0, WIDTH, HEIGHT))


def make() -> Path:
    """Write the picture and return its path."""
    TARGET.parent.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        source, out = Path(folder, f"{PLAN}.pdf"), Path(folder, "out")
        source.write_bytes(scan())
        try:
            main(["run", str(source), "--out", str(out), "--quiet"])
        except SystemExit as stop:
            if stop.code not in {0, None}:
                raise
        left = page_image(source.read_bytes())
        right = photograph(narrow(out / "report.html"), Path(folder, "report.png"))
        picture = Image.new("RGB", (2 * WIDTH + 16, HEIGHT), "white")
        picture.paste(left, (0, 0))
        picture.paste(right, (WIDTH + 16, 0))
        picture.quantize(96).save(TARGET, optimize=True)
    return TARGET


if __name__ == "__main__":
    sys.stdout.write(f"{make()}\n")
