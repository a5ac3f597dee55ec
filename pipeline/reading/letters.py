"""The letters of a PDF page before they are words: what is there twice, what was stamped over, how blanks are told.

Letters are the ``chars`` of pdfplumber, in the order in which the file shows them.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import groupby
from typing import Any

Letter = dict[str, Any]

STRUCK = 1.5
"""Equal letters nearer than this many points are one: some printers strike bold letters twice."""
MANY_STRUCK = 3
"""From so many letters on that stand twice, a page has them struck."""
FEW_BLANKS = 0.06
"""With a smaller share of blanks among its letters a file parts words by moving on (usual: 0.15 to 0.2)."""
MOVE = 0.15
"""Such a move is wider than this share of the font size."""
SAME_SIZE = 1.0
"""The lines of a legend differ in size by no more than this many points."""
LONGEST_LEGEND = 600
"""Letters of the longest legend of a signature."""

_WHO = re.compile(
    r"\W*(?:người\s*ký(?:\s*số)?|ký\s*(?:số\s*)?bởi|được\s*ký\s*bởi|(?:digitally\s*)?signed\s*by)\s*:", re.IGNORECASE
)
_WHEN = re.compile(
    r"\W*(?:(?:(?:thời\s*gian|ngày|giờ)\s*ký|e-?mail|date)\s*:|signature\s*(?:not\s*verified|valid))", re.IGNORECASE
)
_LABEL = re.compile(
    r"\W*(?:cơ\s*quan|tổ\s*chức|đơn\s*vị|chức\s*(?:vụ|danh)|lý\s*do|địa\s*điểm|reason|location|dn)\s*:", re.IGNORECASE
)
_REST = re.compile(r"[\d\s.:/+\-ZTGMU']+")


def read_words(page: Any) -> tuple[list[dict[str, Any]], str]:
    """The words of a page as pdfplumber tells them, and the legends of signatures, which are left out of them.

    Args:
        page: A ``pdfplumber.page.Page``.
    """
    letters: Sequence[Letter] = page.chars
    legend = _legend(letters)
    if legend:
        left_out = {id(letter) for letter in legend}
        page = page.filter(lambda shape: id(shape) not in left_out)
    if _is_struck_twice(page.chars):
        page = page.dedupe_chars(tolerance=STRUCK, extra_attrs=("size",))
    blanks = sum(letter["text"].isspace() for letter in letters)
    words: list[dict[str, Any]] = page.extract_words(
        return_chars=True,
        x_tolerance_ratio=MOVE if blanks < FEW_BLANKS * len(letters) else None,
        char_dir_rotated=_direction_of_turned(page.chars),
    )
    return words, _text(legend)


def set_upright(page: Any) -> Any:
    """The page turned so that most of its letters stand upright: some programs print wide tables on their side.

    Args:
        page: A ``pdfplumber.page.Page``.
    """
    letters = page.chars
    _settle(letters)
    turned = [letter["matrix"][1] > 0 for letter in letters if not letter["upright"]]
    if 2 * len(turned) <= len(letters):
        return page
    upright = (page.rotation + (90 if 2 * sum(turned) >= len(turned) else 270)) % 360
    page.page_obj.rotate = page.page_obj.attrs["Rotate"] = upright
    page = type(page)(page.pdf, page.page_obj, page.page_number, page.initial_doctop)
    _settle(page.chars)
    return page


def _settle(letters: Sequence[Letter]) -> None:
    """Say which letters stand upright: a turn leaves a hair's breadth in their matrices, by which pdfminer goes."""
    for letter in letters:
        across, up, down, _, _, _ = letter["matrix"]
        if up or down:
            letter["upright"] = abs(across) >= abs(up)


def _is_struck_twice(letters: Sequence[Letter]) -> bool:
    places = {
        (letter["text"], round(letter["x0"] / (2 * STRUCK)), round(letter["top"] / (2 * STRUCK))) for letter in letters
    }
    blanks = sum(1 for letter in letters if letter["text"].isspace())
    return len(letters) - len(places) > MANY_STRUCK + blanks


def _direction_of_turned(letters: Sequence[Letter]) -> str | None:
    """The way in which most letters run that lie on their side: up (``btt``) or down (``ttb``); None without such."""
    upward = [letter["matrix"][1] > 0 for letter in letters if not letter["upright"]]
    if not upward:
        return None
    return "btt" if 2 * sum(upward) >= len(upward) else "ttb"


def _legend(letters: Sequence[Letter]) -> list[Letter]:
    """The letters of the legends that signing programs print over a page: who, from where, when.

    Lines that follow each other in the file; one tells who signed and another one when, or from which address.
    """
    if not _WHO.search(_text(letters)):
        return []
    found: list[Letter] = []
    lines = [list(line) for _, line in groupby(letters, key=lambda c: (round(c["bottom"], 1), round(c["size"], 1)))]
    index = 0
    while index < len(lines):
        stop = _end_of_legend(lines, index)
        if stop > index:
            found += [letter for line in lines[index:stop] for letter in line]
        index = max(stop, index + 1)
    return found if len(found) <= LONGEST_LEGEND else []


def _end_of_legend(lines: Sequence[Sequence[Letter]], start: int) -> int:
    """Where the legend ends that begins at a line; ``start`` if none does."""
    stop, going_on, told = start, False, [False, False]
    for index in range(start, len(lines)):
        text = _text(lines[index])
        if abs(lines[index][0]["size"] - lines[start][0]["size"]) > SAME_SIZE:
            break
        is_who, is_when = bool(_WHO.match(text)), bool(_WHEN.match(text))
        if is_who or is_when or _LABEL.match(text):
            told = [told[0] or is_who, told[1] or is_when]
            stop, going_on = index + 1, False
        elif stop > start and _REST.fullmatch(text):
            stop = index + 1
        elif stop == start or going_on:
            break
        else:
            going_on = True  # a value may need a second line
    return stop if all(told) else start


def _text(letters: Sequence[Letter]) -> str:
    return "".join(letter["text"] for letter in letters)
