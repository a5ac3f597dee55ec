"""What a reading engine makes of Vietnamese letters: the cost of reading a word as a given string.

The channel of the noisy-channel model (Kernighan, Church and Gale 1990; Brill and Moore 2000): each letter of the true
word is read, apart from the others, as a string of none to three characters, and any character may have been added.
The probabilities come from counts of aligned text (``data/channel_*.tsv``), smoothed along a chain of ever wider
classes: the letter, the letter without its tone, its bare letter, its class (marked vowel, plain vowel, consonant).
The smoothing is what carries over to engines and print that were never counted.
"""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from importlib.resources import files
from string import ascii_letters
from typing import Final

import numpy as np
from numpy.typing import NDArray

from normalizers.diacritics.reading_costs import IMPOSSIBLE, LONGEST_READING, ReadingCosts, Strings
from normalizers.unicode import TONES, VIETNAMESE_LETTERS, fold

_COMMON_STRING: Final = 4
_FOREIGN: Final = frozenset("fjwz")
_VOWELS: Final = frozenset("aeiouyAEIOUY")
_BACKOFF_WEIGHTS: Final = (6.0, 6.0, 3.0, 1.0)
_GENERIC: Final = {"vowel": 0.006, "marked vowel": 0.03, "consonant": 0.006, "marked consonant": 0.03}
"""The share of readings that follow no count, by class of letter."""
_GENERIC_SHARES: Final = {"family": 0.25, "alike": 0.3, "sign": 0.25, "letter": 0.17, "lost": 0.03}
"""Of these: the same letter with other marks, a character of like shape, a digit or sign, another letter, nothing."""
_UNSEEN_CHARACTERS: Final = 120
_RARELY_ADDED: Final = 0.01
"""Characters of all kinds that are added to each letter, beside those that were counted."""


@dataclass(frozen=True)
class Readings:
    """Counts of what each letter was read as, and of the characters that were added.

    ``letters[letter][string]``: how often; the empty string where the letter was lost.
    """

    letters: Mapping[str, Mapping[str, float]]
    added: Mapping[str, float]


def without_tone(letter: str) -> str:
    """The letter without its tone mark: ``ờ`` → ``ơ``."""
    parts = "".join(mark for mark in unicodedata.normalize("NFD", letter) if mark not in TONES)
    return unicodedata.normalize("NFC", parts)


def letter_class(letter: str) -> str:
    """The widest class of the back-off: marked vowel, vowel, marked consonant (đ) or consonant, by case."""
    bare = fold(letter)
    kind = "vowel" if bare in _VOWELS else "consonant"
    return ("marked " if bare != letter else "") + kind + (" capital" if bare.isupper() else "")


def backoff_chain(letter: str) -> tuple[str, str, str, str]:
    """The contexts of a letter, from the narrowest to the widest."""
    return letter, f"{without_tone(letter)}*", f"{fold(letter)}**", letter_class(letter)


