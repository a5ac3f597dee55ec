"""What the review pages say, in both languages, from ``texts.toml``."""

from __future__ import annotations

import tomllib
from functools import lru_cache
from importlib import resources
from typing import Final

from checks.page import Language

LANGUAGES: Final[tuple[Language, ...]] = ("vi", "en")


@lru_cache(maxsize=1)
def texts() -> dict[str, dict[Language, str]]:
    """The texts by key (``queue.title``), each by language."""
    data = tomllib.loads((resources.files("review") / "texts.toml").read_text(encoding="utf-8"))
    return {f"{group}.{key}": text for group, entries in data.items() for key, text in entries.items()}


def word(language: Language, key: str, /, **values: object) -> str:
    """A text with its values filled in.

    Raises:
        KeyError: There is no such text, or a value that it names is missing.
    """
    return texts()[key][language].format(**values)


def has_word(key: str) -> bool:
    """Whether there is such a text."""
    return key in texts()
