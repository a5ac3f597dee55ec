"""What a run has left, seen from Python."""

from __future__ import annotations

import shutil
import sqlite3
from pathlib import Path

import duckdb
import pandas as pd
import pytest

import pipeline
from dataset.records import RECORD_TYPES, Correction, Target
from dataset.store import Failure, Store
from pipeline import StorageError, UsageError
from pipeline.exports.base import all_exporters


def test_frames_hold_what_the_files_hold(folder: Path, dataset: pipeline.Dataset, tmp_path: Path) -> None:
    with Store.at(folder / "kehoach.sqlite") as store:
        next(entry for entry in all_exporters() if entry.name == "parquet").write(store, tmp_path)
    for table in RECORD_TYPES:
        written = duckdb.execute(f"SELECT * FROM '{tmp_path}/{table}.parquet'").fetch_df()
        frame = dataset.frame(table)
        assert list(written.columns) == list(frame.columns)
        typed = written.astype(frame.dtypes.to_dict())
        pd.testing.assert_frame_equal(typed, frame, obj=table)


def test_plans_of_a_store_are_those_that_were_read(dataset: pipeline.Dataset, plan: pipeline.Plan) -> None:
    (one,) = dataset
    assert len(dataset) == 1
    for found in (one, dataset.plan(plan.doc_id), dataset.plan(plan.source)):
        assert found.text == plan.text == dataset.text(plan.doc_id)
        for table in RECORD_TYPES:
            pd.testing.assert_frame_equal(found.frame(table), plan.frame(table), obj=table)
    row = dataset.targets.iloc[0]
    assert dataset.evidence(row).quote == row["quote"]
    assert [table.title for table in dataset.tables] == [table.title for table in plan.tables]
    assert list(dataset.rows(Target)) == dataset.records.targets == plan.records.targets
    with pytest.raises(UsageError):
        dataset.plan("nothing")
    with pytest.raises(ValueError, match="doc_id"):
        dataset.evidence({})


def test_corrected_values_stand_unless_the_read_ones_are_wanted(folder: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    shutil.copytree(folder, out)
    with Store.at(out / "kehoach.sqlite") as store:
        second = list(store.rows(Target))[1]
        place = {name: getattr(second, name) for name in ("doc_id", "page", "start", "end", "quote", "confidence")}
        store.replace(
            Correction,
            [
                Correction(
                    of_table="targets", row=2, column="value", as_read=None, predicted=str(second.value),
                    corrected="12.5", reviewer="a", decided_at="2026-01-01T00:00:00Z", reason=None, carried=False,
                    decision_id="d", key="k", **place,
                )
            ],
        )  # fmt: skip
        store.fail(Failure("hỏng.pdf", "0" * 64, "read", "Vì sao", "Làm gì"))
    with pipeline.open(out) as dataset, pipeline.open(out, as_read=True) as as_read:
        (corrected,) = dataset
        assert corrected.records.targets[1].value == dataset.targets["value"][1] == 12.5
        assert corrected.evidence(dataset.targets.iloc[1]).quote == second.quote
        assert next(iter(as_read)).records.targets[1] == as_read.records.targets[1] == second
        assert len(dataset.corrections) == len(as_read.corrections) == len(corrected.corrections) == 1
        assert dataset.failures.iloc[0].tolist() == ["hỏng.pdf", "0" * 64, "read", "Vì sao", "Làm gì"]


def test_what_is_no_store_is_told(tmp_path: Path) -> None:
    with pytest.raises(StorageError) as raised:
        pipeline.open(tmp_path)
    assert raised.value.source == str(tmp_path)
    assert "kehoach run" in str(raised.value)
    (tmp_path / "kehoach.sqlite").write_bytes(b"no database")
    with pytest.raises(StorageError):
        pipeline.open(tmp_path)
    with pytest.raises(UsageError):
        pipeline.open("oracle://somewhere/plans")


def test_a_store_by_its_address(folder: Path) -> None:
    with pipeline.open(folder, store=f"sqlite:///{folder}/kehoach.sqlite") as dataset:
        assert len(dataset) == 1
    with sqlite3.connect(folder / "kehoach.sqlite") as connection:
        assert connection.execute("SELECT count(*) FROM documents").fetchone() == (1,)
