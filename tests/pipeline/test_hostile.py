"""Hostile files and engines through ``kehoach run``: all end in a state, within limits, and nothing is left."""

from __future__ import annotations

from pathlib import Path

import pytest
from PIL import Image

from corpus.hostile import files, packages, pdf
from corpus.hostile.engines import put_engine
from corpus.hostile.kills import try_kills, write_batch
from corpus.hostile.trial import Trial, try_folder
from tests.pipeline.test_run_command import rows

pytestmark = pytest.mark.slow

CHEAP = (pdf.page_trees, pdf.tables_of_objects, pdf.actions, pdf.locked, packages.entities, files.wrong_names)


def check(trial: Trial) -> None:
    assert trial.faults == []
    assert trial.sources > 0


def test_files_that_are_not_what_they_seem(tmp_path: Path) -> None:
    source = tmp_path / "in"
    source.mkdir()
    for make in CHEAP:
        for name, data in make():
            (source / name).write_bytes(data)
    archives = {
        "sound",
        "slip",
        "names",
        "bomb",
        "two-deep",
        "nine-deep",
        "locked",
        "link",
        "overlapping",
        "lying-about-size",
    }
    for name, data in packages.archives():
        if Path(name).stem in archives:
            (source / name).write_bytes(data)
    for name, data in list(pdf.truncated(pdf.plain(1), "pdf", 500)):
        (source / name).write_bytes(data)
    files.put_entries(source)
    check(try_folder("seeming", source, tmp_path / "out"))
    failed = {Path(row["source"]).name: row["cause"] for row in rows(tmp_path / "out/failed.csv")}
    assert "10.001" in failed["10001-pages.pdf"] or "10001" in failed["10001-pages.pdf"]
    assert "thực thể" in failed["xxe-file.docx"]
    assert "thực thể" in failed["billion-laughs.docx"]
    assert "phình" in failed["overlapping.zip"]
    read = {row["source"].removeprefix(f"{source}/") for row in rows(tmp_path / "out/dataset/documents.csv")}
    assert {"sound.zip/a/plan.txt", "slip.zip/good.txt", "two-deep.zip/inner.zip/plan.txt"} <= read
    assert not (tmp_path / "out.txt").exists()
    # the password of the machine stands in no result
    assert all("root:" not in path.read_text(encoding="utf-8") for path in (tmp_path / "out/text").iterdir())


@pytest.mark.parametrize("engine", ["hangs-deaf", "eats-memory", "leaves-a-child"])
def test_an_engine_that_misbehaves(tmp_path: Path, engine: str, monkeypatch: pytest.MonkeyPatch) -> None:
    source, programs = tmp_path / "in", tmp_path / "bin"
    source.mkdir()
    programs.mkdir()
    put_engine(programs, engine)
    # the scan, two kilobytes, may take four seconds; the text has twenty, for machines that are busy
    (source / "plan.txt").write_bytes(packages.plan(1) + b"\n" * 20_000)
    page = files.scan().resize((620, 877)).convert("1", dither=Image.Dither.NONE)
    page.save(source / "scan.png", dpi=(75, 75))
    limits = {"SECONDS": 1, "SECONDS_PER_MEGABYTE": 1000, "SECONDS_PER_PAGE": 1, "MEMORY_MEGABYTES": 2000}
    for name, value in limits.items():
        monkeypatch.setenv(f"KEHOACH_LIMITS_{name}", str(value))
    monkeypatch.setenv("PATH", str(programs), prepend=":")
    trial = try_folder(engine, source, tmp_path / "out")
    check(trial)
    assert (trial.read, trial.refused) == (1, 1)


def test_runs_that_are_killed_end_like_one_that_was_not(tmp_path: Path) -> None:
    """``python -m corpus.hostile.kills`` does it a thousand times."""
    write_batch(tmp_path / "in", 3)
    assert try_kills(tmp_path, 4, seed=3) == []
