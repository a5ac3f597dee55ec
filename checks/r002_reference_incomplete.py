"""R002 reference-incomplete: nowhere in the document does a cited act bear its number or its date."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from itertools import pairwise

from checks.rule import DocumentRule, Plan, Slip
from dataset.records import Citation, Severity
from dataset.spans import Span
from normalizers.symbols import find_symbols

# laws, codes and the constitution are rightly cited by name
_BY_NAME = frozenset({"Luật", "Bộ luật", "Hiến pháp", "Pháp lệnh", "PL"})
# "Số: 12/KH-UBND V/v …" in one line; "mẫu số 01/ABC", "tờ khai 05/KK-TNCN"
_OWN_OR_FORM = re.compile(r"^\W*số\s*:\s*$|\b(?:mẫu|biểu|tờ khai)\s*(?:số\s*)?:?\s*$", re.IGNORECASE)
_ALONE = re.compile(r"^\W*số\s*$", re.IGNORECASE)
_NO_NUMBER = re.compile(
    r"\b(?:Nghị quyết|Nghị định|Quyết định|Kế hoạch|Chỉ thị|Công văn|Thông tư|Chương trình|Hướng dẫn|Tờ trình)\s+"
    r"số\s*,?\s*ngày\s+\d{1,2}(?:/\d{1,2}/|\s+tháng\s+\d{1,2}\s+năm\s+)\d{4}"
)
# "Kế hoạch số 15-KH/TU ngày 10/01/2026 của Tỉnh ủy thực hiện Nghị quyết số 57-NQ/TW": its title need not tell the day
_IN_TITLE = re.compile(
    r"\d{4}(?![^.,;:\n]*\bvà\b)[^.,;:\n]*"
    r"\b(?:thực hiện|triển khai|thi hành|sửa đổi|bổ sung|hướng dẫn|[sS]ơ kết|[tT]ổng kết)\s+$"
)
_FAR = 200
# "Ngày 25/02/2025, Cục Thuế đã ban hành Công văn số 828/TCT-KK": the day stands before the act
_DAY_BEFORE = re.compile(
    r"\b(?:Ngày|đề ngày)\s+\d{1,2}\s*(?:[/.-]\s*\d{1,2}\s*[/.-]|tháng\s+\d{1,2}\s+năm)\s*\d{4}\b[^.;:\n]{0,140}$"
)
# the symbol goes on in a way of its own: "19/CV-TT-2025 ngày 06/10/2025", "2665 QĐ/UBND ngày 26 tháng 11 năm 2025"
_DAY_BEHIND_REST = re.compile(
    r"(?:[./&–-][\w./&–-]{1,20}|\s?[A-ZĐ]{2,}[/-][\w./-]{2,})\s*,?\s+ngày\s+\d{1,2}\s*(?:[/.-]|tháng\s+\d)"
)
# "0825-05/HW-TCHQ", "mẫu 02-1/BK": what was taken for a number is the end of a longer code
_CODE_BEFORE = re.compile(r"\d[-–.]$")
# the number in a head that the copy has run together into one line
_OWN_IN_LINE = re.compile(r"(?:^|[\s.*|])Số\s*:\s*$|\*\s*Số\s*$")
_HEAD = 400
_DOTS = re.compile(r"…|\.{3}|_{3}")
# a number that carries its year (25/2021) tells the act apart even without the day
_WITH_YEAR = re.compile(r"/\d{4}$")


class ReferenceIncomplete(DocumentRule):
    """Decree 30/2020/NĐ-CP, Annex I, II.6: the first citation of an act gives type, number, symbol, date, issuer."""

    code = "R002"
    name = "reference-incomplete"
    severity = "warning"
    exact = True  # a number or a date that was misread is not read at all

    def check(self, plan: Plan) -> Iterator[Slip]:
        """One slip for every act, at its first mention."""
        acts: dict[str, list[Citation]] = defaultdict(list)
        citations = plan.records.of(Citation)
        titled = {second.citation_id for first, second in pairwise(citations) if _in_title(plan, first, second)}
        for citation in citations:
            if citation.doc_type not in _BY_NAME and not _names_no_act(plan, citation):
                acts[citation.act].append(citation)
        annexes = min(
            (section.start for section in plan.sections_of("annex", "annex-reference")), default=len(plan.text)
        )
        dated = {_number(c) for mentions in acts.values() for c in mentions if _has_day(c)}
        for mentions in acts.values():
            first = next((c for c in mentions if c.citation_id not in titled), None)
            if first is None:
                continue
            if first.start > annexes and _DOTS.search(first.quote):
                continue
            if not any(c.number for c in mentions):
                if first.start > annexes:
                    continue  # a form to fill in, or a caption: S001 tells of that
                yield plan.slip_on(first, observed=first.quote, template="number")
            elif _number(first) not in dated and not any(_has_day(c) or _day_beside(plan, c) for c in mentions):
                known = bool(_WITH_YEAR.search(first.number or ""))
                # the date belongs behind the symbol: nothing that follows is the matter
                symbol = next(find_symbols(first.quote), None)
                span = Span(first.start, first.start + symbol.end) if symbol else first.span
                severity: Severity = "info" if known else self.severity
                yield plan.slip(span, observed=plan.text[span.start : span.end], template="date", severity=severity)
        yield from _without_number(plan, annexes)


def _in_title(plan: Plan, before: Citation, citation: Citation) -> bool:
    """Whether an act stands in the title of another that is cited in full."""
    start = max(before.start, citation.start - _FAR)
    return _has_day(before) and bool(_IN_TITLE.search(plan.text[start : citation.start]))


def _without_number(plan: Plan, annexes: int) -> Iterator[Slip]:
    """Acts of which only the word "số" was typed: "Quyết định số ngày 30 tháng 11 năm 2025 của Thủ tướng"."""
    taken = [citation.span for citation in plan.records.of(Citation) if not citation.number]
    for match in _NO_NUMBER.finditer(plan.text, 0, annexes):
        span = Span(*match.span())
        if not any(span.overlaps(other) for other in taken):
            yield plan.slip(span, observed=" ".join(match.group().split()), template="number", confidence=0.92)


def _names_no_act(plan: Plan, citation: Citation) -> bool:
    """Whether it is the document's own number in its head, in a caption of an annex, or the code of a form."""
    begin = max(citation.start - _FAR, 0)
    line = plan.text[plan.text.rfind("\n", begin, citation.start) + 1 or begin : citation.start]
    rest = plan.text[citation.end : citation.end + _FAR].partition("\n")[0].strip(" *|")
    if not rest and _ALONE.search(line):
        return True
    if _CODE_BEFORE.search(line) or (citation.start < _HEAD and _OWN_IN_LINE.search(line)):
        return True
    captions = plan.sections_of("annex-reference")
    return bool(_OWN_OR_FORM.search(line)) or any(
        caption.span.overlaps(citation.span) and not citation.number for caption in captions
    )


def _day_beside(plan: Plan, citation: Citation) -> bool:
    """Whether the day stands before the act in its sentence, or behind a symbol that goes on in a way of its own."""
    before = plan.text[max(0, citation.start - _FAR) : citation.start]
    found = _DAY_BEFORE.search(before)
    if found and not any(find_symbols(before[found.start() :])):
        return True
    return bool(_DAY_BEHIND_REST.match(plan.text, citation.end))


def _has_day(citation: Citation) -> bool:
    """Whether the date is more than a year."""
    return bool(citation.issued_on and len(citation.issued_on) > len("2026"))


def _number(citation: Citation) -> tuple[str | None, str | None]:
    """An act cited under two dates stands as two acts; its number tells which one a bare mention means."""
    return citation.number, citation.symbol
