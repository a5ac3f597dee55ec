"""Slips between real words, as the language model proposes them, put into the words of a finding."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from math import exp

from checks.rule import Plan, Slip
from dataset.records import Recovery, Severity
from dataset.spans import Span

_MOST = 12
"""Slips of a document from which on it was rather misread than mistyped, if they are also this share of its words."""
_SHARE = 1 / 400


def real_word_slips(plan: Plan, parts: Sequence[Span]) -> Iterator[Slip]:
    """The slips in parts of a plan, in reading order; none in a line that had to be restored."""
    # late: the model is only read where there is a text for it
    from normalizers.diacritics.slips import SlipFinder  # noqa: PLC0415

    restored = [_line(plan.text, row.span) for row in plan.records.of(Recovery) if row.confidence < 1]
    found = [
        proposal
        for proposal in SlipFinder.load().find(plan.text, sorted(parts))
        if not any(line.start <= proposal.span.start < line.end for line in restored)
    ]
    severity: Severity | None = "info" if len(found) > max(_MOST, len(plan.text.split()) * _SHARE) else None
    for proposal in found:
        span = proposal.beside
        wrong = _flat(plan.text[proposal.span.start : proposal.span.end])
        right = _as_written(proposal.right, wrong)
        before = _flat(plan.text[span.start : proposal.span.start])
        behind = _flat(plan.text[proposal.span.end : span.end])
        yield plan.slip(
            span,
            observed=_flat(plan.text[span.start : span.end]),
            expected=" ".join(part for part in (before, right, behind) if part),
            template={"twice": "message", "left_out": "left_out"}.get(proposal.kind, "likely"),
            # nine of ten at the least gain that is told
            confidence=0.98 - 0.08 * exp(-proposal.surplus / 4),
            severity=severity,
        )


def _line(text: str, span: Span) -> Span:
    start, end = text.rfind("\n", 0, span.start) + 1, text.find("\n", span.end)
    return Span(start, end if end >= 0 else len(text))


def _flat(text: str) -> str:
    return " ".join(text.split())


def _as_written(right: str, wrong: str) -> str:
    """The right words with the capitals of the wrong ones."""
    if wrong.isupper() and len(wrong) > 1:
        return right.upper()
    return right[:1].upper() + right[1:] if wrong[:1].isupper() else right
