"""Runs of ordinals (I, II, IV · 1, 2, 4 · a, b, đ) and where they skip or stand twice."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple, TypeVar

from normalizers.roman_numerals import roman, to_roman

T = TypeVar("T")

# the order in which Vietnamese documents count: with đ, without f, j, w, z
_VIETNAMESE = "abcdđeghiklmnopqrstuvxy"
_ENGLISH = "abcdefghijklmnopqrstuvwxyz"
# a jump over more than this many labels is another list or a misread label, not a slip; a letter can hardly be misread
_LARGEST_GAP = 3
_LARGEST_LETTER_GAP = 5


class Ordinal(NamedTuple):
    """A label read as a place in a sequence; ``family`` keeps them apart (roman, letter, article, number under 1.2)."""

    family: str
    value: int


class Gap(NamedTuple):
    """A skip or a repetition: after ``before`` the label ``expected`` should have come, ``found`` came."""

    before: str
    expected: str
    found: str


def read_ordinal(label: str, letters: str = _VIETNAMESE) -> Ordinal | None:
    """Read a label; ``None`` for bullets and whatever is no ordinal."""
    if match := re.fullmatch(r"Điều (\d{1,3})", label):
        return Ordinal("article", int(match.group(1)))
    if re.fullmatch(r"[IVXL]+", label) and (value := roman(label)):
        return Ordinal("roman", value)
    if match := re.fullmatch(r"((?:\d+\.)*)(\d{1,3})", label):
        return Ordinal(f"number {match.group(1)}", int(match.group(2)))
    if len(label) == 1 and label.lower() in letters:
        return Ordinal("letter", letters.index(label.lower()) + 1)
    return None


def find_gaps(items: Iterable[tuple[str, T]], *, uses_d_bar: bool, repeats: bool = False) -> Iterator[tuple[Gap, T]]:
    """Walk through labelled things in reading order and yield every skip.

    Args:
        items: Label and whatever it stands for; one list, or several lists one after the other.
        uses_d_bar: Whether the document counts with đ (a, b, c, d, đ, e); otherwise both ways are taken as right.
        repeats: Whether a label twice in a row is told too; the first one of a list never is: a new list.
    """
    previous: dict[str, tuple[str, int]] = {}
    repeated: dict[str, tuple[str, T]] = {}
    for label, item in items:
        ordinal = read_ordinal(label)
        if ordinal is None:
            continue
        family, value = ordinal
        before = previous.get(family)
        previous[family] = (label, value)
        if before is None:
            continue
        twin = repeated.pop(family, None)
        if value == before[1] > 1:
            repeated[family] = (label, item)
        elif twin is not None and value == before[1] + 2:
            # IV, IV, VI: the second IV is the slip, and VI is right
            if not repeats:
                yield Gap(before[0], _label(family, before[1] + 1), twin[0]), twin[1]
            continue
        largest = _LARGEST_LETTER_GAP if family == "letter" else _LARGEST_GAP
        if not (repeats and family in repeated) and not 1 < value - before[1] <= largest + 1:
            continue
        if family == "letter" and not uses_d_bar and _follows_in_english(before[0], label):
            continue
        expected = _label(family, before[1] + 1)
        yield Gap(before[0], expected.upper() if label.isupper() else expected, label), item


def _follows_in_english(before: str, label: str) -> bool:
    return _ENGLISH.find(label.lower()) - _ENGLISH.find(before.lower()) == 1


def _label(family: str, value: int) -> str:
    if family == "roman":
        return to_roman(value)
    if family == "letter":
        return _VIETNAMESE[value - 1]
    if family == "article":
        return f"Điều {value}"
    return f"{family.removeprefix('number ')}{value}"
