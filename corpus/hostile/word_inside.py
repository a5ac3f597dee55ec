"""Word files, new and old, whose parts are sound XML, RTF or OLE, and say what no program would write."""

from __future__ import annotations

import struct
from collections.abc import Callable, Iterator
from io import BytesIO
from typing import Final
from zipfile import ZIP_DEFLATED, ZipFile

from corpus.hostile.packages import plan, with_part, word, zipped
from corpus.hostile.pdf import Named, plain, truncated

_BODY: Final = "word/document.xml"
_RELATIONS: Final = "word/_rels/document.xml.rels"
_TYPE: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
_OLE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_SECTOR: Final = 512
_NO_SECTOR, _END = 0xFFFFFFFF, 0xFFFFFFFE


def _paragraph(text: bytes) -> bytes:
    return b"<w:p><w:r><w:t>%s</w:t></w:r></w:p>" % text


def _put_first(content: bytes) -> bytes:
    """A DOCX that begins with this content."""
    return with_part(_BODY, lambda data: data.replace(b"<w:body>", b"<w:body>" + content))


def _with_more(*parts: Named, relations: bytes = b"", content: bytes = b"") -> bytes:
    """A DOCX with more parts, relations and content."""
    buffer = BytesIO()
    with ZipFile(BytesIO(word(3))) as sound, ZipFile(buffer, "w", ZIP_DEFLATED) as package:
        for name in sound.namelist():
            data = sound.read(name)
            if name == _BODY:
                data = data.replace(b"<w:body>", b"<w:body>" + content)
            elif name == _RELATIONS:
                data = data.replace(b"</Relationships>", relations + b"</Relationships>")
            package.writestr(name, data)
        for name, data in parts:
            package.writestr(name, data)
    return buffer.getvalue()


def _relation(kind: str, target: str, outside: str = "") -> bytes:
    mode = f' TargetMode="{outside}"' if outside else ""
    return f'<Relationship Id="rId90" Type="{_TYPE}{kind}" Target="{target}"{mode}/>'.encode()


def bodies() -> Iterator[Named]:
    """Bodies that are very long, very deep, or count wrong."""
    row = b"<w:tr><w:tc>" + _paragraph(b"1") + b"</w:tc><w:tc>" + _paragraph(b"2") + b"</w:tc></w:tr>"
    yield "100000-rows.docx", _put_first(b"<w:tbl>" + row * 100_000 + b"</w:tbl>")
    yield "million-rows.docx", _put_first(b"<w:tbl>" + b"<w:tr><w:tc><w:p/></w:tc></w:tr>" * 1_000_000 + b"</w:tbl>")
    wide = b"<w:tr>" + (b"<w:tc>" + _paragraph(b"1") + b"</w:tc>") * 50_000 + b"</w:tr>"
    yield "50000-columns.docx", _put_first(b"<w:tbl>" + wide + b"</w:tbl>")
    for name, span in (("two-billion", b"2147483647"), ("below-zero", b"-7"), ("none", b"x")):
        cell = b'<w:tc><w:tcPr><w:gridSpan w:val="%s"/></w:tcPr><w:p/></w:tc>' % span
        yield f"span-of-{name}.docx", _put_first(b"<w:tbl>" + (b"<w:tr>" + cell + cell + b"</w:tr>") * 3 + b"</w:tbl>")
    merged = b"<w:tc><w:tcPr><w:vMerge/></w:tcPr>" + _paragraph(b"1") + b"</w:tc>"
    yield (
        "merged-from-nothing.docx",
        _put_first(b"<w:tbl>" + (b"<w:tr>" + merged * 9 + b"</w:tr>") * 2_000 + b"</w:tbl>"),
    )
    for name, tag in (("inserted", b"ins"), ("smart", b"smartTag"), ("controlled", b"sdt"), ("linked", b"hyperlink")):
        inner = b"<w:r><w:t>sau</w:t></w:r>"
        open_, close = b"<w:%s>" % tag, b"</w:%s>" % tag
        if tag == b"sdt":
            open_, close = b"<w:sdt><w:sdtContent>", b"</w:sdtContent></w:sdt>"
        yield f"{name}-30000-deep.docx", _put_first(b"<w:p>" + open_ * 30_000 + inner + close * 30_000 + b"</w:p>")
        yield f"{name}-200-deep.docx", _put_first(b"<w:p>" + open_ * 200 + inner + close * 200 + b"</w:p>")
    yield (
        "tables-100-deep.docx",
        _put_first(b"<w:tbl><w:tr><w:tc>" * 100 + _paragraph(b"a") + b"<w:p/></w:tc></w:tr></w:tbl>" * 100),
    )
    yield "run-of-ten-megabytes.docx", _put_first(_paragraph(b"a" * 10_000_000))
    yield "million-runs.docx", _put_first(b"<w:p>" + b"<w:r><w:t>a</w:t></w:r>" * 1_000_000 + b"</w:p>")
    yield "million-breaks.docx", _put_first(b"<w:p><w:r>" + b"<w:br/><w:tab/>" * 500_000 + b"</w:r></w:p>")
    field = b'<w:r><w:fldChar w:fldCharType="begin"/><w:instrText>INCLUDETEXT "/etc/passwd"</w:instrText></w:r>'
    yield "fields-that-never-end.docx", _put_first(b"<w:p>" + field * 50_000 + b"</w:p>")
    yield "attributes-of-a-megabyte.docx", _put_first(b'<w:p w:rsidR="%s"/>' % (b"0" * 1_000_000))
    yield (
        "names-of-100000-spaces.docx",
        _put_first(b"".join(b'<w:p xmlns:n%d="urn:%d"/>' % (number, number) for number in range(100_000))),
    )


