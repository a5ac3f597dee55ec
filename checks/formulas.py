"""Formulas that a table's head promises: ``(3)=(1)+(2)`` in the row of numbers below it, or ``Tổng (3=1+2)``."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from checks.tables import Grid

_LABEL = r"\(?\s*(?P<label>\d{1,2}[a-z]?)\s*\)?"
_FORMULA = re.compile(rf"(?<![\d,.]){_LABEL}\s*=\s*(?P<terms>[\d()\s+\-–×xX*/:.,%a-z]+)")
_NUMBER_CELL = re.compile(r"\(?\s*(?:[A-ZĐ]|\d{1,2}[a-z]?|[IVX]{1,4})\s*\)?(?:\s*=.*)?")
_TOKEN = re.compile(r"\(\s*(\d{1,2}[a-z]?)\s*\)|(\d{1,3}[a-z]?)|([-+*/()])")
_HEAD_REACH = 2500
_FEWEST = 3


class Formula(NamedTuple):
    """What a column is computed from: ``terms`` are names of columns, numbers and the operators ``+ - * / ( )``."""

    column: str
    terms: tuple[str, ...]
    written: str


def find_formulas(grid: Grid, text: str) -> Iterator[Formula]:
    """The formulas in the heads of the columns and in the row of numbers between the head and the first data row."""
    numbers = _number_row(grid, text)
    written = dict(zip(grid.columns, numbers, strict=True)) if numbers else dict.fromkeys(grid.columns, "")
    labels = {label: column for column, cell in written.items() if (label := _label_of(cell))}
    for column in grid.columns:
        labels.setdefault(_label_in_head(column), column)
    labels.pop("", None)
    for column in grid.columns:
        match = _FORMULA.search(written[column]) or _FORMULA.search(column.rpartition(" / ")[2])
        terms = _terms(match["terms"], labels) if match else None
        if match and terms:
            yield Formula(column, terms, " ".join(match.group().split()).strip(" .,("))


def evaluate(terms: tuple[str, ...], values: Mapping[str, float]) -> float | None:
    """The value of a formula; nothing where it cannot be read or divides by nothing."""
    parser = _Parser(terms, values)
    try:
        result = parser.sum()
    except (IndexError, KeyError, ValueError, ZeroDivisionError):
        return None
    return result if parser.at == len(terms) else None


class _Parser:
    """Sums of products of columns and numbers, by recursive descent."""

    def __init__(self, terms: tuple[str, ...], values: Mapping[str, float]) -> None:
        self.terms, self.values, self.at = terms, values, 0

    def sum(self) -> float:
        result = self._product()
        while self._next_is("+-"):
            sign = 1 if self._take() == "+" else -1
            result += sign * self._product()
        return result

    def _product(self) -> float:
        result = self._factor()
        while self._next_is("*/"):
            if self._take() == "*":
                result *= self._factor()
            else:
                result /= self._factor()
        return result

    def _factor(self) -> float:
        term = self._take()
        if term == "(":
            result = self.sum()
            if self._take() != ")":
                raise ValueError("unbalanced")
            return result
        return self.values[term] if term in self.values else float(term)

    def _next_is(self, operators: str) -> bool:
        return self.at < len(self.terms) and self.terms[self.at] in operators

    def _take(self) -> str:
        self.at += 1
        return self.terms[self.at - 1]


def _number_row(grid: Grid, text: str) -> list[str] | None:
    """The cells of the row that numbers the columns, one for each."""
    if not grid.cells:
        return None
    first = min(cell.start for cell in grid.cells.values())
    for line in reversed(text[max(0, first - _HEAD_REACH) : first].split("\n")):
        cells = [cell.strip(" |*\\") for cell in line.strip("|").split("\t" if "\t" in line else "|")]
        if len(cells) == len(grid.columns) >= _FEWEST and all(not c or _NUMBER_CELL.fullmatch(c) for c in cells):
            filled = [cell for cell in cells if cell]
            if len(filled) >= _FEWEST and any(char.isdigit() for cell in filled for char in cell):
                return cells
    return None


def _label_of(cell: str) -> str:
    match = re.match(_LABEL, cell)
    return match["label"] if match else ""


def _label_in_head(column: str) -> str:
    """The number that a head bears at its end: "Tổng số (3)", "Tổng số (3=1+2)"."""
    match = re.search(r"\(\s*(\d{1,2}[a-z]?)\s*\)?\s*(?:=[^()]*(?:\(\w+\)[^()]*)*)?\)?\s*$", column)
    return match[1] if match else ""


def _terms(written: str, labels: Mapping[str, str]) -> tuple[str, ...] | None:
    """The terms of a formula; nothing where one of them is no column, or where there is nothing to compute."""
    flat = re.sub(r"[×xX]", "*", written).replace("–", "-").replace(":", "/").replace("%", "").rstrip(" .,")
    found: list[str] = []
    at = 0
    for match in _TOKEN.finditer(flat):
        if flat[at : match.start()].strip():
            return None
        at = match.end()
        label = match[1] or match[2]
        if label is None:
            found.append(match[3])
        elif label in labels:
            found.append(labels[label])
        elif label in {"100", "1000"}:
            found.append(label)
        else:
            return None
    while found and found.count(")") > found.count("(") and found[-1] == ")":
        found.pop()  # the bracket that closes the whole formula: (3=1+2)
    columns = [term for term in found if term in labels.values()]
    return tuple(found) if not flat[at:].strip() and len(columns) > 1 else None
