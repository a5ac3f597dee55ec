"""The store: every row, the text of every document, and the journal of the work, in one SQL database.

The tables are made from the record models. The rows of a document are written in one transaction together with its line
of the journal, so that a program that dies at any moment leaves whole documents only.
"""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import Any, Final, Self, TypeVar

import sqlalchemy as sa
from sqlalchemy.exc import SQLAlchemyError

from dataset import postgres
from dataset.columns import columns_of, has_document, schema_version
from dataset.database import words_of
from dataset.gathered_units import gathered_units
from dataset.kept_checks import KeptChecks
from dataset.kept_costs import Cost, KeptCosts, insert_costs
from dataset.kept_finish import UNFINISHED, KeptFinish
from dataset.kept_marks import KeptMarks
from dataset.postgres import done_again
from dataset.records import (
    RECORD_TYPES,
    DocumentRecord,
    EvidenceRecord,
    Finding,
    NoteRecord,
    Record,
    Records,
    UnitMention,
    UnitRecord,
)
from dataset.revision import renew
from dataset.tables import (
    ARCHIVES,
    CHECKED,
    COSTS,
    DERIVED,
    FAILURES,
    JOURNAL,
    LAYOUTS,
    MARKS,
    META,
    METADATA,
    SOURCES,
    TABLES,
    TEXTS,
)

R = TypeVar("R", bound=Record)


class StoreError(Exception):
    """The store cannot be opened, read or written; the message says why."""


class StoreVersionError(StoreError):
    """The store was made by a version with other tables."""


class StoreTakenError(StoreError):
    """Another batch writes to the store."""


@dataclass(frozen=True)
class Work:
    """What makes a reading valid: the same content, read by the same version with the same options."""

    sha256: str
    version: str
    options: str


@dataclass(frozen=True)
class Failure:
    """A source that could not be read."""

    source: str
    sha256: str
    stage: str
    cause: str
    remedy: str = ""
    code: str = ""
    """The cause by a name that no language changes."""
    details: str = ""
    """The values in its message, packed by whoever reads."""
    version: str = ""
    options: str = ""
    """By what it was tried to be read."""


