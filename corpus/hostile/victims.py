"""The commands that are killed: what each finds when it begins, and what is to be the same at the end."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from corpus.hostile.trial import PATTERNS
from dataset.decisions import Action
from review.desk import Choice, Desk
from review.queue import Filters

QUIET: Final = ("--quiet",)
PROGRAM: Final = (sys.executable, "-m", "pipeline")
_FORMATS: Final = ("xlsx", "annotated", "datasette", "ics", "briefs")
_DECIDED: Final = "decided.csv"
Begin = Callable[[Path, Path, Mapping[str, str]], None]


@dataclass(frozen=True)
class Victim:
    """A command, or several, one of which is killed at a time.

    Attributes:
        begin: Makes what stands in the output folder before: is given the source, that folder and the environment.
        commands: The words of the commands, with ``{source}`` and ``{out}``; all are let go on to their end in the end.
        status: How each ends when nobody disturbs it.
        patterns: The files, below the output folder, that are to be the same.
    """

    begin: Begin
    commands: Sequence[Sequence[str]]
    status: int
    patterns: Sequence[str] = PATTERNS

    def lines(self, source: Path, out: Path) -> list[list[str]]:
        """The command lines."""
        return [[*PROGRAM, *(word.format(source=source, out=out) for word in words)] for words in self.commands]


def _nothing(source: Path, out: Path, environment: Mapping[str, str]) -> None:
    """A folder that is not there yet."""


def _read(source: Path, out: Path, environment: Mapping[str, str]) -> None:
    """What a run has left; made once, beside the output folder, and copied."""
    made = out.parent / "read"
    if not made.exists():
        _call(environment, "run", str(source), "--out", str(made))
    shutil.copytree(made, out)


def _other_findings(source: Path, out: Path, environment: Mapping[str, str]) -> None:
    """What a run has left, and a check with other rules after it."""
    _read(source, out, environment)
    _call(environment, "check", str(out), "--select", "S")


def _decisions(source: Path, out: Path, environment: Mapping[str, str]) -> None:
    """What a run has left, and beside it a file of decisions that were made on the same documents elsewhere."""
    _read(source, out, environment)
    file = out.parent / _DECIDED
    if file.exists():
        return
    elsewhere = out.parent / "elsewhere"
    shutil.copytree(out, elsewhere)
    with Desk.at(elsewhere / "kehoach.sqlite") as desk:
        items = desk.queue.page(Filters(state=""), count=200).items
        for number, item in enumerate(items):
            action: Action = "dismiss" if number % 2 else "confirm"
            desk.decide(f"Reviewer {number % 3}", [Choice(item.key, action, reason=f"reason {number}")])
    _call(environment, "export", str(elsewhere), "--to", "decisions")
    shutil.copy(elsewhere / "decisions/decisions.csv", file)


def _call(environment: Mapping[str, str], *words: str) -> None:
    """Run the program to its end; what it says of documents that cannot be read is expected."""
    done = subprocess.run(
        [*PROGRAM, *words, *QUIET], env=dict(environment), capture_output=True, check=False, text=True
    )
    if done.returncode not in {0, 3}:
        raise RuntimeError(done.stderr)


VICTIMS: Final[Mapping[str, Victim]] = {
    "run": Victim(_nothing, [("run", "{source}", "--out", "{out}", "--workers", "2", *QUIET)], 3),
    "watch": Victim(
        _nothing,
        [
            (
                "watch",
                "{source}",
                "--out",
                "{out}",
                "--settle",
                "0.1",
                "--every",
                "0.1",
                "--once",
                "--workers",
                "2",
                *QUIET,
            )
        ],
        3,
    ),
    "check": Victim(_other_findings, [("check", "{out}", *QUIET)], 0),
    "export": Victim(
        _read,
        [("export", "{out}", "--to", name, *QUIET) for name in _FORMATS],
        0,
        (*PATTERNS, "annotated/*", "**/*.xlsx", "**/*.db", "**/*.ics", "**/*.docx"),
    ),
    "decisions": Victim(
        _decisions,
        [
            ("decisions", "import", "{out}", f"{{out}}/../{_DECIDED}", *QUIET),
            ("export", "{out}", "--to", "decisions", *QUIET),
        ],
        0,
        (*PATTERNS, "decisions/*"),
    ),
}
