"""R008 number-and-year: the year in the number of an act, or the legislature in its symbol, is not that of its date."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from functools import lru_cache
from importlib import resources

from checks.rule import DocumentRule, Plan, Slip
from dataset.records import Citation

_YEAR = re.compile(r"/((?:19|20)\d\d)$")
_LEGISLATURE = re.compile(r"^(?:UBTV)?QH(\d{1,2})$")
_DAY = re.compile(r"\d{4}-\d\d-\d\d")


class NumberAndYear(DocumentRule):
    """An act that bears its year in its number was issued in that year; one of the 14th legislature while it sat."""

    code = "R008"
    name = "number-and-year"
    severity = "error"
    exact = True

    def check(self, plan: Plan) -> Iterator[Slip]:
        """One slip for every act, where it is first cited so."""
        told: set[tuple[str | None, str | None, str | None]] = set()
        for citation in plan.records.of(Citation):
            key = citation.number, citation.symbol, citation.issued_on
            year = _YEAR.search(citation.number or "")
            if key in told or not citation.issued_on or not year:
                continue
            told.add(key)
            if year[1] != citation.issued_on[:4]:
                yield _slip(plan, citation, "message", expected=year[1], observed=citation.issued_on[:4])
                continue
            term = _LEGISLATURE.match((citation.symbol or "").upper())
            right = _sitting(citation.issued_on) if term and _DAY.fullmatch(citation.issued_on) else set()
            if term and right and int(term[1]) not in right:
                expected = (citation.symbol or "").upper().replace(term[1], str(min(right)))
                yield _slip(plan, citation, "legislature", expected=expected, observed=citation.symbol or "")


def _slip(plan: Plan, citation: Citation, template: str, *, expected: str, observed: str) -> Slip:
    return plan.slip_on(
        citation,
        observed=observed,
        expected=expected,
        template=template,
        values={"act": f"{citation.number}/{citation.symbol}" if citation.symbol else citation.number or ""},
        confidence=0.95,
    )


def _sitting(day: str) -> set[int]:
    """The legislatures of which an act of a day may be: one, or none where the calendar does not reach."""
    begins = _begins()
    sat = [number for number, begin in begins if begin <= day]
    return {max(sat)} if sat else set()


@lru_cache(maxsize=1)
def _begins() -> tuple[tuple[int, str], ...]:
    """The legislatures with the first day of their first session, of ``data/symbols.toml``."""
    data = tomllib.loads((resources.files("checks") / "data" / "symbols.toml").read_text(encoding="utf-8"))
    return tuple((int(number), str(day)) for number, day in data["legislatures"].items())
