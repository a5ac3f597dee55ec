"""Restores Vietnamese text that lost its diacritics, piece by piece, and says how sure it is of each."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from importlib.resources import files
from itertools import pairwise
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from normalizers.diacritics.belief import Belief, TokenEdit
from normalizers.diacritics.calibration import calibrated
from normalizers.diacritics.candidates import CandidateFinder
from normalizers.diacritics.channel import Channel, read_readings, stripped
from normalizers.diacritics.damage import Block, blocks_of, suspects
from normalizers.diacritics.language_model import LanguageModel
from normalizers.diacritics.lattice import Lattice, Slots
from normalizers.diacritics.options import OptionMaker, Options, Weights, Word
from normalizers.diacritics.pieces import Kind, Piece, Style, pieces_of_line
from normalizers.diacritics.place_names import PlaceNames
from normalizers.diacritics.roman import heading_numbers
from normalizers.diacritics.segmentation import Segmenter
from normalizers.diacritics.sentences import Sentences
from normalizers.diacritics.vocabulary import SYLLABLE, Vocabulary

_CHUNK: Final = 4000
_DIGITS: Final = str.maketrans("OolI", "0011")
_SURE_OF_DIGITS: Final = 0.9
_SHORT: Final = 3
_TIE: Final = 1e-5
"""The models count in steps, so that words may be equally probable: the first, nearer to what was read, is taken."""


class Judged(NamedTuple):
    """A piece that was judged, changed or not, and how probable its result is."""

    start: int
    end: int
    confidence: float


@dataclass(frozen=True)
class Restored:
    """The restored text, as many lines as before, with every change and every judgement, in order."""

    text: str
    edits: list[TokenEdit]
    tokens: list[Judged]


class _Tools:
    """What belongs to one channel; made when text needs it."""

    def __init__(self, vocabulary: Vocabulary, channel: Channel, log_prior: NDArray[np.float32]) -> None:
        self._made_of = vocabulary, channel, log_prior

    @cached_property
    def finder(self) -> CandidateFinder:
        return CandidateFinder(*self._made_of)

    @cached_property
    def segmenter(self) -> Segmenter:
        return Segmenter(self.finder, self._made_of[0])


class Restorer:
    """Restores damaged text under one language model, with a channel for each way in which text loses its marks."""

    def __init__(
        self, model: LanguageModel, misread: Channel, unmarked: Channel, weights: Weights | None = None
    ) -> None:
        """``misread``: the channel of engines that know no Vietnamese; ``unmarked``: of text without any marks."""
        weights = weights or Weights()
        vocabulary = model.vocabulary
        self._vocabulary = vocabulary
        self._syllables = frozenset(
            word for word, kind in zip(vocabulary.words, vocabulary.kinds, strict=True) if kind == SYLLABLE
        )
        self._lattice = Lattice(model, vocabulary.boundary, PlaceNames(vocabulary), weight=weights.language)
        self._maker = OptionMaker(vocabulary, weights)
        self._spelling = _spellings(vocabulary)
        self._belief = Belief(self._syllables)
        prior = model.log_prob(np.arange(len(vocabulary), dtype=np.int32)[:, None])
        self._tools = {False: _Tools(vocabulary, misread, prior), True: _Tools(vocabulary, unmarked, prior)}

    @staticmethod
    @lru_cache(maxsize=1)
    def load() -> Restorer:
        """The restorer with the models that come with the package."""
        data = files("normalizers").joinpath("diacritics/data/channel_misread.tsv").read_text(encoding="utf-8")
        return Restorer(LanguageModel.load(), Channel(read_readings(data.splitlines())), stripped())

    def restore(self, text: str, *, force: bool = False) -> Restored:
        """Restore the damaged lines of NFC text; with ``force`` every line is taken for damaged.

        Lines that have not lost their diacritics come back to the byte, and so do lines in other languages.
        """
        lines = text.split("\n")
        stretches = [[(0, len(line))] for line in lines] if force else suspects(lines, self._syllables.__contains__)
        blocks = blocks_of(lines, stretches)
        results: list[TokenEdit] = []
        for unmarked in (False, True):
            chosen = [block for block in blocks if block.stripped is unmarked]
            if chosen:
                results += self._restore_blocks(text, lines, stretches, chosen, unmarked=unmarked, force=force)
        results.sort()
        edits = [result for result in results if result.text != result.before]
        parts = []
        position = 0
        for edit in edits:
            parts += [text[position : edit.start], edit.text]
            position = edit.end
        tokens = [Judged(result.start, result.end, result.confidence) for result in results]
        return Restored("".join([*parts, text[position:]]), edits, tokens)

    def _restore_blocks(
        self,
        text: str,
        lines: Sequence[str],
        stretches: Sequence[Sequence[tuple[int, int]]],
        blocks: Sequence[Block],
        *,
        unmarked: bool,
        force: bool,
    ) -> list[TokenEdit]:
        finder, segmenter = self._tools[unmarked].finder, self._tools[unmarked].segmenter
        offsets = np.cumsum([0, *(len(line) + 1 for line in lines)]).tolist()
        numbers = [number for block in blocks for number in block.lines]
        pieces = [_pieces_within(lines[number], offsets[number], stretches[number]) for number in numbers]
        segmented = segmenter.resegment(pieces, text)
        of_line = dict(zip(numbers, segmented, strict=True))
        sentences = Sentences()
        firsts = []
        for block in blocks:
            sentences.begin()
            firsts.append(len(sentences.words))
            sentences.extend((lines[number], of_line[number]) for number in block.lines)
        sentences.close()
        results = self._decide(sentences, finder, text)
        if force:
            return results
        bounds = [*firsts, len(results)]
        return [
            result
            for begin, end in pairwise(bounds)
            for result in self._belief.believed(sentences.words[begin:end], results[begin:end], offsets)
        ]

    def _decide(self, sentences: Sentences, finder: CandidateFinder, text: str) -> list[TokenEdit]:
        options = self._maker.options(sentences.words, finder)
        posterior = self._posteriors(options, sentences)
        best = (posterior >= posterior.max(axis=1, keepdims=True) - _TIE).argmax(axis=1)
        rows = np.arange(len(best))
        chosen = options.words[rows, best]
        unknown = (best == 0) & (chosen == self._vocabulary.unknown)
        same = self._spelling[options.words] == self._spelling[chosen][:, None]
        sure = calibrated((posterior * same).sum(axis=1), sentences.words, unknown)
        headings = heading_numbers(word.piece.text for word in sentences.words if word.piece.kind is Kind.ROMAN)
        results = []
        for word, option, own, certainty in zip(
            sentences.words, best.tolist(), chosen.tolist(), sure.tolist(), strict=True
        ):
            piece = word.piece
            if piece.kind is Kind.ROMAN:
                result, confidence = next(headings)
            elif piece.kind is Kind.MISREAD_NUMBER:
                result, confidence = piece.text.translate(_DIGITS), _SURE_OF_DIGITS
            else:
                result = self._written(word, own) if option else piece.text
                confidence = certainty
            results.append(
                TokenEdit(
                    piece.start, piece.end, text[piece.start : piece.end], result + " " * piece.space_lost, confidence
                )
            )
        return results

    def _written(self, word: Word, own: int) -> str:
        """A word of the vocabulary as the piece was written."""
        if word.piece.kind is Kind.ABBREVIATION:
            letters = zip(self._vocabulary.words[own], word.piece.text, strict=False)
            return "".join(letter if read.islower() else letter.upper() for letter, read in letters)
        spelled_out = word.alone and self._vocabulary.kinds[own] == SYLLABLE
        # two capitals among small letters that are no abbreviation: the second was misread (SO for Sở)
        style = Style.TITLE if spelled_out and len(word.piece.text) <= _SHORT else word.style
        return style.apply(self._vocabulary.words[own])

    def _posteriors(self, options: Options, sentences: Sentences) -> NDArray[np.float32]:
        """Posterior of each option; sentences of like length go through the lattice together."""
        bounds = np.array([*sentences.starts, len(options.words)])
        capitals = np.array([word.piece.text[:1].isupper() for word in sentences.words], bool)
        lengths = np.diff(bounds)
        posterior = np.zeros_like(options.scores)
        order = np.argsort(lengths, kind="stable")
        chunks = np.cumsum(lengths[order]) // _CHUNK
        for chunk in np.unique(chunks):
            members = order[chunks == chunk]
            rows = np.concatenate([np.arange(bounds[i], bounds[i + 1]) for i in members])
            firsts = np.cumsum([0, *lengths[members[:-1]]])
            slots = Slots(options.words[rows], options.scores[rows], firsts, capitals[rows])
            posterior[rows] = self._lattice.posteriors(slots)
        return posterior


def _spellings(vocabulary: Vocabulary) -> NDArray[np.int32]:
    """For each word the id of the spelling that stands for all of its spellings (``data/variants.tsv``: hàng, hằng)."""
    lines = files("normalizers").joinpath("diacritics/data/variants.tsv").read_text(encoding="utf-8").splitlines()
    other, first = zip(*(line.split("\t") for line in lines), strict=True)
    result = np.arange(len(vocabulary), dtype=np.int32)
    result[vocabulary.ids(other)] = vocabulary.ids(first)
    result[vocabulary.unknown] = vocabulary.unknown
    return result


def _pieces_within(line: str, offset: int, stretches: Iterable[tuple[int, int]]) -> list[Piece]:
    """The pieces of a line that lie in its suspected stretches."""
    bounds = [(offset + start, offset + end) for start, end in stretches]
    return [
        piece
        for piece in pieces_of_line(line, offset)
        if any(start <= piece.start and piece.end <= end for start, end in bounds)
    ]
