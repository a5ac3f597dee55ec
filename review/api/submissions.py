"""Documents that were handed in, and what became of each: a row that outlives every death of the server."""

from __future__ import annotations

import json
import time
import unicodedata
from collections.abc import Collection, Sequence
from dataclasses import asdict, dataclass
from secrets import token_hex
from typing import Any, Final, Literal

import sqlalchemy as sa

from checks.page import Language
from dataset.database import reading, writing
from review.api.deliveries import enqueue
from review.api.intake import Outcome, ReadDocument, Refused
from review.api.tables import SUBMISSIONS
from review.api.times import time_text

State = Literal["queued", "reading", "done", "partly", "refused"]
ENDED: Final[tuple[State, ...]] = ("done", "partly", "refused")
_LONGEST_NAME: Final = 200
_WAIT: Final = 5.0
_LONGEST_WAIT: Final = 300.0
"""Seconds until a reading that told nothing is tried again: doubled each time, up to this."""


@dataclass(frozen=True)
class Submission:
    """A document that was handed in; times are seconds since 1970. ``name`` is what the sender called it."""

    submission_id: str
    token_id: str
    file: str
    name: str
    kind: str
    sha256: str
    size: int
    state: State
    made_at: float
    changed_at: float
    tries: int
    outcome: Outcome

    def shown(self, language: Language) -> dict[str, Any]:
        """As it is told to whoever handed it in."""
        return {
            "submission_id": self.submission_id,
            "name": self.name,
            "kind": self.kind,
            "size": self.size,
            "sha256": self.sha256,
            "state": self.state,
            "made_at": time_text(self.made_at),
            "changed_at": time_text(self.changed_at),
            "tries": self.tries,
            "documents": [asdict(document) for document in self.outcome.documents],
            "refused": [
                {
                    "source": one.source,
                    "code": one.code,
                    "cause": one.cause[language],
                    "remedy": one.remedy[language],
                }
                for one in self.outcome.refused
            ],
        }


