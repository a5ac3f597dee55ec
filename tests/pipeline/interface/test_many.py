"""Many documents, each in a process within limits."""

from __future__ import annotations

import zipfile
from multiprocessing import active_children
from pathlib import Path

import pytest

from pipeline import KehoachError, Limits, Plan, ReadingError, UsageError, read, read_many
from tests.pipeline.plans import write_plans

pytestmark = pytest.mark.slow


def test_folders_archives_and_what_fails(tmp_path: Path) -> None:
    folder = write_plans(tmp_path / "plans", 2)
    with zipfile.ZipFile(folder / "all.zip", "w") as archive:
        archive.write(write_plans(tmp_path / "packed", 3) / "plan-003.txt", "inner.txt")
        archive.writestr("broken.pdf", b"%PDF-1.7\n")
        archive.writestr("../outside.txt", "no")
    (folder / "broken.pdf").write_bytes(b"%PDF-1.7\n")
    (folder / "pipe").symlink_to("/nonexistent")
    results = list(read_many(folder, workers=2, errors="return"))
    plans = {result.source: result for result in results if isinstance(result, Plan)}
    errors = {str(result.source): result for result in results if isinstance(result, KehoachError)}
    assert set(plans) == {f"{folder}/{name}" for name in ("plan-001.txt", "plan-002.txt", "all.zip/inner.txt")}
    assert {Path(name).name for name in errors} == {"broken.pdf", "pipe", "outside.txt"}
    assert len(errors) == 4
    assert all(error.cause and error.remedy and error.stage == "read" for error in errors.values())
    alone = read(folder / "plan-001.txt")
    assert plans[alone.source].text == alone.text
    assert plans[alone.source].records.findings == alone.records.findings
    assert plans[alone.source].targets.equals(alone.targets)


def test_the_first_error_ends_it_and_so_does_leaving_and_processes_go(tmp_path: Path) -> None:
    folder = write_plans(tmp_path / "plans", 4)
    before = set(active_children())
    for plan in read_many([folder], workers=1):
        assert plan.text
        assert set(active_children()) > before
        break
    assert set(active_children()) == before
    (folder / "a-broken.pdf").write_bytes(b"%PDF-1.7\n")
    with pytest.raises(ReadingError):
        list(read_many(folder, workers=1, limits=Limits(pages=5)))


def test_wrong_arguments_are_told_at_once(tmp_path: Path) -> None:
    with pytest.raises(UsageError):
        read_many(tmp_path / "none")
    with pytest.raises(UsageError):
        read_many(tmp_path, select="Z")
    assert list(read_many(tmp_path)) == []
