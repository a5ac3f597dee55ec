"""S002 blank-date: day, month or year of the document, or of the plan that an annex belongs to, is left blank."""

from __future__ import annotations

import re
from collections.abc import Iterator

from checks.blanks import is_form
from checks.rule import DocumentRule, Plan, Slip
from dataset.spans import Span

_FILLER = r"[\s.…_*]*"
# "ngày tháng 5 năm 2026", "ngày 12 tháng năm 2026", "ngày … tháng … năm 20…"
_WORDS = re.compile(
    rf"\bngày\b(?P<day>{_FILLER}\d{{0,2}}){_FILLER}\btháng\b(?P<month>{_FILLER}\d{{0,2}}){_FILLER}"
    rf"\bnăm\b(?P<year>{_FILLER}\d{{0,4}})",
    re.IGNORECASE,
)
# "ngày / /2026", "ngày …/5/2026"
_SLASHES = re.compile(
    rf"\bngày\b(?P<day>{_FILLER}\d{{0,2}}){_FILLER}/(?P<month>{_FILLER}\d{{0,2}}){_FILLER}/(?P<year>{_FILLER}\d{{0,4}})",
    re.IGNORECASE,
)


class BlankDate(DocumentRule):
    """Decree 30/2020/NĐ-CP, Annex I, II.4: place and date of issue are written out in full."""

    code = "S002"
    name = "blank-date"
    severity = "warning"

    def check(self, plan: Plan) -> Iterator[Slip]:
        """One slip for the head, one for every annex caption."""
        for section in plan.sections_of("place-date", "annex-reference"):
            if section.kind == "annex-reference" and is_form(plan, section):
                continue
            for pattern in (_WORDS, _SLASHES):
                match = pattern.search(plan.text, section.start, section.end)
                if match and not all(re.search(r"\d", match[part]) for part in ("day", "month", "year")):
                    template = "message" if section.kind == "place-date" else "annex"
                    yield plan.slip(Span(*match.span()), observed=match.group(), template=template)
                    break
