"""The two places where an official document has two columns: its head and its foot (Decree 30/2020/NĐ-CP, Annex I).

Head: the issuing body on the left, the national motto on the right. Foot: recipients on the left, signature on the
right. Everything else is read across.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from rapidfuzz.fuzz import ratio
from unidecode import unidecode

from dataset.document import Column
from pipeline.reading.layout.model import Line, PageWord, Zone, around

HEAD_GAP = 0.8
"""Narrowest gap between the columns of the head, in font sizes."""
FOOT_GAP = 0.9
"""Narrowest strip that keeps free between the columns of the foot, in font sizes."""
PAIR_GAP = 2.0
"""Gap that by itself shows two columns, in font sizes."""
HEAD_DEPTH = 0.45
"""The head begins in this upper share of the page."""
NEAR_ROWS = 3.2
"""Rows of the head follow each other within this many font sizes."""
REACH = 1.25
"""A line of the left column alone (the subject of a letter) may reach this far, in distances of the gutter."""
CENTRE_SHIFT = 0.04
"""A line counts as centred on the page up to this share of the page's width."""
ABOVE_RECIPIENTS = 4
"""The signature may begin this many rows above the recipients."""
ALIKE = 80
"""Lowest likeness (0 to 100) of a fixed formula, so that misread letters do not hide it."""

MOTTOES = ("conghoaxahoichunghiavietnam", "dangcongsanvietnam")
RECIPIENTS, ADDRESSEE = "noinhan", "kinhgui"
MOTTO_BEGUN = 10
"""Letters of a motto that a line ends with at least, if the next one goes on with it."""
SIGNED_FOR = re.compile(r"(T\.?/?M|K\.?/?T|T\.?/?L|T\.?U\.?Q|Q)[./]")
DATE_BEGUN = re.compile(r"\bngày(?:\s*[\d.…]+)?(?:\s+tháng(?:\s*[\d.…]+)?)?(?:\s+năm)?$", re.IGNORECASE)
DATE_REST = re.compile(r"(?:[\d.…]+\s+)?(?:tháng\s*)?(?:[\d.…]+\s+)?(?:năm\s*)?[\d.…]*", re.IGNORECASE)
DATED = re.compile(r"\bngày\b.*\b(tháng|năm)\b", re.IGNORECASE)


def assign_columns(rows: Sequence[Line], width: float, height: float, carried: float | None = None) -> list[Line]:
    """Split head and foot into columns and put all lines in reading order.

    Args:
        rows: The rows of one page from top to bottom.
        width: Width of the page in points.
        height: Height of the page in points.
        carried: Middle of the strip between the columns of a foot with which the page before ended.

    Returns:
        Lines with their zone and column: in the head row by row, left before right; in the foot the whole left column
        before the right one.
    """
    head = find_head(rows, width, height)
    foot = _find_foot(rows, head.stop, width, None if head else carried)
    lines: list[Line] = []
    for index, row in enumerate(rows):
        if index in head:
            lines += _head_lines(row, _motto_gutter(rows, head))
        elif index not in foot[0]:
            if index == foot[0].stop and foot[0]:
                lines += _foot_lines(rows, *foot)
            lines.append(row)
    if foot[0] and foot[0].stop == len(rows):
        lines += _foot_lines(rows, *foot)
    return lines


def _squeezed(words: Sequence[PageWord]) -> str:
    return re.sub(r"[^a-z]", "", unidecode("".join(word.text for word in words)).lower())


def completes_motto(before: Line, line: Line) -> bool:
    """Whether a line is the end of a motto that found no room on the line before it."""
    begun = _squeezed(before.words)
    whole = begun + _squeezed(line.words)
    return begun not in MOTTOES and max(ratio(whole, motto) for motto in MOTTOES) > max(
        ALIKE, *(ratio(begun, motto) for motto in MOTTOES)
    )


def completes_date(before: Line, line: Line) -> bool:
    """Whether a line is the end of a place and date that found no room on the line before it."""
    return bool(DATE_BEGUN.search(before.text) and DATE_REST.fullmatch(line.text))


