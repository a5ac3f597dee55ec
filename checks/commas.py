"""Commas that are missing or stray, by what a document writes elsewhere and what administrative text always writes.

``data/commas.tsv`` counts, over legal and administrative text, how often a comma parts two pairs of syllables
(``python -m corpus.training.commas`` makes it).
"""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
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


class _Part(NamedTuple):
    """The words of a part of a text, in comparable form, where they stand, and what parts each from the next."""

    words: Sequence[str]
    places: Sequence[tuple[int, int]]
    kinds: Sequence[str]


class _Gap(NamedTuple):
    """A place in a part of a text: between the words ``at`` and ``at + 1``, both of which belong to pairs."""

    part: _Part
    at: int
    quad: Quad

    @property
    def span(self) -> Span:
        """The two pairs of words around the gap."""
        return Span(self.part.places[self.at - 1][0], self.part.places[self.at + 2][1])

    @property
    def inner(self) -> bool:
        """Whether a comma stands inside one of the pairs."""
        return "comma" in {self.part.kinds[self.at - 1], self.part.kinds[self.at + 1]}


def odd_commas(text: str, spans: Iterable[Span]) -> Iterator[Comma]:
    """The odd places in parts of a text, in reading order.

    Of the many gaps of a text few are worth a look: those known to be parted, and the commas that are not. Only
    for these it is counted how the document itself writes the words around.
    """
    known, always = counts(), _listed("always")
    gaps: dict[str, list[_Gap]] = {"comma": [], "space": []}
    for span in spans:
        for kind, gap in _gaps(text, span):
            gaps[kind].append(gap)
    missing = [gap for gap in gaps["space"] if gap.quad in always or known.get(gap.quad, (0, 0))[0]]
    stray = [gap for gap in gaps["comma"] if not known.get(gap.quad, (0, 0))[0] and not gap.inner]
    parted = Counter(key for gap in gaps["comma"] for key in _keys(gap))
    wanted = {gap.quad for gap in missing} | {gap.quad for gap in stray}
    alike = [gap for gap in gaps["space"] if gap.quad in wanted]
    bare = Counter(key for gap in alike for key in _keys(gap))
    lacks = Counter(gap.quad for gap in alike)
    found: dict[Span, Comma] = {}
    for gap in missing:
        with_comma, without = known.get(gap.quad, (0, 0))
        share = with_comma / (with_comma + without) if with_comma else 0.0
        own = max((parted[key] for key in _keys(gap) if bare[key] == 1), default=0)
        by_rule = gap.quad in always
        sure_without_own = by_rule or (share >= _ALWAYS and with_comma >= _OFTEN_SEEN)
        usually = by_rule or (share >= _USUALLY and with_comma >= _SEEN)
        if gap.quad in _listed("never") or not (usually or (own >= _OWN_USE and share >= _AS_OFTEN)):
            continue
        sure = usually and (sure_without_own or own >= _OWN_USE) and lacks[gap.quad] < _HABIT
        found.setdefault(gap.span, Comma("missing", gap.span, _with_comma(text, gap.span), sure))
    for gap in stray:
        own = max((bare[key] for key in _keys(gap) if parted[key] == 1), default=0)
        if own >= _OWN_USE_STRAY:
            flat = " ".join(text[gap.span.start : gap.span.end].split()).replace(",", "")
            found.setdefault(gap.span, Comma("stray", gap.span, flat, own > _OWN_USE_STRAY))
    yield from sorted(found.values(), key=lambda comma: comma.span)


def _keys(gap: _Gap) -> Iterator[tuple[str, ...]]:
    """Five syllables around the gap, two ways: three before or three behind."""
    words, kinds, at = gap.part.words, gap.part.kinds, gap.at
    if at > 1 and kinds[at - 2] != "other":
        yield (words[at - 2], *gap.quad[:2], "|", *gap.quad[2:])
    if at + 3 < len(words) and kinds[at + 2] != "other":
        yield (*gap.quad[:2], "|", *gap.quad[2:], words[at + 3])


def _gaps(text: str, span: Span) -> Iterator[tuple[str, _Gap]]:
    """The gaps of a part, each with what stands in it: nothing but space, or a comma."""
    places = [match.span() for match in _WORD.finditer(text, span.start, span.end)]
    words = [_key(text[start:end]) for start, end in places]
    kinds = [_kind(text, one[1], other[0]) for one, other in pairwise(places)]
    part = _Part(words, places, kinds)
    for at in range(1, len(places) - 2):
        kind = kinds[at]
        if kind != "other" and kinds[at - 1] != "other" and kinds[at + 1] != "other":
            yield kind, _Gap(part, at, (words[at - 1], words[at], words[at + 1], words[at + 2]))


@lru_cache(maxsize=20_000)
def _key(word: str) -> str:
    return compare_key(word)


def _kind(text: str, start: int, end: int) -> Literal["space", "comma", "other"]:
    between = text[start:end]
    if between == " ":
        return "space"
    between = between.replace("*", "")
    if _SPACE.fullmatch(between):
        return "space"
    return "comma" if _COMMA.fullmatch(between) else "other"


def _with_comma(text: str, span: Span) -> str:
    """The words of a gap with a comma in their middle."""
    middle = list(_WORD.finditer(text, span.start, span.end))[1].end()
    return " ".join(f"{text[span.start : middle]}, {text[middle : span.end].lstrip()}".split())


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
