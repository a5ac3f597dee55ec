"""The exports: exact values, safe cells, a package that validates, nothing half-written."""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest
from frictionless import Package
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from dataset.exports.base import all_exporters, exporter, replacing
from dataset.exports.cells import decimal, guarded, unguarded
from dataset.exports.grids import grid
from dataset.exports.json_schema import dataset_schema, table_json_schema
from dataset.records import RECORD_TYPES, Records, Target
from dataset.store import Store
from tests.dataset.rows import TEXT, cell, document, mention, save, target, work


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store.at(tmp_path / "kehoach.sqlite") as opened:
        yield opened


# -- cells ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        "=1+1",
        "+SUM(A1)",
        "-2+3",
        "@cmd",
        "\t=1",
        "\r=1",
        "\n=1",
        " =1",
        "- Phòng Y tế",
        "＝1",
        "-1-1",
        "+84 912 cmd|' /C calc'!A0",
    ],
)
def test_what_could_be_a_formula_gets_an_apostrophe(text: str) -> None:
    assert guarded(text) == f"'{text}"


@pytest.mark.parametrize(
    "text",
    ["-12", "-12,5", "-1.234.567", "+5", "-3 %", "-", "---", "+", "=", "", "a=b", "'quoted'", "95%", "2026-05-21"],
)
def test_numbers_dashes_and_ordinary_texts_stay(text: str) -> None:
    assert guarded(text) == text


@given(st.text(alphabet="'=+-@ \t\n1a,", max_size=8))
def test_the_guard_is_lossless_and_safe(text: str) -> None:
    cell_text = guarded(text)
    assert unguarded(cell_text) == text
    formula = re.match(r"\s*[=+\-@]", cell_text)
    harmless = re.fullmatch(r"[+-]?\d+([.,]\d+)*( ?%)?|[-+=\s]+", cell_text)
    assert not formula or harmless


@pytest.mark.parametrize(
    ("value", "text"),
    [(7818.0, "7818"), (0.1, "0.1"), (-2.5, "-2.5"), (1e15, "1000000000000000"), (1e-7, "0.0000001"), (0.0, "0")],
)
def test_numbers_are_plain_decimals(value: float, text: str) -> None:
    assert decimal(value) == text
    assert float(text) == value


@given(st.floats(min_value=-1e12, max_value=1e12, allow_subnormal=False).filter(lambda x: x == 0 or abs(x) > 1e-9))
def test_decimals_have_no_exponent_and_keep_the_value(value: float) -> None:
    assert re.fullmatch(r"-?\d+(\.\d+)?", decimal(value))
    assert float(decimal(value)) == pytest.approx(value, rel=1e-9)


# -- tables ---------------------------------------------------------------------------------------------------------


def test_csv_is_rfc_4180_and_comes_back_exactly(store: Store, tmp_path: Path) -> None:
    nasty = '- "một", hai\nba'
    save(store, "a" * 12, target("a" * 12, 1, indicator=nasty, comparator="=", value=-2.5, unit=None))
    exporter("csv").write(store, tmp_path)
    data = (tmp_path / "targets.csv").read_bytes()
    assert data.startswith(",".join(Target.column_names()).encode() + b"\r\n")
    assert data.endswith(b"\r\n")
    with (tmp_path / "targets.csv").open(encoding="utf-8", newline="") as file:
        (row,) = csv.DictReader(file)
    assert unguarded(row["indicator"]) == nasty
    assert row["indicator"].startswith("'- ")
    # values of closed lists and numbers are never touched
    assert (row["comparator"], row["value"], row["unit"]) == ("=", "-2.5", "")


def test_every_table_is_written_even_when_empty(store: Store, tmp_path: Path) -> None:
    for name in ("csv", "parquet"):
        assert {path.stem for path in exporter(name).write(store, tmp_path)} == set(RECORD_TYPES)
    with (tmp_path / "tasks.csv").open(encoding="utf-8", newline="") as file:
        assert len(list(csv.reader(file))) == 1
    assert duckdb.sql(f"SELECT count(*) FROM '{tmp_path}/tasks.parquet'").fetchall() == [(0,)]


def test_parquet_is_typed_unchanged_and_the_same_bytes_twice(store: Store, tmp_path: Path) -> None:
    save(store, "a", target("a", 1, indicator="=1+1", value=0.5), cell("a", 1, "Số", "1", 1.0))
    exporter("parquet").write(store, tmp_path / "one")
    exporter("parquet").write(store, tmp_path / "two")
    for path in (tmp_path / "one").iterdir():
        assert path.read_bytes() == (tmp_path / "two" / path.name).read_bytes()
    relation = duckdb.sql(f"SELECT indicator, value, page, scope FROM '{tmp_path}/one/targets.parquet'")
    assert relation.fetchall() == [("=1+1", 0.5, 1, None)]
    assert [str(kind) for kind in relation.types] == ["VARCHAR", "DOUBLE", "BIGINT", "VARCHAR"]
    assert duckdb.sql(f"SELECT is_total FROM '{tmp_path}/one/cells.parquet'").fetchall() == [(False,)]


