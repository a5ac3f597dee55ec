"""What was stamped on a PDF page as an annotation: the number and the day of issue, and the legends of signatures.

Numbers are often given after the document was made: the registry stamps them as annotations with a picture of text.
pdfium draws annotations into the page on request; what its text has gained by that is what was stamped.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from dataset.document import Box, Note
from pipeline.notes import told
from pipeline.reading.layout.model import PageContent, PageWord, around

if TYPE_CHECKING:
    import pypdfium2

STAMP_LENGTH = 16
"""A stamp with more characters is the legend of a signature (who, when), which is no text of the document."""
SAME_WORD = 0.18
"""Characters further apart than this many font sizes belong to different words."""


def with_stamps(content: PageContent, pdf: pypdfium2.PdfDocument, index: int) -> PageContent:
    """The page with short stamps (number, day) among its words, and a note for each longer one."""
    words: list[PageWord] = []
    notes: list[Note] = []
    for stamp in _stamps(pdf, index, content):
        text = " ".join(word.text for word in stamp)
        if len(text) <= STAMP_LENGTH:
            words += stamp
        else:
            notes.append(told("stamp", content.number, text=text))
    if not words and not notes:
        return content
    return replace(content, words=(*content.words, *words), notes=(*content.notes, *notes))


def _stamps(pdf: pypdfium2.PdfDocument, index: int, content: PageContent) -> Iterator[list[PageWord]]:
    """Words of each stamp; the page of ``pdf`` (from 0) has its annotations drawn in afterwards."""
    from pypdfium2 import raw  # noqa: PLC0415 (late: heavy)

    areas = _annotations(pdf[index], content.height)
    if not areas:
        return
    before = Counter(_characters(pdf[index], content.height))
    raw.FPDFPage_Flatten(pdf[index], raw.FLAT_NORMALDISPLAY)
    stamps: dict[int, list[tuple[str, Box]]] = {}
    for letter, box in _characters(pdf[index], content.height):
        if before[letter, box]:
            before[letter, box] -= 1
            continue
        x, y = (box.x0 + box.x1) / 2, (box.top + box.bottom) / 2
        home = next((i for i, a in enumerate(areas) if a.x0 <= x <= a.x1 and a.top <= y <= a.bottom), -1)
        stamps.setdefault(home, []).append((letter, box))
    yield from (list(_grouped(letters)) for letters in stamps.values())


def has_annotations(page: pypdfium2.PdfPage) -> bool:
    """Whether a page has annotations of any kind."""
    from pypdfium2 import raw  # noqa: PLC0415 (late: heavy)

    return bool(raw.FPDFPage_GetAnnotCount(page))


def _annotations(page: pypdfium2.PdfPage, height: float) -> list[Box]:
    """The rectangles of a page's annotations."""
    from pypdfium2 import raw  # noqa: PLC0415 (late: heavy)

    areas = []
    for index in range(raw.FPDFPage_GetAnnotCount(page)):
        annotation = raw.FPDFPage_GetAnnot(page, index)
        area = raw.FS_RECTF()
        unwritten = raw.FPDFAnnot_GetSubtype(annotation) in (raw.FPDF_ANNOT_LINK, raw.FPDF_ANNOT_POPUP)
        if not unwritten and raw.FPDFAnnot_GetRect(annotation, area):
            areas.append(Box(area.left, height - area.top, area.right, height - area.bottom))
        raw.FPDFPage_CloseAnnot(annotation)
    return areas


def _characters(page: pypdfium2.PdfPage, height: float) -> Iterator[tuple[str, Box]]:
    layer = page.get_textpage()
    text = layer.get_text_range()
    if len(text) != layer.count_chars():
        return
    for index, letter in enumerate(text):
        if not letter.isspace():
            left, bottom, right, top = (round(value, 1) for value in layer.get_charbox(index, loose=True))
            yield letter, Box(left, height - top, right, height - bottom)


def _grouped(characters: Sequence[tuple[str, Box]]) -> Iterator[PageWord]:
    letters: list[tuple[str, Box]] = []
    for letter, box in characters:
        if letters and not _near(letters[-1][1], box):
            yield _word(letters)
            letters = []
        letters.append((letter, box))
    yield _word(letters)


def _word(letters: Sequence[tuple[str, Box]]) -> PageWord:
    box = around(box for _, box in letters)
    return PageWord("".join(text for text, _ in letters), box, box.bottom - box.top)


def _near(before: Box, box: Box) -> bool:
    size = box.bottom - box.top
    return abs(before.bottom - box.bottom) < 0.5 * size and -size < box.x0 - before.x1 < SAME_WORD * size
