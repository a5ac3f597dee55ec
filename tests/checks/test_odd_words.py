"""Odd words: only what the text itself proves."""

from __future__ import annotations

import pytest

from checks.odd_words import odd_words
from dataset.spans import Span


@pytest.mark.parametrize(
    ("text", "odd"),
    [
        # a diacritic is missing, the phrase stands right twice elsewhere
        ("trồng rừng xa; trồng rừng gần; trông rưng", []),
        ("giống lúa mới, giống lúa cũ, giồng luaá", []),
        ("phun thuốc, phun thuốc, phun thuôc", [("phun thuôc", "phun thuốc")]),
        # once elsewhere is no proof
        ("phun thuốc, phun thuôc", []),
        # two tone marks need none
        ("một gìá khác", [("một gìá", None)]),
        # an abbreviation without its stroke
        ("HĐND xã, HĐND xã, HDND xã", [("HDND xã", "HĐND xã")]),
        # another abbreviation of the same letters that stands as often is none
        ("CĐ mới, CĐ mới, CD mới, CD mới, CD mới", []),
        # both words exist
        ("hằng năm, hằng năm, hàng năm", []),
        # not beside itself: "truyền truyền" would be the nearer word
        ("tuyên truyền, tuyên truyền, tổ truyền, tổ truyền, tổ truyên truyền", [("truyên truyền", "tuyên truyền")]),
        # a comma parts the words
        ("phun thuốc, phun thuốc, phun, thuôc", []),
    ],
)
def test_odd_words(text: str, odd: list[tuple[str, str | None]]) -> None:
    found = odd_words(text, [Span(0, len(text))])
    assert [(text[word.span.start : word.span.end], word.expected) for word in found] == odd
