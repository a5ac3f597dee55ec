"""Peers on scans, tables page by page, and what a scan costs against the text: what is counted, and what is said."""

from __future__ import annotations

import sys
from itertools import islice
from pathlib import Path

import pytest

from corpus.evaluate import scan_fall, scan_peers, scan_tables
from corpus.evaluate.scan_fall import Fall, blocks_of
from corpus.evaluate.scan_peers import FoundTable, PeerError
from corpus.evaluate.scan_report import ScanSection
from corpus.evaluate.scan_tables import TableReading, TableScore, score
from corpus.evaluate.scans import Measured
from corpus.evaluate.tally import Tally, tally
from corpus.source import Grid, Paragraph
from pipeline.reading.base import Source, read_document

TABLE = FoundTable(2, 2, ("Thôn", "Số hộ", "Hòa Bình", "1.234"))


def test_cells_are_right_when_every_character_is() -> None:
    read = FoundTable(2, 2, ("Thôn", "Số  hộ", "Hoà Bình", "1.284"))
    assert score([TABLE], [read]) == TableScore(1, 1, 1, 0, 4, 3, 1, 0)
    assert score([TABLE], []) == TableScore(1, 1, 0, 0, 4, 0, 1, 0)


def test_each_table_that_was_found_serves_once() -> None:
    twice = score([TABLE, TABLE], [FoundTable(3, 2, TABLE.cells)])
    assert (twice.tables, twice.whole, twice.right, twice.false) == (2, 0, 4, 0)
    assert score([TABLE], [TABLE, FoundTable(1, 2, ("x", "y"))]).false == 1


def test_what_has_to_be_found_stands_in_the_print() -> None:
    pages = list(islice(scan_tables.table_pages(), 2))  # the same page, straight and askew
    assert {page.group for page in pages} == {"300 dpi, skew 0°", "300 dpi, skew 0.8°"}
    for page in pages:
        assert page.pdf.startswith(b"%PDF")
        assert page.picture.startswith(b"\x89PNG")
        assert all(table.rows > 1 and table.columns > 3 and len(table.cells) > 10 for table in page.truth)


def test_peers_that_are_absent_say_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(scan_peers.IMG2TABLE, raising=False)
    monkeypatch.setenv("PATH", "/nowhere")
    with pytest.raises(PeerError, match="not installed"):
        scan_peers.img2table_tables([b""])
    with pytest.raises(PeerError, match="not installed"):
        scan_peers.ocrmypdf_text(b"%PDF-")


def test_peers_that_fail_say_how(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(scan_peers, "_IMG2TABLE_PROGRAM", "raise SystemExit('no such model')")
    monkeypatch.setenv(scan_peers.IMG2TABLE, sys.executable)
    with pytest.raises(PeerError, match="no such model"):
        scan_peers.img2table_tables([b""])
    monkeypatch.setenv(scan_peers.IMG2TABLE, str(tmp_path / "python"))
    with pytest.raises(PeerError, match="FileNotFoundError"):
        scan_peers.img2table_tables([b""])


def test_a_peer_answers_with_tables(monkeypatch: pytest.MonkeyPatch) -> None:
    answer = '[[{"rows": 2, "columns": 2, "cells": ["a", "b", "c", "d"]}], []]'
    program = f"import sys; open(sys.argv[1], 'w').write({answer!r})"
    monkeypatch.setattr(scan_peers, "_IMG2TABLE_PROGRAM", program)
    monkeypatch.setenv(scan_peers.IMG2TABLE, sys.executable)
    assert scan_peers.img2table_tables([b"", b""]) == [[FoundTable(2, 2, ("a", "b", "c", "d"))], []]


def fall(text: list[str], scan: list[str], wanted: list[str]) -> Fall:
    empty = dict.fromkeys(scan_fall.MEASURES, Tally())
    return Fall("own plans", "x", empty | {"targets": tally(wanted, text)}, empty | {"targets": tally(wanted, scan)})


def test_what_a_scan_loses_is_what_the_text_has() -> None:
    assert fall(["a", "b"], ["a", "c"], ["a", "b", "d"]).lost() == {"targets": ["- b", "+ c"]}
    assert fall(["a"], ["a"], ["a", "d"]).lost() == {}


def test_the_report_has_a_row_for_each_side() -> None:
    tables = (
        TableReading("kehoach", {"300 dpi": score([TABLE], [TABLE])}, 2.0),
        TableReading("img2table", missing="not installed (…)"),
    )
    section = ScanSection(Measured((), 1.0, 1.0, "not installed"), tables, (fall(["a", "b"], ["a"], ["a", "b"]),))
    lines = list(section.lines())
    assert "| kehoach | 300 dpi | 1 | 1 of 1 | 0 | 1.000 | 1.000 | 2.00 |" in lines
    assert any(line.startswith("| img2table | not installed") for line in lines)
    assert any("| 1.000 → 0.667 |" in line for line in lines)
    assert "OCRmyPDF: not installed." in lines
    assert section.data()["against text"][0]["lost"] == {"targets": ["- b"]}


def test_a_text_is_printed_block_by_block() -> None:
    text = "KẾ HOẠCH\n\nPhát triển kinh tế năm 2026.\n\n| STT | Thôn |\n|---|---|\n| 1 | Hòa Bình |\n| 2 | Mỹ An |\n"
    blocks = list(blocks_of(read_document(Source("x.md", text.encode()))))
    assert [block.text for block in blocks if isinstance(block, Paragraph)] == [
        "KẾ HOẠCH",
        "Phát triển kinh tế năm 2026.",
    ]
    (grid,) = (block for block in blocks if isinstance(block, Grid))
    assert grid.rows == (("STT", "Thôn"), ("1", "Hòa Bình"), ("2", "Mỹ An"))
    assert grid.header_rows == 1
