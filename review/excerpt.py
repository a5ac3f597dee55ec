"""A place of a text in its sentence, as the report and the review pages show it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

_AROUND: Final = 220
_LONGEST: Final = 500
_BOUNDARY: Final = re.compile(r"(?<=[.;:!?…])\s+|\n\s*\n|\n(?=\s*(?:[-+*•#|]|\d{1,2}[.)]|[a-zđ]\)|[IVX]+\.))|\f")
_END: Final = re.compile(r"[.;!?…](?=\s|$)|\n\s*\n|\n(?=\s*(?:[-+*•#|]|\d{1,2}[.)]|[a-zđ]\)|[IVX]+\.))|\f")


@dataclass(frozen=True)
class Excerpt:
    """The place (``marked``) with what stands before and behind it in the sentence."""

    before: str
    marked: str
    after: str


def excerpt(text: str, start: int, end: int) -> Excerpt:
    """The sentence around ``text[start:end]``, white space collapsed, with ``…`` where it was cut."""
    return Excerpt(_before(text, start), _shortened(_flowed(text[start:end]).strip()), _after(text, end))


def _before(text: str, start: int) -> str:
    window = text[max(0, start - _AROUND) : start]
    bounds = [match.end() for match in _BOUNDARY.finditer(window)]
    if bounds:
        return _flowed(window[bounds[-1] :]).lstrip()
    if start <= _AROUND:
        return _flowed(window).lstrip()
    # no boundary near: begin with a whole word
    return "… " + _flowed(window.partition(" ")[2]).lstrip()


def _after(text: str, end: int) -> str:
    if text[:end].rstrip().endswith((".", ";", "!", "?", "…")):
        return ""
    window = text[end : end + _AROUND]
    bound = _END.search(window)
    if bound:
        return _flowed(window[: bound.end()]).rstrip()
    if end + _AROUND >= len(text):
        return _flowed(window).rstrip()
    return _flowed(window.rpartition(" ")[0]).rstrip() + " …"


def _flowed(text: str) -> str:
    return re.sub(r"\s+", " ", text.replace("\t", " · "))


def _shortened(text: str) -> str:
    if len(text) <= _LONGEST:
        return text
    half = _LONGEST // 2
    return f"{text[:half].rstrip()} […] {text[-half:].lstrip()}"
