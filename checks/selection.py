"""Which rules count, by prefixes of their codes: ``P`` is a family, ``P00`` a part of it, ``P001`` one rule."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

Sign = Literal["select", "ignore"]


@dataclass(frozen=True)
class Selection:
    """One place that says which rules count: a command line, a file, or a part of a file.

    With ``select`` nothing else counts; ``None`` leaves open what ``ignore`` does not name. Where both name a rule, the
    longer prefix decides, and ``ignore`` between equals.
    """

    select: tuple[str, ...] | None = None
    ignore: tuple[str, ...] = ()

    def verdict(self, code: str) -> tuple[bool, str] | None:
        """Whether a rule counts, with the words that say so; ``None`` where this place leaves it open."""
        wanted, unwanted = _longest(self.select or (), code), _longest(self.ignore, code)
        if unwanted is not None and len(unwanted) >= len(wanted or ""):
            return False, f"ignore {unwanted}"
        if self.select is None:
            return None
        return wanted is not None, f"select {','.join(self.select)}"


def decide(places: Iterable[Selection], code: str) -> tuple[bool, str]:
    """The verdict of the first place that has one, the strongest first; a rule of which none speaks counts."""
    for place in places:
        if (verdict := place.verdict(code)) is not None:
            return verdict
    return True, ""


def names_whole(words: str, code: str) -> bool:
    """Whether the words of a verdict select a rule by its whole code."""
    sign, _, codes = words.partition(" ")
    return sign == "select" and code in codes.split(",")


def longest_prefix(prefixes: Iterable[str], code: str) -> str | None:
    """The prefix that says most about a code."""
    return _longest(tuple(prefixes), code)


def parse_codes(words: Sequence[str]) -> tuple[str, ...]:
    """The prefixes of a command line, where one word may hold several: ``P,N00``; upper case, each once."""
    return tuple(dict.fromkeys(part.strip().upper() for word in words for part in word.split(",") if part.strip()))


def unknown_prefixes(prefixes: Iterable[str], codes: Sequence[str]) -> list[str]:
    """The prefixes with which no code begins: a slip of the pen, or a rule that is gone."""
    return [prefix for prefix in prefixes if not any(code.startswith(prefix) for code in codes)]


def _longest(prefixes: tuple[str, ...], code: str) -> str | None:
    return max((prefix for prefix in prefixes if code.startswith(prefix)), key=len, default=None)
