"""What the HTTP interface says, in both languages, from ``texts.toml``; the language is that of ``Accept-Language``."""

from __future__ import annotations

import tomllib
from functools import lru_cache
from importlib import resources
from typing import Any

from checks.page import Language
from review.wording import LANGUAGES


@lru_cache(maxsize=1)
def catalogue() -> dict[str, Any]:
    """The texts as they stand in the file."""
    return tomllib.loads((resources.files("review.api") / "texts.toml").read_text(encoding="utf-8"))


def text(language: Language, group: str, key: str, /, **values: object) -> str:
    """A text with its values filled in.

    Raises:
        KeyError: There is no such text, or a value that it names is missing.
    """
    found: str = catalogue()[group][key][language]
    return found.format(**values)


def wanted_language(header: str, default: Language) -> Language:
    """Of the languages of the program the one that a header ``Accept-Language`` likes best (RFC 9110, 12.5.4)."""
    liked: dict[Language, float] = {}
    for entry in header.split(","):
        name, _, parameters = entry.partition(";")
        try:
            weight = float(parameters.partition("=")[2]) if parameters.strip() else 1.0
        except ValueError:
            continue
        for language in LANGUAGES:
            if name.strip().lower().split("-")[0] == language:
                liked[language] = max(weight, liked.get(language, 0.0))
    # where two are liked as well, the one of the server
    best = max(LANGUAGES, key=lambda language: (liked.get(language, 0.0), language == default))
    return best if liked.get(best) else default
