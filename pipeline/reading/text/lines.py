"""Lines of a text, and what can be told from the shape of one."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache
from importlib.resources import files
from typing import Any

from dataset.spans import Span
from normalizers.unicode import fold_case

_LATIN = [chr(code) for code in (*range(0x41, 0x250), *range(0x1E00, 0x1F00))]
_CAPITALS = "".join(character for character in _LATIN if character.isupper())
_SMALL = "".join(character for character in _LATIN if character.islower())


@lru_cache(maxsize=1)
def patterns() -> dict[str, dict[str, Any]]:
    """The shapes of lines, from ``patterns.toml``."""
    return tomllib.loads(files(__package__).joinpath("patterns.toml").read_text(encoding="utf-8"))


def cased(expression: str) -> re.Pattern[str]:
    """A regular expression in which ``\\p{Lu}`` and ``\\p{Ll}`` stand for capital and small Latin letters."""
    return re.compile(expression.replace(r"\p{Lu}", f"[{_CAPITALS}]").replace(r"\p{Ll}", f"[{_SMALL}]"))


@lru_cache(maxsize=64)
def pattern(section: str, name: str) -> re.Pattern[str]:
    """One regular expression of ``patterns.toml``."""
    return cased(patterns()[section][name])


@dataclass(frozen=True)
class Line:
    """A line without its outer white space; ``page`` counts from 1, ``broken`` tells a page break before it."""

    text: str
    span: Span
    indent: int
    page: int
    broken: bool = False

    @cached_property
    def blank(self) -> bool:
        """Whether nothing stands on it."""
        return not self.text

    @cached_property
    def plain(self) -> str:
        """The text without emphasis marks and heading signs, for looking at its shape."""
        return re.sub(
            r"\\(?=[*_#|\-+.])", "", re.sub(r"(?<!\\)\*{1,}(?=\S)|(?<=\S)(?<!\\)\*+|^#{1,6}\s+", "", self.text)
        ).strip()

    @cached_property
    def label(self) -> str:
        """The number, letter or bullet that opens it; empty if there is none."""
        found = pattern("line", "label").match(self.plain)
        return found.group().strip() if found else ""

    @cached_property
    def opens(self) -> bool:
        """Whether its first words open a paragraph in every document."""
        if pattern("line", "opening").match(self.plain) or pattern("signature", "formula").match(self.plain):
            return True
        return self.plain[:1] == "C" and bool(pattern("line", "opening_misread").match(fold_case(self.plain)))

    @cached_property
    def ends_sentence(self) -> bool:
        """Whether it ends with punctuation that can close a paragraph."""
        return bool(pattern("line", "terminal").search(self.plain))

    @cached_property
    def capitals(self) -> bool:
        """Whether all of its letters are capitals (at least two of them)."""
        letters = [character for character in self.plain if character.isalpha()]
        return len(letters) > 1 and all(character.isupper() for character in letters)

    @cached_property
    def lower_start(self) -> bool:
        """Whether it begins in the middle of a sentence: with a small letter, and no label before it."""
        return not self.label and self.plain[:1].islower()

    @cached_property
    def decoration(self) -> bool:
        """Whether it is a drawn line."""
        return bool(pattern("line", "decoration").fullmatch(self.text)) and not pattern("line", "fill_in").fullmatch(
            self.text
        )

    @cached_property
    def page_number(self) -> int | None:
        """The number, if the line holds nothing but a page number."""
        found = pattern("line", "page_number").fullmatch(self.plain)
        return int(found.group(1)) if found else None


def split_lines(text: str) -> list[Line]:
    """Cut a text into lines; form feeds begin a new page."""
    return list(_lines(text))


def _lines(text: str) -> Iterator[Line]:
    page = 1
    broken = False
    for match in re.finditer(r"[^\n\f]*(\n|\f|$)", text):
        if match.start() == len(text) and match.start() > 0:
            return
        raw = match.group().rstrip("\n\f")
        stripped = raw.strip()
        start = match.start() + len(raw) - len(raw.lstrip()) if stripped else match.start()
        yield Line(stripped, Span(start, start + len(stripped)), start - match.start(), page, broken)
        broken = match.group(1) == "\f"
        page += broken


def page_spans(text: str) -> list[Span]:
    """The pages of a text; one form feed stands between two of them."""
    cuts = [match.start() for match in re.finditer("\f", text.rstrip("\f\n "))]
    return [Span(a, b) for a, b in zip([0, *[cut + 1 for cut in cuts]], [*cuts, len(text)], strict=True)]
