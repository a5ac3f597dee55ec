"""What each piece of a text may be, and how well that explains what was read."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from importlib.resources import files
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from normalizers.diacritics.candidates import CandidateFinder
from normalizers.diacritics.damage import has_vietnamese_letter
from normalizers.diacritics.pieces import Kind, Piece, Style
from normalizers.diacritics.vocabulary import ABBREVIATION, OTHER, SYLLABLE, Vocabulary

WIDTH: Final = 17
"""Options of a piece at most, the piece as it stands included."""
_NEVER: Final = -1e9
_RAREST: Final = 0.01
"""The least share of either case: letters are misread, and headings are written in capitals."""
_FORBIDDEN: Final = 40.0
_MOST_KNOWN: Final = 50_000
"""Pieces whose options are remembered at most."""
_FIXED: Final = frozenset({Kind.NUMBER, Kind.MISREAD_NUMBER, Kind.ROMAN, Kind.MARKER})


@dataclass(frozen=True)
class Weights:
    """Nats for what neither the channel nor the language model knows; tuned on text that is in neither."""

    language: float = 1.0
    """What the language model's logarithms are multiplied with."""
    unknown: float = 3.0
    """A word outside the vocabulary, as it stands; and for each of its letters, its digits and signs …"""
    unknown_letter: float = 2.2
    unknown_sign: float = 8.0
    unknown_small: float = 3.0
    """… and if it does not begin with a capital."""
    capital: float = 1.2
    """Each letter of an unknown abbreviation, instead of ``unknown_letter``."""
    spelled_out: float = 2.0
    """Reading capitals among small letters as anything but an abbreviation."""
    foreign: float = 4.0
    """A word of the vocabulary that is no syllable, as it stands; and if marks would make another word of it."""
    contested: float = 5.0
    case: float = 0.5
    """What the logarithm of a word's share of capitals, or of small letters, is multiplied with."""
    short_number: float = 3.0
    """Reading one or two digits as a word."""
    digit: float = 2.3
    """Each digit of a short number that stays: −ln of its probability among the ten."""


class Word(NamedTuple):
    """A piece with what its line says about it."""

    piece: Piece
    style: Style
    abbreviated: bool
    """Whether it is in capitals in a line that is not."""
    alone: bool
    """Whether it is so and its neighbours are not."""
    initial: bool
    """Whether a sentence begins with it, so that its capital says nothing."""


@dataclass(frozen=True)
class Options:
    """``words`` [pieces, options] ids, −1 where there are fewer; ``scores`` the same, ln P(read | word).

    The first option is the piece as it stands.
    """

    words: NDArray[np.int32]
    scores: NDArray[np.float32]


_NO_OPTIONS: Final = Options(np.zeros((0, WIDTH), np.int32), np.zeros((0, WIDTH), np.float32))
_Key = tuple[str, Kind, Style, bool, bool]


class _Known:
    """Options that were made before, by text, kind, style, whether abbreviated and whether initial."""

    def __init__(self) -> None:
        self._rows: dict[_Key, int] = {}
        self._options = _NO_OPTIONS

    def __len__(self) -> int:
        return len(self._rows)

    def __contains__(self, key: _Key) -> bool:
        return key in self._rows

    def clear(self) -> None:
        """Forget all."""
        self._rows, self._options = {}, _NO_OPTIONS

    def add(self, keys: Iterable[_Key], options: Options) -> None:
        """Remember the options of new keys."""
        self._rows.update((key, row) for row, key in enumerate(keys, len(self)))
        self._options = Options(
            np.concatenate([self._options.words, options.words]),
            np.concatenate([self._options.scores, options.scores]),
        )

    def find(self, keys: Sequence[_Key]) -> Options:
        """The options of keys, all of them known, one row each."""
        rows = np.fromiter(map(self._rows.__getitem__, keys), np.intp, len(keys))
        return Options(self._options.words[rows], self._options.scores[rows])


