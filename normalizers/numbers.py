"""Vietnamese numbers: ``1.184.000``, ``95,5%``, ``1,5 triệu``, ``12 nghìn tỷ``, ``80 - 85%``.

The rule for separators (in Vietnamese usage a dot groups thousands and a comma begins the decimals): groups of exactly
three digits behind a first group of one to three that does not begin with zero are thousands, whichever mark parts
them; anything else is a decimal. A single group behind a comma (``1,500``) can be meant either way and has a lower
confidence; before ``%`` it is a decimal.
"""

from __future__ import annotations

import re
import sys
import tomllib
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from typing import Any, Final, Literal

from normalizers.dates import find_dates
from normalizers.symbols import find_symbols

NumberRole = Literal["value", "fraction", "year", "date", "symbol", "label"]


@dataclass(frozen=True, slots=True)
class Number:
    """A plain value, its multiplier already in it (``1,5 triệu`` is 1500000); ``unit`` is ``%``, ``‰`` or nothing."""

    value: float
    unit: str | None = None
    multiplier: int = 1
    confidence: float = 1.0


@dataclass(frozen=True, slots=True)
class NumberMatch:
    """A number at ``text[start:end]``, with multiplier and percent sign; ranges have their upper end in ``value_max``.

    ``digits_end`` is where the last digit ends, so that ``text[digits_end:end]`` holds multiplier and ``%``.
    ``role`` tells what the number is a part of; only ``value`` and ``fraction`` are quantities.
    """

    start: int
    end: int
    digits_end: int
    value: float
    value_max: float | None
    unit: str | None
    multiplier: int
    role: NumberRole
    confidence: float


_DIGITS: Final = r"\d+(?:[.,]\d+)*"
_SCALE: Final = r"(?:\s*(?:trăm|nghìn|ngàn|vạn|triệu|t[ỷỉ](?!\s*(?:lệ|trọng|suất|giá|số)))(?!\w))+"
_PERCENT: Final = r"\s*(?:%|‰|phần\s+trăm(?!\w))"
_QUANTITY: Final = rf"(?P<digits>{_DIGITS})(?P<scale>{_SCALE})?(?P<percent>{_PERCENT})?"
_SECOND: Final = rf"(?P<digits2>{_DIGITS})(?P<scale2>{_SCALE})?(?P<percent2>{_PERCENT})?"
_TO: Final = r"\s*(?:[-–—÷~]|đến|tới)\s*(?:dưới\s+)?"
_DATA: Final = Path(__file__).parent / "data" / "numbers.toml"
_FIND: Final = re.compile(rf"(?<![\w.,]){_QUANTITY}(?:{_TO}{_SECOND})?(?!\d)", re.IGNORECASE)
_WHOLE: Final = re.compile(rf"(?P<sign>[-–−+]|\()?\s*{_QUANTITY}\s*(?P<close>\))?", re.IGNORECASE)
_GROUPED: Final = re.compile(r"[1-9]\d{0,2}(?P<mark>[.,])\d{3}(?:(?P=mark)\d{3})*(?:[.,]\d+)?")
_SPACED: Final = re.compile(r"[1-9]\d{0,2}(?:[ \u00a0\u202f]\d{3})+")
# a grouped number that a narrow column cuts: 412.00 / 0
_WRAPPED: Final = re.compile(r"([1-9]\d{0,2}(?:\.\d{3})*\.)(?:(\d) (\d\d)|(\d\d) (\d))")
_FRACTION: Final = re.compile(r"(\d{1,5})\s?/\s?(\d{1,5})")
# a month of a year is no fraction
_MONTH: Final = re.compile(r"(?:0?[1-9]|1[0-2])\s?[/-]\s?(?:19|20)\d\d")
# a speck of the scan, apart from the number
_SPECKED: Final = re.compile(r"([\d.,%]*[\d%])\s+[.,'ˆ^·•~¬|]")
_YEAR: Final = re.compile(r"(?:19|20)\d\d")
_LABEL_BEHIND: Final = re.compile(r"\s*[.)](?=\s|$)")
# more decimals than that are a code (1.012501)
_LONGEST_FRACTION: Final = 4
_MARKUP: Final = " \t\n\u00a0*_\"'“”‘’`"


@lru_cache(maxsize=1)
def _data() -> dict[str, Any]:
    return tomllib.loads(_DATA.read_text(encoding="utf-8"))


@lru_cache(maxsize=1)
def _label_words() -> re.Pattern[str]:
    words = sorted(_data()["labels"]["words"], key=len, reverse=True)
    return re.compile(rf"(?<!\w)(?:{'|'.join(words)})\s*(?:số\s*)?:?\s*$", re.IGNORECASE)


def parse_number(text: str) -> Number | None:
    """The number that the whole of ``text`` is (a table cell), or nothing. ``(5)`` and ``-5`` are negative."""
    text = text.strip(_MARKUP)
    if specked := _SPECKED.fullmatch(text):
        bare = parse_number(specked[1])
        return replace(bare, confidence=min(bare.confidence, 0.6)) if bare else None
    if _MONTH.fullmatch(text):
        return None
    if _SPACED.fullmatch(text):
        return Number(float(re.sub(r"\D", "", text)), confidence=0.8)
    if _WRAPPED.fullmatch(text):
        return Number(float(re.sub(r"\D", "", text)), confidence=0.7)
    if match := _FRACTION.fullmatch(text):
        return Number(int(match[1]) / int(match[2]), confidence=0.6) if int(match[2]) else None
    match = _WHOLE.fullmatch(text)
    if match is None or (match["sign"] == "(") != bool(match["close"]):
        return None
    scale, unit = _multiplier(match["scale"]), _percent(match["percent"])
    read = _decimal(match["digits"], percent=unit is not None)
    if read is None:
        return None
    value, confidence = read
    if match["sign"] and match["sign"] != "+":
        value = -value
    return Number(float(value * scale), unit, scale, confidence)


