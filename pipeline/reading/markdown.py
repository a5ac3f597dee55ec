"""Reader of Markdown."""

from __future__ import annotations

import re

from dataset.document import Document
from pipeline.errors import ReadingError
from pipeline.reading.base import Reader, ReadingOptions, Source
from pipeline.reading.plain import encoding_notes
from pipeline.reading.text.compose import compose
from pipeline.reading.text.decode import decode, looks_like_text
from pipeline.reading.text.markup import scan_markdown

# each alone is evidence enough: paired strong emphasis, a heading, an escaped asterisk, a ruled table, a lone pipe
_EVIDENCE = re.compile(
    r"""\*\*(?=\S)[^*\n]+(?:\n[^*\n]+)?\*\*
    | ^[ ]{0,3}\#{1,6}[ ]+\S
    | ^\\[*#\-+]
    | ^[ ]{0,3}\|?[ ]*:?-{3,}:?[ ]*(?:\|[ ]*:?-{3,}:?[ ]*)+\|?[ ]*$
    | ^\|\n
    | ^\+(?:[-=:]{2,}\+)+$
    | ^<table\b""",
    re.MULTILINE | re.VERBOSE | re.IGNORECASE,
)


class MarkdownReader(Reader):
    """Text with Markdown in it, by what stands there and not by the name of the file."""

    order = 90
    media_type = "text/markdown"

    def accepts(self, source: Source) -> bool:
        """Whether the bytes are text with marks of Markdown."""
        if not looks_like_text(source.data):
            return False
        try:
            return bool(_EVIDENCE.search(decode(source.data, source.name).text))
        except ReadingError:
            return False

    def read(self, source: Source, options: ReadingOptions) -> Document:
        """Read the document; its text is the decoded file, the markup stays outside of every span."""
        decoded = decode(source.data, source.name)
        return compose(source, self.media_type, decoded.text, scan_markdown, encoding_notes(decoded))
