"""S005 annex-caption: the caption of an annex names another plan, number or date than the document it belongs to."""

from __future__ import annotations

from collections.abc import Iterator

from checks.blanks import BLANK_NUMBER
from checks.rule import DocumentRule, Plan, Slip
from dataset.records import DocumentRecord, Section
from dataset.spans import Span
from normalizers.dates import find_dates
from normalizers.symbols import find_symbols
from normalizers.unicode import compare_key


class AnnexCaption(DocumentRule):
    """Decree 30/2020/NĐ-CP, Annex I, III.1: the caption repeats number, date and issuer of the document."""

    code = "S005"
    name = "annex-caption"
    severity = "error"
    exact = True

    def check(self, plan: Plan) -> Iterator[Slip]:
        """One slip for every part of a caption that differs from the head; blanks are S001's and S002's."""
        for section in plan.sections_of("annex-reference"):
            yield from _number(plan, section, plan.document)
            yield from _date(plan, section, plan.document)


def _number(plan: Plan, section: Section, head: DocumentRecord) -> Iterator[Slip]:
    found = next(find_symbols(section.quote), None)
    if found is None or BLANK_NUMBER.search(section.quote):
        return
    number, symbol = found.symbol.number, found.symbol.symbol
    number_differs = bool(number and head.number and number.lstrip("0") != head.number.lstrip("0"))
    symbol_differs = bool(symbol and head.symbol and compare_key(symbol) != compare_key(head.symbol))
    if number_differs or symbol_differs:
        span = Span(section.start + found.start, section.start + found.end)
        expected = "/".join(part for part in (head.number, head.symbol) if part)
        yield plan.slip(span, observed=plan.text[span.start : span.end], expected=expected, template="number")


def _date(plan: Plan, section: Section, head: DocumentRecord) -> Iterator[Slip]:
    found = next((f for f in find_dates(section.quote) if f.date.kind in {"day", "month"}), None)
    if found is None or found.date.edtf is None or not head.issued_on:
        return
    if not _compatible(found.date.edtf, head.issued_on):
        span = Span(section.start + found.start, section.start + found.end)
        observed = plan.text[span.start : span.end]
        yield plan.slip(span, observed=observed, expected=head.issued_on, template="date")


def _compatible(one: str, other: str) -> bool:
    """Whether two EDTF dates can be the same day: a blank part agrees with anything."""
    return all(a == b for a, b in zip(one.split("-"), other.split("-"), strict=False))
