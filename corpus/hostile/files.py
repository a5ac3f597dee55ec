"""Files whose name, kind or behaviour is the trouble, and pictures that are."""

from __future__ import annotations

import os
import struct
import zlib
from collections.abc import Callable, Iterator, Sequence
from io import BytesIO
from pathlib import Path

from PIL import Image, ImageDraw

from corpus.hostile.packages import plan, word
from corpus.hostile.pdf import Named, plain


def wrong_names() -> Iterator[Named]:
    """Contents under names of other formats."""
    yield "pdf-named.docx", plain(1)
    yield "pdf-named.txt", plain(2)
    yield "word-named.pdf", word(4)
    yield "text-named.pdf", plan(200)
    yield "text-named.zip", plan(201)
    yield "no-extension", plan(202)
    yield "program.pdf", b"\x7fELF" + bytes(range(256)) * 30
    yield "web-page.doc", b"<html><body><img src='http://127.0.0.1:9/x'>" + plan(203) + b"</body></html>"
    yield "formula.txt", b"=cmd|' /C calc'!A0\n+1+1\n-1\n@SUM(A1)\n\t=1\n" + plan(204)


def contents() -> Iterator[Named]:
    """Texts that are hard to bear."""
    yield "one-line-of-a-megabyte.txt", b"a" * 1_000_000
    yield "zero-bytes.txt", bytes(100_000)
    yield "empty.txt", b""
    yield "blank.txt", b" \n" * 50_000
    yield "brackets.txt", b"(" * 50_000 + b")" * 50_000
    yield "numbers.txt", ("1.2.3.4.5.6.7.8.9." * 20_000).encode()
    yield "dates.txt", ("ngày 1/1/2026 đến ngày " * 10_000).encode()
    yield "marks.txt", ("a" + "\u0301" * 200_000).encode()
    yield "invisible.txt", ("KẾ HOẠCH" + "\u200b\u202e\ufeff" * 50_000).encode()
    yield "tabs.txt", b"\t" * 300_000 + b"\n" + b"|" * 300_000
    yield "noise.bin", bytes((n * n * 31 + n // 7) % 256 for n in range(200_000))
    yield "surrogates.txt", "KẾ HOẠCH".encode("utf-16-be") + b"\xd8\x00\xd8\x00"


def pictures() -> Iterator[Named]:
    """Pictures that claim, or are, too much."""
    yield "million-pixel-line.png", _saved(Image.new("L", (1_000_000, 1), 255), "PNG")
    yield "claims-a-terapixel.png", png(1_000_000, 1_000_000, b"")
    yield "bomb.png", png(30_000, 30_000, _zeros(30_001 * 30_000))
    yield "cut.png", _saved(Image.new("L", (800, 800), 200), "PNG")[:90]
    yield "white.png", _saved(Image.new("L", (600, 800), 255), "PNG")
    loop = bytearray(_saved(Image.new("L", (300, 300), 255), "TIFF"))
    first = struct.unpack_from("<I", loop, 4)[0]
    entries = struct.unpack_from("<H", loop, first)[0]
    struct.pack_into("<I", loop, first + 2 + 12 * entries, first)
    yield "frames-in-a-circle.tif", bytes(loop)
    yield "jpeg-of-noise.jpg", b"\xff\xd8\xff\xe0" + bytes(range(256)) * 40


def _zeros(count: int) -> bytes:
    """So many zero bytes, packed without ever being whole in memory."""
    packer, piece = zlib.compressobj(9), bytes(1_000_000)
    packed = b"".join(packer.compress(piece) for _ in range(count // len(piece)))
    return packed + packer.compress(bytes(count % len(piece))) + packer.flush()


def _saved(image: Image.Image, kind: str) -> bytes:
    buffer = BytesIO()
    image.save(buffer, kind)
    return buffer.getvalue()


def png(width: int, height: int, data: bytes, more: Sequence[tuple[bytes, bytes]] = ()) -> bytes:
    """A grey PNG of this size with packed data, and with more chunks (name, body) before it."""

    def chunk(name: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))

    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    between = b"".join(chunk(name, body) for name, body in more)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + between + chunk(b"IDAT", data) + chunk(b"IEND", b"")


def scan() -> Image.Image:
    """The picture of a page."""
    image = Image.new("L", (1240, 1754), 255)
    draw = ImageDraw.Draw(image)
    for line in range(30):
        draw.text((120, 100 + 50 * line), f"KE HOACH so {line}: trong cay trong nam 2026", fill=0, font_size=32)
    return image


def put_scan(path: Path) -> None:
    """Write the picture of a page."""
    scan().save(path, dpi=(150, 150))


def scans() -> Iterator[Named]:
    """The picture of a page in every format, by the ends of their names."""
    page = scan().resize((620, 877))
    for suffix, kind, options in (
        ("png", "PNG", {}),
        ("jpg", "JPEG", {"quality": 60}),
        ("tif", "TIFF", {"compression": "tiff_lzw"}),
        ("fax.tif", "TIFF", {"compression": "group4"}),
    ):
        picture = page.convert("1") if suffix.startswith("fax") else page
        buffer = BytesIO()
        picture.save(buffer, kind, dpi=(75, 75), **options)
        yield suffix, buffer.getvalue()


def put_entries(folder: Path) -> None:
    """Names and kinds of entries that only a folder can hold."""
    names = (
        "line\nbreak.txt",
        "tab\tand\x1bescape.txt",
        "zero\u200bwidth\u202e.txt",
        "n" * 251 + ".txt",
        "'; DROP.txt",
    )
    for number, name in enumerate((*names, "=1+1.txt", "-rf.txt", "<b>.txt"), 300):
        (folder / name).write_bytes(plan(number))
    Path(os.fsdecode(os.fsencode(folder) + b"/not-utf-8-\xff\xfe.txt")).write_bytes(plan(320))
    (folder / "same-1.txt").write_bytes(plan(330))
    (folder / "same-2.txt").write_bytes(plan(330))
    (folder / "link-to-file.txt").symlink_to(folder / "same-1.txt")
    (folder / "link-to-itself.txt").symlink_to(folder / "link-to-itself.txt")
    (folder / "link-to-nothing.txt").symlink_to("nowhere")
    (folder / "link-to-device.txt").symlink_to("/dev/zero")
    (folder / "link-to-parent").symlink_to("..")
    os.mkfifo(folder / "pipe.txt")
    deep = folder
    for level in range(60):
        deep /= f"level-{level}"
    deep.mkdir(parents=True)
    (deep / "deep.txt").write_bytes(plan(340))


GROUPS: dict[str, Callable[[], Iterator[Named]]] = {
    "names": wrong_names,
    "contents": contents,
    "pictures": pictures,
}
