"""Values of the dataset as people write them."""

from __future__ import annotations

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from review.formats import date, decided, readable


@given(st.dates(datetime.date(1900, 1, 1), datetime.date(2100, 1, 1)))
def test_a_sentence_has_the_days_that_it_had(day: datetime.date) -> None:
    told = readable(f"ngày {day.isoformat()}, sau ngày ban hành (≤ {day.isoformat()}).")
    assert told == f"ngày {day:%d/%m/%Y}, sau ngày ban hành (≤ {day:%d/%m/%Y})."
    assert date(day.isoformat()) == f"{day:%d/%m/%Y}"
    assert readable(day.isoformat(), "en") == day.isoformat()


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("KH 58/KH-UBND (/home/an/kế hoạch/b.txt) đề ra", "KH 58/KH-UBND (b.txt) đề ra"),
        ("KH 58/KH-UBND (C:\\an\\b.txt) đề ra", "KH 58/KH-UBND (b.txt) đề ra"),
        # what only looks alike stays
        ("giai đoạn 2026-2030, số 2026-13-01, mã 12026-01-01", "giai đoạn 2026-2030, số 2026-13-01, mã 12026-01-01"),
        ("24 bé trai/100 bé gái (km/h) và (1/2)", "24 bé trai/100 bé gái (km/h) và (1/2)"),
    ],
)  # fmt: skip
def test_only_dates_and_paths_of_a_sentence_are_written_otherwise(text: str, told: str) -> None:
    assert readable(text) == told


@pytest.mark.parametrize(
    ("value", "field", "told"),
    [
        ("5023", "cells.value", "5.023"),
        ("-0.5", "targets.value", "-0,5"),
        ("5023", "documents.number", "5023"),
        ("2026-03-05", "documents.issued_on", "05/03/2026"),
        ("2026/2030", "targets.period", "2026–2030"),
        ("5023", "", "5023"),
    ],
)
def test_a_correction_is_shown_as_its_column_is_written(value: str, field: str, told: str) -> None:
    assert decided(value, field) == told
