"""Everything that the program says, in both languages, from data files."""

from __future__ import annotations

import errno
import os
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from importlib import resources
from typing import Any, Literal

Language = Literal["vi", "en"]
FILES = ("messages.toml", "errors.toml", "notes.toml", "report/texts.toml", "exports/texts.toml")
LANGUAGES: tuple[Language, ...] = ("vi", "en")


class _Count(int):
    """A number that knows singular and plural: ``{count:file|files}``."""

    def __format__(self, spec: str) -> str:
        if "|" not in spec:
            return super().__format__(spec)
        one, many = spec.split("|")
        return one if self == 1 else many


@dataclass(frozen=True)
class Message:
    """A message whose text is made only where it is shown, in the language that is spoken there."""

    key: str
    values: Mapping[str, object] = field(default_factory=dict)

    def __str__(self) -> str:
        return say(self.key, **self.values)


@lru_cache(maxsize=1)
def catalogue() -> dict[str, dict[str, str]]:
    """The messages by key, each with its text by language."""
    messages: dict[str, dict[str, str]] = {}
    for file in FILES:
        messages |= _entries(tomllib.loads((resources.files("pipeline") / file).read_text(encoding="utf-8")), "")
    return messages


def _entries(node: dict[str, Any], path: str) -> Iterator[tuple[str, dict[str, str]]]:
    for key, value in node.items():
        if set(value) == set(LANGUAGES):
            yield f"{path}{key}", value
        else:
            yield from _entries(value, f"{path}{key}.")


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
    counted = {name: _Count(value) if type(value) is int else value for name, value in values.items()}
    return catalogue()[key][language].format(**counted)


def stage_name(stage: str, speaking: Language | None = None) -> str:
    """The name of a stage for people: the first word of ``extract targets`` is a message, the rest is a name."""
    first, _, rest = stage.partition(" ")
    return " ".join(filter(None, (text_in(speaking or language(), f"stage.{first}"), rest)))


def system_error(error: OSError) -> str:
    """What the system answered, which itself speaks English only."""
    symbol = errno.errorcode.get(error.errno or 0, "")
    key = f"errno.{symbol}"
    return say(key) if key in catalogue() else say("errno.other", symbol=symbol or type(error).__name__)
