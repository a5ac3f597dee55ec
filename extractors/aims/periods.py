"""When an aim is due: the time expression that governs its number."""

from __future__ import annotations

import re
from typing import NamedTuple

from extractors.aims.patterns import patterns
from normalizers.recurrence import Timing, parse_timing

_EVERY = {"YEARLY": "Y", "MONTHLY": "M", "WEEKLY": "W", "DAILY": "D"}


_REACHED = frozenset({"đã", "mới", "chỉ", "ước", "thực hiện", "là"})
_YEAR_DIGITS = 4
_PER = re.compile(r"^bình quân(?:\s?/\s?| (?:0?1|một) )", re.IGNORECASE)


class Period(NamedTuple):
    """A period (EDTF, or an ISO 8601 duration for what recurs) named at ``text[start:end]``."""

    start: int
    end: int
    value: str

    @property
    def recurs(self) -> bool:
        """Whether it is every year, quarter, month and so on."""
        return self.value.startswith("P")


def find_periods(text: str, year: int | None = None) -> list[Period]:
    """The periods that a text names, those of comparison and of cited acts left out.

    ``year`` is the one that the plan is for: what "the end of the year" means.
    """
    rules = patterns().period
    found = []
    started = [match.span() for match in rules["baseline_from"].finditer(text)] if "%" in text or "từ" in text else []
    for match in rules["time"].finditer(text):
        if rules["skip"].search(text, max(0, match.start() - 70), match.start()):
            continue
        if any(start <= match.start() < end for start, end in started):
            continue
        written = _PER.sub("hằng ", match.group())  # "giảm bình quân/năm: 2%"
        value = as_period(parse_timing(written, year))
        if value:
            found.append(Period(match.start(), match.end(), value))
    return found


def as_period(timing: Timing | None) -> str | None:
    """A timing as the period of a target: ``đến hết năm 2030`` is the year 2030."""
    if timing is None:
        return None
    if timing.kind == "recurring" and timing.rrule:
        parts = dict(part.split("=") for part in timing.rrule.split("\n")[0].split(";"))
        return f"P{parts.get('INTERVAL', '1')}{_EVERY[parts['FREQ']]}"
    if (timing.end or "").startswith("X"):
        return None
    if timing.kind == "range" and timing.start and timing.end:
        return f"{timing.start}/{timing.end}"
    if timing.kind == "date" and timing.end:
        return timing.end[:4] if timing.end.endswith("-12-31") else timing.end
    return None


def period_each(after: str) -> tuple[str, int] | None:
    """The cycle right behind a unit (``/năm``, ``mỗi quý``) and its length in the text."""
    match = patterns().period["each"].match(after)
    if match is None:
        return None
    value = as_period(parse_timing(f"hằng {match['unit']}"))
    return (value, match.end()) if value else None


def period_each_last(after: str, *, habit: bool) -> str | None:
    """The cycle that closes the words of a value: ``không quá 02 vụ cháy rừng mỗi năm``.

    ``habit`` tells whether ``hằng năm`` is one too: behind a share it mostly tells how often the thing itself happens.
    """
    rules = patterns().period
    match = rules["each_last"].search(after)
    if match and match.group().startswith("/") and any(ch.isdigit() for ch in after[: match.start()]):
        match = None  # "70% dân số … tối thiểu 60 lít/người/ngày": of the other number
    if match and after.count("(", 0, match.start()) > after.count(")", 0, match.start()):
        match = None  # "360 mẫu (mỗi tháng 30 mẫu)": of the other number
    match = match or (rules["each_habit"].search(after) if habit else None)
    return as_period(parse_timing(f"hằng {match['unit']}")) if match else None


def baseline_reached(after: str, period: str | None) -> str | None:
    """The year whose result stands in brackets behind a value: ``(năm 2025 đã đạt 93%)``.

    A bare ``đạt`` may as well be a further aim; then the year counts only where it lies before the period of the value.
    """
    found = patterns().period["baseline_reached"].search(after.split(";", maxsplit=1)[0])
    if found is None:
        return None
    if told := found["told"]:
        return str(told)
    year, sure = str(found["year"]), found["verb"].lower() in _REACHED
    end = last_year(period)
    return year if (end is not None and year < end) or (end is None and sure) else None


def last_year(period: str | None) -> str | None:
    """The year in which a period (EDTF) ends; nothing for what recurs."""
    end = (period or "").rpartition("/")[2][:4]
    return end if len(end) == _YEAR_DIGITS and end.isdigit() else None


def baseline_of(clause: str) -> str | None:
    """The year with which a clause compares, or ``previous-year``."""
    rules = patterns().period
    year = rules["baseline_year"].search(clause)
    if year:
        return str(year["year"])
    start = rules["baseline_from"].search(clause)
    if start:
        return str(start["year"] or start["multiple"])
    return "previous-year" if rules["baseline_previous"].search(clause) else None
