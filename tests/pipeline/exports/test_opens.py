"""Exports in the programs that they are made for, where no test of their own says it: LibreOffice and DuckDB."""

from __future__ import annotations

import shutil
import subprocess
import zipfile
from pathlib import Path

import duckdb
import openpyxl
import pytest
from lxml import etree

from dataset.exports.grids import laid_out
from dataset.records import CellRecord, Finding, Target
from dataset.store import Store
from pipeline.exports.base import exporter
from tests.pipeline.exports.stored import read_plan

OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
needs_office = pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")


def opened(path: Path, kind: str, folder: Path) -> Path:
    """What LibreOffice makes of a file in another form."""
    home = f"-env:UserInstallation=file://{folder}/office"
    # what its dialog proposes for a file with the mark of UTF-8, and without a dialog has to be said
    how = ["--infilter=CSV:44,34,76,1"] if path.suffix == ".csv" else []
    command = ["soffice", home, "--headless", *how, "--convert-to", kind, "--outdir", str(folder / kind), str(path)]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    return folder / kind / f"{path.stem}.{kind}"


@pytest.mark.slow
@needs_office
def test_libreoffice_shows_the_comments_of_an_annotated_document(store: Store, tmp_path: Path) -> None:
    findings = read_plan(store, tmp_path, "bao-hiem-y-te-xa", "docx")
    (path,) = (path for path in exporter("annotated").write(store, tmp_path / "annotated") if path.suffix == ".docx")
    with zipfile.ZipFile(opened(path, "odt", tmp_path)) as archive:
        content = etree.fromstring(archive.read("content.xml"))
    comments = ["".join(entry.itertext()) for entry in content.iter(f"{OFFICE}annotation")]
    assert len(comments) >= len({finding.finding_id for finding in findings})
    for finding in findings:
        assert any(finding.rule in comment for comment in comments), finding.rule


@pytest.mark.slow
@needs_office
def test_libreoffice_sees_numbers_and_letters_in_a_table(store: Store, tmp_path: Path) -> None:
    read_plan(store, tmp_path, "bao-hiem-y-te-xa", "txt")
    (path,) = exporter("tables").write(store, tmp_path / "tables")
    sheet = openpyxl.load_workbook(opened(path, "xlsx", tmp_path)).active
    assert sheet is not None
    columns, rows = laid_out(list(store.rows(CellRecord)))
    shown = [[entry.value for entry in row] for row in sheet.iter_rows()]
    assert shown[0] == [name for name, _ in columns]
    whole = [cell for row in rows for cell in row.values() if cell.value is not None and cell.value == int(cell.value)]
    numbers = [value for row in shown[1:] for value in row if isinstance(value, int | float)]
    assert len(numbers) == len(whole)
    assert sum(numbers) == sum(cell.value or 0 for cell in whole)


def test_duckdb_reads_tables_lines_and_the_store_alike(store: Store, tmp_path: Path) -> None:
    read_plan(store, tmp_path, "bao-hiem-y-te-xa", "txt")
    for name in ("csv", "parquet", "jsonl"):
        exporter(name).write(store, tmp_path / name)
    for kind in (Target, Finding):
        wanted = [tuple(getattr(row, name) for name in ("doc_id", "page", "quote")) for row in store.rows(kind)]
        assert wanted
        for path in (
            tmp_path / f"csv/{kind.table}.csv", tmp_path / f"parquet/{kind.table}.parquet",
            tmp_path / f"jsonl/{kind.table}.jsonl",
        ):  # fmt: skip
            assert duckdb.sql(f"SELECT doc_id, page, quote FROM '{path}'").fetchall() == wanted, path.name
