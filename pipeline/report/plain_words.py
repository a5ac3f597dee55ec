"""Excerpts as people read them: the marks of Markdown left out.

Evidence is an exact part of the text, and the text of a Markdown file has its marks. In an excerpt they are noise.
"""

from __future__ import annotations

import re
from typing import Final

from review.excerpt import Excerpt

MARKDOWN: Final = "text/markdown"
_EMPHASIS: Final = re.compile(r"(?<![\\*_])(\*{1,3}|_{2,3})(?=\S)|(?<=\S)(?<!\\)(\*{1,3}|_{2,3})(?![\w*])")
_HEADING: Final = re.compile(r"(?m)^\s{0,3}#{1,6}\s+")
_ESCAPE: Final = re.compile(r"\\([\\`*_{}\[\]()#+\-.!|>])")


def plain_words(text: str) -> str:
    """Markdown without marks of emphasis and headings, and without its escapes."""
    return _ESCAPE.sub(r"\1", _EMPHASIS.sub("", _HEADING.sub("", text)))


def plain_excerpt(found: Excerpt) -> Excerpt:
    """The excerpt without marks, also where one begins before the place and ends in it."""
    parts = [plain_words(part) for part in (found.before, found.marked, found.after)]
    # blanks at the seams look like the end of a line to the patterns above
    return Excerpt(*(_stripped(part) for part in parts))


def _stripped(part: str) -> str:
    """What is left of a mark that a seam cut in two: ``**`` between blanks or at the very ends."""
    return re.sub(r"(?<!\w)\*{2,3}(?!\w)", "", part)
