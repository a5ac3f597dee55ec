"""Pictures, as files of their own, whose structure is the trouble: TIFF, PNG and JPEG."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Callable, Iterator, Sequence
from io import BytesIO
from typing import Final

from PIL import Image

from corpus.hostile.files import png, scans
from corpus.hostile.pdf import Named, truncated
from corpus.hostile.pdf_inside import jpeg_head

Entry = tuple[int, int, int, int]
"""An entry of a TIFF: tag, type, count, value or place (TIFF 6.0, section 2)."""
_SHORT, _LONG = 3, 4
_WIDTH, _HEIGHT, _BITS, _PACKING, _INTERPRETATION, _STRIPS, _ROWS, _BYTES = 256, 257, 258, 259, 262, 273, 278, 279
_DEFLATE, _LZW, _FAX, _JPEG = 8, 5, 4, 7
_EVERY: Final = 4096


def tiff(entries: Sequence[Entry], data: bytes = b"", *, following: int = 0) -> bytes:
    """A TIFF of one directory, which says that another one begins at ``following``; its data begins at byte 8."""
    start = 8 + len(data)
    directory = struct.pack("<H", len(entries)) + b"".join(struct.pack("<HHII", *entry) for entry in entries)
    return b"II*\0" + struct.pack("<I", start) + data + directory + struct.pack("<I", following)


def _frame(width: int, height: int, packing: int, size: int, *, bits: int = 8) -> list[Entry]:
    return [
        (_WIDTH, _LONG, 1, width),
        (_HEIGHT, _LONG, 1, height),
        (_BITS, _SHORT, 1, bits),
        (_PACKING, _SHORT, 1, packing),
        (_INTERPRETATION, _SHORT, 1, 1),
        (_STRIPS, _LONG, 1, 8),
        (_ROWS, _LONG, 1, height),
        (_BYTES, _LONG, 1, size),
    ]


def tiffs() -> Iterator[Named]:
    """TIFF files that lie about sizes and places, or hold too much."""
    packed = zlib.compress(bytes(1_000_000), 9)
    yield "claims-four-billion.tif", tiff(_frame(2**32 - 1, 2**32 - 1, _DEFLATE, len(packed)), packed)
    yield "claims-60000.tif", tiff(_frame(60_000, 60_000, _DEFLATE, len(packed)), packed)
    yield "bomb.tif", tiff(_frame(12_000, 12_000, _DEFLATE, len(packed)), packed)
    yield "lzw-of-noise.tif", tiff(_frame(5_000, 5_000, _LZW, 3_000), bytes((n * 89) % 256 for n in range(3_000)))
    yield (
        "fax-of-noise.tif",
        tiff(_frame(5_000, 5_000, _FAX, 3_000, bits=1), bytes((n * 57) % 256 for n in range(3_000))),
    )
    yield "jpeg-inside-is-none.tif", tiff(_frame(500, 500, _JPEG, 1_000), bytes(1_000))
    yield "strip-behind-the-end.tif", tiff(_frame(500, 500, 1, 2**31))
    yield "unknown-packing.tif", tiff(_frame(500, 500, 65_000, 99), bytes(99))
    yield "no-height.tif", tiff(_frame(500, 0, 1, 99), bytes(99))
    yield "65535-bits.tif", tiff(_frame(50, 50, 1, 99, bits=65_535), bytes(99))
    yield (
        "billions-of-strips.tif",
        tiff([*_frame(500, 500, 1, 99)[:5], (_STRIPS, _LONG, 2**31, 8), (_BYTES, _LONG, 2**31, 8)]),
    )
    yield "no-entries.tif", tiff([])
    yield "next-behind-the-end.tif", tiff(_frame(20, 20, 1, 400), bytes(400), following=2**31)
    yield "big-tiff.tif", b"II+\0\x08\0\0\0" + struct.pack("<Q", 2**62) + bytes(40)
    yield "5001-frames.tif", _frames(5_001)
    yield "200-blank-frames.tif", _frames(200)


def _frames(count: int) -> bytes:
    """Frames of 20 by 20 pixels that share their one strip."""
    data = bytes(b"\xff" * 400)
    size = 2 + 12 * 8 + 4
    entries = _frame(20, 20, 1, 400)
    directory = struct.pack("<H", len(entries)) + b"".join(struct.pack("<HHII", *entry) for entry in entries)
    start = 8 + len(data)
    chain = b"".join(
        directory + struct.pack("<I", start + size * (number + 1) if number + 1 < count else 0)
        for number in range(count)
    )
    return b"II*\0" + struct.pack("<I", start) + data + chain


def pngs() -> Iterator[Named]:
    """PNG files whose chunks are bombs, and JPEG files that do not end."""
    small, line = zlib.compress(bytes(21 * 20), 9), zlib.compress(bytes(100_000_000), 9)
    yield "text-bomb.png", png(20, 20, small, [(b"zTXt", b"Comment\0\0" + line)])
    yield "profile-bomb.png", png(20, 20, small, [(b"iCCP", b"a\0\0" + line)])
    yield "million-chunks.png", png(20, 20, small, [(b"tEXt", b"a\0b")] * 300_000)
    yield "chunk-of-two-billion.png", png(20, 20, small)[:33] + struct.pack(">I", 2**31 - 1) + b"IDAT" + small
    yield "bits-of-16-colours-of-7.png", png(20, 20, small)[:24] + b"\x10\x07" + png(20, 20, small)[26:]
    yield "no-pixels.png", png(0, 0, small)
    yield "10000-moving-frames.png", png(20, 20, small, [(b"acTL", struct.pack(">II", 10_000, 0))])
    yield "claims-65535.jpg", jpeg_head(65_535, 65_535)
    yield "claims-13000.jpg", jpeg_head(13_000, 13_000)
    yield "no-width.jpg", jpeg_head(0, 0)
    yield "many-scans.jpg", _progressive()
    # orientation 99, and a directory of the camera that is its own next
    loop = b"Exif\0\0II*\0\x08\0\0\0\x01\0\x12\x01\x03\0\x01\0\0\0\x63\0\0\0\x08\0\0\0"
    head = b"\xff\xe1" + struct.pack(">H", len(loop) + 2) + loop
    sound = dict(scans())["jpg"]
    yield "camera-in-a-circle.jpg", sound[:2] + head + sound[2:]
    yield "65535-bytes-of-camera.jpg", sound[:2] + b"\xff\xe1\xff\xff" + sound[2:]
    yield "noise-behind.jpg", sound + bytes((n * 31) % 256 for n in range(1_000_000))


def _progressive(scans_of_it: int = 20_000) -> bytes:
    """A picture in scans, of which the last one is there so many times."""
    buffer = BytesIO()
    Image.new("L", (2000, 2000), 128).save(buffer, "JPEG", progressive=True)
    data = buffer.getvalue()
    last = data.rindex(b"\xff\xda")
    return data[:last] + data[last:-2] * scans_of_it + b"\xff\xd9"


def cut() -> Iterator[Named]:
    """The picture of a page in every format, cut off at every fourth KiB."""
    for suffix, data in scans():
        for name, part in truncated(data, suffix, _EVERY):
            yield f"{suffix.partition('.')[0]}-{name}", part


GROUPS: dict[str, Callable[[], Iterator[Named]]] = {
    "pictures-tiff": tiffs,
    "pictures-png-jpeg": pngs,
    "pictures-cut": cut,
}