class OptionMaker:
    """Makes the options of pieces."""

    def __init__(self, vocabulary: Vocabulary, weights: Weights) -> None:
        self._vocabulary = vocabulary
        self._weights = weights
        self._standing = self._costs_of_standing()
        self._lengths = np.array([len(word) for word in vocabulary.words])
        self._case = self._logs_of_case()
        self._abbreviations = np.array([kind == ABBREVIATION for kind in vocabulary.kinds])
        self._known: dict[CandidateFinder, _Known] = {}

    def _logs_of_case(self) -> dict[Style, NDArray[np.float32]]:
        """Logarithms of each word's share of capitals and of small letters, by style, from ``data/capitals.tsv``."""
        lines = files("normalizers").joinpath("diacritics/data/capitals.tsv").read_text(encoding="utf-8").splitlines()
        share = np.full(len(self._vocabulary), 0.5, np.float32)
        words, thousandths = zip(*(line.split("\t") for line in lines), strict=True)
        share[self._vocabulary.ids(words)] = np.array(thousandths, np.float32) / 1000
        share = share.clip(_RAREST, 1 - _RAREST)
        return {Style.TITLE: np.log(share), Style.LOWER: np.log(1 - share)}

    def options(self, words: Sequence[Word], finder: CandidateFinder) -> Options:
        """The options of words, one row each."""
        known = self._known.setdefault(finder, _Known())
        keys = [(word.piece.text, word.piece.kind, word.style, word.abbreviated, word.initial) for word in words]
        if len(known) > _MOST_KNOWN:
            known.clear()
        missing = {key: word for key, word in zip(keys, words, strict=True) if key not in known}
        if missing:
            known.add(missing, self._make(list(missing.values()), finder))
        return known.find(keys)

    def _make(self, words: Sequence[Word], finder: CandidateFinder) -> Options:
        ids = np.full((len(words), WIDTH), -1, np.int32)
        scores = np.full((len(words), WIDTH), _NEVER, np.float32)
        open_rows = []
        for row, word in enumerate(words):
            ids[row, 0], scores[row, 0] = self._as_it_stands(word)
            if not (word.piece.kind in _FIXED or has_vietnamese_letter(word.piece.text)):
                open_rows.append(row)
        found = finder.find([(words[row].piece.text, words[row].style) for row in open_rows])
        for row, candidates in zip(open_rows, found, strict=True):
            count = min(len(candidates.words), WIDTH - 1)
            ids[row, 1 : count + 1] = candidates.words[:count]
            scores[row, 1 : count + 1] = -candidates.costs[:count]
            chosen = candidates.words[:count]
            if words[row].piece.kind is Kind.ABBREVIATION:
                # a part of a symbol may only be another abbreviation of as many letters
                fits = self._abbreviations[chosen] & (self._lengths[chosen] == len(words[row].piece.text))
                scores[row, 1 : count + 1] -= _FORBIDDEN * ~fits
            elif words[row].piece.kind is Kind.SHORT_NUMBER:
                scores[row, 1 : count + 1] -= self._weights.short_number
            elif words[row].abbreviated:
                scores[row, 1 : count + 1] -= self._weights.spelled_out * ~self._abbreviations[chosen]
            elif not words[row].initial and words[row].style is not Style.UPPER:
                scores[row, 1 : count + 1] += self._weights.case * self._case[words[row].style][chosen]
        return Options(ids, scores)

    def _as_it_stands(self, word: Word) -> tuple[int, float]:
        """The id and the score of a piece that nothing is done to."""
        piece, weights = word.piece, self._weights
        if piece.kind in _FIXED:
            return self._vocabulary.number, 0.0
        if piece.kind is Kind.SHORT_NUMBER:
            return self._vocabulary.number, -weights.digit * len(piece.text)
        own = int(self._vocabulary.ids([piece.text.lower()])[0])
        if has_vietnamese_letter(piece.text):
            return own, 0.0
        if own != self._vocabulary.unknown:
            return own, -float(self._standing[own])
        letters = sum(map(str.isalpha, piece.text))
        cost = weights.unknown + weights.unknown_sign * (len(piece.text) - letters)
        cost += (weights.capital if word.abbreviated else weights.unknown_letter) * letters
        return own, -cost - (0.0 if piece.text[0].isupper() else weights.unknown_small)

    def _costs_of_standing(self) -> NDArray[np.float32]:
        """What each word of the vocabulary costs where it stands so; for syllables that is the channel's to say."""
        vocabulary = self._vocabulary
        costs = np.full(len(vocabulary), _FORBIDDEN, np.float32)
        alike = Counter(vocabulary.skeletons)
        for index, (skeleton, kind) in enumerate(zip(vocabulary.skeletons, vocabulary.kinds, strict=True)):
            if kind != SYLLABLE:
                contested = kind == OTHER and alike[skeleton] > 1
                costs[index] = self._weights.foreign + self._weights.contested * contested
        return costs
