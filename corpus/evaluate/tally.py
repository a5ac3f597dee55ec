"""Counts that add up over documents, and the figures that come of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class Tally:
    """``recalled`` of ``wanted`` values were found; ``right`` of the ``found`` ones are wanted.

    ``missed`` and ``extra`` say which, so that two evaluations can be compared value by value.
    """

    wanted: int = 0
    recalled: int = 0
    found: int = 0
    right: int = 0
    missed: tuple[str, ...] = ()
    extra: tuple[str, ...] = ()

    def __add__(self, other: Tally) -> Tally:
        return Tally(
            self.wanted + other.wanted,
            self.recalled + other.recalled,
            self.found + other.found,
            self.right + other.right,
            self.missed + other.missed,
            self.extra + other.extra,
        )

    @property
    def precision(self) -> float | None:
        """Share of what was found that is right; ``None`` where nothing was found though nothing was wanted."""
        if self.found:
            return self.right / self.found
        return 0.0 if self.wanted else None

    @property
    def recall(self) -> float | None:
        """Share of what was wanted that was found; ``None`` where nothing was wanted."""
        return self.recalled / self.wanted if self.wanted else None

    @property
    def f1(self) -> float | None:
        """Harmonic mean of the two; ``None`` where one of them is."""
        if self.precision is None or self.recall is None:
            return None
        total = self.precision + self.recall
        return 2 * self.precision * self.recall / total if total else 0.0


def tally(wanted: Iterable[Hashable], found: Iterable[Hashable]) -> Tally:
    """Compare two multisets of values."""
    want, have = Counter(wanted), Counter(found)
    hits = (want & have).total()
    return Tally(want.total(), hits, have.total(), hits, _named(want - have), _named(have - want))


def share(pairs: Iterable[tuple[bool, str]]) -> Tally:
    """How many of some values are right; ``pairs`` hold (whether right, what)."""
    pairs = list(pairs)
    right = sum(is_right for is_right, _ in pairs)
    missed = tuple(what for is_right, what in pairs if not is_right)
    return Tally(len(pairs), right, len(pairs), right, missed)


def _named(values: Counter[Hashable]) -> tuple[str, ...]:
    return tuple(str(value) for value in values.elements())
