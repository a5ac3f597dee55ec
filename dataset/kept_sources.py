"""The journal: which source holds which document, what could not be read, what archives hold."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Final

import sqlalchemy as sa

from dataset.connected import Connected
from dataset.postgres import done_again
from dataset.tables import ARCHIVES, FAILURES, JOURNAL, MARKS, SOURCES
from dataset.work import Failure, Work

# built once: over small documents making a statement costs more than it
_UNLINK: Final = tuple(table.delete().where(table.c.source == sa.bindparam("wanted")) for table in (SOURCES, FAILURES))

_UNMARK: Final = MARKS.delete().where(MARKS.c.address == sa.bindparam("wanted"))


class KeptSources(Connected):
    """The part of a store that keeps the journal of sources."""

    @done_again
    def fail(self, failure: Failure) -> None:
        """Note that a source could not be read, in place of what was there about it.

        What an earlier reading of the same content gave, by another version or with other options, stays.
        """
        earlier = SOURCES.c.doc_id == failure.sha256[:12]
        with self._writing() as connection:
            connection.execute(FAILURES.delete().where(FAILURES.c.source == failure.source))
            connection.execute(SOURCES.delete().where(SOURCES.c.source == failure.source, ~earlier))
            connection.execute(FAILURES.insert().values(**vars(failure)))

    @done_again
    def link(self, source: str, doc_id: str) -> None:
        """Note that a source holds a document that is already here."""
        with self._writing() as connection:
            link(connection, {source: doc_id})

    @done_again
    def has(self, doc_id: str, work: Work) -> bool:
        """Whether the document was already read in just this way."""
        with self._reading() as connection:
            found = connection.execute(sa.select(JOURNAL).where(JOURNAL.c.doc_id == doc_id)).first()
        return found is not None and (found.sha256, found.version, found.options) == (
            work.sha256,
            work.version,
            work.options,
        )

    @done_again
    def read_by(self, version: str, options: str) -> set[str]:
        """SHA-256 of everything that was read by this version with these options."""
        same = (JOURNAL.c.version == version) & (JOURNAL.c.options == options)
        with self._reading() as connection:
            return set(connection.scalars(sa.select(JOURNAL.c.sha256).where(same)))

    @done_again
    def listed(self, options: str) -> set[str]:
        """SHA-256 of every archive of which it is kept, under these options, what it holds."""
        with self._reading() as connection:
            return set(connection.scalars(sa.select(ARCHIVES.c.sha256).where(ARCHIVES.c.options == options)))

    @done_again
    def sources(self) -> dict[str, str]:
        """Every source that was read, with the document that it holds, by source."""
        with self._reading() as connection:
            rows = connection.execute(sa.select(SOURCES.c.source, SOURCES.c.doc_id)).all()
        return dict(sorted((row.source, row.doc_id) for row in rows))

    @done_again
    def failures(self) -> list[Failure]:
        """What could not be read, by source."""
        with self._reading() as connection:
            rows = connection.execute(sa.select(FAILURES)).all()
        return sorted((Failure(*row) for row in rows), key=lambda failure: failure.source)

    @done_again
    def listing(self, sha256: str, options: str) -> str | None:
        """What an archive holds, as it was kept under these options."""
        here = (ARCHIVES.c.sha256 == sha256) & (ARCHIVES.c.options == options)
        with self._reading() as connection:
            return connection.scalar(sa.select(ARCHIVES.c.listing).where(here))

    @done_again
    def keep_listing(self, sha256: str, options: str, listing: str) -> None:
        """Keep what an archive holds, in place of what was kept of it."""
        with self._writing() as connection:
            connection.execute(ARCHIVES.delete().where(ARCHIVES.c.sha256 == sha256))
            connection.execute(ARCHIVES.insert().values(sha256=sha256, options=options, listing=listing))

    @done_again
    def drop(self, sources: Collection[str]) -> None:
        """Forget sources that are no longer there."""
        if not sources:
            return
        with self._writing() as connection:
            for source in sources:
                for statement in (*_UNLINK, _UNMARK):
                    connection.execute(statement, {"wanted": source})


def link(connection: sa.Connection, sources: Mapping[str, str]) -> None:
    """Note which document each source holds, in place of what was noted of it."""
    for statement in _UNLINK:
        connection.execute(statement, [{"wanted": source} for source in sources])
    connection.execute(SOURCES.insert(), [{"source": source, "doc_id": doc_id} for source, doc_id in sources.items()])