def _motto_start(row: Line, following: Line | None = None) -> int | None:
    """Index of the word with which the motto begins; in a narrow column it goes on at the end of the row below."""
    below = _squeezed(following.words) if following is not None else ""
    best: tuple[float, int] | None = None
    for index in range(len(row.words)):
        tail = _squeezed(row.words[index:])
        score = max(ratio(tail, motto) for motto in MOTTOES)
        if len(tail) >= MOTTO_BEGUN and any(m.startswith(tail) and below.endswith(m[len(tail) :]) for m in MOTTOES):
            score = 100.0
        if score >= ALIKE and (best is None or score > best[0]):
            best = (score, index)
    return best[1] if best else None


def _motto_gutter(rows: Sequence[Line], head: range) -> float:
    for index in head:
        row = rows[index]
        start = _motto_start(row, rows[index + 1] if index + 1 < len(rows) else None)
        if start is not None:
            right = row.words[start].box.x0
            left = row.words[start - 1].box.x1 if start else right - row.size
            return (left + right) / 2
    return 0.0


def find_head(rows: Sequence[Line], width: float, height: float) -> range:
    """The rows of the head (empty where the page has none).

    Args:
        rows: The rows of one page from top to bottom.
        width: Width of the page in points.
        height: Height of the page in points.
    """
    for index, row in enumerate(rows):
        if row.box.top > HEAD_DEPTH * height:
            break
        if _motto_start(row, rows[index + 1] if index + 1 < len(rows) else None) is None:
            continue
        gutter = _motto_gutter(rows, range(index, index + 1))
        first = index
        while first and _near(rows[first - 1], rows[first]) and _sides(rows[first - 1], gutter) is not None:
            first -= 1
        last, dated = index, False
        while last + 1 < len(rows) and _near(rows[last], rows[last + 1]):
            following = rows[last + 1]
            sides = _sides(following, gutter)
            if _squeezed(following.words[:2]) == ADDRESSEE:
                break
            if sides is None or (not sides[0] and dated and not completes_date(rows[last], following)):
                break
            if sides[1] and (dated or not sides[0]) and _centred(replace(following, words=sides[1]), width):
                break
            dated = dated or bool(DATED.search(following.text))
            last += 1
        return range(first, last + 1)
    return range(0)


def _near(row: Line, following: Line) -> bool:
    return following.box.top - row.box.top <= NEAR_ROWS * max(row.size, following.size)


def _centred(row: Line, width: float) -> bool:
    return abs((row.box.x0 + row.box.x1) / 2 - width / 2) <= CENTRE_SHIFT * width


def _sides(row: Line, gutter: float) -> tuple[tuple[PageWord, ...], tuple[PageWord, ...]] | None:
    """The row's words left and right of the gutter; None where the row runs across it."""
    words = row.words
    best: tuple[float, int] | None = None
    for index in range(1, len(words)):
        gap = words[index].box.x0 - words[index - 1].box.x1
        left, right = around(w.box for w in words[:index]), around(w.box for w in words[index:])
        between = (left.x0 + left.x1) / 2 < gutter < (right.x0 + right.x1) / 2
        if between and gap >= HEAD_GAP * row.size and (best is None or gap > best[0]):
            best = (gap, index)
    if best:
        return words[: best[1]], words[best[1] :]
    if row.box.x1 <= max(gutter + row.size, REACH * gutter) and (row.box.x0 + row.box.x1) / 2 < gutter:
        return words, ()
    if row.box.x0 >= gutter - row.size:
        return (), words
    return None


def _head_lines(row: Line, gutter: float) -> list[Line]:
    sides = _sides(row, gutter)
    apart = sides is not None and all(sides) and sides[1][0].box.x0 - sides[0][-1].box.x1 >= PAIR_GAP * row.size
    start = None if apart else _motto_start(row)
    if start is not None:
        sides = (row.words[:start], row.words[start:])
    return _placed(sides or (row.words, ()), row.page, "head")


def _placed(sides: tuple[Sequence[PageWord], Sequence[PageWord]], page: int, zone: Zone) -> list[Line]:
    columns: tuple[Column, Column] = ("left", "right")
    return [Line(tuple(words), page, zone, column) for words, column in zip(sides, columns, strict=True) if words]


def open_foot(lines: Sequence[Line]) -> float | None:
    """The middle of the strip between the columns of a foot that reaches to the end of a page's lines."""
    if not lines or lines[-1].zone != "foot":
        return None
    left = [line.box.x1 for line in lines if line.zone == "foot" and line.column == "left"]
    right = [line.box.x0 for line in lines if line.zone == "foot" and line.column == "right"]
    return (max(left) + min(right)) / 2 if left and right else None


