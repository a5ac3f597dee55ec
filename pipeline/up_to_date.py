"""Whether everything that a run makes from its store is there already, so that it need not be made again.

At its end a run leaves in the store under what it has made everything: code, libraries, rules, settings, language,
decisions of reviewers, and the files it has written. The store takes that away with the first change of the dataset
(:mod:`dataset.kept_finish`). The next run makes nothing again if it would be the same under all of these.

Files are compared by number on their device, size, time of content and time of status (``st_ctime``): no program can
write to one, put another in its place or set its times back without changing at least the last. So an output that was
deleted, damaged, restored from elsewhere or put beside the others is noticed without being read. ``kehoach check``
makes everything again without asking.
"""

from __future__ import annotations

import json
import os
import platform
from collections.abc import Iterator
from dataclasses import astuple, dataclass
from datetime import date
from hashlib import sha256
from importlib import metadata
from pathlib import Path
from typing import Any, Final

from checks.engine import all_rules
from dataset.decisions import Ledger
from dataset.store import Store
from pipeline.exports.base import all_exporters
from pipeline.findings import Given
from pipeline.journal import work_of
from pipeline.messages import language
from pipeline.reading.base import ReadingOptions
from pipeline.rule_versions import name_of, version_of
from pipeline.version import program_version
from review.aliases import FILE as ALIASES

FILES: Final = ("report.html", "failed.csv", "switched-off.json", ALIASES)
"""What a run leaves beside the folders of its exports."""
_LIBRARIES: Final = ("duckdb", "jinja2", "markdown-it-py", "pillow", "pydantic", "pypdfium2", "sqlalchemy")
"""What writes or draws the outputs."""


@dataclass(frozen=True)
class Said:
    """What is told of the end of a run: the summary, and lines about the work."""

    summary: dict[str, Any]
    warnings: list[str]


class UpToDate:
    """Under what a run makes everything; taken before it begins to, so that what is decided meanwhile counts later."""

    def __init__(self, store: Store, out: Path, given: Given, options: ReadingOptions, low_confidence: float) -> None:
        self._store, self._out = store, out
        versions = {name_of(rule): version_of(rule, language()) for rule in all_rules()}
        # a rule whose source cannot be read may say something else today; a baseline is to be written
        self._knowable = None not in versions.values() and not given.update_baseline
        today = date.today()
        with Ledger(store.address) as ledger:
            decisions = ledger.count()
        self._conditions = [
            program_version(),
            platform.python_version(),
            [metadata.version(name) for name in _LIBRARIES],
            versions,
            language(),
            low_confidence,
            repr(given),
            [entry.expired(today) for entry in given.policy.suppressions],
            astuple(work_of("", options)),
            decisions,
            # where files are looked for, and what paths in the outputs begin with
            [str(Path.cwd()), str(out), str(out.resolve())],
        ]

    def said(self) -> Said | None:
        """What is to be told if nothing has to be made; else nothing."""
        kept = self._store.finished() if self._knowable else None
        if kept is None or kept[0] != self._state():
            return None
        word = json.loads(kept[1])
        return Said(word["summary"], word["warnings"])

    def keep(self, said: Said) -> None:
        """Note that everything has been made."""
        if self._knowable:
            word = {"summary": said.summary, "warnings": said.warnings}
            self._store.finish(self._state(), json.dumps(word, ensure_ascii=False))

    def _state(self) -> str:
        state = json.dumps([self._conditions, list(_outputs(self._out))], ensure_ascii=False)
        return sha256(state.encode("utf-8", "backslashreplace")).hexdigest()


def _outputs(out: Path) -> Iterator[list[str | int]]:
    """Name and identity of every output, and of whatever else lies in their folders."""
    for name in FILES:
        try:
            yield _identity(name, (out / name).stat())
        except FileNotFoundError:
            yield [name]
    for folder in sorted({exporter.folder for exporter in all_exporters() if exporter.always}):
        try:
            with os.scandir(out / folder) as entries:
                yield from sorted(_identity(f"{folder}/{entry.name}", entry.stat()) for entry in entries)
        except FileNotFoundError:
            yield [folder]


def _identity(name: str, found: os.stat_result) -> list[str | int]:
    return [name, found.st_dev, found.st_ino, found.st_size, found.st_mtime_ns, found.st_ctime_ns]
