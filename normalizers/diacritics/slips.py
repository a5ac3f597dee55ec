"""Slips in clean text that no dictionary tells, as the wrong word is a word too: ``tiêu thương`` for ``tiểu thương``.

A noisy channel (Mays, Damerau and Mercer 1991): a word is taken for a slip where the text is far likelier with a word
that one slip of the fingers makes of it, or without a word that stands twice, or with one that always stands there.
Only a word that neither neighbour goes with is doubted, and only one that a neighbour is known to go with is put
forward. Nothing is changed; names, codes and foreign words are passed over.
"""

from __future__ import annotations

import tomllib
from collections import defaultdict
from collections.abc import Iterable, Sequence
from functools import lru_cache
from importlib.resources import files
from typing import Any, Final, Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

from dataset.spans import Span
from normalizers.diacritics.confusables import ConfusableFinder, is_marked_non_word
from normalizers.diacritics.language_model import LanguageModel
from normalizers.diacritics.slip_tokens import Tokens, tokens_of
from normalizers.diacritics.windows import scores

_SIDE: Final = 3
"""Words on either side that have a say: as far as n-grams of order 4 reach."""
_AT_ONCE: Final = 4096
"""Changes that are weighed together, which bounds the memory that it takes."""


Kind = Literal["wrong", "twice", "left_out"]


class Proposal(NamedTuple):
    """What stands at ``span`` is probably ``right``.

    Attributes:
        span: the wrong words; where a word is left out, the one before the gap.
        right: the words that should stand there, lower case.
        beside: the wrong words with the neighbour that speaks for the right ones.
        kind: a wrong word (or two), a word typed twice, a word left out.
        surplus: by how many nats the text is likelier so than it has to be for the slip to be told; less than none
            where the same slip is surer elsewhere in the text.
    """

    span: Span
    right: str
    beside: Span
    kind: Kind
    surplus: float


class _Changes(NamedTuple):
    """``removed`` words at the places ``at`` [N] give way to ``put`` [N, k], which costs ``costs`` [N] nats."""

    at: NDArray[np.intp]
    removed: int
    put: NDArray[np.int32]
    costs: NDArray[np.float32]


class _Found(NamedTuple):
    """One change with its gain, its cost subtracted."""

    gain: float
    at: int
    removed: int
    right: str


