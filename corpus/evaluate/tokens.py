"""How recovered text is compared with its truth: line by line, token by token.

A token is a stretch without white space. It is right where it equals the true one after NFC, case folding, one
placement of tone marks and without outer punctuation; a few spellings are equal (``values.toml``). The tokens of a line
are aligned as ``difflib.SequenceMatcher`` does it, so that an added or a lost one puts out only itself.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from difflib import SequenceMatcher
from functools import lru_cache
from typing import NamedTuple

from corpus.evaluate.values import EQUAL_TOKENS, TONES

UNKNOWN = frozenset({"∅", "⟨?⟩"})
"""What the truth says where there is no text but noise, and where nobody can know it: left out of the count."""
_OUTER = ".,;:()[]“”\"'‘’*!?"
_TOKEN = re.compile(r"\S+")


class TrueToken(NamedTuple):
    """A token of the truth and whether the other text has it."""

    text: str
    right: bool

    @property
    def is_number(self) -> bool:
        """Whether it holds a digit: a number, a date, a symbol."""
        return any(character.isdigit() for character in self.text)


class FoundToken(NamedTuple):
    """A token of the compared text, by its characters; ``right`` is ``None`` where the truth does not know."""

    start: int
    end: int
    right: bool | None


class Comparison(NamedTuple):
    """All tokens that count, of both sides."""

    wanted: list[TrueToken]
    found: list[FoundToken]


@lru_cache(maxsize=200_000)
def fold_token(token: str) -> str:
    """A token without what does not count; empty where it is punctuation only."""
    token = unicodedata.normalize("NFC", token).casefold().strip(_OUTER)
    for old, new in TONES:
        token = old.sub(new, token)
    return EQUAL_TOKENS.get(token, token)


def compare(truth: str, found: str) -> Comparison:
    """Compare two texts line by line; lines that only one of them has are compared with nothing."""
    result = Comparison([], [])
    lines = truth.split("\n")
    offset = 0
    others = found.split("\n")
    others += [""] * (len(lines) - len(others))
    for number, other in enumerate(others):
        _compare_line(lines[number] if number < len(lines) else "", other, offset, result)
        offset += len(other) + 1
    return result


def _compare_line(truth: str, found: str, offset: int, result: Comparison) -> None:
    wanted = [token for token in map(fold_token, truth.split()) if token]
    spans = [(m.start() + offset, m.end() + offset, fold_token(m.group())) for m in _TOKEN.finditer(found)]
    spans = [span for span in spans if span[2]]
    matcher = SequenceMatcher(None, wanted, [text for *_, text in spans], autojunk=False)
    for kind, a, b, c, d in matcher.get_opcodes():
        right = kind == "equal"
        result.wanted.extend(TrueToken(token, right) for token in wanted[a:b] if token not in UNKNOWN)
        verdicts = [True] * (d - c) if right else _verdicts(wanted[a:b], d - c)
        result.found.extend(FoundToken(s, e, v) for (s, e, _), v in zip(spans[c:d], verdicts, strict=True))


def _verdicts(wanted: list[str], count: int) -> list[bool | None]:
    """What ``count`` tokens are that stand where others are wanted: wrong, but for those that stand for noise."""
    if len(wanted) == count:
        return [None if token in UNKNOWN else False for token in wanted]
    return [None if UNKNOWN.intersection(wanted) else False] * count


def changed(before: str, after: str) -> Iterator[tuple[int, int]]:
    """For every line that differs in any way: how many of its tokens differ (at most, on either side).

    Yields:
        The number of the line, from 1, and the number of tokens.
    """
    lines, others = before.split("\n"), after.split("\n")
    for number in range(max(len(lines), len(others))):
        one = lines[number] if number < len(lines) else ""
        other = others[number] if number < len(others) else ""
        if one != other:
            a, b = one.split(), other.split()
            opcodes = SequenceMatcher(None, a, b, autojunk=False).get_opcodes()
            yield number + 1, sum(max(op[2] - op[1], op[4] - op[3]) for op in opcodes if op[0] != "equal")
