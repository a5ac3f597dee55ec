"""T001 misspelling: a word typed twice, wrong, left out, a syllable that cannot be."""

from __future__ import annotations

from bisect import bisect_left, insort
from collections.abc import Iterator

from checks.abbreviations import misspelt_abbreviations
from checks.doubled_words import doubled_words
from checks.odd_words import odd_words
from checks.real_word_slips import real_word_slips
from checks.rule import DocumentRule, Plan, Slip
from checks.set_phrases import misspelt_phrases
from dataset.records import CellRecord, Severity, UnitMention
from dataset.spans import Span

_BODY = ("title", "basis", "enacting", "heading", "item", "text", "closing")
# a text with fewer Vietnamese syllables lost its marks, and with them the proof
_LEAST_VIETNAMESE = 0.9
# a document in which so many words are odd was misread, not mistyped
_MOST_ODD = 12


class Misspelling(DocumentRule):
    """A word typed twice, wrong or left out; a syllable that does not exist."""

    code = "T001"
    name = "misspelling"
    severity = "warning"
    exact = True

    def check(self, plan: Plan) -> Iterator[Slip]:
        """One slip for every wrong place; what the document itself proves comes before what is only likely."""
        places: list[Span] = []
        found: list[Slip] = []
        for slip in self._all(plan):
            if not _meets(slip.span, places):
                insort(places, slip.span)
                found.append(slip)
        yield from sorted(found, key=lambda slip: slip.span)

    def _all(self, plan: Plan) -> Iterator[Slip]:
        cells = list(dict.fromkeys(cell.span for cell in plan.records.of(CellRecord)))
        body = [section.span for section in plan.sections_of(*_BODY)]
        for part in [*body, *cells]:
            for span, once in doubled_words(plan.text, part):
                yield plan.slip(span, observed=_flat(plan, span), expected=once, confidence=0.92)
        if plan.share_of_syllables < _LEAST_VIETNAMESE:
            return
        body = [section.span for section in plan.sections_of(*_BODY, "recipient")]
        for part in [*body, *cells]:
            for span, right in misspelt_phrases(plan.text, part):
                yield plan.slip(span, observed=_flat(plan, span), expected=right, template="phrase", confidence=0.93)
        units = {mention.unit for mention in plan.records.of(UnitMention)}
        for span, right in misspelt_abbreviations(plan.text, [*body, *cells], units):
            yield plan.slip(span, observed=_flat(plan, span), expected=right, template="phrase", confidence=0.9)
        yield from _odd(plan)
        yield from real_word_slips(plan, [*body, *cells])


def _odd(plan: Plan) -> Iterator[Slip]:
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


def _meets(span: Span, others: list[Span]) -> bool:
    """Whether a span has characters of one of the others (sorted, apart from each other)."""
    place = bisect_left(others, span)
    return any(other.start < span.end and span.start < other.end for other in others[max(0, place - 1) : place + 1])


def _flat(plan: Plan, span: Span) -> str:
    return " ".join(plan.text[span.start : span.end].split())
