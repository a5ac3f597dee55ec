"""Batches: states of sources, what is tried again, and what stays."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from corpus.hostile.packages import plan, zipped
from corpus.hostile.pdf import one_page, plain
from dataset.records import NoteRecord, PageRecord
from dataset.store import Failure, Store
from pipeline import batch, tasks
from pipeline.batch import Outcome
from pipeline.errors import ReadingError
from pipeline.journal import failure_of, is_settled
from pipeline.limits import Limits
from pipeline.messages import say
from pipeline.reading.base import ReadingOptions
from pipeline.tasks import Task
from tests.pipeline.plans import write_plans

OPTIONS = ReadingOptions(ocr="never")


class Here:
    """Reads in this process; remembers what it was given."""

    def __init__(self, asked: list[str], work: Callable[[Task], object] | None = None, *, ahead: bool = False) -> None:
        self._asked = asked
        self._ahead = ahead
        self._work = work or tasks.read_one

    def map(self, tasks: Iterable[Task], idle: object = None) -> Iterator[tuple[Task, object]]:
        for task in list(tasks) if self._ahead else tasks:
            self._asked.append(Path(task.found.name).name)
            yield task, self._work(task)

    def close(self) -> None:
        pass


class Bench:
    """A folder of sources and a store, and runs over them."""

    def __init__(self, folder: Path) -> None:
        self.source = folder / "in"
        self.source.mkdir()
        self.out = folder / "out"
        self.store = Store.at(folder / "kehoach.sqlite")
        self.work: Callable[[Task], object] | None = None
        self.asked: list[str] = []
        self.ahead = False

    def run(self, options: ReadingOptions = OPTIONS, *, retry: bool = False) -> Outcome:
        self.asked = []
        return batch.read_all(
            [self.source],
            self.out,
            self.store,
            options=options,
            workers=1,
            progress=lambda _: None,
            retry=retry,
            backend=lambda _: Here(self.asked, self.work, ahead=self.ahead),  # type: ignore[arg-type,return-value]  # answers of all kinds
        )

    def failed(self) -> dict[str, str]:
        return {Path(failure.source).name: failure.code for failure in self.store.failures()}

    def sources(self) -> list[str]:
        return [name.removeprefix(f"{self.source}/") for name in self.store.sources()]


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[Bench]:
    made = Bench(tmp_path)
    with made.store:
        yield made


def test_a_failure_that_lasts_is_told_and_not_tried_again(bench: Bench) -> None:
    (bench.source / "empty.txt").touch()
    (bench.source / "plan.txt").write_bytes(plan(1))
    assert bench.run().read == 1
    again = bench.run()
    assert bench.asked == []
    assert [failure.code for failure in again.failures] == ["empty"]
    bench.run(retry=True)
    assert bench.asked == ["empty.txt"]
    (bench.source / "empty.txt").write_bytes(plan(2))
    assert bench.run().read == 1
    assert bench.failed() == {}


def test_other_limits_or_options_try_a_failure_again(bench: Bench) -> None:
    (bench.source / "long.pdf").write_bytes(plain(3))
    few = replace(OPTIONS, limits=Limits(pages=2))
    bench.run(few)
    assert bench.failed() == {"long.pdf": "too_many_pages"}
    bench.run(few)
    assert bench.asked == []
    assert bench.run().read == 1
    assert bench.failed() == {}
    # what could be read within other limits stays
    assert bench.run(few).kept == 1


@pytest.mark.parametrize("key", ["died", "changed", "permission", "no_tesseract"])
def test_a_failure_that_may_be_gone_is_tried_again(bench: Bench, key: str) -> None:
    (bench.source / "plan.txt").write_bytes(plan(1))
    bench.work = lambda task: failure_of(
        task.found.name, task.sha256, ReadingError(key, packages="x", path="x"), OPTIONS
    )
    bench.run()
    bench.work = None
    assert bench.run().read == 1


def test_a_cause_within_a_cause_decides() -> None:
    def settled(why: str) -> bool:
        error = ReadingError("pdf_pages", "a.pdf", why=ReadingError(why, packages="x", seconds=1))
        return is_settled(failure_of("a.pdf", "0" * 64, error, OPTIONS), "0" * 64, OPTIONS)

    assert settled("page_time")
    assert not settled("no_tesseract")


def test_a_kept_failure_speaks_the_language_of_the_run(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    (bench.source / "empty.txt").touch()
    bench.run()
    monkeypatch.setenv("KEHOACH_LANG", "en")
    (failure,) = bench.run().failures
    assert failure.cause == say("unread.empty.cause") == "The file is empty."


def test_pages_that_fail_make_a_document_partly_done(bench: Bench) -> None:
    sound = one_page()
    kids = sound.replace(b"/Kids [3 0 R] /Count 1", b"/Kids [3 0 R 9 0 R] /Count 2")
    (bench.source / "partly.pdf").write_bytes(kids)
    (bench.source / "whole.pdf").write_bytes(plain(2))
    outcome = bench.run()
    assert {Path(row.source).name: row.state for row in bench.store.documents()} == {
        "partly.pdf": "partly",
        "whole.pdf": "done",
    }
    assert [Path(name).name for name in outcome.partly] == ["partly.pdf"]
    failed = [page for page in bench.store.rows(PageRecord) if page.state == "failed"]
    told = {(note.doc_id, note.page) for note in bench.store.rows(NoteRecord) if note.code == "unread"}
    assert {(page.doc_id, page.page) for page in failed} == told != set()
    bench.run(retry=True)
    assert bench.asked == ["partly.pdf"]


def test_the_old_result_stays_where_another_reading_fails(bench: Bench) -> None:
    write_plans(bench.source, 1)
    bench.run()
    before = list(bench.store.documents())
    other = replace(OPTIONS, ocr="auto")
    bench.work = lambda task: failure_of(task.found.name, task.sha256, ReadingError("time", seconds=1), other)
    assert len(bench.run(other).failures) == 1
    assert list(bench.store.documents()) == before
    assert bench.failed() == {"plan-001.txt": "time"}
    # the reading that is there is the one that is asked for again: nothing has failed then
    bench.work = None
    assert bench.run().kept == 1
    assert bench.failed() == {}


def test_the_old_result_goes_with_the_content_it_was_read_from(bench: Bench) -> None:
    (file := bench.source / "plan.txt").write_bytes(plan(1))
    bench.run()
    file.write_bytes(b"")
    bench.run()
    assert list(bench.store.documents()) == []
    assert bench.failed() == {"plan.txt": "empty"}


def test_members_of_an_archive_are_sources(bench: Bench) -> None:
    archive = bench.source / "hồ sơ.zip"
    archive.write_bytes(zipped(("a/1.txt", plan(1)), ("2.txt", plan(2)), ("copy.txt", plan(1)), ("empty.txt", b"")))
    (bench.source / "3.txt").write_bytes(plan(3))
    outcome = bench.run()
    assert (outcome.total, outcome.read, outcome.archives) == (5, 3, 1)
    assert bench.sources() == ["3.txt", "hồ sơ.zip/2.txt", "hồ sơ.zip/a/1.txt", "hồ sơ.zip/copy.txt"]
    assert bench.failed() == {"empty.txt": "empty"}
    assert bench.run().kept == 3
    assert bench.asked == []
    archive.write_bytes(zipped(("2.txt", plan(2)), ("4.txt", plan(4))))
    changed = bench.run()
    assert (changed.read, changed.kept) == (1, 2)
    assert bench.sources() == ["3.txt", "hồ sơ.zip/2.txt", "hồ sơ.zip/4.txt"]
    assert bench.failed() == {}
    archive.unlink()
    bench.run()
    assert bench.sources() == ["3.txt"]


@pytest.mark.parametrize("ahead", [False, True], ids=["one by one", "drawn ahead"])
def test_two_archives_of_the_same_bytes_are_both_opened(bench: Bench, ahead: bool) -> None:
    data = zipped(("a.txt", plan(1)), ("empty.txt", b""))
    for name in ("1.zip", "2.zip", "3.zip"):
        (bench.source / name).write_bytes(data)
    bench.ahead = ahead
    first = bench.run()
    assert bench.sources() == ["1.zip/a.txt", "2.zip/a.txt", "3.zip/a.txt"]
    assert [Path(failure.source).parent.name for failure in first.failures] == ["1.zip", "2.zip", "3.zip"]
    assert (first.total, first.read, first.archives, len(first.copies)) == (6, 1, 3, 4)
    again = bench.run()
    assert (again.total, again.read, again.kept, again.archives) == (6, 0, 1, 3)
    assert again.failures == first.failures
    assert again.copies == first.copies
    assert bench.asked == []


def test_an_archive_that_becomes_readable_is_no_failure_any_more(bench: Bench) -> None:
    archive = bench.source / "a.zip"
    archive.write_bytes(zipped(("1.txt", plan(1)))[:60])
    bench.run()
    assert bench.failed() == {"a.zip": "archive_broken"}
    archive.write_bytes(zipped(("1.txt", plan(1))))
    bench.run()
    assert bench.failed() == {}
    assert bench.sources() == ["a.zip/1.txt"]


def test_a_file_that_is_too_large_is_not_read(bench: Bench) -> None:
    with (bench.source / "large.txt").open("wb") as file:
        file.truncate(3_000_000)
    bench.run(replace(OPTIONS, limits=Limits(file_megabytes=2)))
    assert bench.asked == []
    assert bench.failed() == {"large.txt": "file_too_large"}


def test_trying_again_removes_nothing_and_reads_nothing_new(bench: Bench) -> None:
    (bench.source / "1.txt").write_bytes(plan(1))
    bench.run()
    (bench.source / "1.txt").unlink()
    (bench.source / "2.txt").write_bytes(plan(2))
    assert bench.run(retry=True).total == 0
    assert bench.sources() == ["1.txt"]


def test_failures_of_a_store_are_whole(bench: Bench) -> None:
    failure = Failure("a.pdf", "0" * 64, "read", "Hỏng.", "Gửi lại.", "pdf_broken", "{}", "1", "{}")
    bench.store.fail(failure)
    assert bench.store.failures() == [failure]
