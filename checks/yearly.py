"""Figures of one sentence year by year: "năm 2026 đạt 20.000 ha, năm 2027 đạt 22.000 ha, năm 2028 …"."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from dataset.spans import Span
from normalizers.numbers import parse_number

_NUM = r"(?<![\d.,/])(?:\d{1,3}(?:\.\d{3})+|\d+)(?:,\d+)?(?![\d/]|[.,]\d)"
_YEAR = re.compile(
    rf"\bnăm\s+(?P<year>20\d\d)\s*:?\s*(?:(?:đạt|là|có|còn|tăng lên|hoàn thành|phấn đấu)\s+)*"
    rf"(?P<value>{_NUM})(?P<unit>%|\s+[^\W\d_]+(?:/[^\W\d_]+)?)",
    re.IGNORECASE,
)
_BETWEEN = re.compile(r"(?:\s+[^\W\d_]+){0,2}\s*[,;]?\s*(?:và\s+)?(?:đến\s+)?")
_GROWTH = re.compile(
    rf"\b(?P<way>tăng|giảm)\s+(?:bình quân |trung bình |đều |thêm )?(?P<rate>{_NUM})\s*%\s*"
    r"(?:/\s?năm|mỗi năm|một năm|hằng năm|hàng năm)",
    re.IGNORECASE,
)
_FEWEST = 3
# a value is off where rounding to its last place does not explain it, nor that of the year before
_BLUR = 1.0
_FITTING = 2


class Figure(NamedTuple):
    """What a sentence says of one year."""

    span: Span
    year: int
    value: float
    unit: str


class Miss(NamedTuple):
    """A figure that alone breaks the growth which its sentence promises, and what it would have to be."""

    figure: Figure
    before: Figure
    way: str
    rate: float
    needed: float
    promise: Span


def series(text: str, within: Span) -> Iterator[list[Figure]]:
    """Runs of three figures or more, each with its year, in one unit, with nothing else between them."""
    run: list[Figure] = []
    for match in _YEAR.finditer(text, within.start, within.end):
        number = parse_number(match["value"])
        if number is None:
            continue
        figure = Figure(Span(*match.span()), int(match["year"]), number.value, match["unit"].strip().casefold())
        if run and (run[-1].unit != figure.unit or not _BETWEEN.fullmatch(text, run[-1].span.end, figure.span.start)):
            if len(run) >= _FEWEST:
                yield run
            run = []
        run.append(figure)
    if len(run) >= _FEWEST:
        yield run


def repeated(run: Sequence[Figure]) -> Figure | None:
    """The second figure of a year that stands twice where the next was due; the other years count on one by one."""
    years = [figure.year for figure in run]
    twins = [index for index, (one, other) in enumerate(pairwise(years), start=1) if one == other]
    if len(twins) != 1 or run[twins[0]].value == run[twins[0] - 1].value:
        return None
    expected = [years[0] + index for index in range(len(years))]
    # the twin itself may be the only slip, or the one before it (2026, 2028, 2028)
    off = [index for index, (one, other) in enumerate(zip(years, expected, strict=True)) if one != other]
    return run[twins[0]] if off == [twins[0]] else None


def misses(text: str, within: Span, run: Sequence[Figure]) -> Iterator[Miss]:
    """The one figure of a run that breaks the yearly growth promised before it in the sentence, where the rest keep it.

    ``needed`` is compound growth, value of the year before times (1 + rate); a figure counts as off only where the one
    behind it follows from what it should be, or it is the last.
    """
    promise = next(iter(list(_GROWTH.finditer(text, within.start, run[0].span.start))[-1:]), None)
    if promise is None or any(b.year != a.year + 1 for a, b in pairwise(run)) or run[0].unit == "%":
        return
    if re.search(r"[;\n]|\.\s", text[promise.end() : run[0].span.start]):
        return
    rate = parse_number(promise["rate"])
    if rate is None or not rate.value:
        return
    factor = 1 + rate.value / 100 * (1 if promise["way"].casefold() == "tăng" else -1)
    broken = [index for index, (a, b) in enumerate(pairwise(run), start=1) if not _keeps(a.value, b.value, factor)]
    if not broken or len(run) - 1 - len(broken) < _FITTING - (len(broken) > 1):
        return
    at = broken[0]
    needed = run[at - 1].value * factor
    last = at == len(run) - 1
    if broken != ([at] if last else [at, at + 1]) or not (last or _keeps(needed, run[at + 1].value, factor)):
        return
    yield Miss(run[at], run[at - 1], promise["way"].casefold(), rate.value, needed, Span(*promise.span()))


def _keeps(before: float, after: float, factor: float) -> bool:
    """Whether a figure follows from the one before; both may be rounded to whole units of their last place."""
    return abs(before * factor - after) <= _BLUR * max(_place(after), _place(before) * factor)


def _place(value: float) -> float:
    decimals = len(f"{value:.6f}".rstrip("0").partition(".")[2])
    return float(10**-decimals)
