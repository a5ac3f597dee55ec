"""Where a text has lost its diacritics: stretches of lines in which no engine that knew Vietnamese can have read.

ơ, ư, ă, đ and the letters with two marks come out of no engine, code page or keyboard that does not know Vietnamese,
and clean text has one in every second word. What has them is left alone, to the byte. A stretch without any is
suspected if it has enough words that no Vietnamese syllable is; short ones follow their neighbours. Whether a suspect
is restored is decided by how well that explains it (:mod:`normalizers.diacritics.restorer`).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Final

from normalizers.syllables import syllables

_STRONG: Final = "ăĂđĐơƠưƯ\u1ea0-\u1ef9"
_SPLIT: Final = re.compile(f"[{_STRONG}]")
_RUN: Final = re.compile(r"\S+")
_WORD: Final = re.compile(r"[^\W\d_]{2,}")
_LONG: Final = 60
"""Characters without a Vietnamese letter that a clean line rarely has."""
_FEWEST_ODD: Final = 0.15
_ENOUGH_TO_JUDGE: Final = 6
"""Words from which a stretch is judged by itself."""
_MIXED: Final = re.compile(r"[^\W\d_][\d&?@~\\|][^\W\d_]|^[b-df-hj-np-tv-xz][\d&]$")
_FEWEST_MARKED: Final = 0.06
_ENOUGH_WORDS: Final = 8


class State(Enum):
    """What is known of a stretch before it is decoded."""

    CLEAN = "clean"
    SUSPECT = "suspect"
    UNCLEAR = "unclear"


@dataclass(frozen=True, slots=True)
class Stretch:
    """Characters ``start`` to ``end`` of a line that share a state."""

    start: int
    end: int
    state: State


def has_vietnamese_letter(text: str) -> bool:
    """Whether a letter stands here that only an engine that knows Vietnamese reads."""
    return bool(_SPLIT.search(text))


def suspects(lines: list[str], is_syllable: Callable[[str], bool]) -> list[list[tuple[int, int]]]:
    """For each line the stretches that may have lost their diacritics, as offsets into the line.

    ``is_syllable`` tells whether a word in lower case is a Vietnamese syllable.
    """
    stretches: list[list[Stretch]] = []
    doubtful = False
    for line in lines:
        # most lines of a clean text leave here
        if max(map(len, _SPLIT.split(line))) < _LONG and _SPLIT.search(line):
            stretches.append([Stretch(0, len(line), State.CLEAN)])
        else:
            stretches.append(list(_stretches(line, is_syllable)))
            doubtful = True
    if not doubtful:
        return [[] for _ in lines]
    _settle(stretches, lines)
    return [
        [(stretch.start, stretch.end) for stretch in in_line if stretch.state is State.SUSPECT] for in_line in stretches
    ]


def is_damaged(text: str) -> bool:
    """Whether some stretch of a text is suspected to have lost its diacritics; quick, and without the models."""
    return any(suspects(text.split("\n"), syllables().__contains__))


@dataclass(frozen=True)
class Block:
    """Neighbouring lines with suspected stretches: ``lines`` by index, and whether all marks are gone.

    Text without any mark was typed or made so; text in which some are left (``Phét trién``) was misread.
    """

    lines: tuple[int, ...]
    stripped: bool


def blocks_of(lines: Sequence[str], stretches: Sequence[Sequence[tuple[int, int]]]) -> list[Block]:
    """The lines with suspected stretches, neighbours together (empty lines do not part them)."""
    groups: list[list[int]] = []
    parted = True
    for index, (line, found) in enumerate(zip(lines, stretches, strict=True)):
        if found:
            if parted:
                groups.append([])
            groups[-1].append(index)
            parted = False
        elif line.strip():
            parted = True
    shares = [_marked(lines, stretches, group) for group in groups]
    whole = sum(marked for marked, _ in shares) < _FEWEST_MARKED * max(1, sum(words for _, words in shares))
    return [
        Block(tuple(group), whole if words < _ENOUGH_WORDS else marked < _FEWEST_MARKED * words)
        for group, (marked, words) in zip(groups, shares, strict=True)
    ]


def _marked(lines: Sequence[str], stretches: Sequence[Sequence[tuple[int, int]]], group: list[int]) -> tuple[int, int]:
    """Words that some mark is left in or a sign was read into, and all words."""
    words = [
        word
        for index in group
        for start, end in stretches[index]
        for word in lines[index][start:end].split()
        if any(map(str.isalpha, word))
    ]
    return sum(not word.isascii() or bool(_MIXED.search(word)) for word in words), len(words)


def _stretches(line: str, is_syllable: Callable[[str], bool]) -> Iterator[Stretch]:
    position = 0
    # one pattern for such a run would try each of its characters as the first: a line of a megabyte without a blank
    bounds = [match.span() for match in _RUN.finditer(line) if _SPLIT.search(line, *match.span())]
    for begin, end in [*bounds, (len(line), len(line))]:
        if begin > position:
            whole_line = not bounds
            yield Stretch(position, begin, _state(line[position:begin], is_syllable, whole_line=whole_line))
        if end > begin:
            yield Stretch(begin, end, State.CLEAN)
        position = end


def _state(text: str, is_syllable: Callable[[str], bool], *, whole_line: bool) -> State:
    words = [word for word in _WORD.findall(text) if not (word.isupper() and len(word) <= 6)]
    if len(words) < _ENOUGH_TO_JUDGE or (not whole_line and len(" ".join(words)) < _LONG):
        return State.UNCLEAR if whole_line else State.CLEAN
    odd = sum(not is_syllable(word.lower()) for word in words)
    if odd >= _FEWEST_ODD * len(words):
        return State.SUSPECT
    return State.UNCLEAR if whole_line else State.CLEAN


def _settle(stretches: list[list[Stretch]], lines: list[str]) -> None:
    """Unclear lines follow the nearest lines whose state is known; without any they are suspects."""
    known: list[State | None] = [_known(in_line) for in_line in stretches]
    after: list[State | None] = [None] * len(lines)
    following: State | None = None
    for index in reversed(range(len(lines))):
        after[index] = following
        following = known[index] or following
    before: State | None = None
    for index, in_line in enumerate(stretches):
        if known[index] is None and in_line:
            around = {before, after[index]} - {None}
            state = State.SUSPECT if around <= {State.SUSPECT} else State.CLEAN
            stretches[index] = [Stretch(part.start, part.end, state) for part in in_line]
        before = known[index] or before


def _known(in_line: list[Stretch]) -> State | None:
    states = {stretch.state for stretch in in_line}
    if not in_line or states == {State.UNCLEAR}:
        return None
    return State.SUSPECT if State.SUSPECT in states else State.CLEAN
