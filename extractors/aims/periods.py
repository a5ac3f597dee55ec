"""When an aim is due: the time expression that governs its number."""

from __future__ import annotations

from typing import NamedTuple

from extractors.aims.patterns import patterns
from normalizers.recurrence import Timing, parse_timing

_EVERY = {"YEARLY": "Y", "MONTHLY": "M", "WEEKLY": "W", "DAILY": "D"}


class Period(NamedTuple):
    """A period (EDTF, or an ISO 8601 duration for what recurs) named at ``text[start:end]``."""

    start: int
    end: int
    value: str

    @property
    def recurs(self) -> bool:
        """Whether it is every year, quarter, month and so on."""
        return self.value.startswith("P")


def find_periods(text: str) -> list[Period]:
    """The periods that a text names, those of comparison and of cited acts left out."""
    rules = patterns().period
    found = []
    for match in rules["time"].finditer(text):
        if rules["skip"].search(text, max(0, match.start() - 70), match.start()):
            continue
        value = as_period(parse_timing(match.group()))
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


def period_each_last(after: str) -> str | None:
    """The cycle that closes the words of a value: ``không quá 02 vụ cháy rừng mỗi năm``."""
    match = patterns().period["each_last"].search(after)
    return as_period(parse_timing(f"hằng {match['unit']}")) if match else None


def baseline_of(clause: str) -> str | None:
    """The year with which a clause compares, or ``previous-year``."""
    rules = patterns().period
    year = rules["baseline_year"].search(clause)
    if year:
        return str(year["year"])
    return "previous-year" if rules["baseline_previous"].search(clause) else None
