"""T002 on the number and the day in the head of a scan."""

from __future__ import annotations

from dataclasses import replace

import pytest

from checks.engine import check_plan
from checks.rule import Plan
from checks.t002_uncertain_recovery import UncertainRecovery
from dataset.document import Word
from dataset.records import Finding, Records
from dataset.spans import Span
from extractors.base import Context
from extractors.outline.build import build_outline
from extractors.sections import Sections
from pipeline.reading.base import Source, read_document
from pipeline.run import process

TEXT = """\
ỦY BAN NHÂN DÂN	CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
XÃ TÂN LẬP	Độc lập - Tự do - Hạnh phúc
Số: 444/KH-UBND	Tân Lập, ngày 02 tháng 4 năm 2026
KẾ HOẠCH
Phát triển đàn bò năm 2026
I. CHỈ TIÊU
- Năm 2026 có 450 hộ nuôi bò.
"""


def findings(word: str, confidence: float) -> list[Finding]:
    """What T002 says of the text as if it came from a picture, one word of it read so surely."""
    document = read_document(Source("plan.txt", TEXT.encode()))
    start = document.text.index(word)
    document = replace(document, words=(Word(Span(start, start + len(word)), 1, None, confidence),))
    sections = list(Sections().extract(Context(document, build_outline(document))))
    plan = process(Source("plan.txt", TEXT.encode()))
    found = check_plan(Plan(plan.document, document.text, Records(sections)), [UncertainRecovery()])
    return [finding for finding in found if isinstance(finding, Finding)]


@pytest.mark.parametrize(
    ("word", "quote"), [("444/KH-UBND", "Số: 444/KH-UBND"), ("02", "Tân Lập, ngày 02 tháng 4 năm 2026")]
)
def test_a_guessed_number_or_day_of_the_head_is_told(word: str, quote: str) -> None:
    (finding,) = findings(word, 0.28)
    assert finding.quote == quote
    assert quote in finding.message


@pytest.mark.parametrize(("word", "confidence"), [("444/KH-UBND", 0.6), ("Số:", 0.1), ("KẾ", 0.1), ("450", 0.3)])
def test_what_was_read_and_what_is_no_figure_of_the_head_is_not(word: str, confidence: float) -> None:
    assert findings(word, confidence) == []
