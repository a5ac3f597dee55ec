"""The inbox: what has settled is read once, nothing half-written, nothing of the program's own."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import time
from pathlib import Path

import pytest

from pipeline.commands.run import NO_POLICY
from pipeline.commands.watch import watch
from pipeline.monitor import NOBODY
from pipeline.settings import Settings
from pipeline.watch import AGAIN_SECONDS, Inbox
from tests.pipeline.plans import PROGRAM, ROOT, plan, write_plans


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


def test_a_file_is_taken_when_it_has_not_changed_for_a_while(tmp_path: Path, clock: Clock) -> None:
    inbox = Inbox(tmp_path, tmp_path / "out", 10, clock=clock)
    file = tmp_path / "a.txt"
    file.write_text("a")
    assert inbox.settled() == []
    clock.now = 9
    file.write_text("more")
    assert inbox.settled() == []
    clock.now = 18
    assert inbox.settled() == []
    assert inbox.is_waiting
    clock.now = 19
    assert inbox.settled() == [file]
    inbox.taken([file], [])
    assert not inbox.is_waiting
    clock.now = 10_000
    assert inbox.settled() == []
    # the same size, another time
    os.utime(file, ns=(1, 1))
    assert inbox.settled() == []
    clock.now += 10
    assert inbox.settled() == [file]


def test_a_file_that_came_back_is_looked_at_again(tmp_path: Path, clock: Clock) -> None:
    inbox = Inbox(tmp_path, tmp_path / "out", 0, clock=clock)
    file = tmp_path / "a.txt"
    file.write_text("a")
    inbox.taken(inbox.settled(), [])
    held = file.stat().st_mtime_ns
    file.unlink()
    assert inbox.settled() == []
    file.write_text("a")
    os.utime(file, ns=(held, held))
    assert inbox.settled() == [file]


def test_what_may_pass_is_tried_again_later(tmp_path: Path, clock: Clock) -> None:
    inbox = Inbox(tmp_path, tmp_path / "out", 0, clock=clock)
    for name in "ab":
        (tmp_path / f"{name}.txt").write_text(name)
    paths = inbox.settled()
    inbox.taken(paths, paths[:1])
    assert inbox.settled() == []
    assert not inbox.is_waiting
    clock.now = AGAIN_SECONDS
    assert inbox.settled() == paths[:1]


def test_nothing_hidden_and_nothing_of_its_own(tmp_path: Path, clock: Clock) -> None:
    out = tmp_path / "out"
    for name in ("a.txt", ".part", "~$a.docx", "out/dataset/x.csv", "log.jsonl", "sub/b.txt", ".git/c.txt"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("x")
    (tmp_path / "gone.txt").symlink_to(tmp_path / "nowhere")
    inbox = Inbox(tmp_path, out, 0, [tmp_path / "log.jsonl"], clock=clock)
    assert inbox.settled() == [tmp_path / "a.txt", tmp_path / "sub/b.txt"]


@pytest.mark.slow
def test_reads_what_comes_and_ends_when_told(tmp_path: Path) -> None:
    folder = write_plans(tmp_path / "in", 2)
    (folder / "broken.pdf").write_bytes(b"%PDF-1.7 and no more")
    out, log, figures = folder / "out", folder / "log.jsonl", tmp_path / "kehoach.prom"
    command = [
        *PROGRAM, "watch", str(folder), "--out", str(out), "--settle", "0.5", "--every", "0.1",
        "--log", str(log), "--metrics", str(figures), "--quiet",
    ]  # fmt: skip
    first = subprocess.Popen(command, cwd=ROOT)
    try:
        assert wait_for(log, "run.end", 1)[0]["read"] == 2
        (folder / "plan-003.txt").write_text(plan(3), encoding="utf-8")
        assert wait_for(log, "run.end", 2)[1]["read"] == 1
        first.send_signal(signal.SIGTERM)
        assert first.wait(20) == 0
    finally:
        first.kill()
        first.wait()
    # after a restart everything is known; what went away meanwhile stays in the dataset
    (folder / "plan-001.txt").unlink()
    done = subprocess.run([*command, "--once"], cwd=ROOT, timeout=60, check=False)
    events = wait_for(log, "run.end", 3)
    assert (done.returncode, events[2]["read"], events[2]["kept"], events[2]["failed"]) == (3, 0, 2, 1)
    documents = (out / "dataset/documents.csv").read_text(encoding="utf-8")
    assert [f"plan-00{number}.txt" in documents for number in (1, 2, 3)] == [True] * 3
    read = [json.loads(line) for line in log.read_text(encoding="utf-8").splitlines()]
    assert sorted(Path(e["source"]).name for e in read if e["event"] == "document.read") == [
        "plan-001.txt", "plan-002.txt", "plan-003.txt",
    ]  # fmt: skip
    # the log tells what became of documents, and nothing that stands in them
    assert "Trồng cây" not in log.read_text(encoding="utf-8")
    assert all({"sha256", "seconds", "megabytes"} <= e.keys() for e in read if e["event"] == "document.read")
    assert [e["cause"] for e in read if e["event"] == "document.failed"]
    text = figures.read_text(encoding="utf-8")
    assert 'kehoach_run_documents{state="failed"} 1\n' in text
    assert "kehoach_run_running 0\n" in text


@pytest.mark.slow
def test_failures_of_files_that_were_taken_away_are_forgotten(tmp_path: Path) -> None:
    folder, out = write_plans(tmp_path / "in", 1), tmp_path / "out"
    for name in ("gone.pdf", "stays.pdf"):
        (folder / name).write_bytes(b"%PDF-1.7 and no more " + name.encode())
    settings = Settings(workers=1)

    def failed() -> list[str]:
        watch(folder, out, settings, NO_POLICY, settle=0.0, every=0.01, once=True, quiet=True, watched=NOBODY)
        lines = (out / "failed.csv").read_text(encoding="utf-8").splitlines()[1:]
        return [Path(line.partition(",")[0]).name for line in lines]

    assert failed() == ["gone.pdf", "stays.pdf"]
    (folder / "gone.pdf").unlink()
    (folder / "plan-001.txt").unlink()
    (folder / "plan-002.txt").write_text(plan(2), encoding="utf-8")
    assert failed() == ["stays.pdf"]
    # what was read stays
    documents = (out / "dataset/documents.csv").read_text(encoding="utf-8")
    assert ("plan-001.txt" in documents, "plan-002.txt" in documents) == (True, True)


def wait_for(log: Path, event: str, count: int) -> list[dict[str, object]]:
    """Wait for so many events of one kind."""
    until = time.monotonic() + 90
    while time.monotonic() < until:
        lines = log.read_text(encoding="utf-8").splitlines() if log.exists() else []
        found = [e for e in map(json.loads, lines) if e["event"] == event]
        if len(found) >= count:
            return found
        time.sleep(0.05)
    raise AssertionError(f"no {event}")