def parts() -> Iterator[Named]:
    """Packages whose parts refer to themselves, to other files, or hold other documents."""
    style = b'<w:style w:type="paragraph" w:styleId="%s"><w:name w:val="a"/><w:basedOn w:val="%s"/></w:style>'
    styles = style % (b"A", b"B") + style % (b"B", b"A") + style % (b"C", b"C")
    used = b'<w:p><w:pPr><w:pStyle w:val="A"/></w:pPr><w:r><w:t>a</w:t></w:r></w:p>'
    circle = with_part("word/styles.xml", lambda data: data.replace(b"</w:styles>", styles + b"</w:styles>"))
    yield "styles-in-a-circle.docx", _moved(circle, _BODY, lambda data: data.replace(b"<w:body>", b"<w:body>" + used))
    chain = b"".join(style % (b"S%d" % number, b"S%d" % (number + 1)) for number in range(50_000))
    yield "50000-styles.docx", _moved(
        with_part("word/styles.xml", lambda data: data.replace(b"</w:styles>", chain + b"</w:styles>")), _BODY,
        lambda data: data.replace(b"<w:body>", b"<w:body>" + used.replace(b'"A"', b'"S0"')),
    )  # fmt: skip
    numbered = b'<w:p><w:pPr><w:numPr><w:ilvl w:val="%s"/><w:numId w:val="%s"/></w:numPr></w:pPr></w:p>'
    yield (
        "numbered-oddly.docx",
        _put_first(
            numbered % (b"-1", b"-1")
            + numbered % (b"99999", b"1")
            + numbered % (b"x", b"y")
            + numbered % (b"0", b"2147483648")
        ),
    )
    book = zipped(("[Content_Types].xml", b"<Types/>"), ("xl/workbook.xml", b"<workbook/>"))
    yield (
        "workbook-inside.docx",
        _with_more(("word/embeddings/book.xlsx", book), relations=_relation("package", "embeddings/book.xlsx")),
    )
    yield (
        "itself-inside.docx",
        _with_more(("word/embeddings/inner.docx", word(5)), relations=_relation("package", "embeddings/inner.docx")),
    )
    yield "archive-inside.docx", _with_more(("word/embeddings/inner.zip", zipped(("a.txt", plan(1)))))
    chunk = b'<w:altChunk xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" r:id="rId90"/>'
    yield (
        "chunk-on-the-network.docx",
        _with_more(relations=_relation("aFChunk", "http://127.0.0.1:9/a.html", "External"), content=chunk),
    )
    yield (
        "picture-on-the-network.docx",
        _with_more(relations=_relation("image", "http://127.0.0.1:9/a.png", "External")),
    )
    yield "picture-of-the-system.docx", _with_more(relations=_relation("image", "file:///etc/passwd", "External"))
    yield "frames-of-the-system.docx", _with_more(relations=_relation("frame", "file:////server/share", "External"))
    yield "relation-to-itself.docx", _with_more(relations=_relation("header", "document.xml"))
    yield (
        "100000-relations.docx",
        _with_more(
            relations=b"".join(
                _relation("hyperlink", f"http://127.0.0.1:9/{number}", "External").replace(b"rId90", b"r%d" % number)
                for number in range(100_000)
            )
        ),
    )
    yield "macros.docx", _with_more(("word/vbaProject.bin", _OLE + bytes(5_000)))
    yield "5000-parts.docx", _with_more(*((f"word/extra/{number}.xml", b"<a/>") for number in range(5_000)))
    yield "types-missing.docx", _without("[Content_Types].xml")
    yield "relations-missing.docx", _without("_rels/.rels")
    yield "only-a-body.docx", zipped((_BODY, b"<w:document/>"))
    yield "pdf-as-a-part.docx", _with_more((_BODY.replace("document", "document2"), plain(1)))


