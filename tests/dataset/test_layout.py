"""Where words stand: packed beside the text, and found again as lines."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dataset.document import Box, Word
from dataset.layout import Layout
from dataset.spans import Span

corner = st.floats(0, 1200).map(lambda value: round(value, 1))
words = st.lists(st.tuples(st.integers(0, 10**6), st.integers(1, 500), corner, corner, corner, corner), max_size=30)


@given(words)
def test_what_is_packed_comes_back(values: list[tuple[int, int, float, float, float, float]]) -> None:
    layout = Layout.of([Word(Span(start, start + 3), page, Box(*box)) for start, page, *box in values])
    assert (Layout.unpacked(layout.packed()).rows == layout.rows).all()


def test_words_of_a_line_are_one_box_and_lines_and_pages_are_not_joined() -> None:
    layout = Layout.of(
        [
            Word(Span(0, 3), 1, Box(10, 100, 30, 112)),
            Word(Span(4, 7), 1, Box(33, 101, 60, 113)),
            Word(Span(8, 11), 1, Box(10, 120, 40, 132)),
            Word(Span(12, 15), 2, Box(45, 120, 60, 132)),
            Word(Span(16, 19), 2, None),
        ]
    )
    assert layout.lines(Span(5, 14)) == [
        (1, Box(33, 101, 60, 113)),
        (1, Box(10, 120, 40, 132)),
        (2, Box(45, 120, 60, 132)),
    ]
    assert layout.lines(Span(0, 7)) == [(1, Box(10, 100, 60, 113))]
    assert layout.lines(Span(15, 20)) == []


def test_no_boxes_are_no_bytes_and_bytes_of_another_version_no_boxes() -> None:
    assert Layout.of([]).packed() == b""
    assert Layout.unpacked(b"").lines(Span(0, 9)) == []
    assert Layout.unpacked(b"L0whatever").lines(Span(0, 9)) == []
    with pytest.raises(ValueError, match="incorrect header"):
        Layout.unpacked(b"L1broken")


def test_words_miles_away_from_their_page_are_kept_as_far_away() -> None:
    inf, nan = float("inf"), float("nan")
    layout = Layout.of([Word(Span(0, 3), 1, Box(-1e12, 1e30, inf, nan)), Word(Span(4, 7), 1, Box(1, 2, 3, 4))])
    assert (Layout.unpacked(layout.packed()).rows == layout.rows).all()
    assert layout.lines(Span(0, 3)) == [(1, Box(-1e7, 1e7, 1e7, 1e7))]
    assert layout.lines(Span(4, 7)) == [(1, Box(1, 2, 3, 4))]
