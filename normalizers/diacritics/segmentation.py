"""Where a reading engine lost a space, saw one that is not there, or put a sign into a word.

``hociva`` is học và, ``tuy en`` is tuyên, ``ho;lch`` is one word. Decided for each line before its sentences are
decoded, by what the words cost alone (channel and frequency) with and without the change.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from typing import Final

from normalizers.diacritics.candidates import CandidateFinder
from normalizers.diacritics.damage import has_vietnamese_letter
from normalizers.diacritics.pieces import Kind, Piece, style_of
from normalizers.diacritics.vocabulary import Vocabulary

_POOR: Final = 11.0
"""Nats from which a piece is not a likely word."""
_SPACE: Final = 6.0
"""Nats for a space that was lost or added."""
_MARGIN: Final = 2.0
_WORST_PART: Final = 13.0
"""A word is not cut into parts of which one is no likely word."""
_LONGEST_WORD: Final = 8
_SHORTEST_PART: Final = 2
_FEWEST_JOINED: Final = 3
_FEWEST_LETTERS: Final = 5
_LONGEST: Final = 24
_MOST_KNOWN: Final = 200_000
_LONGEST_SIGN: Final = 2
_PARTING: Final = frozenset("/-–—() ")
"""Signs that part words, however close they stand."""


class Segmenter:
    """Joins and splits the pieces of lines."""

    def __init__(self, finder: CandidateFinder, vocabulary: Vocabulary) -> None:
        self._finder = finder
        self._vocabulary = vocabulary
        self._costs: dict[str, float] = {}

    def resegment(self, lines: Sequence[Sequence[Piece]], text: str) -> list[list[Piece]]:
        """The pieces of each line after joining and splitting; ``text`` is what their offsets point into."""
        if len(self._costs) > _MOST_KNOWN:
            self._costs.clear()
        self._prepare(piece.text for line in lines for piece in line if _is_open(piece))
        joinable = [
            (first, second)
            for line in lines
            if self._is_poor(line)
            for first, second in pairwise(line)
            if self._may_join(first, second, text)
        ]
        self._prepare(_joined(first, second, text).text for first, second in joinable)
        joined = [list(self._join(line, text)) if self._is_poor(line) else line for line in lines]
        poor = [piece for line in joined if self._is_poor(line) for piece in line if self._may_split(piece)]
        self._prepare(part for piece in poor for part in _parts(piece.text))
        return [
            [part for piece in line for part in self._split(piece)] if self._is_poor(line) else list(line)
            for line in joined
        ]

    def _prepare(self, texts: Iterable[str]) -> None:
        """Look up what texts cost as single words, all at once."""
        missing = [text for text in dict.fromkeys(texts) if text not in self._costs]
        found = self._finder.find([(text, style_of(text)) for text in missing])
        self._costs.update((text, candidates.least) for text, candidates in zip(missing, found, strict=True))

    def _is_poor(self, line: Sequence[Piece]) -> bool:
        """Whether a piece of the line is no likely word; all others stay as they are, and so does their line."""
        costs = self._costs
        return any(piece.text in costs and costs[piece.text] > _POOR for piece in line)

    def _may_join(self, first: Piece, second: Piece, text: str) -> bool:
        length = len(first.text) + len(second.text)
        if not _FEWEST_JOINED <= length <= _LONGEST_WORD or not (_is_open(first) and _is_open(second)):
            return False
        if self._costs[first.text] <= _POOR >= self._costs[second.text]:
            return False
        gap = text[first.end : second.start]
        return gap == " " or (0 < len(gap) <= _LONGEST_SIGN and gap.isprintable() and _PARTING.isdisjoint(gap))

    def _join(self, line: Sequence[Piece], text: str) -> Iterator[Piece]:
        index = 0
        while index < len(line):
            piece = line[index]
            if index + 1 < len(line) and self._may_join(piece, line[index + 1], text):
                following = line[index + 1]
                whole = _joined(piece, following, text)
                apart = self._costs[piece.text] + self._costs[following.text]
                space = _SPACE if text[piece.end] == " " else 0.0
                if self._costs[whole.text] + space + _MARGIN < apart:
                    yield whole
                    index += 2
                    continue
            yield piece
            index += 1

    def _may_split(self, piece: Piece) -> bool:
        return (
            _is_open(piece)
            and _FEWEST_LETTERS <= len(piece.text) <= _LONGEST
            and piece.text == piece.text.strip()
            and piece.end - piece.start == len(piece.text)
            and piece.text.lower() not in self._vocabulary
            and self._costs[piece.text] > _POOR + _SPACE
        )

    def _split(self, piece: Piece) -> Iterator[Piece]:
        bounds = self._best_bounds(piece.text) if self._may_split(piece) else [0, len(piece.text)]
        if len(bounds) == 2:
            yield piece
            return
        for begin, end in pairwise(bounds):
            last = end == len(piece.text)
            yield piece._replace(
                start=piece.start + begin,
                end=piece.start + end,
                text=piece.text[begin:end],
                stop_after=piece.stop_after and last,
                space_lost=not last,
            )

    def _best_bounds(self, text: str) -> list[int]:
        """Offsets between which the cheapest words stand (dynamic programme over the end of each)."""
        best: list[tuple[float, int]] = [(0.0, 0)]
        for end in range(1, len(text) + 1):
            ways = [(float("inf"), 0)]
            for begin in range(max(0, end - _LONGEST_WORD), end):
                cost = self._costs[text[begin:end]] if end - begin >= _SHORTEST_PART else _WORST_PART
                if cost < _WORST_PART:
                    ways.append((best[begin][0] + cost + _SPACE * (begin > 0), begin))
            best.append(min(ways))
        if best[-1][0] + _MARGIN >= self._costs[text]:
            return [0, len(text)]
        bounds = [len(text)]
        while bounds[-1]:
            bounds.append(best[bounds[-1]][1])
        return bounds[::-1]


def _is_open(piece: Piece) -> bool:
    return piece.kind is Kind.WORD and not has_vietnamese_letter(piece.text)


def _joined(first: Piece, second: Piece, text: str) -> Piece:
    whole = text[first.start : second.end].replace(" ", "")
    return second._replace(start=first.start, text=whole)


def _parts(text: str) -> Iterator[str]:
    for begin in range(len(text)):
        for end in range(begin + _SHORTEST_PART, min(len(text), begin + _LONGEST_WORD) + 1):
            yield text[begin:end]
