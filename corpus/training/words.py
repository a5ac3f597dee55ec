"""Which words a model shall know: the vocabulary of a text, with kinds."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from corpus.training.syllables import is_syllable
from normalizers.diacritics.vocabulary import (
    ABBREVIATION,
    BOUNDARY,
    ID_BITS,
    NUMBER,
    OTHER,
    SPECIAL,
    SYLLABLE,
    UNKNOWN,
    Vocabulary,
)
from normalizers.unicode import TONES, VIETNAMESE_LETTERS, fold_case

_SPECIALS: Final = (UNKNOWN, NUMBER, BOUNDARY)
_LATIN: Final = re.compile(rf"[a-z{''.join(letter for letter in VIETNAMESE_LETTERS if letter.islower())}]+")
_LONGEST_SYLLABLE: Final = 7


@dataclass(frozen=True)
class Limits:
    """From which count on a word of each kind is known, and how common a bare word must be beside its look-alikes."""

    syllable: int = 3
    abbreviation: int = 20
    other: int = 30
    loan: int = 150
    share: float = 0.02
    size: int = 1 << ID_BITS


def choose(counted: Iterable[tuple[str, str, int]], limits: Limits | None = None) -> Vocabulary:
    """The vocabulary of counted words.

    A word is a *syllable* by its structure alone, an *abbreviation* if mostly written with capitals after its first
    letter, else *other* (names, foreign words). Left out: rare words; syllables run together (``liệuvàphần``); bare
    words that are most likely syllables whose marks were lost (``nguoi``).

    Args:
        counted: spelling with its case, word, count; words may come more than once.
        limits: what is common enough.
    """
    limits = limits or Limits()
    counts: defaultdict[str, int] = defaultdict(int)
    capitals: defaultdict[str, int] = defaultdict(int)
    for spelling, word, count in counted:
        counts[word] += count
        capitals[word] += count * (spelling[1:] != spelling[1:].lower() or (len(spelling) == 1 and spelling.isupper()))
    kinds = {}
    for word, count in counts.items():
        kind = _kind(word, capitals[word] / count)
        if word in _SPECIALS or (count >= getattr(limits, kind) and _LATIN.fullmatch(word)):
            kinds[word] = kind
    kinds = _without_bare(kinds, counts, limits)
    order = sorted((word for word in kinds if kinds[word] != SPECIAL), key=lambda word: (-counts[word], word))
    kept = [*_SPECIALS, *_within(order, kinds, limits.size - len(_SPECIALS))]
    return Vocabulary(kept, [kinds.get(word, SPECIAL) for word in kept])


def _kind(word: str, share_of_capitals: float) -> str:
    if word in _SPECIALS:
        return SPECIAL
    if is_syllable(word):
        return SYLLABLE
    return ABBREVIATION if share_of_capitals > 0.5 else OTHER


def _without_bare(kinds: dict[str, str], counts: dict[str, int], limits: Limits) -> dict[str, str]:
    """Without what is no syllable but would be one with other marks, if those are far commoner; without joined ones."""
    syllables: defaultdict[str, int] = defaultdict(int)
    for word, kind in kinds.items():
        if kind == SYLLABLE:
            syllables[fold_case(word)] += counts[word]
    # loans written together (bêtông, axít) have one tone at the most, and are common
    return {
        word: kind
        for word, kind in kinds.items()
        if kind in {SPECIAL, SYLLABLE}
        or (
            counts[word] >= limits.share * syllables[fold_case(word)]
            and not (is_joined(word) and (_tones(word) > 1 or counts[word] < limits.loan))
        )
    }


def _tones(word: str) -> int:
    return sum(letter in TONES for letter in unicodedata.normalize("NFD", word))


def _within(order: list[str], kinds: dict[str, str], size: int) -> list[str]:
    """The commonest words that fit: all syllables first, then the others; in the given order."""
    others = [word for word in order if kinds[word] != SYLLABLE]
    left = max(0, size - (len(order) - len(others)))
    dropped = set(others[left:])
    return [word for word in order if word not in dropped][:size]


def is_joined(word: str) -> bool:
    """Whether a word with Vietnamese marks is two or more syllables without the spaces between (``đượctính``)."""
    return not word.isascii() and not is_syllable(word) and _divides(word)


@lru_cache(maxsize=1 << 16)
def _divides(word: str) -> bool:
    return not word or any(
        is_syllable(word[:end]) and _divides(word[end:]) for end in range(1, min(len(word), _LONGEST_SYLLABLE) + 1)
    )
