"""Everything that the commands say, in both languages, from one data file."""

from __future__ import annotations

import os
import tomllib
from functools import lru_cache
from importlib import resources
from typing import Literal

Language = Literal["vi", "en"]
LANGUAGES: tuple[Language, ...] = ("vi", "en")


@lru_cache(maxsize=1)
def catalogue() -> dict[str, dict[str, str]]:
    """The messages by key, each with its text by language."""
    data = tomllib.loads((resources.files("pipeline") / "messages.toml").read_text(encoding="utf-8"))
    return {f"{section}.{key}": texts for section, entries in data.items() for key, texts in entries.items()}


def language() -> Language:
    """The language of this process: ``KEHOACH_LANG``, Vietnamese if it is not set."""
    return "en" if os.environ.get("KEHOACH_LANG") == "en" else "vi"


def say(key: str, /, **values: object) -> str:
    """A message in the language of this process.

    Raises:
        KeyError: There is no such message, or a value that it names is missing.
    """
    return catalogue()[key][language()].format(**values)
