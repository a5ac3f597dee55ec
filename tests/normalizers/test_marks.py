"""Long runs of combining marks are put in canonical order, and nothing else is touched."""

from __future__ import annotations

import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from normalizers.marks import with_ordered_marks
from tests.bench.stages import cpu_seconds

MARKS = "\u0301\u0323\u031b\u0302\u0345\u05b0"


@given(st.text("ab\u1ea1 " + MARKS, max_size=40), st.text(MARKS, max_size=80), st.sampled_from(["NFC", "NFD"]))
def test_canonically_the_same(before: str, marks: str, form: str) -> None:
    text = f"{before}a{marks}b"
    ordered = with_ordered_marks(text)
    assert len(ordered) == len(text)
    assert unicodedata.normalize(form, ordered) == unicodedata.normalize(form, text)  # type: ignore[arg-type]


def test_writing_is_left_alone() -> None:
    text = unicodedata.normalize("NFD", "K\u1ebf ho\u1ea1ch ph\u1ee5c v\u1ee5 nh\u00e2n d\u00e2n") + "\u4e2d\u6587" * 40
    assert with_ordered_marks(text) == text


def test_a_run_of_any_length_takes_linear_time() -> None:
    def seconds(count: int) -> float:
        text = "a" + "\u0301\u0323" * count
        return cpu_seconds(lambda: unicodedata.normalize("NFC", with_ordered_marks(text)), 3, min)

    assert seconds(100_000) < 30 * seconds(10_000)
