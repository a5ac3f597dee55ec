"""The alignment of a text with its edited form: total, monotone, and true outside the edits."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dataset.spans import Alignment, Edit, Span, apply_edits

TEXT = st.text(alphabet="aăâđ 12\n", max_size=40)


@st.composite
def texts_with_edits(draw: st.DrawFn) -> tuple[str, list[Edit]]:
    text = draw(TEXT)
    cuts = sorted(draw(st.lists(st.integers(0, len(text)), max_size=8, unique=True)))
    pairs = list(zip(cuts[::2], cuts[1::2], strict=False))
    return text, [Edit(start, end, draw(st.text(alphabet="xyz", max_size=4))) for start, end in pairs]


@given(texts_with_edits())
def test_every_offset_maps_monotonically_into_the_other_text(case: tuple[str, list[Edit]]) -> None:
    text, edits = case
    edited, alignment = apply_edits(text, edits)
    assert alignment.target_length == len(edited)
    for move, source, target in (
        (alignment.forward, len(text), len(edited)),
        (alignment.backward, len(edited), len(text)),
    ):
        for side in ("left", "right"):
            moved = [move(offset, side) for offset in range(source + 1)]
            assert moved == sorted(moved)
            assert all(0 <= offset <= target for offset in moved)
        assert all(move(o, "left") <= move(o, "right") for o in range(source + 1))


@given(texts_with_edits())
def test_unedited_characters_survive_the_round_trip(case: tuple[str, list[Edit]]) -> None:
    text, edits = case
    edited, alignment = apply_edits(text, edits)
    for offset in range(len(text)):
        if any(edit.start <= offset < edit.end for edit in edits):
            continue
        # the right border of an offset excludes what was put in before it
        there = alignment.forward(offset, "right") if any(e.end == offset for e in edits) else alignment.forward(offset)
        assert edited[there] == text[offset]
        assert alignment.backward_span(Span(there, there + 1)).contains(Span(offset, offset + 1))


@given(texts_with_edits(), st.data())
def test_chained_alignments_agree_with_the_steps(case: tuple[str, list[Edit]], data: st.DataObject) -> None:
    text, edits = case
    middle, first = apply_edits(text, edits)
    start = data.draw(st.integers(0, len(middle)))
    end = data.draw(st.integers(start, len(middle)))
    final, second = apply_edits(middle, [Edit(start, end, data.draw(st.text(alphabet="uv", max_size=3)))])
    chained = first.then(second)
    assert chained.target_length == len(final)
    for left in range(len(text)):
        for right in range(left + 1, len(text) + 1):
            # merged regions are coarser than the two steps, never narrower
            stepwise = second.forward_span(first.forward_span(Span(left, right)))
            assert chained.forward_span(Span(left, right)).contains(stepwise)


def test_a_span_grows_with_what_it_holds() -> None:
    edited, alignment = apply_edits("hociva lam", [Edit(0, 6, "học và"), Edit(7, 10, "làm")])
    assert edited == "học và làm"
    assert alignment.forward_span(Span(0, 6)) == Span(0, 6)
    assert alignment.forward_span(Span(7, 10)) == Span(7, 10)
    assert alignment.backward_span(Span(4, 6)) == Span(0, 6)


@pytest.mark.parametrize(
    "edits",
    [
        [Edit(0, 3, ""), Edit(2, 4, "")],  # overlap
        [Edit(3, 99, "")],  # behind the end
        [Edit(3, 2, "")],  # backwards
    ],
)
def test_impossible_edits_are_refused(edits: list[Edit]) -> None:
    with pytest.raises(ValueError, match="overlaps"):
        apply_edits("abcd", edits)


def test_alignments_that_do_not_meet_are_refused() -> None:
    with pytest.raises(ValueError, match="cannot chain"):
        Alignment.identity(3).then(Alignment.identity(4))
