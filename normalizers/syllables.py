"""Vietnamese syllables: is this text Vietnamese, or what a wrong character map or a wrong OCR engine made of it?

The list (``data/syllables.txt``, one a line, lower case, NFC, the commonest first) is made by
``data/make_syllables.py``.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
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
    # each word once: a text has few of them, many times over
    for token, count in Counter(_words(unicodedata.normalize("NFC", text))).items():
        parts = _LETTERS.findall(token)
        whole = "/" in token or "-" in token or len(parts) <= 1
        for part in parts if whole else [token]:
            if len(part) < 2 or (part.isupper() and len(part) <= 6 and part.lower() not in syllables()):
                continue
            total += count
            known += count * (part.lower() in syllables())
        total += count * ("\ufffd" in token)
    return known / total if total else 0.0


def looks_misread(text: str) -> bool:
    """Whether a text bears the marks of OCR: words with Vietnamese letters that are no syllables, one in 700 or more.

    Foreign words have no such letters, names begin with a capital; a careless typist makes one such word in several
    thousand. Misreadings that are syllables themselves (``thâm định``) are not seen, but never come alone.
    """
    counts = Counter(_LETTERS.findall(unicodedata.normalize("NFC", text)))
    words = {word: count for word, count in counts.items() if word.islower() and _marked(word)}
    # each word once: a rare one that the list lacks may be what the document is about
    odd = sum(len(word) > 1 and word not in syllables() and tone_placement(word) not in syllables() for word in words)
    return odd >= _FEWEST_ODD and odd >= _SHARE_ODD * sum(words.values())


def _marked(word: str) -> bool:
    return any(ord(letter) >= _FIRST_MARKED for letter in word)


def _words(text: str) -> list[str]:
    return [word.strip(".,;:!?()[]“”\"'‘’…-–/*+") for word in text.split()]
