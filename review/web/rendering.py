"""The templates, with everything from documents escaped."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from functools import lru_cache, partial
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markdown_it import MarkdownIt
from markupsafe import Markup

from checks.page import Language, rule_page
from review import formats
from review.wording import has_word, word


@lru_cache(maxsize=2)
def environment(language: Language) -> Environment:
    """The templates in one language."""
    made = Environment(
        loader=PackageLoader("review.web", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.globals |= {
        "t": partial(word, language),
        "has_word": has_word,
        "language": language,
        "name_of": formats.document_name,
        "rule_title": partial(rule_title, language),
        "rule_text": partial(_rule_text, language),
        "quantity": partial(_quantity, language),
    }
    made.filters |= {
        "date": partial(formats.date, language=language),
        "number": partial(formats.number, language=language),
        "moment": moment,
        "clock": clock,
        "megabytes": partial(_megabytes, language),
        "readable": partial(formats.readable, language=language),
        "decided": partial(formats.decided, language=language),
        "changed": replace,
    }
    return made


def rule_title(language: Language, code: str) -> str:
    """The title of a rule, or what a value is called; the code itself where there is neither."""
    table, dot, column = code.partition(".")
    if dot:
        names = (f"thing.{table}", f"column.{column}")
        return " · ".join(word(language, key) if has_word(key) else key.rpartition(".")[2] for key in names)
    try:
        return rule_page(code).titles[language]
    except FileNotFoundError:
        # a rule of another version
        return code


def moment(at: str) -> str:
    """An instant of the log (UTC) by the clock of this machine: ``21/11/2026 18:04``."""
    try:
        return f"{datetime.fromisoformat(at).astimezone():%d/%m/%Y %H:%M}"
    except ValueError:
        return at


def clock(at: float) -> str:
    """A time (seconds since 1970) by the clock of this machine: ``18:04:09``."""
    return f"{datetime.fromtimestamp(at).astimezone():%H:%M:%S}"


def _megabytes(language: Language, size: int) -> str:
    """Bytes as people read them: ``12 kB``, ``3,4 MB``."""
    if size < 1_000_000:
        return f"{-(-size // 1000)} kB"
    return f"{formats.number(round(size / 1_000_000, 1), language)} MB"


@lru_cache(maxsize=256)
def _rule_text(language: Language, code: str) -> Markup:
    try:
        text = rule_page(code).texts[language]
    except FileNotFoundError:
        return Markup("")
    # raw HTML in the source stays text
    return Markup(MarkdownIt("commonmark", {"html": False}).enable("table").render(text))  # noqa: S704  rendered without raw HTML


def _quantity(language: Language, row: Any) -> str:
    return formats.quantity(row.comparator, row.value, row.value_max, row.unit, language)
