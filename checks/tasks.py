"""What the rules about units ask of a task: what its words are about, and how alike two tasks are."""

from __future__ import annotations

import re
import tomllib
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from importlib import resources
from itertools import pairwise
from math import ceil
from typing import Any

from normalizers.unicode import compare_key

_WORD = re.compile(r"[^\W\d_]+|\d+")
# what a clause of a task is cut at
_CLAUSE = re.compile(r"[;.]\s+|(?<!chủ trì),\s+(?=(?:chủ trì|phối hợp)\b)", re.IGNORECASE)
_OPENING = 6


def content(text: str) -> tuple[str, ...]:
    """The syllables of a task that tell what it is about: abbreviations in full, words of every task left out."""
    flat = compare_key(text)
    for pattern, instead in _replacements():
        flat = pattern.sub(instead, flat)
    stop = _stop_words()
    return tuple(word for word in _WORD.findall(flat) if word not in stop)


def without_units(text: str, units: Iterable[str]) -> str:
    """A task without the units at its beginning: "Phòng Kinh tế lắp đặt thùng rác" is about the bins."""
    for unit in sorted(units, key=len, reverse=True):
        if text.casefold().startswith(unit.casefold()):
            return text[len(unit) :].lstrip(" ,:")
    return text


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


class Alike:
    """Contents of tasks by their pairs of syllables: those like another one are found without a look at all.

    Two contents of a likeness of at least ``share`` have ``2 * share - 1`` of the shorter one's pairs in common, so
    one of its rarest pairs, all but that many, is in the other (prefix filtering: Chaudhuri, Ganti and Kaushik 2006).
    """

    def __init__(self, contents: Sequence[tuple[str, ...]], share: float) -> None:
        self._contents = contents
        self._share = share
        self._having: dict[tuple[str, str], list[int]] = defaultdict(list)
        for index, one in enumerate(contents):
            for pair in set(pairwise(one)):
                self._having[pair].append(index)
        self._telling: dict[tuple[str, str], list[int]] = defaultdict(list)
        for index, one in enumerate(contents):
            for pair in self._rarest(one):
                self._telling[pair].append(index)
        self._single = [index for index, one in enumerate(contents) if len(one) == 1]

    def find(self, one: tuple[str, ...]) -> list[int]:
        """Which contents are like this one, in their order."""
        near = set(self._single) if len(one) > 1 else set(range(len(self._contents)))
        for pair in self._rarest(one):
            near.update(self._having.get(pair, ()))
        for pair in set(pairwise(one)):
            near.update(self._telling.get(pair, ()))
        return [index for index in sorted(near) if likeness(self._contents[index], one) >= self._share]

    def _rarest(self, one: tuple[str, ...]) -> set[tuple[str, str]]:
        pairs = sorted(pairwise(one), key=lambda pair: len(self._having.get(pair, ())))
        common = max(1, ceil((2 * self._share - 1) * len(pairs) - 1e-9))
        return set(pairs[: len(pairs) - common + 1])


def begin_alike(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    """Whether two texts begin with the same verb: to approve a plan is not to appraise it."""
    return one[:2] in set(pairwise(other[:_OPENING])) or other[:2] in set(pairwise(one[:_OPENING]))


def clauses(text: str) -> list[str]:
    """The clauses of a task, each of which may give its unit another role."""
    return [part.strip() for part in _CLAUSE.split(text) if part.strip()]


@lru_cache(maxsize=1)
def _replacements() -> tuple[tuple[re.Pattern[str], str], ...]:
    """Abbreviations with what they stand for, then what stands in every task, with a space."""
    data = _data()
    shorts = {re.escape(short): full for short, full in data["abbreviations"].items()}
    phrases = dict.fromkeys(data["everywhere"], " ")
    return tuple((re.compile(rf"(?<!\w)(?:{regex})(?!\w)"), into) for regex, into in (shorts | phrases).items())


@lru_cache(maxsize=1)
def _stop_words() -> frozenset[str]:
    return frozenset(_data()["stop"])


@lru_cache(maxsize=1)
def _data() -> Mapping[str, Any]:
    text = (resources.files("checks") / "data" / "tasks.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)
