"""JSON Lines, valid against the schema, and back: export → import → export gives the same bytes."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import jsonschema
import pytest

from dataset.exports.json_schema import table_json_schema
from dataset.records import RECORD_TYPES, CellRecord, Correction
from dataset.store import Store
from pipeline.cli import main
from pipeline.exports.base import exporter
from pipeline.output import open_store
from pipeline.reviewing import apply_review, refresh_review
from review.desk import Choice, Desk
from tests.dataset.rows import cell, mention, target
from tests.pipeline.exports.stored import DOC, made_up, read_plan

PLAN = "phong-chong-thien-tai-phuong"


def files(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def command(*words: str | Path) -> int:
    with pytest.raises(SystemExit) as ended:
        main(list(map(str, words)))
    return int(ended.value.code or 0)


def exported(out: Path) -> Path:
    assert command("export", out, "--to", "jsonl", "--quiet") == 0
    return out / "jsonl"


@pytest.fixture
def out(tmp_path: Path) -> Path:
    """An output folder with two read plans."""
    folder = tmp_path / "out"
    folder.mkdir()
    with open_store(folder) as store:
        read_plan(store, tmp_path, PLAN, "txt")
        read_plan(store, tmp_path, "giam-ngheo-xa", "txt")
        store.gather_units()
        refresh_review(store, folder, 0.6)
    return folder


def test_every_line_is_valid(out: Path) -> None:
    folder = exported(out)
    for table, kind in RECORD_TYPES.items():
        validator = jsonschema.Draft202012Validator(table_json_schema(kind))
        rows = [json.loads(line) for line in (folder / f"{table}.jsonl").read_text("utf-8").splitlines()]
        assert all(list(row) == kind.column_names() for row in rows), table
        assert [error.message for row in rows for error in validator.iter_errors(row)] == []


def test_there_and_back_gives_the_same_bytes(out: Path, tmp_path: Path) -> None:
    first = files(exported(out))
    assert first["tasks.jsonl"].count(b"\n") > 10
    assert first["units.jsonl"]
    assert command("import", out / "jsonl", "--out", tmp_path / "back", "--quiet") == 0
    assert (tmp_path / "back" / "dataset" / "tasks.csv").is_file()
    assert files(exported(tmp_path / "back")) == first


def test_what_was_corrected_comes_back_as_read_and_corrected(out: Path, tmp_path: Path) -> None:
    with open_store(out) as store:
        with Desk(store.address) as desk:
            row = next(place for place, row in enumerate(store.rows(CellRecord)) if row.value is not None)
            item = desk.value("cells.value", next(store.rows(CellRecord)).doc_id, row)
            desk.decide("Hoa", [Choice(item.key, "correct", value="77")])
        apply_review(store, out)
        assert store.count(Correction) == 2
    first = files(exported(out))
    assert b'"77"' in first["cells.jsonl"]
    assert command("import", out / "jsonl", "--out", tmp_path / "back", "--quiet") == 0
    with open_store(out) as store, open_store(tmp_path / "back") as back:
        assert list(back.rows(CellRecord)) == list(store.rows(CellRecord))
    assert files(exported(tmp_path / "back")) == first


def test_made_up_rows_with_odd_characters(store: Store, tmp_path: Path) -> None:
    odd = 'a\u2028b\u2029c\x0c"\\\n\t\ufeff'
    made_up(store, rows=[target(DOC, 1, indicator=odd, value=0.1), cell(DOC, 1, odd, odd, 1e-7), mention(DOC, odd)])
    exporter("jsonl").write(store, tmp_path / "a")
    assert command("import", tmp_path / "a", "--out", tmp_path / "back", "--quiet") == 0
    assert files(exported(tmp_path / "back")) == files(tmp_path / "a")


def test_what_cannot_be_read_back_is_said_and_nothing_is_written(
    out: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = exported(out)
    lines = (folder / "tasks.jsonl").read_text("utf-8").splitlines(keepends=True)
    (folder / "tasks.jsonl").write_text("".join([*lines[:2], '{"doc_id": 1}\n', *lines[2:]]), "utf-8")
    assert command("import", folder, "--out", tmp_path / "back") == 2
    assert "tasks.jsonl:3" in capsys.readouterr().err
    assert not (tmp_path / "back").exists()
    (folder / "tasks.jsonl").unlink()
    assert command("import", folder, "--out", tmp_path / "back") == 2
    assert "tasks.jsonl" in capsys.readouterr().err


def test_a_folder_with_documents_is_left_alone(out: Path, tmp_path: Path) -> None:
    folder = exported(out)
    shutil.copytree(folder, tmp_path / "copy")
    assert command("import", tmp_path / "copy", "--out", out) == 2
