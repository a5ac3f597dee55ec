"""The store: what goes in comes out, in order, whole documents only."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa

from dataset.columns import columns_of, schema_version
from dataset.records import (
    RECORD_TYPES,
    Deadline,
    DocumentRecord,
    EvidenceRecord,
    Finding,
    NoteRecord,
    Records,
    Target,
    UnitRecord,
)
from dataset.store import Failure, Store, StoreError, StoreVersionError
from dataset.tables import METADATA, TABLES
from tests.dataset.rows import TEXT, document, mention, save, target, work


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store.at(tmp_path / "kehoach.sqlite") as opened:
        yield opened


def finding(doc_id: str, finding_id: str) -> Finding:
    return Finding(
        finding_id=finding_id,
        rule="N001",
        severity="error",
        doc_id=doc_id,
        other_doc_id=None,
        message="Tổng sai.",
        expected="2",
        observed="3",
        page=1,
        start=0,
        end=3,
        quote=TEXT[:3],
        confidence=1,
    )


def test_every_table_has_the_columns_of_its_records() -> None:
    for name, record in RECORD_TYPES.items():
        assert [column.name for column in TABLES[name].columns][1:] == record.column_names()


def test_deadlines_call_their_evidence_otherwise() -> None:
    names = [column.name for column in columns_of(Deadline)]
    assert names[-5:] == ["page", "quote_start", "quote_end", "quote", "confidence"]
    assert {"start", "end"} <= set(names[:-5])


def test_rows_come_back_equal_and_in_order(store: Store) -> None:
    rows = [target("a", 2), target("a", 1), target("a", 3, value=0.1, unit=None)]
    save(store, "a", *rows)
    assert store.records("a").of(Target) == rows
    assert store.records("a").of(DocumentRecord) == [document("a")]
    assert store.text("a") == TEXT
    with pytest.raises(KeyError):
        store.text("b")


def test_rows_of_all_documents_come_by_source_then_in_order(store: Store) -> None:
    save(store, "b", target("b", 1), source="1.txt")
    save(store, "a", target("a", 1), target("a", 2), source="2.txt")
    assert [row.doc_id for row in store.documents()] == ["b", "a"]
    assert [row.target_id for row in store.rows(Target)] == ["b-g1", "a-g1", "a-g2"]


def test_sources_sort_by_code_point(store: Store) -> None:
    """Đ comes behind Z, as in Python, whatever the locale of the database."""
    for doc_id, source in (("a", "Đ.txt"), ("b", "Z.txt"), ("c", "a.txt")):
        save(store, doc_id, source=source)
    assert [row.source for row in store.documents()] == sorted(["Đ.txt", "Z.txt", "a.txt"])


def test_a_document_read_again_replaces_its_rows(store: Store) -> None:
    save(store, "a", target("a", 1), target("a", 2))
    save(store, "a", target("a", 3), version="2")
    assert [row.target_id for row in store.rows(Target)] == ["a-g3"]
    assert store.has("a", work("a", "2"))
    assert not store.has("a", work("a", "1"))


def test_a_row_that_cannot_be_written_leaves_the_old_document_whole(store: Store) -> None:
    save(store, "a", target("a", 1))
    too_large = target("a", 2).model_copy(update={"page": 2**70})
    with pytest.raises((StoreError, OverflowError)):
        save(store, "a", target("a", 5), too_large, version="2")
    assert [row.target_id for row in store.rows(Target)] == ["a-g1"]
    assert store.has("a", work("a", "1"))


def test_failures_and_readings_of_a_source_replace_each_other(store: Store) -> None:
    save(store, "a", source="x.txt")
    store.fail(Failure("x.txt", "", "read", "Hỏng.", "Gửi lại."))
    store.settle()
    assert store.sources() == {}
    assert list(store.documents()) == []
    save(store, "a", source="x.txt")
    assert store.failures() == []


def test_a_document_bears_the_name_of_its_first_source_while_there_is_one(store: Store) -> None:
    save(store, "a", target("a", 1), source="m.txt")
    store.link("c.txt", "a")
    store.settle()
    assert [row.source for row in store.documents()] == ["c.txt"]
    store.drop(["c.txt"])
    store.settle()
    assert [row.source for row in store.documents()] == ["m.txt"]
    store.drop(["m.txt"])
    store.settle()
    assert list(store.documents()) == []
    assert list(store.rows(Target)) == []


def test_units_are_counted_over_all_documents(store: Store) -> None:
    save(store, "a", mention("a", "Trạm Y tế"), mention("a", "Công an xã"), mention("a", "Trạm Y tế", kind="trạm"))
    save(store, "b", mention("b", "Trạm Y tế", kind="khác"))
    store.gather_units()
    assert [(row.unit, row.kind, row.mentions, row.documents) for row in store.rows(UnitRecord)] == [
        ("Công an xã", None, 1, 1),
        ("Trạm Y tế", "trạm", 3, 2),
    ]


def test_findings_go_with_their_document_and_are_replaced_as_a_whole(store: Store) -> None:
    save(store, "a")
    save(store, "b")
    evidence = EvidenceRecord(
        finding_id="f2", role="expected", doc_id="a", page=1, start=0, end=3, quote=TEXT[:3], confidence=1
    )
    store.replace_findings([finding("b", "f2"), finding("a", "f1")], [evidence])
    assert [row.finding_id for row in store.rows(Finding)] == ["f2", "f1"]
    save(store, "b", version="2")
    assert [row.finding_id for row in store.rows(Finding)] == ["f1"]
    store.replace_findings([finding("a", "f3")], [])
    assert [row.finding_id for row in store.rows(Finding)] == ["f3"]
    assert list(store.rows(EvidenceRecord)) == []


def test_notes_of_a_batch_stage_are_replaced_and_others_stay(store: Store) -> None:
    own = NoteRecord(doc_id="a", stage="read", page=1, message="trang mờ")
    save(store, "a", own)
    for message in ("một", "hai"):
        store.replace_notes("copy", [NoteRecord(doc_id="a", stage="copy", page=None, message=message)])
    assert [note.message for note in store.rows(NoteRecord)] == ["trang mờ", "hai"]


def test_derived_rows_are_not_taken_from_a_reading(store: Store) -> None:
    save(store, "a", finding("a", "f1"))
    assert list(store.rows(Finding)) == []


def test_a_store_opens_again_with_everything(tmp_path: Path) -> None:
    path = tmp_path / "kehoach.sqlite"
    with Store.at(path) as first:
        save(first, "a", target("a", 1))
    with Store.at(path) as second:
        assert len(second.records("a")) == 2


def test_a_store_of_another_version_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "kehoach.sqlite"
    with Store.at(path):
        pass
    with sqlite3.connect(path) as connection:
        assert connection.execute("SELECT value FROM meta").fetchall() == [(schema_version(),)]
        connection.execute("UPDATE meta SET value = '0'")
    with pytest.raises(StoreVersionError, match="0 ≠"):
        Store.at(path)


def test_tables_of_something_else_are_refused(tmp_path: Path) -> None:
    with sqlite3.connect(tmp_path / "kehoach.sqlite") as connection:
        connection.execute("CREATE TABLE documents (id int)")
    with pytest.raises(StoreError, match="something else: documents"):
        Store.at(tmp_path / "kehoach.sqlite")


def test_tables_are_made_all_or_none(tmp_path: Path) -> None:
    def fail(*_: object, **__: object) -> None:
        raise sqlite3.OperationalError("database or disk is full")

    last = METADATA.sorted_tables[-1]
    sa.event.listen(last, "after_create", fail)
    try:
        with pytest.raises(StoreError, match="full"):
            Store.at(tmp_path / "kehoach.sqlite")
    finally:
        sa.event.remove(last, "after_create", fail)
    with sqlite3.connect(tmp_path / "kehoach.sqlite") as connection:
        assert connection.execute("SELECT name FROM sqlite_master").fetchall() == []
    with Store.at(tmp_path / "kehoach.sqlite") as store:
        save(store, "a")


def test_a_file_that_is_no_database_is_refused(tmp_path: Path) -> None:
    (tmp_path / "x").write_bytes(b"x" * 5000)
    with pytest.raises(StoreError):
        Store.at(tmp_path / "x")
    with pytest.raises(StoreError):
        Store.at(tmp_path / "no/folder")


def test_empty_records_are_a_document_all_the_same(store: Store) -> None:
    store.save(work("a"), document("a"), "", Records())
    assert store.text("a") == ""
    assert len(store.records("a")) == 1


def test_counts_are_those_of_the_rows(store: Store) -> None:
    save(store, "a", target("a", 1), target("a", 2))
    save(store, "b", target("b", 1))
    assert store.count(Target) == 3
    assert all(store.count(kind) == len(list(store.rows(kind))) for kind in RECORD_TYPES.values())


def test_rows_can_be_asked_for_by_columns(store: Store) -> None:
    save(store, "b", target("b", 1, period="2026"), target("b", 2, period="2027"), source="2.txt")
    save(store, "a", target("a", 1, period="2027"), target("a", 2, period="2028"), source="1.txt")
    save(store, "c", target("c", 1, period="2027"), source="3.txt")
    found = store.rows(Target, {"doc_id": ["a", "b"], "period": ["2026", "2027"]})
    assert [row.target_id for row in found] == ["a-g1", "b-g1", "b-g2"]
    assert list(store.rows(Target, {"doc_id": []})) == []


def test_groups_are_those_that_vary_each_in_the_order_of_the_documents(store: Store) -> None:
    save(store, "b", target("b", 1, indicator="x", unit="ha"), target("b", 2, indicator="y"), source="2.txt")
    save(store, "a", target("a", 1, indicator="y"), target("a", 2, indicator="x", unit="con"), source="1.txt")
    save(store, "c", target("c", 1, indicator="z", unit=None), target("c", 2, indicator="z", unit="con"))
    groups = [[row.target_id for row in group] for group in store.groups(Target, "indicator", "unit")]
    assert groups == [["a-g2", "b-g1"]]


def test_what_rules_said_is_forgotten_with_the_reading(store: Store) -> None:
    save(store, "a", target("a", 1))
    store.keep_checked("s1", "{}", {"a": "[]"})
    assert (store.checked(["a", "b"]), store.count_checked("s1")) == ({"a": ("s1", "[]")}, 1)
    save(store, "a", target("a", 1), version="2")
    assert store.checked(["a"]) == {}
    store.forget_checked(())
    assert store.check_states() == {}


def index_names(path: Path) -> set[str]:
    with sqlite3.connect(path) as connection:
        return {name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'index'")}


def test_findings_of_one_document_are_found_by_an_index(tmp_path: Path) -> None:
    path = tmp_path / "kehoach.sqlite"
    with Store.at(path):
        pass
    with sqlite3.connect(path) as connection:
        for table in ("findings", "evidence"):
            plan = connection.execute(f"EXPLAIN QUERY PLAN SELECT * FROM {table} WHERE doc_id = 'a'").fetchall()
            assert f"USING INDEX {table}_doc_id" in plan[0][-1]


def test_a_store_of_an_earlier_version_gets_the_indexes_that_it_lacks(tmp_path: Path) -> None:
    path = tmp_path / "kehoach.sqlite"
    with Store.at(path) as store:
        save(store, "a")
        store.replace_findings([finding("a", "f1")], [])
    with sqlite3.connect(path) as connection:
        connection.execute("DROP INDEX findings_doc_id")
    assert "findings_doc_id" not in index_names(path)
    with Store.at(path) as store:
        assert [row.finding_id for row in store.rows(Finding)] == ["f1"]
    assert "findings_doc_id" in index_names(path)


def test_an_earlier_store_that_is_locked_is_read_without_the_index(tmp_path: Path) -> None:
    path = tmp_path / "kehoach.sqlite"
    with Store.at(path) as store:
        save(store, "a")
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute("DROP INDEX findings_doc_id")
    connection.execute("BEGIN IMMEDIATE")
    try:
        with Store.at(path) as store:
            assert [row.doc_id for row in store.documents()] == ["a"]
    finally:
        connection.execute("ROLLBACK")
        connection.close()
