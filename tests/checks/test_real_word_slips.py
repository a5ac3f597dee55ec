"""What the model proposes becomes a finding: what it quotes, in which words, how loudly."""

from __future__ import annotations

from checks.real_word_slips import real_word_slips
from checks.rule import Plan, Slip
from dataset.records import Records, Recovery
from dataset.spans import Span
from pipeline.reading.base import Source
from pipeline.run import process

LINE = "- Công khai số điên thoại đường dây nóng."


def plan_of(*lines: str) -> Plan:
    return process(Source("plan.txt", "\n\n".join(lines).encode()))


def slips(plan: Plan) -> list[Slip]:
    return list(real_word_slips(plan, [Span(0, len(plan.text))]))


def restored(plan: Plan, confidence: float) -> Plan:
    """The plan as if its first word had been recovered."""
    place = {"page": 1, "start": 0, "end": 1, "quote": plan.text[0], "confidence": confidence}
    row = Recovery(doc_id=plan.doc_id, line=1, before="?", after=plan.text[0], **place)
    return Plan(plan.document, plan.text, Records([*plan.records, row]))


def test_the_phrase_is_quoted_and_its_right_form_told() -> None:
    [slip] = slips(plan_of(LINE))
    assert (slip.quote, slip.observed, slip.expected) == ("điên thoại", "điên thoại", "điện thoại")
    assert slip.template == "likely"
    assert slip.severity is None
    assert 0.9 <= slip.confidence <= 0.98


def test_capitals_are_kept() -> None:
    [slip] = slips(plan_of("Điên thoại liên hệ: 0236."))
    assert slip.expected == "Điện thoại"
    [slip] = slips(plan_of("KẾ HOẠCH THỰC HIÊN PHÁT TRIỂN KINH TẾ"))
    assert slip.expected == "THỰC HIỆN"


def test_a_word_left_out_is_told_behind_the_one_before() -> None:
    [slip] = slips(plan_of("- Bố trí kinh phí thực Kế hoạch này."))
    assert (slip.template, slip.observed, slip.expected) == ("left_out", "thực Kế", "thực hiện Kế")


def test_a_line_that_was_restored_is_passed_over() -> None:
    plan = plan_of(LINE, "- Đề nghị các cơ quan phối hơp chặt chẽ.")
    assert len(slips(plan)) == 2
    # mended for sure, as the composition of its letters
    assert len(slips(restored(plan, 1.0))) == 2
    assert [slip.observed for slip in slips(restored(plan, 0.97))] == ["phối hơp"]


def test_a_text_full_of_slips_was_misread_not_mistyped() -> None:
    assert {slip.severity for slip in slips(plan_of(*[f"{LINE} Lần {n}." for n in range(13)]))} == {"info"}
