"""The words and patterns of the outline, read once from ``extractors/patterns/outline.toml``."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files


@dataclass(frozen=True)
class Patterns:
    """Compiled patterns by ``section.name``, to be searched in folded text, and the names of document types."""

    compiled: dict[str, re.Pattern[str]]
    types: frozenset[str]

    def has(self, name: str, folded: str) -> bool:
        """Whether a pattern occurs in a folded text."""
        return self.compiled[name].search(folded) is not None

    def search(self, name: str, folded: str) -> re.Match[str] | None:
        """The first place where a pattern occurs."""
        return self.compiled[name].search(folded)


@lru_cache(maxsize=1)
def patterns() -> Patterns:
    """The patterns of the outline."""
    data = tomllib.loads(files("extractors.patterns").joinpath("outline.toml").read_text("utf-8"))
    compiled = {
        f"{section}.{name}": re.compile(value)
        for section, entries in data.items()
        if isinstance(entries, dict)
        for name, value in entries.items()
        if isinstance(value, str)
    }
    return Patterns(compiled, frozenset(data["head"]["types"]))
