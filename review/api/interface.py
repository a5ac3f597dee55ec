"""The parts of the HTTP interface of one server, and its work in the background: reading, telling, sending."""

from __future__ import annotations

import sys
import time
import traceback
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from threading import Event, Thread
from typing import Final

import sqlalchemy as sa

from checks.page import Language
from dataset.database import DatabaseError, reading, writing
from review.api.deliveries import Due, Outbox, enqueue
from review.api.hooks import Hooks
from review.api.inbox import Inbox
from review.api.intake import BusyError, Outcome, Reader, Refused
from review.api.rates import Rates
from review.api.sending import send
from review.api.settings import HTTP, MEGABYTE, HttpSettings
from review.api.state import States
from review.api.submissions import Submission, Submissions
from review.api.tables import FACTS
from review.api.tokens import Tokens
from review.api.wording import text
from review.exporting.jobs import Bounds, Jobs
from review.exporting.making import Maker
from review.exporting.shelf import Shelf
from review.wording import LANGUAGES

AT_ONCE: Final = 50
"""Documents that are read in one run: what is made from the whole store is made once for all of them."""
SENDERS: Final = 4
_LOOK: Final = 1.0
"""Seconds between two looks at what is to be done."""
_WRONG_PER_MINUTE: Final = 30
"""Wrong tokens from one address."""
_CALM: Final = 3.0
"""Seconds for which the dataset has to stay as it is before its change is told: a run changes it many times."""
_TOLD: Final = "told_state"


class Interface:
    """The HTTP interface over one store; threads share it.

    Without a reader it takes no documents, without a maker it exports nothing.
    """

    def __init__(
        self,
        engine: sa.Engine,
        *,
        out: Path | None = None,
        reader: Reader | None = None,
        maker: Maker | None = None,
        settings: HttpSettings = HTTP,
        language: Language = "vi",
    ) -> None:
        """Make the tables of the interface where there are none, and its folders in the output folder.

        Raises:
            DatabaseError: The database cannot be written.
            OSError: A folder cannot be made.
        """
        self.engine: Final = engine
        self.settings: Final = settings
        self.language: Final[Language] = language
        self.reader: Final = reader
        self.tokens: Final = Tokens(engine)
        self.states: Final = States()
        self.rates: Final = Rates(settings.requests_per_minute)
        self.wrong: Final = Rates(_WRONG_PER_MINUTE)
        self.inbox: Final = Inbox(out) if reader is not None and out is not None else None
        self.submissions: Final = Submissions(engine, self.inbox.identity if self.inbox else "")
        self.hooks: Final = Hooks(engine)
        self.outbox: Final = Outbox(engine)
        self.arrived: Final = Event()
        shelf = None if maker is None or out is None else Shelf(engine, out)
        self.exports: Final = None if maker is None else Jobs(maker, _bounds(settings), shelf=shelf)


