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
# what has the share, ages in it too: "trẻ em dưới 6 tuổi có thẻ bảo hiểm y tế"
_BETWEEN = r"(?:[^.;:\n%\d]|\d{1,2}(?=\s(?:tuổi|tháng)\b))"
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
    # đạt 62% trở lên, tương đương 986/1.590 em
    re.compile(
        rf"(?<!tăng )(?<!giảm ){_PERCENT}{_BETWEEN}{{0,60}}?,\s*(?:tương đương|tương ứng|tức là|tức|ứng với)\s+"
        rf"(?:với\s+|ít nhất\s+)?(?P<part>{_DIGITS})\s?/\s?(?P<whole>{_DIGITS})(?![\d/]|[.,]\d)",
        re.IGNORECASE,
    ),
    # ít nhất 70% dân số có tài khoản, tương đương 42.000 người trong tổng số 60.000 người
    re.compile(
        rf"(?<!tăng )(?<!giảm ){_PERCENT}{_BETWEEN}{{0,80}}?,\s*(?:tương đương|tương ứng|tức là|tức|ứng với|bằng)\s+"
        rf"(?:với\s+|ít nhất\s+)?(?P<part>{_NUM})\s+(?P<unit>{_WORD})(?:\s+{_WORD}){{0,2}}\s+(?:trong|trên)\s+"
        rf"(?:tổng số\s+|tổng\s+)?(?P<whole>{_NUM})\s+(?P=unit)",
        re.IGNORECASE,
    ),
    # lượng rác phát sinh 96 tấn/ngày, thu gom được 86,4 tấn/ngày, đạt 90%
    re.compile(
        rf"(?P<whole>{_NUM})\s+(?P<unit>{_WORD}/{_WORD}),\s+(?:{_WORD}\s+){{1,5}}(?P<part>{_NUM})\s+(?P=unit)\s*[,(]\s*"
        rf"(?:đạt tỷ lệ|tỷ lệ|chiếm|đạt|bằng)\s*{_PERCENT}{_OTHER_BASE}",
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
    rf"\(?(?:đạt |là |có )?(?<!năm )(?P<whole>{_NUM})\s+(?P<unit>{_WORD}(?:/{_WORD})?)"
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
    # giảm 25%, từ 240 ca xuống còn 180 ca; giảm 25% số ca so với năm 2025, từ 240 ca xuống còn 180 ca
    re.compile(
        rf"(?P<way>tăng|giảm)\s+{_PERCENT}(?:[^.;:\n%(]{{0,60}},)?\s*[,(]?\s*(?:tức\s+)?{_FROM_TO}", re.IGNORECASE
    ),
)
# tăng 6%, tương ứng tăng 26.292 người so với năm 2025 (438.200 người)
_ADDED = re.compile(
    rf"(?:tăng|giảm)\s+(?:thêm\s+)?{_PERCENT}\s*,\s*(?:tương ứng|tương đương|tức là|tức)\s+(?:với\s+)?(?:tăng|giảm)?\s*"
    rf"(?:thêm\s+)?(?P<part>{_NUM})\s+(?P<unit>{_WORD})(?:\s+{_WORD}){{0,3}}\s+so với\s+[^.;:\n%()]{{0,40}}"
    rf"\((?P<whole>{_NUM})\s+(?P=unit)",
    re.IGNORECASE,
)
# giảm 54 ca so với năm 2024 (540 ca), tương đương giảm 10%
_FALLEN = re.compile(
    rf"(?:tăng|giảm)\s+(?:thêm\s+)?(?P<part>{_NUM})\s+(?P<unit>{_WORD})(?:\s+{_WORD}){{0,3}}\s+so với\s+"
    rf"[^.;:\n%()]{{0,40}}\((?:là\s+)?(?P<whole>{_NUM})\s+(?P=unit)[^)]{{0,20}}\)\s*,?\s*"
    rf"(?:tương ứng|tương đương|tức là|tức|bằng)\s+(?:với\s+)?(?:mức\s+)?(?:tăng|giảm)?\s*{_PERCENT}",
    re.IGNORECASE,
)
# tăng từ 12 điểm lên 30 điểm (tăng 18 điểm)
_CLIMB = re.compile(
    rf"{_FROM_TO}\s*[,(]\s*(?:tức\s+)?(?P<way>tăng|giảm)\s+(?:thêm\s+)?(?P<percent>{_NUM})\s+(?P=unit)\b", re.IGNORECASE
)
# a total and its shares in brackets: 120 tỷ đồng (ngân sách 48 tỷ đồng, chiếm 40%; vốn khác 72 tỷ đồng, chiếm 60%)
_LISTED_IN_BRACKETS = re.compile(
    rf"(?P<whole>{_NUM})\s+(?P<unit>{_WORD}(?:\s+đồng)?)(?:\s+{_WORD}){{0,3}}\s*\((?P<inside>[^()]*%[^()]*)\)",
    re.IGNORECASE,
)
# 12 điểm phần trăm: 10,89%, giảm 3,50 điểm phần trăm so với năm 2023 (14,39%)
_POINTS = re.compile(
    rf"(?P<part>{_NUM})\s*%\s*[,(]\s*(?P<way>tăng|giảm)\s+(?P<percent>{_NUM})\s*(?:điểm phần trăm|điểm %)\s+"
    rf"so với\s+[^.;:\n%()]{{0,40}}\((?P<whole>{_NUM})\s*%\s*\)",
    re.IGNORECASE,
)
# 06 lớp cho 360 học viên (bình quân 60 học viên/lớp)
_MEAN = re.compile(
    rf"(?P<whole>{_NUM})\s+(?P<each>{_WORD})(?:\s+{_WORD}){{0,6}}\s+(?P<part>{_NUM})\s+"
    rf"(?P<of>{_WORD}(?:\s+{_WORD}){{0,4}})\s*[,(]\s*(?:bình quân|trung bình)\s+(?:là\s+|đạt\s+)?(?P<percent>{_NUM})\s+"
    rf"(?P<what>{_WORD}(?:\s+{_WORD}){{0,3}})\s?/\s?(?:(?:một|mỗi)\s+)?(?P=each)\b",
    re.IGNORECASE,
)
# what a clause ends with, outside of numbers
_END = re.compile(r"[;\n]|\.(?=\s|$)")


