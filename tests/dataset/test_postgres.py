"""The store and the ledger on PostgreSQL: the same rows in the same order as on SQLite, stops survived."""

from __future__ import annotations

import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Thread

import pytest
import sqlalchemy as sa

from dataset.database import DatabaseError, durable_engine, reading, writing
from dataset.decisions import Decision, Ledger
from dataset.fresh import empty
from dataset.records import (
    RECORD_TYPES,
    DocumentRecord,
    EvidenceRecord,
    NoteRecord,
    Records,
    Target,
    UnitMention,
    UnitRecord,
)
from dataset.store import Failure, Store, StoreError, StoreTakenError, StoreVersionError
from dataset.tables import META
from review.desk import Choice, Desk
from review.queue import Filters
from tests.dataset.rows import TEXT, document, mention, save, target, work
from tests.postgres import Server
from tests.review.rows import document as reviewed
from tests.review.rows import finding

pytestmark = pytest.mark.slow

NAMES = ("Ấp.txt", "a b.txt", "a-b.txt", "A.txt", "ăn.txt", "đê.txt", "ab.txt", "_.txt", "Đ.txt")
"""Names that a Vietnamese order and that of code points sort differently."""
MANY = 2500
"""Rows of a table: more than the database hands out at once."""


def decision(key: str, reviewer: str = "An", **fields: object) -> Decision:
    return Decision.model_validate(
        {"key": key, "reviewer": reviewer, "action": "confirm", "subject": "finding"} | fields
    )


@pytest.fixture
def address(postgres: Server) -> str:
    return postgres.address()


def fill(store: Store) -> None:
    """A little of everything that a batch does."""
    for number, name in enumerate(NAMES):
        doc_id = f"{number:012x}"
        rows = [target(doc_id, 1, unit=name[:1], value=0.1 + number), target(doc_id, 2, value=1e-7, unit=None)]
        save(store, doc_id, *rows, mention(doc_id, "Công an"), mention(doc_id, name), source=name)
    save(store, f"{1:012x}", target(f"{1:012x}", 3), version="2", source=NAMES[1])
    store.link("copy.txt", f"{2:012x}")
    store.fail(Failure("broken.pdf", "f" * 64, "read", "Hỏng.", "Quét lại."))
    store.fail(Failure(NAMES[3], "e" * 64, "read", "Hỏng."))
    store.drop([NAMES[4]])
    store.settle()
    store.gather_units()
    store.replace_findings([finding(f"{0:012x}", "f1")], [])
    store.replace_notes("copy", (NoteRecord(doc_id=f"{2:012x}", stage="copy", page=None, message=m) for m in "ab"))
    store.reword_notes(lambda note: note.message.upper())
    store.keep_checked("s1", "{}", {f"{0:012x}": "[]", f"{1:012x}": "[1]"})
    store.keep_checked("s1", "{}", {f"{0:012x}": "[2]"})
    store.forget_checked([f"{1:012x}"])
    store.keep_listing("a" * 64, "o", "l")


def contents(store: Store) -> dict[str, object]:
    """All that a store tells."""
    tables: dict[str, object] = {name: list(store.rows(kind)) for name, kind in RECORD_TYPES.items()}
    ids = [row.doc_id for row in store.documents()]
    return tables | {
        "sources": list(store.sources().items()),
        "failures": store.failures(),
        "groups": [[row.target_id for row in group] for group in store.groups(Target, "unit", "value")],
        "texts": [store.text(doc_id) for doc_id in ids],
        "records": [store.records(doc_id).of(Target) for doc_id in ids],
        "checked": (store.checked(ids), store.check_states(), store.count_checked("s1")),
        "listing": store.listing("a" * 64, "o"),
        "has": [store.has(doc_id, work(doc_id, "2")) for doc_id in ids],
    }


def test_holds_the_same_in_the_same_order_as_sqlite(address: str, tmp_path: Path) -> None:
    with Store.at(tmp_path / "kehoach.sqlite") as small, Store(address) as large:
        fill(small)
        large.keep_others_out()
        fill(large)
        wanted, found = contents(small), contents(large)
        assert [row.source for row in small.rows(DocumentRecord)] == sorted(set(NAMES) - {NAMES[3], NAMES[4]})
        for name, rows in wanted.items():
            assert found[name] == rows, name
        assert large.count(UnitRecord) == small.count(UnitRecord) > 5
    with Store(address) as again:
        assert contents(again) == wanted


