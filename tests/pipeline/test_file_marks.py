"""Marks of files: what an edit cannot keep, and where none is trusted."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from dataset.store import Store
from pipeline import contents, file_marks
from pipeline.contents import Contents
from pipeline.errors import ReadingError
from pipeline.file_marks import FileMarks
from pipeline.limits import Limits
from pipeline.sources import Found

LINE = "36 35 {device} / {at} rw,noatime shared:1 - {kind} /dev/disk rw\n"


def mounts(folder: Path, kind: str) -> Path:
    """A table in which the file system of a folder is of a kind."""
    device = folder.stat().st_dev
    path = folder / "mounts"
    path.write_text(LINE.format(device=f"{os.major(device)}:{os.minor(device)}", at="/", kind=kind), encoding="utf-8")
    return path


@pytest.fixture
def known(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> FileMarks:
    """Marks where files are trusted, however young they are."""
    monkeypatch.setattr(file_marks, "CALM_SECONDS", -1)
    return FileMarks(mounts(tmp_path, "ext4"))


def test_an_edit_that_keeps_size_and_time_has_another_mark(tmp_path: Path, known: FileMarks) -> None:
    path = tmp_path / "plan.txt"
    path.write_bytes(b"one")
    mark, times = known.of(path), path.stat()
    assert mark == known.of(path) != ""
    path.write_bytes(b"two")
    os.utime(path, ns=(times.st_atime_ns, times.st_mtime_ns))
    assert path.stat().st_mtime_ns == times.st_mtime_ns
    assert known.of(path) != mark


def test_another_file_in_its_place_has_another_mark(tmp_path: Path, known: FileMarks) -> None:
    path, other = tmp_path / "plan.txt", tmp_path / "other.txt"
    path.write_bytes(b"one")
    other.write_bytes(b"two")
    mark = known.of(path)
    other.replace(path)
    assert known.of(path) != mark


@pytest.mark.parametrize("kind", ["cifs", "nfs4", "vfat", "fuse.sshfs", "tmpfs"])
def test_a_share_or_a_stick_is_not_trusted(tmp_path: Path, kind: str) -> None:
    path = tmp_path / "plan.txt"
    path.write_bytes(b"one")
    assert FileMarks(mounts(tmp_path, kind)).of(path) == ""


def test_a_file_that_has_just_changed_is_not_trusted(tmp_path: Path) -> None:
    path = tmp_path / "plan.txt"
    path.write_bytes(b"one")
    marks = FileMarks(mounts(tmp_path, "ext4"))
    assert marks.of(path)
    assert marks.of_calm(path) == ""
    assert marks.of_calm(tmp_path / "nowhere") == ""


def test_no_table_of_mounts_no_trust(tmp_path: Path) -> None:
    assert FileMarks(tmp_path / "nowhere").of(tmp_path) == ""


def test_an_unchanged_file_is_not_read_again(tmp_path: Path, known: FileMarks, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "plan.txt"
    path.write_bytes(b"one")
    found = Found("plan.txt", path)
    monkeypatch.setattr(contents, "FileMarks", lambda: known)
    with Store.at(tmp_path / "kehoach.sqlite") as store:
        first = Contents(store, Limits())
        expected = first.of(found)
        first.keep()
        with monkeypatch.context() as patch:
            patch.setattr(contents, "digest", lambda *_: pytest.fail("it was read"))
            assert Contents(store, Limits()).of(found) == expected
        path.write_bytes(b"two")
        assert Contents(store, Limits()).of(found) != expected
        store.drop(["plan.txt"])
        assert store.marks() == {}
    with pytest.raises(ReadingError):
        first.of(Found("gone", tmp_path / "gone"))
