"""Annexes: where one begins, its label, its title, and the line that says what it is attached to."""

from __future__ import annotations

import re

from extractors.outline.lines import Line
from extractors.outline.patterns import patterns

_BACK = 6


def find_annexes(lines: list[Line]) -> list[int]:
    """Indexes of the lines with which an annex begins, in order."""
    words = patterns()
    starts: set[int] = set()
    for index, line in enumerate(lines):
        if line.decided or line.blank:
            continue
        if _is_label(line):
            starts.add(index)
        elif words.has("annex.reference", line.folded) and len(line.text) < 300 and index:
            starts.add(_caption_start(lines, index))
    return sorted(_merge(starts, lines))


def mark_caption(lines: list[Line], start: int, end: int) -> int:
    """Settle the caption of the annex that begins at ``start``; returns the index behind the caption."""
    words = patterns()
    lines[start].become("annex")
    index = start + 1
    while index < min(end, start + _BACK + 2):
        line = lines[index]
        if line.decided or line.blank:
            break
        if words.has("annex.reference", line.folded):
            line.become("annex-reference")
        elif (
            words.has("table.unit", line.folded)
            or (line.label and not line.label.bullet and not line.upper)
            or re.search(r"[.;:]\s*$", line.text)
            or len(line.text) > 300
        ):
            break
        elif (
            line.upper
            or line.bold
            or any(
                not later.decided and words.has("annex.reference", later.folded)
                for later in lines[index + 1 : index + 4]
            )
            or index == start + 1
        ):
            line.become("annex-title")
        else:
            break
        index += 1
    return index


def _is_label(line: Line) -> bool:
    words = patterns()
    match = words.search("annex.numbered", line.folded)
    if not match:
        return False
    number, rest = match.group(2), line.text[match.end() :].strip(" *_.:")
    word = match.group(1)
    if word == "phu luc":
        if not rest:
            return True
        return bool(rest) and (
            line.upper
            or (bool(number) and rest[:1].isupper() and len(line.text) < 200 and not re.search(r"[.;]$", rest))
        )
    if not rest:
        return bool(number) or line.upper
    return line.upper and bool(number)


def _caption_start(lines: list[Line], reference: int) -> int:
    """The first line of the caption whose last line is the reference."""
    index = reference
    while index > max(0, reference - _BACK):
        before = lines[index - 1]
        if before.decided or before.blank or len(before.text) > 300 or re.search(r"[.;:/]\s*$", before.text):
            break
        if not (before.upper or before.bold or _is_label(before) or index == reference):
            break
        index -= 1
        if _is_label(before):
            break
    return index


def _merge(starts: set[int], lines: list[Line]) -> list[int]:
    """Leave out starts that belong to the caption of the start before them."""
    out: list[int] = []
    for start in sorted(starts):
        if out and start - out[-1] <= 4 and not _is_label(lines[start]):
            continue
        out.append(start)
    return out
