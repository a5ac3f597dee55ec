"""R004 symbol-malformed: the symbol of an act does not fit its type or its issuer."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from functools import lru_cache
from importlib import resources
from typing import Any

from checks.rule import DocumentRule, Plan, Slip
from dataset.records import Citation
from dataset.spans import Span
from normalizers.symbols import ParsedSymbol, find_symbols


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
                fault, right = _fault(found.symbol)
                if fault is None or written in seen:
                    continue
                seen.add(written)
                span = Span(row.start + found.start, row.start + found.end)
                yield plan.slip(span, observed=written, expected=right, template=fault, confidence=0.9)


def _fault(symbol: ParsedSymbol) -> tuple[str | None, str | None]:
    """What is wrong with a symbol, as the name of a message, and the right one where it can be told."""
    if symbol.fault is not None:
        return symbol.fault, None
    kind, bar, issuer = symbol.symbol.rpartition("/" if symbol.style == "party" else "-")
    if symbol.doc_type is None or not bar or symbol.number is None:
        return None, None
    number, issuers = symbol.number, _issuers()
    issuer_right = issuers["misspelt"].get(issuer, issuer)
    if symbol.style == "party" and issuer_right in issuers["state"] and issuer_right not in issuers["both"]:
        return "state-form-expected", f"{number}/{kind}-{issuer_right}"
    return ("misspelt", f"{number}/{kind}-{issuer_right}") if issuer_right != issuer else (None, None)


@lru_cache(maxsize=1)
def _issuers() -> dict[str, Any]:
    text = (resources.files("checks") / "data" / "symbols.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)
