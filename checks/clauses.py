"""What a sentence counts: a whole with its parts."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from dataset.spans import Span
from normalizers.numbers import NumberMatch, find_numbers

_DIGITS = r"(?:\d{1,3}(?:\.\d{3})+|\d+)(?:,\d+)?"
_NUM = rf"(?<![\d.,/]){_DIGITS}(?![\d/]|[.,]\d)"
_WORD = r"[^\W\d_]+"
_OPENING = re.compile(
    r"\b(?:trong (?:đó|số đó|số này)|gồm|bao gồm|chia ra)\b|\bđồng,\s+(?:lấy\s+)?từ (?:các )?nguồn\b|:(?=\s)",
    re.IGNORECASE,
)
_END = re.compile(r"[;\n]|\.(?=\s|$)")
_SENTENCE_END = re.compile(r"\n|\.(?=\s|/|$)")
# nothing exact is said, or a figure of another kind
_ABOUT = re.compile(
    r"(?:\b(?:khoảng|gần|hơn|trên|dưới|ít nhất|tối thiểu|tối đa|không quá|từ|mỗi|bình quân|tăng|tăng thêm|giảm)"
    r"|[<>≥≤])\s*$",
    re.IGNORECASE,
)
_UNIT = re.compile(rf"\s+({_WORD})(?:\s+({_WORD}))?|(km|ha|m)\b")
_ALL_OF_IT = frozenset({"gồm", "bao gồm", "chia ra"})
# words that count nothing by themselves: "chi bộ", "tổ hợp tác", "lượt người"
_CLASSIFIERS = frozenset({"lượt", "con", "cái", "bộ", "tổ", "chi", "đơn", "công", "hội", "câu", "cơ", "hợp", "doanh"})
_FEWEST_LISTED = 3
_FEWEST = 2
# nobody divides a whole into more; and the longest bracket in which parts are looked for, in characters
_MOST_PARTS = 60
_LONGEST_BRACKET = 1000
# characters between a whole and a colon that introduces its parts
_NEAR_COLON = 40
_FIGURE = re.compile(r"\s+\d")
# of what a label speaks, not what is counted: "dưới 03 tháng", "trên 60 tuổi"
_OF_LABEL = re.compile(r"\b(?:dưới|trên|từ|đến)\s*$", re.IGNORECASE)
# "125 sản phẩm 4 sao": a figure right behind what was counted tells its grade
_GRADE = re.compile(rf"\d\s+{_WORD}(?:\s+{_WORD})?\s+$")
# periods divide a year, a year's work or a school without rest: "quý I: 6 tuyến, quý II: 8 tuyến"
_PERIOD = re.compile(r"\b(?:quý|đợt|học k[ỳì]|khối|mức|hạng|loại)\s+(?:[IVX]+|\d{1,2}|[A-E])\s*:\s*$", re.IGNORECASE)
# between a whole and the colon: "450 thùng rác, chia theo quý:"
_DIVIDES = re.compile(r"^[^,]*,\s*(?:được\s+)?(?:chia|phân|cụ thể|trong đó)\b[^,]*$", re.IGNORECASE)
# what is counted in two kinds at once, and words behind which a list of parts begins, semicolons between them
_TWO_UNITS = re.compile(rf"\s+({_WORD}),\s+({_WORD}),?\s+")
_LISTS = re.compile(r"(?:trong (?:đó|số đó|số này)\s*)?:", re.IGNORECASE)
_AMOUNT = re.compile(rf"{_NUM}(?!\s*[:%])")
_ANY_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
_ITEM = re.compile(r"\s*\d{1,2}\.\s")
_SUMMED = re.compile(r"\b(?:tổng cộng|tổng số|cộng)\s*(?:là|:)?\s*$", re.IGNORECASE)
# "35 lớp (sáng: 18 lớp, chiều: 17 lớp)": a bracket right behind a whole, and words by which it is no division
_BRACKET = re.compile(r"[^\W\d_]*(?:\s+[^\W\d_]+){0,3}\s*\(")
_NO_DIVISION = re.compile(
    r"\b(?:so với|tăng|giảm|trong đó|bình quân|mỗi|hoặc|nếu|từ)\b|[/=×]|\d\s*x\s*\d", re.IGNORECASE
)


class Division(NamedTuple):
    """A whole and the parts that a sentence names for it, in one unit; ``listed`` where they are all of it."""

    whole: Span
    value: float
    parts: tuple[Span, ...]
    values: tuple[float, ...]
    listed: bool


class _Ends(NamedTuple):
    """Where the clauses and the sentences of a stretch of text end, in order, and the stretch."""

    clauses: tuple[int, ...]
    sentences: tuple[int, ...]
    within: Span

    @classmethod
    def of(cls, text: str, within: Span) -> _Ends:
        clauses = tuple(match.start() for match in _END.finditer(text, *within))
        return cls(clauses, tuple(match.start() for match in _SENTENCE_END.finditer(text, *within)), within)

    def clause(self, start: int) -> int:
        """Where the clause ends in which ``start`` lies."""
        return _next(self.clauses, start, self.within.end)

    def sentence(self, start: int) -> int:
        """Where the sentence ends in which ``start`` lies."""
        return _next(self.sentences, start, self.within.end)

    def sentence_start(self, place: int) -> int:
        """Behind the end of the sentence before ``place``."""
        before = bisect_left(self.sentences, place)
        return self.sentences[before - 1] + 1 if before else self.within.start


def _next(places: Sequence[int], start: int, last: int) -> int:
    found = bisect_left(places, start)
    return places[found] if found < len(places) else last


class _Reach(NamedTuple):
    """From the end of a whole to where its parts end, and the units in which these are counted."""

    start: int
    limit: int
    units: frozenset[tuple[str, int]]


def divisions(text: str, within: Span) -> Iterator[Division]:
    """Wholes whose parts follow behind "trong đó", "gồm", a colon, before the clause ends; and sums behind their parts.

    Every quantity of the clause has to be a part in the unit of the whole; else the sentence counts several things.
    """
    quantities = [n for n in find_numbers(text[within.start : within.end]) if _counts(text, within.start, n)]
    ends = _Ends.of(text, within)
    for index, whole in enumerate(quantities[:-1]):
        start, offset = within.start + whole.end, within.start
        following = quantities[index + 1 : index + 1 + _MOST_PARTS]
        bracketed = _in_brackets(text, within, whole, following)
        if bracketed is not None:
            yield bracketed
            continue
        unit = _unit(text, offset, whole)
        # "150 thùng tại 03 thôn, gồm: …": what counts other things on the way to the parts is passed over
        after = next((n for n in following if unit is None or _unit(text, offset, n) == unit), None)
        opening = _OPENING.search(text, start, offset + after.start) if after else None
        if opening is None or unit is None or not _exact(text, offset, whole):
            continue
        units = _units(text, offset, whole, opening, unit)
        colon = opening.group() == ":"
        # where the figures go on behind the last that is looked at, that is no end
        beyond = quantities[index + 1 + _MOST_PARTS : index + 2 + _MOST_PARTS]
        horizon = offset + beyond[0].start if beyond else within.end
        for limit in _limits(text, start, ends, opening, horizon):
            parts = _parts(text, offset, following, opening, _Reach(start, limit, units))
            if len(parts) < (_FEWEST_LISTED if colon else _FEWEST) or (colon and not _opens_list(text, start, opening)):
                continue
            listed = colon or opening.group().casefold() in _ALL_OF_IT or _of_periods(text, offset, parts)
            yield _division(text, offset, whole, parts, listed=listed)
            break
    yield from _sums(text, within, quantities, ends)


def _division(text: str, offset: int, whole: NumberMatch, parts: list[NumberMatch], *, listed: bool) -> Division:
    spans = tuple(_span(text, offset, part) for part in parts)
    return Division(_span(text, offset, whole), whole.value, spans, tuple(part.value for part in parts), listed)


def _parts(
    text: str, offset: int, following: list[NumberMatch], opening: re.Match[str], reach: _Reach
) -> list[NumberMatch]:
    """The parts behind the words that introduce them, up to a limit; none where other things are counted there."""
    start, limit, units = reach
    if opening.start() >= limit:
        return []
    close = _closing_bracket(text, start, opening.start(), limit)
    clause = [n for n in following if opening.end() <= offset + n.start and offset + n.end <= close]
    parts = [n for n in clause if _depth(text, opening.end(), offset + n.start) == 0]
    # a share in brackets belongs to the part before it
    if any(n.unit == "%" for n in parts) or _opens_again(text, opening.end(), close):
        return []
    parts = [n for n in parts if not _labels(text, offset, n, units)]
    alike = all(_unit(text, offset, p) in units and _exact(text, offset, p) for p in parts)
    return parts if alike else []


def _labels(text: str, offset: int, number: NumberMatch, units: frozenset[tuple[str, int]]) -> bool:
    """Whether a number belongs to the name of a part: the months of "dưới 03 tháng"."""
    before = text[max(0, offset + number.start - 30) : offset + number.start]
    return bool(_OF_LABEL.search(before) or _GRADE.search(before)) and _unit(text, offset, number) not in units


def _units(
    text: str, offset: int, whole: NumberMatch, opening: re.Match[str], unit: tuple[str, int]
) -> frozenset[tuple[str, int]]:
    """The units in which parts may be counted: of "17 khoa, phòng, gồm" both."""
    pair = _TWO_UNITS.fullmatch(text, offset + whole.end, opening.start())
    return frozenset({unit, (pair[2].casefold(), whole.multiplier)}) if pair else frozenset({unit})


def _limits(text: str, start: int, ends: _Ends, opening: re.Match[str], horizon: int) -> Iterator[int]:
    """Where the parts may end: with the clause; before that is tried, with the sentence where semicolons part them."""
    last = ends.clause(start)
    if text.startswith(";", last) and opening.start() < last and (stop := ends.sentence(start)) <= horizon:
        pieces = text[opening.end() : stop].strip(" :").split(";")
        if opening.group().casefold() in _ALL_OF_IT or (
            _LISTS.match(text, opening.start()) and all(len(_AMOUNT.findall(piece)) == 1 for piece in pieces)
        ):
            yield stop
    if last <= horizon:
        yield last


def _of_periods(text: str, offset: int, parts: list[NumberMatch]) -> bool:
    """Whether each part is that of a period or a grade, which leave nothing of the whole."""
    return len(parts) >= _FEWEST_LISTED and all(
        _PERIOD.search(text[max(0, offset + part.start - 14) : offset + part.start]) for part in parts
    )


def _sums(text: str, within: Span, quantities: list[NumberMatch], ends: _Ends) -> Iterator[Division]:
    """Sums behind their parts: "làm mới 15 km; tu sửa 28 km; tổng cộng 43 km"."""
    for index, whole in enumerate(quantities):
        at = within.start + whole.start
        if index < _FEWEST or not _SUMMED.search(text[max(within.start, at - 12) : at]):
            continue
        start = ends.sentence_start(at)
        before = quantities[max(0, index - _MOST_PARTS) : index]
        if len(before) == _MOST_PARTS and within.start + before[0].start >= start:
            continue
        parts = [n for n in before if within.start + n.start >= start]
        # a figure that was taken for a label may be a part: the sum would be short of it
        if len(parts) != len(_ANY_NUMBER.findall(text[start:at])) - bool(_ITEM.match(text, start)):
            continue
        unit = _unit(text, within.start, whole)
        alike = all(_unit(text, within.start, p) == unit and _exact(text, within.start, p) for p in parts)
        if unit is not None and len(parts) >= _FEWEST and alike and not _NO_DIVISION.search(text[start:at]):
            yield _division(text, within.start, whole, parts, listed=True)


def _in_brackets(text: str, within: Span, whole: NumberMatch, following: list[NumberMatch]) -> Division | None:
    """A whole whose parts stand in a bracket right behind it, each with a label of its own."""
    offset = within.start
    opening = _BRACKET.match(text, offset + whole.end + 1, within.end)
    close = text.find(")", opening.end(), min(within.end, opening.end() + _LONGEST_BRACKET)) if opening else -1
    if opening is None or close < 0 or not _exact(text, offset, whole) or "(" in text[opening.end() : close]:
        return None
    unit = _unit(text, offset, whole)
    inner = [n for n in following if opening.end() <= offset + n.start < close]
    parts = [n for n in inner if unit is None or not _labels(text, offset, n, frozenset({unit}))]
    alike = unit is not None and all(_unit(text, offset, p) == unit and _exact(text, offset, p) for p in parts)
    inside = text[opening.end() : close]
    if len(parts) < _FEWEST or not alike or "%" in inside or "\n" in inside or _NO_DIVISION.search(inside):
        return None
    return _division(text, offset, whole, parts, listed=False)


def _opens_list(text: str, start: int, colon: re.Match[str]) -> bool:
    """Whether a colon belongs to the whole before it, not to a label behind it ("168 em, khối 7: 152 em")."""
    between = text[start : colon.start()]
    return colon.start() - start <= _NEAR_COLON and ("," not in between or bool(_DIVIDES.search(between)))


def _opens_again(text: str, start: int, limit: int) -> bool:
    """Whether parts have parts of their own; a colon right behind the opening words is no further one."""
    colon = re.compile(r"\s*:").match(text, start, limit)
    # in "khối 6: 168 học sinh" the colon parts a label from its figure and introduces nothing
    return any(
        match.group() != ":" or not _FIGURE.match(text, match.end())
        for match in _OPENING.finditer(text, colon.end() if colon else start, limit)
    )


def _counts(text: str, offset: int, number: NumberMatch) -> bool:
    """Whether a number counts something; behind "tổng số" it does, though "số 46" alone is a label, as is "khối 6:"."""
    if text.startswith(":", offset + number.end):
        return False
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
