"""What a scan costs: the same plans read from their text and from a scan of 300 dpi, value by value.

Our own plans are printed with head and foot, skewed, on grey paper, with their seal. Where ``KEHOACH_REAL`` names a
folder with truth in full (``gold/NAME.json``), those documents that have a text join them: what was read of the text is
printed block by block and scanned.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Final

from corpus.evaluate.documents import GOLD, document_of, real_folder
from corpus.evaluate.measures import measure
from corpus.evaluate.tally import Tally
from corpus.forms.pdf import Printed, render_blocks, render_pdf
from corpus.forms.scan import ScanSettings, render_scan
from corpus.forms.text import render_text
from corpus.plans import make_variant, plan_names
from corpus.source import ABOVE, LEFT, Block, Grid, Paragraph
from corpus.truth import Truth, read_truth
from dataset.document import Document, Table
from dataset.records import Records
from pipeline.errors import KehoachError
from pipeline.reading.base import ReadingOptions, Source, read_document
from pipeline.reading.ocr.engine import EngineMissingError
from pipeline.run import process

MEASURES: Final = ("citations", "targets", "targets with period", "tasks", "assignments", "deadlines", "cells")
OWN, REAL = "own plans", "real plans"
FEW: Final = 2
"""Own plans in the short form of the evaluation."""
SCAN: Final = ScanSettings(dpi=300)
CENTRED: Final = "center"

Tallies = dict[str, Tally]


@dataclass(frozen=True)
class Pair:
    """One document as text and as printed pages, and what must come out of it."""

    group: str
    name: str
    text: Source
    printed: Printed
    truth: Truth


@dataclass(frozen=True)
class Fall:
    """The tallies of one document from its text and from its scan."""

    group: str
    name: str
    text: Tallies
    scan: Tallies

    def lost(self) -> dict[str, list[str]]:
        """What the scan misses or has too much of, and the text does not, by measure."""
        return {
            name: rows
            for name, tally in self.scan.items()
            if (
                rows := [
                    *_beyond("-", tally.missed, self.text[name].missed),
                    *_beyond("+", tally.extra, self.text[name].extra),
                ]
            )
        }


def _beyond(sign: str, values: Sequence[str], known: Sequence[str]) -> Iterator[str]:
    left = list(known)
    for value in values:
        if value in left:
            left.remove(value)
        else:
            yield f"{sign} {value}"


def pairs(*, everything: bool = False) -> Iterator[Pair]:
    """The plans of the corpus that served to set no bound of the repair, and the documents with truth in full."""
    names = sorted(plan_names())[1::2]
    for name in names if everything else names[:FEW]:
        variant = make_variant(name)
        text = Source(f"{name}.txt", render_text(variant.plan).encode())
        yield Pair(OWN, name, text, render_pdf(variant.plan), variant.truth)
    folder = real_folder()
    for path in sorted((folder / GOLD).glob("*.json")) if folder else ():
        document = document_of(folder or Path(), path.stem)
        text = Source(document.name, document.read_bytes())
        yield Pair(REAL, path.stem, text, render_blocks(blocks_of(read_document(text))), read_truth(path))


def measure_fall(workers: int, options: ReadingOptions | None = None, *, everything: bool = False) -> list[Fall]:
    """Read every plan in both ways.

    Raises:
        EngineMissingError: Tesseract or a Vietnamese model is not installed.
    """
    os.environ.setdefault("OMP_THREAD_LIMIT", "1")
    with ProcessPoolExecutor(workers) as pool:
        jobs = list(pairs(everything=everything))
        return list(pool.map(partial(fall_of, options=options or ReadingOptions()), jobs))


def fall_of(pair: Pair, options: ReadingOptions) -> Fall:
    """Read one plan in both ways."""
    scan = Source(f"{pair.name}.pdf", render_scan(pair.printed, SCAN))
    text, scanned = (_tallies(source, pair.truth, options) for source in (pair.text, scan))
    return Fall(pair.group, pair.name, text, scanned)


def _tallies(source: Source, truth: Truth, options: ReadingOptions) -> Tallies:
    try:
        records = Records(process(source, options).records)
    except EngineMissingError:
        raise
    except KehoachError:
        records = Records()
    tallies = measure(truth, records)
    return {name: tallies[name] for name in MEASURES}


def blocks_of(document: Document) -> Iterator[Block]:
    """The paragraphs and tables of a document, to be printed."""
    for block in document.blocks:
        if isinstance(block, Table):
            yield _grid(document, block)
        elif text := document.view(block.spans).text:
            yield Paragraph(
                "annex" if block.style.align == CENTRED else "subheading" if block.style.bold else "text", text
            )


def _grid(document: Document, table: Table) -> Grid:
    rows = [[""] * table.columns for _ in range(table.rows)]
    for cell in table.cells:
        for row in range(cell.row, cell.row + cell.row_span):
            for column in range(cell.column, cell.column + cell.column_span):
                rows[row][column] = LEFT if column > cell.column else ABOVE
        rows[cell.row][cell.column] = document.view(cell.spans).text
    return Grid(tuple(map(tuple, rows)), table.header_rows)
