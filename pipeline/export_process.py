"""The process that makes one export for the server of the review: bounded, without a network, one file at its end.

``python -m pipeline.export_process`` takes a task as JSON on standard input and tells on standard output what became of
it. It dies with the server, and what breaks in it does not touch the server.
"""

from __future__ import annotations

import ctypes
import json
import os
import resource
import signal
import sqlite3
import sys
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from pipeline.confinement import limit_cpu, lower, take_network
from pipeline.limits import MEGABYTE

if TYPE_CHECKING:
    from dataset.exports.base import Exporter
    from dataset.store import Store

WRITTEN: Final = "files"
"""The folder below that of the task in which the files of the export are written."""
_DEATH_SIGNAL: Final = 1
"""From linux/prctl.h."""
_NICENESS: Final = 10
_PATIENCE: Final = 300.0
"""Seconds for which a run that is at work is waited for."""
_PART: Final = 1 << 20


@dataclass(frozen=True)
class Task:
    """What is to be made, from what, where, and within which bounds.

    ``documents`` is None for all. ``folder`` is the output folder, ``store`` the address of a store elsewhere; files
    are written below ``into``. ``parent`` is the process with which this one ends.
    """

    format: str
    documents: list[str] | None
    folder: str
    store: str | None
    into: str
    memory_megabytes: int
    seconds: int
    parent: int


@dataclass(frozen=True)
class Answer:
    """The file that was made, below the folder of the task, and what it is called; or why there is none."""

    file: str = ""
    name: str = ""
    moved_on: bool = False
    cause: str = ""
    remedy: str = ""


def main() -> None:
    """Do the task of standard input."""
    task = Task(**json.load(sys.stdin))
    confine(task)
    from pipeline.errors import KehoachError  # noqa: PLC0415  nothing heavy is loaded before the bounds are set

    try:
        answer = make(task)
    except KehoachError as error:
        answer = Answer(cause=error.cause, remedy=error.remedy)
    sys.stdout.write(json.dumps(asdict(answer)))


def confine(task: Task) -> None:
    """Bind this process, which must have one thread only, to the bounds of its task."""
    os.nice(_NICENESS)
    os.environ["TMPDIR"] = task.into
    lower(resource.RLIMIT_CORE, 0)
    lower(resource.RLIMIT_AS, task.memory_megabytes * MEGABYTE)
    limit_cpu(task.seconds)
    if task.store is None:
        # a store on a server is reached over the network
        take_network()
    ctypes.CDLL(None).prctl(_DEATH_SIGNAL, signal.SIGKILL, 0, 0, 0)
    if os.getppid() != task.parent:
        os._exit(1)


def make(task: Task) -> Answer:
    """Make an export and pack what it consists of into one file.

    Raises:
        KehoachError: The store cannot be read, or the files cannot be written.
    """
    from pipeline.exports.annotated import AnnotatedExporter  # noqa: PLC0415  see above
    from pipeline.exports.base import exporter, with_others  # noqa: PLC0415
    from pipeline.output import storage_errors  # noqa: PLC0415
    from pipeline.received import roots_of  # noqa: PLC0415
    from pipeline.reviewing import apply_review  # noqa: PLC0415

    folder, into = Path(task.folder), Path(task.into)
    chosen = exporter(task.format)
    if isinstance(chosen, AnnotatedExporter):
        chosen.roots = roots_of(folder)
    with storage_errors(into), _store(task) as store:
        # spellings of units are for the next run, not for exports: they are left where they are
        apply_review(store, into)
        before = _mark(store)
        with _selected(store, task) as wanted:
            parts = with_others(chosen)
            several = len({part.folder for part in parts}) > 1
            for part in parts:
                _write(part, wanted, into / WRITTEN / (part.folder if several else ""))
        moved_on = _mark(store) != before
        file, name = packed(into / WRITTEN, chosen.name, into)
    return Answer(file, name, moved_on)


def _store(task: Task) -> Store:
    """The store as it stands between two runs: a copy of its file, or itself where it is a database elsewhere."""
    from dataset.store import Store  # noqa: PLC0415  see above
    from pipeline.output import STORE, check_store, open_store, output_folder  # noqa: PLC0415

    folder, copy = Path(task.folder), Path(task.into) / STORE
    if task.store is not None:
        return open_store(folder, address=task.store)
    check_store(folder)
    with output_folder(folder, patience=_PATIENCE, remedy="export.wait"):
        try:
            with closing(sqlite3.connect(folder / STORE)) as source, closing(sqlite3.connect(copy)) as target:
                source.backup(target)
        except sqlite3.Error as error:
            raise OSError(str(error)) from error
    return Store.at(copy)


def _mark(store: Store) -> str:
    """The mark of the state of the dataset."""
    from dataset.database import reading  # noqa: PLC0415  see above
    from dataset.decisions import Ledger  # noqa: PLC0415
    from dataset.revision import revision  # noqa: PLC0415

    with Ledger(store.address) as ledger, reading(ledger.engine) as connection:
        return revision(connection)


@contextmanager
def _selected(store: Store, task: Task) -> Iterator[Store]:
    """The store, or a copy of the documents that are asked for."""
    if task.documents is None:
        yield store
        return
    from dataset.selection import copy_selection  # noqa: PLC0415  see above
    from dataset.store import Store  # noqa: PLC0415

    with Store.at(Path(task.into) / "selection.sqlite") as copy:
        copy_selection(store, task.documents, copy)
        yield copy


def _write(part: Exporter, store: Store, folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    part.write(store, folder)


def packed(folder: Path, kind: str, into: Path) -> tuple[str, str]:
    """The files of a folder as one: its name in ``into``, and what it is called for people.

    One file stays as it is; several become a ZIP archive, the same bytes for the same files.
    """
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    if len(files) == 1:
        # what kind of export it is stands in its name, unless the ending says so
        name = f"kehoach{files[0].suffix}" if files[0].suffix == f".{kind}" else f"kehoach-{kind}{files[0].suffix}"
        target = into / f"result{files[0].suffix}"
        files[0].replace(target)
        return target.name, name
    target = into / "result.zip"
    _pack(files, folder, target)
    return target.name, f"kehoach-{kind}.zip"


def _pack(files: Sequence[Path], folder: Path, target: Path) -> None:
    from pipeline.exports.base import EPOCH  # noqa: PLC0415  see above

    with ZipFile(target, "w", ZIP_DEFLATED) as archive:
        for path in files:
            info = ZipInfo(path.relative_to(folder).as_posix(), EPOCH.timetuple()[:6])
            info.compress_type = ZIP_DEFLATED
            info.external_attr = 0o644 << 16
            with (
                path.open("rb") as source,
                archive.open(info, "w", force_zip64=path.stat().st_size > 1 << 30) as member,
            ):
                while data := source.read(_PART):
                    member.write(data)
            # the disk need not hold everything twice
            path.unlink()


if __name__ == "__main__":
    main()
