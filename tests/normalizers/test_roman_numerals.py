import pytest
from hypothesis import given
from hypothesis import strategies as st

from normalizers.roman_numerals import roman, to_roman


@given(st.integers(min_value=1, max_value=3999))
def test_round_trip(value):
    assert roman(to_roman(value)) == roman(to_roman(value).lower()) == value


@pytest.mark.parametrize(("text", "value"), [("XIV", 14), ("IIII", None), ("IL", None), ("", None), ("Il", None)])
def test_only_the_normal_form_counts(text, value):
    assert roman(text) == value


def test_nothing_below_one():
    assert to_roman(0) == to_roman(-3) == ""


@given(st.text())
def test_never_fails(text):
    assert roman(text) is None or roman(text) > 0
