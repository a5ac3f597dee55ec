"""Words that a copy ran together: ``khuyếnkhích`` → ``khuyến khích``, ``UBNDngày`` → ``UBND ngày``.

Some sites of legal texts drop the space where their own source broke a line. A token is cut only where it is no
syllable itself and exactly one cut leaves two; and only in a text that has several such tokens: a single one is a slip
of who wrote it, for the rules to tell.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from importlib.resources import files
from typing import Final

from dataset.spans import Edit
from normalizers.syllables import syllables
from normalizers.unicode import VIETNAMESE_LETTERS, fold_case, tone_placement

_FEWEST: Final = 4
"""Different tokens of the kind from which a text is one of those."""
_APART: Final = 1_000
"""Characters of text for each of them, at most."""
_COMMONEST: Final = 1_500
"""Only common syllables are parted: foreign words in Vietnamese spelling look like two rare ones (hécta, magiê)."""
_UPPER: Final = "A-Z" + "".join(sorted(letter for letter in VIETNAMESE_LETTERS if letter.isupper()))
_LOWER: Final = "a-z" + "".join(sorted(letter for letter in VIETNAMESE_LETTERS if letter.islower()))
_TOKEN: Final = re.compile(rf"(?<![^\W_])(?:[{_LOWER}]{{4,14}}|[{_UPPER}]{{4,14}})(?![^\W_])")
# a capital inside a word, and an abbreviation with a word behind it
_INSIDE: Final = re.compile(
    rf"(?<![^\W_])(?:(?P<word>[{_UPPER}]?[{_LOWER}]{{1,6}})(?=[{_UPPER}])|(?P<short>[A-ZĐ]{{3,6}})(?=[{_LOWER}]))"
    rf"(?P<rest>[{_UPPER}]?[{_LOWER}]{{1,6}})(?![^\W_])"
)
_VOWELS: Final = frozenset("aeiouy")


def joined_edits(text: str) -> list[Edit]:
    """The spaces that a text lost between two syllables; nothing where there are few of them."""
    cuts = [*_inside_tokens(text), *_at_capitals(text)]
    distinct = {token.lower() for _, token in cuts}
    if len(distinct) < _FEWEST or len(cuts) * _APART < len(text):
        return []
    return sorted({Edit(position, position, " ") for position, _ in cuts})


def _inside_tokens(text: str) -> Iterator[tuple[int, str]]:
    """Where tokens in one case are to be cut, and the tokens."""
    for match in _TOKEN.finditer(text):
        cut = None if match.group().isascii() else _cut(match.group())
        if cut is not None:
            yield match.start() + cut, match.group()


def _at_capitals(text: str) -> Iterator[tuple[int, str]]:
    """``hiểmXã``, ``UBNDngày``."""
    for match in _INSIDE.finditer(text):
        word, rest = match["word"], match["rest"]
        known = _is_common(rest) and (word is None or _is_common(word))
        if known and not (rest if word is None else word + rest).isascii():
            yield match.start("rest"), match.group()


@lru_cache(maxsize=50_000)
def _cut(token: str) -> int | None:
    """Where a token that is no syllable is two, if there is one such place."""
    if _is_syllable(token):
        return None
    places = [place for place in range(2, len(token)) if _is_common(token[:place]) and _begins(token[place:])]
    return places[0] if len(places) == 1 else None


def _begins(rest: str) -> bool:
    """Whether the rest is a syllable that begins with a consonant: ``én`` of ``trién`` is what a wrong mark left."""
    return rest.lower() == "y" or (len(rest) > 1 and fold_case(rest[0]) not in _VOWELS and _is_common(rest))


@lru_cache(maxsize=50_000)
def _is_syllable(word: str) -> bool:
    lowered = word.lower()
    return len(word) > 1 and any(form in syllables() for form in (lowered, tone_placement(lowered)))


@lru_cache(maxsize=50_000)
def _is_common(word: str) -> bool:
    lowered = word.lower()
    vowel = any(fold_case(letter) in _VOWELS for letter in word)
    return vowel and len(word) > 1 and any(form in common_syllables() for form in (lowered, tone_placement(lowered)))


@lru_cache(maxsize=1)
def common_syllables() -> frozenset[str]:
    """The commonest syllables, lower case, NFC."""
    listed = files("normalizers").joinpath("data/syllables.txt").read_text(encoding="utf-8").split()
    return frozenset(listed[:_COMMONEST])
