"""Vietnamese dates as EDTF (ISO 8601-2), blanks and impossible days included.

Forms after Decree 30/2020/NĐ-CP, Annex I, II.4 (``ngày 10 tháng 12 năm 2025``), and the short ones that officials write
(``24/4/2026``, ``tháng 5/2026``, ``Quý II/2026``). A blank is not guessed: ``ngày tháng 5 năm 2026`` is ``2026-05``.
"""

from __future__ import annotations

import re
from bisect import bisect_right, insort
from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Final, Literal

DateKind = Literal["day", "month", "quarter", "part-of-year", "year", "years", "partial"]


@dataclass(frozen=True, slots=True)
class ParsedDate:
    """A date as written.

    ``edtf`` is empty for an impossible date (31/02/2026) and for one without a year (``kind`` is ``partial`` then, or
    everything was left blank). ``blank`` tells that a part was left to be filled in by hand.
    """

    kind: DateKind
    edtf: str | None
    year: int | None = None
    month: int | None = None
    day: int | None = None
    blank: bool = False
    impossible: bool = False
    confidence: float = 1.0

    def bounds(self) -> tuple[date, date] | None:
        """First and last day that it covers; nothing for an impossible date or one without a year."""
        return edtf_bounds(self.edtf) if self.edtf else None


@dataclass(frozen=True, slots=True)
class DateMatch:
    """A date in a text: ``text[start:end]``, without a leading ``ngày`` or ``năm`` only where none stands there."""

    start: int
    end: int
    date: ParsedDate


def edtf_bounds(edtf: str) -> tuple[date, date]:
    """First and last day of an EDTF date or interval of the forms that this module writes.

    Raises:
        ValueError: It has another form.
    """
    first, _, last = edtf.partition("/")
    low, high = _parts(first), _parts(last or first)
    year, month, day = high
    month = month or 12
    return date(low[0], low[1] or 1, low[2] or 1), date(year, month, day or monthrange(year, month)[1])


def _parts(edtf: str) -> tuple[int, int | None, int | None]:
    year, *rest = (int(part) for part in edtf.split("-"))
    month = rest[0] if rest else None
    return year, month, rest[1] if len(rest) > 1 else None


_SLASH: Final = r"[/⁄∕]"
_BLANK: Final = r"[\s.…_]*"
_YEAR: Final = r"(?:19|20)\d\d"
_DASH: Final = r"\s*[-–—]\s*"
_NOT_IN_SYMBOL: Final = r"(?!\d|[.,]\d|\s?[/⁄∕]\s?[^\W\d_]|-[^\W\d_])"

_PATTERNS: Final[tuple[tuple[str, str], ...]] = (
    # ngày 10 tháng 12 năm 2025; ngày … tháng 5 năm 2026; ngày tháng năm 2026
    (
        "words",
        rf"ngày{_BLANK}(?P<d>\d{{1,2}})?{_BLANK}tháng{_BLANK}(?P<m>\d{{1,2}})?{_BLANK}năm{_BLANK}(?P<y>{_YEAR}(?!\d))?",
    ),
    # ngày 24/4/2026, 24-4-2026, 24.4.2026
    (
        "numeric",
        rf"(?:ngày\s*)?(?<![\d/⁄∕])(?<!\d[.,-])(?P<d>\d{{1,2}})\s?(?P<s>[/⁄∕.-])\s?(?P<m>\d{{1,2}})\s?(?P=s)\s?(?P<y>{_YEAR}){_NOT_IN_SYMBOL}",
    ),
    # ngày / /2026; ngày /5/2026; ngày …/…/2026
    (
        "blanks",
        rf"ngày{_BLANK}(?P<d>\d{{1,2}})?{_BLANK}{_SLASH}{_BLANK}(?P<m>\d{{1,2}})?{_BLANK}{_SLASH}{_BLANK}(?P<y>{_YEAR}(?!\d))?",
    ),
    # ngày 24/4/26
    (
        "short",
        rf"(?:ngày\s*)?(?<![\d/⁄∕.,-])(?P<d>\d{{1,2}}){_SLASH}(?P<m>\d{{1,2}}){_SLASH}(?P<y2>\d\d)(?![\d/⁄∕]|\s?[-]\s?[^\W\d_])",
    ),
    (
        "quarter",
        rf"quý\s*(?P<q>IV|I{{1,3}}|[1-4])(?!\w)(?:\s*(?:,|và|đến|[-–—])\s*(?:quý\s*)?(?P<q2>IV|I{{1,3}}|[1-4])(?!\w))?"
        rf"(?:\s*{_SLASH}\s*|\s*-\s*|\s*(?:của\s*)?năm\s*)(?P<y>{_YEAR}){_NOT_IN_SYMBOL}",
    ),
    ("halves", rf"(?P<n>0?[3689])\s*tháng\s*(?P<w>đầu|cuối)\s*năm\s*(?P<y>{_YEAR})(?!\d)"),
    ("part", rf"(?P<w>đầu|giữa|cuối|hết)\s*năm\s*(?P<y>{_YEAR})(?!\d)"),
    ("month", rf"(?:tháng\s*)(?P<m>\d{{1,2}})(?:\s*[/⁄∕.-]\s*|\s*năm\s*)(?P<y>{_YEAR}){_NOT_IN_SYMBOL}"),
    ("bare-month", rf"(?<![\w/⁄∕.,-])(?<!số )(?P<m>0?[1-9]|1[0-2]){_SLASH}(?P<y>{_YEAR}){_NOT_IN_SYMBOL}"),
    (
        "years",
        rf"(?:từ\s+năm\s+(?P<y>{_YEAR})\s+đến\s+(?:hết\s+)?năm\s+(?P<z>{_YEAR})"
        rf"|(?:giai\s+đoạn\s*|năm\s*)?(?<![\w/.,-])(?P<y_>{_YEAR}){_DASH}(?:năm\s*)?(?P<z_>{_YEAR})){_NOT_IN_SYMBOL}",
    ),
    ("year", rf"năm\s*(?P<y>{_YEAR}){_NOT_IN_SYMBOL}"),
    ("day-month", r"ngày\s*(?P<d>\d{1,2})(?:\s*[/⁄∕]\s*|\s*tháng\s*)(?P<m>\d{1,2})(?![\d/⁄∕])"),
)
_ALL: Final = [(name, re.compile(pattern, re.IGNORECASE)) for name, pattern in _PATTERNS]
_ROMAN: Final = {"I": 1, "II": 2, "III": 3, "IV": 4}
_HINT: Final = re.compile(r"\d|ngày", re.IGNORECASE)


