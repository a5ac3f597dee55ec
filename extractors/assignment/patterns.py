"""The patterns of ``patterns/tasks.toml``, compiled."""

from __future__ import annotations

import re
import tomllib
from functools import lru_cache
from pathlib import Path

_FILE = Path(__file__).parents[1] / "patterns" / "tasks.toml"


@lru_cache(maxsize=1)
def patterns() -> dict[str, re.Pattern[str]]:
    """Every pattern under ``section.key``; all are matched on folded text."""
    data = tomllib.loads(_FILE.read_text(encoding="utf-8"))
    return {
        f"{section}.{key}": re.compile(value, re.VERBOSE if key.endswith("_verbose") else 0)
        for section, values in data.items()
        for key, value in values.items()
    }
