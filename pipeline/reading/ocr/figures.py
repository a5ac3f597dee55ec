"""Figures that an engine took for letters: ``Phường l``, ``l0 ngày``, ``3l/12``, ``2O26``.

Vietnamese has no word and no number with these letters, so nothing has to be guessed: a lone ``l`` is a 1, and between
figures a small L or a bar is a 1 and a capital O a 0. What this makes of a word is never surer than :data:`AS_SURE`: a
figure is no longer a misreading that anybody sees.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from pipeline.reading.ocr.engine import OcrWord

AS_SURE: Final = 0.75
_FIGURES: Final = re.compile(r"[(\[]*[-+<>≤≥]?(?=[^\d]*\d)[\dl|O]+(?:[.,/:–-][\dl|O]+)*%?[)\].,;:]*")
_LONE: Final = re.compile(r"[(\[]?l[\],;:.]*")
"""Not ``l)``, which is a letter of an enumeration."""
_MEANT: Final = str.maketrans({"l": "1", "|": "1", "O": "0"})


def with_true_figures(words: Sequence[OcrWord]) -> list[OcrWord]:
    """The words, in reading order, with figures for the letters and bars that can be nothing else."""
    return [
        _as_figures(word) if _is_number(word.text) or _is_lone_one(word, before) else word
        for before, word in zip([None, *words], words, strict=False)
    ]


def _as_figures(word: OcrWord) -> OcrWord:
    return word._replace(text=word.text.translate(_MEANT), confidence=min(word.confidence, AS_SURE))


def _is_number(text: str) -> bool:
    return any(sign in text for sign in "l|O") and _FIGURES.fullmatch(text) is not None


def _is_lone_one(word: OcrWord, before: OcrWord | None) -> bool:
    """Whether a lone small L is a 1: behind a word; behind a figure it is a litre, first of all a label."""
    if before is None or before.line != word.line or not _LONE.fullmatch(word.text):
        return False
    return before.text[-1].isalpha()
