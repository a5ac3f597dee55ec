"""Joint documents: heads in which several bodies stand in columns, or in one line with dashes."""

from __future__ import annotations

import re

from extractors.outline.lines import Line, fold
from extractors.outline.patterns import patterns

_COLUMN = 4
"""Characters from one letter to the next beyond which a gap parts columns."""


def columns(line: Line) -> list[int]:
    """Where bodies of a joint document stand in columns: UBND TỈNH …     HỘI LIÊN HIỆP PHỤ NỮ."""
    if not line.upper:
        return []
    offsets = line.whole.offsets
    starts = [
        index
        for index in range(1, len(offsets))
        if offsets[index] - offsets[index - 1] > _COLUMN and not _same_paragraph_wraps(line, index)
    ]
    parts = [line.folded[start:] for start in [0, *starts]]
    # the motto is cut elsewhere; what is no body belongs to the body before it
    bodies = all(patterns().has("head.body", part) for part in parts)
    return starts if starts and bodies else []


def _same_paragraph_wraps(line: Line, index: int) -> bool:
    """Whether the gap before a character is the end of a line."""
    return "\n" in line.document.text[line.whole.offsets[index - 1] + 1 : line.whole.offsets[index]]


def above_columns(bodies: list[Line]) -> list[Line]:
    """The bodies over those that issue a joint document, where the head has a column for each of these.

    So too over a line that names them all: CÔNG AN TỈNH - SỞ Y TẾ.
    """
    rows: list[list[Line]] = []
    for line in bodies:
        before = rows[-1][-1].whole.offsets[-1] if rows else 0
        if rows and "\n" not in line.document.text[before + 1 : line.whole.offsets[0]]:
            rows[-1].append(line)
        else:
            rows.append([line])
    several = [index for index, row in enumerate(rows) if len(row) > 1 or len(side_by_side(row[0].text)) > 1]
    return [line for row in rows[: several[-1]] for line in row] if several else []


def side_by_side(text: str) -> list[str]:
    """The bodies of a joint document that one line names: CÔNG AN TỈNH - SỞ Y TẾ - TỈNH ĐOÀN."""
    parts = re.split(r"\s+[-–—]\s+", text.strip())
    return parts if all(patterns().has("head.body", fold(part)) for part in parts) else [text]
