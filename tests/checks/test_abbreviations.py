"""Abbreviations with a letter typed twice: only what the document itself proves."""

from __future__ import annotations

import pytest

from checks.abbreviations import misspelt_abbreviations
from dataset.spans import Span

CULTURE = ["Phòng Văn hóa - Xã hội"]


@pytest.mark.parametrize(
    ("text", "names", "found"),
    [
        # the initials of a unit
        ("Lưu: VT, VHXXH.", CULTURE, [("VHXXH", "VHXH")]),
        # no unit has them
        ("Lưu: VT, VHXXH.", ["Phòng Kinh tế"], []),
        # three times right elsewhere
        ("quy hoạch CNXD, gốm CNXD, đá CNXD và CNNXD khác", [], [("CNNXD", "CNXD")]),
        # twice elsewhere is no proof: PCCCR and PCCR may both be meant
        ("tập huấn PCCR, diễn tập PCCR, kinh phí PCCCR", [], []),
        # whoever types it twice means it
        ("gửi VHXXH; báo cáo VHXXH", CULTURE, []),
        # equal letters are in its name
        ("bộ phận PCCCR của xã", ["Ban Phòng cháy chữa cháy rừng"], []),
        # a line in capitals has words, not abbreviations
        ("CNXD, CNXD, CNXD khác\nQUY HOẠCH CNNXD", [], []),
        # three letters fit too many
        ("gửi KTT xã", ["Phòng Kinh tế"], []),
    ],
)
def test_misspelt_abbreviations(text: str, names: list[str], found: list[tuple[str, str]]) -> None:
    starts = [0] + [place + 1 for place, character in enumerate(text) if character == "\n"]
    lines = [Span(start, start + len(line)) for start, line in zip(starts, text.split("\n"), strict=True)]
    wrong = misspelt_abbreviations(text, lines, names)
    assert [(text[span.start : span.end], right) for span, right in wrong] == found
