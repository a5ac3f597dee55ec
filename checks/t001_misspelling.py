"""T001 misspelling: a word typed twice, a syllable that cannot be. Other slips come with the language model."""

from __future__ import annotations

from collections.abc import Iterator

from checks.doubled_words import doubled_words
from checks.odd_words import odd_words
from checks.rule import DocumentRule, Plan, Slip
from checks.set_phrases import misspelt_phrases
from dataset.records import CellRecord, Severity
from dataset.spans import Span
from normalizers.syllables import share_of_syllables

_BODY = ("title", "basis", "enacting", "heading", "item", "text", "closing")
# a text with fewer Vietnamese syllables lost its marks, and with them the proof
_LEAST_VIETNAMESE = 0.9
# a document in which so many words are odd was misread, not mistyped
_MOST_ODD = 12


class Misspelling(DocumentRule):
    """A word twice in a row; a syllable that does not exist where the document has the right one."""

    code = "T001"
    name = "misspelling"
    severity = "warning"
    exact = True

    def check(self, plan: Plan) -> Iterator[Slip]:
        """One slip for every doubled word of body and tables, and for every odd one of the body."""
        cells = dict.fromkeys(cell.span for cell in plan.records.of(CellRecord))
        for part in [*(section.span for section in plan.sections_of(*_BODY)), *cells]:
            for span, once in doubled_words(plan.text, part):
                yield plan.slip(span, observed=_flat(plan, span), expected=once, confidence=0.92)
        if share_of_syllables(plan.text) < _LEAST_VIETNAMESE:
            return
        for part in [*(section.span for section in plan.sections_of(*_BODY, "recipient")), *cells]:
            for span, right in misspelt_phrases(plan.text, part):
                yield plan.slip(span, observed=_flat(plan, span), expected=right, template="phrase", confidence=0.93)
        named = plan.sections_of("superior", "issuer", *_BODY, "recipient")
        odd = list(odd_words(plan.text, [section.span for section in named]))
        severity: Severity | None = "info" if len(odd) > _MOST_ODD else None
        for span, expected in odd:
            yield plan.slip(
                span,
                observed=_flat(plan, span),
                expected=expected,
                template="odd" if expected else "tones",
                confidence=0.9,
                severity=severity,
            )


def _flat(plan: Plan, span: Span) -> str:
    return " ".join(plan.text[span.start : span.end].split())
