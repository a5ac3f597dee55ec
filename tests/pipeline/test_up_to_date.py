"""A run over what has not changed makes nothing again; whatever has changed is made again."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from checks.policy import Policy
from checks.selection import Selection
from dataset.records import NoteRecord
from dataset.store import Store
from pipeline.commands import run as command
from pipeline.findings import Given
from pipeline.settings import Settings
from tests.pipeline.plans import write_plans


class Archive:
    """A folder that was run over once, and how often things have been made since."""

    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.source, self.out = write_plans(folder / "in", 2), folder / "out"
        self.made = 0
        make = command.write_exports

        def counted(store: Store, out: Path) -> None:
            self.made += 1
            make(store, out)

        monkeypatch.setattr(command, "write_exports", counted)

    def run(self, given: Given = command.NO_POLICY, low_confidence: float = 0.8) -> bool:
        """Run again; whether anything was made."""
        before = self.made
        settings = Settings(workers=1, ocr="never", low_confidence=low_confidence)
        assert command.run([self.source], self.out, settings, given, quiet=True) == command.DONE
        return self.made > before


@pytest.fixture(scope="module")
def _patch() -> Iterator[pytest.MonkeyPatch]:
    with pytest.MonkeyPatch.context() as patch:
        yield patch


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory, _patch: pytest.MonkeyPatch) -> Archive:
    made = Archive(tmp_path_factory.mktemp("archive"), _patch)
    assert made.run()
    return made


@pytest.fixture
def archive(shared: Archive) -> Archive:
    """The folder with everything made."""
    shared.run()
    return shared


def _put_back(path: Path, times: os.stat_result) -> None:
    os.utime(path, ns=(times.st_atime_ns, times.st_mtime_ns))


def _delete(out: Path) -> None:
    next((out / "text").iterdir()).unlink()


def _damage(out: Path) -> None:
    path = out / "dataset" / "tasks.csv"
    times, data = path.stat(), path.read_bytes()
    path.write_bytes(data[:-3] + b"x" + data[-2:])
    _put_back(path, times)


def _put_older(out: Path) -> None:
    """An earlier version of a file, with its own times, as a backup gives it back."""
    path = out / "report.html"
    times, aside = path.stat(), out / "report.old"
    shutil.copy2(path, aside)
    aside.replace(path)
    _put_back(path, times)


def _add(out: Path) -> None:
    (out / "text" / "0123456789ab.txt").write_text("nobody's", encoding="utf-8")


@pytest.mark.parametrize("change", [_delete, _damage, _put_older, _add])
def test_an_output_that_is_not_as_it_was_left_is_made_again(archive: Archive, change: Callable[[Path], None]) -> None:
    def files() -> dict[str, bytes]:
        return {str(path): path.read_bytes() for path in archive.out.rglob("*.[cth]*") if path.is_file()}

    before = files()
    assert not archive.run()
    change(archive.out)
    assert archive.run()
    assert files() == before
    assert not archive.run()


def test_a_change_of_the_dataset_is_noticed(archive: Archive) -> None:
    with Store.at(archive.out / "kehoach.sqlite") as store:
        document = next(store.documents())
        store.replace_notes("test", [NoteRecord(doc_id=document.doc_id, stage="test", page=None, message="một")])
        assert store.finished() is None
        store.replace_notes("test", [])
    assert archive.run()


def test_other_settings_and_another_policy_are_noticed(archive: Archive) -> None:
    assert archive.run(low_confidence=0.5)
    fewer = Given(Policy(command=Selection(ignore=("T",))))
    assert archive.run(fewer, low_confidence=0.5)
    assert not archive.run(fewer, low_confidence=0.5)
    assert archive.run()


def test_what_is_told_is_the_same(archive: Archive, capsys: pytest.CaptureFixture[str]) -> None:
    settings = Settings(workers=1, ocr="never")
    shutil.rmtree(archive.out / "text")
    for _ in range(2):
        command.run([archive.source], archive.out, settings)
    told = capsys.readouterr().out
    half = len(told) // 2
    assert told[:half] == told[half:]
    assert str(archive.out / "report.html") in told
