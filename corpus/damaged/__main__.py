"""Print the clean plans, scan them in several qualities, read them with an engine without Vietnamese, write the pairs.

Printed and read words are brought together by where they stand on the page, not by what they say: a line of the truth
is a printed line from margin to margin (the columns of letterheads and tables side by side), and every word that was
read goes to the line of the printed word that it covers most, or, where it covers none, to the nearest line. So no
misreading, however bad, moves a word or is left out. A printed word where the engine saw nothing at all (under the
seal, a page number) is ``⟨?⟩`` in the truth: there is nothing that it could be recovered from.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Iterator, Sequence
from io import BytesIO
from pathlib import Path
from typing import NamedTuple

import pdfplumber
import pypdfium2
import pytesseract

from corpus.damaged import FOLDER, READ, TRUTH
from corpus.forms.pdf import render_pdf
from corpus.forms.scan import ScanSettings, render_scan
from corpus.plans import make_variant, plan_names

QUALITIES = (
    ScanSettings(dpi=300, skew=0.0, noise=0.0, paper=255),
    ScanSettings(dpi=200, skew=0.0, noise=5.0, paper=240),
    ScanSettings(dpi=150, skew=0.0, noise=3.0, paper=245),
    ScanSettings(dpi=300, skew=0.0, noise=14.0, paper=225),
)
"""Not skewed, so that what is read stands where it was printed."""
UNSEEN = "⟨?⟩"
SAME_LINE = 0.6
"""Words whose heights overlap by this share of the smaller one stand on one line."""


class Word(NamedTuple):
    """A word and its box, in points from the upper left corner of the page."""

    text: str
    left: float
    top: float
    right: float
    bottom: float

    def shared_height(self, other: Word) -> float:
        """Height over which the two stand side by side; negative where there is a gap."""
        return min(self.bottom, other.bottom) - max(self.top, other.top)

    def shared_area(self, other: Word) -> float:
        """Area that the two boxes share."""
        width = min(self.right, other.right) - max(self.left, other.left)
        return max(0.0, width) * max(0.0, self.shared_height(other))


def main() -> int:
    """Write the pairs of all plans."""
    parser = argparse.ArgumentParser(prog="python -m corpus.damaged", description=__doc__)
    parser.add_argument("--out", type=Path, default=FOLDER)
    parser.add_argument("--language", default="eng", help="the language that tesseract takes the pages for")
    arguments = parser.parse_args()
    os.environ.setdefault("OMP_THREAD_LIMIT", "1")
    for number, name in enumerate(plan_names()):
        pairs = list(damage(name, QUALITIES[number % len(QUALITIES)], arguments.language))
        for suffix, side in ((TRUTH, 0), (READ, 1)):
            text = "".join(pair[side] + "\n" for pair in pairs)
            (arguments.out / f"{name}{suffix}").write_text(text, encoding="utf-8")
        sys.stdout.write(f"{name}: {len(pairs)} lines\n")
        sys.stdout.flush()
    return 0


def damage(name: str, quality: ScanSettings, language: str) -> Iterator[tuple[str, str]]:
    """The lines of a plan, printed and read, page after page."""
    printed = render_pdf(make_variant(name).plan)
    scan = pypdfium2.PdfDocument(render_scan(printed, quality))
    with pdfplumber.open(BytesIO(printed.data)) as document:
        for page, image in zip(document.pages, scan, strict=True):
            true = [Word(w["text"], w["x0"], w["top"], w["x1"], w["bottom"]) for w in page.extract_words()]
            yield from by_line(true, list(_read(image, quality.dpi, language)))
    scan.close()


def _read(page: pypdfium2.PdfPage, dpi: int, language: str) -> Iterator[Word]:
    image = page.render(scale=dpi / 72).to_pil()
    data = pytesseract.image_to_data(
        image, lang=language, config=f"--psm 3 --dpi {dpi}", output_type=pytesseract.Output.DICT
    )
    point = 72 / dpi
    boxes = zip(data["left"], data["top"], data["width"], data["height"], strict=True)
    for text, (left, top, width, height) in zip(data["text"], boxes, strict=True):
        if text.strip():
            yield Word(text.strip(), left * point, top * point, (left + width) * point, (top + height) * point)


def by_line(true: Sequence[Word], read: Sequence[Word]) -> Iterator[tuple[str, str]]:
    """Bring printed and read words together, line by line; words run from left to right."""
    seen = {id(word) for word in true if any(word.shared_area(other) for other in read)}
    lines = _lines(true)
    line_of = {id(word): number for number, line in enumerate(lines) for word in line}
    found: list[list[Word]] = [[] for _ in lines]
    for word in read:
        best = max(true, key=lambda other: (word.shared_area(other), word.shared_height(other)))
        found[line_of[id(best)]].append(word)
    for line, words in zip(lines, found, strict=True):
        yield _text([word if id(word) in seen else word._replace(text=UNSEEN) for word in line]), _text(words)


def _lines(words: Sequence[Word]) -> list[list[Word]]:
    """Words grouped into printed lines, from top to bottom."""
    lines: list[list[Word]] = []
    for word in sorted(words, key=lambda word: (word.top, word.left)):
        height = word.bottom - word.top
        home = next(
            (
                line
                for line in reversed(lines[-3:])
                if word.shared_height(line[0]) > SAME_LINE * min(height, line[0].bottom - line[0].top)
            ),
            None,
        )
        if home is None:
            lines.append([word])
        else:
            home.append(word)
    return lines


def _text(words: Sequence[Word]) -> str:
    return " ".join(word.text for word in sorted(words, key=lambda word: word.left))


if __name__ == "__main__":
    sys.exit(main())
