"""The patterns of ``patterns/deadlines.toml``, compiled once."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Any, NamedTuple

from normalizers.time_words import expand


class Pattern(NamedTuple):
    """One way to write a deadline; ``needs`` are words of which a line that holds it has at least one."""

    name: str
    regex: re.Pattern[str]
    not_after: re.Pattern[str] | None
    not_before: re.Pattern[str] | None
    needs: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Patterns:
    """``patterns/deadlines.toml``, compiled."""

    prefilter: re.Pattern[str]
    patterns: tuple[Pattern, ...]
    filters: dict[str, re.Pattern[str]]
    tables: dict[str, re.Pattern[str]]


@lru_cache(maxsize=1)
def patterns() -> Patterns:
    """Load the patterns."""
    data: dict[str, Any] = tomllib.loads(
        files("extractors").joinpath("patterns", "deadlines.toml").read_text(encoding="utf-8")
    )

    def compiled(entry: dict[str, str], key: str) -> re.Pattern[str] | None:
        return re.compile(expand(entry[key], data["fragments"]), re.IGNORECASE) if key in entry else None

    return Patterns(
        re.compile(data["prefilter"]),
        tuple(
            Pattern(
                entry["name"],
                re.compile(expand(entry["regex"], data["fragments"]), re.IGNORECASE),
                compiled(entry, "not_after"),
                compiled(entry, "not_before"),
                tuple(entry.get("needs", ())),
            )
            for entry in data["patterns"]
        ),
        {name: re.compile(expand(regex, data["fragments"])) for name, regex in data["filters"].items()},
        {name: re.compile(regex) for name, regex in data["tables"].items()},
    )
