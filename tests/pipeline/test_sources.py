"""Which files a command line names."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from pipeline.errors import ReadingError, UsageError
from pipeline.limits import Limits
from pipeline.reading.base import ReadingOptions
from pipeline.sources import Found, address, digest, find_sources, under
from pipeline.tasks import Task, bytes_of


def names(*arguments: Path, out: Path) -> list[str]:
    return [Path(found.name).name for found in find_sources(arguments, out)]


def test_folders_are_walked_in_order_without_what_is_hidden(tmp_path: Path) -> None:
    for name in ("b.txt", "a/z.txt", "a/y.txt", ".git/x.txt", "a/.x.txt", "~$b.docx", "Thumbs.db", "out/report.html"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).touch()
    assert names(tmp_path, out=tmp_path / "out") == ["y.txt", "z.txt", "b.txt"]
    # a file that is named outright is read, hidden or not
    assert names(tmp_path / "a/.x.txt", out=tmp_path / "out") == [".x.txt"]


def test_a_file_named_twice_is_found_once_and_the_order_of_arguments_is_nothing(tmp_path: Path) -> None:
    for name in ("b.txt", "a.txt"):
        (tmp_path / name).touch()
    assert names(tmp_path / "b.txt", tmp_path, tmp_path / "b.txt", out=tmp_path / "out") == ["a.txt", "b.txt"]


def test_links_to_files_are_followed_and_links_to_folders_are_not(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "real/a.txt").touch()
    (tmp_path / "real/loop").symlink_to(tmp_path)
    (tmp_path / "real/b.txt").symlink_to(tmp_path / "real/a.txt")
    assert names(tmp_path / "real", out=tmp_path / "out") == ["a.txt", "b.txt"]


def test_a_name_that_is_no_utf_8_can_be_written_down(tmp_path: Path) -> None:
    path = Path(os.fsdecode(os.fsencode(tmp_path) + b"/k\xea.txt"))
    path.touch()
    (found,) = find_sources([tmp_path], tmp_path / "out")
    assert found.name.endswith(r"/k\xea.txt")
    assert found.name.encode()
    assert digest(found.path) == digest(path)


def test_what_does_not_exist_is_a_usage_error(tmp_path: Path) -> None:
    with pytest.raises(UsageError):
        find_sources([tmp_path / "nowhere"], tmp_path / "out")


@pytest.mark.parametrize("make", [os.mkfifo, lambda path: path.symlink_to("nowhere"), lambda path: path.mkdir()])
def test_only_regular_files_are_opened(tmp_path: Path, make: object) -> None:
    """A pipe would block for ever."""
    make(tmp_path / "x")  # type: ignore[operator]  # one of three small functions
    with pytest.raises(ReadingError):
        digest(tmp_path / "x")


def test_what_lies_under_an_argument() -> None:
    assert under("in/a.txt", [Path("in")])
    assert under("in/a.txt", [Path("in/a.txt")])
    assert under("in/a.txt", [Path()])
    # the folder in which one stands holds no absolute addresses
    assert not under("/abs/a.txt", [Path()])
    assert not under("../a.txt", [Path()])
    assert not under("inner/a.txt", [Path("in")])
    assert not under("/abs/a.txt", [Path("in")])
    assert address(Path("in/a.txt")) == "in/a.txt"


@pytest.mark.parametrize("put", [os.mkfifo, lambda path: path.mkdir(), lambda path: path.write_bytes(b"x" * 1_000_001)])
def test_what_is_something_else_by_now_is_not_sent(tmp_path: Path, put: Callable[[Path], object]) -> None:
    """A pipe would keep whoever opens it waiting for ever, and a file that grows fill the memory."""
    path = tmp_path / "plan.txt"
    put(path)
    options = ReadingOptions(limits=Limits(file_megabytes=1))
    assert bytes_of(Task(Found("plan.txt", path), "0" * 64, options)) == b""
    path.rmdir() if path.is_dir() else path.unlink()
    path.write_bytes(b"plan")
    assert bytes_of(Task(Found("plan.txt", path), "0" * 64, options)) == b"plan"
