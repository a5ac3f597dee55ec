"""What a typist may have meant: the words one slip of the fingers away from a word.

A slip is the same letters under other marks (``điên`` for ``điện``), or one letter too many, too few, wrong, or in the
wrong place under the same tone (``thhực`` for ``thực``), or a word written as it is said (``xử dụng`` for ``sử dụng``).
The vocabulary says which words there are.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

import numpy as np
from numpy.typing import NDArray
from rapidfuzz.distance import OSA

from normalizers.diacritics.vocabulary import SYLLABLE, Vocabulary
from normalizers.syllables import syllables
from normalizers.unicode import TONES, fold, fold_case

_LONGEST: Final = 9
_ONSET: Final = re.compile(r"(?<=[aeiouy])[^aeiouy]+(?=[aeiouy])")
_SHORTEST_WRONG: Final = 4
"""Letters from which on one is taken for another: of three letters nearly every combination is a word."""


@dataclass(frozen=True, slots=True)
class Confusables:
    """Words that may have been meant: ``words`` [n] ids, ``costs`` [n] of the slip in nats."""

    words: NDArray[np.int32]
    costs: NDArray[np.float32]


class ConfusableFinder:
    """Finds and remembers the confusables of words.

    Words one letter apart share a string once one letter at most is deleted from each (Garbe 2012, SymSpell).

    Args:
        vocabulary: the words; only its syllables are proposed.
        costs: cost of slips by kind, nats, as in ``data/slips.toml``.
        variants: pairs of spellings of one word, of which neither is put forward for the other.
        sounds: pairs of consonants that many say alike, with a hyphen where the rest of the word is: ``s-``, ``-c``.
    """

    def __init__(
        self,
        vocabulary: Vocabulary,
        costs: Mapping[str, float],
        variants: Sequence[Sequence[str]] = (),
        sounds: Sequence[Sequence[str]] = (),
    ) -> None:
        self._costs = costs
        self._sounds = sounds
        self._variants = {frozenset(pair) for pair in variants}
        self._words = vocabulary.words
        self._by_skeleton: defaultdict[str, list[int]] = defaultdict(list)
        self._by_letters: defaultdict[str, dict[str, int]] = defaultdict(dict)
        for index, (word, kind) in enumerate(zip(vocabulary.words, vocabulary.kinds, strict=True)):
            if kind == SYLLABLE:
                letters, tone = split_tone(word)
                self._by_skeleton[fold_case(word)].append(index)
                self._by_letters[letters].setdefault(tone, index)  # not nghịêp, where nghiệp came first
        self._by_rest: defaultdict[str, list[str]] = defaultdict(list)
        for letters in self._by_letters:
            for rest in _with_one_less(letters):
                self._by_rest[rest].append(letters)
        self._known: dict[str, Confusables] = {}
        self._known_marks: dict[str, Confusables] = {}

    def find(self, word: str) -> Confusables:
        """The confusables of a word in the vocabulary's form, known to it or not; the word itself is not among them."""
        known = self._known.get(word)
        if known is None:
            known = self._known[word] = self._search(word) if len(word) <= _LONGEST else self._confusables({})
        return known

    def marks(self, word: str) -> Confusables:
        """The confusables that have the same letters under other marks."""
        known = self._known_marks.get(word)
        if known is None:
            letters, tones = split_tone(word)
            same = [n for n in self._by_skeleton.get(fold_case(word), ()) if self._is_other(n, word)]
            known = self._confusables({n: self._cost_of_marks(letters, tones, self._words[n]) for n in same})
            self._known_marks[word] = known
        return known

    def _search(self, word: str) -> Confusables:
        letters, tones = split_tone(word)
        own = self._by_letters.get(letters, {}).get(tones)
        is_word = own is not None and self._words[own] == word
        costs: dict[int, float] = {}
        alike = {near for near in self._alike(letters) if near in self._by_letters}
        for near in self._near(letters) | alike:
            of_tone = self._by_letters[near]
            kind = "letter_no_word" if not is_word else "sound" if near in alike else "letter"
            # a vowel typed twice may bear its tone twice
            for index in {of_tone[tone] for tone in tones or ("",) if tone in of_tone}:
                if self._is_other(index, word):
                    costs[index] = self._costs[kind]
        marks = self.marks(word)
        costs.update(zip(marks.words.tolist(), marks.costs.tolist(), strict=True))
        if is_word:
            return self._confusables(costs)
        if is_marked_non_word(word):
            return self._confusables({index: cost + self._costs["no_word_marked"] for index, cost in costs.items()})
        same = set(marks.words.tolist())
        return self._confusables(
            {index: cost + self._costs["no_word" if index in same else "foreign"] for index, cost in costs.items()}
        )

    def _is_other(self, index: int, word: str) -> bool:
        meant = self._words[index]
        return meant != word and frozenset((meant, word)) not in self._variants and _one_i(meant) != _one_i(word)

    def _alike(self, letters: str) -> Iterator[str]:
        """The letters with another consonant that many say alike."""
        for one, other in self._sounds:
            for written, meant in ((one, other), (other, one)):
                if meant.startswith("-") and letters.endswith(written[1:]):
                    yield letters.removesuffix(written[1:]) + meant[1:]
                elif meant.endswith("-") and letters.startswith(written[:-1]):
                    yield meant[:-1] + letters.removeprefix(written[:-1])

    def _near(self, letters: str) -> set[str]:
        rests = set(_with_one_less(letters))
        found = {near for rest in rests for near in self._by_rest.get(rest, ())}
        return {
            near
            for near in found
            if near != letters
            and (len(near) != len(letters) or len(letters) >= _SHORTEST_WRONG)
            and OSA.distance(near, letters, score_cutoff=1) == 1
        }

    def _cost_of_marks(self, letters: str, tone: str, meant: str) -> float:
        other_letters, other_tone = split_tone(meant)
        cost = self._costs["mark"] * sum(a != b for a, b in zip(letters, other_letters, strict=True))
        if tone == other_tone:
            return cost
        return cost + self._costs["tone_left_out" if not tone else "tone_changed" if other_tone else "tone_added"]

    @staticmethod
    def _confusables(costs: Mapping[int, float]) -> Confusables:
        return Confusables(
            np.fromiter(costs.keys(), np.int32, len(costs)), np.fromiter(costs.values(), np.float32, len(costs))
        )


