"""Bytes to text: Unicode first, then the 8-bit encodings that Vietnamese offices have used."""

from __future__ import annotations

import codecs
from dataclasses import dataclass

from charset_normalizer import from_bytes

from normalizers.legacy_encodings import decode_bytes
from normalizers.marks import with_ordered_marks
from pipeline.errors import ReadingError

_MARKS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_BINARY = (
    b"%PDF-",
    b"PK\x03\x04",
    b"\xd0\xcf\x11\xe0",
    b"\x89PNG",
    b"\xff\xd8\xff",
    b"GIF8",
    b"II*\0",
    b"MM\0*",
    b"\x7fELF",
)
_SAMPLE = 65536
_CONTROLS = frozenset(map(chr, (*range(9), 11, *range(14, 32), 127)))


@dataclass(frozen=True)
class Decoded:
    """A text with ``\\n`` line ends and without byte order mark.

    ``encoding`` is ``None`` where it was UTF-8; ``lost`` counts bytes that are no part of a character.
    """

    text: str
    encoding: str | None = None
    lost: int = 0


def looks_like_text(data: bytes) -> bool:
    """Whether the bytes can be text: no magic number of a binary format, hardly any control character."""
    if data.startswith(_BINARY):
        return False
    sample = data[:_SAMPLE]
    if _utf16(data) is not None:
        return True
    controls = sum(chr(byte) in _CONTROLS for byte in sample)
    return controls <= 0.01 * len(sample)


def decode(data: bytes, name: str) -> Decoded:
    """Decode a text file.

    Raises:
        ReadingError: The bytes are no text in any encoding that is known here.
    """
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            text = data[len(mark) :].decode(encoding, "replace")
            return Decoded(_lines(text), None if encoding == "utf-8" else encoding)
    try:
        return Decoded(_checked(data.decode("utf-8"), name))
    except UnicodeDecodeError:
        pass
    wide = _utf16(data)
    if wide is not None:
        return Decoded(_checked(data.decode(wide, "replace"), name), wide)
    damaged = data.decode("utf-8", "replace")
    lost = damaged.count("\ufffd")
    few = lost <= max(3, 0.002 * len(damaged))
    if few and any(character > "\x7f" and character != "\ufffd" for character in damaged):
        return Decoded(_checked(damaged, name), None, lost)
    legacy = decode_bytes(data)
    if legacy is not None:
        return Decoded(_checked(legacy[0], name), legacy[1])
    if few and any(byte >= 0xC3 for byte in data):
        return Decoded(_checked(damaged, name), None, lost)
    best = from_bytes(data).best()
    if best is None:
        raise _junk(name)
    return Decoded(_checked(str(best), name), best.encoding)


def _utf16(data: bytes) -> str | None:
    """UTF-16 without a mark: every second byte of Latin letters and spaces is zero."""
    sample = data[:_SAMPLE]
    if data.startswith(codecs.BOM_UTF16_LE) or data.startswith(codecs.BOM_UTF16_BE):
        return "utf-16"
    if len(sample) < 4:
        return None
    even, odd = sample[::2].count(0), sample[1::2].count(0)
    if odd > 0.3 * len(sample) / 2 and even < 0.02 * len(sample):
        return "utf-16-le"
    if even > 0.3 * len(sample) / 2 and odd < 0.02 * len(sample):
        return "utf-16-be"
    return None


def _checked(text: str, name: str) -> str:
    if sum(text.count(control) for control in _CONTROLS) > 0.01 * len(text):
        raise _junk(name)
    return _lines(text)


def _lines(text: str) -> str:
    return with_ordered_marks(text.replace("\r\n", "\n").replace("\r", "\n"))


def _junk(name: str) -> ReadingError:
    return ReadingError("binary", name)
