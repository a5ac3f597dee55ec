"""Reader of DOCX: the text as Word shows it, with the numbers that Word computes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from lxml.etree import _Element

from dataset.document import Document, Note, Page
from dataset.spans import Span
from pipeline.notes import told
from pipeline.reading.base import Reader, ReadingOptions, Source
from pipeline.reading.left_out import repeated_header_notes
from pipeline.reading.word.body import BodyReader, make_blocks
from pipeline.reading.word.content import Event, Writer
from pipeline.reading.word.numbering import Numbering
from pipeline.reading.word.package import ZIP_MAGIC, Package, W, is_encrypted, open_package
from pipeline.reading.word.styles import Styles

_COUNTED: tuple[Event, ...] = ("insertions", "deletions", "comments", "pictures", "hidden", "fonts", "symbols")
_NOTE_PARTS = (("footnotes", f"{W}footnote"), ("endnotes", f"{W}endnote"))


class DocxReader(Reader):
    """Word 2007 and later."""

    order = 20
    media_type = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"

    def accepts(self, source: Source) -> bool:
        """Whether the bytes are a ZIP archive, or an encrypted Office package."""
        return source.data.startswith(ZIP_MAGIC) or is_encrypted(source.data)

    def read(self, source: Source, options: ReadingOptions) -> Document:
        """Read the document: its text is written down in reading order, a table row to a line."""
        return read_package(open_package(source.data, source.name), source, self.media_type)


def read_package(package: Package, source: Source, media_type: str) -> Document:
    """Read an opened package as a document of the given source."""
    styles = package.part("styles")
    writer = Writer(Styles.of(styles), Numbering.of(package.part("numbering"), styles))
    reader = BodyReader(writer)
    reader.read(package.body)
    for part, tag in _NOTE_PARTS:
        _footnotes(package.part(part), tag, reader)
    blocks = make_blocks(writer, reader.drafts)
    text = "".join(writer.text)
    starts = [*writer.page_starts, writer.length]
    pages = tuple(Page(number, Span(a, b), "docx") for number, (a, b) in enumerate(pairwise(starts), 1))
    return Document(
        source.doc_id,
        source.name,
        source.sha256,
        media_type,
        "docx",
        text,
        pages,
        blocks,
        notes=(
            *_running_heads(package, writer),
            *_events(writer),
            *_page_note(package, len(pages)),
            *repeated_header_notes(blocks, text),
        ),
    )


def _footnotes(root: _Element | None, tag: str, reader: BodyReader) -> None:
    """Write the footnotes behind the body, each with its number."""
    if root is None:
        return
    for note in root.iter(tag):
        if note.get(f"{W}type") is not None:
            continue
        reader.writer.write(f"[{note.get(f'{W}id', '')}] ")
        start = len(reader.drafts)
        reader.read(note)
        reader.widen_first(start)


def _running_heads(package: Package, writer: Writer) -> Iterator[Note]:
    """What headers and footers say besides page numbers."""
    said: set[str] = set()
    for name, root in sorted(package.parts.items()):
        if not name.startswith(("header", "footer")):
            continue
        probe = Writer(writer.styles, Numbering())
        for paragraph in root.iter(f"{W}p"):
            probe.paragraph(paragraph)
        text = re.sub(r"\s+", " ", "".join(probe.text)).strip()
        if any(character.isalpha() for character in text) and text not in said:
            said.add(text)
            yield told("header" if name.startswith("header") else "footer", text=text)


def _page_note(package: Package, found: int) -> Iterator[Note]:
    """Word only saves the page breaks that it had laid out; its own count may be higher."""
    counted = package.page_count
    if counted is not None and counted > found:
        yield told("word_pages", counted=counted, found=found)


def _events(writer: Writer) -> Iterator[Note]:
    for event in _COUNTED:
        if writer.counts[event]:
            yield told(event, count=writer.counts[event])
