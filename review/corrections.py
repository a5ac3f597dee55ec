"""A corrected value goes through the normaliser that an extracted one goes through: nothing else gets into the dataset.

What the normaliser does not understand is refused with a reason; what it understands and does not know (a commune that
the gazetteer has not, a unit outside the vocabulary) is taken with a warning: the official knows more than the data.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, Literal

from normalizers.dates import edtf_bounds, parse_date
from normalizers.gazetteer import gazetteer, split_level
from normalizers.numbers import parse_number
from normalizers.symbols import parse_symbol
from normalizers.unicode import fold, hygiene_edits, tone_placement
from normalizers.units import UnitContext, canonical_unit
from review.policy import Normaliser, review_policy
from review.subjects import collapsed, plain

Problem = Literal["", "empty", "number", "date", "impossible-date", "period", "symbol"]
"""Why a value is refused."""
Warning_ = Literal["", "unknown-unit", "unknown-place", "symbol-form", "unit-in-number", "blank-date"]
"""What is odd about a value that is taken."""


@dataclass(frozen=True)
class Checked:
    """A correction as it will stand in the dataset, or why it cannot; keys of texts, for whoever shows them."""

    value: str | None
    problem: Problem = ""
    warning: Warning_ = ""


def normaliser_of(field: str) -> Normaliser:
    """The normaliser of a ``table.column``; that of texts where there is no column."""
    return review_policy().columns.get(field, "text")


def checked(field: str, text: str, context: UnitContext | None = None) -> Checked:
    """A correction of a ``table.column`` as typed by a reviewer, normalised.

    ``context`` is what the document says about itself, for names of units ("UBND phường").
    """
    text = cleaned(text)
    if not text:
        return Checked(None, "empty")
    kind = normaliser_of(field)
    if kind == "unit":
        return _unit(text, context)
    return _CHECKS[kind](text)


def cleaned(text: str) -> str:
    """A typed text as the recovery would leave it: composed letters, no hidden characters, on one line."""
    for edit in reversed(hygiene_edits(text)):
        text = text[: edit.start] + edit.text + text[edit.end :]
    return collapsed(text)


def _text(text: str) -> Checked:
    return Checked(text)


def _number(text: str) -> Checked:
    number = parse_number(text)
    if number is None:
        return Checked(None, "number")
    return Checked(plain(number.value), warning="unit-in-number" if number.unit else "")


def _date(text: str) -> Checked:
    if _EDTF_DATE.fullmatch(text):
        return Checked(text) if _exists(text) else Checked(None, "impossible-date")
    date = parse_date(text)
    if date is None:
        return Checked(None, "date")
    if date.impossible or date.edtf is None:
        return Checked(None, "impossible-date" if date.impossible else "date")
    return Checked(date.edtf, warning="blank-date" if date.blank else "")


def _period(text: str) -> Checked:
    if text == "P1Y" or fold(text) in {"hang nam", "moi nam"}:
        return Checked("P1Y")
    if years := _YEARS.fullmatch(text):
        first, last = years.groups()
        return Checked(f"{first}/{last}") if first <= last else Checked(None, "period")
    if _EDTF_PERIOD.fullmatch(text):
        return Checked(text) if all(map(_exists, text.split("/"))) else Checked(None, "impossible-date")
    date = _date(text)
    return date if date.value else Checked(None, "period" if date.problem == "date" else date.problem)


def _symbol(text: str) -> Checked:
    symbol = parse_symbol(text) or parse_symbol(f"1/{text}")
    if symbol is None:
        return Checked(None, "symbol")
    return Checked(symbol.symbol, warning="symbol-form" if symbol.fault else "")


def _place(text: str) -> Checked:
    level, name = split_level(tone_placement(text))
    return Checked(name, warning="" if gazetteer().lookup(name, level=level) else "unknown-place")


def _unit(text: str, context: UnitContext | None) -> Checked:
    unit = canonical_unit(text, context)
    return Checked(unit.name, warning="" if unit.known else "unknown-unit")


def _exists(edtf: str) -> bool:
    try:
        edtf_bounds(edtf)
    except ValueError:
        return False
    return True


_EDTF_DATE: Final = re.compile(r"\d{4}(?:-\d\d(?:-\d\d)?)?")
_EDTF_PERIOD: Final = re.compile(r"\d{4}(?:-\d\d(?:-\d\d)?)?/\d{4}(?:-\d\d(?:-\d\d)?)?")
_YEARS: Final = re.compile(r"(?:(?:giai đoạn|từ năm|năm)\s+)?(\d{4})\s*(?:-|–|/|đến(?: năm)?)\s*(\d{4})", re.IGNORECASE)
_CHECKS: Final[dict[Normaliser, Callable[[str], Checked]]] = {
    "text": _text,
    "number": _number,
    "date": _date,
    "period": _period,
    "symbol": _symbol,
    "place": _place,
}