def _moved(data: bytes, part: str, change: Callable[[bytes], bytes]) -> bytes:
    """A package with one more part changed."""
    with ZipFile(BytesIO(data)) as package:
        return zipped(*((n, change(package.read(n)) if n == part else package.read(n)) for n in package.namelist()))


def _without(part: str) -> bytes:
    with ZipFile(BytesIO(word(3))) as package:
        return zipped(*((name, package.read(name)) for name in package.namelist() if name != part))


def old() -> Iterator[Named]:
    """What Word wrote before 2007: containers whose chains lead in a circle, and rich text that does not end."""
    yield "ole-head-only.doc", _OLE
    yield "ole-of-zeros.doc", _OLE + bytes(20_000)
    yield "chain-in-a-circle.doc", ole(chain=[_END, 1, 1, 1], first_folder=1)
    yield "folder-in-the-nowhere.doc", ole(chain=[_END] * 4, first_folder=0xFFFFFFF0)
    yield "more-tables-in-a-circle.doc", ole(chain=[_END] * 4, first_folder=1, more_tables=1)
    yield "sectors-of-two-gigabytes.doc", ole(chain=[_END] * 4, first_folder=1, shift=31)
    yield "text-is-not-there.doc", ole(chain=[_END, 2, _END, _END], first_folder=1)
    head = b"{\\rtf1\\ansi\\deff0{\\fonttbl{\\f0 Arial;}}\\f0 KE HOACH trong cay nam 2026\\par "
    yield "sound.rtf", head + b"1. Trong 100 cay.\\par}"
    yield "groups-50000-deep.rtf", head + b"{" * 50_000 + b"a" + b"}" * 50_000 + b"}"
    yield "groups-that-never-close.rtf", head + b"{\\b " * 20_000
    yield "binary-of-two-billion.rtf", head + b"\\bin2147483647 " + bytes(1_000) + b"}"
    yield "unicode-below-zero.rtf", head + b"\\u-99999 ?\\uc65535\\u7870" * 2_000 + b"}"
    yield "table-of-100000-cells.rtf", head + b"\\trowd\\cellx999999999\\intbl a\\cell\\row " * 20_000 + b"}"
    instruction = b'{\\field{\\*\\fldinst INCLUDEPICTURE "http://127.0.0.1:9/a.png"}{\\fldrslt x}}'
    yield "picture-on-the-network.rtf", head + instruction + b"}"
    yield "text-of-the-system.rtf", head + instruction.replace(b"PICTURE", b"TEXT").replace(
        b"http://127.0.0.1:9/a.png", b"/etc/passwd"
    ) + b"}"  # fmt: skip
    yield "template-on-the-network.rtf", head.replace(b"\\deff0", b"\\deff0{\\*\\template http://127.0.0.1:9/t}") + b"}"
    yield (
        "program-inside.rtf",
        head + b"{\\object\\objemb\\objupdate{\\*\\objdata " + b"d0cf11e0a1b11ae1" * 500 + b"}}}",
    )
    yield "picture-of-a-terapixel.rtf", head + b"{\\pict\\pngblip\\picw99999999\\pich99999999 89504e470d0a1a0a}}"
    yield from truncated(head + b"1. Trong 100 cay.\\par " * 400 + b"}", "rtf", 2_048)


def ole(chain: list[int], first_folder: int, *, more_tables: int = _END, shift: int = 9) -> bytes:
    """A compound file (MS-CFB 2.2) of four sectors, the first of which is its table, with a folder that has a text."""
    head = _OLE + bytes(16) + struct.pack("<HHHHHIIIII", 0x3E, 3, 0xFFFE, shift, 6, 0, 0, 0, 1, first_folder)
    head = head.ljust(56, b"\0") + struct.pack("<IIIII", 4096, _END, 0, more_tables, 1)
    head += struct.pack("<I", 0) + struct.pack("<I", _NO_SECTOR) * 108
    table = struct.pack("<128I", *chain, *[_NO_SECTOR] * (128 - len(chain)))
    name = "WordDocument".encode("utf-16-le")
    entry = name.ljust(64, b"\0") + struct.pack("<HBBIII", len(name) + 2, 2, 1, 1, 1, 1) + bytes(36)
    entry += struct.pack("<IQ", 3, 2**40)
    folder = b"".join((entry, entry, entry, entry))
    return head[:_SECTOR] + table + folder.ljust(_SECTOR, b"\0") + b"\xec\xa5\xc1\x00" + bytes(2 * _SECTOR)


GROUPS: dict[str, Callable[[], Iterator[Named]]] = {"word-bodies": bodies, "word-parts": parts, "word-old": old}
