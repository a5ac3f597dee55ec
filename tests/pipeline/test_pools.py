"""Files that another process writes are the same, and what goes wrong there is told here."""

from __future__ import annotations

import os
import signal
from multiprocessing import active_children, parent_process
from pathlib import Path

import pytest

from dataset.records import Records
from dataset.store import Store
from pipeline import pools
from pipeline.output import write_exports
from tests.dataset.rows import document, target, work
from tests.pipeline.plans import bytes_of

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("no_kept_processes")]
FILES = ("dataset/*", "text/*")


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Store:
    monkeypatch.setattr(pools, "WORTH_A_PROCESS", 1)
    opened = Store.at(tmp_path / "kehoach.sqlite")
    opened.save(work("a"), document("a"), "Văn bản", Records([target("a", 1)]))
    return opened


def note_where(store: Store, out: Path) -> None:
    """Write which process this is."""
    (out / "here").write_text(str(os.getpid()))


def die_elsewhere(store: Store, out: Path) -> None:
    """The same, but a process that another one has started dies of it."""
    if parent_process() is not None:
        os.kill(os.getpid(), signal.SIGKILL)
    note_where(store, out)


def find_a_full_disk(store: Store, out: Path) -> None:
    """Fail as the system would."""
    raise OSError(28, "No space left on device", str(out))


def test_exports_of_another_process_are_the_same(store: Store, tmp_path: Path) -> None:
    with store:
        with pools.meanwhile(write_exports, store, tmp_path / "one", 1):
            assert bytes_of(tmp_path / "one", FILES)
        with pools.meanwhile(write_exports, store, tmp_path / "two", 2):
            pass
    assert bytes_of(tmp_path / "two", FILES) == bytes_of(tmp_path / "one", FILES)
    assert not active_children()


def test_a_process_of_its_own_writes_only_where_that_is_worth_it(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ours = str(os.getpid())
    with store:
        with pools.meanwhile(note_where, store, tmp_path, 2):
            pass
        assert (tmp_path / "here").read_text() != ours
        monkeypatch.setattr(pools, "WORTH_A_PROCESS", 2)
        with pools.meanwhile(note_where, store, tmp_path, 2):
            assert (tmp_path / "here").read_text() == ours


def test_what_another_process_dies_of_is_done_here(store: Store, tmp_path: Path) -> None:
    with store, pools.meanwhile(die_elsewhere, store, tmp_path, 2):
        pass
    assert (tmp_path / "here").read_text() == str(os.getpid())


def test_an_error_of_another_process_is_raised_here(store: Store, tmp_path: Path) -> None:
    with (
        store,
        pytest.raises(OSError, match="No space left") as caught,
        pools.meanwhile(find_a_full_disk, store, tmp_path, 2),
    ):
        pass
    assert caught.value.errno == 28
    assert caught.value.filename == str(tmp_path)
