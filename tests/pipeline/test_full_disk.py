"""A disk that is full during a check or a review: what stood there stays, what was confirmed is kept."""

from __future__ import annotations

import resource
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from dataset.decisions import Ledger
from dataset.store import Store
from pipeline.commands.run import check
from pipeline.settings import Settings
from tests.pipeline.plans import ROOT, bytes_of, kehoach, plan, write_plans

pytestmark = pytest.mark.slow

FILES = ("dataset/*.csv", "dataset/*.json", "text/*", "tables/*", "*.csv", "*.json")
REVIEW = """
import sys
from dataset.database import DatabaseError
from review.desk import Choice, Desk
from review.queue import Filters

with Desk.at(sys.argv[1]) as desk:
    items = desk.queue.page(Filters(state="")).items
    for number in range(10_000):
        try:
            desk.decide("An", [Choice(items[number % len(items)].key, "dismiss", reason="x" * 2_000)])
        except DatabaseError as error:
            sys.exit(print(f"full: {error}"))
        print("decided", flush=True)
"""
"""Decides until no more can be written; a line for each decision that was confirmed."""


@pytest.fixture
def out(tmp_path: Path) -> Path:
    """What a run has left of plans in which something does not fit."""
    source = write_plans(tmp_path / "in", 2)
    wrong = plan(1).replace("II. TỔ CHỨC", "- Đạt 120% hộ dân có nước sạch.\n\nII. TỔ CHỨC")
    (source / "plan-001.txt").write_text(wrong, encoding="utf-8")
    kehoach("run", source, "--out", tmp_path / "out", "--quiet", "--workers", 1)
    return tmp_path / "out"


def no_larger_than(size: int) -> Callable[[], None]:
    """Where a file would become larger the system writes no more, as on a full disk."""
    return lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))


def is_sound(store: Path) -> bool:
    with closing(sqlite3.connect(store)) as connection:
        return connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]


@pytest.mark.parametrize("size", [3_000, 60_000])
def test_a_check_leaves_what_stood_there(out: Path, size: int) -> None:
    before = bytes_of(out, FILES)
    with Store.at(out / "kehoach.sqlite") as store:
        # one of the findings is to come back
        store.replace_findings([], [])
    done = kehoach("check", out, "--quiet", preexec_fn=no_larger_than(size))
    assert done.returncode == 4, (done.stdout, done.stderr)
    assert "Traceback" not in done.stderr
    assert not [path for path in out.rglob("*") if path.name.startswith(".")]
    assert is_sound(out / "kehoach.sqlite")
    # each file is whole: as it was, or as it will be
    check(out, Settings(workers=1), quiet=True)
    assert bytes_of(out, FILES) == before


def test_a_decision_is_kept_or_refused(out: Path) -> None:
    store = out / "kehoach.sqlite"
    size = store.stat().st_size + 100_000
    command = [sys.executable, "-c", REVIEW, str(store)]
    done = subprocess.run(
        command, cwd=ROOT, capture_output=True, text=True, check=False, preexec_fn=no_larger_than(size)
    )
    *decided, last = done.stdout.splitlines()
    assert last.startswith("full: "), done.stderr
    assert set(decided) == {"decided"}
    assert is_sound(store)
    with Ledger(f"sqlite:///{store}") as ledger:
        assert len(list(ledger.decisions())) == len(decided)
