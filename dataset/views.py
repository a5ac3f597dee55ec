"""Spans of a document as one line for whoever matches patterns, with the way back to the characters on the page."""

from __future__ import annotations

import re
from array import array
from collections.abc import Iterable
from dataclasses import dataclass

from dataset.spans import Span

# markup between two spans that sets them apart: white space, line ends and paragraphs of HTML
_SEPARATING = re.compile(r"\s|<br|</?(?:p|div|li)\b|&nbsp;", re.IGNORECASE)


@dataclass(frozen=True)
class View:
    """Some spans of a document flowed into one line, white space collapsed, with the way back to the document."""

    text: str
    offsets: array[int]
    breaks: frozenset[int] = frozenset()

    def span(self, start: int = 0, end: int | None = None) -> Span:
        """The span of the document under ``text[start:end]``.

        Where foreign text lies between the parts (the rest of a table row that a page break cut), the longest part.
        """
        return max(self.spans(start, end), key=lambda span: span.length)

    def spans(self, start: int = 0, end: int | None = None) -> tuple[Span, ...]:
        """The spans of the document under ``text[start:end]``, one for each unbroken part."""
        end = len(self.text) if end is None else end
        if not self.text:
            position = self.offsets[0] if self.offsets else 0
            return (Span(position, position),)
        end = max(end, start + 1)
        cuts = sorted(cut for cut in self.breaks if start < cut < end)
        return tuple(
            Span(self.offsets[a], self.offsets[b - 1] + 1)
            for a, b in zip([start, *cuts], [*cuts, end], strict=True)
            if a < b
        )

    def find(self, offset: int) -> int:
        """The first position of this view at or behind a document offset (its length if there is none)."""
        return next((i for i, o in enumerate(self.offsets) if o >= offset), len(self.text))


def flow(text: str, spans: Iterable[Span]) -> View:
    """Flow spans of ``text`` into one line: white space collapsed, stripped, a space where a line or a cell breaks.

    No space where the line breaks behind a hyphen inside a word or symbol: ``NĐ-`` / ``CP``.
    """
    characters: list[str] = []
    offsets = array("q")
    breaks: set[int] = set()
    previous: Span | None = None
    fallback = 0
    glued = False
    for span in spans:
        fallback = fallback or span.start
        if previous is not None:
            gap = text[previous.end : span.start] if span.start >= previous.end else "\n"
            glued = "\n" in gap and _ends_in_hyphen(characters)
            if _SEPARATING.search(gap) and not glued and characters and characters[-1] != " ":
                characters.append(" ")
                offsets.append(previous.end - 1)
            if span.start < previous.end or any(ch.isalpha() for ch in gap):
                breaks.add(len(characters))
        for offset in range(span.start, span.end):
            character = text[offset]
            if character.isspace():
                glued = glued or (character == "\n" and _ends_in_hyphen(characters))
                if glued or not characters or characters[-1] == " ":
                    continue
                character = " "
            glued = False
            characters.append(character)
            offsets.append(offset)
        previous = span
    while characters and characters[-1] == " ":
        characters.pop()
        offsets.pop()
    if not characters:
        offsets = array("q", [fallback])
    return View("".join(characters), offsets, frozenset(cut for cut in breaks if cut < len(characters)))


def _ends_in_hyphen(characters: list[str]) -> bool:
    return len(characters) > 1 and characters[-1] == "-" and characters[-2].isalnum()
