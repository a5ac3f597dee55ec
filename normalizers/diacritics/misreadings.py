"""Mends what an engine that knows Vietnamese misread: ``đầu thâu`` for ``đấu thầu``, ``đề`` for ``để``, ``kếthợp``.

Most of what such an engine gets wrong is a word all the same, so that only the words around it tell. Each word may be
one of those that the channel (``data/channel_vie.tsv``, learned from printed text and what was read) says are read like
it; how probable each is in its sentence, forward–backward over the language model tells. What keeps good readings from
being rewritten: the surer the engine was of a word, the more its sentence must speak against it, by how often words of
that confidence were wrong; a word must be much more probable than what was read, not just more; numbers, codes and what
stands beside them stay. Nothing here proposes what is no word.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import Final

import numpy as np
from numpy.typing import NDArray

from normalizers.diacritics.belief import TokenEdit
from normalizers.diacritics.candidates import CandidateFinder
from normalizers.diacritics.channel import Channel
from normalizers.diacritics.damage import has_vietnamese_letter
from normalizers.diacritics.language_model import LanguageModel
from normalizers.diacritics.lattice import Lattice, Slots
from normalizers.diacritics.misread_channel import Confusions, load_channel, load_confusions
from normalizers.diacritics.misread_headings import heading_edits
from normalizers.diacritics.options import Word
from normalizers.diacritics.own_pairs import with_own_pairs
from normalizers.diacritics.pieces import Kind, Piece, Style, pieces_of_line
from normalizers.diacritics.place_names import PlaceNames
from normalizers.diacritics.read_words import TYPED, ReadWord, Sureness
from normalizers.diacritics.sentences import Sentences
from normalizers.diacritics.twins import twins_of
from normalizers.diacritics.vocabulary import ABBREVIATION, OTHER, SYLLABLE
from normalizers.unicode import fold, tone_placement

_WIDTH: Final = 16
_MOST_SURE: Final = 0.98
"""Share of changes that were right on scans with truth; posteriors claim more."""
_ROMAN: Final = re.compile(r"[IVXLH]+")
"""Roman numbers and what they are misread as: no sentence tells which it is."""
_CHUNK: Final = 3000
_NEVER: Final = np.float32(-1e9)
_FEWEST_TO_SPLIT: Final = 4
_LONGEST_PART: Final = 7
_LONGEST_TO_SPLIT: Final = 30


@dataclass(frozen=True)
class Gate:
    """What it takes to change a word; in nats, tuned on scans of plans that are not those of the evaluation."""

    language: float = 1.0
    """What the language model's logarithms are multiplied with."""
    least: float = 0.9
    """A change is made from this probability on."""
    sure: float = 0.98
    """Words that were read at least this surely are never changed if they are words …"""
    resistance: tuple[tuple[float, float], ...] = (
        (0.0, -3.8),
        (0.75, -3.6),
        (0.85, -2.5),
        (0.9, -1.2),
        (0.95, -0.2),
        (0.96, 1.0),
        (0.97, 2.2),
        (1.0, 5.0),
    )
    """… and else a change costs this much more at these confidences: the logarithm of the odds that a word of that
    confidence was read right, against the odds of all words."""
    name: float = 2.0
    """Changing a word with a capital, which may be a name, costs so much more."""
    letters: float = 3.0
    """Changing the letters of a syllable, and not only its marks, costs so much more …"""
    letters_of_name: float = 6.0
    """… and those of a word with capitals that is none: a name (Ea Kly), mostly."""
    unknown: float = 6.0
    """A word outside the vocabulary, as it stands; and for each of its letters …"""
    unknown_letter: float = 1.5
    foreign: float = 1.0
    """A word of the vocabulary that is no syllable."""


