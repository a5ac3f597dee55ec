"""R004 symbol-malformed: the symbol of an act does not fit its type or its issuer."""

from __future__ import annotations

from collections.abc import Iterator

from checks.rule import DocumentRule, Plan, Slip
from dataset.records import Citation
from dataset.spans import Span
from normalizers.symbols import find_symbols


class SymbolMalformed(DocumentRule):
    """State acts bear 45/QĐ-UBND, Party acts 45-QĐ/ĐU (Decree 30/2020/NĐ-CP; Hướng dẫn 36-HD/VPTW)."""

    code = "R004"
    name = "symbol-malformed"
    severity = "warning"
    exact = True

    def check(self, plan: Plan) -> Iterator[Slip]:
        """One slip for the head and for every spelling of a cited symbol that cannot be right."""
        seen: set[str] = set()
        rows = [*plan.sections_of("symbol"), *plan.records.of(Citation)]
        for row in sorted(rows, key=lambda row: row.start):
            for found in find_symbols(row.quote):
                written = row.quote[found.start : found.end]
                if found.symbol.fault is None or written in seen:
                    continue
                seen.add(written)
                span = Span(row.start + found.start, row.start + found.end)
                yield plan.slip(span, observed=written, template=found.symbol.fault, confidence=0.9)