def find_numbers(text: str) -> Iterator[NumberMatch]:
    """Every number of a text in reading order, those inside dates, symbols and labels marked by their role."""
    if not any(character.isdigit() for character in text):
        return
    dates = [(m.start, m.end) for m in find_dates(text)]
    symbols = [(m.start, m.end) for m in find_symbols(text)]
    position = 0
    while match := _FIND.search(text, position):
        number = _match(text, match, dates, symbols)
        position = number.end if number else match.end()
        if number:
            yield number


def _match(
    text: str, match: re.Match[str], dates: list[tuple[int, int]], symbols: list[tuple[int, int]]
) -> NumberMatch | None:
    unit = _percent(match["percent"]) or _percent(match["percent2"])
    first = _decimal(match["digits"], percent=unit is not None)
    if first is None:
        return None
    role = _role(text, match, dates, symbols)
    end, digits_end = match.end(), match.end("digits")
    value_max: Decimal | None = None
    scale = _multiplier(match["scale"])
    confidence = first[1]
    second = _decimal(match["digits2"], percent=unit is not None) if match["digits2"] else None
    if second and role == "value" and _is_range(match, first[0], second[0]):
        # 80 - 85%, 1 - 1,5 triệu: what stands behind the second holds for both
        last_scale = _multiplier(match["scale2"])
        scale = last_scale if match["scale"] is None else scale
        value_max = second[0] * last_scale
        digits_end, confidence = match.end("digits2"), min(confidence, second[1])
    elif match["digits2"]:
        end = match.end("percent") if match["percent"] else match.end("scale") if match["scale"] else digits_end
        unit = _percent(match["percent"])
    fraction = _FRACTION.match(text, match.start())
    value = first[0] * scale
    if fraction and role == "value" and int(fraction[2]) and value_max is None:
        quotient = int(fraction[1]) / int(fraction[2])
        return NumberMatch(*fraction.span(), fraction.end(), quotient, None, None, 1, "fraction", 0.6)
    upper = None if value_max is None else float(value_max)
    return NumberMatch(match.start(), end, digits_end, float(value), upper, unit, scale, role, confidence)


def _is_range(match: re.Match[str], first: Decimal, second: Decimal) -> bool:
    """Whether two numbers joined by a dash are the ends of one range, not a code (``2 - 3 - 1``) or two values."""
    scale, last = _multiplier(match["scale"]), _multiplier(match["scale2"])
    low = first * (last if match["scale"] is None else scale)
    return low < second * last


def _role(text: str, match: re.Match[str], dates: list[tuple[int, int]], symbols: list[tuple[int, int]]) -> NumberRole:
    start, end = match.start(), match.end("digits")
    if _lies_in(symbols, start):
        return "symbol"
    if _lies_in(dates, start):
        return "date"
    if match["scale"] or match["percent"] or match["percent2"]:
        return "value"
    if _LABEL_BEHIND.match(text, end) and text[:start].rstrip()[-1:] in {"", ".", ";", ":", ")", "”"}:
        return "label"
    if _label_words().search(text, max(0, start - 24), start):
        return "year" if _YEAR.fullmatch(match["digits"]) else "label"
    if match["digits"].count(".") >= 1 and _decimal(match["digits"], percent=False) is None:
        return "label"
    return (
        "year"
        if _YEAR.fullmatch(match["digits"])
        and (match["digits2"] is None or _YEAR.fullmatch(match["digits2"]))
        and _bare(text, end)
        else "value"
    )


def _lies_in(spans: Sequence[tuple[int, int]], offset: int) -> bool:
    """Whether an offset lies in one of some spans, which are in order and apart."""
    index = bisect_right(spans, (offset, sys.maxsize)) - 1
    return index >= 0 and offset < spans[index][1]


def _bare(text: str, end: int) -> bool:
    """Whether nothing that could be counted follows: a four-digit number is then a year (2026; 2027)."""
    return not re.match(r"\s+[^\W\d_]", text[end : end + 3])


def _decimal(digits: str, *, percent: bool) -> tuple[Decimal, float] | None:
    """Value and confidence of digits with separators; nothing for what is no number (1.2.3)."""
    marks = re.sub(r"\d", "", digits)
    if not marks:
        return Decimal(digits), 1.0
    grouped = _GROUPED.fullmatch(digits)
    if grouped and not (percent and len(marks) == 1 and marks == ","):
        mark = grouped["mark"]
        whole, _, rest = digits.partition("," if mark == "." else ".")
        value = Decimal(whole.replace(mark, "") + (f".{rest}" if rest else ""))
        if len(marks) > 1 or (mark == "." and not percent):
            return value, 1.0 if mark == "." else 0.9
        return value, 0.6
    if len(marks) == 1 and len(digits.partition(marks)[2]) <= _LONGEST_FRACTION:
        return Decimal(digits.replace(",", ".")), 1.0 if marks == "," else 0.8
    return None


def _multiplier(scale: str | None) -> int:
    product = 1
    for word in (scale or "").casefold().split():
        product *= _data()["scales"][word]
    return product


def _percent(mark: str | None) -> str | None:
    return None if mark is None else "‰" if "‰" in mark else "%"
