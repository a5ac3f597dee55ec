"""What the rules said of each document, kept in the store beside the dataset so that it need not be found out again."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Collection, Mapping
from contextlib import AbstractContextManager

import sqlalchemy as sa

from dataset.postgres import done_again
from dataset.tables import CHECK_STATES, CHECKED


class KeptChecks(ABC):
    """The part of a store that keeps checks. A document that is read again loses its own (the store sees to it)."""

    @abstractmethod
    def _reading(self) -> AbstractContextManager[sa.Connection]: ...

    @abstractmethod
    def _writing(self) -> AbstractContextManager[sa.Connection]: ...

    @done_again
    def checked(self, documents: Collection[str]) -> dict[str, tuple[str, str]]:
        """By document the state of the rules when it was last checked, and what they said; where it was since read."""
        query = sa.select(CHECKED).where(CHECKED.c.doc_id.in_(list(documents)))
        with self._reading() as connection:
            return {row.doc_id: (row.state, row.found) for row in connection.execute(query)}

    @done_again
    def count_checked(self, state: str) -> int:
        """How many documents have last been checked under a state of the rules."""
        query = sa.select(sa.func.count()).select_from(CHECKED).where(CHECKED.c.state == state)
        with self._reading() as connection:
            return connection.scalar(query) or 0

    @done_again
    def check_states(self) -> dict[str, str]:
        """The states of the rules under which documents were checked: what each stands for."""
        with self._reading() as connection:
            return {row.state: row.rules for row in connection.execute(sa.select(CHECK_STATES))}

    @done_again
    def keep_checked(self, state: str, rules: str, found: Mapping[str, str]) -> None:
        """Note what the rules in a state said, by document, in place of what was noted of these documents."""
        rows = [{"doc_id": doc_id, "state": state, "found": text} for doc_id, text in found.items()]
        with self._writing() as connection:
            if connection.scalar(sa.select(CHECK_STATES.c.state).where(CHECK_STATES.c.state == state)) is None:
                connection.execute(CHECK_STATES.insert().values(state=state, rules=rules))
            connection.execute(CHECKED.delete().where(CHECKED.c.doc_id.in_(list(found))))
            connection.execute(CHECKED.insert(), rows)

    @done_again
    def forget_checked(self, documents: Collection[str]) -> None:
        """Forget what the rules said of some documents, and states that no document is in any more."""
        with self._writing() as connection:
            connection.execute(CHECKED.delete().where(CHECKED.c.doc_id.in_(list(documents))))
            used = sa.select(CHECKED.c.state)
            connection.execute(CHECK_STATES.delete().where(CHECK_STATES.c.state.not_in(used)))
