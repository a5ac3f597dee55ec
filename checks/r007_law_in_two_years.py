"""R007 law-in-two-years: one law is cited by two years, so that one of them is not the law in force."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from itertools import pairwise

from checks.rule import DocumentRule, Plan, Slip
from dataset.records import Citation
from normalizers.unicode import compare_key

_LAWS = frozenset({"Luật", "Bộ luật", "Pháp lệnh"})
# an act that amends or replaces another rightly names both; transitional rules go on by the old one
_ON_PURPOSE = re.compile(
    r"\b(?:sửa đổi|bổ sung|thay thế|hết hiệu lực|bãi bỏ|chuyển tiếp|trước đây|ban hành năm|giai đoạn trước|"
    r"trước ngày)\b",
    re.IGNORECASE,
)
# an article of a law is one of a certain law: "khoản 4 Điều 139 của Luật Bảo hiểm xã hội năm 2006"
_ARTICLE = re.compile(r"\bĐiều\s+\d+\w?\s+(?:của\s+)?$", re.IGNORECASE)
_REACH = 100


class LawInTwoYears(DocumentRule):
    """A law is cited by name and year; another year is another law."""

    code = "R007"
    name = "law-in-two-years"
    severity = "warning"
    exact = True

    def check(self, plan: Plan) -> Iterator[Slip]:
        """One slip for every year that differs from the one by which the law is cited most, or first."""
        laws: dict[str, list[Citation]] = defaultdict(list)
        for citation in plan.records.of(Citation):
            if citation.doc_type in _LAWS and citation.title and citation.issued_on:
                laws[compare_key(citation.title)].append(citation)
        for mentions in laws.values():
            years: dict[str, list[Citation]] = defaultdict(list)
            for mention in mentions:
                years[(mention.issued_on or "")[:4]].append(mention)
            usual = max(years.values(), key=len)
            if (
                len(years) < 2
                or any(_on_purpose(plan, mention) for mention in mentions)
                or _joined(plan, mentions)
                or _both_in_full(years)
            ):
                continue
            for year, others in years.items():
                if others is not usual:
                    yield plan.slip_on(
                        others[0],
                        observed=others[0].quote,
                        expected=usual[0].quote,
                        values={"year": year, "usual": (usual[0].issued_on or "")[:4], "count": str(len(usual))},
                        places=(plan.place(usual[0], "expected"),),
                        confidence=0.85,
                    )


def _both_in_full(years: Mapping[str, list[Citation]]) -> bool:
    """Whether each year stands with a number of that year: who writes two numbers means two laws."""
    return all(any((m.number or "").endswith(f"/{year}") for m in mentions) for year, mentions in years.items())


def _joined(plan: Plan, mentions: list[Citation]) -> bool:
    """Whether two years stand side by side: "… ngày 14/6/2005 và … ngày 25/11/2015" means both."""
    pairs = pairwise(mentions)
    return any(
        one.issued_on != other.issued_on and plan.text[one.end : other.start].strip(" ,;\n") in {"và", ""}
        for one, other in pairs
    )


def _on_purpose(plan: Plan, mention: Citation) -> bool:
    before = plan.text[max(0, mention.start - _REACH) : mention.start].rpartition("\n")[2]
    behind = plan.text[mention.end : mention.end + _REACH].partition("\n")[0]
    return bool(_ARTICLE.search(before) or _ON_PURPOSE.search(f"{before}{mention.quote}{behind}"))
