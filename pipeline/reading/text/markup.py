"""Which characters of a text are markup, and what emphasis lies on the others."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from dataset.document import Style
from dataset.spans import Span

_HEADING = re.compile(r"^[ \t]{0,3}(#{1,6})[ \t]+(?=\S)", re.MULTILINE)
_QUOTE = re.compile(r"^[ \t]{0,3}(?:>[ \t]?)+", re.MULTILINE)
_ESCAPE = re.compile(r"\\(?=[\\`*_{}\[\]()#+\-.!|<>~&])")
_TAG = re.compile(r"</?(?:b|i|u|em|strong|sup|sub|span|font|p|div|a|br|center|small)\b[^<>\n]*/?>", re.IGNORECASE)
_ASTERISKS = re.compile(r"(?<!\\)\*+")
_UNDERSCORE = re.compile(r"(?<![\w\\_])(_{1,2})(?=[^\s_])([^_\n]*(?:\n[^_\n]+)*?[^\s_])\1(?![\w_])")
_CHUNK = re.compile(r"[^\n]*\S[^\n]*(?:\n[^\n]*\S[^\n]*)*")


@dataclass(frozen=True)
class Markup:
    """Per character: whether it is markup, bold, italic; and the level of every heading by the start of its line."""

    hidden: bytearray
    bold: bytearray
    italic: bytearray
    headings: dict[int, int] = field(default_factory=dict)

    @classmethod
    def none(cls, length: int) -> Markup:
        """No markup at all: plain text."""
        return cls(bytearray(length), bytearray(length), bytearray(length))

    def visible(self, text: str, span: Span) -> list[Span]:
        """The parts of ``span`` that are not markup, without outer white space."""
        parts: list[Span] = []
        position = span.start
        while position < span.end:
            shown = self.hidden.find(0, position, span.end)
            if shown < 0:
                break
            end = self.hidden.find(1, shown, span.end)
            end = span.end if end < 0 else end
            parts.append(Span(shown, end))
            position = end
        return trimmed(text, parts)

    def style(self, text: str, spans: Iterable[Span]) -> Style:
        """Bold or italic where nearly all letters are."""
        offsets = [i for span in spans for i in range(span.start, span.end) if text[i].isalnum()]
        if not offsets:
            return Style()
        bold = sum(self.bold[i] for i in offsets) / len(offsets)
        italic = sum(self.italic[i] for i in offsets) / len(offsets)
        return Style(bold=bold > 0.9, italic=italic > 0.9)


def trimmed(text: str, parts: list[Span]) -> list[Span]:
    """Spans without outer white space; empty ones at either end left out."""
    while parts and not text[parts[0].start : parts[0].end].strip():
        parts.pop(0)
    while parts and not text[parts[-1].start : parts[-1].end].strip():
        parts.pop()
    if not parts:
        return []
    first, last = parts[0], parts[-1]
    head = text[first.start : first.end]
    parts[0] = Span(first.start + len(head) - len(head.lstrip()), first.end)
    last = parts[-1]
    tail = text[last.start : last.end]
    parts[-1] = Span(last.start, last.start + len(tail.rstrip()))
    return parts


def no_markup(text: str) -> Markup:
    """The markup of plain text: none."""
    return Markup.none(len(text))


def scan_markdown(text: str) -> Markup:
    """Find the markup of Markdown: headings, emphasis, escapes and inline tags."""
    markup = Markup.none(len(text))
    for match in _HEADING.finditer(text):
        _hide(markup, match.start(), match.end())
        markup.headings[match.start()] = len(match.group(1))
    for expression in (_QUOTE, _ESCAPE, _TAG):
        for match in expression.finditer(text):
            _hide(markup, match.start(), match.end())
    for chunk in _CHUNK.finditer(text):
        _emphasis(text, chunk.start(), chunk.end(), markup)
    for match in _UNDERSCORE.finditer(text):
        width = len(match.group(1))
        _hide(markup, match.start(), match.start() + width)
        _hide(markup, match.end() - width, match.end())
        _mark(markup.bold if width == 2 else markup.italic, match.start(), match.end())
    return markup


def _hide(markup: Markup, start: int, end: int) -> None:
    markup.hidden[start:end] = b"\1" * (end - start)


def _mark(target: bytearray, start: int, end: int) -> None:
    target[start:end] = b"\1" * (end - start)


def _emphasis(text: str, start: int, end: int, markup: Markup) -> None:
    """Pair the asterisks of one block; a lone one, a bullet and ``(*)`` stay text."""
    runs = [match for match in _ASTERISKS.finditer(text, start, end) if not _literal(text, match.start(), match.end())]
    single = [run for run in runs if len(run.group()) % 2]
    if len(single) % 2:
        runs.remove(single[-1])
    bold_from = italic_from = -1
    for run in runs:
        _hide(markup, run.start(), run.end())
        width = len(run.group())
        if width % 2:
            if italic_from >= 0:
                _mark(markup.italic, italic_from, run.start())
            italic_from = run.end() if italic_from < 0 else -1
        if (width // 2) % 2:
            if bold_from >= 0:
                _mark(markup.bold, bold_from, run.start())
            bold_from = run.end() if bold_from < 0 else -1


def _literal(text: str, start: int, end: int) -> bool:
    before, after = text[start - 1 : start], text[end : end + 1]
    if end - start > 1:
        return False
    between = (not before or before.isspace()) and (not after or after.isspace())
    return between or (before == "(" and after == ")")
