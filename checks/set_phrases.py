"""Set phrases with a wrong mark or a syllable left out: ``công thông tin điện tử``, ``Ủy ban nhân tỉnh``."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from functools import lru_cache
from importlib import resources
from typing import Any

from dataset.spans import Span
from normalizers.unicode import compare_key, fold, fold_case

_PART = re.compile(r"[^\W\d_]+|[,–-]")
_GAP = r"\s+"


def misspelt_phrases(text: str, within: Span) -> Iterator[tuple[Span, str]]:
    """Where a set phrase is misspelt, and how it is spelt."""
    spellings, marked, dropped = _patterns()
    folded = fold_case(text[within.start : within.end])
    if len(folded) != within.length:
        return  # not composed: offsets would not hold
    for found in marked.finditer(folded):
        span = Span(within.start + found.start(), within.start + found.end())
        right = spellings[_joined(folded[found.start() : found.end()])]
        if _joined(compare_key(text[span.start : span.end])) != _joined(compare_key(right)):
            yield span, right
    for found in dropped.finditer(text, within.start, within.end):
        yield Span(*found.span("phrase")), f"{found['phrase']} {_data()['dropped'][compare_key(found['phrase'])]}"


def _joined(text: str) -> str:
    return " ".join(_PART.findall(text))


@lru_cache(maxsize=1)
def _data() -> dict[str, Any]:
    return tomllib.loads((resources.files("checks") / "data" / "set_phrases.toml").read_text(encoding="utf-8"))


@lru_cache(maxsize=1)
def _patterns() -> tuple[dict[str, str], re.Pattern[str], re.Pattern[str]]:
    data = _data()
    spellings = {_joined(fold(compare_key(phrase))): phrase for phrase in data["phrases"]}
    phrases = sorted(spellings, key=len, reverse=True)
    marked = "|".join(_GAP.join(phrase.split()).replace(rf"{_GAP},", r"\s*,") for phrase in phrases)
    bare, places = "|".join(data["dropped"]), "|".join(data["before"])
    dropped = rf"\b(?P<phrase>{bare.replace(' ', _GAP)})(?=\s+(?:{places})\b)"
    return spellings, re.compile(rf"(?<!\w)(?:{marked})(?!\w)"), re.compile(dropped, re.IGNORECASE)
