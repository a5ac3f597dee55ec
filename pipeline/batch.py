"""A batch from its sources to a store in which every source is either read or failed with a cause.

The parent finds, hashes, writes and draws the progress; processes read, one document at a time. What was read from the
same bytes by the same version with the same options is not read again, so that the same command continues a run that
was stopped, wherever it stood.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

from dataset.records import NoteRecord
from dataset.store import Failure, Store, Work
from pipeline.errors import KehoachError, ReadingError, StageError
from pipeline.notes import recorded
from pipeline.reading.base import ReadingOptions, Source
from pipeline.sources import Found, digest, find_sources, under, unreadable
from pipeline.version import engine_version
from pipeline.workers import DiedError, Lanes

if TYPE_CHECKING:
    from pipeline.run import Read


@dataclass(frozen=True)
class Task:
    """A file to be read, and what it held when it was hashed."""

    found: Found
    sha256: str
    options: ReadingOptions


@dataclass
class Outcome:
    """What became of the sources of one run."""

    total: int = 0
    read: int = 0
    kept: int = 0
    copies: dict[str, str] = field(default_factory=dict)
    removed: list[str] = field(default_factory=list)
    failures: list[Failure] = field(default_factory=list)


Progress = Callable[[Outcome], None]


def read_all(
    arguments: Sequence[Path], out: Path, store: Store, *, options: ReadingOptions, workers: int, progress: Progress
) -> Outcome:
    """Bring the store to where every source that the arguments name is read or failed.

    Raises:
        UsageError: An argument does not exist.
        StorageError: The store cannot be written.
    """
    found = find_sources(arguments, out)
    outcome = Outcome(total=len(found))
    names = {entry.name for entry in found}
    known = {*store.sources(), *(failure.source for failure in store.failures())}
    outcome.removed = sorted(name for name in known - names if under(name, arguments))
    store.drop(outcome.removed)
    count = max(1, min(workers, len(found)))
    # one document alone has its pages read on all cores
    pending = _pending(found, store, replace(options, pages_at_once=max(1, workers // count)), outcome)
    first = next(pending, None)
    if first is not None:
        lanes = Lanes(read_one, count)
        for task, answer in lanes.map(chain([first], pending)):
            _keep(store, task, answer, outcome)
            progress(outcome)
    _settle_copies(store, outcome)
    store.settle()
    store.replace_notes("copy", _copy_notes(store))
    outcome.failures.sort(key=lambda failure: failure.source)
    return outcome


def read_one(task: Task) -> Read | Failure:
    """Read one document; every failure comes back as a value. Runs in a process of its own."""
    from pipeline.run import process  # noqa: PLC0415  heavy: the parent does not need it

    name = task.found.name
    try:
        source = Source(name, task.found.path.read_bytes())
        if source.sha256 != task.sha256:
            return _failure(task, ReadingError("changed"))
        return process(source, task.options)
    except OSError as error:
        return _failure(task, unreadable(task.found.path, error))
    except KehoachError as error:
        return _failure(task, error)
    except MemoryError:
        return _failure(task, ReadingError("memory"))


def work_of(sha256: str, options: ReadingOptions) -> Work:
    """Under what a reading of some bytes is kept."""
    # pictures change nothing of what is read
    chosen: dict[str, object] = {"ocr": options.ocr}
    if options.spellings:
        chosen["spellings"] = options.spellings
    return Work(sha256, engine_version(), json.dumps(chosen, ensure_ascii=False))


def _pending(found: Sequence[Found], store: Store, options: ReadingOptions, outcome: Outcome) -> Iterator[Task]:
    """The files that have to be read; what is known, a copy or unreadable is dealt with on the way."""
    first: dict[str, str] = {}
    known = store.sources()
    for entry in found:
        try:
            sha256 = digest(entry.path)
        except KehoachError as error:
            _fail(store, Failure(entry.name, "", error.stage, error.cause, error.remedy), outcome)
            continue
        if sha256 in first:
            outcome.copies[entry.name] = first[sha256]
            continue
        first[sha256] = entry.name
        if options.debug is None and store.has(sha256[:12], work_of(sha256, options)):
            if known.get(entry.name) != sha256[:12]:
                store.link(entry.name, sha256[:12])
            outcome.kept += 1
            continue
        yield Task(entry, sha256, options)


def _keep(store: Store, task: Task, answer: Read | Failure | DiedError, outcome: Outcome) -> None:
    if isinstance(answer, DiedError):
        answer = _failure(task, ReadingError("died"))
    if isinstance(answer, Failure):
        _fail(store, answer, outcome)
        return
    work = work_of(task.sha256, task.options)
    store.save(work, answer.document, answer.text, answer.records, answer.layout)
    outcome.read += 1


def _fail(store: Store, failure: Failure, outcome: Outcome) -> None:
    store.fail(failure)
    outcome.failures.append(failure)


def _copy_notes(store: Store) -> Iterator[NoteRecord]:
    first: dict[str, str] = {}
    for source, doc_id in store.sources().items():
        if first.setdefault(doc_id, source) != source:
            yield recorded(doc_id, "copy", "copy", source=source)


def _failure(task: Task, error: KehoachError) -> Failure:
    stage = error.failed_stage if isinstance(error, StageError) else error.stage
    return Failure(task.found.name, task.sha256, stage, error.cause, error.remedy)


def _settle_copies(store: Store, outcome: Outcome) -> None:
    """A copy shares the fate of the file that was read in its place."""
    read = store.sources()
    failed = {failure.source: failure for failure in outcome.failures}
    for name, original in outcome.copies.items():
        if original in read:
            store.link(name, read[original])
        elif original in failed:
            cause = failed[original]
            _fail(store, Failure(name, cause.sha256, cause.stage, cause.cause, cause.remedy), outcome)
