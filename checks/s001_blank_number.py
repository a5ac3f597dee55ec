"""S001 blank-number: the number of the document, or of the plan that an annex belongs to, is left blank."""

from __future__ import annotations

from collections.abc import Iterator

from checks.blanks import BLANK_NUMBER, is_form
from checks.rule import DocumentRule, Plan, Slip
from dataset.spans import Span


class BlankNumber(DocumentRule):
    """Decree 30/2020/NĐ-CP, Annex I, II.3: every document bears a number."""

    code = "S001"
    name = "blank-number"
    severity = "warning"

    def check(self, plan: Plan) -> Iterator[Slip]:
        """One slip for the head, one for every annex caption."""
        for section in plan.sections_of("symbol", "annex-reference"):
            # the outline keeps "Số:" apart as the label of the symbol
            line_start = plan.text.rfind("\n", 0, section.start) + 1
            if section.kind == "annex-reference" and is_form(plan, section):
                continue
            # a wide blank may have been taken for the gap between two columns, so that the label stands alone
            line_end = plan.text.find("\n", section.end)
            end = section.end if section.kind != "symbol" or line_end < 0 else line_end
            match = BLANK_NUMBER.search(plan.text, line_start, end)
            if match:
                template = "message" if section.kind == "symbol" else "annex"
                yield plan.slip(Span(*match.span()), observed=match.group(), template=template)