def test_the_package_validates_and_notices_damage(store: Store, tmp_path: Path) -> None:
    save(
        store,
        "a" * 12,
        target("a" * 12, 1, indicator="-x", comparator="="),
        mention("a" * 12, "Trạm Y tế"),
        cell("a" * 12, 1, "Số", "", None),
    )
    store.gather_units()
    for name in ("csv", "datapackage"):
        exporter(name).write(store, tmp_path)
    report = Package(str(tmp_path / "datapackage.json")).validate()
    assert report.valid, report.flatten(["title", "message"])
    path = tmp_path / "targets.csv"
    path.write_bytes(path.read_bytes().replace(b",7818,", b",many,"))
    assert not Package(str(tmp_path / "datapackage.json")).validate().valid


def test_the_json_schema_accepts_rows_and_refuses_others() -> None:
    schema = dataset_schema()
    Draft202012Validator.check_schema(schema)
    row = target("a", 1).model_dump()
    Draft202012Validator(schema).validate({"targets": [row]})
    assert not Draft202012Validator(table_json_schema(Target)).is_valid(row | {"value": "many"})


# -- grids ----------------------------------------------------------------------------------------------------------


def test_a_grid_is_as_a_person_wants_it() -> None:
    cells = [
        cell("a", 1, "Số", "01", 1),
        cell("a", 1, "Dân", "7.818", 7818),
        cell("a", 1, "Tỷ lệ", "95,5", 95.5),
        cell("a", 2, "Số", "-", None),
        cell("a", 2, "Dân", "=A1", None),
    ]
    assert list(grid(cells)) == [["Số", "Dân", "Tỷ lệ"], ["01", "7818", "95,5"], ["-", "'=A1", ""]]


def test_columns_of_one_name_stay_apart_and_hidden_ones_find_their_place() -> None:
    """The first row has a merged cell over the second column, which only the next row shows."""
    cells = [cell("a", 1, "A", "1"), cell("a", 1, "C", "3"), cell("a", 2, "A", "4"), cell("a", 2, "B", "5")]
    cells += [cell("a", 2, "C", "6"), cell("a", 2, "C", "7")]
    assert list(grid(cells)) == [["A", "B", "C", "C"], ["1", "", "3", ""], ["4", "5", "6", "7"]]


def test_files_of_a_grid_are_named_and_stale_ones_go(store: Store, tmp_path: Path) -> None:
    doc_id = "0123456789ab"
    (tmp_path / "tables").mkdir()
    (tmp_path / "tables/of a person.csv").touch()
    (tmp_path / "tables/ffffffffffff-t1.csv").touch()
    save(store, doc_id, cell(doc_id, 1, "A", "một", table="../x"), cell(doc_id, 1, "A", "hai", table="t2"))
    exporter("tables").write(store, tmp_path / "tables")
    assert sorted(path.name for path in (tmp_path / "tables").iterdir()) == [
        f"{doc_id}-t2.csv",
        f"{doc_id}-x.csv",
        "of a person.csv",
    ]
    assert (tmp_path / f"tables/{doc_id}-t2.csv").read_bytes().startswith(b"\xef\xbb\xbfA\r\n")


def test_texts_are_written_unchanged_and_stale_ones_go(store: Store, tmp_path: Path) -> None:
    (tmp_path / "ffffffffffff.txt").touch()
    (tmp_path / "notes.txt").touch()
    text = "một\r\nhai\f\n\tba"
    store.save(work("0123456789ab"), document("0123456789ab"), text, Records())
    exporter("text").write(store, tmp_path)
    assert sorted(path.name for path in tmp_path.glob("*.txt")) == ["0123456789ab.txt", "notes.txt"]
    assert (tmp_path / "0123456789ab.txt").read_bytes().decode() == text


# -- files ----------------------------------------------------------------------------------------------------------


def test_a_file_is_whole_or_as_it_was(tmp_path: Path) -> None:
    path = tmp_path / "x.txt"
    path.write_text("alt")

    def fail() -> None:
        with replacing(path) as file:
            file.write("neu")
            raise OSError("disk full")

    with pytest.raises(OSError, match="disk full"):
        fail()
    assert [(entry.name, entry.read_text()) for entry in tmp_path.iterdir()] == [("x.txt", "alt")]


def test_every_exporter_has_a_name_of_its_own_and_says_what_it_is() -> None:
    names = [entry.name for entry in all_exporters()]
    assert len(set(names)) == len(names)
    assert all(set(entry.summary) == {"vi", "en"} for entry in all_exporters())
    order = [entry.name for entry in all_exporters() if entry.always]
    assert order.index("csv") < order.index("datapackage")
    with pytest.raises(KeyError):
        exporter("papyrus")


def test_the_text_of_the_rows_is_what_their_quotes_say() -> None:
    row = target("a", 1)
    assert TEXT[row.start : row.end] == row.quote
    assert json.loads(row.model_dump_json())["value"] == 7818


def test_a_file_that_would_hold_the_same_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    for text, changed in (("một", True), ("một", False), ("hai", True)):
        before = path.stat().st_ino if path.exists() else None
        with replacing(path) as file:
            file.write(text)
        # a new file has been put in its place, or not
        assert (path.stat().st_ino != before) is changed
        assert path.read_text(encoding="utf-8") == text
    assert list(tmp_path.iterdir()) == [path]
