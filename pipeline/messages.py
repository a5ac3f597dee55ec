"""Everything that the commands say, in both languages, from data files."""

from __future__ import annotations

import os
import tomllib
from functools import lru_cache
from importlib import resources
from typing import Literal

Language = Literal["vi", "en"]
FILES = ("messages.toml", "report/texts.toml")
LANGUAGES: tuple[Language, ...] = ("vi", "en")


@lru_cache(maxsize=1)
def catalogue() -> dict[str, dict[str, str]]:
    """The messages by key, each with its text by language."""
    messages: dict[str, dict[str, str]] = {}
    for file in FILES:
        data = tomllib.loads((resources.files("pipeline") / file).read_text(encoding="utf-8"))
        messages |= {f"{section}.{key}": texts for section, entries in data.items() for key, texts in entries.items()}
    return messages


def language() -> Language:
    """The language of this process: ``KEHOACH_LANG``, Vietnamese if it is not set."""
    return "en" if os.environ.get("KEHOACH_LANG") == "en" else "vi"


def say(key: str, /, **values: object) -> str:
    """A message in the language of this process.

    Raises:
        KeyError: There is no such message, or a value that it names is missing.
    """
    return text_in(language(), key, **values)


def text_in(language: Language, key: str, /, **values: object) -> str:
    """A message in the given language; raises as :func:`say` does."""
    return catalogue()[key][language].format(**values)
