"""Values of the dataset as people write them: dates, numbers, comparisons."""

from __future__ import annotations

import re
from pathlib import PurePosixPath
from typing import Final

from checks.page import Language
from dataset.records import DocumentRecord
from review.corrections import normaliser_of
from review.wording import word

_DATE: Final = re.compile(r"(?P<year>\d{4})(?:-(?P<month>\d{2}))?(?:-(?P<day>\d{2}))?")
_DATE_IN_TEXT: Final = re.compile(r"(?<![\w/-])(\d{4})-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])(?![\w-])")
_NUMBER: Final = re.compile(r"-?\d+(?:\.\d+)?")
_PATH_IN_TEXT: Final = re.compile(r"\((?:[A-Za-z]:)?[/\\](?:[^()/\\]*[/\\])*([^()/\\]+)\)")
_SIGNS: Final = {">=": "≥", ">": ">", "=": "", "<=": "≤", "<": "<"}


def document_name(document: DocumentRecord) -> str:
    """What people call a document: ``149/KH-UBND``; the file's name where it has no symbol."""
    if document.number and document.symbol:
        return f"{document.number}/{document.symbol}"
    return PurePosixPath(document.source).name


def date(value: str | None, language: Language = "vi") -> str:
    """An EDTF date or interval: ``21/05/2026``, ``5/2026``, ``2026–2030``; in English ``2026-05-21``."""
    if not value:
        return ""
    if value == "P1Y":
        return word(language, "format.every_year")
    return "–".join(_one_date(part, language) for part in value.split("/") if part)


def readable(text: str, language: Language = "vi") -> str:
    """A message for people: ISO dates as ``22/12/2025`` (as they are in English), of a path in brackets the name."""
    text = _PATH_IN_TEXT.sub(r"(\1)", text)
    return text if language == "en" else _DATE_IN_TEXT.sub(r"\3/\2/\1", text)


def _one_date(value: str, language: Language) -> str:
    match = _DATE.fullmatch(value)
    if match is None or language == "en":
        return value
    if match["day"]:
        return f"{match['day']}/{match['month']}/{match['year']}"
    return f"{int(match['month'])}/{match['year']}" if match["month"] else match["year"]


def decided(value: str, field: str, language: Language = "vi") -> str:
    """A correction as people write it, by the ``table.column`` that it goes to."""
    kind = normaliser_of(field)
    if kind in {"date", "period"}:
        return date(value, language)
    if kind == "number" and _NUMBER.fullmatch(value):
        return number(float(value), language)
    return value


def years(value: str | None) -> list[str]:
    """The years that a period names: ``2026-06`` is of 2026, ``2026/2030`` of both."""
    return [match["year"] for match in _DATE.finditer(value or "")]


def number(value: float, language: Language = "vi") -> str:
    """A number with separators: ``7.818`` and ``95,5`` in Vietnamese, ``7,818`` and ``95.5`` in English."""
    text = f"{value:,.10f}".rstrip("0").rstrip(".")
    return text if language == "en" else text.translate(str.maketrans(",.", ".,"))


def quantity(comparator: str, value: float, value_max: float | None, unit: str | None, language: Language) -> str:
    """A target's value: ``≥ 7.818 người``, ``80–85 %``."""
    text = number(value, language)
    sign = _SIGNS.get(comparator, comparator)
    if value_max is not None:
        text, sign = f"{text}–{number(value_max, language)}", ""
    return " ".join(part for part in (sign, text, unit) if part)