class Submissions:
    """What was handed in to a store; threads may share it."""

    def __init__(self, engine: sa.Engine, inbox: str) -> None:
        """``inbox`` is the identity of the inbox of this server; the tables have to be there."""
        self._engine = engine
        self._inbox = inbox

    def add(self, row: Submission) -> None:
        """Accept a document; when this returns that is on disk.

        Raises:
            DatabaseError: It cannot be written; so for every method.
        """
        values = {name: value for name, value in vars(row).items() if name != "outcome"}
        with writing(self._engine) as connection:
            insert = SUBMISSIONS.insert()
            connection.execute(
                insert.values(**values, inbox=self._inbox, due_at=row.made_at, outcome=_packed(row.outcome))
            )

    def get(self, submission_id: str, token_id: str | None) -> Submission | None:
        """A document that was handed in; with ``token_id`` only if by that token."""
        query = sa.select(SUBMISSIONS).where(SUBMISSIONS.c.submission_id == submission_id)
        with reading(self._engine) as connection:
            row = connection.execute(_of(query, token_id)).mappings().first()
        return None if row is None else _submission(row)

    def listed(self, token_id: str | None, states: Collection[str], after: str, limit: int) -> list[Submission]:
        """What was handed in, the latest first, behind the one of an identity."""
        query = _of(sa.select(SUBMISSIONS), token_id)
        if states:
            query = query.where(SUBMISSIONS.c.state.in_(list(states)))
        if after:
            query = query.where(SUBMISSIONS.c.submission_id < after)
        query = query.order_by(SUBMISSIONS.c.submission_id.desc()).limit(limit)
        with reading(self._engine) as connection:
            return [_submission(row) for row in connection.execute(query).mappings()]

    def waiting(self, token_id: str) -> int:
        """How many of a token are not read yet."""
        query = sa.select(sa.func.count()).select_from(SUBMISSIONS)
        query = query.where(SUBMISSIONS.c.token_id == token_id, SUBMISSIONS.c.state.not_in(ENDED))
        with reading(self._engine) as connection:
            return connection.scalar(query) or 0

    def files(self) -> set[str]:
        """The names of all files of this inbox that were accepted."""
        with reading(self._engine) as connection:
            return set(connection.scalars(sa.select(SUBMISSIONS.c.file).where(SUBMISSIONS.c.inbox == self._inbox)))

    # -- for the one process that sees to the inbox -------------------------------------------------------------------

    def resume(self) -> None:
        """What was being read when the program ended is to be read."""
        here = (SUBMISSIONS.c.inbox == self._inbox) & (SUBMISSIONS.c.state == "reading")
        with writing(self._engine) as connection:
            connection.execute(SUBMISSIONS.update().where(here).values(state="queued", due_at=0.0))

    def begin(self, most: int) -> list[Submission]:
        """Take up to so many that wait, the oldest first, as being read."""
        now = time.time()
        mine = (SUBMISSIONS.c.inbox == self._inbox) & (SUBMISSIONS.c.state == "queued") & (SUBMISSIONS.c.due_at <= now)
        query = sa.select(SUBMISSIONS).where(mine).order_by(SUBMISSIONS.c.submission_id).limit(most)
        with reading(self._engine) as connection:
            if connection.execute(query.limit(1)).first() is None:
                return []
        with writing(self._engine) as connection:
            rows = connection.execute(query).mappings().all()
            names = [row["submission_id"] for row in rows]
            taken = SUBMISSIONS.update().where(SUBMISSIONS.c.submission_id.in_(names))
            connection.execute(taken.values(state="reading", changed_at=now))
        return [_submission({**row, "state": "reading", "changed_at": now}) for row in rows]

    def end(self, submission: Submission, outcome: Outcome) -> None:
        """Note what became of one, and that whoever subscribed has to be told, in one transaction."""
        state = state_of(outcome)
        changed = _submission(
            {**vars(submission), "state": state, "changed_at": time.time(), "outcome": _packed(outcome)}
        )
        here = SUBMISSIONS.c.submission_id == submission.submission_id
        with writing(self._engine) as connection:
            values = {"state": state, "changed_at": changed.changed_at, "outcome": _packed(outcome)}
            connection.execute(SUBMISSIONS.update().where(here).values(**values))
            enqueue(connection, f"submission.{state}", changed.shown("vi"), token_id=submission.token_id)

    def put_back(self, submissions: Sequence[Submission], *, counted: bool) -> None:
        """Have some tried again later; ``counted`` says that a reading was tried and told nothing."""
        now = time.time()
        with writing(self._engine) as connection:
            for one in submissions:
                tries = one.tries + 1 if counted else one.tries
                due = now + (min(_WAIT * 2 ** min(one.tries, 10), _LONGEST_WAIT) if counted else _WAIT)
                here = SUBMISSIONS.c.submission_id == one.submission_id
                values = {"state": "queued", "changed_at": now, "tries": tries, "due_at": due}
                connection.execute(SUBMISSIONS.update().where(here).values(**values))


def new_identity() -> str:
    """A name for a document that is handed in: later ones are greater, by the second, and none can be guessed."""
    return f"{int(time.time()):08x}-{token_hex(8)}"


def clean_name(name: str) -> str:
    """What a sender called a file, as it can be shown: no path, no sign that nobody sees; never used as one."""
    last = name.replace("\\", "/").rpartition("/")[2]
    seen = "".join(sign for sign in unicodedata.normalize("NFC", last) if unicodedata.category(sign)[0] != "C")
    return seen.strip()[:_LONGEST_NAME]


def state_of(outcome: Outcome) -> State:
    """The state in which a document ends: partly where a part of it, or of what it holds, could not be read."""
    if not outcome.documents:
        return "refused"
    whole = not outcome.refused and all(document.state == "done" for document in outcome.documents)
    return "done" if whole else "partly"


def _of(query: sa.Select[Any], token_id: str | None) -> sa.Select[Any]:
    return query if token_id is None else query.where(SUBMISSIONS.c.token_id == token_id)


def _packed(outcome: Outcome) -> str:
    return json.dumps(asdict(outcome), ensure_ascii=False)


def _submission(row: Any) -> Submission:
    told = json.loads(row["outcome"]) if isinstance(row["outcome"], str) else asdict(row["outcome"])
    outcome = Outcome(
        tuple(ReadDocument(**document) for document in told["documents"]),
        tuple(Refused(**one) for one in told["refused"]),
    )
    names = [name for name in Submission.__dataclass_fields__ if name != "outcome"]
    return Submission(**{name: row[name] for name in names}, outcome=outcome)
