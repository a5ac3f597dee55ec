"""T004 comma: a comma is missing between two words that are always parted, or stands inside a phrase."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from checks.commas import Comma, odd_commas
from checks.rule import DocumentRule, Place, Plan, Slip
from dataset.records import CellRecord, Severity
from dataset.spans import Span

_BODY = ("title", "basis", "enacting", "heading", "item", "text", "closing", "recipient", "annex-title")
# a text with fewer Vietnamese syllables lost its marks; one with so many odd commas is a scan or written in a hurry
_LEAST_VIETNAMESE = 0.9
_MOST = 12
_HABIT = 3


class OddComma(DocumentRule):
    """Who is to lead and who to assist may hang on a comma."""

    code = "T004"
    name = "comma"
    severity = "warning"
    exact = True

    def check(self, plan: Plan) -> Iterator[Slip]:
        """One slip for every place; for information where only one witness speaks."""
        if plan.share_of_syllables < _LEAST_VIETNAMESE:
            return
        spans = {section.span for section in plan.sections_of(*_BODY)} | {c.span for c in plan.records.of(CellRecord)}
        found = list(odd_commas(plan.text, sorted(spans)))
        many = sum(comma.sure for comma in found) > _MOST
        alike: dict[str, list[Comma]] = defaultdict(list)
        for comma in found:
            alike[comma.expected.casefold()].append(comma)
        # a habit is told once, with its other places
        told = [group if len(group) >= _HABIT else [comma] for group in alike.values() for comma in group]
        groups = {group[0].span: group for group in told}
        for comma, *others in sorted(groups.values(), key=lambda group: group[0].span):
            severity: Severity | None = None if comma.sure and not many else "info"
            yield plan.slip(
                comma.span,
                observed=" ".join(plan.text[comma.span.start : comma.span.end].split()),
                expected=comma.expected,
                template=comma.kind,
                severity=severity,
                confidence=0.92 if comma.sure else 0.6,
                places=tuple(_place(plan, other.span) for other in others),
            )


def _place(plan: Plan, span: Span) -> Place:
    return Place(plan.doc_id, plan.page_at(span.start), span, plan.text[span.start : span.end], "observed")