class Channel:
    """Costs, in nats, of reading words as strings.

    ``pairs`` of indices into a list of words and a list of strings are scored in one sweep: a dynamic programme over
    letters and characters runs for all pairs at once.
    """

    def __init__(self, readings: Readings, doubt: float = 1.0) -> None:
        """``doubt`` scales the probability of what was never counted: 1 for reading, next to 0 for exact processes."""
        self._readings = readings
        self._doubt = doubt
        self._letters = {letter: row for row, letter in enumerate(sorted(readings.letters))}
        self._bare = {bare: len(self._letters) + row for row, bare in enumerate(self._families())}

    @cached_property
    def _table(self) -> NDArray[np.float32]:
        """Cost of reading a letter as a string: [letters, families of letters, one that nothing is read as; strings].

        Made when the channel is asked for the first time.
        """
        letters = np.stack([self._row(letter) for letter in self._letters])
        families = [
            letters[[self._letters[member] for member in members]].min(axis=0) for members in self._families().values()
        ]
        return np.stack([*letters, *families, np.full(letters.shape[1], IMPOSSIBLE, np.float32)])

    @cached_property
    def _costs(self) -> ReadingCosts:
        return ReadingCosts(self._table, self._strings[""])

    # -- words and strings as arrays ----------------------------------------------------------------------------------

    def encode_words(self, words: Sequence[str], *, bare: bool = False) -> NDArray[np.int16]:
        """Words as rows of letter codes, padded with −1; ``bare`` for words without marks that stand for all marked."""
        index = self._bare if bare else self._letters
        lengths = np.fromiter(map(len, words), np.intp, len(words))
        characters = np.frombuffer("".join(words).encode("utf-32-le"), np.uint32)
        of_character = np.full(int(characters.max(initial=0)) + 1, len(self._table) - 1, np.int16)
        for letter, code in index.items():
            if ord(letter) < len(of_character):
                of_character[ord(letter)] = code
        codes = np.full((len(words), int(lengths.max(initial=0))), -1, np.int16)
        codes[np.arange(codes.shape[1]) < lengths[:, None]] = of_character[characters]
        return codes

    def encode_strings(self, strings: Sequence[str]) -> Strings:
        """Strings that were read, ready to be scored against words."""
        width = max(map(len, strings), default=0)
        codes = np.full((LONGEST_READING, len(strings), width + 1), self._unseen_string, np.int32)
        added = np.zeros((len(strings), width), np.float32)
        lengths = np.fromiter(map(len, strings), np.int32, len(strings))
        for row, string in enumerate(strings):
            for column, character in enumerate(string):
                added[row, column] = self._insertions.get(character, self._insertions[""])
                codes[0, row, column] = self._strings.get(character, self._unseen_character)
                for size in range(2, min(LONGEST_READING, len(string) - column) + 1):
                    code = self._strings.get(string[column : column + size])
                    if code is not None:
                        codes[size - 1, row, column] = code
        return Strings(codes, added, lengths)

    def costs(
        self,
        words: NDArray[np.int16],
        strings: Strings,
        word_of: NDArray[np.intp],
        string_of: NDArray[np.intp],
    ) -> NDArray[np.float32]:
        """The cost of reading word ``word_of[i]`` as string ``string_of[i]``, for all pairs ``i``: shape [pairs]."""
        return self._costs.sweep(words, strings, word_of, string_of)

    def cost_of(self, letter: str, string: str) -> float:
        """The cost of reading one letter as a string."""
        row = self._letters.get(letter, len(self._table) - 1)
        unseen = self._unseen_character if len(string) == 1 else self._unseen_string
        return float(self._table[row, self._strings.get(string, unseen)])

    def cost_of_adding(self, character: str) -> float:
        """The cost of a character that stands for no letter."""
        return self._insertions.get(character, self._insertions[""])

    def likely_bare_letters(self) -> dict[str, str]:
        """For each character that no Vietnamese word is written with: the bare letter that is most often read as it."""
        counts: defaultdict[str, defaultdict[str, float]] = defaultdict(lambda: defaultdict(float))
        for letter, readings in self._readings.letters.items():
            for string, count in readings.items():
                if len(string) == 1 and (not string.isalpha() or string.lower() in _FOREIGN):
                    counts[string][fold(letter).lower()] += count
        return {character: _commonest(letters) for character, letters in counts.items()}

    def likely_bare_strings(self) -> dict[str, str]:
        """For strings of two or three characters that letters are read as: the bare letter most often read so."""
        counts: defaultdict[str, defaultdict[str, float]] = defaultdict(lambda: defaultdict(float))
        for letter, readings in self._readings.letters.items():
            for string, count in readings.items():
                if len(string) > 1:
                    counts[string.lower()][fold(letter).lower()] += count
        return {
            string: _commonest(letters) for string, letters in counts.items() if sum(letters.values()) >= _COMMON_STRING
        }

    # -- probabilities ------------------------------------------------------------------------------------------------

    @property
    def _unseen_character(self) -> int:
        return len(self._strings)

    @property
    def _unseen_string(self) -> int:
        return len(self._strings) + 1

    @cached_property
    def _strings(self) -> dict[str, int]:
        seen = {string for readings in self._readings.letters.values() for string in readings}
        return {string: code for code, string in enumerate(sorted(seen | set("".join(_shapes().values())) | {""}))}

    @cached_property
    def _contexts(self) -> dict[str, NDArray[np.float64]]:
        """How often each string was read in a context, in the order of the columns of the table."""
        contexts: defaultdict[str, NDArray[np.float64]] = defaultdict(lambda: np.zeros(len(self._strings) + 2))
        for letter, readings in self._readings.letters.items():
            columns, counts = [self._strings[string] for string in readings], list(readings.values())
            for context in backoff_chain(letter):
                contexts[context][columns] += counts
        return dict(contexts)

    def _row(self, letter: str) -> NDArray[np.float32]:
        """−ln P(string | letter) for every string, the unseen character and the unseen string."""
        probability = np.zeros(len(self._strings) + 2)
        for context, weight in zip(reversed(backoff_chain(letter)), reversed(_BACKOFF_WEIGHTS), strict=True):
            observed = self._contexts[context]
            probability = (observed + weight * probability) / (observed.sum() + weight)
        share = self._doubt * _GENERIC[letter_class(letter).removesuffix(" capital")]
        probability = (1 - share) * probability + share * self._generic(letter)
        with np.errstate(divide="ignore"):
            row: NDArray[np.float32] = np.minimum(-np.log(probability), IMPOSSIBLE).astype(np.float32)
            return row

    @cached_property
    def _kinds(self) -> NDArray[np.str_]:
        """Of each string, the unseen character and the unseen string: its bare letter, ``sign``, or nothing if long."""
        kinds = [
            (fold(string).lower() if string.isalpha() else "sign") if len(string) == 1 else ""
            for string in self._strings
        ]
        return np.array([*kinds, "sign", ""])

    def _generic(self, letter: str) -> NDArray[np.float64]:
        """P(string | letter) where nothing was counted: by kind of character alone."""
        family = self._kinds == fold(letter).lower()
        signs = self._kinds == "sign"
        letters = (self._kinds != "") & ~signs & ~family
        probability = np.zeros(len(self._kinds))
        for members, name in ((family, "family"), (signs, "sign"), (letters, "letter")):
            probability[members] = _GENERIC_SHARES[name] / max(1, members.sum())
        alike = [self._strings[character] for character in _look_alikes(letter) if character in self._strings]
        probability[alike] += _GENERIC_SHARES["alike"] / max(1, len(alike))
        probability[self._strings[""]] = _GENERIC_SHARES["lost"]
        probability[self._unseen_character] = _GENERIC_SHARES["sign"] / _UNSEEN_CHARACTERS
        return probability

    def _families(self) -> dict[str, list[str]]:
        families: defaultdict[str, list[str]] = defaultdict(list)
        for letter in self._letters:
            families[fold(letter)].append(letter)
        return dict(families)

    @cached_property
    def _insertions(self) -> dict[str, float]:
        letters = sum(sum(counts.values()) for counts in self._readings.letters.values()) + 1
        rare = self._doubt * _RARELY_ADDED * letters / _UNSEEN_CHARACTERS
        costs = {
            character: -float(np.log((count + rare) / letters)) for character, count in self._readings.added.items()
        }
        costs[""] = -float(np.log(rare / letters))
        return costs