def parse_date(text: str) -> ParsedDate | None:
    """The date that the whole of ``text`` is, or nothing."""
    text = text.strip(" .,;:()")
    for name, pattern in _ALL:
        if match := pattern.fullmatch(text):
            return _read(name, match)
    if re.fullmatch(_YEAR, text):
        return ParsedDate("year", text, int(text))
    return None


def find_dates(text: str) -> Iterator[DateMatch]:
    """The dates of a text in reading order, none inside another."""
    if not _HINT.search(text):
        return
    found: list[DateMatch] = []
    taken: list[tuple[int, int]] = []
    for name, pattern in _ALL:
        for match in pattern.finditer(text):
            start, end = match.start(), match.start() + len(match.group().rstrip(" .…_\t\n"))
            # those taken lie apart, so only the last one that begins before the end can overlap
            behind = bisect_right(taken, (end, -1))
            if behind and start < taken[behind - 1][1]:
                continue
            parsed = _read(name, match)
            if parsed is not None:
                found.append(DateMatch(start, end, parsed))
                insort(taken, (start, end))
    yield from sorted(found, key=lambda match: match.start)


def _read(name: str, match: re.Match[str]) -> ParsedDate | None:
    parts = {key.rstrip("_"): value for key, value in match.groupdict().items() if value}
    year = int(parts["y"]) if "y" in parts else None
    if name == "short":
        # two digits are this century's: no plan cites an act of the one before in this way
        return _calendar(2000 + int(parts["y2"]), parts, 0.7)
    if name in {"words", "numeric", "blanks"}:
        return _calendar(year, parts)
    if name in {"month", "bare-month"}:
        return _calendar(year, {"d": "1", "m": parts["m"]}, month_only=True)
    if name == "day-month":
        return _calendar(None, parts)
    if year is None:
        return None
    if name == "quarter":
        return _months(year, _quarter(parts["q"]) * 3 - 2, _quarter(parts.get("q2", parts["q"])) * 3, "quarter")
    if name == "halves":
        months = int(parts["n"])
        return (
            _months(year, 1, months, "part-of-year")
            if parts["w"] == "đầu"
            else _months(year, 13 - months, 12, "part-of-year")
        )
    if name == "part":
        month = {"đầu": 1, "giữa": 6}.get(parts["w"].casefold(), 12)
        return ParsedDate("part-of-year", f"{year}-{month:02}", year, month, confidence=0.8)
    if name == "years":
        last = int(parts["z"])
        return ParsedDate("years", f"{year}/{last}", year) if year < last else None
    return ParsedDate("year", f"{year}", year)


def _quarter(text: str) -> int:
    return _ROMAN.get(text.upper()) or int(text)


def _months(year: int, first: int, last: int, kind: DateKind) -> ParsedDate | None:
    return ParsedDate(kind, f"{year}-{first:02}/{year}-{last:02}", year) if first <= last else None


def _calendar(
    year: int | None, parts: dict[str, str], confidence: float = 1.0, *, month_only: bool = False
) -> ParsedDate:
    day = int(parts["d"]) if "d" in parts and not month_only else None
    month = int(parts["m"]) if "m" in parts else None
    blank = not month_only and (day is None or month is None or year is None)
    if (month is not None and not 1 <= month <= 12) or (day is not None and not 1 <= day <= _longest(year, month)):
        return ParsedDate(
            "day" if day else "month", None, year, month, day, blank, impossible=True, confidence=confidence
        )
    if year is None:
        # 15/5 of no year: nothing was left blank, the year is simply not said
        return ParsedDate("partial", None, None, month, day, blank and not (day and month), confidence=confidence)
    if month is None:
        return ParsedDate("year", f"{year}", year, None, day, blank=True, confidence=confidence)
    if day is None:
        return ParsedDate("month", f"{year}-{month:02}", year, month, None, blank, confidence=confidence)
    return ParsedDate("day", f"{year}-{month:02}-{day:02}", year, month, day, confidence=confidence)


def _longest(year: int | None, month: int | None) -> int:
    """Last day of the month; of the longest one possible where year or month are not known."""
    return 31 if month is None else monthrange(year or 2000, month)[1]
