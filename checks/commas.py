"""Commas that are missing or stray, by what a document writes elsewhere and what administrative text always writes.

``data/commas.tsv`` counts, over legal and administrative text, how often a comma parts two pairs of syllables
(``python -m corpus.training.commas`` makes it).
"""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from collections.abc import Iterable, Iterator
from functools import lru_cache
from importlib import resources
from itertools import pairwise
from typing import Literal, NamedTuple

from dataset.spans import Span
from normalizers.unicode import compare_key

Quad = tuple[str, str, str, str]
_WORD = re.compile(r"[^\W\d_]+")
_SPACE = re.compile(r"[^\S\n\t]*\n?[^\S\n\t]*")
_COMMA = re.compile(r"\s?,[^\S\n\t]*\n?[^\S\n\t]*")

# administrative text parts them in this share of at least so many places: a comma that lacks was forgotten
_ALWAYS, _OFTEN_SEEN = 0.98, 300
_USUALLY, _SEEN = 0.94, 25
_AS_OFTEN = 0.5
# the document itself parts (or joins) the same five syllables so many times, and once not
_OWN_USE = 2
_OWN_USE_STRAY = 3
# what a document writes so often is its habit, and no slip
_HABIT = 3


class Comma(NamedTuple):
    """A place between two words: ``missing`` or ``stray``; ``sure`` where two witnesses or a strong one say so."""

    kind: Literal["missing", "stray"]
    span: Span
    expected: str
    sure: bool


class _Gap(NamedTuple):
    """What stands around a gap: the words before (three at most) and behind, and whether a comma is in it."""

    before: tuple[str, ...]
    behind: tuple[str, ...]
    comma: bool
    span: Span
    inner: bool
    """Whether a comma stands inside one of the pairs."""

    @property
    def quad(self) -> Quad:
        return (*self.before[-2:], *self.behind[:2])  # type: ignore[return-value]


def odd_commas(text: str, spans: Iterable[Span]) -> Iterator[Comma]:
    """The odd places in parts of a text, in reading order."""
    gaps = [gap for span in spans for gap in _gaps(text, span)]
    bare = Counter(key for gap in gaps if not gap.comma for key in _keys(gap))
    parted = Counter(key for gap in gaps if gap.comma for key in _keys(gap))
    lacks: dict[Quad, int] = Counter(gap.quad for gap in gaps if not gap.comma)
    found: dict[Span, Comma] = {}
    known, by_rule_always = counts(), _listed("always")
    for gap in gaps:
        with_comma, without = known.get(gap.quad, (0, 0))
        share = with_comma / (with_comma + without) if with_comma else 0.0
        if not gap.comma:
            if not with_comma and gap.quad not in by_rule_always:
                continue
            own = max((parted[key] for key in _keys(gap) if bare[key] == 1), default=0)
            by_rule = gap.quad in by_rule_always
            always = by_rule or (share >= _ALWAYS and with_comma >= _OFTEN_SEEN)
            usually = by_rule or (share >= _USUALLY and with_comma >= _SEEN)
            if gap.quad in _listed("never") or not (usually or (own >= _OWN_USE and share >= _AS_OFTEN)):
                continue
            sure = usually and (always or own >= _OWN_USE) and lacks[gap.quad] < _HABIT
            found.setdefault(gap.span, Comma("missing", gap.span, _with_comma(text, gap), sure))
        elif not with_comma and not gap.inner:
            own = max((bare[key] for key in _keys(gap) if parted[key] == 1), default=0)
            if own >= _OWN_USE_STRAY:
                flat = " ".join(text[gap.span.start : gap.span.end].split()).replace(",", "")
                found.setdefault(gap.span, Comma("stray", gap.span, flat, own > _OWN_USE_STRAY))
    yield from sorted(found.values(), key=lambda comma: comma.span)


def _keys(gap: _Gap) -> Iterator[tuple[str, ...]]:
    """Five syllables around the gap, two ways: three before or three behind."""
    if len(gap.before) == 3:
        yield (*gap.before, "|", *gap.behind[:2])
    if len(gap.behind) == 3:
        yield (*gap.before[-2:], "|", *gap.behind)


def _gaps(text: str, span: Span) -> Iterator[_Gap]:
    matches = list(_WORD.finditer(text, span.start, span.end))
    words = [_key(match.group()) for match in matches]
    kinds = [_kind(text, one.end(), other.start()) for one, other in pairwise(matches)]
    for at in range(1, len(matches) - 2):
        if kinds[at] == "other" or "other" in {kinds[at - 1], kinds[at + 1]}:
            continue
        left = at - 2 if at > 1 and kinds[at - 2] != "other" else at - 1
        right = at + 4 if at + 3 < len(matches) and kinds[at + 2] != "other" else at + 3
        yield _Gap(
            tuple(words[left : at + 1]),
            tuple(words[at + 1 : right]),
            kinds[at] == "comma",
            Span(matches[at - 1].start(), matches[at + 2].end()),
            "comma" in {kinds[at - 1], kinds[at + 1]},
        )


@lru_cache(maxsize=20_000)
def _key(word: str) -> str:
    return compare_key(word)


def _kind(text: str, start: int, end: int) -> Literal["space", "comma", "other"]:
    between = text[start:end].replace("*", "")
    if _SPACE.fullmatch(between):
        return "space"
    return "comma" if _COMMA.fullmatch(between) else "other"


def _with_comma(text: str, gap: _Gap) -> str:
    """The words of a gap with a comma in their middle."""
    words = list(_WORD.finditer(text, gap.span.start, gap.span.end))
    middle = words[1].end()
    return " ".join(f"{text[gap.span.start : middle]}, {text[middle : gap.span.end].lstrip()}".split())


@lru_cache(maxsize=1)
def counts() -> dict[Quad, tuple[int, int]]:
    """Two pairs of syllables → how often a comma parts them, how often not."""
    table: dict[Quad, tuple[int, int]] = {}
    for line in (resources.files("checks") / "data" / "commas.tsv").read_text(encoding="utf-8").splitlines():
        if not line.startswith("#"):
            words, parted, bare = line.split("\t")
            first, second, third, fourth = words.split()
            table[first, second, third, fourth] = int(parted), int(bare)
    return table


@lru_cache(maxsize=2)
def _listed(name: Literal["always", "never"]) -> frozenset[Quad]:
    """The pairs of a list of ``data/commas.toml``."""
    data = tomllib.loads((resources.files("checks") / "data" / "commas.toml").read_text(encoding="utf-8"))
    return frozenset((a, b, c, d) for a, b, c, d in (phrase.split() for phrase in data[name]))