Kind = Literal["share", "growth", "points", "mean", "difference"]


class Share(NamedTuple):
    """A percentage that a sentence states beside the two figures which it is computed from.

    Of ``points`` and ``difference`` the difference of two figures is stated, of a ``mean`` the quotient itself.
    """

    span: Span
    kind: Kind
    part: float
    whole: float
    stated: float
    computed: float
    half_unit: float


def shares(text: str, within: Span) -> Iterator[Share]:
    """Percentages with their part and whole, and growths with their two figures."""
    for match in _MEAN.finditer(text, within.start, within.end) if "/" in text[within.start : within.end] else ():
        if match["of"].casefold().endswith(match["what"].casefold()) or match["of"].casefold().startswith(
            match["what"].casefold()
        ):
            yield from _share(match.span(), match, "mean", match["part"])
    for match in _CLIMB.finditer(text, within.start, within.end):
        yield from _share(match.span(), match, "difference", match["part"])
    if text.find("%", within.start, within.end) < 0:
        return
    yield from _in_brackets(text, within)
    for match in _FALLEN.finditer(text, within.start, within.end):
        yield from _share(match.span(), match, "share", match["part"])
    for match in _ADDED.finditer(text, within.start, within.end):
        yield from _share(match.span(), match, "share", match["part"])
    for match in _POINTS.finditer(text, within.start, within.end):
        yield from _share(match.span(), match, "points", match["part"])
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


def _in_brackets(text: str, within: Span) -> Iterator[Share]:
    """The shares of the parts of a total that stand in brackets behind it, each beside its part."""
    for total in _LISTED_IN_BRACKETS.finditer(text, within.start, within.end):
        part = re.compile(
            rf"(?P<part>{_NUM})\s+{re.escape(total['unit'])}(?:\s+{_WORD}){{0,3}},\s*(?:chiếm|bằng|đạt)\s*(?:tỷ lệ\s*)?"
            rf"{_PERCENT}{_OTHER_BASE}",
            re.IGNORECASE,
        )
        whole = parse_number(total["whole"])
        for match in part.finditer(text, total.start("inside"), total.end("inside")):
            figure, percent = parse_number(match["part"]), parse_number(match["percent"])
            if figure is not None and percent is not None and whole is not None and whole.value:
                half = 0.5 * 10 ** -len(match["percent"].partition(",")[2])
                computed = 100 * figure.value / whole.value
                yield Share(Span(*match.span()), "share", figure.value, whole.value, percent.value, computed, half)


def _last_of(text: str, within: Span, growth: re.Match[str]) -> re.Match[str] | None:
    """The figure that grew: the last one of the same sentence that counts the same things."""
    start = max((m.end() for m in _END.finditer(text, within.start, growth.start())), default=within.start)
    amount = re.compile(rf"(?P<part>{_NUM})\s+{re.escape(growth['unit'])}\b", re.IGNORECASE)
    found = list(amount.finditer(text, start, growth.start()))
    return found[-1] if found else None


def _share(span: tuple[int, int], match: re.Match[str], kind: Kind, figure: str) -> Iterator[Share]:
    part, whole, percent = (parse_number(number) for number in (figure, match["whole"], match["percent"]))
    if part is None or whole is None or percent is None or not whole.value:
        return
    computed = (1 if kind == "mean" else 100) * part.value / whole.value
    if kind == "growth":
        computed = (computed - 100) * (-1 if match["way"].casefold() == "giảm" else 1)
    if kind in {"points", "difference"}:
        computed = (part.value - whole.value) * (-1 if match["way"].casefold() == "giảm" else 1)
    decimals = len(match["percent"].partition(",")[2])
    yield Share(Span(*span), kind, part.value, whole.value, percent.value, computed, 0.5 * 10**-decimals)
