"""S004 attachment-missing: an annex is announced but not there, or is there but never announced."""

from __future__ import annotations

import re
from collections.abc import Iterator

from checks.rule import DocumentRule, Plan, Slip
from dataset.records import Section
from dataset.spans import Span

# such as (chi tiết theo Biểu đính kèm), tại Phụ lục II kèm theo Kế hoạch này
_ANNOUNCED = re.compile(
    r"\b(?P<what>phụ lục|phụ biểu|biểu mẫu|biểu|bảng|danh mục|danh sách|mẫu|đề cương)\b"
    r"(?:\s+(?:số\s+)?(?P<number>\d{1,2}|[IVX]{1,4})\b)?[^.;()]{0,60}?"
    r"\b(?:đính kèm|kèm theo|gửi kèm)\b(?!\s+(?:công văn|tờ trình|nghị định|thông tư|quyết định số))",
    re.IGNORECASE,
)
_MENTIONED = re.compile(
    r"\b(?:phụ lục|phụ biểu|biểu|bảng|danh mục|mẫu)\b|\b(?:đính kèm|kèm theo|gửi kèm)\b", re.IGNORECASE
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
        elif not any(_MENTIONED.search(section.quote) for section in body):
            # a tables-only annex without a caption is told by its first title
            yield plan.slip_on(annexes[0], observed=annexes[0].text or annexes[0].label, template="unannounced")


def _is_of_another_act(plan: Plan, section: Section, offset: int) -> bool:
    """Whether what follows names another act: "ban hành kèm theo Quyết định số 12/QĐ-TTg"."""
    return bool(re.match(r"\s+\w+(?:\s+\w+)?\s+số\s+\d", plan.text[offset : section.end]))
