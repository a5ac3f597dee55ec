"""Counts and shares of one thing, and how large the whole has to be of which they are the count and the share."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple, TypeVar

from checks.series import FigureKey, at_most
from dataset.records import Target
from normalizers.unicode import fold

S = TypeVar("S")

# "số hộ tham gia …", "tỷ lệ hộ tham gia …": what is counted stands behind
_COUNT = re.compile(r"^(?:tong )?so (?:luong )?")
_SHARE = re.compile(r"^(?:ty|ti) le (?:bao phu )?")
# the people or households of the whole area; no share of anything
_WHOLE = {
    "nguoi": re.compile(r"(?:tong )?(?:dan so|so dan|so nguoi dan)(?: (?:trung binh|toan \S+|cua \S+))*"),
    "ho": re.compile(r"(?:tong )?so ho(?: (?:dan|gia dinh|toan \S+|cua \S+|tren dia ban))*"),
}
_ROOM = 1.02
"""A base is told only where it is larger than the whole by more than its own growth within a year."""


class Implied(NamedTuple):
    """A number, the share that it is said to be, the whole that there is, and the least base that both need."""

    number: Target
    share: Target
    whole: Target
    base: float


def too_large(figures: Iterable[tuple[S, Mapping[FigureKey, Target]]]) -> Iterator[tuple[Implied, tuple[S, S, S]]]:
    """Counts and shares that need more people or households than there are, with the sources of the three figures.

    Compared are figures of one scope and time; those that are an upper bound imply nothing.
    """
    counts: dict[tuple[str, ...], tuple[S, Target]] = {}
    shares: dict[tuple[str, ...], tuple[S, Target]] = {}
    wholes: dict[tuple[str, ...], list[tuple[S, Target]]] = defaultdict(list)
    for source, found in figures:
        for key, target in found.items():
            name, unit, where = fold(key.indicator), fold(key.unit), (key.scope, key.period)
            if target.value_max is not None or at_most(target) or target.value <= 0:
                continue
            if unit in _WHOLE and _WHOLE[unit].fullmatch(name):
                wholes[(unit, *where)].append((source, target))
            elif unit in _WHOLE and _COUNT.match(name):
                counts.setdefault((_COUNT.sub("", name), *where, unit), (source, target))
            elif unit == "%" and _SHARE.match(name):
                shares.setdefault((_SHARE.sub("", name), *where), (source, target))
    for (thing, scope, period, unit), (source, count) in counts.items():
        other = shares.get((thing, scope, period))
        # a count to reach and a share that is exact, or the other way about, need no common base
        if other is None or other[1].comparator != count.comparator:
            continue
        decimals = len(f"{other[1].value:.10g}".partition(".")[2])
        base = 100 * count.value / (other[1].value + 0.5 * 10**-decimals)
        for home, whole in wholes.get((unit, scope, period), ()):
            if base > _ROOM * whole.value:
                yield Implied(count, other[1], whole, base), (source, other[0], home)
                break
