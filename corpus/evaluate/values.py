"""How values are compared: what differs only in writing is equal, everything else is not."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from difflib import SequenceMatcher
from functools import lru_cache
from importlib import resources

_DATA = tomllib.loads((resources.files(__package__) / "values.toml").read_text(encoding="utf-8"))
TONES: list[tuple[re.Pattern[str], str]] = [(re.compile(old + r"(?!\w)"), new) for old, new in _DATA["tones"].items()]
EQUAL_TOKENS: dict[str, str] = _DATA["tokens"]
_ABBREVIATIONS: dict[str, str] = _DATA["abbreviations"]
_TITLE_LIKENESS = 0.9


@lru_cache(maxsize=100_000)
def normalise(text: str | None) -> str:
    """A value without what does not count: case, hyphens, the placement of tone marks, common abbreviations."""
    text = unicodedata.normalize("NFC", text or "").casefold()
    for old, new in TONES:
        text = old.sub(new, text)
    text = re.sub(r"[–—\-]+", " ", text)
    words = (word.strip(".,") for word in re.sub(r"[^\w%/.,]+", " ", text).split())
    return " ".join(_ABBREVIATIONS.get(word, word) for word in words if word)


def same_title(one: str | None, other: str | None) -> bool:
    """Whether two titles differ by no more than a slip of the reader."""
    one, other = normalise(one), normalise(other)
    return one == other or SequenceMatcher(None, one, other).ratio() > _TITLE_LIKENESS


def act_key(
    doc_type: str | None, number: str | None, symbol: str | None, title: str | None, issued_on: str | None
) -> tuple[str, str, str]:
    """What makes a cited act that act: type, number and symbol joined (else its title), and date."""
    code = re.sub(r"[^0-9a-zđ]", "", normalise(f"{number or ''}/{symbol or ''}"))
    return normalise(doc_type), code or normalise(title), normalise(issued_on)


def is_quoted(quote: str, found_quote: str | None, message: str | None) -> bool:
    """Whether a finding speaks of the place that ``quote`` names."""
    wanted, found = normalise(quote), normalise(found_quote)
    if not quote:
        return False
    return wanted in found or (found in wanted and len(found) > 3) or wanted in normalise(message)
