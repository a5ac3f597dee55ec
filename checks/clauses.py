"""What a sentence counts: a whole with its parts, a share with its part and base, a growth with its two figures."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Literal, NamedTuple

from dataset.spans import Span
from normalizers.numbers import NumberMatch, find_numbers, parse_number

_DIGITS = r"(?:\d{1,3}(?:\.\d{3})+|\d+)(?:,\d+)?"
_NUM = rf"(?<![\d.,/]){_DIGITS}(?![\d/]|[.,]\d)"
_WORD = r"[^\W\d_]+"
_OPENING = re.compile(r"\b(?:trong (?:đó|số đó|số này)|gồm|bao gồm|chia ra)\b|:(?=\s)", re.IGNORECASE)
_END = re.compile(r"[;\n]|\.(?=\s|$)")
# nothing exact is said, or a figure of another kind
_ABOUT = re.compile(
    r"(?:\b(?:khoảng|gần|hơn|trên|dưới|ít nhất|tối thiểu|tối đa|không quá|từ|mỗi|bình quân|tăng|tăng thêm|giảm)"
    r"|[<>≥≤])\s*$",
    re.IGNORECASE,
)
_UNIT = re.compile(rf"\s+({_WORD})(?:\s+({_WORD}))?|(km|ha|m)\b")
# words that count nothing by themselves: "chi bộ", "tổ hợp tác", "lượt người"
_CLASSIFIERS = frozenset({"lượt", "con", "cái", "bộ", "tổ", "chi", "đơn", "công", "hội", "câu", "cơ", "hợp", "doanh"})
_FEWEST_LISTED = 3
_FEWEST = 2
# characters between a whole and a colon that introduces its parts
_NEAR_COLON = 40

_PERCENT = rf"(?P<percent>{_NUM})\s*%"
_SAID = r"\s*[,(]?\s*(?:đạt tỷ lệ|chiếm tỷ lệ|tỷ lệ|chiếm|đạt|tương đương|bằng|=)\s*"
_SHARES = (
    # 1.150/1.200 đảng viên (đạt 95,8%)
    re.compile(
        rf"(?<![\d.,/])(?P<part>{_DIGITS})\s?/\s?(?P<whole>{_DIGITS})(?![\d/]|[.,]\d)(?:\s+{_WORD}){{0,5}}{_SAID}{_PERCENT}",
        re.IGNORECASE,
    ),
    # đạt 95,8% (1.150/1.200 đảng viên)
    re.compile(
        rf"(?<!tăng )(?<!giảm ){_PERCENT}\s*\(\s*(?P<part>{_DIGITS})\s?/\s?(?P<whole>{_DIGITS})(?![\d/]|[.,]\d)",
        re.IGNORECASE,
    ),
    # 2.450 hộ, trong đó 612 hộ nghèo, chiếm 25%
    re.compile(
        rf"(?P<whole>{_NUM})\s+(?P<unit>{_WORD})(?:\s+{_WORD}){{0,6}},?\s+trong đó(?:\s+có)?\s+"
        rf"(?P<part>{_NUM})\s+(?P=unit)(?:\s+{_WORD}){{0,8}}\s*[,(]\s*"
        rf"(?:chiếm tỷ lệ|tỷ lệ|chiếm|tương đương)\s*{_PERCENT}",
        re.IGNORECASE,
    ),
)
_GROWTH = re.compile(
    rf"(?P<part>{_NUM})\s+(?P<unit>{_WORD}(?:\s+{_WORD}(?:/{_WORD})?)?),?\s+(?P<way>tăng|giảm)\s+{_PERCENT}\s+so với\s+"
    rf"(?:\S+\s+){{0,6}}?\S*\s?\((?:đạt |là |có )?(?P<whole>{_NUM})\s+(?P=unit)\)",
    re.IGNORECASE,
)


class Division(NamedTuple):
    """A whole and the parts that a sentence names for it, in one unit; ``listed`` where they are all of it."""

    whole: Span
    value: float
    parts: tuple[Span, ...]
    values: tuple[float, ...]
    listed: bool


class Share(NamedTuple):
    """A percentage that a sentence states beside the two figures which it is computed from."""

    span: Span
    kind: Literal["share", "growth"]
    part: float
    whole: float
    stated: float
    computed: float
    half_unit: float


def divisions(text: str, within: Span) -> Iterator[Division]:
    """Wholes whose parts follow behind "trong đó", "gồm", a colon, before the clause ends.

    Every quantity of the clause has to be a part in the unit of the whole; else the sentence counts several things.
    """
    quantities = [n for n in find_numbers(text[within.start : within.end]) if _counts(text, within.start, n)]
    for index, whole in enumerate(quantities[:-1]):
        start, offset = within.start + whole.end, within.start
        opening = _OPENING.search(text, start, offset + quantities[index + 1].start)
        end = _END.search(text, start, within.end)
        limit = end.start() if end else within.end
        if opening is None or opening.start() >= limit or not _exact(text, offset, whole):
            continue
        close = _closing_bracket(text, start, opening.start(), limit)
        clause = [n for n in quantities[index + 1 :] if offset + n.end <= close]
        if any(n.unit == "%" for n in clause) or _OPENING.search(text, opening.end(), close):
            continue
        parts = [n for n in clause if _depth(text, opening.end(), offset + n.start) == 0]
        unit = _unit(text, offset, whole)
        if unit is None or any(_unit(text, offset, p) != unit or not _exact(text, offset, p) for p in parts):
            continue
        colon = opening.group() == ":"
        if len(parts) < (_FEWEST_LISTED if colon else _FEWEST) or (colon and opening.start() - start > _NEAR_COLON):
            continue
        yield Division(
            _span(text, offset, whole),
            whole.value,
            tuple(_span(text, offset, part) for part in parts),
            tuple(part.value for part in parts),
            colon or opening.group().casefold() in {"gồm", "bao gồm", "chia ra"},
        )


def shares(text: str, within: Span) -> Iterator[Share]:
    """Percentages with their part and whole, and growths with their two figures."""
    for pattern in _SHARES:
        for match in pattern.finditer(text, within.start, within.end):
            share = _share(match, "share")
            if share:
                yield share
    for match in _GROWTH.finditer(text, within.start, within.end):
        growth = _share(match, "growth")
        if growth:
            yield growth


def _share(match: re.Match[str], kind: Literal["share", "growth"]) -> Share | None:
    part, whole, percent = (parse_number(match[name]) for name in ("part", "whole", "percent"))
    if part is None or whole is None or percent is None or not whole.value:
        return None
    computed = 100 * part.value / whole.value
    if kind == "growth":
        computed = (computed - 100) * (-1 if match["way"].casefold() == "giảm" else 1)
    decimals = len(match["percent"].partition(",")[2])
    return Share(Span(*match.span()), kind, part.value, whole.value, percent.value, computed, 0.5 * 10**-decimals)


def _counts(text: str, offset: int, number: NumberMatch) -> bool:
    """Whether a number counts something; behind "tổng số" it does, though "số 46" alone is a label."""
    before = text[max(0, offset + number.start - 10) : offset + number.start].casefold()
    return number.role == "value" or (number.role == "label" and before.endswith("tổng số "))


def _exact(text: str, offset: int, number: NumberMatch) -> bool:
    before = text[max(0, offset + number.start - 14) : offset + number.start]
    return number.value_max is None and number.unit is None and not _ABOUT.search(before)


def _unit(text: str, offset: int, number: NumberMatch) -> tuple[str, int] | None:
    """The word that is counted and its scale; two words where the first is but a classifier."""
    match = _UNIT.match(text, offset + number.end)
    if match is None:
        return None
    first, second = (match[1] or match[3]).casefold(), (match[2] or "").casefold()
    return (f"{first} {second}" if first in _CLASSIFIERS else first), number.multiplier


def _span(text: str, offset: int, number: NumberMatch) -> Span:
    unit = _UNIT.match(text, offset + number.end)
    return Span(offset + number.start, unit.end(1 if unit[1] else 3) if unit else offset + number.end)


def _closing_bracket(text: str, start: int, opening: int, limit: int) -> int:
    """Where the bracket closes that was opened between the whole and the words that introduce its parts."""
    bracket = text.rfind("(", start, opening)
    if bracket < 0 or ")" in text[bracket:opening]:
        return limit
    close = text.find(")", opening, limit)
    return close if close >= 0 else limit


def _depth(text: str, start: int, offset: int) -> int:
    return text.count("(", start, offset) - text.count(")", start, offset)
