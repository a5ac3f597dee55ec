"""The patterns of ``patterns/targets.toml``, compiled once."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Any

from dataset.records import Comparator
from normalizers.time_words import expand

Regexes = dict[str, re.Pattern[str]]


@dataclass(frozen=True, slots=True)
class Patterns:
    """Groups of regexes by the name that they have in the file."""

    comparators: tuple[tuple[Comparator, re.Pattern[str]], ...]
    cues: Regexes
    sections: Regexes
    period: Regexes
    indicator: Regexes
    tables: Regexes
    money: re.Pattern[str]
    money_spellings: tuple[tuple[re.Pattern[str], str], ...]
    compound: re.Pattern[str]
    unit_words: re.Pattern[str]
    letters: re.Pattern[str]
    abbreviations: dict[str, str]
    rewrites: tuple[tuple[re.Pattern[str], str], ...]
    measures: dict[str, str]
    longest_indicator: int
    long_words: int


@lru_cache(maxsize=1)
def patterns() -> Patterns:
    """Load the patterns."""
    data: dict[str, Any] = tomllib.loads(
        files("extractors").joinpath("patterns", "targets.toml").read_text(encoding="utf-8")
    )

    def compiled(regex: str) -> re.Pattern[str]:
        return re.compile(expand(regex, data["fragments"]), re.IGNORECASE)

    def group(name: str) -> Regexes:
        return {key: compiled(value) for key, value in data[name].items() if isinstance(value, str)}

    units = data["units"]
    nouns = sorted([*units["words"], *units["classifiers"]], key=len, reverse=True)
    words = "|".join(map(re.escape, nouns))
    return Patterns(
        tuple((entry["value"], compiled(entry["regex"])) for entry in data["comparators"]),
        group("cues"),
        group("sections"),
        group("period"),
        group("indicator"),
        group("tables"),
        compiled(units["money"]),
        tuple((compiled(entry["regex"]), entry["wording"]) for entry in data["money_spellings"]),
        compiled(units["compound"]),
        compiled(rf"^(?:{words})(?![\w])"),
        compiled(units["letters"]),
        data["abbreviations"],
        tuple((compiled(entry["regex"]), entry["wording"]) for entry in data["rewrites"]),
        data["measures"],
        data["indicator"]["longest"],
        data["indicator"]["long_words"],
    )
