"""N019 stated-share: a percentage in a sentence is not what the two figures beside it give."""

from __future__ import annotations

from collections.abc import Iterator

from checks.rule import DocumentRule, Plan, Slip
from checks.shares import Share, shares
from checks.tables import format_number

_PARTS = ("title", "enacting", "heading", "item", "text", "closing")
# a figure rounded down instead of up is nobody's slip
_ROUNDED = 2
_UNITS = {"share": " %", "growth": " %", "points": " %", "mean": "", "difference": ""}


class StatedShare(DocumentRule):
    """612 of 2.450 households are 25 %; 210 million after 200 million is a growth of 5 %."""

    code = "N019"
    name = "stated-share"
    severity = "warning"
    exact = True

    def check(self, plan: Plan) -> Iterator[Slip]:
        """One slip for every percentage that its own sentence contradicts."""
        for section in plan.sections_of(*_PARTS):
            for share in shares(plan.flowing, section.span):
                if _differs(share):
                    yield plan.slip(
                        share.span,
                        observed=f"{format_number(share.stated)}{_UNITS[share.kind]}",
                        expected=f"{format_number(round(share.computed, 2))}{_UNITS[share.kind]}",
                        values={"part": format_number(share.part), "whole": format_number(share.whole)},
                        template="message" if share.kind == "share" else share.kind,
                        confidence=0.9,
                    )


def _differs(share: Share) -> bool:
    """Whether rounding does not explain the difference: that of the percentage, and for growths of the figures."""
    blur = 100 / share.whole if share.kind == "growth" and share.whole > 1 else 0
    if share.kind == "mean":
        blur = 1.0  # so many to a class, in whole people
    return abs(share.computed - share.stated) > _ROUNDED * share.half_unit + blur + 1e-6
