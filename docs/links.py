"""The links of a Markdown page, and the anchors that its headings make: what the check of links and the site go by."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator
from itertools import pairwise
from typing import Final, NamedTuple
from urllib.parse import unquote, urlsplit

from markdown_it import MarkdownIt
from markdown_it.token import Token

_PARSER: Final = MarkdownIt("commonmark").enable("table")
_FRONT: Final = re.compile(r"\A(\+\+\+|---)\n.*?\n\1\n", re.DOTALL)
_ANCHOR: Final = re.compile(r'<a (?:id|name)="([^"]+)"')


class Link(NamedTuple):
    """A link to a file of the repository: its path from the page (empty: the page itself) and its anchor."""

    path: str
    anchor: str


def links_of(markdown: str) -> Iterator[Link]:
    """The links and pictures of a page that lead to files; addresses of the network are none."""
    for token in _inline(markdown):
        target = token.attrGet("href") or token.attrGet("src")
        if not target:
            continue
        parts = urlsplit(str(target))
        if not parts.scheme and not parts.netloc:
            yield Link(unquote(parts.path), unquote(parts.fragment))


def outside_links(markdown: str) -> list[str]:
    """The addresses of the network that a page links to."""
    targets = (str(token.attrGet("href") or token.attrGet("src") or "") for token in _inline(markdown))
    return [target for target in targets if urlsplit(target).scheme]


def anchors_of(markdown: str) -> set[str]:
    """The anchors of a page as code hosts make them of its headings: small letters, hyphens for blanks."""
    seen: Counter[str] = Counter()
    anchors = set(_ANCHOR.findall(markdown))
    tokens = _PARSER.parse(_FRONT.sub("", markdown))
    for token, inline in pairwise(tokens):
        if token.type == "heading_open":
            slug = slug_of(
                "".join(part.content for part in inline.children or [] if part.type in {"text", "code_inline"})
            )
            anchors.add(f"{slug}-{seen[slug]}" if seen[slug] else slug)
            seen[slug] += 1
    return anchors


def slug_of(heading: str) -> str:
    """The anchor of one heading."""
    kept = (c for c in unicodedata.normalize("NFC", heading).strip().lower() if c.isalnum() or c in " -_")
    return "".join(kept).replace(" ", "-")


def _inline(markdown: str) -> Iterator[Token]:
    for token in _PARSER.parse(_FRONT.sub("", markdown)):
        yield from (part for part in token.children or [] if part.type in {"link_open", "image"})


def mkdocs_slug(heading: str, separator: str) -> str:
    """The same for the site: Python-Markdown numbers those that are the same by itself."""
    del separator
    return slug_of(heading)