class SlipFinder:
    """Proposes slips in texts, by one model."""

    def __init__(self, model: LanguageModel) -> None:
        self._model = model
        self._vocabulary = model.vocabulary
        self._costs: dict[str, float] = _settings()["costs"]
        self._ties: dict[str, float] = _settings()["ties"]
        self._confusables = ConfusableFinder(
            model.vocabulary, self._costs, _settings()["variants"], _settings()["sounds"]
        )
        self._known = frozenset(_settings()["known"])
        self._terms = {tuple(term.split()) for term in _settings()["terms"]}
        self._log_probs = model.log_prob(np.arange(len(model.vocabulary), dtype=np.int32)[:, None])

    @classmethod
    def load(cls) -> SlipFinder:
        """The finder with the model that comes with the package; it is made once."""
        return _load()

    def find(self, text: str, parts: Iterable[Span]) -> list[Proposal]:
        """The slips in parts of a text (paragraphs, cells), in reading order; the text is NFC."""
        tokens = tokens_of(text, parts, self._vocabulary, self._terms)
        tie = self._pair_probs(tokens.ids[:-1], tokens.ids[1:]) - self._log_probs[tokens.ids[1:]]
        # tie[n]: of the word before token n to it
        tie = np.append(np.float32(0), tie)
        found: list[_Found] = []
        for changes in (
            self._wrong_words(tokens, tie),
            self._wrong_pairs(tokens, tie),
            self._typed_twice(tokens, tie),
            self._left_out(tokens, tie),
        ):
            gains = self._gains(tokens, changes) - changes.costs
            found += [
                _Found(float(gains[row]), int(changes.at[row]), changes.removed, self._spelt(changes.put[row]))
                for row in np.flatnonzero(gains >= self._ties["echo"])
            ]
        return [self._proposal(tokens, change) for change in _sure(tokens, found)]

    def _spelt(self, ids: NDArray[np.int32]) -> str:
        return " ".join(self._vocabulary.words[index] for index in ids)

    def _pair_probs(self, first: NDArray[np.int32], second: NDArray[np.int32]) -> NDArray[np.float32]:
        return self._model.log_prob(np.stack([first, second], 1))

    def _tie(self, first: NDArray[np.int32], second: NDArray[np.int32]) -> NDArray[np.float32]:
        return self._pair_probs(first, second) - self._log_probs[second]

    # -- what may be wrong ----------------------------------------------------------------------------------------

    def _wrong_words(self, tokens: Tokens, tie: NDArray[np.float32]) -> _Changes:
        loose = tie < self._ties["loose"]
        weak = np.flatnonzero(tokens.doubted & loose & np.append(loose[1:], True))
        weak = np.array([place for place in weak.tolist() if tokens.forms[place] not in self._known], np.intp)
        forms = [tokens.forms[place] for place in weak.tolist()]
        known = [self._confusables.find(form) for form in forms]
        at = np.repeat(weak, [len(one.words) for one in known])
        words = _joined([one.words for one in known], np.int32)
        costs = _joined([one.costs for one in known], np.float32)
        left, right = self._tie(tokens.ids[at - 1], words), self._tie(words, tokens.ids[at + 1])
        proof = np.maximum(np.where(tokens.joined[at], left, -np.inf), np.where(tokens.joined[at + 1], right, -np.inf))
        # nor can a neighbour speak for a word that goes with all, or needs one to where the word written is none
        excused = np.array([is_marked_non_word(form) for form in forms], bool)[np.searchsorted(weak, at)]
        strange = (tie[at] < self._ties["strange"]) & (tie[at + 1] < self._ties["strange"])
        excused |= strange & (self._log_probs[words] > _settings()["frequent"])
        costs = costs + np.where((proof < self._ties["proof"]) & ~excused, np.float32(self._costs["no_proof"]), 0)
        costs = costs + np.where(tokens.shouted[at], np.float32(self._costs["shouted"]), 0)
        # left + right + ln P(word): the pairs' own probabilities, cheaper than the whole window
        gain = left + right - tie[at] - tie[at + 1] + self._log_probs[words] - self._log_probs[tokens.ids[at]] - costs
        kept = np.flatnonzero((proof >= 0) & (gain > 0))
        return _Changes(at[kept], 1, words[kept, None], costs[kept])

    def _wrong_pairs(self, tokens: Tokens, tie: NDArray[np.float32]) -> _Changes:
        """Two words in a row under wrong marks, each the other's excuse: ``phần đầu`` for ``phấn đấu``."""
        outer = tie < self._ties["loose_pair"]
        weak = np.flatnonzero(
            tokens.doubted[:-1]
            & tokens.doubted[1:]
            & tokens.joined[1:]
            & (tie[1:] < self._ties["loose_pair"])
            & outer[:-1]
            & np.append(outer[2:], True)
        )
        put, costs, counts = [np.zeros((0, 2), np.int32)], [np.zeros(0)], []
        for place in weak.tolist():
            first, second = (self._confusables.marks(tokens.forms[n]) for n in (place, place + 1))
            each, all_of = len(second.words), len(first.words)
            put.append(np.stack([np.repeat(first.words, each), np.tile(second.words, all_of)], axis=1))
            costs.append(np.repeat(first.costs.astype(float), each) + np.tile(second.costs.astype(float), all_of))
            counts.append(all_of * each)
        pairs = np.concatenate(put)
        kept = np.flatnonzero(self._tie(pairs[:, 0], pairs[:, 1]) >= self._ties["proof_pair"])
        at = np.repeat(weak, np.array(counts, np.intp))
        further = (np.concatenate(costs) + self._costs["next_word"]).astype(np.float32)
        return _Changes(at[kept], 2, pairs[kept], further[kept])

    def _typed_twice(self, tokens: Tokens, tie: NDArray[np.float32]) -> _Changes:
        same = (tokens.ids[:-1] == tokens.ids[1:]) & (tokens.ids[:-1] != self._vocabulary.unknown)
        at = np.flatnonzero(same & tokens.doubted[1:] & tokens.joined[1:] & (tie[1:] < self._ties["loose"]))
        # two compounds that meet: sơ kết kết quả
        compounds = (tie[at] >= self._ties["compound"]) & (tie[at + 2] >= self._ties["compound"])
        at = at[~(compounds & tokens.joined[at] & tokens.joined[at + 2])]
        return _Changes(at, 2, tokens.ids[at, None], np.full(len(at), self._costs["twice"], np.float32))

    def _left_out(self, tokens: Tokens, tie: NDArray[np.float32]) -> _Changes:
        """A word left out behind one that it nearly always follows: ``Ủy ban nhân phường``."""
        following = _continuations()
        places = np.flatnonzero(
            tokens.joined & (tie < self._ties["loose"]) & (tokens.doubted | np.append(False, tokens.doubted[:-1]))
        )
        found = [
            (place, word)
            for place in places.tolist()
            for word in following.get(tokens.forms[place - 1], ())
            if word != tokens.forms[place]
        ]
        at = np.array([place for place, _ in found], np.intp)
        words = self._vocabulary.ids(word for _, word in found)
        kept = np.flatnonzero(self._tie(words, tokens.ids[at]) >= 0)
        costs = np.full(len(kept), self._costs["left_out"], np.float32)
        return _Changes(at[kept], 0, words[kept, None], costs)

    # -- how much likelier --------------------------------------------------------------------------------------------

    def _gains(self, tokens: Tokens, changes: _Changes) -> NDArray[np.float32]:
        """How much likelier, in nats, the text becomes by each change: in its sentence and in its phrase, the lesser.

        Signs such as commas are nothing to the model: what stands beyond one is no proof, but may be a reason against.
        """
        at, removed = changes.at, changes.removed
        gains = [np.zeros(0, np.float32)]
        for first in range(0, len(at), _AT_ONCE):
            here, put = at[first : first + _AT_ONCE], changes.put[first : first + _AT_ONCE]
            places = here[:, None] + np.arange(-_SIDE, removed + _SIDE)
            phrase = np.where(tokens.same_phrase(here, places), tokens.ids[places], self._vocabulary.boundary)
            windows = []
            for own in (tokens.ids[places], phrase):
                windows += [np.concatenate([own[:, :_SIDE], put, own[:, _SIDE + removed :]], axis=1), own]
            other, as_written, other_phrase, phrase_as_written = scores(self._model, windows, _SIDE)
            gains.append(np.minimum(other - as_written, other_phrase - phrase_as_written))
        return np.concatenate(gains)

    def _proposal(self, tokens: Tokens, found: _Found) -> Proposal:
        at, end = found.at, found.at + found.removed
        surplus = found.gain - _settings()["margin"]
        if found.removed == 0:
            right = f"{tokens.forms[at - 1]} {found.right}"
            return Proposal(tokens.span(at - 1, at - 1), right, tokens.span(at - 1, at), "left_out", surplus)
        span = tokens.span(at, end - 1)
        if found.removed == 2:
            return Proposal(span, found.right, span, "wrong" if " " in found.right else "twice", surplus)
        word = self._vocabulary.ids([found.right])
        before = self._tie(tokens.ids[at - 1 : at], word)[0] if tokens.joined[at] else -np.inf
        behind = self._tie(word, tokens.ids[end : end + 1])[0] if tokens.joined[end] else -np.inf
        beside = span
        if tokens.joined[at] and before >= behind:
            beside = tokens.span(at - 1, at)
        elif tokens.joined[end]:
            beside = tokens.span(at, end)
        return Proposal(span, found.right, beside, "wrong", surplus)


