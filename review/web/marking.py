"""The text of a document cut at the bounds of everything that was extracted from it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from review.web.things import LAYERS, Thing

_RANK = {kind.table: rank for rank, kind in enumerate(LAYERS)}


@dataclass(frozen=True)
class Segment:
    """Some characters; ``things`` stand on them, the one that is seen first. ``opens`` are offsets that begin here."""

    start: int
    text: str
    things: tuple[Thing, ...] = ()

    @property
    def first(self) -> Thing:
        """What a click on it shows."""
        return self.things[0]

    @property
    def kinds(self) -> str:
        """The layers that it belongs to, as classes."""
        return " ".join(f"on-{kind}" for kind in dict.fromkeys(thing.kind for thing in self.things))


def segments(text: str, things: Sequence[Thing]) -> Iterator[Segment]:
    """The whole text in order; segments without a thing are plain.

    Of several things on the same characters comes first what is short, since it hides the least, and then by layer.
    """
    bounds = {0, len(text)}
    begins: dict[int, list[Thing]] = {}
    ends: dict[int, list[Thing]] = {}
    for thing in things:
        start, end = thing.row.span
        if start < end <= len(text):
            bounds |= {start, end}
            begins.setdefault(start, []).append(thing)
            ends.setdefault(end, []).append(thing)
    here: list[Thing] = []
    ordered = sorted(bounds)
    for start, end in pairwise(ordered):
        here = [thing for thing in here if thing not in ends.get(start, ())] + begins.get(start, [])
        ranked = sorted(here, key=lambda thing: (thing.row.span.length, _RANK.get(thing.kind, 99)))
        yield Segment(start, text[start:end], tuple(ranked))
