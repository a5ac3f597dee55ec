"""Values that break a pattern: one far from a narrow band, one that its years do not lead to; odd places are none."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checks.outliers import out_of_band, out_of_series


def shown(values: list[float]) -> list[str]:
    return [f"{value:g}".replace(".", ",") for value in values]


@pytest.mark.parametrize(
    ("values", "at", "right"),
    [
        ([86.2, 88, 85.4, 87.9, 58.6], 4, "85,6"),  # two figures swapped
        ([12.5, 13, 14.2, 41, 12.9], 3, None),  # no slip of the fingers explains it: 14 is no 41 within the band
        ([12.5, 13, 14.2, 125, 12.9], 3, "12,5"),  # the comma is left out
    ],
)
def test_one_value_far_from_a_narrow_band(values: list[float], at: int, right: str | None) -> None:
    odd = out_of_band(values, shown(values))
    assert odd is not None
    assert odd.at == at
    if right is not None:
        assert odd.right == right


@pytest.mark.parametrize(
    "values",
    [
        [6.1, 15.3, 24.8, 9.6, 16.4],  # scattered: no band
        [95, 95, 95, 80, 95],  # all others equal: a norm, and one place below it
        [86, 88, 85, 60],  # too few others
        [86, 88, 85, 75, 87],  # not far enough
    ],
)
def test_no_pattern_no_outlier(values: list[float]) -> None:
    assert out_of_band(values, shown(values)) is None


@pytest.mark.parametrize(
    ("values", "at"),
    [([1400, 1600, 1800, 20000, 2200, 2400], 3), ([180, 185, 1900, 192, 195], 2), ([200, 205, 210, 2150], 3)],
)
def test_a_year_that_its_neighbours_do_not_lead_to(values: list[float], at: int) -> None:
    odd = out_of_series(values, shown(values))
    assert odd is not None
    assert odd.at == at


@given(st.floats(10, 1000), st.floats(1.0, 1.5), st.integers(4, 8))
def test_steady_growth_is_no_outlier(first: float, rate: float, years: int) -> None:
    values = [round(first * rate**year, 1) for year in range(years)]
    assert out_of_series(values, shown(values)) is None


def test_counts_with_a_nought_are_no_series() -> None:
    assert out_of_series([2, 0, 30, 1, 4], ["2", "0", "30", "1", "4"]) is None