def _find_foot(rows: Sequence[Line], begin: int, width: float, carried: float | None = None) -> tuple[range, float]:
    """The rows of the foot and the middle of the free strip between its columns."""
    if carried is not None and rows:
        stop, strip = _free_strip(rows, 0, width)
        if strip is not None and strip[0] <= carried <= strip[1]:
            return range(stop), carried
    for index in range(begin, len(rows)):
        if not _opens_foot(rows[index]):
            continue
        stop, strip = _free_strip(rows, index, width)
        if strip is None:
            continue
        first = index
        while first > max(begin, index - ABOVE_RECIPIENTS) and _signature_above(rows[first - 1], strip, width):
            first -= 1
        return range(first, stop), (strip[0] + strip[1]) / 2
    return range(0), 0.0


def _opens_foot(row: Line) -> bool:
    start = _squeezed(row.words[:3])[: len(RECIPIENTS)]
    if ratio(start, RECIPIENTS) >= ALIKE:
        return True
    parts = _parts(row)
    return len(parts) == 2 and (bool(SIGNED_FOR.match(parts[1].text)) or all(_is_title(part.text) for part in parts))


def _parts(row: Line) -> list[Line]:
    """The row cut at its wide gaps."""
    parts: list[list[PageWord]] = [[row.words[0]]]
    for before, word in zip(row.words, row.words[1:], strict=False):
        if word.box.x0 - before.box.x1 >= PAIR_GAP * row.size:
            parts.append([])
        parts[-1].append(word)
    return [replace(row, words=tuple(part)) for part in parts]


def _is_title(text: str) -> bool:
    letters = [ch for ch in text if ch.isalpha()]
    return len(letters) >= 4 and all(ch.isupper() for ch in letters)


def _free_strip(rows: Sequence[Line], index: int, width: float) -> tuple[int, tuple[float, float] | None]:
    """How far down from ``index`` a strip keeps free between two columns, and the strip."""
    size = rows[index].size
    free = [(0.0, width)]
    best: tuple[int, tuple[float, float] | None] = (index, None)
    for stop in range(index, len(rows)):
        free = _minus(free, rows[stop], FOOT_GAP * size)
        inner = [
            strip
            for strip in free
            if any(w.box.x1 <= strip[0] + 0.1 for row in rows[index : stop + 1] for w in row.words)
            and any(w.box.x0 >= strip[1] - 0.1 for row in rows[index : stop + 1] for w in row.words)
        ]
        if inner:
            best = (stop + 1, max(inner, key=lambda s: s[1] - s[0]))
        elif best[1] is not None or not free:
            break
    return best


def _minus(free: list[tuple[float, float]], row: Line, narrowest: float) -> list[tuple[float, float]]:
    for part in _runs(row, narrowest):
        free = [
            piece
            for start, end in free
            for piece in ((start, min(end, part[0])), (max(start, part[1]), end))
            if piece[1] - piece[0] >= narrowest
        ]
    return sorted(set(free))


def _runs(row: Line, gap: float) -> list[tuple[float, float]]:
    """The stretches of a row that words cover, gaps narrower than ``gap`` closed."""
    runs: list[tuple[float, float]] = []
    for word in row.words:
        if runs and word.box.x0 - runs[-1][1] < gap:
            runs[-1] = (runs[-1][0], max(runs[-1][1], word.box.x1))
        else:
            runs.append((word.box.x0, word.box.x1))
    return runs


def _signature_above(row: Line, strip: tuple[float, float], width: float) -> bool:
    return row.box.x0 >= strip[0] and not _centred(row, width) and _is_title(row.text)


def _foot_lines(rows: Sequence[Line], foot: range, gutter: float) -> list[Line]:
    left: list[Line] = []
    right: list[Line] = []
    for row in (rows[i] for i in foot):
        sides = (
            tuple(w for w in row.words if (w.box.x0 + w.box.x1) / 2 < gutter),
            tuple(w for w in row.words if (w.box.x0 + w.box.x1) / 2 >= gutter),
        )
        for line in _placed(sides, row.page, "foot"):
            (left if line.column == "left" else right).append(line)
    return left + right
