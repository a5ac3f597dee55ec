"""Many files at once: whole or not at all, and left alone where nothing changes."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from dataset.exports.many import replace_many


def some(folder: Path, count: int = 1200, word: str = "một") -> Iterator[tuple[Path, bytes]]:
    """More files than go to the disk together."""
    return ((folder / f"{number}.txt", f"{word} {number}".encode()) for number in range(count))


def test_files_are_written_and_those_that_hold_the_same_are_left_alone(tmp_path: Path) -> None:
    paths = replace_many(some(tmp_path / "texts"))
    assert {path: path.read_bytes() for path in paths} == dict(some(tmp_path / "texts"))
    assert sorted(paths) == sorted((tmp_path / "texts").iterdir())
    before = {path: path.stat().st_ino for path in paths}
    (tmp_path / "texts" / "7.txt").write_text("hai 7")
    replace_many(some(tmp_path / "texts"))
    changed = {path.name for path in paths if path.stat().st_ino != before[path]}
    assert changed == {"7.txt"}
    assert (tmp_path / "texts" / "7.txt").read_text() == "một 7"


def test_where_one_cannot_be_written_none_is_left_half_written(tmp_path: Path) -> None:
    replace_many(some(tmp_path, 3))
    (tmp_path / ".2.txt.part").mkdir()
    with pytest.raises(IsADirectoryError):
        replace_many(some(tmp_path, 3, "hai"))
    (tmp_path / ".2.txt.part").rmdir()
    assert {path.name: path.read_text() for path in tmp_path.iterdir()} == {
        "0.txt": "một 0",
        "1.txt": "một 1",
        "2.txt": "một 2",
    }


def test_an_error_of_whoever_makes_the_files_leaves_those_that_were_there(tmp_path: Path) -> None:
    replace_many(some(tmp_path, 2))

    def failing() -> Iterator[tuple[Path, bytes]]:
        yield tmp_path / "0.txt", b"other"
        raise RuntimeError

    with pytest.raises(RuntimeError):
        replace_many(failing())
    assert sorted(path.name for path in tmp_path.iterdir()) == ["0.txt", "1.txt"]
    assert (tmp_path / "0.txt").read_text() == "một 0"
