"""The books of a batch: what is known of its sources, and what has become of each while a run goes on."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Final

from dataset.records import DocumentRecord, NoteRecord
from dataset.store import Failure, Store
from pipeline.archives import Listing, names_above
from pipeline.contents import Contents
from pipeline.errors import KehoachError, ReadingError
from pipeline.gathering import Gathering, Told
from pipeline.journal import failure_of, is_settled, listing_options, retold, work_of
from pipeline.limits import MEGABYTE
from pipeline.notes import recorded
from pipeline.outcome import Outcome
from pipeline.reading.base import ReadingOptions
from pipeline.remote import fetch
from pipeline.sources import Found, is_handed_in, under
from pipeline.tasks import Task, failed
from pipeline.workers import DiedError

if TYPE_CHECKING:
    from pipeline.run import Read


class Books:
    """The store and what is known of the sources while a run goes on."""

    def __init__(self, store: Store, options: ReadingOptions, *, retry: bool = False, told: Told | None = None) -> None:
        self.outcome = Outcome()
        self.gathering: Final = Gathering(store, told)
        self._store = store
        self._told = told
        self._options = options
        self._again = _again(store) if retry else None
        self._known = store.sources()
        work = work_of("", options)
        self._read = store.read_by(work.version, work.options) if options.debug is None else set()
        self._listed = store.listed(listing_options(options.limits))
        self._failed = {failure.source: failure for failure in store.failures()}
        self._contents = Contents(store, options.limits)
        self._first: dict[str, str] = {}
        self._names: set[str] = set()
        self._members: deque[Task] = deque()

    def wanted(self, found: Sequence[Found]) -> list[Found]:
        """The files that are to be tried again, and the archives with such."""
        again = set(self._again or ())
        above = {archive for name in again for archive in names_above(name)}
        return [entry for entry in found if entry.name in again or entry.name in above]

    def pending(self, found: Sequence[Found]) -> Iterator[Task]:
        """What has to be read; what is known, a copy or unreadable is dealt with on the way."""
        for entry in found:
            self._names.add(entry.name)
            try:
                size, sha256 = self._contents.of(entry)
            except KehoachError as error:
                self._fail(failure_of(entry.name, "", error, self._options))
                continue
            if sha256 in self._listed and entry.name not in (self._again or ()):
                kept = self._store.listing(sha256, listing_options(self._options.limits)) or ""
                self._open(Task(entry, sha256, self._options), Listing.unpacked(kept))
            elif self._is_new(task := Task(entry, sha256, self._options, size=size)) and self._is_here(task):
                yield task
            yield from self._new_members()
        yield from self._new_members()

    def _new_members(self) -> Iterator[Task]:
        while self._members:
            if self._is_new(member := self._members.popleft()) and self._is_here(member):
                yield member

    def _is_here(self, task: Task) -> bool:
        """Whether the file of a task can be opened; one at an address is fetched if it was not yet."""
        entry = task.found
        if entry.address and not entry.path.exists():
            try:
                fetch(entry.address, entry.path, self._options.limits.file_megabytes * MEGABYTE)
            except KehoachError as error:
                self._fail(failed(task, error))
                return False
        return True

    def keep(self, task: Task, answer: Read | Listing | Failure | DiedError) -> None:
        """Store what came of a task, at once or with the next ones; whoever is told is told then."""
        if task.found.address and not task.way and not isinstance(answer, Listing):
            # that of an archive is needed for its members; all others are gone before the next one comes
            task.found.path.unlink(missing_ok=True)
        if isinstance(answer, DiedError):
            answer = failed(task, ReadingError(answer.key, None, **answer.values))
        if isinstance(answer, Listing):
            self._store.keep_listing(task.sha256, listing_options(task.options.limits), answer.packed())
            self._listed.add(task.sha256)
            self._open(task, answer)
            # the same archive under another name, met before it was known to be one
            for name in [name for name, original in self.outcome.copies.items() if original == task.found.name]:
                del self.outcome.copies[name]
                self._open(replace(task, found=replace(task.found, name=name)), answer)
        elif isinstance(answer, Failure):
            self._fail(answer)
        else:
            self.outcome.read += 1
            self.gathering.add(task, answer)
            return
        if self._told is not None:
            self._told(task, answer)

    def remove(self, arguments: Sequence[Path], out: Path) -> None:
        """Forget what the arguments named once and is there no more, but nothing that was handed in over HTTP."""
        gone = {*self._known, *self._failed} - self._names
        self.outcome.removed = sorted(name for name in gone if under(name, arguments) and not is_handed_in(name, out))
        self._store.drop(self.outcome.removed)

    def settle(self) -> None:
        """Bring copies, notes and states in order, when all is written."""
        self._contents.keep()
        self._settle_copies()
        if self._store.finished() is None:
            self._store.settle()
            self._store.replace_notes("copy", _copy_notes(self._store))
        self.outcome.failures.sort(key=lambda failure: failure.source)
        partly = self._store.rows(DocumentRecord, {"state": ["partly"]})
        self.outcome.partly = [document.source for document in partly]

    def _is_new(self, task: Task) -> bool:
        """Whether a task has to be done."""
        name, sha256 = task.found.name, task.sha256
        self._names.add(name)
        if sha256 in self._first:
            self.outcome.copies[name] = self._first[sha256]
            return False
        self._first[sha256] = name
        if self._again is not None and name in self._again:
            return True
        failure = self._failed.get(name)
        if sha256 in self._read:
            if failure or self._known.get(name) != sha256[:12]:
                self._store.link(name, sha256[:12])
            self.outcome.kept += 1
            return False
        if failure and is_settled(failure, sha256, self._options):
            self.outcome.failures.append(retold(failure))
            return False
        # a member that never failed waits for the next run if this one tries failures again
        return self._again is None

    def _open(self, task: Task, listing: Listing) -> None:
        """Put what is in an archive in its place."""
        name = task.found.name
        self._names.discard(name)
        self.outcome.archives += 1
        self.outcome.total += len(listing.members) + len(listing.refused) - 1
        if name in self._known or name in self._failed:
            self._store.drop([name])
        for refused in listing.refused:
            source = f"{name}/{refused.name}"
            self._names.add(source)
            self._fail(failure_of(source, "", ReadingError(refused.key, source, **refused.values), self._options))
        for member in listing.members:
            inner = replace(task.found, name=f"{name}/{member.name}")
            self._members.append(Task(inner, member.sha256, task.options, member.way, member.size))

    def _fail(self, failure: Failure) -> None:
        if self._failed.get(failure.source) != failure:
            self._store.fail(failure)
        self.outcome.failures.append(failure)

    def _settle_copies(self) -> None:
        """A copy shares the fate of the file that was read in its place."""
        read = self._store.sources()
        failed = {failure.source: failure for failure in self.outcome.failures}
        for name, original in self.outcome.copies.items():
            if original in failed:
                self._fail(replace(failed[original], source=name))
            elif original in read and (read.get(name) != read[original] or name in self._failed):
                self._store.link(name, read[original])


def _again(store: Store) -> set[str]:
    """The sources that failed, and those of documents of which pages failed."""
    partly = {document.doc_id for document in store.rows(DocumentRecord, {"state": ["partly"]})}
    failed = {failure.source for failure in store.failures()}
    return failed | {source for source, doc_id in store.sources().items() if doc_id in partly}


def _copy_notes(store: Store) -> Iterator[NoteRecord]:
    first: dict[str, str] = {}
    for source, doc_id in store.sources().items():
        if first.setdefault(doc_id, source) != source:
            yield recorded(doc_id, "copy", "copy", source=source)
