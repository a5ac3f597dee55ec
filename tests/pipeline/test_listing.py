"""The findings on a terminal: grouped, bounded, colours only there; failures in the language asked for."""

from __future__ import annotations

import os
import pty
import re
import subprocess
from pathlib import Path

import pytest

from dataset.records import Finding
from dataset.store import Failure
from pipeline.commands.listing import MOST, listing
from pipeline.errors import StageError
from pipeline.journal import UNFORESEEN, failure_of, retold
from pipeline.reading.base import ReadingOptions
from tests.dataset.rows import document
from tests.pipeline.plans import PROGRAM, ROOT, kehoach, plan


def finding(doc_id: str, number: int, severity: str) -> Finding:
    return Finding(
        finding_id=f"{doc_id}{number}",
        rule="N001",
        severity=severity,
        doc_id=doc_id,
        other_doc_id=None,
        message=f"Ngày 2026-05-21\tghi sai lần {number}",
        expected=None,
        observed=None,
        page=number,
        start=0,
        end=1,
        quote="x",
        confidence=1,
    )


def test_the_document_with_most_errors_comes_first_and_errors_before_warnings() -> None:
    rows = [finding("a", 1, "warning"), finding("a", 2, "info"), finding("b", 1, "warning"), finding("b", 2, "error")]
    lines = listing(rows, {"a": document("a"), "b": document("b")})
    assert [line.painted.strip() for line in lines] == ["b.txt", "lỗi", "cảnh báo", "a.txt", "cảnh báo"]
    assert lines[1].rest == "N001  tr. 2   Ngày 21/05/2026 ghi sai lần 2"


def test_no_more_are_listed_than_can_be_read() -> None:
    rows = [finding("a", number, "error") for number in range(1, MOST + 4)]
    lines = listing(rows, {"a": document("a")})
    assert len(lines) == 1 + MOST + 1
    assert "3" in lines[-1].rest
    assert listing([finding("a", 1, "info")], {"a": document("a")}) == []


def test_a_failure_that_nobody_foresaw_is_told_in_either_language(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KEHOACH_LANG", "vi")
    failure = failure_of("a.txt", "0", StageError("extract targets", KeyError("cột"), "a.txt"), ReadingOptions())
    assert (failure.code, failure.stage) == (UNFORESEEN, "extract targets")
    assert failure.cause.startswith("Lỗi không lường trước (KeyError: 'cột')")
    assert retold(failure) == failure
    monkeypatch.setenv("KEHOACH_LANG", "en")
    assert retold(failure).cause == "An error that nobody foresaw (KeyError: 'cột')."
    # one of a version that kept no values stays as it is
    assert retold(Failure("a.txt", "", "read", "Tệp rỗng.")).cause == "Tệp rỗng."


@pytest.mark.slow
def test_colours_on_a_terminal_only_and_failures_in_the_language_of_the_check(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in/a.txt").write_text(plan(1).replace("15/5/2026", "31/6/2026"), encoding="utf-8")
    (tmp_path / "in/empty.txt").write_bytes(b"")
    done = kehoach("run", "in", "--out", "out", cwd=tmp_path)
    assert done.returncode == 3
    assert re.search(r"^in/a.txt  .*\n  lỗi +D002  tr\. 1 ", done.stdout, re.MULTILINE)
    assert "\x1b" not in done.stdout
    done = kehoach("check", "out", "--lang", "en", cwd=tmp_path)
    assert "  error    D002  p. 1" in done.stdout
    for path in ("failed.csv", "report.html"):
        text = (tmp_path / "out" / path).read_text(encoding="utf-8")
        assert "file is empty" in text, path
    assert "D002" in seen_on_a_terminal(tmp_path)
    assert "\x1b[1;31m  lỗi" in seen_on_a_terminal(tmp_path)
    assert "\x1b[1;31m" not in seen_on_a_terminal(tmp_path, NO_COLOR="1")


def seen_on_a_terminal(folder: Path, **env: str) -> str:
    """What ``kehoach check`` writes to a terminal."""
    parent, child = pty.openpty()
    settings = os.environ | {"KEHOACH_LANG": "vi", "PYTHONPATH": str(ROOT), "TERM": "xterm-256color"} | env
    settings = {name: value for name, value in settings.items() if name != "NO_COLOR" or "NO_COLOR" in env}
    with subprocess.Popen([*PROGRAM, "check", "out"], stdout=child, stderr=child, cwd=folder, env=settings) as process:
        os.close(child)
        text = b""
        while True:
            try:
                piece = os.read(parent, 65536)
            except OSError:  # the other end is closed
                break
            if not piece:
                break
            text += piece
    os.close(parent)
    assert process.returncode == 0
    return text.decode()
