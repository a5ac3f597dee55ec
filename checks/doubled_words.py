"""Words typed twice in a row: "của của", "căn cứ căn cứ", "Sở Sở"."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from functools import lru_cache
from importlib import resources
from typing import NamedTuple

from dataset.spans import Span

_WORD = r"[^\W\d_]{1,7}"
_LONG_WORD = re.compile(r"[^\W_]+")
_LONGEST_PHRASE = 8
_FIGURE = re.compile(r"(?<![\d.,/-])(?P<figure>\d+(?:,\d+)?\s?%)\s+(?P=figure)(?!\w)")
_SIGN = re.compile(r"[;:.,]\s+$")
_GAPS = re.compile(r"\s+")
_SPACE = r"[^\S\n]*\n?[^\S\n]*"  # within a paragraph, also over the end of a line
_GAP = rf"(?=\s){_SPACE}"
_ONCE = re.compile(rf"(?<![\w/-])(?P<word>{_WORD}){_GAP}(?P=word)(?![\w/-])")
_PAIR = re.compile(
    rf"(?<![\w/-])(?P<word>{_WORD}){_GAP}(?P<next>{_WORD}){_GAP}(?P<again>(?i:(?P=word))){_GAP}(?P=next)(?![\w/-])"
)


class Doubled(NamedTuple):
    """A word that stands twice at ``span``, and the word that should stand there once."""

    span: Span
    expected: str


class _Words(NamedTuple):
    never: frozenset[str]
    heads: frozenset[str]
    in_turn: frozenset[str]
    two_kinds: frozenset[str]
    verbs: frozenset[str]


@lru_cache(maxsize=1)
def _words() -> _Words:
    data = tomllib.loads((resources.files("checks") / "data" / "doubled_words.toml").read_text(encoding="utf-8"))
    return _Words(*(frozenset(data[name]) for name in _Words._fields))


def doubled_words(text: str, span: Span) -> Iterator[Doubled]:
    """The words typed twice in a part of a text, in reading order."""
    words = _words()
    found = [
        Doubled(Span(*match.span()), match["word"])
        for match in _ONCE.finditer(text, span.start, span.end)
        if match["word"] in words.never or match["word"] in words.heads
    ]
    for match in _PAIR.finditer(text, span.start, span.end):
        if match["word"].lower() != match["next"].lower() and _is_slip(match, span.start):
            found.append(Doubled(Span(*match.span()), f"{match['word']} {match['next']}"))
    found += _named_twice(text, span)
    found += _phrases_twice(text, span)
    yield from sorted(found)


def _phrases_twice(text: str, span: Span) -> Iterator[Doubled]:
    """Three words or more, or a percentage, typed twice in a row: "về Trạm Y tế phường về Trạm Y tế phường"."""
    words = [match.span() for match in _LONG_WORD.finditer(text, span.start, span.end)]
    shown = [text[start:end] for start, end in words]
    taken = 0
    for index, word in enumerate(shown):
        for length in range(3, min(_LONGEST_PHRASE, (len(shown) - index) // 2) + 1):
            end = index + 2 * length
            if (
                index < taken
                or shown[index + length] != word
                or shown[index : index + length] != shown[end - length : end]
            ):
                continue
            if all(text[words[n][1] : words[n + 1][0]].isspace() for n in range(index, end - 1)):
                taken = end
                yield Doubled(
                    Span(words[index][0], words[end - 1][1]), text[words[index][0] : words[index + length - 1][1]]
                )
    for match in _FIGURE.finditer(text, span.start, span.end):
        yield Doubled(Span(*match.span()), match["figure"])


def _named_twice(text: str, span: Span) -> Iterator[Doubled]:
    """A name in full and its abbreviation side by side: "Ủy ban nhân dân UBND"; in brackets it introduces the other."""
    for match in _twice().finditer(text, span.start, span.end):
        yield Doubled(Span(*match.span()), match[match.lastgroup or 0])


@lru_cache(maxsize=1)
def _twice() -> re.Pattern[str]:
    data = tomllib.loads((resources.files("checks") / "data" / "doubled_words.toml").read_text(encoding="utf-8"))
    names = {letters: _GAPS.sub(r"\\s+", name) for letters, name in data["abbreviations"].items()}
    pairs = [rf"(?i:{name})\s+(?P<after_{n}>{letters})" for n, (letters, name) in enumerate(names.items())]
    pairs += [rf"(?P<before_{n}>{letters})\s+(?i:{name})" for n, (letters, name) in enumerate(names.items())]
    return re.compile(rf"\b(?:{'|'.join(pairs)})\b")


def _is_slip(match: re.Match[str], start: int) -> bool:
    words = _words()
    first, second, again = match["word"], match["next"], match["again"]
    pair = f"{first} {second}".lower()
    opens = match.start() == start or _SIGN.search(match.string, max(start, match.start() - 3), match.start())
    if pair in words.verbs and opens:
        return first == again
    if pair in words.two_kinds or {first.lower(), second.lower()} & words.in_turn:
        return False
    # "Sở Công nghệ công nghệ …": a name and a common noun meet; only at the head a capital means nothing
    return first == again or (match.start() == start and first.lower() == again.lower())