@lru_cache(maxsize=1 << 15)
def split_tone(word: str) -> tuple[str, str]:
    """The letters without tone marks, and the tone marks, each once: ``điện`` → ``điên``, dot below."""
    parts = unicodedata.normalize("NFD", word)
    bare = "".join(mark for mark in parts if mark not in TONES)
    return unicodedata.normalize("NFC", bare), "".join(dict.fromkeys(mark for mark in parts if mark in TONES))


def is_marked_non_word(word: str) -> bool:
    """Whether a word has Vietnamese letters and is no syllable, nor a foreign word of two (``ôxít``, ``canô``)."""
    bare, known = fold(word), syllables()
    if word == bare or word in known:
        return False
    if len(word) > 2 * _longest_syllable():
        return True
    cuts = (cut for match in _ONSET.finditer(bare) for cut in range(match.start(), match.end()))
    return not any(word[:cut] in known and word[cut:] in known for cut in cuts)


@lru_cache(maxsize=1)
def _longest_syllable() -> int:
    return max(map(len, syllables()))


def _one_i(word: str) -> str:
    """The word with ``i`` for ``y``: ``quý`` and ``quí`` are two spellings of one word."""
    return unicodedata.normalize("NFC", unicodedata.normalize("NFD", word).replace("y", "i"))


def _with_one_less(letters: str) -> Iterator[str]:
    yield letters
    for place in range(len(letters)):
        yield letters[:place] + letters[place + 1 :]
