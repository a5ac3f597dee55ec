"""``kehoach export`` beside a run that writes, and on a disk that is full."""

from __future__ import annotations

import os
import resource
import subprocess
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from pipeline.commands import export as command
from pipeline.errors import StorageError
from pipeline.exports.base import exporter
from pipeline.output import output_folder
from tests.pipeline.plans import PROGRAM, ROOT, bytes_of, kehoach, write_plans

pytestmark = pytest.mark.slow

FORMATS = ("xlsx", "datasette", "parquet", "ics")


@pytest.fixture(scope="module")
def out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What a run has left of three plans."""
    folder = tmp_path_factory.mktemp("export")
    kehoach("run", write_plans(folder / "in", 3), "--out", folder / "out", "--quiet", "--workers", 1)
    return folder / "out"


def everything(folder: Path) -> dict[str, bytes]:
    """All files but the store, by path."""
    return {name: data for name, data in bytes_of(folder, ("**/*.*",)).items() if "kehoach.sqlite" not in name}


def test_an_export_waits_for_a_run_and_no_longer_than_it_should(
    out: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(command, "PATIENCE", 0.2)
    with output_folder(out):
        with pytest.raises(StorageError, match="lần chạy khác") as raised:
            command.export(out, "csv", tmp_path / "csv", quiet=True)
        assert "xuất lại" in (raised.value.remedy or "")
        assert not (tmp_path / "csv").exists()
        monkeypatch.setattr(command, "PATIENCE", 20)
        exporting = threading.Thread(target=command.export, args=(out, "csv", tmp_path / "csv"), kwargs={"quiet": True})
        exporting.start()
        time.sleep(0.3)
        assert not (tmp_path / "csv").exists()
    exporting.join(20)
    assert bytes_of(tmp_path / "csv", ("*.csv",)) == bytes_of(out / "dataset", ("*.csv",))


def test_a_run_keeps_out_of_an_export(out: Path) -> None:
    with output_folder(out):
        done = kehoach("run", out.parent / "in", "--out", out, "--quiet")
    assert done.returncode == 4
    assert "lần xuất" in done.stderr


def test_where_no_run_was_nothing_is_made(tmp_path: Path) -> None:
    with pytest.raises(StorageError):
        command.export(tmp_path / "none", "csv", None, quiet=True)
    assert not (tmp_path / "none").exists()


def test_what_a_killed_export_was_writing_goes_with_the_next_one(out: Path) -> None:
    half = out / exporter("ics").folder / ".gone.ics.part"
    half.parent.mkdir(exist_ok=True)
    half.write_text("half", encoding="utf-8")
    command.export(out, "ics", None, quiet=True)
    assert not half.exists()


def test_a_killed_export_leaves_no_temporary_file(out: Path, tmp_path: Path) -> None:
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    command_line = [*PROGRAM, "export", str(out), "--to", "xlsx", "--out", str(tmp_path / "xlsx")]
    process = subprocess.Popen(command_line, cwd=ROOT, env=os.environ | {"TMPDIR": str(temporary)})
    try:
        # the workbook is written by way of such files
        wait_until(lambda: any(temporary.rglob("openpyxl*")))
    finally:
        process.kill()
        process.wait()
    wait_until(lambda: not any(temporary.iterdir()))


def wait_until(true: Callable[[], bool]) -> None:
    until = time.monotonic() + 60
    while not true():
        assert time.monotonic() < until
        time.sleep(0.001)


@pytest.mark.parametrize("to", FORMATS)
def test_a_full_disk_leaves_no_half_of_an_export(out: Path, tmp_path: Path, to: str) -> None:
    """The file that stood there stays as it was; with room again the same command makes what a calm one makes."""
    target, calm = tmp_path / "there", tmp_path / "calm"
    command.export(out, to, calm, quiet=True)
    before = everything(calm)
    largest = max(map(len, before.values()))

    def small_files() -> None:
        # files of nearly this size are still written: the disk is full in the middle of an export
        resource.setrlimit(resource.RLIMIT_FSIZE, (largest - 1, largest - 1))

    done = kehoach("export", out, "--to", to, "--out", target, preexec_fn=small_files)
    assert done.returncode == 4, (done.stdout, done.stderr)
    assert "Traceback" not in done.stderr
    left = everything(target)
    assert all(before.get(name) == data for name, data in left.items()), left.keys() - before.keys()
    assert not any(path.name.startswith(".") for path in target.rglob("*"))
    command.export(out, to, target, quiet=True)
    assert everything(target) == before
