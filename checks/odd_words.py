"""Words that cannot be right: two tone marks in a syllable, and syllables that do not exist beside their own twins.

Only what the document itself proves is told: "lựa chon" is a slip where "lựa chọn" stands elsewhere in it. A syllable
that exists is never doubted: pairs such as "hằng năm" and "hàng năm", "du lịch" and "dữ liệu" are too alike.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from rapidfuzz.distance import Levenshtein

from dataset.spans import Span
from normalizers.syllables import syllables
from normalizers.unicode import fold, tone_placement

_WORD = re.compile(r"[^\W\d_]+")
# grave, acute, hook, tilde, dot below: a syllable bears one of them at most
_TONES = frozenset("\u0300\u0301\u0309\u0303\u0323")
_LONGEST_SYLLABLE = 7
_SHORTEST_MISTYPED = 4
"""Letters from which on a wrong, missing or further letter is looked for, not only a wrong diacritic."""
_PROOF = 2
"""How often the right phrase has to stand in the document."""
_SHOUTED = 3
"""Words from which on a part wholly in capitals is a line in capitals, no row of abbreviations."""
_MOST = 2
"""An odd word that stands more often is a name or a term; an abbreviation already where it stands twice."""


class OddWord(NamedTuple):
    """A phrase of two words of which one cannot be right, and what it should be where the document has it."""

    span: Span
    expected: str | None


class _Token(NamedTuple):
    word: str
    key: str
    start: int
    end: int
    joined: bool
    """Whether only white space stands between the word before and this one."""


def odd_words(text: str, spans: Iterable[Span]) -> Iterator[OddWord]:
    """The odd words in parts of a text, in reading order."""
    parts = [(span, list(_WORD.finditer(text, span.start, span.end))) for span in spans]
    # in a line in capitals only what stands in capitals elsewhere too is an abbreviation
    short = {word.group() for _, words in parts if not _shouted(words) for word in words if word.group().isupper()}
    tokens = [token for _, words in parts for token in _tokens(text, words, short if _shouted(words) else None)]
    counts = Counter(token.key for token in tokens)
    odd = [index for index, token in enumerate(tokens) if _may_be_odd(token, counts)]
    if not odd:
        return
    pairs = Counter((a.key, b.key) for a, b in pairwise(tokens) if b.joined)
    folded: dict[str, set[str]] = defaultdict(set)
    for key in counts:
        folded[fold(key)].add(key)
    for index in odd:
        token = tokens[index]
        twins = folded[fold(token.key)] | _near(token.key, counts)
        phrase = _proved(tokens, index, {twin for twin in twins if _is_right(twin)}, pairs)
        if phrase is not None:
            yield phrase
        elif _two_tones(token.key):
            yield OddWord(Span(tokens[index - 1].start if token.joined else token.start, token.end), None)


def _shouted(words: Sequence[re.Match[str]]) -> bool:
    return len(words) >= _SHOUTED and all(word.group().isupper() for word in words)


def _tokens(text: str, words: Iterable[re.Match[str]], abbreviations: Collection[str] | None) -> Iterator[_Token]:
    """The words of a part; ``abbreviations`` are those that a part in capitals may hold, ``None`` elsewhere."""
    last: int | None = None
    for match in words:
        word = _composed(match.group())
        short = word.isupper() if abbreviations is None else word in abbreviations
        key = word if short else _key(word)
        joined = last is not None and text[last : match.start()].isspace()
        yield _Token(word, key, match.start(), match.end(), joined)
        last = match.end()


@lru_cache(maxsize=50_000)
def _composed(word: str) -> str:
    return unicodedata.normalize("NFC", word)


@lru_cache(maxsize=50_000)
def _key(word: str) -> str:
    return tone_placement(word.casefold())


def _is_right(key: str) -> bool:
    return key.isupper() or key in syllables()


def _may_be_odd(token: _Token, counts: Counter[str]) -> bool:
    if not 1 < len(token.word) <= _LONGEST_SYLLABLE or counts[token.key] > _MOST:
        return False
    if token.word.isupper():
        return counts[token.key] == 1 and token.key not in syllables()
    return token.word.islower() and token.key not in syllables()


def _near(key: str, counts: Counter[str]) -> set[str]:
    """Syllables of the document that are one letter away; abbreviations differ by their diacritics only."""
    if key.isupper() or len(key) < _SHORTEST_MISTYPED:
        return set()
    return {other for other in counts if Levenshtein.distance(key, other.casefold(), score_cutoff=1) == 1}


def _proved(tokens: list[_Token], index: int, twins: set[str], pairs: Counter[tuple[str, str]]) -> OddWord | None:
    """The phrase with the neighbour that proves one twin, the most frequent such phrase."""
    token = tokens[index]
    found: list[tuple[int, Span, str]] = []
    beside = {other.key for other in tokens[max(0, index - 1) : index + 2]}
    for twin in sorted(twins - beside):  # nor is a word put beside itself
        word = twin.upper() if token.word.isupper() else twin
        if token.joined:
            before = tokens[index - 1]
            found.append((pairs[before.key, twin], Span(before.start, token.end), f"{before.word} {word}"))
        if index + 1 < len(tokens) and tokens[index + 1].joined:
            after = tokens[index + 1]
            found.append((pairs[twin, after.key], Span(token.start, after.end), f"{word} {after.word}"))
    best = max(found, key=lambda item: item[0], default=None)
    return OddWord(best[1], best[2]) if best is not None and best[0] >= _PROOF else None


def _two_tones(key: str) -> bool:
    return sum(ch in _TONES for ch in unicodedata.normalize("NFD", key)) > 1