def test_one_batch_writes_at_a_time(address: str) -> None:
    with Store(address) as first:
        first.keep_others_out()
        save(first, "a", target("a", 1))
        with Store(address) as second:
            with pytest.raises(StoreTakenError):
                second.keep_others_out()
            assert second.count(Target) == 1
            second.replace(UnitRecord, [])  # the review may write meanwhile
        with pytest.raises(DatabaseError, match="batch"):
            empty(address)
        save(first, "b", target("b", 1))
    with Store(address) as third:
        third.keep_others_out()
        save(third, "c", target("c", 1))


def test_a_failed_transaction_leaves_the_lock_where_it_was(address: str) -> None:
    with Store(address) as store:
        store.keep_others_out()
        with pytest.raises(StoreError):
            store.save(work("a"), document("a"), "NUL \0 in a text", Records())
        save(store, "b")
        with Store(address) as other, pytest.raises(StoreTakenError):
            other.keep_others_out()
        assert [row.doc_id for row in store.documents()] == ["b"]


def test_begins_anew_without_touching_what_is_not_its_own(address: str) -> None:
    with Store(address) as store:
        save(store, "a", target("a", 1))
    with Ledger(address) as ledger:
        ledger.append([decision("k")])
    engine = sa.create_engine(address)
    with engine.begin() as connection:
        connection.exec_driver_sql("CREATE TABLE letters (id int)")
        connection.execute(META.update().values(value="0.old"))
    with pytest.raises(StoreVersionError):
        Store(address)
    empty(address)
    with Store(address) as store:
        assert store.count(Target) == 0
    with Ledger(address) as ledger:
        assert [d.key for d in ledger.decisions()] == ["k"]
    assert "letters" in sa.inspect(engine).get_table_names()
    engine.dispose()


def test_refuses_a_database_with_tables_of_others(address: str) -> None:
    engine = sa.create_engine(address)
    with engine.begin() as connection:
        connection.exec_driver_sql("CREATE TABLE documents (id int)")
    engine.dispose()
    with pytest.raises(StoreError, match="documents"):
        Store(address)
    empty(address)
    with pytest.raises(StoreError, match="documents"):
        Store(address)


def test_an_address_where_nobody_answers_is_told_at_once(postgres: Server) -> None:
    began = time.monotonic()
    with pytest.raises(StoreError, match="refused"):
        Store("postgresql+psycopg://tests@127.0.0.1:1/none")
    with pytest.raises(StoreError, match="does not exist"):
        Store(f"postgresql+psycopg://tests@127.0.0.1:{postgres.port}/none")
    assert time.monotonic() - began < 5


def test_a_database_that_stops_for_a_while_is_waited_for(postgres: Server, address: str) -> None:
    def interrupt() -> None:
        time.sleep(0.5)
        postgres.stop()
        time.sleep(4)
        postgres.start()

    ids = [f"z{number:011x}" for number in range(60)]
    with Store(address) as store:
        store.keep_others_out()
        save(store, "m" * 12, *(target("m" * 12, number) for number in range(MANY)))
        rows = store.rows(Target)
        seen = [next(rows)]
        stop = Thread(target=interrupt)
        stop.start()
        while stop.is_alive():
            for doc_id in ids:
                save(store, doc_id, target(doc_id, 1), mention(doc_id, "Công an"))
        seen += rows
        # the half of the rows that came after the stop are those that had not come before it
        assert seen[:MANY] == [target("m" * 12, number) for number in range(MANY)]
        assert sorted(row.doc_id for row in store.documents()) == sorted([*ids, "m" * 12])
        assert store.count(UnitMention) == len(ids)
        # the lock is held again, by the new connection
        with Store(address) as other, pytest.raises(StoreTakenError):
            other.keep_others_out()
    stop.join()


