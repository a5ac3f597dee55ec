"""Parquet in folders, read by DuckDB as one table with the columns ``year`` and ``level``."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb
import pytest

from dataset.exports.archive import ArchiveExporter
from dataset.records import Records, Target
from dataset.store import Store
from tests.dataset.rows import document, target, work

ROWS = {
    "aaaaaaaaaaaa": {"issued_on": "2026-05-21", "issuer_level": "xã"},
    "bbbbbbbbbbbb": {"issued_on": "2026", "issuer_level": "đặc khu"},
    "cccccccccccc": {"issued_on": "2025-01", "issuer_level": "xã"},
    "dddddddddddd": {"issued_on": None, "issuer_level": None},
    "eeeeeeeeeeee": {"issued_on": "2026-01-02", "issuer_level": "xã"},
}


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store.at(tmp_path / "kehoach.sqlite") as opened:
        for doc_id, fields in ROWS.items():
            rows = [target(doc_id, number, indicator="=số 'người'") for number in (1, 2)]
            opened.save(work(doc_id), document(doc_id, **fields), "", Records(rows))
        yield opened


def asked(folder: Path, query: str) -> list[Any]:
    return duckdb.sql(
        query.format(f"read_parquet('{folder}/targets/**/*.parquet', hive_partitioning = true)")
    ).fetchall()


def test_every_row_is_in_its_part(store: Store, tmp_path: Path) -> None:
    ArchiveExporter().write(store, tmp_path / "a")
    found = asked(tmp_path / "a", "SELECT doc_id, year, level, count(*) FROM {} GROUP BY ALL ORDER BY 1")
    assert [(doc_id, str(year) if year else None, level, n) for doc_id, year, level, n in found] == [
        ("aaaaaaaaaaaa", "2026", "xã", 2),
        ("bbbbbbbbbbbb", "2026", "đặc khu", 2),
        ("cccccccccccc", "2025", "xã", 2),
        ("dddddddddddd", None, None, 2),
        ("eeeeeeeeeeee", "2026", "xã", 2),
    ]
    rows = asked(tmp_path / "a", "SELECT * EXCLUDE (year, level) FROM {} WHERE doc_id = 'aaaaaaaaaaaa'")
    names = Target.column_names()
    assert [Target(**dict(zip(names, row, strict=True))) for row in rows] == list(store.rows(Target))[:2]


def test_same_rows_same_bytes_and_parts_that_are_gone_are_removed(store: Store, tmp_path: Path) -> None:
    first = {path: path.read_bytes() for path in ArchiveExporter().write(store, tmp_path / "a")}
    again = ArchiveExporter().write(store, tmp_path / "b")
    assert [path.read_bytes() for path in again] == list(first.values())
    for doc_id in ROWS:
        store.link("other.txt", doc_id)
    store.drop(["other.txt", *(f"{doc_id}.txt" for doc_id in ROWS if doc_id != "cccccccccccc")])
    store.settle()
    paths = ArchiveExporter().write(store, tmp_path / "a")
    assert {path.relative_to(tmp_path / "a").parts[1] for path in paths} == {"year=2025"}
    assert set((tmp_path / "a").glob("**/*.parquet")) == set(paths)
