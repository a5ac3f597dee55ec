"""The patterns of ``data/cascade.toml``: which figures can be added up, and which plans hand figures down."""

from __future__ import annotations

import tomllib
from functools import lru_cache
from importlib import resources


@lru_cache(maxsize=8)
def words(name: str) -> str:
    """One pattern by its name."""
    data = tomllib.loads((resources.files("checks") / "data" / "cascade.toml").read_text(encoding="utf-8"))
    return str(data[name])
