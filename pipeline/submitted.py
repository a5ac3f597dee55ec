"""Reads documents that were handed in over HTTP, for the server of the review: by ``kehoach run`` in its own process.

So they go the way of every other document: within the same limits, by the same function, with checks, exports and the
report made after them. And the two die apart: a run goes on when the server is gone, and what a run breaks in does
not touch the server.
"""

from __future__ import annotations

import fcntl
import os
import subprocess
import sys
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from threading import Lock
from typing import Final

from checks.page import Language
from dataset.records import DocumentRecord
from dataset.store import Failure, Store
from pipeline.archives import MAGIC as ARCHIVE
from pipeline.commands.run import DONE, FOUND, NOTHING, PARTLY
from pipeline.errors import ReadingError
from pipeline.messages import text_in
from pipeline.notes import unpacked_error
from pipeline.reading.pdf import MAGIC as PDF
from pipeline.reading.pdf import MAGIC_WITHIN
from pipeline.reading.scan import MAGIC as PICTURES
from pipeline.reading.text.decode import looks_like_text
from pipeline.reading.word.package import OLE_MAGIC
from pipeline.settings import Settings
from review.api.intake import BusyError, Outcome, ReadDocument, Refused
from review.wording import LANGUAGES

_ENDINGS: Final = {"image/png": "png", "image/jpeg": "jpg", "image/tiff": "tif"}
_ROOT: Final = str(Path(__file__).resolve().parents[1])
_ENDED: Final = frozenset({DONE, FOUND, PARTLY, NOTHING})
"""How a run ends that was not cut off."""
_PATIENCE: Final = 15.0
"""Seconds in which a run that is asked to stop ends."""


class Readings:
    """The reader of an output folder, as :class:`review.api.intake.Reader` describes it."""

    kinds: Sequence[str] = ("pdf", "docx", "doc", "txt", "md", "zip", "png", "jpg", "tif")

    def __init__(self, store: Store, out: Path, settings: Settings, config: Path | None) -> None:
        """``settings`` and ``config`` are those of the server, whatever folder it was started in."""
        self._store = store
        self._out = out.resolve()
        self._settings = settings
        self._config = config
        self._running: subprocess.Popen[bytes] | None = None
        self._stopped = False
        self._lock = Lock()

    def kind(self, head: bytes, name: str) -> str | None:
        """Which of the kinds a file is."""
        ending = name.rpartition(".")[2].lower()
        if PDF in head[:MAGIC_WITHIN]:
            return "pdf"
        if head.startswith(ARCHIVE):
            return "docx" if ending == "docx" else "zip"
        if head.startswith((OLE_MAGIC, b"{\\rtf")):
            return "docx" if ending == "docx" else "doc"
        for magic, media_type in PICTURES.items():
            if head.startswith(magic):
                return _ENDINGS[media_type]
        if head and looks_like_text(head):
            return "md" if ending == "md" else "txt"
        return None

    def read(self, files: Sequence[Path]) -> Mapping[Path, Outcome]:
        """Run over some files of the inbox, wait for the end, and look up in the store what became of them.

        Raises:
            BusyError: Another run is at work in the folder.
        """
        if self._is_taken():
            raise BusyError
        # in the output folder, so that sources are called the same wherever the server runs, and tell nothing of it
        names = {path.relative_to(self._out).as_posix(): path for path in files}
        status = self._run(sorted(names))
        if status not in _ENDED:
            return {}
        outcomes = {names[name]: outcome for name, outcome in outcomes_of(self._store, names).items()}
        if status == NOTHING and any(outcome.documents for outcome in outcomes.values()):
            # documents were read, and then the store or the disk failed: not all is made from them
            return {}
        return outcomes

    def _run(self, names: Sequence[str]) -> int | None:
        command = [sys.executable, "-m", "pipeline", "run", *names, "--out", ".", "--quiet"]
        if self._config is not None:
            command += ["--config", str(self._config.resolve())]
        with self._lock:
            if self._stopped:
                return None
            self._running = subprocess.Popen(
                command,
                cwd=self._out,
                env=self._environment(),
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                # a signal to the server's terminal is not meant for what was accepted
                start_new_session=True,
            )
        return self._running.wait()

    def stop(self) -> None:
        """End what is under way; it goes on when the next server begins."""
        with self._lock:
            self._stopped = True
            running = self._running
        if running is None or running.poll() is not None:
            return
        running.terminate()
        try:
            running.wait(_PATIENCE)
        except subprocess.TimeoutExpired:
            running.kill()

    def _environment(self) -> Mapping[str, str]:
        settings = self._settings
        given = {"KEHOACH_WORKERS": str(settings.workers), "KEHOACH_CACHE": str(settings.cache.expanduser().resolve())}
        if settings.aliases is not None:
            given["KEHOACH_ALIASES"] = str(settings.aliases.resolve())
        if settings.store is not None:
            given["KEHOACH_STORE"] = settings.store
        path = os.pathsep.join(filter(None, (_ROOT, os.environ.get("PYTHONPATH"))))
        return os.environ | given | {"PYTHONPATH": path}

    def _is_taken(self) -> bool:
        handle = os.open(self._out, os.O_RDONLY)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            return True
        finally:
            # with the handle goes the lock
            os.close(handle)
        return False


def outcomes_of(store: Store, names: Collection[str]) -> dict[str, Outcome]:
    """What the store knows of some sources: of documents, or of all that archives hold; by source."""
    documents: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for source, doc_id in store.sources().items():
        if (name := _outermost(source)) in names:
            documents[name].append((source, doc_id))
    wanted = {doc_id for found in documents.values() for _, doc_id in found}
    states = {row.doc_id: row.state for row in store.rows(DocumentRecord, {"doc_id": sorted(wanted)})}
    refused: dict[str, list[Refused]] = defaultdict(list)
    for failure in store.failures():
        if (name := _outermost(failure.source)) in names:
            refused[name].append(_refused(failure))
    return {
        name: Outcome(
            tuple(
                ReadDocument(doc_id, source, states[doc_id]) for source, doc_id in documents[name] if doc_id in states
            ),
            tuple(refused[name]),
        )
        for name in {*documents, *refused}
    }


def _outermost(source: str) -> str:
    """The file of the inbox in which a source lies, be it an archive."""
    return "/".join(source.split("/")[:2])


def _refused(failure: Failure) -> Refused:
    causes = {language: _told(failure, "cause", language) for language in LANGUAGES}
    remedies = {language: _told(failure, "remedy", language) for language in LANGUAGES}
    return Refused(failure.source, failure.code, causes, remedies)


def _told(failure: Failure, what: str, language: Language) -> str:
    """The cause or the remedy of a failure; in the language in which it was kept where it cannot be told again."""
    error = unpacked_error(failure.details)
    if isinstance(error, ReadingError):
        with suppress(KeyError):
            return text_in(language, f"unread.{error.key}.{what}", **error.values)
    return str(getattr(failure, what))