class Store(KeptChecks, KeptMarks, KeptCosts, KeptFinish):
    """A dataset on disk. Use it as a context manager; one process writes at a time."""

    def __init__(self, url: str) -> None:
        """Open the store, making its tables where there are none.

        Raises:
            StoreVersionError: It was made by a version with other tables.
            StoreError: It cannot be opened or written.
        """
        self.address: Final = url
        """Where it is, for whoever needs a connection of another kind to it."""
        self._engine = sa.create_engine(url, **postgres.connect_options(url))
        postgres.prepare_engine(self._engine)
        # the same order on every database
        self._by_code_point = "BINARY" if self._engine.dialect.name == "sqlite" else "C"
        self._alone = False
        self._writer: sa.Connection | None = None
        if self._engine.dialect.name == "sqlite":
            sa.event.listen(self._engine, "connect", _prepare_sqlite)
        with _errors():
            self._prepare()

    @property
    def url(self) -> str:
        """The database, for another process to open."""
        return self._engine.url.render_as_string(hide_password=False)

    @classmethod
    def at(cls, path: Path) -> Self:
        """The SQLite store in a file; raises as the constructor does."""
        return cls(sa.URL.create("sqlite", database=str(path)).render_as_string())

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self._writer is not None:
            # the lock is one of the connection, which the pool would keep
            self._writer.invalidate()
            self._writer.close()
        self._engine.dispose()

    def keep_others_out(self) -> None:
        """Be the only batch that writes, to the end; on SQLite the lock of the output folder does that.

        Raises:
            StoreTakenError: Another batch is at work.
            StoreError: The database cannot be reached.
        """
        if self._engine.dialect.name == postgres.NAME:
            with _errors():
                self._writer = self._take(wait=False)
            self._alone = True

    def _take(self, *, wait: bool) -> sa.Connection:
        """A connection that holds the lock of batches."""
        with postgres.closing(self._engine.connect()) as connection:
            postgres.lock_batch(connection, wait=wait)
            connection.commit()
        return connection

    def _prepare(self) -> None:
        with self._engine.begin() as connection:
            postgres.lock_tables(connection)
            if connection.dialect.name == "sqlite" and _lacking(connection):
                # the driver begins no transaction before DDL: each table would be there by itself, and a disk that
                # is full half-way would leave some without the version that says what they are
                connection.exec_driver_sql("BEGIN IMMEDIATE")
            lacking = _lacking(connection)
            if lacking:
                METADATA.create_all(connection)
            if META.name in lacking:
                connection.execute(META.insert().values(key="schema_version", value=schema_version()))

    # -- documents ----------------------------------------------------------------------------------------------------

    @done_again
    def save(
        self,
        work: Work,
        document: DocumentRecord,
        text: str,
        records: Records,
        layout: bytes = b"",
        *,
        costs: Sequence[Cost] = (),
    ) -> None:
        """Write everything about one document, in place of what was there about it or its source.

        ``layout`` tells where its words stand (:meth:`dataset.layout.Layout.packed`), ``costs`` what reading it took.
        """
        rows: dict[type[Record], list[Record]] = defaultdict(list)
        for record in records:
            if not isinstance(record, DERIVED):
                rows[type(record)].append(record)
        rows[DocumentRecord] = [document]
        with self._writing() as connection:
            # of a new document there is nothing to forget, and looking into every table takes longest
            if connection.scalar(_IN_JOURNAL, {"wanted": document.doc_id}) is not None:
                _forget(connection, document.doc_id)
            for kind, found in rows.items():
                _insert(connection, kind, found)
            connection.execute(TEXTS.insert(), {"doc_id": document.doc_id, "text": text})
            if layout:
                connection.execute(LAYOUTS.insert(), {"doc_id": document.doc_id, "words": layout})
            insert_costs(connection, document.doc_id, costs)
            connection.execute(JOURNAL.insert(), {"doc_id": document.doc_id, **vars(work)})
            _link(connection, document.source, document.doc_id)

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
            _link(connection, source, doc_id)

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

    @done_again
    def settle(self) -> None:
        """Forget documents that no source holds any more, and name each other one by its first source."""
        first: dict[str, str] = {}
        for source, doc_id in self.sources().items():
            first.setdefault(doc_id, source)
        documents = TABLES[DocumentRecord.table]
        with self._writing() as connection:
            for row in connection.execute(sa.select(documents.c.doc_id, documents.c.source)).all():
                if row.doc_id not in first:
                    _forget(connection, row.doc_id)
                elif row.source != first[row.doc_id]:
                    renamed = documents.update().where(documents.c.doc_id == row.doc_id)
                    connection.execute(renamed.values(source=first[row.doc_id]))

    # -- what is derived ----------------------------------------------------------------------------------------------

    def gather_units(self) -> None:
        """Compute the table of units from their mentions."""
        self.replace(UnitRecord, gathered_units(self.rows(UnitMention)))

    @done_again
    def replace(self, kind: type[R], rows: Sequence[R]) -> None:
        """Put rows in place of everything in one of the derived tables."""
        with self._writing() as connection:
            connection.execute(TABLES[kind.table].delete())
            _insert(connection, kind, rows)

    @done_again
    def replace_findings(self, findings: Sequence[Finding], evidence: Sequence[EvidenceRecord]) -> None:
        """Put the findings of a check in place of those of the one before."""
        with self._writing() as connection:
            for kind, rows in ((Finding, findings), (EvidenceRecord, evidence)):
                connection.execute(TABLES[kind.table].delete())
                _insert(connection, kind, rows)

    def replace_notes(self, stage: str, notes: Iterable[NoteRecord]) -> None:
        """Put notes about documents in place of all that a stage of the batch had noted before."""
        self._put_notes(stage, list(notes))

    @done_again
    def _put_notes(self, stage: str, notes: Sequence[NoteRecord]) -> None:
        table = TABLES[NoteRecord.table]
        highest = sa.select(sa.func.coalesce(sa.func.max(table.c.position), -1) + 1)
        with self._writing() as connection:
            connection.execute(table.delete().where(table.c.stage == stage))
            for note in notes:
                position = connection.scalar(highest.where(table.c.doc_id == note.doc_id))
                connection.execute(table.insert().values(position=position, **note.model_dump()))

    @done_again
    def reword_notes(self, reword: Callable[[NoteRecord], str]) -> None:
        """Put another message in place of that of each note; their order stays."""
        table = TABLES[NoteRecord.table]
        with self._writing() as connection:
            for row in connection.execute(sa.select(table)).mappings().all():
                note = NoteRecord.model_validate({name: row[name] for name in NoteRecord.model_fields})
                if (message := reword(note)) != note.message:
                    here = (table.c.doc_id == note.doc_id) & (table.c.position == row["position"])
                    connection.execute(table.update().where(here).values(message=message))

    # -- reading ------------------------------------------------------------------------------------------------------

    def documents(self) -> Iterator[DocumentRecord]:
        """The documents, by source."""
        return self.rows(DocumentRecord)

    def rows(self, kind: type[R], where: Mapping[str, Collection[str]] | None = None) -> Iterator[R]:
        """All rows of one table: by document (by source), in reading order; the derived tables in their own order.

        With ``where`` only the rows that have, in each of its columns, one of the values.
        """
        table = TABLES[kind.table]
        query = sa.select(*(table.c[spec.name] for spec in columns_of(kind)))
        query = query.where(*(table.c[column].in_(list(values)) for column, values in (where or {}).items()))
        documents = TABLES[DocumentRecord.table]
        if kind is DocumentRecord:
            query = query.order_by(table.c.source.collate(self._by_code_point))
        elif kind in DERIVED:
            query = query.order_by(table.c.position)
        else:
            query = query.join(documents, documents.c.doc_id == table.c.doc_id).order_by(
                documents.c.source.collate(self._by_code_point), table.c.position
            )
        handed_out = 0
        for last in (False, False, True):
            try:
                with self._reading() as connection:
                    # a connection that is lost half-way: nobody else writes, so the rest is where it was
                    rest = query.offset(handed_out) if handed_out else query
                    for row in _records(kind, connection.execution_options(yield_per=1000).execute(rest)):
                        handed_out += 1
                        yield row
                return
            except StoreError as error:
                if last or not postgres.is_gone(error.__cause__):
                    raise

    def groups(self, kind: type[R], by: str, varying: str) -> Iterator[Iterator[R]]:
        """Rows with one value of the column ``by``, where there are several in ``varying``, group after group.

        The database sorts and sifts; no more than some rows are in memory. Use up each group before the next.
        """
        table = TABLES[kind.table]
        several = sa.select(table.c[by]).where(table.c[by].is_not(None)).group_by(table.c[by])
        several = several.having(sa.func.min(table.c[varying]) != sa.func.max(table.c[varying]))
        documents = TABLES[DocumentRecord.table]
        query = (
            sa.select(*(table.c[spec.name] for spec in columns_of(kind)))
            .join(documents, documents.c.doc_id == table.c.doc_id)
            .where(table.c[by].in_(several), table.c[varying].is_not(None))
            .order_by(
                table.c[by].collate(self._by_code_point),
                documents.c.source.collate(self._by_code_point),
                table.c.position,
            )
        )
        with self._reading() as connection:
            found = connection.execution_options(yield_per=1000).execute(query)
            for _, group in groupby(found, key=itemgetter(_names_of(kind).index(by))):
                yield _records(kind, group)

    @done_again
    def records(self, doc_id: str, kinds: Iterable[type[Record]] | None = None) -> Records:
        """The rows that were read from one document, each table (or each that is asked for) in reading order."""
        records = Records()
        with self._reading() as connection:
            for kind in RECORD_TYPES.values() if kinds is None else kinds:
                if has_document(kind) and kind not in DERIVED:
                    records.extend(_records(kind, connection.execute(_rows_of_document(kind), {"wanted": doc_id})))
        return records

    @done_again
    def count(self, kind: type[Record]) -> int:
        """The number of rows of one table."""
        with self._reading() as connection:
            return connection.scalar(sa.select(sa.func.count()).select_from(TABLES[kind.table])) or 0

    @done_again
    def text(self, doc_id: str) -> str:
        """The recovered text of a document.

        Raises:
            KeyError: There is no such document.
        """
        with self._reading() as connection:
            text = connection.scalar(sa.select(TEXTS.c.text).where(TEXTS.c.doc_id == doc_id))
        if text is None:
            raise KeyError(doc_id)
        return str(text)

    @done_again
    def layout(self, doc_id: str) -> bytes:
        """Where the words of a document stand, packed; nothing where that is not known."""
        with self._reading() as connection:
            return connection.scalar(sa.select(LAYOUTS.c.words).where(LAYOUTS.c.doc_id == doc_id)) or b""

    # -- inside -------------------------------------------------------------------------------------------------------

    @contextmanager
    def _reading(self) -> Iterator[sa.Connection]:
        with _errors(), self._engine.connect() as connection:
            yield connection

    @contextmanager
    def _writing(self) -> Iterator[sa.Connection]:
        """A transaction that may change the dataset: what was made from it is out of date with it, or not at all."""
        with self._noting() as connection:
            connection.execute(UNFINISHED)
            renew(connection)
            yield connection

    @contextmanager
    def _noting(self) -> Iterator[sa.Connection]:
        """A transaction that leaves the dataset as it is."""
        with _errors():
            if not self._alone:
                with self._engine.begin() as connection:
                    yield connection
                return
            if self._writer is None:
                # the database may need a while to notice that the connection which held the lock is no more
                self._writer = self._take(wait=True)
            writer, self._writer = self._writer, None
            # all writing goes through the connection that holds the lock: if that is lost, so is what was being written
            with postgres.closing(writer), writer.begin():
                yield writer
            self._writer = writer