class Background:
    """What goes on beside the requests, from entering to leaving the context."""

    def __init__(self, interface: Interface, post: Callable[[Due], tuple[int | None, str]] | None = None) -> None:
        self._interface = interface
        self._post = post or (lambda due: send(due, interface.settings.hook_networks))
        self._ending = Event()
        self._threads = [Thread(target=self._run, args=(work,), daemon=True) for work in (self._read, self._send)]

    def __enter__(self) -> Background:
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._ending.set()
        self._interface.arrived.set()
        if self._interface.reader is not None:
            self._interface.reader.stop()
        if self._interface.exports is not None:
            self._interface.exports.close()
        for thread in self._threads:
            thread.join(20)

    def _run(self, work: Callable[[], None]) -> None:
        """Do some work until the end; what fails is told at the server and done again."""
        while not self._ending.is_set():
            try:
                work()
            except DatabaseError as error:
                sys.stderr.write(f"{error}\n")
            except Exception as error:
                # a thread that is gone would be missed by nobody
                traceback.print_exception(error, file=sys.stderr)
            self._ending.wait(_LOOK)

    # -- reading ------------------------------------------------------------------------------------------------------

    def _read(self) -> None:
        inbox = self._interface.inbox
        if inbox is None:
            self._ending.wait()
            return
        with inbox.alone() as mine:
            if not mine:
                # another server sees to it; should that end, this one does
                self._ending.wait(5)
                return
            self._interface.submissions.resume()
            inbox.tidy(self._interface.submissions.files())
            while not self._ending.is_set():
                self._interface.arrived.clear()
                if not self._read_some(inbox):
                    self._interface.arrived.wait(_LOOK)

    def _read_some(self, inbox: Inbox) -> bool:
        reader, submissions = self._interface.reader, self._interface.submissions
        assert reader is not None
        taken = submissions.begin(AT_ONCE)
        paths = {one.submission_id: inbox.folder / one.file for one in taken}
        here = [one for one in taken if paths[one.submission_id].is_file()]
        for one in taken:
            if one not in here:
                submissions.end(one, _file_gone(one))
        if not here:
            return bool(taken)
        try:
            outcomes = reader.read([paths[one.submission_id] for one in here])
        except BusyError:
            submissions.put_back(here, counted=False)
            return False
        left: list[Submission] = []
        for one in here:
            outcome = outcomes.get(paths[one.submission_id])
            if outcome is None:
                left.append(one)
            else:
                submissions.end(one, outcome)
        if left:
            # what was ended with the server is not counted: the next one reads it
            submissions.put_back(left, counted=not self._ending.is_set())
        return not left

    # -- telling ------------------------------------------------------------------------------------------------------

    def _send(self) -> None:
        outbox = self._interface.outbox
        busy: dict[str, Future[None]] = {}
        seen, since = "", time.monotonic()
        with ThreadPoolExecutor(SENDERS) as pool:
            while not self._ending.is_set():
                state = self._state()
                if state != seen:
                    seen, since = state, time.monotonic()
                elif time.monotonic() - since >= _CALM:
                    self._tell_state(state)
                    since = float("inf")
                busy = {hook_id: under_way for hook_id, under_way in busy.items() if not under_way.done()}
                for due in outbox.due(SENDERS - len(busy), busy) if len(busy) < SENDERS else []:
                    busy[due.delivery.hook_id] = pool.submit(self._deliver, due)
                self._ending.wait(_LOOK)

    def _deliver(self, due: Due) -> None:
        # if it cannot be noted how it ended it is sent again: the receiver knows it by its identity
        with suppress(DatabaseError):
            self._interface.outbox.settle(due.delivery, *self._post(due))

    def _state(self) -> str:
        with reading(self._interface.engine) as connection:
            return self._interface.states.name(connection)

    def _tell_state(self, state: str) -> None:
        """Put it into the outbox that the dataset has changed, unless that was told."""
        with reading(self._interface.engine) as connection:
            if connection.scalar(_TOLD_STATE) == state:
                return
        with writing(self._interface.engine) as connection:
            told = connection.scalar(_TOLD_STATE)
            if told == state:
                return
            connection.execute(FACTS.delete().where(FACTS.c.name == _TOLD))
            connection.execute(FACTS.insert().values(name=_TOLD, value=state))
            if told is not None:
                # a server that begins over a store which nobody had looked at tells nobody of it
                enqueue(connection, "dataset.changed", {"state": state})


_TOLD_STATE: Final = sa.select(FACTS.c.value).where(FACTS.c.name == _TOLD)


def _bounds(settings: HttpSettings) -> Bounds:
    kept = settings.exports_kept_megabytes * MEGABYTE
    return Bounds(settings.exports_kept_hours * 3600.0, kept, settings.exports_waiting)


def _file_gone(submission: Submission) -> Outcome:
    cause = {language: text(language, "refused", "file_gone") for language in LANGUAGES}
    remedy = {language: text(language, "refused", "send_again") for language in LANGUAGES}
    return Outcome(refused=(Refused(submission.name, "file_gone", cause, remedy),))
