"""What a piece that was read may have been: real words, with the cost of having been read so.

In two stages, for all distinct pieces of a text at once. The bare syllables (without marks) nearest to the piece by
edit distance are ranked by the channel's cost for the family of each letter; the syllables of the best are ranked by
the channel itself. Only real words are ever proposed; the piece as it stands is always among the candidates.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

import numpy as np
from numpy.typing import NDArray
from rapidfuzz.distance import Levenshtein
from rapidfuzz.process import cdist

from normalizers.diacritics.channel import Channel
from normalizers.diacritics.pieces import Style
from normalizers.diacritics.reading_costs import LONGEST_READING
from normalizers.diacritics.vocabulary import ABBREVIATION, OTHER, SYLLABLE, Vocabulary
from normalizers.unicode import VIETNAMESE_LETTERS, fold

_FARTHEST: Final = 3
_MOST_SKELETONS: Final = 160
_KEPT_SKELETONS: Final = 20
_SKELETON_MARGIN: Final = 9.0
_MOST_WORDS: Final = 16
_WORD_MARGIN: Final = 12.0
_PRIOR_WEIGHT: Final = 0.8
_MOST_KNOWN: Final = 50_000
"""Pieces that are remembered at most, so that a long batch does not fill the memory."""
LONGEST_PIECE: Final = 14


@dataclass(frozen=True, slots=True)
class Candidates:
    """The words that one piece may be, by cost: ``words`` [n] ids of the vocabulary, ``costs`` [n] nats."""

    words: NDArray[np.int32]
    costs: NDArray[np.float32]
    least: float
    """The least cost together with −ln of the word's own frequency: how well the piece stands as one word."""


class CandidateFinder:
    """Finds and remembers the candidates of pieces."""

    def __init__(self, vocabulary: Vocabulary, channel: Channel, log_prior: NDArray[np.float32]) -> None:
        """``log_prior``: ln of each word's frequency, shape [words]."""
        self._vocabulary = vocabulary
        self._channel = channel
        self._prior = log_prior
        self._known: dict[tuple[str, Style], Candidates] = {}
        self._lexica = {
            style: _Lexicon(
                vocabulary, channel, style, {SYLLABLE, ABBREVIATION} if style is Style.UPPER else {SYLLABLE}
            )
            for style in Style
        }
        self._likely_bare = channel.likely_bare_letters()
        self._bare_strings = channel.likely_bare_strings()

    def find(self, pieces: Sequence[tuple[str, Style]]) -> list[Candidates]:
        """The candidates of each piece with its style."""
        if len(self._known) > _MOST_KNOWN:
            self._known.clear()
        missing = list(dict.fromkeys(piece for piece in pieces if piece not in self._known))
        for style in Style:
            texts = [text for text, its_style in missing if its_style is style]
            if texts:
                for text, candidates in zip(texts, self._search(texts, style), strict=True):
                    self._known[text, style] = candidates
        return [self._known[piece] for piece in pieces]

    def _search(self, texts: Sequence[str], style: Style) -> list[Candidates]:
        lexicon = self._lexica[style]
        strings = self._channel.encode_strings([text[:LONGEST_PIECE] for text in texts])
        string_of, skeleton_of = self._near_skeletons(texts, lexicon)
        costs = self._channel.costs(lexicon.bare_codes, strings, skeleton_of, string_of)
        kept = _best(string_of, costs, len(texts), _KEPT_SKELETONS, _SKELETON_MARGIN)
        members = [lexicon.members[skeleton] for skeleton in skeleton_of[kept]]
        words = np.concatenate([*members, np.zeros(0, np.int32)])
        string_of = np.repeat(string_of[kept], [len(group) for group in members])
        costs = self._channel.costs(lexicon.codes, strings, words, string_of)
        kept = _best(string_of, costs - _PRIOR_WEIGHT * self._prior[words], len(texts), _MOST_WORDS, _WORD_MARGIN)
        bounds = np.searchsorted(string_of[kept], np.arange(len(texts) + 1))
        words, costs = words[kept], costs[kept]
        with_prior = costs - self._prior[words]
        return [
            Candidates(words[begin:end], costs[begin:end], float(with_prior[begin:end].min(initial=np.inf)))
            for begin, end in pairwise(bounds)
        ]

    def _near_skeletons(self, texts: Sequence[str], lexicon: _Lexicon) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
        shapes = [self._shapes(text) for text in texts]
        found = cdist(
            [shape for group in shapes for shape in group],
            lexicon.skeletons,
            scorer=Levenshtein.distance,
            score_cutoff=_FARTHEST,
            dtype=np.uint8,
        )
        first = np.cumsum([0, *(len(group) for group in shapes[:-1])])
        distances = np.minimum.reduceat(found, first, axis=0)
        nearest = distances.min(axis=1)
        near = distances <= np.minimum(np.maximum(nearest + 1, 2), _FARTHEST)[:, None]
        rows, columns = np.nonzero(near)
        kept = _best(rows, distances[rows, columns].astype(np.float32), len(texts), _MOST_SKELETONS, 9.0)
        return rows[kept], columns[kept]

    def _shapes(self, text: str) -> list[str]:
        """What the piece may have looked like without marks: as it was read, and with strings taken for one letter."""
        plain = fold(text).lower()
        shapes = {"".join(self._likely_bare.get(letter, letter) for letter in plain)}
        for start in range(len(plain)):
            for end in range(start + 2, start + LONGEST_READING + 1):
                bare = self._bare_strings.get(plain[start:end])
                if bare is not None:
                    shapes.add(plain[:start] + bare + plain[end:])
        return ["".join(self._likely_bare.get(letter, letter) for letter in shape) for shape in sorted(shapes)]


class _Lexicon:
    """The words that a piece of one style may be, by their skeletons, ready for the channel."""

    def __init__(self, vocabulary: Vocabulary, channel: Channel, style: Style, kinds: set[str]) -> None:
        members: dict[str, list[int]] = {}
        entries = zip(vocabulary.words, vocabulary.kinds, vocabulary.skeletons, strict=True)
        for index, (word, kind, skeleton) in enumerate(entries):
            # words of other languages are left as they stand, but for those with Vietnamese letters: đắk, krông
            if kind in kinds or (kind == OTHER and not VIETNAMESE_LETTERS.isdisjoint(word)):
                members.setdefault(skeleton, []).append(index)
        self.skeletons = sorted(members)
        self.members = [np.array(members[skeleton], np.int32) for skeleton in self.skeletons]
        self.codes = channel.encode_words([style.apply(word) for word in vocabulary.words])
        self.bare_codes = channel.encode_words([style.apply(skeleton) for skeleton in self.skeletons], bare=True)


def _best(
    group_of: NDArray[np.intp], costs: NDArray[np.float32], groups: int, most: int, margin: float
) -> NDArray[np.intp]:
    """Indices of the best of each group: at most ``most``, none worse than the best by more than ``margin``."""
    order = np.lexsort((costs, group_of))
    groups_in_order = group_of[order]
    first = np.searchsorted(groups_in_order, np.arange(groups))
    rank = np.arange(len(order)) - first[groups_in_order]
    least = np.full(groups, np.inf, np.float32)
    np.minimum.at(least, group_of, costs)
    kept = (rank < most) & (costs[order] <= least[groups_in_order] + margin)
    result: NDArray[np.intp] = order[kept]
    return result
