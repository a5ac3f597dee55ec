"""Where the words of a document stand on its pages: small enough to be kept beside its text.

The store holds text and rows; whoever shows a page has to draw a box around the words of a span. A :class:`Layout`
keeps, for every word with a box, its span, its page and its corners in tenths of a point, compressed: some five bytes a
word.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from dataset.document import Box, Word
from dataset.spans import Span

_TENTH: Final = 10
_FIELDS: Final = 7  # start, end, page, x0, top, x1, bottom
_FARTHEST: Final = 1e7
"""Points beyond which a corner is not told apart: a broken file may put a word miles away from its page."""
_VERSION: Final = b"L1"
_SAME_LINE: Final = 0.5
"""Words stand in one line if they overlap by this share of their height."""


@dataclass(frozen=True)
class Layout:
    """Spans, pages and boxes of the words of one document: one row of seven numbers for each, in reading order."""

    rows: NDArray[np.int32]

    @classmethod
    def of(cls, words: Iterable[Word]) -> Layout:
        """The layout of the words that have a box."""
        found = [
            (word.span.start, word.span.end, word.page, *(round(_near(value) * _TENTH) for value in word.box))
            for word in words
            if word.box is not None
        ]
        return cls(np.array(found, np.int32).reshape(-1, _FIELDS))

    def packed(self) -> bytes:
        """The layout as bytes; nothing for a document without boxes."""
        if not len(self.rows):
            return b""
        # neighbours differ by little: differences by column compress best
        return _VERSION + zlib.compress(np.diff(self.rows, axis=0, prepend=0).astype("<i4").T.tobytes(), 6)

    @classmethod
    def unpacked(cls, data: bytes) -> Layout:
        """The layout of :meth:`packed`; without a box where the bytes are of another version.

        Raises:
            ValueError: The bytes are damaged.
        """
        if not data.startswith(_VERSION):
            return cls(np.zeros((0, _FIELDS), np.int32))
        try:
            columns = np.frombuffer(zlib.decompress(data[len(_VERSION) :]), "<i4").reshape(_FIELDS, -1)
        except zlib.error as error:
            raise ValueError(str(error)) from error
        return cls(np.cumsum(columns.T, axis=0, dtype=np.int32))

    def lines(self, span: Span) -> list[tuple[int, Box]]:
        """Page and rectangle, in points, of every line of words that shares a character with ``span``."""
        meant = self.rows[(self.rows[:, 0] < span.end) & (self.rows[:, 1] > span.start)]
        found: list[tuple[int, Box]] = []
        for row in meant.tolist():
            page, box = int(row[2]), Box(*(value / _TENTH for value in row[3:]))
            if found and found[-1][0] == page and _follows(found[-1][1], box):
                last = found[-1][1]
                box = Box(last.x0, min(last.top, box.top), max(last.x1, box.x1), max(last.bottom, box.bottom))
                found[-1] = (page, box)
            else:
                found.append((page, box))
        return found


def _near(value: float) -> float:
    # the larger number first: what is no number at all comes out as the farthest
    return max(-_FARTHEST, min(_FARTHEST, value))


def _follows(before: Box, box: Box) -> bool:
    shared = min(before.bottom, box.bottom) - max(before.top, box.top)
    height = min(before.bottom - before.top, box.bottom - box.top)
    return shared > _SAME_LINE * height and box.x0 >= before.x0
