"""Vietnamese syllables: is this text Vietnamese, or what a wrong character map or a wrong OCR engine made of it?

The list (``data/syllables.txt``, one a line, lower case, NFC, the commonest first) is made by
``data/make_syllables.py``.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from importlib.resources import files

from normalizers.unicode import tone_placement

_TOKEN = re.compile(r"[^\W\d_]+(?:[^\w\s][^\W\d_]+)*|\ufffd+")
_LETTERS = re.compile(r"[^\W\d_]+")
_FEWEST_ODD = 5
_SHARE_ODD = 1 / 700
_FIRST_MARKED = 0xC0


@lru_cache(maxsize=1)
def syllables() -> frozenset[str]:
    """All known syllables, lower case, NFC."""
    return frozenset(files("normalizers").joinpath("data/syllables.txt").read_text(encoding="utf-8").split())


def share_of_syllables(text: str) -> float:
    """Share of a text's words that are Vietnamese syllables, 0 to 1 (0 for a text without words).

    Abbreviations (``UBND``, ``BHXH``) and single letters count neither for nor against; a sign that stands inside a
    word (``nhi~m``, ``c\ufffda``) counts against it.
    """
    known = total = 0
    for token in _words(unicodedata.normalize("NFC", text)):
        parts = _LETTERS.findall(token)
        whole = "/" in token or "-" in token or len(parts) <= 1
        for part in parts if whole else [token]:
            if len(part) < 2 or (part.isupper() and len(part) <= 6 and part.lower() not in syllables()):
                continue
            total += 1
            known += part.lower() in syllables()
        total += "\ufffd" in token
    return known / total if total else 0.0


def looks_misread(text: str) -> bool:
    """Whether a text bears the marks of OCR: words with Vietnamese letters that are no syllables, one in 700 or more.

    Foreign words have no such letters, names begin with a capital; a careless typist makes one such word in several
    thousand. Misreadings that are syllables themselves (``thâm định``) are not seen, but never come alone.
    """
    words = [word for word in _LETTERS.findall(unicodedata.normalize("NFC", text)) if word.islower() and _marked(word)]
    # each word once: a rare one that the list lacks may be what the document is about
    odd = sum(len(word) > 1 and not {tone_placement(word), word} & syllables() for word in set(words))
    return odd >= _FEWEST_ODD and odd >= _SHARE_ODD * len(words)


def _marked(word: str) -> bool:
    return any(ord(letter) >= _FIRST_MARKED for letter in word)


def _words(text: str) -> list[str]:
    return [word.strip(".,;:!?()[]“”\"'‘’…-–/*+") for word in text.split()]
