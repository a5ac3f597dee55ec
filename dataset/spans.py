"""Character spans and the alignment between a text and its edited form."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple, Self

Side = Literal["left", "right"]


class Span(NamedTuple):
    """A range of characters, ``end`` exclusive."""

    start: int
    end: int

    @property
    def length(self) -> int:
        """Number of characters."""
        return self.end - self.start

    def contains(self, other: Span) -> bool:
        """Whether ``other`` lies wholly inside."""
        return self.start <= other.start and other.end <= self.end

    def overlaps(self, other: Span) -> bool:
        """Whether the two share at least one character."""
        return self.start < other.end and other.start < self.end


class Edit(NamedTuple):
    """Replace ``source[start:end]`` by ``text``."""

    start: int
    end: int
    text: str


class Region(NamedTuple):
    """A changed stretch: ``source[source_start:source_end]`` became ``target[target_start:target_end]``."""

    source_start: int
    source_end: int
    target_start: int
    target_end: int


def apply_edits(text: str, edits: Iterable[Edit]) -> tuple[str, Alignment]:
    """Return the edited text and the alignment from the old text to it.

    Args:
        text: The text before.
        edits: Replacements in any order, which must not overlap.

    Raises:
        ValueError: Two edits overlap, or one lies outside the text.
    """
    pieces: list[str] = []
    regions: list[Region] = []
    position = target = 0
    for edit in sorted(edits):
        if edit.start < position or edit.end < edit.start or edit.end > len(text):
            raise ValueError(f"edit {edit} overlaps another one or lies outside the text of {len(text)} characters")
        pieces += (text[position : edit.start], edit.text)
        target += edit.start - position
        regions.append(Region(edit.start, edit.end, target, target + len(edit.text)))
        target += len(edit.text)
        position = edit.end
    pieces.append(text[position:])
    return "".join(pieces), Alignment(regions, len(text))


@dataclass(frozen=True, slots=True)
class Alignment:
    """A total, monotone map between the offsets of a text and of its edited form.

    Outside the changed regions an offset is only shifted; inside one it maps to the region's left or right border.
    """

    regions: Sequence[Region]
    source_length: int

    @classmethod
    def identity(cls, length: int) -> Self:
        """The alignment of a text of ``length`` characters with itself."""
        return cls((), length)

    @property
    def target_length(self) -> int:
        """Length of the edited text."""
        if not self.regions:
            return self.source_length
        last = self.regions[-1]
        return last.target_end + self.source_length - last.source_end

    def forward(self, offset: int, side: Side = "left") -> int:
        """Offset in the edited text for an offset in the source."""
        return _move(offset, side, self.regions, 0, 2)

    def backward(self, offset: int, side: Side = "left") -> int:
        """Offset in the source for an offset in the edited text."""
        return _move(offset, side, self.regions, 2, 0)

    def forward_span(self, span: Span) -> Span:
        """What became of the characters of ``span`` in the edited text."""
        return _move_span(span, self.regions, 0, 2)

    def backward_span(self, span: Span) -> Span:
        """The characters of the source from which ``span`` of the edited text came."""
        return _move_span(span, self.regions, 2, 0)

    def then(self, later: Alignment) -> Alignment:
        """The alignment from this one's source to ``later``'s target.

        Raises:
            ValueError: ``later`` does not begin where this one ends.
        """
        if later.source_length != self.target_length:
            raise ValueError(f"cannot chain: {self.target_length} characters meet {later.source_length}")
        middles = sorted(
            [(r.target_start, r.target_end) for r in self.regions]
            + [(r.source_start, r.source_end) for r in later.regions]
        )
        merged: list[Region] = []
        clusters: list[tuple[int, int]] = []
        for start, end in middles:
            if clusters and start <= clusters[-1][1]:
                clusters[-1] = (clusters[-1][0], max(end, clusters[-1][1]))
            else:
                clusters.append((start, end))
        for start, end in clusters:
            merged.append(
                Region(
                    self.backward(start, "left"),
                    self.backward(end, "right"),
                    later.forward(start, "left"),
                    later.forward(end, "right"),
                )
            )
        return Alignment(tuple(merged), self.source_length)


def _move(offset: int, side: Side, regions: Sequence[Region], source: int, target: int) -> int:
    """Move ``offset`` from the fields ``source, source + 1`` of the regions to ``target, target + 1``."""
    if side == "left":
        # the first region that ends at or behind the offset
        index = bisect_left(regions, offset, key=lambda r: r[source + 1])
        if index < len(regions) and regions[index][source] <= offset:
            region = regions[index]
            at_end = offset == region[source + 1] and region[source] != region[source + 1]
            return region[target + 1] if at_end else region[target]
        previous = regions[index - 1] if index else None
    else:
        # the last region that starts at or before the offset
        index = bisect_right(regions, offset, key=lambda r: r[source]) - 1
        if index >= 0 and offset <= regions[index][source + 1]:
            region = regions[index]
            at_start = offset == region[source] and region[source] != region[source + 1]
            return region[target] if at_start else region[target + 1]
        previous = regions[index] if index >= 0 else None
    return offset if previous is None else offset - previous[source + 1] + previous[target + 1]


def _move_span(span: Span, regions: Sequence[Region], source: int, target: int) -> Span:
    """Move a span by its first and last character, so that it never takes in what was put in beside it."""
    if span.start >= span.end:
        return Span(
            _move(span.start, "left", regions, source, target), _move(span.end, "right", regions, source, target)
        )
    first, last = (_move_character(o, regions, source, target) for o in (span.start, span.end - 1))
    return Span(first.start, max(last.end, first.start))


def _move_character(offset: int, regions: Sequence[Region], source: int, target: int) -> Span:
    index = bisect_right(regions, offset, key=lambda r: r[source]) - 1
    if index < 0:
        return Span(offset, offset + 1)
    region = regions[index]
    if offset < region[source + 1]:
        return Span(region[target], region[target + 1])
    moved = offset - region[source + 1] + region[target + 1]
    return Span(moved, moved + 1)
