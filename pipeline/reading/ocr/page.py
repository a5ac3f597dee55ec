"""One page picture into words, tables and what else is seen on it: a pure function of picture and engine."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from statistics import median

from dataset.document import Box
from normalizers.syllables import syllables
from pipeline.notes import told
from pipeline.reading.digital import share_of_words
from pipeline.reading.layout.model import PageContent, PageWord, RawTable, words_of
from pipeline.reading.ocr import cleaning
from pipeline.reading.ocr.engine import Engine, Grey, OcrWord
from pipeline.reading.ocr.reconcile import with_second_look
from pipeline.reading.ocr.render import PageImage
from pipeline.reading.ocr.tables.cells import read_grid
from pipeline.reading.ocr.tables.grid import find_grids
from pipeline.reading.ocr.tables.unruled import find_unruled, holds_figures
from pipeline.reading.ocr.tesseract import tesseract

READABLE = 0.5
"""A page with a lower share of Vietnamese syllables may stand on its head or on its side."""
SURE = 0.7
"""So may a page that was read less surely."""
UPENDED = 0.2
"""So may a page on which more than this share of the longer words are higher than wide."""
LEAST_CONFIDENCE = 0.15
"""Words below are noise: specks, lines, seals (outside of table cells)."""
SURE_WORD, FEW_WORDS = 0.5, 3
"""A page is writing if it has this many syllables that were read at least this surely."""


def read_page(image: PageImage, number: int, engine: Engine | None = None) -> PageContent:
    """Read the picture of a page.

    The boxes in what is returned are those of the page set upright and straight; ``rotation`` and ``skew`` tell by how
    much that was turned.

    Raises:
        ReadingError: The engine is missing or failed.
    """
    engine = engine or tesseract()
    clean = cleaning.cleaned(image)
    width, height = image.size
    if cleaning.is_blank(clean.grey):
        return PageContent(number, width, height, "ocr", state="blank")
    page = _read(clean.grey, image.dpi, number, engine)
    turn = 0 if _is_upright(page) else engine.turned(clean.grey, image.dpi)
    if turn:
        turned = clean.turned(turn)
        upright = _read(turned.grey, image.dpi, number, engine)
        if share_of_words(upright) > share_of_words(page):
            clean = turned
            page = replace(upright, rotation=turn, notes=(told("turned", number, degrees=turn),))
    marks = clean.marks
    notes = (told("red_marks", number, count=len(marks.red)),) if marks.red else ()
    return replace(
        page,
        seals=marks.seals,
        signatures=marks.signatures,
        coloured=marks.coloured,
        notes=(*page.notes, *notes),
    )


def _is_upright(page: PageContent) -> bool:
    if share_of_words(page) < READABLE or (page.ocr_confidence or 0.0) < SURE:
        return False
    long = [word.box for word in words_of(page) if len(word.text) >= 3]
    upended = sum(box.bottom - box.top > box.x1 - box.x0 for box in long)
    return upended <= UPENDED * len(long)


def _read(grey: Grey, dpi: int, number: int, engine: Engine) -> PageContent:
    skew = cleaning.skew_of(grey)
    if abs(skew) >= cleaning.SKEW_THAT_MATTERS:
        grey = cleaning.rotated(grey, -skew)
    else:
        skew = 0.0
    tables: list[RawTable] = []
    for grid in find_grids(grey, dpi):
        table = read_grid(grid, grey, dpi, number, engine)
        if table is not None and any(cell.lines for cell in table.cells):
            tables.append(table)
            grey = cleaning.without(grey, grid.area)
    for grid in find_unruled(grey, dpi):
        table = read_grid(grid, grey, dpi, number, engine)
        if table is not None and holds_figures(table):
            tables.append(table)
            grey = cleaning.without(grey, grid.area)
    small, small_dpi = cleaning.at_reading_size(grey, dpi)
    read = [word for word in engine.words(small, small_dpi) if word.confidence >= LEAST_CONFIDENCE]
    read = with_second_look(_scaled(read, dpi / small_dpi), grey, dpi, engine.second)
    words = page_words(read, 72 / dpi, least=LEAST_CONFIDENCE)
    width, height = grey.shape[1] * 72 / dpi, grey.shape[0] * 72 / dpi
    page = PageContent(number, width, height, "ocr", words, tables, skew=skew)
    everything = list(words_of(page))
    if not everything:
        return replace(page, state="blank")
    letters = sum(len(word.text) for word in everything)
    sure = sum(word.confidence * len(word.text) for word in everything)
    return replace(page, ocr_confidence=round(sure / letters, 3))


def _scaled(words: Sequence[OcrWord], scale: float) -> list[OcrWord]:
    """The words in pixels of a picture that is larger by this."""
    return [
        word._replace(
            x0=round(word.x0 * scale),
            x1=round(word.x1 * scale),
            top=round(word.top * scale),
            bottom=round(word.bottom * scale),
        )
        for word in words
    ]


def page_words(
    read: Sequence[OcrWord], scale: float, shift: tuple[float, float] = (0.0, 0.0), least: float = 0.0
) -> list[PageWord]:
    """Words in points, those read less surely than ``least`` left out.

    Their size is the usual height of the words of their line.
    """
    heights: dict[tuple[int, ...], list[int]] = {}
    for word in read:
        heights.setdefault(word.line, []).append(word.bottom - word.top)
    x, y = shift
    found = []
    for word in read:
        if word.confidence >= least:
            edges = (word.x0 * scale + x, word.top * scale + y, word.x1 * scale + x, word.bottom * scale + y)
            size = round(median(heights[word.line]) * scale, 1)
            found.append(PageWord(word.text, Box(*edges), size, confidence=round(word.confidence, 3)))
    return found


def has_text(page: PageContent) -> bool:
    """Whether a page that was read has writing on it, and not just a picture in which an engine saw letters."""
    sure = [word.text for word in words_of(page) if word.confidence >= SURE_WORD]
    known = sum(text.strip(".,;:()").lower() in syllables() for text in sure if len(text) > 1)
    return known >= FEW_WORDS
