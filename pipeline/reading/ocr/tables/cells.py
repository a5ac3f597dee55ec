"""The cells of a ruled table, read in three calls: all of them, the numbers again, the doubtful ones a third time."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from statistics import fmean
from sys import intern

from dataset.document import Box
from pipeline.reading.layout.grid import build_table
from pipeline.reading.layout.model import PageWord, RawTable
from pipeline.reading.ocr.cleaning import READING_DPI
from pipeline.reading.ocr.engine import Engine, Grey, OcrWord
from pipeline.reading.ocr.figures import with_true_figures
from pipeline.reading.ocr.print_size import line_size
from pipeline.reading.ocr.signs import with_true_signs
from pipeline.reading.ocr.tables import numbers
from pipeline.reading.ocr.tables.grid import Cut, Grid
from pipeline.reading.ocr.tables.keys import roman_rows, wanted_number
from pipeline.reading.ocr.tables.numbers import Reading, text_of
from pipeline.reading.ocr.tables.sheet import Patch, patch_of, read_patches

RULE_WOBBLE = 5.0
"""Edges of cells on scans nearer than this many points are one rule."""
SAME_COLUMN = 2 * RULE_WOBBLE
"""Cells whose left edges, and whose right edges, lie nearer than this many points stand in one column."""
STRAY = re.compile(r"^['‘’`](?=\w+[.,;:]?$)")
"""A speck before a capital that engines take for a quotation mark; Vietnamese plans use double ones."""
UNSURE = 0.5
"""A text with a word read less surely is read once more."""
SECOND_DPI = 300
"""The resolution of that reading, which has to differ from the first one."""


def read_grid(grid: Grid, grey: Grey, dpi: int, page: int, engine: Engine) -> RawTable | None:
    """Read the cells of a table; None where the grid turns out to be no table."""
    columns = _by_column(grid.cells, dpi)
    filled = [
        (column, patch)
        for column, cells in enumerate(columns)
        for patch in (patch_of(grey, cell, dpi) for cell in cells)
        if patch is not None
    ]
    patches = [patch for _, patch in filled]
    readings = read_cells(patches, [column for column, _ in filled], dpi, engine)
    words = [
        word for patch, reading in zip(patches, readings, strict=True) for word in _page_words(patch, reading, 72 / dpi)
    ]
    boxes = [Box(*(value * 72 / dpi for value in cell)) for cell in grid.cells]
    return build_table(boxes, words, page, RULE_WOBBLE)


def _by_column(cells: Sequence[Cut], dpi: int) -> list[list[Cut]]:
    near = SAME_COLUMN / 72 * dpi
    columns: dict[tuple[int, int], list[Cut]] = {}
    for cell in sorted(cells, key=lambda c: (c.x0, c.top)):
        ends = (cell.x0, cell.x1)
        key = next((k for k in columns if abs(k[0] - ends[0]) <= near and abs(k[1] - ends[1]) <= near), ends)
        columns.setdefault(key, []).append(cell)
    return [sorted(column, key=lambda cell: cell.top) for column in columns.values()]


def read_cells(patches: Sequence[Patch], columns: Sequence[int], dpi: int, engine: Engine) -> list[Reading]:
    """The readings of cells; ``columns`` tells which ones stand under each other, 0 the leftmost."""
    small = min(dpi, READING_DPI)
    first = read_patches(patches, dpi, small, engine)
    readings = [Reading(words) for words in first]
    digits = _read_for_digits(patches, first, columns, dpi, engine)
    disputed: list[int] = []
    for index, (second, among_numbers) in digits.items():
        reading = numbers.agreed(first[index], second, among_numbers=among_numbers)
        if reading is None:
            disputed.append(index)
        else:
            readings[index] = reading
    lost: list[int] = []
    for index, reading in enumerate(readings):
        if index in disputed or not _is_doubtful(reading):
            continue
        dash = None if _says_something(reading) else numbers.dash(patches[index].picture, dpi)
        if dash is None:
            lost.append(index)
        else:
            readings[index] = Reading([dash])
    again = [*disputed, *lost]
    third = read_patches([patches[i] for i in again], dpi, max(small, SECOND_DPI), engine)
    for index, words in zip(again, third, strict=True):
        if index in disputed:
            readings[index] = numbers.decided(first[index], digits[index][0], words)
        else:
            readings[index] = _better(readings[index], Reading(words))
    readings = [
        reading._replace(words=with_true_figures(with_true_signs(reading.words, patch.picture)))
        for patch, reading in zip(patches, readings, strict=True)
    ]
    _mend_romans(readings, columns)
    return numbers.with_decimal_commas(readings, columns)


def _read_for_digits(
    patches: Sequence[Patch], first: Sequence[list[OcrWord]], columns: Sequence[int], dpi: int, engine: Engine
) -> dict[int, tuple[list[OcrWord], bool]]:
    """The cells that may be numbers, read for digits, and whether what was no number at first may become one."""
    texts = [text_of(words) for words in first]
    numeric = _columns_of_numbers(texts, columns)
    labels = [index for index, column in enumerate(columns) if column == 0]
    label_texts = [texts[index] for index in labels]
    missing = {
        index: str(number)
        for place, index in enumerate(labels)
        if (number := wanted_number(label_texts, place)) is not None
    }
    wanted = [
        index
        for index, text in enumerate(texts)
        if index in missing or numbers.may_be_number(text, among_numbers=numeric[columns[index]])
    ]
    read = read_patches([patches[i] for i in wanted], dpi, min(dpi, READING_DPI), engine, digits=True)
    return {
        index: (
            words,
            text_of(words).strip(".)") == missing[index] if index in missing else numeric[columns[index]],
        )
        for index, words in zip(wanted, read, strict=True)
    }


def _mend_romans(readings: list[Reading], columns: Sequence[int]) -> None:
    """Set the Roman row numbers of the leftmost column right where their series shows that they were misread."""
    rows = [index for index, column in enumerate(columns) if column == 0]
    for place, roman in roman_rows([text_of(readings[index].words) for index in rows]).items():
        words = readings[rows[place]].words
        x1 = max(word.x1 for word in words)
        mended = words[0]._replace(text=roman, x1=x1, confidence=min(words[0].confidence, numbers.DOUBTED))
        readings[rows[place]] = Reading([mended])


def _columns_of_numbers(texts: Sequence[str], columns: Sequence[int]) -> dict[int, bool]:
    """For every column whether it holds numbers."""
    inside: dict[int, list[str]] = defaultdict(list)
    for text, column in zip(texts, columns, strict=True):
        inside[column].append(text)
    return {column: numbers.holds_numbers(found) for column, found in inside.items()}


def _says_something(reading: Reading) -> bool:
    return any(ch.isalnum() for word in reading.words for ch in word.text)


def _is_doubtful(reading: Reading) -> bool:
    return not _says_something(reading) or min(word.confidence for word in reading.words) < UNSURE


def _better(one: Reading, two: Reading) -> Reading:
    """The reading that says something, or the one that was read more surely."""
    if not _says_something(one) or not _says_something(two):
        return two if _says_something(two) else one
    return max(one, two, key=lambda reading: fmean(word.confidence for word in reading.words))


def _page_words(patch: Patch, reading: Reading, scale: float) -> Iterator[PageWord]:
    """The words of a cell in points of the page; their size is that of the print of their line."""
    lines: dict[tuple[int, ...], list[OcrWord]] = defaultdict(list)
    for word in reading.words:
        lines[word.line].append(word)
    for line in lines.values():
        size = round(line_size(line) * scale, 1)
        for word in line:
            box, text = Box(*_edges(word, patch, scale)), STRAY.sub("", word.text)
            yield PageWord(intern(text), box, size, confidence=round(word.confidence, 3), other=reading.other)


def _edges(word: OcrWord, patch: Patch, scale: float) -> Iterator[float]:
    yield (word.x0 + patch.x) * scale
    yield (word.top + patch.y) * scale
    yield (word.x1 + patch.x) * scale
    yield (word.bottom + patch.y) * scale