@contextmanager
def _errors() -> Iterator[None]:
    try:
        yield
    except postgres.TakenError as error:
        raise StoreTakenError from error
    except (SQLAlchemyError, sqlite3.Error) as error:
        raise StoreError(words_of(error)) from error


def _lacking(connection: sa.Connection) -> set[str]:
    """The tables that are yet to be made: all, or such as are no part of the dataset and came with a later version.

    Raises:
        StoreVersionError: The tables of the dataset are those of another version.
        StoreError: Some belong to something else.
    """
    inspector = sa.inspect(connection)
    present = set(inspector.get_table_names())
    if inspector.has_table(META.name):
        found = connection.scalar(sa.select(META.c.value).where(META.c.key == "schema_version"))
        if found != schema_version():
            raise StoreVersionError(f"{found} ≠ {schema_version()}")
        present.add(META.name)
    elif taken := present & METADATA.tables.keys():
        raise StoreError(f"tables of something else: {', '.join(sorted(taken))}")
    return METADATA.tables.keys() - present


def _prepare_sqlite(connection: Any, _: object) -> None:
    cursor = connection.cursor()
    # readers go on while one process writes; a commit survives the death of the program
    cursor.execute("PRAGMA journal_mode=WAL")
    cursor.execute("PRAGMA synchronous=NORMAL")
    cursor.execute("PRAGMA busy_timeout=5000")
    cursor.close()