def test_the_ledger_refuses_changes(address: str) -> None:
    with Ledger(address) as ledger:
        # on different keys nothing moves one behind the other, and within a millisecond their random ids decide
        moments = ("2026-03-02T08:00:00.000Z", "2026-03-02T08:00:00.001Z")
        ledger.append([decision(key, at=at) for key, at in zip("kl", moments, strict=True)])
        for statement in ("UPDATE decisions SET key = 'x'", "DELETE FROM decisions", "TRUNCATE decisions"):
            with pytest.raises(DatabaseError, match="only ever added"), writing(ledger.engine) as connection:
                connection.exec_driver_sql(statement)
        with pytest.raises(DatabaseError, match="decision_id"):
            ledger.append(ledger.decisions()[:1])
        assert [d.key for d in ledger.decisions()] == ["k", "l"]
    with Ledger(address) as again, reading(again.engine) as connection:
        connection.exec_driver_sql("SELECT count(*) FROM decisions")
        with Ledger(address) as third:  # opened while others read
            assert third.count() == 2


def test_many_writers_keep_the_order_of_each_key(address: str) -> None:
    def decide(name: str) -> int:
        with Ledger(address) as ledger:
            return sum(
                len(ledger.append([decision("shared", name), decision(name, name)]).decisions) for _ in range(15)
            )

    with ThreadPoolExecutor(4) as pool:
        assert sum(pool.map(decide, ("An", "Bình", "Chi", "Dung"))) == 120
    with Ledger(address) as ledger:
        times = [d.at for d in ledger.decisions(["shared"])]
        assert len(times) == 60
        assert times == sorted(set(times))
        merged = ledger.merge([*ledger.decisions(), decision("new")])
        assert (merged.added, merged.known) == (1, 120)


SEARCHES = (
    "hoa giai",
    "hòa giải",
    "hoà",
    "hoa",
    "duong",
    "Đườ",
    "dường",
    '" OR *',
    "?!",
    "ho giai",
    "giai hoa",
    "60.000",
)


@pytest.fixture
def desks(address: str, tmp_path: Path) -> Iterator[tuple[Desk, Desk]]:
    addresses = (f"sqlite:///{tmp_path}/kehoach.sqlite", address)
    a, b = "a" * 12, "b" * 12
    for place in addresses:
        with Store(place) as store:
            store.save(work(a), reviewed(a, "a.pdf"), TEXT, Records([target(a, 1, confidence=0.5)]))
            store.save(work(b), reviewed(b, "b.pdf", number="13"), TEXT, Records())
            rows = [
                finding(a, "f1"),
                finding(a, "f2", rule="T001", severity="info", message="đường bộ", quote="đường bộ", observed="đ"),
                finding(b, "f3", rule="P001", severity="warning", message="hòa giải", quote="hoà giải", observed="x"),
                finding(b, "f4", rule="P001", severity="warning", message="hoa màu", quote="hoa màu", observed="x"),
            ]
            store.replace_findings(rows, list[EvidenceRecord]())
    with Desk(addresses[0]) as small, Desk(addresses[1]) as large:
        assert small.refresh(0.8) == large.refresh(0.8) == 5
        yield small, large


def test_the_review_finds_the_same(desks: tuple[Desk, Desk]) -> None:
    small, large = desks
    for text in SEARCHES:
        filters = Filters(text=text)
        found = [[item.key for item in desk.queue.page(filters).items] for desk in desks]
        assert found[0] == found[1], text
    assert any(small.queue.page(Filters(text=text)).items for text in SEARCHES)
    for desk in desks:
        desk.prepare(0.8)  # is current: nothing to do
        desk.decide("An", [Choice("f1", "confirm"), Choice("f2", "dismiss")])
        desk.decide("Bình", [Choice("f1", "dismiss")])
        assert desk.take("An", "f3") == desk.take("Bình", "f3") == "An"
        desk.undo("An", "f2")
        assert desk.refresh(0.8) == 5
    wanted, found = (
        [(i.key, i.state, i.cause, i.reviewers, i.position) for i in desk.queue.page(Filters(state="")).items]
        for desk in desks
    )
    assert found == wanted
    assert large.queue.progress() == small.queue.progress()
    assert large.queue.progress(Filters(reviewer="Bình")) == small.queue.progress(Filters(reviewer="Bình"))


def test_an_engine_outlives_its_database(postgres: Server, address: str) -> None:
    engine = durable_engine(address)
    with reading(engine) as connection:
        assert connection.scalar(sa.select(1)) == 1
    postgres.stop()
    postgres.start()
    with writing(engine) as connection:
        assert connection.scalar(sa.select(1)) == 1
    engine.dispose()
