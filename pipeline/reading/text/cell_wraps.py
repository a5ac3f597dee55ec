"""Lines of a letterhead's cell that a copy broke inside a name: motto, number, place and date put together again."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from dataset.spans import Span
from normalizers.unicode import fold_case
from pipeline.reading.text.lines import Line, pattern, patterns

_MOST = 5  # lines over which one of these parts runs


def rejoined(text: str, lines: Sequence[Line]) -> Iterator[Line]:
    """The lines of a cell, those of one part as one line; everything else as it stands."""
    index = 0
    while index < len(lines):
        end = next((end for end in _ends(lines, index) if _is_part(lines[index:end])), index + 1)
        first, last = lines[index], lines[end - 1]
        if end == index + 1:
            yield first
        else:
            span = Span(first.span.start, last.span.end)
            yield replace(first, text=text[span.start : span.end], span=span)
        index = end


def _ends(lines: Sequence[Line], index: int) -> Iterator[int]:
    """The ends of the stretches from a line on, the longest first."""
    yield from range(min(len(lines), index + _MOST), index + 1, -1)


def _is_part(lines: Sequence[Line]) -> bool:
    """Whether some lines are one part of a letterhead, and none of them already is."""
    whole = " ".join(line.plain for line in lines)
    if pattern("letterhead", "number").match(whole):
        return len(lines) == 2 and bool(re.fullmatch(r"\S+\s*:", lines[0].plain))
    words = patterns()["letterhead"]
    shape = _letters(whole)
    if any(shape == _letters(key) for key in (*words["motto"], *words["slogan"])):
        return True
    dated = pattern("letterhead", "dated")
    return bool(dated.fullmatch(whole)) and not any(dated.fullmatch(line.plain) for line in lines)


def _letters(text: str) -> str:
    return re.sub(r"\W+", " ", fold_case(text)).strip()
