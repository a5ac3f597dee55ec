"""How engines that know Vietnamese misread it: letters, tones and whole words, learned from what was printed and read.

``data/channel_vie.tsv`` counts letters (``python -m corpus.training.channel``), ``data/channel_vie_words.tsv`` whole
words (``python -m corpus.training.misread_words``): such an engine knows words too, and takes some for a commoner one
nearly every time it sees them (``chi`` for ``chỉ``), whatever their letters look like.
"""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Sequence
from functools import lru_cache
from importlib.resources import files
from typing import Final

import numpy as np
from numpy.typing import NDArray

from normalizers.diacritics.channel import Channel, Readings, read_readings, without_tone
from normalizers.unicode import TONES, fold

_POOLED: Final = 100.0
_PRIOR: Final = 8.0
"""How many sightings of a word the letters of the channel are worth."""
_VOWELS: Final = frozenset("aeiouyAEIOUY")


class Confusions:
    """How often words were read as others; counts smoothed with what the channel says of their letters (Dirichlet)."""

    def __init__(self, rows: Iterable[tuple[str, str, int]]) -> None:
        """``rows``: what was read, the true word, how often; what a word was read right as counts too."""
        self._read: dict[tuple[str, str], int] = {}
        self._seen: defaultdict[str, int] = defaultdict(int)
        for read, true, count in rows:
            self._read[read, true] = count
            self._seen[true] += count

    def costs(self, read: str, words: Sequence[str], costs: NDArray[np.float32]) -> NDArray[np.float32]:
        """The costs of reading each word so, in nats, from ``costs`` by the channel: shape [words]."""
        result = costs.copy()
        for index, word in enumerate(words):
            seen = self._seen.get(word, 0)
            if seen:
                share = (self._read.get((read, word), 0) + _PRIOR * np.exp(-costs[index])) / (seen + _PRIOR)
                result[index] = -np.log(share)
        return result


@lru_cache(maxsize=1)
def load_channel() -> Channel:
    """The channel of letters that comes with the package."""
    return Channel(pooled(read_readings(_lines("channel_vie.tsv"))))


@lru_cache(maxsize=1)
def load_confusions() -> Confusions:
    """The counts of words that come with the package."""
    rows = (line.split("\t") for line in _lines("channel_vie_words.tsv"))
    return Confusions((read, true, int(count)) for read, true, count in rows)


def _lines(name: str) -> list[str]:
    return files("normalizers").joinpath(f"diacritics/data/{name}").read_text(encoding="utf-8").splitlines()


def pooled(readings: Readings, weight: float = _POOLED) -> Readings:
    """Counts to which every vowel adds ``weight`` readings by what its tone is read as on all vowels together.

    An engine that takes ể for ế takes ẩ for ấ too; few of these pairs are common enough to be counted one by one.
    Vowels with a mark of their own beside the tone (ê, ơ, ă) and those without are pooled apart.
    """
    seen: defaultdict[tuple[bool, str], defaultdict[str, float]] = defaultdict(lambda: defaultdict(float))
    for letter, strings in readings.letters.items():
        for string, count in strings.items():
            if _is_vowel(letter) and _is_vowel(string) and without_tone(letter) == without_tone(string):
                seen[_tone_class(letter)][_tone(string)] += count
    letters = {letter: dict(strings) for letter, strings in readings.letters.items()}
    for letter, strings in letters.items():
        tones = seen[_tone_class(letter)] if _is_vowel(letter) else {}
        for tone, count in tones.items():
            string = unicodedata.normalize("NFC", without_tone(letter) + tone)
            strings[string] = strings.get(string, 0.0) + weight * count / sum(tones.values())
    return Readings(letters, readings.added)


def _is_vowel(letter: str) -> bool:
    return len(letter) == 1 and fold(letter) in _VOWELS


def _tone(letter: str) -> str:
    return "".join(mark for mark in unicodedata.normalize("NFD", letter) if mark in TONES)


def _tone_class(letter: str) -> tuple[bool, str]:
    return without_tone(letter) != fold(letter), _tone(letter)
