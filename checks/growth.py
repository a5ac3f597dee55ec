"""Growth that a plan promises, held against the figures that it or another plan of its issuer states year by year."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from checks.series import FigureKey, amount, at_least, figures_of, key_of
from dataset.records import Target

_CHANGE = re.compile(r"mức (?P<way>tăng|giảm) (?P<what>.+)")
_YEARS = re.compile(r"(\d{4})/(\d{4})")
# a stated value is a whole number or was rounded to its last place; growth that only rounding misses is no miss
_EXACT = 1e-6
# the words of a promise name its series: within one office short names will do (tổng đàn bò)
_NAMED = 3


@dataclass(frozen=True)
class Promise:
    """A change from each year to the next: ``rate`` in per cent, or ``step`` in units of the series.

    ``first`` and ``last`` are the years that have to reach it, as far as they are told.
    """

    target: Target
    what: str
    scope: str
    way: Literal["tăng", "giảm"]
    rate: float | None
    step: float | None
    first: int | None
    last: int | None

    def least(self, before: float) -> float:
        """What the year after one of ``before`` has to reach, or may not pass where a decrease is promised."""
        change = before * self.rate / 100 if self.rate is not None else self.step or 0
        return before + change if self.way == "tăng" else before - change

    def covers(self, year: int) -> bool:
        """Whether it is about the change from the year before to this one."""
        return (self.first is None or self.first <= year) and (self.last is None or year <= self.last)


@dataclass(frozen=True)
class Miss:
    """Two values of consecutive years between which a promise is not kept."""

    promise: Promise
    before: Target
    after: Target

    @property
    def needed(self) -> float:
        """What the later year would have to reach."""
        return self.promise.least(self.before.value)

    @property
    def rounded(self) -> bool:
        """Whether the value would keep the promise if it were written with more places."""
        half: float = 0.5 / 10 ** _places(self.after)
        return abs(self.needed - self.after.value) < half + _EXACT

    @property
    def values(self) -> Mapping[str, str]:
        """What the messages say: the promise, the two values and the arithmetic between them."""
        unit = self.after.unit
        promised = self.promise.target
        old, new = self.before.value, self.after.value
        change = (new - old) / old * 100
        return {
            "indicator": self.before.indicator,
            "way": self.promise.way,
            "promised": amount(promised.value, promised.unit),
            "before": amount(old, unit),
            "after": amount(new, unit),
            "year": str(key_of(self.after).year),
            "last_year": str(key_of(self.before).year),
            "growth": f"{amount(new)} / {amount(old)} - 1 = {amount(change)}%"
            if self.promise.rate is not None
            else f"{amount(new)} - {amount(old)} = {amount(new - old)}",
            "needed": amount(self.needed, unit),
        }

    def described(self) -> dict[str, Any]:
        """The fields of a slip on the later value that do not depend on where the promise stands."""
        return {
            "observed": amount(self.after.value, self.after.unit),
            "expected": amount(self.needed, self.after.unit),
            "severity": "info" if self.rounded else None,
            "confidence": 0.6 if self.rounded else 0.9,
            "key": f"{self.promise.what}\x1e{self.values['year']}\x1e{self.values['promised']}",
        }


def promises(targets: list[Target], period: str | None) -> Iterator[Promise]:
    """The promises of growth of a plan that is about a period (EDTF): of every year, or of one over the year before."""
    for target in targets:
        key = key_of(target)
        change = _CHANGE.fullmatch(key.indicator)
        if not change or target.value_max is not None or target.comparator in {"<", "<="} or target.value <= 0:
            continue
        span = _YEARS.fullmatch(period or "")
        if key.period == "P1Y":
            # the first year of a plan grows from a year of which it says nothing
            first, last = (int(span[1]) + 1, int(span[2])) if span else (None, None)
        elif key.year and target.baseline in {"previous-year", str(key.year - 1)}:
            first = last = key.year
        else:
            continue
        way: Literal["tăng", "giảm"] = "tăng" if change["way"] == "tăng" else "giảm"
        rate, step = (target.value, None) if key.unit == "%" else (None, target.value)
        yield Promise(target, change["what"], key.scope, way, rate, step, first, last)


Series = Mapping[tuple[str, str], Mapping[int, Target]]
"""By indicator and scope: the values of a plan by year."""


def series_of(targets: Iterable[Target]) -> Series:
    """The counts that a plan gives for single years."""
    series: dict[tuple[str, str], dict[int, Target]] = defaultdict(dict)
    for key, target in figures_of(targets, _NAMED).items():
        # "giảm 1%" of a ratio may be a point or a hundredth of it
        if key.year and not key.is_share and _is_plain(key, target):
            series[key.indicator, key.scope][key.year] = target
    return series


def misses(promised: Iterable[Promise], series: Series) -> Iterator[Miss]:
    """Where the values of consecutive years of a plan break a promise about them."""
    for promise in promised:
        years = series.get((promise.what, promise.scope), {})
        for year in sorted(years):
            before, after = years.get(year - 1), years[year]
            if before is None or before.value <= 0 or before.unit != after.unit or not promise.covers(year):
                continue
            if promise.step is not None and (promise.target.unit or "") != (after.unit or ""):
                continue
            needed = promise.least(before.value)
            short = after.value < needed - _EXACT if promise.way == "tăng" else after.value > needed + _EXACT
            if short:
                yield Miss(promise, before, after)


def _is_plain(key: FigureKey, target: Target) -> bool:
    return target.value_max is None and not key.whole and (at_least(target) or target.comparator == "=")


def _places(target: Target) -> int:
    """Decimal places with which a value is given."""
    text = f"{target.value:.6f}".rstrip("0")
    return len(text.rpartition(".")[2])
