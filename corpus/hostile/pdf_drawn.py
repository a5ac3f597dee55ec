"""PDF pages that are drawn without end, and trees beside the pages that lead in a circle."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Final

from corpus.hostile.pdf import Named, one_page, stream

_PATTERN: Final = b"/Type /Pattern /PatternType 1 /PaintType 1 /TilingType 1 /BBox [0 0 %s %s] /XStep %s /YStep %s " \
    b"/Resources << /Pattern << /P 6 0 R >> /ColorSpace << /C [/Pattern] >> >>"  # fmt: skip
_PAINTED: Final = b"/C cs /P scn 0 0 595 842 re f"
_COLOURS: Final = b"/Resources << /Pattern << /P 6 0 R >> /ColorSpace << /C [/Pattern] >> /Shading << /S 6 0 R >> " \
    b"/ExtGState << /G 6 0 R >> /Properties << /O 6 0 R >> >>"  # fmt: skip


def drawings() -> Iterator[Named]:
    """What costs a renderer much more than it is long."""
    for name, size, step in (
        ("of-a-hair", b"0.0001", b"0.0001"),
        ("that-stands", b"9", b"0"),
        ("backwards", b"9", b"-1e-9"),
    ):
        pattern = stream(b"0 0 1 1 re f", _PATTERN % (size, size, step, step))
        yield f"pattern-{name}.pdf", _drawn(_PAINTED, pattern)
    yield "pattern-paints-itself.pdf", _drawn(_PAINTED, stream(_PAINTED, _PATTERN % (b"9", b"9", b"9", b"9")))
    # type 4: a program for each point
    program = b"{ " + b"dup mul 1 add " * 20_000 + b"}"
    shading = (
        b"<< /ShadingType 1 /ColorSpace /DeviceGray /Domain [0 1 0 1] /Matrix [595 0 0 842 0 0] /Function 7 0 R >>"
    )
    function = b"/FunctionType 4 /Domain [0 1 0 1] /Range [0 1]"
    yield "shading-computes.pdf", _drawn(b"/S sh", shading, stream(program, function))
    stitched = b"<< /FunctionType 3 /Domain [0 1] /Functions [7 0 R 7 0 R] /Bounds [.5] /Encode [0 1 0 1] >>"
    axial = b"<< /ShadingType 2 /ColorSpace /DeviceGray /Coords [0 0 9 9] /Function 7 0 R >>"
    yield "function-of-itself.pdf", _drawn(b"/S sh", axial, stitched)
    sampled = b"/FunctionType 0 /Domain [0 1 0 1 0 1 0 1] /Range [0 1] /Size [255 255 255 255] /BitsPerSample 32"
    yield "function-of-four-billion-samples.pdf", _drawn(b"/S sh", axial, stream(b"x", sampled))
    mesh = b"/ShadingType 7 /ColorSpace /DeviceGray /BitsPerCoordinate 8 /BitsPerComponent 8 /BitsPerFlag 8 " \
        b"/Decode [0 595 0 842 0 1]"  # fmt: skip
    yield "mesh-of-noise.pdf", _drawn(b"/S sh", stream(bytes((n * 97) % 256 for n in range(1_000_000)), mesh))
    yield "dashes-of-a-hair.pdf", one_page(b"[0.00001] 0 d 9 w 0 0 m 595 842 l S")
    yield "line-of-infinite-width.pdf", one_page(b"1e38 w 0 0 m 595 842 l S")
    yield "curve-far-away.pdf", one_page(b"0 0 m 1e30 -1e30 -1e30 1e30 9 9 c S" * 1000)
    yield "clips-in-clips.pdf", one_page(b"0 0 500 500 re W n " * 100_000)
    yield "states-of-themselves.pdf", _drawn(b"/G gs 0 0 9 9 re f", b"<< /SMask << /S /Alpha /G 7 0 R >> >>", stream(
        b"/G gs 0 0 9 9 re f", b"/Type /XObject /Subtype /Form /BBox [0 0 99 99] /Group << /S /Transparency >> "
        b"/Resources << /ExtGState << /G 6 0 R >> >>"))  # fmt: skip
    yield "letters-of-a-mile.pdf", one_page(b"BT /F1 1e9 Tf 72 700 Td (KE HOACH) Tj ET")
    yield "letters-of-a-hair.pdf", one_page(b"BT /F1 1e-9 Tf 72 700 Td " + b"(KE HOACH) Tj " * 10_000 + b"ET")
    yield "letters-on-their-heads.pdf", one_page(b"BT /F1 12 Tf -1 0 0 -1 300 400 Tm (KE HOACH) Tj ET" * 2_000)
    yield (
        "table-of-a-million-rules.pdf",
        one_page(b"".join(b"%d %d 1 1 re f\n" % (n % 595, n // 595) for n in range(400_000))),
    )
    yield (
        "ruled-grid.pdf",
        one_page(b"".join(b"0 %d m 595 %d l S %d 0 m %d 842 l S\n" % (n * 2, n * 2, n, n) for n in range(420))),
    )
    yield (
        "content-in-10000-pieces.pdf",
        one_page(b"", page=b"/Was [%s]" % (b"4 0 R " * 10_000)).replace(
            b"/Contents 4 0 R", b"/Contents [%s]" % (b"4 0 R " * 10_000)
        ),
    )
    yield "unbalanced.pdf", one_page(b"Q Q Q EMC EMC ET BT BT BT 1 2 3 4 5 6 7 8 9 cm (a) Tj EI BI ID " * 5_000)
    yield "picture-in-line-without-end.pdf", one_page(b"BI /W 10000 /H 10000 /BPC 8 /CS /G ID " + b"x" * 100_000)


def trees() -> Iterator[Named]:
    """Trees beside the pages, each of which is its own child or has two billion of them."""
    for name, entry, node in (
        ("outlines", b"/Outlines 6 0 R", b"<< /First 6 0 R /Last 6 0 R /Next 6 0 R /Title (a) /Count 2147483647 >>"),
        ("names", b"/Names << /Dests 6 0 R >>", b"<< /Kids [6 0 R 6 0 R] /Limits [(a) (z)] >>"),
        ("labels", b"/PageLabels 6 0 R", b"<< /Kids [6 0 R] /Nums [-9 << /S /D /St -2147483648 >>] >>"),
        ("structure", b"/StructTreeRoot 6 0 R /MarkInfo << /Marked true >>", b"<< /S /P /K [6 0 R 6 0 R] /P 6 0 R >>"),
        ("fields", b"/AcroForm << /Fields [6 0 R] >>", b"<< /T (a) /Kids [6 0 R] /Parent 6 0 R /FT /Tx >>"),
        ("layers", b"/OCProperties << /OCGs [6 0 R] /D << /Order [6 0 R] >> >>", b"[6 0 R [6 0 R]]"),
        ("articles", b"/Threads [6 0 R]", b"<< /F 6 0 R /N 6 0 R /V 6 0 R /T 6 0 R >>"),
        ("metadata", b"/Metadata 6 0 R", stream(b"<!DOCTYPE a [<!ENTITY x SYSTEM 'file:///etc/passwd'>]><a>&x;</a>")),
    ):
        yield f"{name}-of-themselves.pdf", one_page(catalogue=entry, more=[node])
    form = b"<< /AcroForm << /XFA 6 0 R >> >>"
    yield "form-of-xml.pdf", one_page(catalogue=form[3:-3], more=[stream(b"<xdp:xdp>" * 100_000)])
    notes = b"/Annots [%s]" % (b"6 0 R " * 100_000)
    yield (
        "100000-notes.pdf",
        one_page(page=notes, more=[b"<< /Type /Annot /Subtype /Text /Rect [0 0 9 9] /Contents (a) /Popup 6 0 R >>"]),
    )
    looks = b"<< /Type /Annot /Subtype /Stamp /Rect [0 0 9 9] /AP << /N 7 0 R >> >>"
    yield (
        "note-looks-like-itself.pdf",
        one_page(
            page=b"/Annots [6 0 R]",
            more=[
                looks,
                stream(
                    b"/X6 Do",
                    b"/Type /XObject /Subtype /Form /BBox [0 0 9 9] /Resources << /XObject << /X6 7 0 R >> >>",
                ),
            ],
        ),
    )


def _drawn(content: bytes, *more: bytes) -> bytes:
    """A page with object 6 as pattern, shading and state."""
    plain = b"/Resources << /Font << /F1 5 0 R >> /XObject << /X6 6 0 R >> >>"
    return one_page(content, more=more).replace(plain, _COLOURS, 1)


GROUPS: dict[str, Callable[[], Iterator[Named]]] = {"pdf-drawings": drawings, "pdf-beside": trees}
