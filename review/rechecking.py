"""What the rules say of a document with the corrections in the place of what was read.

The findings of the store stay those of what was read. Beside them is told which of them are gone once the corrections
count, and which are new then. A correction changes the rows of the dataset, not the words of the document: what a rule
finds in the words alone stays.
"""

from __future__ import annotations

from collections import OrderedDict, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from threading import Lock
from typing import Final, Protocol

import sqlalchemy as sa

from checks.page import Language
from checks.rule import Plan
from dataset.corrected import corrected
from dataset.database import reading
from dataset.records import DocumentRecord, Finding, Record, Records
from review.applied import corrections_in
from review.tables import ITEMS

_KEPT: Final = 256
"""Documents whose answer is remembered."""
_Values = Mapping[tuple[str, int], Mapping[str, str]]
"""Corrections by table and row of the document (from 0), then by column."""


class Rules(Protocol):
    """The rules of document scope, with the policy of the store; the floor above knows both. Threads share it."""

    def plan(self, document: DocumentRecord) -> Plan:
        """A document as the rules see it, as it was read."""
        ...

    def findings(self, plan: Plan, language: Language) -> list[Finding]:
        """What counts of what the rules say of it; a rule that fails says nothing."""
        ...


@dataclass(frozen=True)
class Rechecked:
    """The findings (by id) of what was read that are gone, those that stay, and those that the corrections brought."""

    gone: frozenset[str] = frozenset()
    stays: frozenset[str] = frozenset()
    fresh: tuple[Finding, ...] = ()


class Rechecks:
    """Answers for the documents of a store; each is found once for the corrections that count."""

    def __init__(self, engine: sa.Engine, rules: Rules | None) -> None:
        self._engine = engine
        self._rules = rules
        self._known: OrderedDict[tuple[str, Language], tuple[_Values, Rechecked]] = OrderedDict()
        self._lock = Lock()

    def of(self, document: DocumentRecord, language: Language) -> Rechecked | None:
        """What the corrections of a document change; nothing where it has none, or no rules are at hand."""
        return self.of_some([document], language).get(document.doc_id)

    def of_some(
        self, documents: Iterable[DocumentRecord], language: Language, most: int | None = None
    ) -> dict[str, Rechecked]:
        """The same for several documents by id; those beyond ``most`` are left out where it is not known yet."""
        known = {document.doc_id: document for document in documents}
        if self._rules is None or not known:
            return {}
        found: dict[str, Rechecked] = {}
        ran = 0
        for doc_id, values in self._corrections(list(known)).items():
            with self._lock:
                before, answer = self._known.get((doc_id, language), (None, None))
            if answer is None or before != values:
                if most is not None and ran >= most:
                    continue
                ran += 1
                answer = _compare(self._rules, known[doc_id], values, language)
                self._keep((doc_id, language), values, answer)
            found[doc_id] = answer
        return found

    def _keep(self, key: tuple[str, Language], values: _Values, answer: Rechecked) -> None:
        with self._lock:
            self._known[key] = (values, answer)
            self._known.move_to_end(key)
            while len(self._known) > _KEPT:
                self._known.popitem(last=False)

    def _corrections(self, doc_ids: Sequence[str]) -> dict[str, dict[tuple[str, int], dict[str, str]]]:
        found: dict[str, dict[tuple[str, int], dict[str, str]]] = {}
        with reading(self._engine) as connection:
            some = (ITEMS.c.state == "corrected") & ITEMS.c.doc_id.in_(doc_ids)
            for doc_id in sorted(set(connection.scalars(sa.select(ITEMS.c.doc_id).where(some)))):
                values: dict[tuple[str, int], dict[str, str]] = defaultdict(dict)
                for row in corrections_in(connection, doc_id):
                    if row.of_table is not None and row.row is not None and row.column is not None:
                        values[row.of_table, row.row - 1][row.column] = row.corrected
                if values:
                    found[doc_id] = dict(values)
        return found


def _compare(rules: Rules, document: DocumentRecord, values: _Values, language: Language) -> Rechecked:
    plan = rules.plan(document)
    before = {finding.finding_id for finding in rules.findings(plan, language)}
    after = rules.findings(with_corrections(plan, values), language)
    ids = {finding.finding_id for finding in after}
    return Rechecked(
        frozenset(before - ids), frozenset(before & ids), tuple(row for row in after if row.finding_id not in before)
    )


def with_corrections(plan: Plan, values: _Values) -> Plan:
    """A plan with other values in some columns of some of its rows, given as texts."""
    rows: list[Record] = []
    counted: dict[str, int] = defaultdict(int)
    for row in plan.records:
        given = values.get((row.table, counted[row.table]))
        counted[row.table] += 1
        rows.append(row if given is None else corrected(row, given))
    head = values.get((DocumentRecord.table, 0))
    document = corrected(plan.document, head) if head else plan.document
    return replace(plan, document=document, records=Records(rows))
