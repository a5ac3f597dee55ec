"""The ledger: what people decided on findings and values, an append-only log in the store.

A decision says what was decided *on*: the key of the subject, and the ``basis``, a fingerprint of what was read when it
was made. It outlives the dataset that it is about: a new run, a new version, ``--fresh``. Who wants to know where a
finding stands computes it from the log (:mod:`review.states`); nothing in the log is ever changed.

Two logs are merged by the union of their decisions. The order of decisions is that of ``(at, decision_id)``, the same
on every machine; on one key ``at`` always grows, whatever the clock does, so that who decides later is later.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Annotated, Any, Final, Literal, Self
from uuid import uuid4

import sqlalchemy as sa
from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from dataset.database import address_of, durable_engine, reading, writing
from dataset.ledger_tables import DECISIONS, make_ledger

Action = Literal["confirm", "dismiss", "correct", "defer", "undo"]
SubjectKind = Literal["finding", "value"]
_STEP: Final = timedelta(milliseconds=1)
_MANY: Final = 500
"""Keys of one query; databases bound their number."""
Instant = Annotated[str, StringConstraints(pattern=r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$")]


def instant(at: datetime | None = None) -> str:
    """A time (now) as it stands in the log: UTC, ISO 8601, milliseconds."""
    at = at or datetime.now(UTC)
    return at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


class Decision(BaseModel):
    """One decision of one person on one subject. Field order is column order of the exports."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    decision_id: Annotated[str, StringConstraints(pattern="^[0-9a-f]{32}$")] = Field(
        default_factory=lambda: uuid4().hex, description="random identity (UUID 4)"
    )
    at: Instant = Field(default_factory=instant, description="when, UTC")
    reviewer: Annotated[str, StringConstraints(min_length=1, max_length=200)] = Field(description="who")
    subject: SubjectKind = Field(description="what is decided on")
    key: Annotated[str, StringConstraints(min_length=1, max_length=200)] = Field(
        description="finding_id, or the key of a value"
    )
    action: Action = Field(description="what was decided")
    reason: str = Field("", description="why, in the words of the reviewer")
    value: str | None = Field(None, description="the correction, normalised")
    field: str = Field("", description="table.column of a value")
    predicted: str | None = Field(None, description="what was shown when it was decided")
    basis: str = Field("", description="fingerprint of what was read when it was decided")
    content_key: str = Field("", description="key of the subject by the document's own number, date and issuer")
    refers: str = Field("", description="decisions that this one takes the place of, with spaces between")
    doc_sha256: str = Field("", description="SHA-256 of the bytes of the document")
    source: str = Field("", description="where the document was read from")
    rule: str = Field("", description="code of the rule")
    quote: str = Field("", description="the words that it is about")

    @property
    def verdict(self) -> tuple[str, str | None]:
        """What two reviewers have to share to agree."""
        return self.action, self.value if self.action == "correct" else None

    @property
    def replaced(self) -> frozenset[str]:
        """The decisions that this one takes the place of."""
        return frozenset(self.refers.split())


@dataclass(frozen=True)
class Clash:
    """A decision, and one of another reviewer on the same subject that says something else; both are kept."""

    decision: Decision
    other: Decision


@dataclass(frozen=True)
class Appended:
    """What was added, as it stands in the log, and whom it contradicts."""

    decisions: tuple[Decision, ...]
    clashes: tuple[Clash, ...]


@dataclass(frozen=True)
class Merged:
    """What a merge did: how many were new, how many known, and those of a known id that say something else."""

    added: int
    known: int
    differing: tuple[Decision, ...]


Within = Callable[[sa.Connection, Sequence[Decision]], None]
"""What is written in the transaction of some decisions, so that it holds exactly if they do."""


