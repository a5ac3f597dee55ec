"""Documents that come quickly are written together, none waits for long, and whoever is told is told then."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from dataset.records import DocumentRecord, Records, Section
from dataset.store import Store
from pipeline import gathering
from pipeline.gathering import LONGEST_SECONDS, Gathering
from pipeline.reading.base import ReadingOptions, Source
from pipeline.run import Read, process
from pipeline.sources import Found
from pipeline.tasks import Task
from tests.pipeline.plans import plan


@pytest.fixture(scope="module")
def reads() -> list[Read]:
    return [process(Source(f"{number}.txt", plan(number).encode())) for number in range(1, 4)]


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store.at(tmp_path / "kehoach.sqlite") as opened:
        yield opened


class Clock:
    """Seconds that pass when somebody says so."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.now = 100.0
        monkeypatch.setattr(gathering.time, "monotonic", lambda: self.now)


def task(read: Read) -> Task:
    return Task(Found(read.document.source, Path(read.document.source)), read.document.sha256, ReadingOptions())


def test_what_comes_quickly_is_written_together_and_told_then(
    store: Store, reads: list[Read], monkeypatch: pytest.MonkeyPatch
) -> None:
    clock, told = Clock(monkeypatch), list[str]()
    waiting = Gathering(store, lambda done, _: told.append(done.found.name))
    assert waiting.write_due() is None
    waiting.add(task(reads[0]), reads[0])
    clock.now += LONGEST_SECONDS / 2
    waiting.add(task(reads[1]), reads[1])
    assert not list(store.documents())
    assert not told
    left = waiting.write_due()
    assert left == pytest.approx(LONGEST_SECONDS / 2)
    clock.now += left
    assert waiting.write_due() is None
    assert told == ["1.txt", "2.txt"] == list(store.sources())
    waiting.add(task(reads[2]), reads[2])
    waiting.write()
    assert told[2:] == ["3.txt"]
    assert list(store.rows(DocumentRecord)) == [read.document for read in reads]


def test_no_more_wait_than_are_written_at_once(
    store: Store, reads: list[Read], monkeypatch: pytest.MonkeyPatch
) -> None:
    Clock(monkeypatch)
    monkeypatch.setattr(gathering, "_MOST", 2)
    waiting = Gathering(store)
    for read in reads:
        waiting.add(task(read), read)
    assert list(store.sources()) == ["1.txt", "2.txt"]
    monkeypatch.setattr(gathering, "_MOST_CHARACTERS", 1)
    waiting.add(task(reads[0]), reads[0])
    assert list(store.sources()) == ["1.txt", "2.txt", "3.txt"]


def test_together_or_one_by_one_the_store_holds_the_same(store: Store, reads: list[Read], tmp_path: Path) -> None:
    waiting = Gathering(store)
    for read in (*reads, *reads):
        waiting.add(task(read), read)
    waiting.write()
    with Store.at(tmp_path / "other.sqlite") as other:
        for read in reads:
            alone = Gathering(other)
            alone.add(task(read), read)
            alone.write()
        for kind in (DocumentRecord, Section):
            assert list(store.rows(kind)) == list(other.rows(kind))
        assert [store.text(read.doc_id) for read in reads] == [read.text for read in reads]


def test_rows_that_came_from_another_process_are_the_same(reads: list[Read]) -> None:
    import pickle  # noqa: PLC0415

    for read in reads:
        records: Records = pickle.loads(pickle.dumps(read.records))
        assert len(records) == len(read.records) > 0
        assert records.values() == read.records.values()
        assert list(records) == list(read.records)
        assert len(records) == len(read.records)
        assert pickle.loads(pickle.dumps(records)).of(Section) == read.records.of(Section)
