"""The dataset in a database: PostgreSQL where it is installed, else SQLite, under the same tests."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from dataset.records import RECORD_TYPES, Finding, Target
from dataset.store import Store, StoreError
from pipeline.errors import UsageError
from pipeline.exports.base import exporter
from pipeline.exports.postgres import SCHEMA, VARIABLE
from tests.dataset.rows import target
from tests.pipeline.exports.stored import DOC, TEXT, made_up
from tests.postgres import Server, postgres_server


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    with postgres_server() as started:
        yield started


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.slow)])
def engine(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[sa.Engine]:
    if request.param == "sqlite":
        address = f"sqlite:///{tmp_path}/other.sqlite"
    else:
        address = request.getfixturevalue("server").address()
    monkeypatch.setenv(VARIABLE, address)
    made = sa.create_engine(address)
    yield made
    made.dispose()


def rows(engine: sa.Engine, table: str) -> list[Any]:
    schema = f"{SCHEMA}." if engine.dialect.name == "postgresql" else ""
    with engine.connect() as connection:
        return list(connection.execute(sa.text(f"SELECT * FROM {schema}{table}")).mappings())


def test_every_row_arrives_as_it_is(store: Store, tmp_path: Path, engine: sa.Engine) -> None:
    made_up(store, rows=[target(DOC, 1, indicator="a\0b'; --", value=0.1, value_max=None)])
    (path,) = exporter("postgres").write(store, tmp_path)
    (found,) = rows(engine, "targets")
    assert Target(**found) == target(DOC, 1, indicator="a\ufffdb'; --", value=0.1, value_max=None)
    assert len(rows(engine, "findings")) == 3
    assert rows(engine, "texts")[0]["text"] == TEXT
    with path.open(newline="") as file:
        counts = dict(list(csv.reader(file))[1:])
    assert set(counts) == {*RECORD_TYPES, "texts"}
    assert (counts["findings"], counts["targets"], counts["tasks"]) == ("3", "1", "0")


def test_a_second_export_takes_the_place_of_the_first(store: Store, tmp_path: Path, engine: sa.Engine) -> None:
    made_up(store, rows=[target(DOC, 1)])
    exporter("postgres").write(store, tmp_path)
    store.replace(Finding, [])
    exporter("postgres").write(store, tmp_path)
    assert rows(engine, "findings") == []
    assert len(rows(engine, "targets")) == 1


def test_tables_of_others_are_left_alone(store: Store, tmp_path: Path, engine: sa.Engine) -> None:
    schema = f"{SCHEMA}." if engine.dialect.name == "postgresql" else ""
    with engine.begin() as connection:
        if schema:
            connection.execute(sa.text(f"CREATE SCHEMA {SCHEMA}"))
        connection.execute(sa.text(f"CREATE TABLE {schema}tasks (mine INTEGER)"))
    made_up(store)
    with pytest.raises(StoreError, match="tasks"):
        exporter("postgres").write(store, tmp_path)
    assert rows(engine, "tasks") == []
    names = sa.inspect(engine).get_table_names(SCHEMA if schema else None)
    assert names == ["tasks"]


def test_the_store_itself_is_no_place_for_an_export(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made_up(store)
    monkeypatch.setenv(VARIABLE, store.address)
    with pytest.raises(StoreError, match="findings"):
        exporter("postgres").write(store, tmp_path)
    assert store.count(Finding) == 3


@pytest.mark.parametrize("address", [None, "", "nonsense", "mysql://a/b"])
def test_an_address_is_asked_for(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, address: str | None
) -> None:
    if address is None:
        monkeypatch.delenv(VARIABLE, raising=False)
    else:
        monkeypatch.setenv(VARIABLE, address)
    with pytest.raises(UsageError):
        exporter("postgres").write(store, tmp_path)