class Ledger:
    """The log of decisions in a database. Threads may share it, and any number of processes may write at once."""

    def __init__(self, address: str) -> None:
        """Open the ledger of a database (an SQLAlchemy URL), making its tables where there are none.

        Raises:
            DatabaseError: It cannot be opened or written.
        """
        self.engine: Final = durable_engine(address)
        with writing(self.engine) as connection:
            make_ledger(connection)

    @classmethod
    def at(cls, path: Path) -> Self:
        """The ledger in a SQLite file; raises as the constructor does."""
        return cls(address_of(path))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.engine.dispose()

    def append(self, decisions: Sequence[Decision], within: Within | None = None) -> Appended:
        """Add decisions; when this returns they are on disk, all of them.

        ``at`` is moved on where an earlier decision on the same key is not older. ``within`` writes more in the same
        transaction. Decisions of other reviewers that say something else are returned, not refused.

        Raises:
            DatabaseError: They cannot be written, or one of them is there already; none was added.
        """
        with writing(self.engine) as connection:
            earlier = _by_key(_of(connection, [decision.key for decision in decisions]))
            made: list[Decision] = []
            clashes: list[Clash] = []
            for decision in decisions:
                before = earlier.setdefault(decision.key, [])
                decision = _behind(decision, before)  # noqa: PLW2901  the same decision, later
                clashes += [
                    Clash(decision, other)
                    for other in standing(before)
                    if decision.action not in {"undo", "defer"}
                    and other.action != "defer"
                    and other.reviewer != decision.reviewer
                    and other.verdict != decision.verdict
                    and other.decision_id not in decision.replaced
                ]
                before.append(decision)
                made.append(decision)
            _insert(connection, made)
            if within is not None:
                within(connection, made)
        return Appended(tuple(made), tuple(clashes))

    def merge(self, decisions: Iterable[Decision], within: Within | None = None) -> Merged:
        """Add decisions of another log as they are; what is here already is left alone.

        Raises:
            DatabaseError: They cannot be written; none was added.
        """
        given: dict[str, Decision] = {}
        differing = [d for d in decisions if given.setdefault(d.decision_id, d) != d]
        with writing(self.engine) as connection:
            known = {d.decision_id: d for d in _of(connection, list(given), DECISIONS.c.decision_id)}
            new = [decision for key, decision in given.items() if key not in known]
            differing += [given[key] for key, here in known.items() if given[key] != here]
            _insert(connection, new)
            if within is not None:
                within(connection, new)
        return Merged(len(new), len(known), tuple(differing))

    def decisions(self, keys: Sequence[str] | None = None) -> list[Decision]:
        """All decisions, or those on some keys, in the order in which they were made."""
        with reading(self.engine) as connection:
            return decisions_in(connection, keys)

    def recent(self, reviewer: str, count: int = 20) -> list[Decision]:
        """The last decisions of one reviewer, the latest first."""
        wanted = sa.select(*_COLUMNS).where(DECISIONS.c.reviewer == reviewer)
        newest = wanted.order_by(DECISIONS.c.at.desc(), DECISIONS.c.decision_id.desc()).limit(count)
        with reading(self.engine) as connection:
            return [_decision(row) for row in connection.execute(newest).mappings()]

    def count(self) -> int:
        """How many decisions there are."""
        with reading(self.engine) as connection:
            return connection.scalar(sa.select(sa.func.count()).select_from(DECISIONS)) or 0


def standing(decisions: Iterable[Decision]) -> list[Decision]:
    """Of the decisions on one key those that count, in order: the last one of each reviewer.

    A decision takes the place of those that it refers to, unless something later takes its own; so an undo brings back
    what stood before it, and undoing the undo does that decision again.
    """
    ordered = in_order(decisions)
    dead: set[str] = set()
    for decision in reversed(ordered):
        if decision.decision_id not in dead:
            dead |= decision.replaced
    last = {d.reviewer: d for d in ordered if d.decision_id not in dead and d.action != "undo"}
    return in_order(last.values())


def in_order(decisions: Iterable[Decision]) -> list[Decision]:
    """Decisions in the order in which they were made, the same on every machine."""
    return sorted(decisions, key=lambda decision: (decision.at, decision.decision_id))


def decisions_in(connection: sa.Connection, keys: Sequence[str] | None = None) -> list[Decision]:
    """All decisions, or those on some keys, in order, as a transaction sees them."""
    return in_order(_of(connection, keys))


_COLUMNS: Final = [DECISIONS.c[name] for name in Decision.model_fields]


def _of(
    connection: sa.Connection, keys: Sequence[str] | None, column: sa.Column[Any] = DECISIONS.c.key
) -> Iterator[Decision]:
    if keys is None:
        yield from map(_decision, connection.execute(sa.select(*_COLUMNS)).mappings())
        return
    wanted = list(dict.fromkeys(keys))
    for first in range(0, len(wanted), _MANY):
        query = sa.select(*_COLUMNS).where(column.in_(wanted[first : first + _MANY]))
        yield from map(_decision, connection.execute(query).mappings())


def _decision(row: Any) -> Decision:
    # written by this program from a decision that was checked then
    return Decision.model_construct(**row)


def _insert(connection: sa.Connection, decisions: Sequence[Decision]) -> None:
    if decisions:
        connection.execute(DECISIONS.insert(), [decision.model_dump() for decision in decisions])


def _by_key(decisions: Iterable[Decision]) -> dict[str, list[Decision]]:
    found: dict[str, list[Decision]] = {}
    for decision in decisions:
        found.setdefault(decision.key, []).append(decision)
    return found


def _behind(decision: Decision, earlier: Sequence[Decision]) -> Decision:
    """The decision, moved on in time where one before it is not older."""
    latest = max((other.at for other in earlier), default="")
    if decision.at > latest:
        return decision
    moved = datetime.fromisoformat(latest.replace("Z", "+00:00")) + _STEP
    return decision.model_copy(update={"at": instant(moved)})
