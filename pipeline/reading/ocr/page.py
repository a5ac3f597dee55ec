"""One page picture into words, tables and what else is seen on it: a pure function of picture and engine."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache
from sys import intern

from dataset.document import Box, Note
from normalizers.syllables import syllables
from pipeline.notes import told
from pipeline.reading.digital import share_of_words
from pipeline.reading.layout.model import PageContent, PageWord, RawTable, words_of
from pipeline.reading.ocr import cleaning
from pipeline.reading.ocr.boldness import bold_words
from pipeline.reading.ocr.cleaning import Cleaned
from pipeline.reading.ocr.engine import Engine, Grey, OcrWord
from pipeline.reading.ocr.figures import with_true_figures
from pipeline.reading.ocr.print_size import line_size
from pipeline.reading.ocr.reconcile import with_second_look
from pipeline.reading.ocr.render import PageImage
from pipeline.reading.ocr.signs import with_true_signs
from pipeline.reading.ocr.tables.cells import read_grid
from pipeline.reading.ocr.tables.grid import find_grids
from pipeline.reading.ocr.tables.unruled import find_unruled, holds_figures, without_level_rules
from pipeline.reading.ocr.tesseract import tesseract
from pipeline.reading.ocr.under_seals import with_words_under_seals
from pipeline.reading.ocr.unread import MOST_TOLD, guessed
from pipeline.reading.ocr.zones import without_noise

READABLE = 0.5
"""A page with a lower share of Vietnamese syllables may stand on its head or on its side."""
SURE = 0.7
"""So may a page that was read less surely."""
UPENDED = 0.2
"""So may a page on which more than this share of the longer words are higher than wide."""
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
    page = _read(clean, number, engine)
    turn = 0 if _is_upright(page) else engine.turned(clean.grey, image.dpi)
    if turn:
        turned = clean.turned(turn)
        upright = _read(turned, number, engine)
        if share_of_words(upright) > share_of_words(page):
            clean = turned
            turned_note = told("turned", number, degrees=turn)
            page = replace(upright, rotation=turn, notes=(turned_note, *upright.notes))
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


def _read(clean: Cleaned, number: int, engine: Engine) -> PageContent:
    grey, dpi = clean.grey, clean.dpi
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
        table = read_grid(grid, without_level_rules(grey, grid, dpi), dpi, number, engine)
        if table is not None and holds_figures(table):
            tables.append(table)
            grey = cleaning.without(grey, grid.area)
    small, small_dpi = cleaning.at_reading_size(grey, dpi)
    read = without_noise(engine.words(small, small_dpi))
    read = with_second_look(_scaled(read, dpi / small_dpi), grey, dpi, engine.second)
    # seals were found before the page was set straight; a degree moves them by less than the room around them
    read = with_words_under_seals(read, grey, dpi, clean.marks.seals, engine)
    words = page_words(with_true_figures(with_true_signs(read, grey)), 72 / dpi, grey)
    width, height = grey.shape[1] * 72 / dpi, grey.shape[0] * 72 / dpi
    notes = _unsure(words, number)
    page = PageContent(number, width, height, "ocr", words, tables, skew=skew, notes=notes)
    everything = list(words_of(page))
    if not everything:
        return replace(page, state="blank")
    letters = sum(len(word.text) for word in everything)
    sure = sum(word.confidence * len(word.text) for word in everything)
    return replace(page, ocr_confidence=round(sure / letters, 3))


def _unsure(words: Sequence[PageWord], number: int) -> tuple[Note, ...]:
    """What is told of writing that was not read, or only guessed."""
    places = guessed(words)
    if not places:
        return ()
    quoted = "; ".join(f"“{place}”" for place in places[:MOST_TOLD])
    return (told("unsure_writing", number, count=len(places), places=quoted),)


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


def page_words(read: Sequence[OcrWord], scale: float, grey: Grey | None = None) -> list[PageWord]:
    """Words in points; with the picture in which they stand also whether they are bold.

    Their size is that of the print of their line (:func:`line_size`). What many words share is kept once: a document
    of five hundred pages has two hundred thousand of them.
    """
    lines: dict[tuple[int, ...], list[OcrWord]] = {}
    for word in read:
        lines.setdefault(word.line, []).append(word)
    sizes = {line: line_size(words) for line, words in lines.items()}
    bold = [False] * len(read) if grey is None else bold_words(read, [sizes[word.line] for word in read], grey)
    found = []
    for word, is_bold in zip(read, bold, strict=True):
        box = Box(*(_shared(edge * scale) for edge in (word.x0, word.top, word.x1, word.bottom)))
        sure = _shared(round(word.confidence, 3))
        size = _shared(round(sizes[word.line] * scale, 1))
        found.append(PageWord(intern(word.text), box, size, bold=is_bold, confidence=sure))
    return found


@lru_cache(maxsize=1 << 14)
def _shared(value: float) -> float:
    """The same object for the same number: there are a thousand confidences, and as many edges as a page has pixels."""
    return value


def has_text(page: PageContent) -> bool:
    """Whether a page that was read has writing on it, and not just a picture in which an engine saw letters."""
    sure = [word.text for word in words_of(page) if word.confidence >= SURE_WORD]
    known = sum(text.strip(".,;:()").lower() in syllables() for text in sure if len(text) > 1)
    return known >= FEW_WORDS
