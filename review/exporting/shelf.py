"""Where orders and their results outlive the server: a row of the store for each, a folder for each result.

The row is on disk before an order is accepted, and says that it is done only when the result is on disk, too. What a
server that died has left half-done is made again by the next one.
"""

from __future__ import annotations

import json
import os
import shutil
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

import sqlalchemy as sa

from dataset.database import reading, writing
from dataset.postgres import TEXT
from review.exporting.job import Job
from review.exporting.making import Made, MakeError, Order
from review.own_folder import OwnFolder

FOLDER: Final = "exports"
"""The folder of an output folder in which results lie."""
TRIES: Final = 3
"""Servers that may die over an order before it is given up."""
_METADATA: Final = sa.MetaData()
_ORDERS: Final = sa.Table(
    # as the other tables of the review that cannot be made again from documents: ``--fresh`` leaves it
    "review_exports",
    _METADATA,
    sa.Column("export_id", TEXT, primary_key=True),
    # in which folder its result lies: several servers may share one database
    sa.Column("place", TEXT, nullable=False, index=True),
    *(sa.Column(name, TEXT, nullable=False) for name in ("owner", "format", "language", "state")),
    # a list of identities as JSON; nothing for all documents
    sa.Column("documents", TEXT),
    *(sa.Column(name, sa.Double, nullable=False) for name in ("made_at", "begun_at", "ended_at")),
    sa.Column("tries", sa.BigInteger, nullable=False),
    # of one that is done
    sa.Column("file", TEXT),
    sa.Column("name", TEXT),
    sa.Column("size", sa.BigInteger),
    sa.Column("moved_on", sa.Boolean),
    # of one that failed
    *(sa.Column(name, TEXT) for name in ("problem", "cause", "remedy")),
)


class Shelf:
    """The orders and results of one output folder, for the one server that sees to them; threads share it.

    Every method that reads or writes rows may raise ``DatabaseError``.
    """

    def __init__(self, engine: sa.Engine, out: Path) -> None:
        """Make the table and the folder where there are none.

        Raises:
            DatabaseError: The database cannot be written.
            OSError: The folder cannot be made or written.
        """
        self._engine = engine
        self._own = OwnFolder(out / FOLDER)
        self._holding = ExitStack()
        with writing(engine) as connection:
            _METADATA.create_all(connection)

    def take(self) -> bool:
        """Be the server that sees to the folder until :meth:`close`; not so while another one is."""
        mine = self._holding.enter_context(self._own.alone())
        if not mine:
            self._holding.close()
        return mine

    def close(self) -> None:
        """Let another server see to the folder."""
        self._holding.close()

    def load(self, now: float) -> list[Job]:
        """What the last server has left, in the order in which it was ordered; results without a row are removed.

        What was waiting or under way waits. What was begun so often that it may be what ends the servers has failed
        now, in seconds since 1970.
        """
        query = sa.select(_ORDERS).where(_ORDERS.c.place == self._own.identity)
        with reading(self._engine) as connection:
            rows = connection.execute(query.order_by(_ORDERS.c.made_at, _ORDERS.c.export_id)).mappings().all()
        found = [self._job(row, now) for row in rows]
        known = {job.identity for job in found if job.made is not None}
        for path in self._own.path.iterdir():
            if path.is_dir() and path.name not in known:
                shutil.rmtree(path, ignore_errors=True)
        return found

    def put(self, job: Job) -> None:
        """Note how an order stands; when this returns that is on disk."""
        here = _ORDERS.c.export_id == job.identity
        with writing(self._engine) as connection:
            connection.execute(_ORDERS.delete().where(here))
            connection.execute(_ORDERS.insert().values(**self._row(job)))

    def drop(self, job: Job) -> None:
        """Forget an order, and remove its result."""
        with writing(self._engine) as connection:
            connection.execute(_ORDERS.delete().where(_ORDERS.c.export_id == job.identity))
        shutil.rmtree(self._own.path / job.identity, ignore_errors=True)

    def keep(self, job: Job, made: Made) -> Made:
        """Put a result where it stays, on disk when this returns; it is as if it had been made there.

        Raises:
            MakeError: It cannot be written; nothing of it is left.
        """
        draft, folder = self._own.path / f".{job.identity}", self._own.path / job.identity
        try:
            draft.mkdir(mode=0o700)
            # the folder of temporary files may be on another disk
            kept = Path(shutil.move(made.path, draft / made.path.name))
            with kept.open("rb") as file:
                os.fsync(file.fileno())
            draft.rename(folder)
            self._own.to_disk()
        except OSError as error:
            shutil.rmtree(draft, ignore_errors=True)
            shutil.rmtree(folder, ignore_errors=True)
            raise MakeError("storage") from error
        return replace(made, path=folder / kept.name)

    def _row(self, job: Job) -> dict[str, Any]:
        order, made, problem = job.order, job.made, job.problem
        return {
            "export_id": job.identity,
            "place": self._own.identity,
            "owner": job.owner,
            "format": order.format,
            "language": order.language,
            "documents": None if order.documents is None else json.dumps(order.documents),
            "state": job.state,
            "made_at": job.made_at,
            "begun_at": job.begun_at,
            "ended_at": job.ended_at,
            "tries": job.tries,
            "file": made.path.name if made else None,
            "name": made.name if made else None,
            "size": made.size if made else None,
            "moved_on": made.moved_on if made else None,
            "problem": problem.key if problem else None,
            "cause": problem.cause if problem else None,
            "remedy": problem.remedy if problem else None,
        }

    def _job(self, row: Any, now: float) -> Job:
        documents = None if row["documents"] is None else tuple(json.loads(row["documents"]))
        order = Order(row["format"], documents, row["language"])
        job = Job(row["export_id"], row["owner"], order, row["made_at"], tries=row["tries"])
        if row["state"] == "done":
            path = self._own.path / job.identity / row["file"]
            ended = replace(job, begun_at=row["begun_at"], ended_at=row["ended_at"])
            if path.is_file():
                return replace(ended, state="done", made=Made(path, row["name"], row["size"], row["moved_on"]))
            return replace(ended, state="failed", problem=MakeError("lost"))
        if row["state"] == "failed":
            problem = MakeError(row["problem"], row["cause"], row["remedy"])
            return replace(job, state="failed", begun_at=row["begun_at"], ended_at=row["ended_at"], problem=problem)
        if job.tries >= TRIES:
            return replace(job, state="failed", ended_at=now, problem=MakeError("broken"))
        return job
