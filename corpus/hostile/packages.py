"""Broken and hostile Word files and ZIP archives."""

from __future__ import annotations

import stat
import struct
import zlib
from collections.abc import Callable, Iterator
from io import BytesIO
from warnings import catch_warnings, simplefilter
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

import docx

from corpus.hostile.pdf import Named, plain, truncated

_TEXT = "KẾ HOẠCH\nTrồng cây ven kênh năm 2026\n\n1. Trồng ít nhất {count} cây.\n"
_ENCRYPTED = 0x1


def word(lines: int = 200) -> bytes:
    """A sound DOCX."""
    document = docx.Document()
    for line in range(lines):
        document.add_paragraph(f"{line}. Trồng ít nhất {line * 7} cây trong năm 2026, phân công Phòng Kinh tế.")
    buffer = BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def plan(count: int) -> bytes:
    """A short text."""
    return _TEXT.format(count=count).encode()


def zipped(*members: Named, method: int = ZIP_DEFLATED) -> bytes:
    """An archive."""
    buffer = BytesIO()
    with ZipFile(buffer, "w", method) as archive, catch_warnings():
        simplefilter("ignore")  # two members of one name are the point of some
        for name, data in members:
            archive.writestr(ZipInfo(name), data, compress_type=method)
    return buffer.getvalue()


def with_part(name: str, change: Callable[[bytes], bytes]) -> bytes:
    """A DOCX with one part changed."""
    buffer = BytesIO()
    with ZipFile(BytesIO(word(3))) as sound, ZipFile(buffer, "w", ZIP_DEFLATED) as archive:
        for member in sound.infolist():
            data = sound.read(member)
            archive.writestr(member.filename, change(data) if member.filename == name else data)
    return buffer.getvalue()


def entities() -> Iterator[Named]:
    """XML that loads files, or grows without end."""
    body = "word/document.xml"

    def declared(text: bytes, use: bytes) -> Callable[[bytes], bytes]:
        def change(data: bytes) -> bytes:
            head, _, rest = data.partition(b"?>")
            return (
                head
                + b"?>"
                + text
                + rest.replace(b"<w:body>", b"<w:body><w:p><w:r><w:t>" + use + b"</w:t></w:r></w:p>")
            )

        return change

    laughs = b"".join(b'<!ENTITY l%d "%s">' % (n, b"&l%d;" % (n - 1) * 10) for n in range(1, 10))
    yield "xxe-file.docx", with_part(body, declared(b'<!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/passwd">]>', b"&x;"))
    yield (
        "xxe-network.docx",
        with_part(body, declared(b'<!DOCTYPE d [<!ENTITY x SYSTEM "http://127.0.0.1:9/x">]>', b"&x;")),
    )
    yield "billion-laughs.docx", with_part(body, declared(b'<!DOCTYPE d [<!ENTITY l0 "ha">%s]>' % laughs, b"&l9;"))
    # behind the first kilobytes, or in another encoding
    space = b" " * 10_000
    yield (
        "xxe-late.docx",
        with_part(body, declared(space + b'<!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/passwd">]>', b"&x;")),
    )

    def wide(data: bytes) -> bytes:
        text = declared(b'<!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/passwd">]>', b"&x;")(data).decode()
        return text.replace("UTF-8", "UTF-16").encode("utf-16")

    yield "xxe-in-utf-16.docx", with_part(body, wide)
    yield (
        "laughs-in-styles.docx",
        with_part(
            "word/styles.xml", lambda data: b'<!DOCTYPE d [<!ENTITY l0 "ha">%s]>' % laughs + data.partition(b"?>")[2]
        ),
    )


def word_bombs() -> Iterator[Named]:
    """Word files that become too much."""
    depth = 20_000
    nested = b"<w:tbl><w:tr><w:tc>" * depth + b"</w:tc></w:tr></w:tbl>" * depth
    yield (
        "nested-tables.docx",
        with_part("word/document.xml", lambda data: data.replace(b"<w:body>", b"<w:body>" + nested)),
    )
    much = b"<w:p/>" * 500_000
    yield (
        "half-a-million-paragraphs.docx",
        with_part("word/document.xml", lambda data: data.replace(b"<w:body>", b"<w:body>" + much)),
    )
    yield "bomb.docx", with_part("word/document.xml", lambda data: data + b" " * 500_000_000)
    outside = b'<Relationship Id="rId99" Type="http://x/t" Target="http://127.0.0.1:9/t" TargetMode="External"/>'
    yield (
        "template-on-the-network.docx",
        with_part(
            "word/_rels/document.xml.rels",
            lambda data: data.replace(b"</Relationships>", outside + b"</Relationships>"),
        ),
    )
    yield (
        "part-refers-out.docx",
        with_part(
            "word/_rels/document.xml.rels",
            lambda data: data.replace(b'Target="styles.xml"', b'Target="../../../etc/passwd"'),
        ),
    )
    yield "no-body.docx", with_part("word/document.xml", lambda _: b"<a/>")
    yield "not-xml.docx", with_part("word/document.xml", lambda _: b"\x00\xff" * 99)


