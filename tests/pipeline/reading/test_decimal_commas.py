"""Decimal commas of scanned tables that were read as points."""

from __future__ import annotations

import pytest

from pipeline.reading.ocr.engine import OcrWord
from pipeline.reading.ocr.tables.numbers import Reading, text_of, with_decimal_commas


def mended(*texts: str, column: int = 2) -> list[tuple[str, str | None]]:
    readings = [Reading([OcrWord(text, 0, 0, 9, 9, 0.96, (1,))]) for text in texts]
    found = with_decimal_commas(readings, [column] * len(texts))
    return [(text_of(reading.words), reading.other) for reading in found]


def test_a_point_that_parts_no_thousands_is_a_comma() -> None:
    assert mended("90,1", "89,7", "93.2", "1.040", "-") == [
        ("90,1", None),
        ("89,7", None),
        ("93,2", "93.2"),
        ("1.040", None),
        ("-", None),
    ]


@pytest.mark.parametrize(
    ("texts", "column"),
    [
        (("90.1", "89.7", "93,2"), 2),  # a table that writes points
        (("1,5", "2,5", "1.2"), 0),  # numbers of rows
    ],
)
def test_where_points_may_be_meant_they_stay(texts: tuple[str, ...], column: int) -> None:
    assert [text for text, _ in mended(*texts, column=column)] == list(texts)
