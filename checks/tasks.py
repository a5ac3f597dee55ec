"""What the rules about units ask of a task: what its words are about, and how alike two tasks are."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from functools import lru_cache
from importlib import resources
from itertools import pairwise
from typing import Any

from normalizers.unicode import compare_key

_WORD = re.compile(r"[^\W\d_]+|\d+")
# what a clause of a task is cut at
_CLAUSE = re.compile(r"[;.]\s+|(?<!chủ trì),\s+(?=(?:chủ trì|phối hợp)\b)", re.IGNORECASE)
_OPENING = 6


def content(text: str) -> tuple[str, ...]:
    """The syllables of a task that tell what it is about: abbreviations in full, words of every task left out."""
    data = _data()
    flat = compare_key(text)
    for short, full in data["abbreviations"].items():
        flat = re.sub(rf"(?<!\w){re.escape(short)}(?!\w)", full, flat)
    for phrase in data["everywhere"]:
        flat = re.sub(rf"(?<!\w){phrase}(?!\w)", " ", flat)
    return tuple(word for word in _WORD.findall(flat) if word not in data["stop"])


def likeness(one: tuple[str, ...], other: tuple[str, ...]) -> float:
    """Which share of the shorter text's syllables the longer one has, 0 to 1, as pairs of neighbours count double."""
    short, long = sorted((one, other), key=len)
    if not short:
        return 0.0
    words = sum(word in long for word in short) / len(short)
    pairs_long = set(pairwise(long))
    pairs_short = list(pairwise(short))
    pairs = sum(pair in pairs_long for pair in pairs_short) / len(pairs_short) if pairs_short else words
    return (words + pairs) / 2


def begin_alike(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    """Whether two texts begin with the same verb: to approve a plan is not to appraise it."""
    return one[:2] in set(pairwise(other[:_OPENING])) or other[:2] in set(pairwise(one[:_OPENING]))


def clauses(text: str) -> list[str]:
    """The clauses of a task, each of which may give its unit another role."""
    return [part.strip() for part in _CLAUSE.split(text) if part.strip()]


@lru_cache(maxsize=1)
def _data() -> Mapping[str, Any]:
    text = (resources.files("checks") / "data" / "tasks.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)
