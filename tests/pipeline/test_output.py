"""The output folder: what fails leaves nothing, and what was killed leaves nothing for long."""

from __future__ import annotations

import socket
from pathlib import Path

import pytest

from dataset.store import Failure, Store
from pipeline.commands import run as command
from pipeline.errors import StorageError, UsageError
from pipeline.output import STORE, output_folder, store_to_fill, write_exports
from pipeline.settings import Settings


def nobody() -> str:
    """An address of this machine at which nobody answers."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return f"http://127.0.0.1:{found.getsockname()[1]}/plans/"


def test_where_nobody_answers_neither_store_nor_folder_is_left(tmp_path: Path) -> None:
    out = tmp_path / "out"
    with pytest.raises(UsageError):
        command.run([Path(nobody())], out, Settings(workers=1), quiet=True)
    assert not out.exists()


def test_a_folder_that_was_there_stays_without_a_store(tmp_path: Path) -> None:
    out = tmp_path / "out"
    out.mkdir()
    (out / "mine.txt").write_text("mine", encoding="utf-8")
    with pytest.raises(UsageError):
        command.run([Path(nobody())], out, Settings(workers=1), quiet=True)
    assert [path.name for path in out.iterdir()] == ["mine.txt"]


def test_a_store_that_holds_something_stays(tmp_path: Path) -> None:
    out = tmp_path / "out"

    def work() -> None:
        with output_folder(out), store_to_fill(out) as store:
            store.fail(Failure("plan.pdf", "", "read", "broken"))
            raise RuntimeError

    with pytest.raises(RuntimeError):
        work()
    assert (out / STORE).is_file()


def test_a_store_that_was_there_stays(tmp_path: Path) -> None:
    out = tmp_path / "out"
    out.mkdir()
    Store.at(out / STORE).__exit__()
    with pytest.raises(UsageError):
        command.run([Path(nobody())], out, Settings(workers=1), quiet=True)
    assert (out / STORE).is_file()


@pytest.mark.parametrize("another", [False, True])
def test_a_folder_that_was_removed_meanwhile_is_told(tmp_path: Path, another: bool) -> None:
    out = tmp_path / "out"

    def work() -> None:
        with output_folder(out):
            out.rename(tmp_path / "elsewhere")
            if another:
                out.mkdir()

    with pytest.raises(StorageError, match="bị xóa"):
        work()


def test_what_a_killed_run_was_writing_goes(tmp_path: Path) -> None:
    out = tmp_path / "out"
    for left in ("dataset/.parquet-abc/rows.ndjson", "text/.0123456789ab.txt.part", ".report.html.part"):
        (out / left).parent.mkdir(parents=True, exist_ok=True)
        (out / left).write_text("half", encoding="utf-8")
    kept = out / "text" / ".notes"
    kept.write_text("mine", encoding="utf-8")
    with Store.at(tmp_path / STORE) as store:
        write_exports(store, out)
    assert list(out.rglob(".*")) == [kept]
