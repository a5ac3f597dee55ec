"""Abbreviations with a letter typed twice: ``VHXXH`` in a plan of the Phòng Văn hóa - Xã hội."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from dataset.spans import Span

_WORD = re.compile(r"(?<![^\W\d_])[^\W\d_]+(?![^\W\d_])")
_SHORTEST = 4
_PROOF = 3
"""How often the right abbreviation has to stand in the document, where no name is shortened to it."""


def misspelt_abbreviations(text: str, spans: Sequence[Span], names: Iterable[str]) -> Iterator[tuple[Span, str]]:
    """Abbreviations that stand once, with the one they are but for a letter typed twice, in reading order.

    The right one is proved where it stands several times in the parts of the text, or is the end of the initials of one
    of the ``names``. Lines in capitals have no abbreviations.
    """
    parts = [list(_WORD.finditer(text, span.start, span.end)) for span in spans]
    sentences = [part for part in parts if len(part) == 1 or not all(word.group().isupper() for word in part)]
    short = [word for part in sentences for word in part if word.group().isupper() and len(word.group()) > 1]
    counts = Counter(word.group() for word in short)
    shortened = {_initials(name) for name in names}
    for word in short:
        written = word.group()
        if len(written) < _SHORTEST or counts[written] > 1 or any(name.endswith(written) for name in shortened):
            continue
        for right in _once(written):
            if counts[right] >= _PROOF or (len(right) >= _SHORTEST and any(name.endswith(right) for name in shortened)):
                yield Span(*word.span()), right
                break


def _once(word: str) -> list[str]:
    """The word with one of two equal letters that stand side by side."""
    return [word[:n] + word[n + 1 :] for n in range(1, len(word)) if word[n] == word[n - 1]]


def _initials(name: str) -> str:
    return "".join(word.group()[0] for word in _WORD.finditer(name) if word.group() != "và").upper()
