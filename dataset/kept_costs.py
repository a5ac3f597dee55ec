"""What reading each document took, kept beside the dataset: no part of it, for it differs from machine to machine."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass

import sqlalchemy as sa

from dataset.cost import Cost
from dataset.postgres import done_again
from dataset.records import DocumentRecord
from dataset.tables import COSTS, TABLES, TEXTS


@dataclass(frozen=True)
class StageCost:
    """What a stage took for all documents of a kind (``text_origin``) that are in the store."""

    kind: str
    stage: str
    documents: int
    pages: int
    characters: int
    seconds: float
    longest: float
    megabytes: float
    """The most that any of them needed."""


class KeptCosts(ABC):
    """The part of a store that keeps costs."""

    @abstractmethod
    def _reading(self) -> AbstractContextManager[sa.Connection]: ...

    @done_again
    def costs(self) -> list[StageCost]:
        """The costs by kind of document and stage, in the order in which stages are."""
        documents = TABLES[DocumentRecord.table]
        here = COSTS.join(documents, documents.c.doc_id == COSTS.c.doc_id).join(TEXTS, TEXTS.c.doc_id == COSTS.c.doc_id)
        query = (
            sa.select(
                documents.c.text_origin,
                COSTS.c.stage,
                sa.func.count(),
                sa.func.sum(documents.c.page_count),
                sa.func.sum(sa.func.length(TEXTS.c.text)),
                sa.func.sum(COSTS.c.seconds),
                sa.func.max(COSTS.c.seconds),
                sa.func.max(COSTS.c.megabytes),
            )
            .select_from(here)
            .group_by(documents.c.text_origin, COSTS.c.stage)
            .order_by(documents.c.text_origin, sa.func.min(COSTS.c.position))
        )
        with self._reading() as connection:
            rows = connection.execute(query).all()
        # PostgreSQL adds whole numbers up to decimals
        return [
            StageCost(kind, stage, int(n), int(p), int(c), s, longest, m)
            for kind, stage, n, p, c, s, longest, m in rows
        ]


def insert_costs(connection: sa.Connection, costs: Mapping[str, Iterable[Cost]]) -> None:
    """Write the costs of documents, by the identity of each; there are none of them."""
    rows = [
        {"doc_id": doc_id, "position": position, **vars(cost)}
        for doc_id, found in costs.items()
        for position, cost in enumerate(found)
    ]
    if rows:
        connection.execute(COSTS.insert(), rows)
