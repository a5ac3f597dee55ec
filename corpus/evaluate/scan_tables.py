"""How right the tables of scans are read, page by page, beside img2table on the same pictures.

Every page of our plans on which a ruled table is printed is scanned and read alone, so that nobody has to join tables
over pages. What has to be found is what the print has there: rows, columns, and the text of each cell, a merged one
once. A cell is right if every character is; white space, hyphens and dashes count as equal, as does the placement of
tone marks.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from io import BytesIO
from typing import Final

import pdfplumber
import pypdfium2

from corpus.evaluate.scan_peers import FoundTable, PeerError, img2table_tables, timed
from corpus.forms.pdf import Printed, render_pdf
from corpus.forms.scan import ScanSettings, render_scan
from corpus.plans import make_variant, plan_names
from dataset.document import Document, Table
from normalizers.unicode import tone_placement
from pipeline.errors import ReadingError
from pipeline.reading.base import ReadingOptions, Source, read_document
from pipeline.reading.ocr.engine import EngineMissingError

OURS, PEER = "kehoach", "img2table"
FEW: Final = 2
"""Plans with tables in the short form of the evaluation."""
RESOLUTIONS: Final = (300, 200)
SKEWS: Final = (0.0, 0.8)
"""Degrees; the peer is known to find less on pages that are askew, so both are measured."""
RULED: Final = {"vertical_strategy": "lines", "horizontal_strategy": "lines"}
_DASHES = re.compile(r"[‐‑‒–—−-]")
_NUMBER = re.compile(r"[\d.,%]*\d[\d.,%]*")


@dataclass(frozen=True)
class TablePage:
    """A scanned page with ruled tables; ``group`` is its row, ``pdf`` and ``picture`` (PNG) show the same pixels."""

    group: str
    name: str
    pdf: bytes
    picture: bytes
    truth: tuple[FoundTable, ...]


@dataclass(frozen=True)
class TableScore:
    """Counts over the pages of one group; ``whole`` tables have the right rows and columns, ``false`` ones are none."""

    pages: int = 0
    tables: int = 0
    whole: int = 0
    false: int = 0
    cells: int = 0
    right: int = 0
    numbers: int = 0
    numbers_right: int = 0

    def __add__(self, other: TableScore) -> TableScore:
        return TableScore(*(getattr(self, name) + getattr(other, name) for name in self.__dataclass_fields__))


@dataclass(frozen=True)
class TableReading:
    """What one reader made of all pages, by group; ``missing`` says why there is nothing."""

    reader: str
    scores: dict[str, TableScore] = field(default_factory=dict)
    seconds: float = 0.0
    missing: str | None = None


def table_pages(*, everything: bool = False) -> Iterator[TablePage]:
    """The pages of our plans on which a ruled table is printed, as scans."""
    names = [name for name in sorted(plan_names()) if make_variant(name).plan.grids]
    for name in names if everything else names[:FEW]:
        printed = render_pdf(make_variant(name).plan)
        for number, truth in _printed_tables(printed.data):
            page = _one_page(printed.data, number)
            for dpi in RESOLUTIONS if everything else RESOLUTIONS[:1]:
                for skew in SKEWS:
                    scan = render_scan(page, ScanSettings(dpi=dpi, skew=skew, seed=number + 1))
                    group = f"{dpi} dpi, skew {skew:g}°"
                    yield TablePage(group, f"{name}-{number + 1}", scan, _picture(scan, dpi), tuple(truth))


def measure_tables(*, everything: bool = False) -> list[TableReading]:
    """Read all pages with ours and with img2table.

    Raises:
        EngineMissingError: Tesseract or a Vietnamese model is not installed.
    """
    pages = list(table_pages(everything=everything))
    return [_measured(OURS, pages, _ours), _measured(PEER, pages, _peers)]


def _measured(
    reader: str, pages: Sequence[TablePage], read: Callable[[Sequence[TablePage]], list[list[FoundTable]]]
) -> TableReading:
    try:
        found, seconds = timed(lambda: read(pages))
    except PeerError as error:
        return TableReading(reader, missing=str(error))
    scores: dict[str, TableScore] = {}
    for page, tables in zip(pages, found, strict=True):
        scores[page.group] = scores.get(page.group, TableScore()) + score(page.truth, tables)
    return TableReading(reader, scores, seconds)


def _ours(pages: Sequence[TablePage]) -> list[list[FoundTable]]:
    return [our_tables(page.pdf) for page in pages]


def _peers(pages: Sequence[TablePage]) -> list[list[FoundTable]]:
    return img2table_tables([page.picture for page in pages])


def our_tables(data: bytes) -> list[FoundTable]:
    """The tables that we find on a scanned page; of one that cannot be read everything is missing."""
    try:
        document = read_document(Source("page.pdf", data), ReadingOptions())
    except EngineMissingError:
        raise
    except ReadingError:
        return []
    return [_as_found(document, block) for block in document.blocks if isinstance(block, Table)]


def _as_found(document: Document, table: Table) -> FoundTable:
    return FoundTable(table.rows, table.columns, tuple(document.view(cell.spans).text for cell in table.cells))


def score(truth: Sequence[FoundTable], found: Sequence[FoundTable]) -> TableScore:
    """Compare the tables of one page; each that was found serves once, for the one whose cells it has most of."""
    left = list(found)
    total = TableScore(pages=1, tables=len(truth))
    for table in truth:
        wanted = _texts(table)
        best = max(left, key=lambda other: (wanted & _texts(other)).total(), default=FoundTable(0, 0, ()))
        if best in left:
            left.remove(best)
        hits = wanted & _texts(best)
        numbers = Counter({text: count for text, count in wanted.items() if _NUMBER.fullmatch(text)})
        total += TableScore(
            whole=int((best.rows, best.columns) == (table.rows, table.columns)),
            cells=wanted.total(),
            right=hits.total(),
            numbers=numbers.total(),
            numbers_right=(hits & numbers).total(),
        )
    return total + TableScore(false=len(left))


def _texts(table: FoundTable) -> Counter[str]:
    """The texts of the cells that are not empty."""
    return Counter(filter(None, map(_comparable, table.cells)))


def _comparable(text: str) -> str:
    return tone_placement(_DASHES.sub("-", " ".join(unicodedata.normalize("NFC", text).split())))


def _printed_tables(data: bytes) -> Iterator[tuple[int, list[FoundTable]]]:
    """The ruled tables of a born-digital PDF by page, from 0."""
    with pdfplumber.open(BytesIO(data)) as pdf:
        for number, page in enumerate(pdf.pages):
            tables = []
            for table in page.find_tables(RULED):
                texts = table.extract()
                # what a merged cell covers is None
                cells = tuple(text for row in texts for text in row if text is not None)
                tables.append(FoundTable(len(texts), max(map(len, texts)), cells))
            if tables:
                yield number, tables


def _one_page(data: bytes, number: int) -> Printed:
    source = pypdfium2.PdfDocument(data)
    part = pypdfium2.PdfDocument.new()
    part.import_pages(source, [number])
    buffer = BytesIO()
    part.save(buffer)
    source.close()
    return Printed(buffer.getvalue())


def _picture(data: bytes, dpi: int) -> bytes:
    pdf = pypdfium2.PdfDocument(data)
    buffer = BytesIO()
    pdf[0].render(scale=dpi / 72).to_pil().save(buffer, "PNG", dpi=(dpi, dpi))
    pdf.close()
    return buffer.getvalue()