def _sure(tokens: Tokens, found: Iterable[_Found]) -> list[_Found]:
    """The best of changes that meet, in reading order, as far as they are sure.

    What is sure once is sure wherever the same words stand beside the same; but what a document has many times may be
    a term.
    """
    best: list[_Found] = []
    taken: set[int] = set()
    for change in sorted(found, key=lambda change: (-change.gain, change.at)):
        # a word left out belongs to both its neighbours
        places = set(range(change.at, change.at + change.removed)) or {change.at - 1, change.at}
        if not places & taken:
            taken |= places
            best.append(change)
    groups: defaultdict[tuple[str, ...], list[_Found]] = defaultdict(list)
    for change in best:
        for key in _contexts(tokens, change):
            groups[key].append(change)
    settings = _settings()
    sure: set[_Found] = set()
    for group in groups.values():
        needed = settings["margin"] + (settings["costs"]["repeated"] if len(group) >= settings["many"] else 0)
        if max(change.gain for change in group) >= needed:
            sure.update(group)
    return sorted(sure, key=lambda change: change.at)


def _contexts(tokens: Tokens, change: _Found) -> list[tuple[str, ...]]:
    """The change with the word before, and with the word behind."""
    end = change.at + change.removed
    written = tokens.forms[change.at : end]
    before, behind = tokens.forms[change.at - 1], tokens.forms[end]
    if not written:
        return [(change.right, before, behind)]
    return [(change.right, "before", before, *written), (change.right, "behind", *written, behind)]


def _joined(arrays: Sequence[NDArray[Any]], dtype: type[np.generic]) -> NDArray[Any]:
    return np.concatenate([*arrays, np.zeros(0, dtype)])


@lru_cache(maxsize=1)
def _load() -> SlipFinder:
    return SlipFinder(LanguageModel.load())


@lru_cache(maxsize=1)
def _settings() -> dict[str, Any]:
    path = files("normalizers").joinpath("diacritics/data/slips.toml")
    return tomllib.loads(path.read_text(encoding="utf-8"))


@lru_cache(maxsize=1)
def _continuations() -> dict[str, list[str]]:
    path = files("normalizers").joinpath("diacritics/data/continuations.txt")
    lines = (line.split() for line in path.read_text(encoding="utf-8").splitlines())
    return {word: following for word, *following in lines}