@cache
def _rows_of_document(kind: type[Record]) -> sa.Select[Any]:
    """The rows of the document ``wanted``, built once: over small documents making the query costs more than it."""
    table = TABLES[kind.table]
    query = sa.select(*(table.c[spec.name] for spec in columns_of(kind)))
    return query.where(table.c.doc_id == sa.bindparam("wanted")).order_by(table.c.position)


def _records(kind: type[R], rows: Iterable[Sequence[Any]]) -> Iterator[R]:
    """Rows of the database, which have the columns of a table in their order, as records."""
    names = _names_of(kind)
    # a mapping of SQLAlchemy for each row takes as long as everything else
    return (kind.model_validate(dict(zip(names, row, strict=True))) for row in rows)


@cache
def _names_of(kind: type[Record]) -> list[str]:
    return [spec.name for spec in columns_of(kind)]


def _insert(connection: sa.Connection, kind: type[Record], rows: Sequence[Record]) -> None:
    if rows:
        values = [{"position": index, **row.model_dump()} for index, row in enumerate(rows)]
        connection.execute(TABLES[kind.table].insert(), values)


def _forget(connection: sa.Connection, doc_id: str) -> None:
    for kind in RECORD_TYPES.values():
        if has_document(kind):
            connection.execute(TABLES[kind.table].delete().where(TABLES[kind.table].c.doc_id == doc_id))
    for table in (TEXTS, LAYOUTS, JOURNAL, CHECKED, COSTS):
        connection.execute(table.delete().where(table.c.doc_id == doc_id))


# built once: over small documents making a statement costs more than it
_IN_JOURNAL: Final = sa.select(JOURNAL.c.doc_id).where(JOURNAL.c.doc_id == sa.bindparam("wanted"))
_UNLINK: Final = tuple(table.delete().where(table.c.source == sa.bindparam("wanted")) for table in (SOURCES, FAILURES))

_UNMARK: Final = MARKS.delete().where(MARKS.c.address == sa.bindparam("wanted"))


def _link(connection: sa.Connection, source: str, doc_id: str) -> None:
    for statement in _UNLINK:
        connection.execute(statement, {"wanted": source})
    connection.execute(SOURCES.insert(), {"source": source, "doc_id": doc_id})
