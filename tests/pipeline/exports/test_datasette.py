"""The SQLite file in Datasette itself: every table, every ready question, the search."""

from __future__ import annotations

import asyncio
import sqlite3
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from datasette.app import Datasette

from dataset.records import RECORD_TYPES, Task
from dataset.store import Store
from pipeline.exports import datasette as exported
from pipeline.exports.base import exporter
from tests.pipeline.exports.stored import read_plan

ASKED = {"unit": "Công an", "from": "2026-01", "to": "2026-12", "indicator": "hộ", "words": "bão"}


@pytest.fixture
def folder(store: Store, tmp_path: Path) -> Path:
    read_plan(store, tmp_path, "phong-chong-thien-tai-phuong", "txt")
    exporter("datasette").write(store, tmp_path / "datasette")
    return tmp_path / "datasette"


def answers(folder: Path, *paths: str) -> list[Any]:
    async def ask() -> list[Any]:
        served = Datasette([str(folder / "kehoach.db")], metadata=exported.metadata())
        await served.invoke_startup()
        return [await served.client.get(path) for path in paths]

    return asyncio.run(ask())


def test_every_table_opens_with_its_descriptions(folder: Path, store: Store) -> None:
    paths = [f"/kehoach/{table}.json?_shape=array&_size=max" for table in RECORD_TYPES]
    for (table, kind), answer in zip(RECORD_TYPES.items(), answers(folder, *paths), strict=True):
        assert answer.status_code == 200, table
        assert len(answer.json()) == min(store.count(kind), 1000), table
    home, page = answers(folder, "/", "/kehoach/tasks")
    assert "Kế hoạch hành chính" in home.text
    assert "what is to be done" in page.text
    # the name of the document stands where its identity is
    assert "phong-chong-thien-tai-phuong.txt" in page.text


def test_every_ready_question_has_an_answer(folder: Path) -> None:
    queries = exported.metadata()["databases"]["kehoach"]["queries"]
    paths = [f"/kehoach/{name}.json?_shape=array&{urlencode(ASKED)}" for name in queries]
    found = dict(zip(queries, answers(folder, *paths), strict=True))
    assert {name: answer.status_code for name, answer in found.items()} == dict.fromkeys(queries, 200)
    assert {name for name, answer in found.items() if not answer.json()} <= {"doubtful"}
    units = {row["unit"] for row in found["tasks_of_unit"].json()}
    assert units
    assert all("Công an" in unit for unit in units)


def test_the_search_knows_words_without_marks(folder: Path) -> None:
    with_marks, without, nothing = answers(
        folder, *(f"/kehoach/search.json?_shape=array&{urlencode({'words': w})}" for w in ("sạt lở", "sat lo", 'x"y'))
    )
    assert with_marks.json() == without.json() != []
    assert nothing.json() == []


def test_keys_hold_and_bytes_stay(folder: Path, store: Store, tmp_path: Path) -> None:
    with sqlite3.connect(folder / "kehoach.db") as connection:
        assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert connection.execute("SELECT count(*) FROM tasks").fetchone() == (store.count(Task),)
    again = exporter("datasette").write(store, tmp_path / "again")
    assert [path.read_bytes() for path in again] == [(folder / path.name).read_bytes() for path in again]
