"""R002 reference-incomplete: nowhere in the document does a cited act bear its number or its date."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator

from checks.rule import DocumentRule, Plan, Slip
from dataset.records import Citation, Severity
from dataset.spans import Span
from normalizers.symbols import find_symbols

# laws, codes and the constitution are rightly cited by name
_BY_NAME = frozenset({"Luật", "Bộ luật", "Hiến pháp", "Pháp lệnh"})
# a number that carries its year (25/2021) tells the act apart even without the day
_WITH_YEAR = re.compile(r"/\d{4}$")


class ReferenceIncomplete(DocumentRule):
    """Decree 30/2020/NĐ-CP, Annex I, II.6: the first citation of an act gives type, number, symbol, date, issuer."""

    code = "R002"
    name = "reference-incomplete"
    severity = "warning"
    exact = True  # a number or a date that was misread is not read at all

    def check(self, plan: Plan) -> Iterator[Slip]:
        """One slip for every act, at its first mention."""
        acts: dict[str, list[Citation]] = defaultdict(list)
        for citation in plan.records.of(Citation):
            if citation.doc_type not in _BY_NAME:
                acts[citation.act].append(citation)
        dated = {_number(c) for mentions in acts.values() for c in mentions if _has_day(c)}
        for mentions in acts.values():
            first = mentions[0]
            if not any(c.number for c in mentions):
                yield plan.slip_on(first, observed=first.quote, template="number")
            elif _number(first) not in dated and not any(_has_day(c) for c in mentions):
                known = bool(_WITH_YEAR.search(first.number or ""))
                # the date belongs behind the symbol: nothing that follows is the matter
                symbol = next(find_symbols(first.quote), None)
                span = Span(first.start, first.start + symbol.end) if symbol else first.span
                severity: Severity = "info" if known else self.severity
                yield plan.slip(span, observed=plan.text[span.start : span.end], template="date", severity=severity)


def _has_day(citation: Citation) -> bool:
    """Whether the date is more than a year."""
    return bool(citation.issued_on and len(citation.issued_on) > len("2026"))


def _number(citation: Citation) -> tuple[str | None, str | None]:
    """An act cited under two dates stands as two acts; its number tells which one a bare mention means."""
    return citation.number, citation.symbol
