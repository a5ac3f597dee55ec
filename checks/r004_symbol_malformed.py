"""R004 symbol-malformed: the symbol of an act does not fit its type or its issuer."""

from __future__ import annotations

import re
from collections.abc import Iterator

from checks.bodies import symbol_issuers
from checks.rule import DocumentRule, Plan, Slip
from dataset.records import Citation
from dataset.spans import Span
from normalizers.symbols import ParsedSymbol, find_symbols

# "137/2020/NĐ-" with what is no Latin letter behind, "01/CV-01", "…/QĐ-….."
_GOES_ON = re.compile(r"\s?[-–]\S|\s?[.…_]{2}|…")


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
                if _is_left_open(found.symbol, plan.text[row.start + found.end : row.start + found.end + 2]):
                    continue
                fault, right = _fault(found.symbol)
                if fault is None or written in seen:
                    continue
                seen.add(written)
                span = Span(row.start + found.start, row.start + found.end)
                yield plan.slip(span, observed=written, expected=right, template=fault, confidence=0.9)


def _is_left_open(symbol: ParsedSymbol, behind: str) -> bool:
    """Whether the symbol is one of a form to fill in (``số …/QĐ-…``), or goes on in what was not read as part of it."""
    return symbol.fault == "issuer-missing" and (symbol.number is None or bool(_GOES_ON.match(behind)))


def _fault(symbol: ParsedSymbol) -> tuple[str | None, str | None]:
    """What is wrong with a symbol, as the name of a message, and the right one where it can be told."""
    if symbol.fault is not None:
        return symbol.fault, None
    kind, bar, issuer = symbol.symbol.rpartition("/" if symbol.style == "party" else "-")
    if symbol.doc_type is None or not bar or symbol.number is None:
        return None, None
    number, issuers = symbol.number, symbol_issuers()
    issuer_right = issuers["misspelt"].get(issuer, issuer)
    if symbol.style == "party" and issuer_right in issuers["state"] and issuer_right not in issuers["both"]:
        return "state-form-expected", f"{number}/{kind}-{issuer_right}"
    return ("misspelt", f"{number}/{kind}-{issuer_right}") if issuer_right != issuer else (None, None)