def archives() -> Iterator[Named]:
    """Archives that attack whoever unpacks them, and sound ones in which something is wrong."""
    yield "sound.zip", zipped(("a/plan.txt", plan(1)), ("b.pdf", plain(1)), ("c.docx", word(3)))
    slips = ("../out.txt", "a/../../out.txt", "/etc/out.txt", "C:\\out.txt", "..\\out.txt", "\\\\host\\share\\out.txt")
    yield "slip.zip", zipped(*((name, plan(index)) for index, name in enumerate(slips, 10)), ("good.txt", plan(20)))
    odd = (
        "a\x00b.txt",
        "tab\there.txt",
        "line\nbreak.txt",
        "zero\u200bwidth.txt",
        "\u202etxt.exe",
        "x" * 255,
        ".",
        "a//b.txt",
    )
    yield "names.zip", zipped(*((name, plan(index)) for index, name in enumerate(odd, 30)))
    yield "twice.zip", zipped(("a.txt", plan(40)), ("a.txt", plan(41)), ("b.txt", plan(41)))
    yield "empty.zip", zipped()
    yield "folders-only.zip", zipped(("a/", b""), ("b/", b""))
    yield "bomb.zip", zipped(("zeros.txt", bytes(300_000_000)), ("good.txt", plan(50)))
    yield "many-small-bombs.zip", zipped(*((f"{n}.txt", bytes(20_000_000)) for n in range(30)))
    inner = zipped(("plan.txt", plan(60)))
    for _ in range(8):
        inner = zipped(("inner.zip", inner))
    yield "nine-deep.zip", inner
    yield "two-deep.zip", zipped(("inner.zip", zipped(("plan.txt", plan(61)))))
    yield "30000-members.zip", zipped(*((f"{n}.txt", b"") for n in range(30_000)), method=ZIP_STORED)
    yield "lying-about-size.zip", _lying()
    yield "locked.zip", _locked()
    yield "link.zip", _link()
    yield "overlapping.zip", _overlapping()
    yield "not-a-member.zip", b"PK\x03\x04" + bytes(range(256)) * 20
    yield "end-only.zip", b"PK\x05\x06" + b"\xff" * 18
    yield "macos.zip", zipped(("__MACOSX/._a.txt", b"x" * 99), (".DS_Store", b"y" * 99), ("a.txt", plan(70)))
    yield "hostile-members.zip", zipped(*list(truncated(plain(1), "pdf"))[1:3], ("x.txt", bytes(range(256)) * 9))


def _lying() -> bytes:
    data = bytearray(zipped(("zeros.txt", bytes(50_000_000))))
    # the sizes in the header of the member and in the list
    for magic, at in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
        place = data.index(magic) + at
        data[place : place + 4] = struct.pack("<I", 100)
    return bytes(data)


def _locked() -> bytes:
    data = bytearray(zipped(("plan.txt", plan(80)), ("other.txt", plan(81))))
    for magic, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        place = data.index(magic) + at
        data[place] |= _ENCRYPTED
    return bytes(data)


def _link() -> bytes:
    buffer = BytesIO()
    with ZipFile(buffer, "w") as archive:
        link = ZipInfo("passwd.txt")
        link.create_system = 3
        link.external_attr = (stat.S_IFLNK | 0o777) << 16
        archive.writestr(link, "/etc/passwd")
        archive.writestr("plan.txt", plan(90))
    return buffer.getvalue()


def _overlapping(count: int = 2_000) -> bytes:
    """Many members that share one body: each unpacks to ten megabytes."""
    name, whole = b"zeros.txt", bytes(10_000_000)
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    body = packer.compress(whole) + packer.flush()
    # version, flags, method, time, date, check sum, both sizes, lengths of the name and of more (APPNOTE 4.3.7)
    header = struct.pack("<HHHHHIIIHH", 20, 0, 8, 0, 0, zlib.crc32(whole), len(body), len(whole), len(name), 0)
    local = b"PK\x03\x04" + header + name + body
    # the same in the list (4.3.12), between the version that wrote it and comment, disk, attributes, place
    entry = b"PK\x01\x02" + struct.pack("<H", 20) + header + struct.pack("<HHHII", 0, 0, 0, 0, 0) + name
    end = b"PK\x05\x06" + struct.pack("<HHHHIIH", 0, 0, count, count, len(entry) * count, len(local), 0)
    return local + entry * count + end


GROUPS: dict[str, Callable[[], Iterator[Named]]] = {
    "word-cut": lambda: truncated(word(), "docx"),
    "word-entities": entities,
    "word-bombs": word_bombs,
    "zip-cut": lambda: truncated(zipped(*((f"{n}.txt", plan(n)) for n in range(100, 160))), "zip"),
    "zip": archives,
}
