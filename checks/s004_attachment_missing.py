"""S004 attachment-missing: an annex is announced but not there, or is there but never announced."""

from __future__ import annotations

import re
from collections.abc import Iterator

from checks.rule import DocumentRule, Plan, Slip
from dataset.records import Section
from dataset.spans import Span
from normalizers.roman_numerals import roman, to_roman

# such as (chi tiết theo Biểu đính kèm), tại Phụ lục II kèm theo Kế hoạch này
_ANNOUNCED = re.compile(
    r"\b(?P<what>phụ\s+lục|phụ\s+biểu|biểu\s+mẫu|biểu|bảng|danh\s+mục|danh\s+sách|mẫu|đề\s+cương)\b"
    r"(?:\s+(?:số\s+)?(?P<number>\d{1,2}|[IVX]{1,4})\b)?(?:(?!\b(?:kèm\s+theo|đính\s+kèm)\b)[^.;()]){0,60}?"
    r"\b(?:đính\s+kèm|kèm\s+theo|gửi\s+kèm)\b(?!\s+(?:công\s+văn|tờ\s+trình|nghị\s+định|thông\s+tư|quyết\s+định\s+số"
    # the annex of a contract or an application is theirs
    r"|hợp\s+đồng|đơn|hồ\s+sơ|tờ\s+khai)\b)"
    # what is listed right below, and what others are to send
    r"(?!\s+(?:sau\s+đây|như\s+sau|gồm|bao\s+gồm|ít\s+nhất)\b)",
    re.IGNORECASE,
)
_NUMBERED = re.compile(r"\b(?:[Pp]hụ\s+lục|PHỤ\s+LỤC)\s+(?:số\s+)?(0?\d{1,2}|[IVX]{1,4})\b")
_NUMBER = r"(?:0?\d{1,2}|[IVX]{1,4})"
# "Phụ lục I, II và III", "các Phụ lục từ I đến IV"
_LISTED = re.compile(
    rf"\b(?:[Pp]hụ\s+lục|PHỤ\s+LỤC)\s+(?:số\s+|từ\s+)?(?P<first>{_NUMBER})\b"
    rf"(?P<more>(?:\s*(?:,|;|và|đến|-|–)\s*(?:[Pp]hụ\s+lục\s+)?(?:số\s+)?{_NUMBER}\b)*)"
)
# all of them at once, or one of which no number is told
_AT_LARGE = re.compile(
    r"\b(?:các|những|từng|kèm\s+theo)\s+(?:bảng\s+)?(?:phụ\s+lục|phụ\s+biểu)\b(?!\s+(?:số\s+)?(?:\d|[IVX]{1,4}\b))"
    r"|\b(?:phụ\s+lục|phụ\s+biểu)\s+(?:chi\s+tiết|đính|gửi|kèm|ban\s+hành|dưới|sau|này)\b",
    re.IGNORECASE,
)
_MENTIONED = re.compile(
    r"\b(?:phụ\s+lục|phụ\s+biểu)\b|\b(?:biểu|bảng|danh\s+mục|mẫu)\s+(?:số\b|\d|chi\s+tiết|kèm)"
    r"|\b(?:đính\s+kèm|gửi\s+kèm|kèm\s+theo)\b(?!\s+\w+(?:\s+\w+)?\s+số\s+\d)",
    re.IGNORECASE,
)
_ACT_BEHIND = re.compile(
    r",?\s+(?:(?:được\s+)?(?:ban\s+hành\s+)?kèm\s+(?:theo\s+)?|của\s+)?\w+(?:\s+\w+){0,2}?\s+(?:số\s+)?(?P<number>\d+(?:/\d{4})?)[/-]",
    re.IGNORECASE,
)
_BODY = ("title", "basis", "enacting", "heading", "item", "text", "closing")

# "Điều 1. Ban hành kèm theo Quyết định này …" announces an annex and is none
_THIS = re.compile(r"kèm theo\s+(?:Quyết định|Kế hoạch|Nghị quyết|Chỉ thị)\s+này\b", re.IGNORECASE)


class AttachmentMissing(DocumentRule):
    """Decree 30/2020/NĐ-CP, Annex I, III.1: the document has to point to its annexes."""

    code = "S004"
    name = "attachment-missing"
    severity = "warning"

    def check(self, plan: Plan) -> Iterator[Slip]:
        """One slip for every announcement without an annex, or one for the first annex that is never announced."""
        annexes = [s for s in plan.sections_of("annex", "annex-title", "annex-reference") if not _THIS.search(s.quote)]
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
        else:
            yield from _never_mentioned(plan, body, annexes)

    @staticmethod
    def _absent_numbers(plan: Plan, body: list[Section], present: set[str]) -> Iterator[Slip]:
        """Annexes announced by a number that none of those at hand bears."""
        for section in body:
            for match in _NUMBERED.finditer(plan.text, section.start, section.end):
                number = _roman(match[1])
                if match.group().isupper() and not plan.text[: match.start()].rpartition("\n")[2].strip(" *#|"):
                    present.add(number)  # the head of an annex that was read as part of the body
                    continue
                if number not in present and not _is_of_another_act(plan, section, match.end()):
                    present.add(number)  # told once
                    span = Span(*match.span())
                    yield plan.slip(span, observed=match.group(), template="absent-number", severity="error")


def _never_mentioned(plan: Plan, body: list[Section], annexes: list[Section]) -> Iterator[Slip]:
    """Annexes with a number that the body passes over, where it names the others by theirs."""
    named: set[str] = set()
    for section in body:
        if _AT_LARGE.search(section.quote):
            return
        for match in _LISTED.finditer(section.quote):
            numbers = [match["first"], *re.findall(rf"\b{_NUMBER}\b", match["more"])]
            named.update(_roman(number) for number in numbers)
            if re.search(r"đến|-|–", match["more"]):
                values = sorted(roman(_roman(number)) or 0 for number in numbers)
                named.update(to_roman(value) for value in range(max(1, values[0]), values[-1] + 1))
    heads = [section for section in annexes if section.kind == "annex"]
    numbered = [(section, label) for section in heads if (label := _NUMBERED.search(section.quote))]
    # one of them at least has to be named by a number that is there: else the body counts otherwise
    if not named & {_roman(label[1]) for _, label in numbered}:
        return
    for section, label in numbered:
        if _roman(label[1]) not in named:
            yield plan.slip_on(section, observed=label.group(), template="unannounced", confidence=0.9)


def _numbers_present(annexes: list[Section]) -> set[str]:
    """The numbers that the annexes bear; those without a number are counted from the first."""
    numbers = {_roman(number) for section in annexes for number in _NUMBERED.findall(section.quote)}
    count = sum(section.kind == "annex" for section in annexes)
    return numbers or {to_roman(number) for number in range(1, count + 1)}


def _roman(number: str) -> str:
    """Annex numbers in one form: "Phụ lục 02" and "Phụ lục II" are one."""
    return to_roman(int(number)) if number.isdigit() else number


def _is_of_another_act(plan: Plan, section: Section, offset: int) -> bool:
    """Whether what follows names another act: "ban hành kèm theo Quyết định số 12/QĐ-TTg", "của Thông tư 7/TT-BYT"."""
    act = _ACT_BEHIND.match(plan.text, offset, section.end)
    return bool(act and act["number"].lstrip("0") != (plan.document.number or "").lstrip("0"))
