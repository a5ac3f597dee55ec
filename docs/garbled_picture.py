"""Makes the first picture of the README: a garbled scan, the recovered text, the rows of the dataset, the findings.

``python -m docs.garbled_picture`` renders one scanned plan of the corpus, has its first page read by tesseract in
English, as by any engine that knows no Vietnamese, and takes what kehoach makes of that text. Every word in the picture
is what a program put out; it needs Chromium and tesseract with its English model.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from base64 import b64encode
from collections.abc import Iterator, Sequence
from html import escape
from io import BytesIO
from pathlib import Path
from typing import Final, NamedTuple

import pypdfium2
from PIL import Image

from checks.engine import check_plan
from checks.rule import Plan
from corpus.plans import variants
from corpus.render import render
from dataset.records import Citation, Extracted, Finding
from docs.in_browser import browser, photograph
from pipeline.reading.base import Source
from pipeline.run import process

TARGET: Final = Path(__file__).parent / "images" / "garbled-to-finding.png"
PLAN: Final = "bao-hiem-y-te-xa"
DPI: Final = 200
SHOWN: Final = ("act", "issued_on", "issuer", "role", "confidence")
"""Columns of the row that stand in the picture."""
_STYLE: Final = """
body { margin: 0; padding: 18px 22px; font: 17px/1.45 'Liberation Sans', sans-serif; color: #1f2937; background: #fff }
h2 { margin: 14px 0 4px; font-size: 15px; color: #0f766e } h2 i { color: #6b7280; font-weight: normal }
img { width: 100%; border: 1px solid #d1d5db }
pre { margin: 0; font: 17px/1.4 'Liberation Mono', monospace; white-space: pre-wrap }
.bad { color: #9a3412 }
td, th { padding: 2px 18px 2px 0; text-align: left; vertical-align: top }
th { color: #6b7280; font-weight: normal }
"""


class Line(NamedTuple):
    """A line as the engine read it: its words, and its top and bottom on the page in pixels."""

    words: str
    top: int
    bottom: int


def scanned() -> Image.Image:
    """The first page of the scanned plan."""
    variant = next(variant for variant in variants() if variant.planted and variant.name == PLAN)
    page = pypdfium2.PdfDocument(render(variant, "scan"))[0]
    return page.render(scale=DPI / 72).to_pil().convert("RGB")


def garbled(page: Image.Image) -> list[Line]:
    """The page as an engine without Vietnamese reads it."""
    with tempfile.TemporaryDirectory() as folder:
        picture = Path(folder, "page.png")
        page.save(picture, dpi=(DPI, DPI))
        command = ["tesseract", str(picture), "-", "-l", "eng", "tsv"]
        told = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    rows = [line.split("\t") for line in told.splitlines()[1:]]
    lines: dict[tuple[str, ...], list[list[str]]] = {}
    for row in rows:
        if row[0] == "5" and row[11].strip():
            lines.setdefault(tuple(row[1:5]), []).append(row)
    return [
        Line(
            " ".join(word[11] for word in words),
            min(int(word[7]) for word in words),
            max(int(word[7]) + int(word[9]) for word in words),
        )
        for words in lines.values()
    ]


def chosen(plan: Plan) -> tuple[Citation, range]:
    """The act that the plan implements, and the lines of the sentence in which it is named."""
    citation = next(row for row in plan.records.of(Citation) if row.role == "implements")
    first = plan.text.count("\n", 0, citation.start)
    return citation, range(first, plan.text.count("\n", 0, citation.end) + 3)


def findings_in(plan: Plan, lines: range) -> list[Finding]:
    """What does not fit in these lines, then what does not fit elsewhere, at most three."""
    found = [row for row in check_plan(plan) if isinstance(row, Finding)]
    return sorted(found, key=lambda row: plan.text.count("\n", 0, row.start) not in lines)[:3]


def page_of(picture: Image.Image, read: Sequence[Line], plan: Plan) -> str:
    """The whole picture as a web page."""
    citation, lines = chosen(plan)
    margin = 12
    part = picture.crop(
        (0, min(read[n].top for n in lines) - margin, picture.width, max(read[n].bottom for n in lines) + margin)
    )
    file = BytesIO()
    part.save(file, "PNG")
    recovered = plan.text.split("\n")
    inner = [
        *_part("Bản quét", "the scan"),
        f'<img src="data:image/png;base64,{b64encode(file.getvalue()).decode()}">',
        *_part("Máy không biết tiếng Việt đọc thành", "as an engine without Vietnamese reads it"),
        f'<pre class="bad">{escape(chr(10).join(read[n].words for n in lines))}</pre>',
        *_part("kehoach khôi phục", "recovered"),
        f"<pre>{escape(chr(10).join(recovered[n] for n in lines))}</pre>",
        *_part("Bộ dữ liệu: bảng citations", "a row of the dataset"),
        _table(citation),
        *_part("Chỗ không khớp", "what does not fit"),
        *(f"<div><b>{row.rule}</b> {escape(row.message)}</div>" for row in findings_in(plan, lines)),
    ]
    return f"<!doctype html><meta charset=utf-8><style>{_STYLE}</style>{''.join(inner)}"


def _part(vietnamese: str, english: str) -> Iterator[str]:
    yield f"<h2>{vietnamese} <i>· {english}</i></h2>"


def _table(row: Extracted) -> str:
    heads = "".join(f"<th>{name}</th>" for name in SHOWN)
    values = "".join(f"<td>{escape(str(getattr(row, name)))}</td>" for name in SHOWN)
    return f"<table><tr>{heads}</tr><tr>{values}</tr></table>"


def make() -> Path:
    """Write the picture and return its path."""
    picture = scanned()
    read = garbled(picture)
    plan = process(Source("plan.txt", "\n".join(line.words for line in read).encode()))
    assert plan.text.count("\n") == len(read) - 1, "the recovery keeps the lines"
    with tempfile.TemporaryDirectory() as folder, browser() as page:
        document = Path(folder, "picture.html")
        document.write_text(page_of(picture, read, plan), "utf-8")
        page.set_viewport_size({"width": 1200, "height": 200})
        page.goto(document.as_uri())
        photograph(page, TARGET, whole=True)
    return TARGET


if __name__ == "__main__":
    sys.stdout.write(f"{make()}\n")
