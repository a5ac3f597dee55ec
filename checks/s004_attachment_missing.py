"""S004 attachment-missing: an annex is announced but not there, or is there but never announced."""

from __future__ import annotations

import re
from collections.abc import Iterator

from checks.rule import DocumentRule, Plan, Slip
from dataset.records import Section
from dataset.spans import Span
from normalizers.roman_numerals import to_roman

# such as (chi tiết theo Biểu đính kèm), tại Phụ lục II kèm theo Kế hoạch này
_ANNOUNCED = re.compile(
    r"\b(?P<what>phụ lục|phụ biểu|biểu mẫu|biểu|bảng|danh mục|danh sách|mẫu|đề cương)\b"
    r"(?:\s+(?:số\s+)?(?P<number>\d{1,2}|[IVX]{1,4})\b)?[^.;()]{0,60}?"
    r"\b(?:đính kèm|kèm theo|gửi kèm)\b(?!\s+(?:công văn|tờ trình|nghị định|thông tư|quyết định số))"
    # what is listed right below, and what others are to send
    r"(?!\s+(?:sau đây|như sau|gồm|bao gồm)\b)",
    re.IGNORECASE,
)
_NUMBERED = re.compile(r"\b(?:[Pp]hụ lục|PHỤ LỤC)\s+(?:số\s+)?(0?\d{1,2}|[IVX]{1,4})\b")
_MENTIONED = re.compile(
    r"\b(?:phụ lục|phụ biểu)\b|\b(?:biểu|bảng|danh mục|mẫu)\s+(?:số\b|\d|chi tiết|kèm)"
    r"|\b(?:đính kèm|gửi kèm|kèm theo)\b(?!\s+\w+(?:\s+\w+)?\s+số\s+\d)",
    re.IGNORECASE,
)
_BODY = ("title", "basis", "enacting", "heading", "item", "text", "closing")


class AttachmentMissing(DocumentRule):
    """Decree 30/2020/NĐ-CP, Annex I, III.1: the document has to point to its annexes."""

    code = "S004"
    name = "attachment-missing"
    severity = "warning"

    def check(self, plan: Plan) -> Iterator[Slip]:
        """One slip for every announcement without an annex, or one for the first annex that is never announced."""
        annexes = plan.sections_of("annex", "annex-title", "annex-reference")
        first = min((section.start for section in annexes), default=len(plan.text))
        body = [section for section in plan.sections_of(*_BODY) if section.start < first]
        if not annexes:
            for section in body:
                match = _ANNOUNCED.search(plan.text, section.start, section.end)
                if match and not _is_of_another_act(plan, section, match.end()):
                    yield plan.slip(Span(*match.span()), observed=match.group(), template="absent", severity="error")
            return
        yield from self._absent_numbers(plan, body, _numbers_present(annexes))
        if not any(_MENTIONED.search(section.quote) for section in body):
            head = [section for section in annexes[:2] if section.kind != "annex-reference"] or annexes[:1]
            span = Span(head[0].start, head[-1].end)
            observed = " - ".join(section.text for section in head)
            yield plan.slip(span, observed=observed, template="unannounced")

    @staticmethod
    def _absent_numbers(plan: Plan, body: list[Section], present: set[str]) -> Iterator[Slip]:
        """Annexes announced by a number that none of those at hand bears."""
        for section in body:
            for match in _NUMBERED.finditer(plan.text, section.start, section.end):
                number = _roman(match[1])
                if number not in present and not _is_of_another_act(plan, section, match.end()):
                    present.add(number)  # told once
                    span = Span(*match.span())
                    yield plan.slip(span, observed=match.group(), template="absent-number", severity="error")


def _numbers_present(annexes: list[Section]) -> set[str]:
    """The numbers that the annexes bear; those without a number are counted from the first."""
    numbers = {_roman(number) for section in annexes for number in _NUMBERED.findall(section.quote)}
    count = sum(section.kind == "annex" for section in annexes)
    return numbers or {to_roman(number) for number in range(1, count + 1)}


def _roman(number: str) -> str:
    """Annex numbers in one form: "Phụ lục 02" and "Phụ lục II" are one."""
    return to_roman(int(number)) if number.isdigit() else number


def _is_of_another_act(plan: Plan, section: Section, offset: int) -> bool:
    """Whether what follows names another act: "ban hành kèm theo Quyết định số 12/QĐ-TTg"."""
    return bool(re.match(r"\s+\w+(?:\s+\w+)?\s+số\s+\d", plan.text[offset : section.end]))
