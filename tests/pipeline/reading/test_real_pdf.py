"""Real PDF files: whatever stands in the folder that KEHOACH_REAL names is read, page for page."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from normalizers.syllables import share_of_syllables
from pipeline.reading.base import Source, read_document
from tests.pipeline.reading.overlay import check_overlay

FOLDER = os.environ.get("KEHOACH_REAL")
FILES = sorted(Path(FOLDER).rglob("*.pdf")) if FOLDER else []

pytestmark = [
    pytest.mark.real,
    pytest.mark.slow,
    pytest.mark.skipif(not FILES, reason="KEHOACH_REAL names no folder of real documents"),
]


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_read_as_vietnamese(path: Path) -> None:
    document = read_document(Source(path.name, path.read_bytes()))
    check_overlay(document)
    assert all(page.state != "failed" for page in document.pages)
    assert share_of_syllables(document.text) >= 0.85
