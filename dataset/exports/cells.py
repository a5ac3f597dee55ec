"""How values stand in a CSV cell: plain, and never a formula for a spreadsheet program.

A text that a spreadsheet program could take for a formula (it begins with ``=``, ``+``, ``-``, ``@``, their full-width
forms, a tab or a line break, and is no plain number) gets one apostrophe in front. So does a text that already begins
with apostrophes before such a sign, which makes the step reversible: :func:`unguarded` takes one apostrophe away from
what :func:`guarded` made and changes nothing else. Numbers, dates and the values of closed lists stay as they are.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Any, Final

from dataset.columns import ColumnSpec

_SIGNS: Final = "=+\\-@\uff1d\uff0b\uff0d\uff20\t\r\n"
_RISKY: Final = re.compile(rf"'*\s*[{_SIGNS}]")
_GUARDED: Final = re.compile(rf"''*\s*[{_SIGNS}]")
_PLAIN_NUMBER: Final = re.compile(r"[+-]?\d+([.,]\d+)*( ?%)?")
_BARE_SIGNS: Final = re.compile(r"[-+=\s]+")


def guarded(text: str) -> str:
    """The text as it may stand in a spreadsheet."""
    # most texts begin with a letter or a digit, and this is asked of every cell of an archive
    if text[:1].isalnum() or not _RISKY.match(text) or _PLAIN_NUMBER.fullmatch(text) or _BARE_SIGNS.fullmatch(text):
        return text
    return f"'{text}"


def unguarded(cell: str) -> str:
    """The text that :func:`guarded` was given."""
    return cell[1:] if _GUARDED.match(cell) else cell


def writers(columns: Sequence[ColumnSpec]) -> list[tuple[int, Callable[[Any], str]]]:
    """The columns whose values do not go into a cell as :mod:`csv` writes them, and how they go: nothing as nothing."""
    found: list[tuple[int, Callable[[Any], str]]] = []
    for index, column in enumerate(columns):
        if column.kind is not int and not (column.kind is str and column.choices):
            found.append((index, guarded if column.is_text else _truth if column.kind is bool else decimal))
    return found


def cell(value: str | float | bool | None, column: ColumnSpec) -> str:
    """A value of the dataset as the text of a CSV cell; nothing for no value."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return _truth(value)
    if isinstance(value, float):
        return decimal(value)
    text = str(value)
    return guarded(text) if column.is_text else text


def _truth(value: bool) -> str:
    return "true" if value else "false"


def decimal(value: float) -> str:
    """A plain decimal number: no exponent, no trailing zeros."""
    if value == int(value) and abs(value) < 1e16:
        return str(int(value))
    text = repr(value)
    return text if "e" not in text else f"{value:.20f}".rstrip("0").rstrip(".")
