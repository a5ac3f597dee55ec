"""Set phrases that have one spelling."""

from __future__ import annotations

import pytest

from checks.set_phrases import misspelt_phrases
from dataset.spans import Span


def found_in(text: str) -> list[tuple[str, str]]:
    return [(text[span.start : span.end], right) for span, right in misspelt_phrases(text, Span(0, len(text)))]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Đăng trên công thông tin điện tử của xã.", [("công thông tin điện tử", "cổng thông tin điện tử")]),
        ("Tham gia bảo hiễm\ny tế.", [("bảo hiễm\ny tế", "bảo hiểm y tế")]),
        ("Báo cáo Ủy ban nhân tỉnh.", [("Ủy ban nhân", "Ủy ban nhân dân")]),
        # the older placement of the tone mark, capitals, dashes are no slips
        ("UỶ BAN NHÂN DÂN XÃ; Uỷ ban nhân dân; Sở Văn hoá, Thể thao và Du lịch", []),
        ("Ủy ban nhân đạo; hội đồng nhân sự", []),  # other names
        ("Cải cách thủ tục hành chính, công nghệ thông tin.", []),
    ],
)
def test_set_phrases(text: str, expected: list[tuple[str, str]]) -> None:
    assert found_in(text) == expected
