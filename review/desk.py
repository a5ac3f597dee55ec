"""Deciding: a decision and the state that follows from it are written together, or not at all."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from time import time
from typing import Final, Self

import sqlalchemy as sa

from dataset.database import address_of, reading, writing
from dataset.decisions import Action, Clash, Decision, Ledger, Merged, decisions_in, in_order, standing
from review.blind import Agreement, agreement, blind_share, set_blind_share
from review.items import is_current, open_value, rebuild
from review.policy import review_policy
from review.queue import Item, Queue
from review.restate import restate, standing_of
from review.states import Standing
from review.tables import CLAIMS, ITEMS, LINKS, PRESSES, make_review_tables
from review.whereabouts import Place, place_of_finding

CLAIM_SECONDS: Final = 300.0
"""How long a subject is shown as taken by whoever opened it last."""


class NotInQueueError(Exception):
    """There is no subject of that key: what it was about is no longer in the dataset."""


@dataclass(frozen=True)
class Choice:
    """What a reviewer decides on one subject.

    ``basis`` is that of the item as it was shown: if it has been read anew since, the decision is on what was seen.
    ``settles`` are the decisions of others that the reviewer saw and overrules; without it a different decision of
    another one stays, and the subject is in conflict. ``value`` has gone through :func:`review.corrections.checked`.
    """

    key: str
    action: Action
    value: str | None = None
    reason: str = ""
    basis: str | None = None
    settles: tuple[str, ...] = ()


@dataclass(frozen=True)
class Decided:
    """What was decided, the items as they stand now, and the decisions of others that say something else."""

    decisions: tuple[Decision, ...]
    items: tuple[Item, ...]
    clashes: tuple[Clash, ...]


class Desk:
    """Everything that reviewers do to one store. Threads may share it; several processes may have one each."""

    def __init__(self, address: str) -> None:
        """Open the ledger and the queue of a database (an SQLAlchemy URL), making their tables where there are none.

        Raises:
            DatabaseError: It cannot be opened or written; so for every method.
        """
        self.ledger: Final = Ledger(address)
        self._engine = self.ledger.engine
        with writing(self._engine) as connection:
            make_review_tables(connection)
        self.queue: Final = Queue(self._engine)

    @classmethod
    def at(cls, path: Path) -> Self:
        """The desk of a SQLite file; raises as the constructor does."""
        return cls(address_of(path))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._engine.dispose()

    def decide(self, reviewer: str, choices: Sequence[Choice]) -> Decided:
        """Decide on some subjects at once; when this returns all of it is on disk.

        Raises:
            NotInQueueError: One of the subjects is not there; nothing was decided.
        """
        items = {item.key: item for item in self.queue.items([choice.key for choice in choices])}
        if missing := [choice.key for choice in choices if choice.key not in items]:
            raise NotInQueueError(", ".join(missing))
        return self._append([self._decision(reviewer, choice, items[choice.key]) for choice in choices])

    def place(self, item: Item) -> Place | None:
        """Where in the dataset a correction of a subject goes; nothing where it is a remark on the text."""
        if item.subject == "value":
            return None if item.row is None else Place(item.field, item.row)
        with reading(self._engine) as connection:
            return place_of_finding(connection, item.doc_id, item.start, item.end, item.predicted)

    def undo(self, reviewer: str, key: str | None = None) -> Decided | None:
        """Take back the last decision of a reviewer, on one subject or at all; nothing if there is none.

        What stood before it stands again. Where no subject is named, the decisions of one press of a key on several
        subjects are taken back together, all that still stand of them or none.
        """
        last = self._last(reviewer, key)
        if last is None:
            return None
        return self._append([_undone(decision) for decision in (self._pressed(last) if key is None else [last])])

    def refresh(self, low_confidence: float) -> int:
        """Make the queue anew from the dataset, as every check does; how many subjects there are."""
        return rebuild(self._engine, low_confidence)

    def prepare(self, low_confidence: float) -> None:
        """Make the queue anew if it is not that of the dataset that is there now: after ``check`` it always is."""
        if not is_current(self._engine, low_confidence):
            self.refresh(low_confidence)

    def value(self, field: str, doc_id: str, row: int) -> Item:
        """The subject of any value that may be corrected, put into the queue (as not due) if it is not there yet.

        ``field`` is ``table.column``, ``row`` counts the rows of that table within the document, from 0.

        Raises:
            NotInQueueError: There is no such value, or it may not be corrected.
        """
        if field not in review_policy().columns:
            raise NotInQueueError(field)
        with writing(self._engine) as connection:
            key = open_value(connection, field, doc_id, row)
        item = self.queue.item(key) if key else None
        if item is None:
            raise NotInQueueError(f"{field} {doc_id} {row}")
        return item

    def blind_share(self) -> float:
        """The percentage of the subjects that two reviewers decide on without seeing each other."""
        with reading(self._engine) as connection:
            return blind_share(connection)

    def set_blind_share(self, percent: float) -> None:
        """Choose that percentage; it counts from the next :meth:`refresh`.

        Raises:
            ValueError: It is not between 0 and 100.
        """
        with writing(self._engine) as connection:
            set_blind_share(connection, percent)

    def agreement(self) -> Agreement:
        """How far two reviewers agree on the subjects that both decide on."""
        with reading(self._engine) as connection:
            keys = frozenset(connection.scalars(sa.select(ITEMS.c.key).where(ITEMS.c.wanted > 1)))
            return agreement(decisions_in(connection), keys)

    def history(self, key: str) -> list[Decision]:
        """Everything that was decided on a subject, undone or not, in order."""
        return self.ledger.decisions([key])

    def gone(self) -> list[Decision]:
        """The decisions that count and whose subject is no longer there: mended, or not found again."""
        with reading(self._engine) as connection:
            known = set(connection.scalars(sa.select(ITEMS.c.key)))
            known |= set(connection.scalars(sa.select(LINKS.c.decided_key)))
            by_key: dict[str, list[Decision]] = defaultdict(list)
            for decision in decisions_in(connection):
                by_key[decision.key].append(decision)
        return in_order(d for key, made in by_key.items() if key not in known for d in standing(made))

    def standing(self, key: str) -> Standing:
        """Where a subject stands and by which decisions; those carried over from another file of the document too.

        Raises:
            NotInQueueError: There is no such subject.
        """
        with reading(self._engine) as connection:
            found = standing_of(connection, [key])
        if key not in found:
            raise NotInQueueError(key)
        return found[key]

    def merge(self, decisions: Iterable[Decision]) -> Merged:
        """Add the decisions of another log, and bring the states up to date."""
        return self.ledger.merge(decisions, lambda connection, new: restate(connection, {d.key for d in new}))

    def take(self, reviewer: str, key: str, seconds: float = CLAIM_SECONDS) -> str:
        """Show a subject as taken for a while; the name of who has it, another reviewer if that one was first."""
        with writing(self._engine) as connection:
            row = connection.execute(sa.select(CLAIMS).where(CLAIMS.c.key == key)).first()
            if row is not None and row.reviewer != reviewer and row.until > time():
                return str(row.reviewer)
            connection.execute(CLAIMS.delete().where((CLAIMS.c.key == key) | (CLAIMS.c.until <= time())))
            connection.execute(CLAIMS.insert().values(key=key, reviewer=reviewer, until=time() + seconds))
        return reviewer

    def release(self, reviewer: str, key: str | None = None) -> None:
        """Take nothing more, or one subject no more."""
        mine = CLAIMS.delete().where(CLAIMS.c.reviewer == reviewer)
        with writing(self._engine) as connection:
            connection.execute(mine if key is None else mine.where(CLAIMS.c.key == key))

    def _append(self, decisions: Sequence[Decision]) -> Decided:
        keys = {decision.key for decision in decisions}

        def within(connection: sa.Connection, made: Sequence[Decision]) -> None:
            restate(connection, keys)
            if len(made) > 1:
                press = made[0].decision_id
                rows = [{"decision_id": d.decision_id, "press": press, "key": d.key} for d in made]
                connection.execute(PRESSES.insert(), rows)

        appended = self.ledger.append(decisions, within)
        self.release(decisions[0].reviewer, decisions[0].key if len(decisions) == 1 else None)
        return Decided(appended.decisions, tuple(self.queue.items(sorted(keys))), appended.clashes)

    def _pressed(self, decision: Decision) -> list[Decision]:
        """A decision and those of the same press that still stand; what was on the screen first."""
        with reading(self._engine) as connection:
            of = sa.select(PRESSES.c.press).where(PRESSES.c.decision_id == decision.decision_id)
            press = connection.scalar(of)
            if press is None:
                return [decision]
            query = sa.select(PRESSES.c.decision_id, PRESSES.c.key).where(PRESSES.c.press == press)
            keys = {row.decision_id: row.key for row in connection.execute(query)}
            by_key: dict[str, list[Decision]] = defaultdict(list)
            for made in decisions_in(connection, sorted(keys.values())):
                by_key[made.key].append(made)
        standing_yet = [
            found
            for made in by_key.values()
            for found in standing(d for d in made if d.reviewer == decision.reviewer)
            if found.decision_id in keys
        ]
        return sorted(standing_yet, key=lambda d: d.decision_id != press)

    def _last(self, reviewer: str, key: str | None) -> Decision | None:
        keys = [key] if key is not None else list({d.key for d in self.ledger.recent(reviewer, 200)})
        mine = [d for d in self.ledger.decisions(keys) if d.reviewer == reviewer]
        found = [d for wanted in keys for d in standing(d for d in mine if d.key == wanted)]
        return max(found, key=lambda d: (d.at, d.decision_id), default=None)

    def _decision(self, reviewer: str, choice: Choice, item: Item) -> Decision:
        place = self.place(item) if choice.action == "correct" else None
        return Decision(
            reviewer=reviewer,
            subject="value" if item.subject == "value" else "finding",
            key=item.key,
            action=choice.action,
            reason=choice.reason,
            value=choice.value if choice.action == "correct" else None,
            field=place.field if place else item.field,
            predicted=item.predicted,
            basis=item.basis if choice.basis is None else choice.basis,
            content_key=item.content_key,
            refers=" ".join(choice.settles),
            doc_sha256=item.doc_sha256,
            source=item.source,
            rule=item.rule if item.subject == "finding" else "",
            quote=item.quote,
        )


def _undone(decision: Decision) -> Decision:
    """The decision that takes another one back."""
    fields = decision.model_dump(exclude={"decision_id", "at"})
    return Decision(**fields | {"action": "undo", "refers": decision.decision_id, "reason": "", "value": None})
