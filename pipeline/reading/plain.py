"""Reader of plain text."""

from __future__ import annotations

from dataset.document import Document, Note
from pipeline.errors import ReadingError
from pipeline.notes import told
from pipeline.reading.base import Reader, ReadingOptions, Source
from pipeline.reading.text.compose import compose
from pipeline.reading.text.decode import Decoded, decode, looks_like_text
from pipeline.reading.text.markup import no_markup


class PlainReader(Reader):
    """Text without markup. Asked last: nearly every file without a magic number could be text."""

    order = 95
    media_type = "text/plain"

    def accepts(self, source: Source) -> bool:
        """Whether the bytes can be text."""
        return looks_like_text(source.data)

    def read(self, source: Source, options: ReadingOptions) -> Document:
        """Read the document; its text is the decoded file.

        Raises:
            ReadingError: It is no text after all, or white space only.
        """
        decoded = decode(source.data, source.name)
        if not decoded.text.strip():
            raise ReadingError("no_words", source.name)
        return compose(source, self.media_type, decoded.text, no_markup, encoding_notes(decoded))


def encoding_notes(decoded: Decoded) -> tuple[Note, ...]:
    """What has to be said about an encoding that was guessed, or about bytes that are no characters."""
    notes = []
    if decoded.encoding is not None:
        notes.append(told("encoding", encoding=decoded.encoding))
    if decoded.lost:
        notes.append(told("lost", count=decoded.lost))
    return tuple(notes)