@lru_cache(maxsize=1)
def _shapes() -> dict[str, str]:
    """``data/look_alikes.tsv``: letters, and the characters that look like them in print."""
    lines = files("normalizers").joinpath("diacritics/data/look_alikes.tsv").read_text(encoding="utf-8").splitlines()
    return dict(line.split("\t") for line in lines)


def _look_alikes(letter: str) -> str:
    bare = fold(letter)
    return _shapes().get(letter) or _shapes().get(bare) or _shapes().get(bare.lower(), "")


def _commonest(counts: Mapping[str, float]) -> str:
    return max(counts, key=lambda key: counts[key])


def stripped() -> Channel:
    """The channel of text that was typed, or made, without any marks."""
    letters = {*VIETNAMESE_LETTERS, *ascii_letters}
    return Channel(Readings({letter: {fold(letter): 1000.0} for letter in letters}, {}), doubt=1e-4)


def read_readings(lines: Iterable[str]) -> Readings:
    """Counts from the lines of a channel file: letter, string, count, tab separated; no letter for what was added."""
    letters: defaultdict[str, dict[str, float]] = defaultdict(dict)
    added: dict[str, float] = {}
    for line in lines:
        letter, string, count = line.rstrip("\n").split("\t")
        if letter:
            letters[letter][string] = float(count)
        else:
            added[string] = float(count)
    return Readings(dict(letters), added)
