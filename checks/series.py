"""Figures that can be compared: targets of one indicator, unit and time, within a plan and between plans."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import NamedTuple

from checks.cascade_words import words
from checks.tables import format_number
from dataset.records import Target
from normalizers.unicode import compare_key

_YEAR = re.compile(r"\d{4}")
# the issuer's own territory as a scope is no scope: the whole of the plan
_WHOLE = re.compile(
    r"(?:trên|tại|trong|thuộc|của)?\s*(?:toàn )?(?:địa bàn )?(?:toàn )?(?:tỉnh|thành phố|phường|xã|đặc khu)\b.*"
)
# ... and so is it at the end of the name: "tỷ lệ bao phủ bảo hiểm y tế toàn thành phố"
_OWN = re.compile(r"\s+(?:(?:của|trên địa bàn|tại) (?:toàn )?|toàn )(?:tỉnh|thành phố|phường|xã|đặc khu)$")
NAMED = 4
"""Words that the name of a figure needs to be compared with one of another plan: "tỷ lệ hộ" may be many things."""
_SURE = 0.8


class FigureKey(NamedTuple):
    """What two figures share that say something about one thing at one time; all in comparable form."""

    indicator: str
    scope: str
    unit: str
    period: str
    whole: str

    @property
    def year(self) -> int | None:
        """The year of the period, where it is one."""
        return int(self.period) if _YEAR.fullmatch(self.period) else None

    @property
    def is_share(self) -> bool:
        """Whether it is a ratio, which parts do not add up to."""
        return self.unit in {"%", "‰"}


def key_of(target: Target) -> FigureKey:
    """What a target is about."""
    return FigureKey(
        _indicator_key(target.indicator),
        _scope_key(target.scope) if target.scope else "",
        compare_key(target.unit or ""),
        target.period or "",
        target.baseline or "",
    )


def spoken(period: str | None) -> str:
    """A period (EDTF) as plans write it, in Vietnamese like the name of the figure before it: 2026 - 2027, hằng năm."""
    return "hằng năm" if period == "P1Y" else (period or "").replace("/", " - ")


# plans of one kind name the same things
@lru_cache(maxsize=65536)
def _indicator_key(indicator: str) -> str:
    return _OWN.sub("", compare_key(indicator))


@lru_cache(maxsize=65536)
def _scope_key(scope: str) -> str:
    key = compare_key(scope)
    return "" if _WHOLE.fullmatch(key) or re.search(words("set_anew"), key) else key


def figures_of(targets: Iterable[Target], named: int = NAMED) -> Mapping[FigureKey, Target]:
    """The figures of a plan by what they are about; where a plan gives two values for one thing, it is left out.

    What is read with doubt, what is named in fewer than ``named`` words and what is not told when, cannot be compared.
    """
    found: dict[FigureKey, list[Target]] = defaultdict(list)
    for target in targets:
        key = key_of(target)
        if target.confidence >= _SURE and key.period and len(key.indicator.split()) >= named:
            found[key].append(target)
    return {key: rows[0] for key, rows in found.items() if len({(r.value, r.value_max) for r in rows}) == 1}


def at_least(target: Target) -> bool:
    """Whether more than the value is as good."""
    return target.comparator in {">=", ">"}


def at_most(target: Target) -> bool:
    """Whether less than the value is as good."""
    return target.comparator in {"<=", "<"}


def amount(value: float, unit: str | None = None) -> str:
    """A value with its unit as Vietnamese texts write it: ``1.034 người``, ``4,97%``."""
    text = format_number(round(value, 2))
    return f"{text}{unit}" if unit in {"%", "‰"} else " ".join(filter(None, (text, unit)))
