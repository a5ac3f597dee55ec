"""Which cells hold numbers, and which of several readings of a number to believe."""

from __future__ import annotations

import re
from collections.abc import Sequence
from statistics import fmean
from typing import Final, NamedTuple

import numpy as np

from normalizers.syllables import syllables
from pipeline.reading.ocr.engine import Grey, OcrWord

NUMERIC = re.compile(r"[-–+]?(?:\d{1,3}(?:\.\d{3})+|\d+)(?:[.,]\d+)?\s*%?")
ORDINAL = re.compile(r"\d{1,2}\)|\d{1,3}(?:\.\d{1,2}){0,2}\.?")
BRACKETED = re.compile(r"\(\d{1,2}\)")
"""The numbers of columns under a head."""
NUMERIC_SHARE = 0.4
"""In a column in which this share of the cells hold numbers every short cell is read as a number too."""
LONGEST = 12
"""Signs of the longest number that a first reading may have garbled."""
SHORTEST = 4
"""Signs of a number in brackets."""
ROMAN_OR_KEY = re.compile(r"[IVXL]+|[A-ZĐa-zđ]|S?TT|[xX+-]", re.IGNORECASE)
"""What stands in columns of numbers and is none."""
BOTH_SURE = 0.9
"""A number that two readings agree on was read at least this surely."""
DOUBTED = 0.6
"""A number on which readings differ was read at most this surely."""
DASH_HEIGHT, DASH_SHAPE = 0.03, 2.0
"""A dash is at most so many inches high and at least so many times as wide."""


WITH_COMMA: Final = re.compile(r"\d{1,6},\d{1,2}")
WITH_POINT: Final = re.compile(r"\d{1,6}\.\d{1,2}")


class Reading(NamedTuple):
    """Words of a cell; ``other`` is another number that may stand there instead."""

    words: list[OcrWord]
    other: str | None = None


def text_of(words: Sequence[OcrWord]) -> str:
    """The words with one space between them."""
    return " ".join(word.text for word in words)


def is_number(text: str) -> bool:
    """Whether a cell holds a plain number, a share, an ordinal or the number of a column."""
    return bool(NUMERIC.fullmatch(text) or ORDINAL.fullmatch(text) or BRACKETED.fullmatch(text))


def may_be_number(text: str, *, among_numbers: bool) -> bool:
    """Whether a cell is worth a reading for digits; ``among_numbers`` tells that its column holds numbers."""
    if is_number(text) or (len(text) <= SHORTEST and _has_bracket(text)):
        return True
    if not among_numbers or len(text) > LONGEST or ROMAN_OR_KEY.fullmatch(text.rstrip(".")):
        return False
    return not any(len(part) > 1 and part.strip(".,;()").lower() in syllables() for part in text.split())


def holds_numbers(texts: Sequence[str]) -> bool:
    """Whether the filled cells of a column are numbers, as far as the first reading could tell."""
    return sum(map(is_number, texts)) >= NUMERIC_SHARE * max(1, len(texts))


def as_number(words: Sequence[OcrWord]) -> OcrWord | None:
    """What was read for digits as one word; None where it is no number."""
    if not words:
        return None
    text = "".join(word.text for word in words)
    if not is_number(text):
        return None
    x0s, tops, x1s, bottoms = zip(*((w.x0, w.top, w.x1, w.bottom) for w in words), strict=True)
    sure = fmean(word.confidence for word in words)
    return OcrWord(text, min(x0s), min(tops), max(x1s), max(bottoms), sure, words[0].line)


def agreed(first: Sequence[OcrWord], second: Sequence[OcrWord], *, among_numbers: bool) -> Reading | None:
    """The reading of a cell on which a first reading and one for digits agree, or of which only one makes sense.

    What was no number at first becomes one only in a column of numbers, or as a number in brackets. None where both are
    numbers and differ: somebody else has to decide.
    """
    before, number = as_number(first), as_number(second)
    if number is None or (before is None and not among_numbers and not BRACKETED.fullmatch(number.text)):
        return Reading(list(first))
    if before is None:
        return Reading([number])
    if before.text == number.text:
        sure = max(before.confidence, number.confidence, BOTH_SURE)
        return Reading([before._replace(confidence=sure)])
    return None


def _has_bracket(text: str) -> bool:
    return text.startswith("(") or text.endswith(")")


def decided(first: Sequence[OcrWord], second: Sequence[OcrWord], third: Sequence[OcrWord]) -> Reading:
    """The number that two of three readings give, else the surest; the one it was preferred to is kept beside it."""
    votes = [number for number in map(as_number, (second, first, third)) if number is not None]
    if not votes:
        return Reading(list(first))
    texts = [number.text for number in votes]
    best = max(votes, key=lambda number: (texts.count(number.text), number.confidence))
    rest = [number for number in votes if number.text != best.text]
    other = max(rest, key=lambda number: (texts.count(number.text), number.confidence)).text if rest else None
    doubted = best._replace(confidence=min(best.confidence, DOUBTED)) if rest else best
    return Reading([doubted], other)


def dash(picture: Grey, dpi: int) -> OcrWord | None:
    """The dash that stands for nothing, by its shape: engines see none in a single stroke."""
    ink = picture < 128
    rows, columns = np.flatnonzero(ink.any(axis=1)), np.flatnonzero(ink.any(axis=0))
    if not rows.size:
        return None
    height, width = int(rows[-1] - rows[0]) + 1, int(columns[-1] - columns[0]) + 1
    if height > DASH_HEIGHT * dpi or width < DASH_SHAPE * height or ink.sum() < 0.6 * height * width:
        return None
    return OcrWord("-", int(columns[0]), int(rows[0]), int(columns[-1]) + 1, int(rows[-1]) + 1, BOTH_SURE, (1,))


def with_decimal_commas(readings: Sequence[Reading], columns: Sequence[int]) -> list[Reading]:
    """The readings of cells, ``93.2`` as ``93,2`` where the other decimals of the table have commas.

    A point parts thousands, with three figures behind it, so that the number can mean nothing else. What was read is
    kept beside it. The leftmost column numbers rows (``1.2``).
    """
    texts = [text_of(reading.words) for reading in readings]
    commas = sum(bool(WITH_COMMA.fullmatch(text)) for text in texts)
    pointed = [
        at
        for at, text in enumerate(texts)
        if columns[at] and len(readings[at].words) == 1 and WITH_POINT.fullmatch(text)
    ]
    result = list(readings)
    if commas <= len(pointed):
        return result
    for at in pointed:
        (word,) = readings[at].words
        comma = word._replace(text=word.text.replace(".", ","), confidence=min(word.confidence, DOUBTED))
        result[at] = Reading([comma], readings[at].other or word.text)
    return result
