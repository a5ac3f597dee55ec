"""PDF files whose objects are sound one by one, and whose fonts, pictures, tables of characters or streams are not."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Callable, Iterator
from typing import Final

from corpus.hostile.pdf import Named, one_page, stream, written

_TEXT: Final = b"BT /F1 12 Tf 72 700 Td (KE HOACH trong cay) Tj ET"
_HEX_TEXT: Final = b"BT /F1 12 Tf 72 700 Td <000100020003FFFF> Tj ET"
_DRAWN: Final = b"q 595 0 0 842 0 0 cm /X6 Do Q"
_IMAGE: Final = b"/Type /XObject /Subtype /Image /Width %d /Height %d /ColorSpace /DeviceGray /BitsPerComponent %d %s"


def _with_font(font: bytes, *more: bytes, content: bytes = _TEXT) -> bytes:
    """A page in this font; ``more`` objects are numbered from 6. The page is written as a whole, for /X6 is no form."""
    return written(
        [
            b"<< /Type /Catalog /Pages 2 0 R >>",
            b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R "
            b"/Resources << /Font << /F1 5 0 R >> >> >>",
            stream(content),
            font,
            *more,
        ]
    )


def fonts() -> Iterator[Named]:
    """Fonts whose tables lie, and tables of characters that do not end."""
    outlined = (
        b"<< /Type /Font /Subtype /TrueType /BaseFont /A /FirstChar 0 /LastChar 255 /Widths %s /FontDescriptor 6 0 R"
    )
    described = (
        b"<< /Type /FontDescriptor /FontName /A /Flags 4 /FontBBox [0 0 9 9] /Ascent 9 /Descent 0 /FontFile2 7 0 R >>"
    )
    widths = b"[%s] >>" % (b"500 " * 256)
    head, lost = struct.pack(">IHHHH", 0x00010000, 65_535, 16, 0, 0), struct.pack(">4sIII", b"glyf", 0, 2**31, 2**31)
    # the tag, the sum of checks, the place and the length of a table: all three are the directory itself
    inside = b"".join(struct.pack(">4sIII", table, 0, 0, 60) for table in (b"glyf", b"loca", b"maxp"))
    for name, program in (
        ("many-tables", head + bytes(64)),
        ("table-behind-the-end", head[:4] + b"\0\1" + head[6:] + lost + bytes(9)),
        ("tables-in-each-other", head[:4] + b"\0\3" + head[6:] + inside),
        ("noise", bytes((n * 167) % 256 for n in range(20_000))),
    ):
        yield (
            f"font-{name}.pdf",
            _with_font(outlined % widths, described, stream(program, b"/Length1 %d" % len(program))),
        )
    yield (
        "font-widths-of-a-million.pdf",
        _with_font(outlined % (b"[%s] >>" % (b"5 " * 1_000_000)), described, stream(b"x")),
    )
    yield (
        "font-first-below-zero.pdf",
        _with_font(
            b"<< /Type /Font /Subtype /Type1 /BaseFont /A /FirstChar -2147483648 /LastChar 2147483647 /Widths [1] >>"
        ),
    )
    letter = (
        b"<< /Type /Font /Subtype /Type3 /FontBBox [0 0 9 9] /FontMatrix [%s] /CharProcs << /K 6 0 R >> "
        b"/Encoding << /Differences [75 /K] >> /FirstChar 75 /LastChar 75 /Widths [9] "
        b"/Resources << /Font << /F1 5 0 R >> >> >>"
    )
    yield "font-letter-draws-itself.pdf", _with_font(letter % b".1 0 0 .1 0 0", stream(b"BT /F1 1 Tf (KKKK) Tj ET"))
    yield "font-without-size.pdf", _with_font(letter % b"0 0 0 0 0 0", stream(b"0 0 9 9 re f"))
    composite = b"<< /Type /Font /Subtype /Type0 /BaseFont /A /Encoding %s /DescendantFonts [6 0 R] /ToUnicode 7 0 R >>"
    inner = (
        b"<< /Type /Font /Subtype /CIDFontType2 /BaseFont /A /W [%s] "
        b"/CIDSystemInfo << /Registry (A) /Ordering (B) >> >>"
    )
    for name, table in characters():
        yield (
            f"characters-{name}.pdf",
            _with_font(composite % b"/Identity-H", inner % b"0 [500]", stream(table), content=_HEX_TEXT),
        )
    yield (
        "widths-of-four-billion-letters.pdf",
        _with_font(composite % b"/Identity-H", inner % b"0 4294967295 500", stream(b""), content=_HEX_TEXT),
    )
    yield "encoding-uses-itself.pdf", _with_font(
        composite % b"7 0 R", inner % b"", stream(b"/Own usecmap", b"/Type /CMap /CMapName /Own /UseCMap 7 0 R"),
        content=_HEX_TEXT,
    )  # fmt: skip
    yield (
        "descendant-is-itself.pdf",
        _with_font(composite.replace(b"6 0 R", b"5 0 R") % b"/Identity-H", content=_HEX_TEXT),
    )


def characters() -> Iterator[Named]:
    """Tables from codes to characters (ToUnicode) that are much longer than what they say."""
    yield (
        "all-many-times",
        b"1 begincodespacerange <0000> <FFFF> endcodespacerange "
        + (b"1 beginbfrange <0000> <FFFF> <0000> endbfrange " * 200),
    )
    yield "four-billion", b"1 beginbfrange <00000000> <FFFFFFFF> <0000> endbfrange"
    yield "long-values", b"1 beginbfrange <0000> <FFFF> <%s> endbfrange" % (b"0041" * 5_000)
    yield "million-lines", b"100 beginbfchar " + b"<0001> <0041>\n" * 1_000_000 + b"endbfchar"
    yield "surrogates", b"1 beginbfchar <0001> <D800> <0002> <DFFFD800> <0003> <00> endbfchar"
    yield "backwards", b"1 beginbfrange <FFFF> <0000> <0041> endbfrange"


def streams_of_objects() -> Iterator[Named]:
    """Objects that are packed in streams, and tables of objects that are streams themselves (ISO 32000-1, 7.5.7 f.)."""
    catalogue, pages = b"<< /Type /Catalog /Pages 2 0 R >>", b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>"
    page = b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] >>"
    inside = b"1 0 2 %d 3 %d " % (len(catalogue) + 1, len(catalogue) + len(pages) + 2)
    packed = inside + b"\n".join((catalogue, pages, page))
    first = len(inside)
    for name, entries in (
        ("sound", b"/N 3 /First %d" % first),
        ("in-itself", b"/N 3 /First %d" % first),
        ("extends-itself", b"/N 3 /First %d /Extends 4 0 R" % first),
        ("of-two-billion", b"/N 2147483647 /First %d" % first),
        ("begins-below-zero", b"/N 3 /First -9"),
        ("begins-behind-the-end", b"/N 3 /First 999999999"),
    ):
        yield f"objects-{name}.pdf", _packed_objects(packed, entries, in_itself=name == "in-itself")
    for name, entries in (
        ("wide-fields", b"/W [8 8 8] /Size 5"),
        ("fields-below-zero", b"/W [-1 4 2] /Size 5"),
        ("index-of-billions", b"/W [1 4 2] /Size 5 /Index [0 2147483647]"),
        ("size-of-billions", b"/W [1 4 2] /Size 2147483647"),
        ("own-length", b"/W [1 4 2] /Size 5 /Length 5 0 R"),
    ):
        yield f"table-{name}.pdf", _packed_objects(packed, b"/N 3 /First %d" % first, table=entries)
    bomb = zlib.compress(zlib.compress(b"1 0 " * 60_000_000, 9), 9)
    yield "objects-of-a-bomb.pdf", _packed_objects(bomb, b"/N 9 /First 9 /Filter [/FlateDecode /FlateDecode]")


def _packed_objects(
    packed: bytes, entries: bytes, *, table: bytes = b"/W [1 4 2] /Size 6", in_itself: bool = False
) -> bytes:
    """A PDF with three objects in a stream (object 4) and a stream (5) for a table, which may say that 4 is in 4."""
    data = b"%PDF-1.7\n"
    place = len(data)
    data += b"4 0 obj\n" + stream(packed, b"/Type /ObjStm " + entries) + b"\nendobj\n"
    start = len(data)
    of_stream = (2, 4, 0) if in_itself else (1, place, 0)
    rows = [(0, 0, 65_535), (2, 4, 0), (2, 4, 1), (2, 4, 2), of_stream, (1, start, 0)]
    listed = b"".join(struct.pack(">BIH", *row) for row in rows)
    data += b"5 0 obj\n" + stream(listed, b"/Type /XRef /Root 1 0 R " + table) + b"\nendobj\n"
    return data + b"startxref\n%d\n%%%%EOF\n" % start


def pictures() -> Iterator[Named]:
    """Pictures in every packing that claim, or become, too much."""
    tiny = zlib.compress(bytes(1000))
    for name, width, height, bits, entries, data in (
        ("jbig2-of-a-terapixel", 1_000_000, 1_000_000, 1, b"/Filter /JBIG2Decode", _jbig2(1_000_000, 1_000_000)),
        ("jbig2-of-no-height", 600, 0, 1, b"/Filter /JBIG2Decode", _jbig2(600, 0xFFFFFFFF)),
        ("jbig2-that-lies", 10, 10, 1, b"/Filter /JBIG2Decode", _jbig2(60_000, 60_000)),
        ("jpx-of-60000", 60_000, 60_000, 8, b"/Filter /JPXDecode", _jpx(60_000, 60_000, 1)),
        ("jpx-of-16384-colours", 9_000, 9_000, 8, b"/Filter /JPXDecode", _jpx(9_000, 9_000, 16_384)),
        ("jpx-of-tiny-tiles", 60_000, 60_000, 8, b"/Filter /JPXDecode", _jpx(60_000, 60_000, 1, tile=1)),
        ("jpeg-of-65535", 65_535, 65_535, 8, b"/Filter /DCTDecode", jpeg_head(65_535, 65_535)),
        ("fax-of-a-billion-rows", 1728, 1_000_000_000, 1, _FAX % (1728, 1_000_000_000), b"\x00" * 2000),
        ("fax-of-a-billion-columns", 1_000_000_000, 1, 1, _FAX % (1_000_000_000, 1), b"\xff" * 2000),
        ("predictor-of-billions", 100, 100, 8, _PREDICTED % 2_147_483_647, tiny),
        ("predictor-below-zero", 100, 100, 8, _PREDICTED % -5, tiny),
        ("run-length-bomb", 30_000, 30_000, 8, b"/Filter /RunLengthDecode", b"\x81\x00" * 3_500_000),
        ("lzw-bomb", 30_000, 30_000, 8, b"/Filter /LZWDecode", b"\x80\x0b\x60\x50\x22\x0c\x0c\x85\x01" * 100_000),
        ("bits-of-a-million", 100, 100, 1_000_000, b"/Filter /FlateDecode", tiny),
        ("200-filters", 10, 10, 8, b"/Filter [%s]" % (b"/ASCIIHexDecode " * 200), b"00" * 99),
    ):
        yield f"picture-{name}.pdf", one_page(_DRAWN, more=[stream(data, _IMAGE % (width, height, bits, entries))])
    masked = _IMAGE % (10, 10, 8, b"/SMask 6 0 R")
    yield "picture-masks-itself.pdf", one_page(_DRAWN, more=[stream(bytes(100), masked)])
    indexed = (_IMAGE % (10, 10, 8, b"")).replace(b"/DeviceGray", b"[/Indexed 7 0 R 255 <00>]")
    yield (
        "colours-of-themselves.pdf",
        one_page(_DRAWN, more=[stream(bytes(100), indexed), b"[/Indexed 7 0 R 255 <00>]"]),
    )
    yield (
        "pictures-by-the-thousand.pdf",
        one_page(
            _DRAWN * 20_000,
            more=[stream(zlib.compress(bytes(1_000_000)), _IMAGE % (1000, 1000, 8, b"/Filter /FlateDecode"))],
        ),
    )


_FAX: Final = b"/Filter /CCITTFaxDecode /DecodeParms << /K -1 /Columns %d /Rows %d >>"
_PREDICTED: Final = b"/Filter /FlateDecode /DecodeParms << /Predictor 15 /Colors 32 /BitsPerComponent 16 /Columns %d >>"


def _jbig2(width: int, height: int) -> bytes:
    """Page information and a generic region of that size (ITU-T T.88, 7.4.8 and 7.4.6), with hardly any data."""
    page = struct.pack(">IBBI", 0, 48, 1, 19) + struct.pack(">IIIIBH", width, height, 0, 0, 0, 0)
    region = struct.pack(">IIIIBB", width, height, 0, 0, 0, 0) + bytes([3, 255, 253, 255, 2, 254, 254, 254]) + bytes(40)
    return page + struct.pack(">IBBI", 1, 38, 1, len(region)) + region


def _jpx(width: int, height: int, components: int, tile: int = 60_000) -> bytes:
    """A codestream that says so much in its marker of sizes (ISO/IEC 15444-1, A.5.1), and ends."""
    size = (
        struct.pack(">HIIIIIIIIH", 0, width, height, 0, 0, tile, tile, 0, 0, components) + b"\x07\x01\x01" * components
    )
    coding = struct.pack(">BBHBBBBBB", 0, 0, 1, 0, 5, 4, 4, 0, 1)
    quantised = bytes([0x40]) + bytes([0x40] * 16)
    data = b"\xff\x4f" + b"\xff\x51" + struct.pack(">H", len(size) + 2) + size
    data += b"\xff\x52" + struct.pack(">H", len(coding) + 2) + coding
    data += b"\xff\x5c" + struct.pack(">H", len(quantised) + 2) + quantised
    return data + b"\xff\x90" + struct.pack(">HHIBB", 10, 0, 0, 0, 1) + b"\xff\x93" + bytes(50) + b"\xff\xd9"


def jpeg_head(width: int, height: int) -> bytes:
    """A JPEG that says so much in its frame (ITU-T T.81, B.2.2), and ends."""
    frame = struct.pack(">BHHB", 8, height, width, 1) + b"\x01\x11\x00"
    table = b"\xff\xdb\x00\x43\x00" + b"\x01" * 64
    return (
        b"\xff\xd8"
        + table
        + b"\xff\xc0"
        + struct.pack(">H", len(frame) + 2)
        + frame
        + b"\xff\xda\x00\x08\x01\x01\x00\x00?\x00"
        + (bytes(300) + b"\xff\xd9")
    )


GROUPS: dict[str, Callable[[], Iterator[Named]]] = {
    "pdf-fonts": fonts,
    "pdf-streams": streams_of_objects,
    "pdf-pictures": pictures,
}
