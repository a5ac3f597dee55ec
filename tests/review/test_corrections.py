"""Corrections: through the normaliser, to the very value, into the exports and the spellings; what was read stays."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from dataset.exports.csv_tables import CsvExporter
from dataset.exports.grids import GridExporter
from dataset.records import Assignment, CellRecord, Correction, Recovery
from dataset.store import Store
from review.aliases import AliasFileError, read_aliases, spellings, update_aliases
from review.applied import apply_corrections
from review.corrections import checked
from review.desk import Choice, Desk
from review.queue import Filters
from review.suggestions import suggestions
from tests.review.rows import document, finding, make_store

A = "a" * 12


@pytest.mark.parametrize(
    ("field", "typed", "wanted"),
    [
        ("targets.value", "66.000", "66000"),
        ("targets.value", "1,5 triệu", "1500000"),
        ("cells.value", "(5)", "-5"),
        ("deadlines.end", "ngày 5 tháng 3 năm 2026", "2026-03-05"),
        ("deadlines.end", "2026-03", "2026-03"),
        ("targets.period", "giai đoạn 2026 - 2030", "2026/2030"),
        ("targets.period", "P1Y", "P1Y"),
        ("citations.symbol", "NQ-HĐND", "NQ-HĐND"),
        ("assignments.unit", "UBND phường", "Ủy ban nhân dân phường"),
        ("places.name", "phường Hồng Bàng", "Hồng Bàng"),
        ("", "  to\u0302̉  dân phố ", "tổ dân phố"),
    ],
)
def test_what_is_typed_is_normalised(field: str, typed: str, wanted: str) -> None:
    assert checked(field, typed).value == wanted


@pytest.mark.parametrize(
    ("field", "typed", "problem"),
    [
        ("targets.value", "nhiều", "number"),
        ("deadlines.end", "31/02/2026", "impossible-date"),
        ("deadlines.end", "2026-13", "impossible-date"),
        ("deadlines.end", "sớm", "date"),
        ("targets.period", "2030-2026", "period"),
        ("citations.symbol", "???", "symbol"),
        ("targets.indicator", " \u200b ", "empty"),
    ],
)
def test_what_the_normaliser_does_not_understand_is_refused(field: str, typed: str, problem: str) -> None:
    assert checked(field, typed).value is None
    assert checked(field, typed).problem == problem


@pytest.mark.parametrize(
    ("field", "typed", "warning"),
    [("places.name", "xã Abcxyz", "unknown-place"), ("assignments.unit", "Nhóm Abc xyz", "unknown-unit")],
)
def test_what_the_data_does_not_know_is_taken_with_a_warning(field: str, typed: str, warning: str) -> None:
    assert checked(field, typed).value
    assert checked(field, typed).warning == warning


def a_cell(row: int, text: str, value: float, start: int) -> CellRecord:
    return CellRecord(
        doc_id=A, table_id=f"{A}-t1", row=row, column="Số người", text=text, value=value, is_total=row == 3,
        page=1, start=start, end=start + len(text), quote=text, confidence=1.0,
    )  # fmt: skip


def an_assignment(unit: str, written: str, start: int) -> Assignment:
    return Assignment(
        doc_id=A, task_id=f"{A}-k1", unit=unit, unit_text=written, role="lead",
        page=1, start=start, end=start + len(written), quote=written, confidence=0.7,
    )  # fmt: skip


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "kehoach.sqlite"
    rows = [
        a_cell(1, "30.000", 30_000, 12),
        a_cell(2, "36.000", 36_000, 20),
        a_cell(3, "60.000", 60_000, 40),
        Recovery(
            doc_id=A, line=1, before="6O.000", after="60.000", page=1, start=40, end=46, quote="60.000", confidence=1
        ),
        an_assignment("Phòng văn hoá xa hội", "Phòng văn hoá xa hội", 60),
        an_assignment("Các đơn vị", "Các đơn vị", 90),
    ]
    make_store(path, [document(A)], rows, [finding(A, "f1", start=35, end=46, observed="60.000", quote="Tổng\t60.000")])
    with Desk.at(path) as desk:
        desk.refresh(0.8)
    return path


def decide(path: Path, key: str, value: str) -> None:
    with Desk.at(path) as desk, Store.at(path) as store:
        desk.decide("An", [Choice(key, "correct", value, reason="đã kiểm tra")])
        apply_corrections(store, desk.ledger.engine)


def test_the_correction_of_a_finding_goes_to_its_cell_and_what_was_read_stays(path: Path, tmp_path: Path) -> None:
    decide(path, "f1", "66000")
    with Store.at(path) as store:
        assert [row.value for row in store.rows(CellRecord)] == [30_000, 36_000, 60_000]
        rows = list(store.rows(Correction))
        CsvExporter().write(store, tmp_path / "dataset")
        GridExporter().write(store, tmp_path / "tables")
    assert [(r.of_table, r.row, r.column, r.predicted, r.corrected) for r in rows] == [
        ("cells", 3, "text", "60.000", "66.000"),
        ("cells", 3, "value", "60000", "66000"),
    ]
    assert {(r.reviewer, r.reason, r.carried, r.as_read) for r in rows} == {
        ("An", "đã kiểm tra", False, "Tổng\t6O.000")
    }
    with (tmp_path / "dataset/cells.csv").open(encoding="utf-8", newline="") as file:
        assert [(row["text"], row["value"]) for row in csv.DictReader(file)][-1] == ("66.000", "66000")
    [grid] = (tmp_path / "tables").glob("*.csv")
    assert grid.read_text(encoding="utf-8-sig").split() == ["Số", "người", "30000", "36000", "66000"]


def test_what_is_taken_back_or_in_conflict_is_not_applied(path: Path) -> None:
    decide(path, "f1", "66000")
    with Desk.at(path) as desk, Store.at(path) as store:
        desk.decide("Bình", [Choice("f1", "confirm")])
        assert apply_corrections(store, desk.ledger.engine) == 0
        desk.undo("Bình")
        assert apply_corrections(store, desk.ledger.engine) == 2
        desk.undo("An")
        assert apply_corrections(store, desk.ledger.engine) == 0
        assert store.count(Correction) == 0


def test_a_unit_that_is_spelled_otherwise_becomes_an_alias(path: Path, tmp_path: Path) -> None:
    with Desk.at(path) as desk:
        keys = {item.predicted: item.key for item in desk.queue.page(Filters(subject="value")).items}
    decide(path, keys["Phòng văn hoá xa hội"], "Phòng Văn hóa - Xã hội")
    decide(path, keys["Các đơn vị"], "Công an phường")
    file = tmp_path / "aliases.tsv"
    with Store.at(path) as store, Desk.at(path) as desk:
        assert update_aliases(store, desk.ledger.engine, file) == 2
        # another unit is no other spelling of it
        assert spellings(read_aliases(file)) == (("Phòng văn hoá xa hội", "Phòng Văn hóa - Xã hội"),)
        edited = file.read_text(encoding="utf-8").replace("\nPhòng", "\n#Phòng") + "Ban XYZ\tBan Chỉ đạo\n"
        file.write_text(edited, encoding="utf-8")
        update_aliases(store, desk.ledger.engine, file)
    assert spellings(read_aliases(file)) == (("Ban XYZ", "Ban Chỉ đạo"),)


def test_a_line_that_is_no_alias_is_named(tmp_path: Path) -> None:
    file = tmp_path / "aliases.tsv"
    file.write_text("written\tunit\nchỉ một cột\n", encoding="utf-8")
    with pytest.raises(AliasFileError) as caught:
        read_aliases(file)
    assert caught.value.line == 2


def test_suggestions_begin_with_what_the_rule_proposes(path: Path) -> None:
    with Desk.at(path) as desk:
        item = desk.queue.item("f1")
        assert item is not None
        place = desk.place(item)
        assert place is not None
        assert suggestions(desk.ledger.engine, item, place.field) == ["66000"]
        assert "Cái Răng" in suggestions(desk.ledger.engine, item, "places.name", typed="cai rang")
