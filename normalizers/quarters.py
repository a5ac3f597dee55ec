"""Quarters whose Roman number an engine read as figures: ``quý 11/2026``, ``Quý II1``, ``quy lll``.

A year has four quarters, so two or three strokes behind the word are II or III whatever was read for them; a lone
figure may be meant as it stands. Only for text that an engine read: in typed text an eleventh quarter is a mistake.
"""

from __future__ import annotations

import re
from typing import Final

from dataset.spans import Edit

SURE: Final = 0.9
"""How sure such an edit is: a stroke may have been lost besides."""
_QUARTER: Final = re.compile(r"\b[Qq]u[yýỳỷỹỵí]\s+([1lI|]{2,3}|[1l|]V)(?=[\s/,.;:)–-]|$)")
_STROKES: Final = str.maketrans("1l|", "III")


def quarter_edits(text: str) -> list[Edit]:
    """The edits that make Roman numbers of them, in order."""
    return [
        Edit(*match.span(1), roman)
        for match in _QUARTER.finditer(text)
        if (roman := match.group(1).translate(_STROKES)) != match.group(1)
    ]
