"""Percentages that a sentence states beside the figures which they are computed from: shares, growths, changes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Literal, NamedTuple

from dataset.spans import Span
from normalizers.numbers import parse_number

_DIGITS = r"(?:\d{1,3}(?:\.\d{3})+|\d+)(?:,\d+)?"
_NUM = rf"(?<![\d.,/]){_DIGITS}(?![\d/]|[.,]\d)"
_WORD = r"[^\W\d_]+"
_PERCENT = rf"(?P<percent>{_NUM})\s*%"
_SAID = r"\s*[,(]?\s*(?:đạt tỷ lệ|chiếm tỷ lệ|tỷ lệ|chiếm|đạt|tương đương|bằng|=)\s*"
# behind the percentage: it is one of another whole
_OTHER_BASE = r"(?!\s*(?:so với|kế hoạch|chỉ tiêu|dự toán|của (?:cả|toàn)|cả |toàn ))"
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
    # 2.450 hộ, trong đó 612 hộ nghèo, chiếm 25%; 1.860 ha đất, trong đó đất trồng rau 1.302 ha, chiếm 70%
    re.compile(
        rf"(?P<whole>{_NUM})\s+(?P<unit>{_WORD})(?:\s+{_WORD}){{0,6}},?\s+trong đó(?:\s+{_WORD}){{0,6}}\s+"
        rf"(?P<part>{_NUM})\s+(?P=unit)(?:\s+{_WORD}){{0,8}}\s*[,(]\s*"
        rf"(?:chiếm tỷ lệ|tỷ lệ|chiếm|tương đương)\s*{_PERCENT}{_OTHER_BASE}",
        re.IGNORECASE,
    ),
)
# 412 vụ (tăng 10,2% so với năm 2024 (374 vụ)); 412 vụ, 655 đối tượng (tăng 10,2% số vụ so với 374 vụ năm 2024)
_GROWTH = re.compile(
    rf"(?P<way>tăng|giảm)\s+{_PERCENT}(?:\s+số\s+{_WORD})?\s+so với\s+(?:\S+\s+){{0,6}}?\S{{0,12}}?\s?"
    rf"\(?(?:đạt |là |có )?(?P<whole>{_NUM})\s+(?P<unit>{_WORD}(?:/{_WORD})?)"
    rf"(?:(?:\s+{_WORD}){{0,3}}\))?",
    re.IGNORECASE,
)
_UP_OR_DOWN = r"(?:xuống còn|xuống|còn|lên tới|lên đến|lên|đến)"
# what a figure counts goes on for some words, or tells its year
_MORE = rf"(?:\s+(?:năm|vào|trong)\s+(?:\S+\s+)?(?:19|20)\d\d|(?:\s+{_WORD}){{0,5}}?)"
_FROM_TO = rf"từ\s+(?P<whole>{_NUM})\s+(?P<unit>{_WORD}){_MORE}\s+{_UP_OR_DOWN}\s+(?P<part>{_NUM})\s+(?P=unit)\b"
_CHANGES = (
    # giảm từ 240 ca năm 2025 xuống còn 180 ca năm 2026, tức giảm 25%
    re.compile(
        rf"{_FROM_TO}[^.;:\n%]{{0,40}}?[,(]\s*(?:(?:tức là|tức|tương đương|tương ứng|hay)\s+)?(?P<way>tăng|giảm)\s+"
        rf"(?:thêm\s+)?{_PERCENT}{_OTHER_BASE}",
        re.IGNORECASE,
    ),
    # giảm 25%, từ 240 ca xuống còn 180 ca
    re.compile(rf"(?P<way>tăng|giảm)\s+{_PERCENT}\s*[,(]?\s*(?:tức\s+)?{_FROM_TO}", re.IGNORECASE),
)
# what a clause ends with, outside of numbers
_END = re.compile(r"[;\n]|\.(?=\s|$)")


class Share(NamedTuple):
    """A percentage that a sentence states beside the two figures which it is computed from."""

    span: Span
    kind: Literal["share", "growth"]
    part: float
    whole: float
    stated: float
    computed: float
    half_unit: float


def shares(text: str, within: Span) -> Iterator[Share]:
    """Percentages with their part and whole, and growths with their two figures."""
    if text.find("%", within.start, within.end) < 0:
        return
    for pattern in _SHARES:
        for match in pattern.finditer(text, within.start, within.end):
            yield from _share(match.span(), match, "share", match["part"])
    for pattern in _CHANGES:
        for match in pattern.finditer(text, within.start, within.end):
            yield from _share(match.span(), match, "growth", match["part"])
    for match in _GROWTH.finditer(text, within.start, within.end):
        before = _last_of(text, within, match)
        if before is not None:
            yield from _share((before.start(), match.end()), match, "growth", before["part"])


def _last_of(text: str, within: Span, growth: re.Match[str]) -> re.Match[str] | None:
    """The figure that grew: the last one of the same sentence that counts the same things."""
    start = max((m.end() for m in _END.finditer(text, within.start, growth.start())), default=within.start)
    amount = re.compile(rf"(?P<part>{_NUM})\s+{re.escape(growth['unit'])}\b", re.IGNORECASE)
    found = list(amount.finditer(text, start, growth.start()))
    return found[-1] if found else None


def _share(
    span: tuple[int, int], match: re.Match[str], kind: Literal["share", "growth"], figure: str
) -> Iterator[Share]:
    part, whole, percent = (parse_number(number) for number in (figure, match["whole"], match["percent"]))
    if part is None or whole is None or percent is None or not whole.value:
        return
    computed = 100 * part.value / whole.value
    if kind == "growth":
        computed = (computed - 100) * (-1 if match["way"].casefold() == "giảm" else 1)
    decimals = len(match["percent"].partition(",")[2])
    yield Share(Span(*span), kind, part.value, whole.value, percent.value, computed, 0.5 * 10**-decimals)
