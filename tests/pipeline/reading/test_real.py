"""Real documents: whatever stands in the folder that KEHOACH_REAL names is read whole."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from pipeline.reading.base import ReadingOptions, Source
from pipeline.reading.doc import DocReader
from pipeline.reading.docx import DocxReader
from pipeline.reading.markdown import MarkdownReader
from pipeline.reading.plain import PlainReader
from tests.pipeline.reading.helpers import rows, tables
from tests.pipeline.reading.overlay import check_overlay, uncovered

FOLDER = os.environ.get("KEHOACH_REAL")
FILES = (
    sorted(path for ext in ("txt", "md", "docx", "doc") for path in Path(FOLDER).rglob(f"*.{ext}")) if FOLDER else []
)
READERS = (DocxReader(), DocReader(), MarkdownReader(), PlainReader())

pytestmark = [pytest.mark.real, pytest.mark.skipif(not FILES, reason="KEHOACH_REAL names no folder of real documents")]


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_read_whole(path: Path) -> None:
    source = Source(path.name, path.read_bytes())
    reader = next(reader for reader in READERS if reader.accepts(source))
    document = reader.read(source, ReadingOptions())
    check_overlay(document)
    headers = {
        "".join("".join(row).split())
        for table in tables(document)
        for row in rows(document, table)[: table.header_rows]
    }
    lost = uncovered(document)
    # only the header rows that a page break repeats may be left out
    assert not lost or any(lost.startswith(header[:3]) or header[-3:] in lost for header in headers)
