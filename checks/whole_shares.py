"""Shares that make up a whole between them: "cơ cấu: thủy sản 55%, gạo 18%, trái cây 12%, khác 15%"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from dataset.spans import Span
from normalizers.numbers import parse_number

_DIGITS = r"\d{1,3}(?:,\d+)?"
# "cơ cấu …:" or "cơ cấu … gồm", and what it holds to the end of the sentence
_STRUCTURE = re.compile(
    r"\b(?:cơ cấu|tỷ trọng)\b[^.;:\n%]{0,80}?(?::|\bgồm|\btrong đó)\s*(?P<parts>[^\n:]+?)(?=\.(?:\s|$|/)|\n|$)",
    re.IGNORECASE,
)
# one part: words, a figure, a per cent sign
_PART = re.compile(
    rf"\s*(?:và\s+)?(?P<label>[^\d%;]+?)\s*(?:chiếm|đạt|là)?\s*(?:tỷ lệ|tỷ trọng)?\s*"
    rf"(?P<share>{_DIGITS})\s*%\s*(?:[,;]|và\b|$)",
    re.IGNORECASE,
)
# shares that come first: "40% chủ thể là hợp tác xã, 35% là doanh nghiệp, 25% là hộ kinh doanh"
_ARE = re.compile(
    rf"(?<![\d,.])(?P<first>{_DIGITS})\s*%\s+[^\d%.;:,()\n]{{2,40}}?\s(?:là|của)\s+[^\d%.;:()\n]{{2,60}}?"
    rf"(?P<more>(?:[,;]\s+(?:và\s+)?{_DIGITS}\s*%\s+(?:là|của)\s+[^\d%.;:,()\n]{{2,60}}){{2,}})",
    re.IGNORECASE,
)
# a change, a bound or another year is no part of one whole
_OTHER = re.compile(
    r"\b(?:tăng|giảm|so với|trên|dưới|ít nhất|tối thiểu|không quá|khoảng|năm|trong đó)\b|\(", re.IGNORECASE
)
# behind it nothing is left
_REST = re.compile(r"\b(?:khác|còn lại)\b", re.IGNORECASE)
_FEWEST = 3
_WHOLE = 100.0


class Structure(NamedTuple):
    """The shares of one whole: where they stand, their values, by how much rounding may move their sum."""

    span: Span
    shares: tuple[float, ...]
    blur: float


def unwhole(text: str, within: Span) -> Iterator[Structure]:
    """Structures whose shares are not a hundred: more of them than all, or with a remainder fewer than all."""
    if text.find("%", within.start, within.end) < 0:
        return
    for match in _ARE.finditer(text, within.start, within.end):
        found = [match["first"], *re.findall(rf"({_DIGITS})\s*%", match["more"])]
        values = tuple(number.value for number in map(parse_number, found) if number is not None)
        if sum(values) > _WHOLE + 0.5 * len(values) and not _OTHER.search(match.group()):
            yield Structure(Span(*match.span()), values, 0.0)
    for match in _STRUCTURE.finditer(text, within.start, within.end):
        words = match["parts"]
        parts = list(_PART.finditer(words))
        numbers = [parse_number(part["share"]) for part in parts]
        complete = "".join(part.group() for part in parts) == words
        if len(parts) < _FEWEST or not complete or _OTHER.search(words) or None in numbers:
            continue
        shares = tuple(number.value for number in numbers if number is not None)
        decimals = max(len(part["share"].partition(",")[2]) for part in parts)
        blur = 0.5 * 10**-decimals * len(shares) + 1e-6
        total = sum(shares)
        if total > _WHOLE + blur or (total < _WHOLE - blur and _REST.search(parts[-1]["label"])):
            yield Structure(Span(match.start("parts"), match.end("parts")), shares, blur)