class Mender:
    """Mends misread words under a language model and a channel."""

    def __init__(
        self, model: LanguageModel, channel: Channel, confusions: Confusions, gate: Gate | None = None
    ) -> None:
        self._gate = gate or Gate()
        vocabulary = model.vocabulary
        self._vocabulary = vocabulary
        self._kinds = dict(zip(vocabulary.words, vocabulary.kinds, strict=True))
        self._prior = model.log_prob(np.arange(len(vocabulary), dtype=np.int32)[:, None])
        self._twins = twins_of(vocabulary)
        self._confusions = confusions
        self._finder = CandidateFinder(vocabulary, channel, self._prior)
        self._lattice = Lattice(model, vocabulary.boundary, PlaceNames(vocabulary), weight=self._gate.language)

    @staticmethod
    @lru_cache(maxsize=1)
    def load() -> Mender:
        """The mender with the models that come with the package."""
        return Mender(LanguageModel.load(), load_channel(), load_confusions())

    def mend(self, text: str, words: Sequence[ReadWord]) -> list[TokenEdit]:
        """The changes to NFC text, in order.

        Args:
            text: What was read; text under no word is left alone.
            words: The words as they were read, in order of their characters, none over another.
        """
        sureness = Sureness(words)
        sentences = Sentences()
        sentences.begin()
        offset = 0
        for line in text.split("\n"):
            # columns of a letterhead and cells of a row stand side by side: no line beside goes on with them
            if "\t" in line:
                sentences.begin()
            pieces = pieces_of_line(line, offset)
            parts = [
                part
                for piece in pieces
                for part in (self._split(piece) if sureness(piece.start, piece.end) < TYPED else [piece])
            ]
            sentences.extend([(line, parts)])
            if "\t" in line:
                sentences.begin()
            offset += len(line) + 1
        sentences.close()
        headings = heading_edits(text, sureness, self._gate.sure)
        words_changed = self._edits(
            text, sentences, [sureness(word.piece.start, word.piece.end) for word in sentences.words]
        )
        return sorted([*headings, *words_changed])

    # -- pieces -------------------------------------------------------------------------------------------------------

    def _split(self, piece: Piece) -> Iterator[Piece]:
        """The words of a piece in which spaces were lost, if all of them are syllables; else the piece."""
        text = piece.text
        splittable = (
            piece.kind is Kind.WORD
            and _FEWEST_TO_SPLIT <= len(text) <= _LONGEST_TO_SPLIT
            and piece.end - piece.start == len(text)
            and text.isalpha()
            and has_vietnamese_letter(text)
            and not text.isupper()
            and tone_placement(text.lower()) not in self._vocabulary
        )
        bounds = self._bounds(text) if splittable else [0, len(text)]
        if len(bounds) == 2:
            yield piece
            return
        for begin, end in pairwise(bounds):
            last = end == len(text)
            yield piece._replace(
                start=piece.start + begin,
                end=piece.start + end,
                text=text[begin:end],
                stop_after=piece.stop_after and last,
                space_lost=not last,
            )

    def _bounds(self, text: str) -> list[int]:
        """Offsets between which the most frequent syllables stand; the ends alone where there is no such way."""
        lower = text.lower()
        best: list[tuple[float, int]] = [(0.0, 0)]
        for end in range(1, len(text) + 1):
            ways = [(float("-inf"), 0)]
            for begin in range(max(0, end - _LONGEST_PART), end):
                part = tone_placement(lower[begin:end])
                # a capital begins a word
                if self._kinds.get(part) == SYLLABLE and not any(map(str.isupper, text[begin + 1 : end])):
                    own = int(self._vocabulary.ids([part])[0])
                    ways.append((best[begin][0] + float(self._prior[own]), begin))
            best.append(max(ways))
        if best[-1][0] == float("-inf"):
            return [0, len(text)]
        bounds = [len(text)]
        while bounds[-1]:
            bounds.append(best[bounds[-1]][1])
        return bounds[::-1]

    # -- decisions ----------------------------------------------------------------------------------------------------

    def _edits(self, text: str, sentences: Sentences, sure: Sequence[float]) -> Iterator[TokenEdit]:
        words = sentences.words
        ids, scores = self._options(words, sure)
        bounds = [*sentences.starts, len(words)]
        wanted = [(a, b) for a, b in pairwise(bounds) if (ids[a:b, 1:] >= 0).any()]
        posterior = np.zeros_like(scores)
        capitals = np.array([word.piece.text[:1].isupper() for word in words], bool)
        for part in _chunks(wanted):
            rows = np.concatenate([np.arange(a, b) for a, b in part])
            starts = np.cumsum([0, *(b - a for a, b in part[:-1])])
            slots = Slots(ids[rows], scores[rows], starts, capitals[rows])
            posterior[rows] = self._lattice.posteriors(slots)
        posterior = with_own_pairs(words, sentences.starts, ids, posterior, self._vocabulary)
        for index, word in enumerate(words):
            piece = word.piece
            best = int(posterior[index].argmax())
            own = piece.text
            is_twin = int(ids[index, best]) == self._twins.get(int(ids[index, 0]))
            if best and not is_twin and posterior[index, best] >= self._gate.least:
                own = word.style.apply(self._vocabulary.words[ids[index, best]])
            after = own + " " * piece.space_lost
            before = text[piece.start : piece.end]
            if after != before:
                sure_of_it = float(posterior[index, best]) if best else _MOST_SURE
                yield TokenEdit(piece.start, piece.end, before, after, min(sure_of_it, _MOST_SURE))

    def _options(self, words: Sequence[Word], sure: Sequence[float]) -> tuple[NDArray[np.int32], NDArray[np.float32]]:
        """Ids and ln P(read | word) of what each word may be, first of all itself: [words, options]."""
        ids = np.full((len(words), _WIDTH), -1, np.int32)
        scores = np.full((len(words), _WIDTH), _NEVER, np.float32)
        forms = [tone_placement(word.piece.text.lower()) for word in words]
        ids[:, 0] = self._vocabulary.ids(forms)
        scores[:, 0] = 0.0
        for row, word in enumerate(words):
            if word.piece.kind in (Kind.NUMBER, Kind.SHORT_NUMBER, Kind.ROMAN):
                ids[row, 0] = self._vocabulary.number
        rows = [
            row for row, word in enumerate(words) if self._is_open(word, self._kinds.get(forms[row], ""), sure[row])
        ]
        found = self._finder.find([(words[row].style.apply(forms[row]), words[row].style) for row in rows])
        for row, candidates in zip(rows, found, strict=True):
            kind = self._kinds.get(forms[row], "")
            costs = self._confusions.costs(forms[row], self._names(candidates.words), candidates.costs)
            twin = self._twins.get(int(ids[row, 0]), -1)
            others = (candidates.words != int(ids[row, 0])) & (candidates.words != twin)
            itself = float(costs[~others].min(initial=np.inf))
            if words[row].abbreviated:
                others &= np.array([self._is_abbreviation(word, len(forms[row])) for word in candidates.words], bool)
            loyalty = self._gate.letters if kind == SYLLABLE else self._gate.letters_of_name
            if kind == SYLLABLE or words[row].style is not Style.LOWER:
                names = self._names(candidates.words)
                costs += loyalty * np.array([fold(name) != fold(forms[row]) for name in names], np.float32)
            at = np.flatnonzero(others)
            at = at[np.argsort(costs[at] - self._prior[candidates.words[at]], kind="stable")][: _WIDTH - 2]
            ids[row, 1 : len(at) + 1] = candidates.words[at]
            scores[row, 1 : len(at) + 1] = -costs[at] - self._resistance(words[row], sure[row])
            scores[row, 0] = -self._standing(words[row], kind, itself)
            if twin >= 0:
                ids[row, len(at) + 1] = twin
                scores[row, len(at) + 1] = scores[row, 0]
        return ids, scores

    def _is_abbreviation(self, word: int, length: int) -> bool:
        return self._vocabulary.kinds[word] == ABBREVIATION and len(self._vocabulary.words[word]) == length

    def _names(self, words: NDArray[np.int32]) -> list[str]:
        return [self._vocabulary.words[word] for word in words]

    def _is_open(self, word: Word, kind: str, sure: float) -> bool:
        text = word.piece.text
        if word.piece.kind is not Kind.WORD or not text.isalpha() or len(text) < 2 or _ROMAN.fullmatch(text):
            return False
        if sure >= TYPED:
            return False
        if word.abbreviated:
            return not kind and sure < self._gate.sure
        return sure < self._gate.sure or not kind

    def _resistance(self, word: Word, sure: float) -> float:
        """What it costs to change a word that was read so surely."""
        points, costs = zip(*self._gate.resistance, strict=True)
        cost = float(np.interp(sure, points, costs))
        if word.style is Style.TITLE and not word.initial:
            cost += self._gate.name
        return cost

    def _standing(self, word: Word, kind: str, itself: float) -> float:
        """What it costs to leave a word as it stands."""
        if kind == SYLLABLE:
            return itself if np.isfinite(itself) else 0.0
        if kind in (OTHER, ABBREVIATION):
            return self._gate.foreign
        return self._gate.unknown + self._gate.unknown_letter * len(word.piece.text)


def _chunks(sentences: Sequence[tuple[int, int]]) -> Iterator[list[tuple[int, int]]]:
    """Sentences of like length together, a few thousand words at a time."""
    chunk: list[tuple[int, int]] = []
    size = 0
    for begin, end in sorted(sentences, key=lambda bounds: bounds[1] - bounds[0]):
        chunk.append((begin, end))
        size += end - begin
        if size >= _CHUNK:
            yield chunk
            chunk, size = [], 0
    if chunk:
        yield chunk
