"""Broken and hostile PDF files."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterator, Sequence
from io import BytesIO

from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.pdfgen.canvas import Canvas

Named = tuple[str, bytes]

_FONT = b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>"
_LINE = b"BT /F1 12 Tf 72 %d Td (KE HOACH trong cay nam 2026 so %d) Tj ET"


def written(objects: Sequence[bytes], *, trailer: bytes = b"", root: int = 1) -> bytes:
    """A PDF of these objects, numbered from 1, with a table of them and more entries in the trailer."""
    data = b"%PDF-1.7\n"
    places = []
    for number, body in enumerate(objects, 1):
        places.append(len(data))
        data += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    start = len(data)
    data += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    data += b"".join(b"%010d 00000 n \n" % place for place in places)
    data += b"trailer\n<< /Size %d /Root %d 0 R %s >>\n" % (len(objects) + 1, root, trailer)
    return data + b"startxref\n%d\n%%%%EOF\n" % start


def stream(data: bytes, entries: bytes = b"") -> bytes:
    """A stream object."""
    return b"<< /Length %d %s >>\nstream\n%s\nendstream" % (len(data), entries, data)


def one_page(
    content: bytes = _LINE % (700, 1),
    *,
    entries: bytes = b"",
    box: bytes = b"[0 0 595 842]",
    catalogue: bytes = b"",
    page: bytes = b"",
    more: Sequence[bytes] = (),
) -> bytes:
    """A PDF of one page; ``more`` objects are numbered from 6."""
    resources = b"<< /Font << /F1 5 0 R >> /XObject << /X6 6 0 R >> >>"
    return written(
        [
            b"<< /Type /Catalog /Pages 2 0 R %s >>" % catalogue,
            b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
            b"<< /Type /Page /Parent 2 0 R /MediaBox %s /Contents 4 0 R /Resources %s %s >>" % (box, resources, page),
            stream(content, entries),
            _FONT,
            *more,
        ]
    )


def plain(pages: int = 3) -> bytes:
    """A sound PDF of some pages."""
    buffer = BytesIO()
    canvas = Canvas(buffer, invariant=True)
    for page in range(pages):
        for line in range(30):
            canvas.drawString(72, 780 - 24 * line, f"KE HOACH so {page}.{line}: trong {line * 7} cay trong nam 2026")
        canvas.showPage()
    canvas.save()
    return buffer.getvalue()


def truncated(data: bytes, suffix: str, step: int = 1024) -> Iterator[Named]:
    """A file cut off at every KiB."""
    for length in range(0, len(data), step):
        yield f"cut-at-{length}.{suffix}", data[:length]


def page_trees() -> Iterator[Named]:
    """Trees of pages that are none."""
    catalogue = b"<< /Type /Catalog /Pages 2 0 R >>"
    yield "tree-is-its-own-child.pdf", written([catalogue, b"<< /Type /Pages /Kids [2 0 R] /Count 1 >>"])
    circle = [catalogue, b"<< /Type /Pages /Kids [3 0 R] /Count 9 >>", b"<< /Type /Pages /Kids [2 0 R] /Count 9 >>"]
    yield "tree-in-a-circle.pdf", written(circle)
    yield "tree-counts-too-many.pdf", written([catalogue, b"<< /Type /Pages /Kids [] /Count 2000000000 >>"])
    yield "tree-counts-below-zero.pdf", written([catalogue, b"<< /Type /Pages /Kids [] /Count -5 >>"])
    deep = [b"<< /Type /Pages /Kids [%d 0 R] /Count 1 >>" % number for number in range(3, 5003)]
    yield "tree-of-5000-floors.pdf", written([catalogue, *deep, b"<< /Type /Page /MediaBox [0 0 9 9] >>"])
    yield (
        "one-page-10001-times.pdf",
        written(
            [
                catalogue,
                b"<< /Type /Pages /Kids [%s] /Count 10001 >>" % (b"3 0 R " * 10_001),
                b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] >>",
            ]
        ),
    )
    pages = [b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] >>"] * 10_001
    kids = b" ".join(b"%d 0 R" % number for number in range(3, 10_004))
    yield "10001-pages.pdf", written([catalogue, b"<< /Type /Pages /Kids [%s] /Count 10001 >>" % kids, *pages])


def tables_of_objects() -> Iterator[Named]:
    """Tables of objects that lead nowhere, or in a circle."""
    sound = one_page()
    start = int(sound.rpartition(b"startxref\n")[2].split()[0])
    yield "prev-is-itself.pdf", sound.replace(b"/Root", b"/Prev %d /Root" % start)
    first = sound.replace(b"/Root", b"/Prev 99999 /Root")
    yield "prev-behind-the-end.pdf", first
    second = sound[: sound.rindex(b"startxref")]
    again = len(second)
    second = second.replace(b"/Root", b"/Prev %010d /Root" % again)
    again = len(second)
    second = second.replace(b"%010d" % (again - 17), b"%010d" % again)
    second += b"xref\n0 0\ntrailer\n<< /Size 6 /Root 1 0 R /Prev %d >>\nstartxref\n%d\n%%%%EOF\n" % (start, again)
    yield "prev-in-a-circle.pdf", second
    yield "startxref-below-zero.pdf", sound.replace(b"startxref\n%d" % start, b"startxref\n-1")
    yield "table-of-garbage.pdf", sound[:start] + b"\xff\x00" * 500
    yield "length-is-itself.pdf", sound.replace(b"/Length ", b"/Length 4 0 R /Was ", 1)
    yield "object-refers-to-itself.pdf", written([b"1 0 R", b"2 0 R"])
    yield "only-the-magic.pdf", b"%PDF-1.7"
    yield "magic-and-noise.pdf", b"%PDF-1.7\n" + bytes((n * 7919) % 251 for n in range(50_000))


def bombs() -> Iterator[Named]:
    """Little that becomes much."""
    packed, filters = b" " * 200_000_000, b"/FlateDecode"
    for depth in range(1, 4):
        packed = zlib.compress(packed, 9)
        entries = b"/Filter [%s]" % b" ".join([filters] * depth)
        yield f"flate-bomb-{depth}-deep.pdf", one_page(packed, entries=entries)
    yield "nested-arrays.pdf", one_page(b"[" * 100_000 + b"]" * 100_000 + b" TJ")
    yield "saved-states.pdf", one_page(b"q " * 1_000_000)
    yield "million-lines.pdf", one_page(b"0 0 m 595 842 l S\n" * 1_000_000)
    yield "million-letters-on-one-spot.pdf", one_page(b"BT /F1 12 Tf 72 700 Td " + b"(aaaaaaaaaa) Tj " * 30_000 + b"ET")
    form = b"/Type /XObject /Subtype /Form /BBox [0 0 9 9] /Resources << /XObject << /X6 6 0 R >> >>"
    yield "form-draws-itself.pdf", one_page(b"/X6 Do", more=[stream(b"/X6 Do /X6 Do", form)])
    doubling = []
    for number in range(6, 36):
        inner = b"/Resources << /XObject << /N %d 0 R >> >>" % (number + 1)
        doubling.append(stream(b"/N Do /N Do", b"/Type /XObject /Subtype /Form /BBox [0 0 9 9] %s" % inner))
    doubling.append(stream(b"0 0 m 9 9 l S", b"/Type /XObject /Subtype /Form /BBox [0 0 9 9]"))
    yield "forms-that-double-30-times.pdf", one_page(b"/X6 Do", more=doubling)
    image = b"/Type /XObject /Subtype /Image /Width %d /Height %d /ColorSpace /DeviceGray /BitsPerComponent 8"
    line = zlib.compress(bytes(1_000_000), 9)
    yield (
        "million-pixel-line.pdf",
        one_page(
            b"q 595 0 0 842 0 0 cm /X6 Do Q", more=[stream(line, image % (1_000_000, 1) + b" /Filter /FlateDecode")]
        ),
    )
    yield (
        "picture-that-claims-too-much.pdf",
        one_page(
            b"q 595 0 0 842 0 0 cm /X6 Do Q", more=[stream(line, image % (100_000, 100_000) + b" /Filter /FlateDecode")]
        ),
    )


def pages_of_odd_sizes() -> Iterator[Named]:
    """Pages that no printer prints."""
    boxes = {
        "200-inch-page": b"[0 0 14400 14400]",
        "page-of-a-mile": b"[0 0 5000000 5000000]",
        "page-of-a-billion": b"[0 0 1e9 1e9]",
        "page-without-size": b"[0 0 0 0]",
        "page-below-zero": b"[595 842 0 0]",
        "page-like-a-thread": b"[0 0 1 100000]",
        "page-of-no-numbers": b"[(a) /b null 842]",
    }
    for name, box in boxes.items():
        yield f"{name}.pdf", one_page(box=box)
    image = b"/Type /XObject /Subtype /Image /Width 50 /Height 50 /ColorSpace /DeviceGray /BitsPerComponent 8"
    scan = b"q 14400 0 0 14400 0 0 cm /X6 Do Q"
    for name, more in (("200-inch-scan", b""), ("200-inch-scan-with-user-unit", b"/UserUnit 1000")):
        yield (
            f"{name}.pdf",
            one_page(scan, box=b"[0 0 14400 14400]", page=more, more=[stream(b"\xff" * 2500, image)]),
        )


def actions() -> Iterator[Named]:
    """Things that a viewer would do, and a reader must not."""
    script = b"<< /S /JavaScript /JS (while (true) { app.alert\\(1\\); }) >>"
    launch = b"<< /S /Launch /F (/bin/sh) /Win << /F (calc.exe) >> >>"
    uri = b"<< /S /URI /URI (http://127.0.0.1:9/seen) >>"
    submit = b"<< /S /SubmitForm /F (http://127.0.0.1:9/form) >>"
    for name, action in (("javascript", script), ("launch", launch), ("uri", uri), ("submit", submit)):
        yield f"opens-with-{name}.pdf", one_page(catalogue=b"/OpenAction %s" % action, page=b"/AA << /O %s >>" % action)
    names = b"/Names << /EmbeddedFiles << /Names [(a.exe) << /Type /Filespec /F (../../a.exe) >>] >> >>"
    yield "embeds-a-program.pdf", one_page(catalogue=names)
    external = b"/F << /FS /URL /F (http://127.0.0.1:9/content) >>"
    yield "content-on-the-network.pdf", one_page(entries=external)
    yield "content-in-a-file-of-the-system.pdf", one_page(entries=b"/F (/etc/passwd)")
    # CVE-2025-64512: a name of a table of characters that leads to a pickle
    table = b"<< /Type /Font /Subtype /Type0 /BaseFont /A /Encoding /%s /DescendantFonts [6 0 R] >>"
    inner = b"<< /Type /Font /Subtype /CIDFontType2 /BaseFont /A /CIDSystemInfo << /Registry (A) /Ordering (B) >> >>"
    escaped = b"..#2F..#2F..#2Ftmp#2Fkehoach-cmap"
    data = one_page(b"BT /F1 12 Tf 72 700 Td (KE HOACH) Tj ET", more=[inner])
    yield "table-of-characters-elsewhere.pdf", data.replace(_FONT, table % escaped)


def locked() -> Iterator[Named]:
    """Files with a password, and with rights that forbid copying."""
    for name, user in (("password", "secret"), ("no-rights", "")):
        buffer = BytesIO()
        lock = StandardEncryption(user, ownerPassword="owner", canCopy=0, canPrint=0)
        canvas = Canvas(buffer, encrypt=lock, invariant=True)
        canvas.drawString(72, 700, "KE HOACH trong cay nam 2026")
        canvas.save()
        yield f"{name}.pdf", buffer.getvalue()


GROUPS: dict[str, Callable[[], Iterator[Named]]] = {
    "pdf-cut": lambda: truncated(plain(), "pdf"),
    "pdf-trees": page_trees,
    "pdf-tables": tables_of_objects,
    "pdf-bombs": bombs,
    "pdf-sizes": pages_of_odd_sizes,
    "pdf-actions": actions,
    "pdf-locked": locked,
}
