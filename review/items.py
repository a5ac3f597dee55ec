"""Makes the queue anew from the dataset: after every check, and where a page asks for a store that has none."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

import sqlalchemy as sa

from dataset.database import reading, writing
from dataset.decisions import Decision, decisions_in
from dataset.records import DocumentRecord, EvidenceRecord, Finding
from dataset.tables import TABLES
from review.blind import blind_share, wanted_of
from review.links import links_of
from review.policy import review_policy
from review.restate import restate
from review.search import WORDS, words_of
from review.subjects import collapsed, content_key, digest, document_identity, finding_basis
from review.tables import ITEMS, LINKS, SETTINGS, clear_items, index_items
from review.values import Value, unsure_documents, value_at, values_of

_ACT: Final = "act"
"""Number and symbol of the document, of which the queue keeps the words only: ``125/KH-UBND``."""
_TEXTS: Final = ("message", "quote", "expected", "predicted", "rule", "source", "issuer", _ACT)
_WORDS_VERSION: Final = "2"
"""Another one when other words are kept: a queue with those of before is made anew."""
_BATCH: Final = 5000
_MADE_OF: Final = "made_of"
_UNSURE_RULE: Final = "T002"
"""The rule that says of a value that it rests on a doubtful reading: one subject is enough."""

Row = dict[str, Any]


@dataclass(frozen=True)
class _Documents:
    """The documents of the store, and what names each whatever file it is in."""

    by_id: Mapping[str, DocumentRecord]
    identity: Mapping[str, str]

    def columns(self, doc_id: str) -> Row:
        document = self.by_id[doc_id]
        return {
            "doc_id": doc_id,
            "doc_sha256": document.sha256,
            "source": document.source,
            "issuer": document.issuer or "",
            _ACT: "/".join(part for part in (document.number, document.symbol) if part),
        }


def rebuild(engine: sa.Engine, low_confidence: float) -> int:
    """Make the queue of a database anew, with the state of each subject by the ledger; how many there are.

    Values below ``low_confidence`` (0 to 1) stand in it, and those that somebody has decided on.

    Raises:
        DatabaseError: The database cannot be read or written; the queue is as it was.
    """
    with reading(engine) as connection:
        made_of = _made_of(connection, low_confidence)
        documents = _documents(connection)
        share = blind_share(connection)
        decisions = decisions_in(connection)
        rows = list(_findings(connection, documents))
        covered = {(row["doc_id"], row["start"], row["end"]) for row in rows if row["rule"] == _UNSURE_RULE}
        rows += _unsure(connection, documents, low_confidence, covered)
        rows += _decided(connection, documents, decisions, {row["key"] for row in rows})
    rows.sort(key=lambda row: (-row["weight"], row["source"], row["start"], row["key"]))
    for position, row in enumerate(rows, 1):
        row |= {"position": position, "wanted": wanted_of(row["content_key"] or row["key"], share)}
    links = links_of(rows, decisions, {d.sha256 for d in documents.by_id.values()})
    with writing(engine) as connection:
        clear_items(connection, indexed=False)
        for first in range(0, len(rows), _BATCH):
            insert_items(connection, rows[first : first + _BATCH])
        index_items(connection)
        if links:
            connection.execute(LINKS.insert(), [{"key": key, "decided_key": old} for key, old in sorted(links)])
        connection.execute(SETTINGS.delete().where(SETTINGS.c.name == _MADE_OF))
        connection.execute(SETTINGS.insert().values(name=_MADE_OF, value=made_of))
        # what was decided while the rows were gathered counts as well
        restate(connection, {d.key for d in decisions_in(connection)} | {key for key, _ in links})
    return len(rows)


def is_current(engine: sa.Engine, low_confidence: float) -> bool:
    """Whether the queue was made of the findings and documents that are there now.

    Raises:
        DatabaseError: The database cannot be read.
    """
    with reading(engine) as connection:
        found = connection.scalar(sa.select(SETTINGS.c.value).where(SETTINGS.c.name == _MADE_OF))
        return found == _made_of(connection, low_confidence)


def _made_of(connection: sa.Connection, low_confidence: float) -> str:
    """A quick fingerprint of what a queue is made of: no row of a document changes without its file."""
    findings, documents = TABLES[Finding.table].c, TABLES[DocumentRecord.table].c
    count = sa.func.count()
    columns = (findings.finding_id, findings.severity, findings.observed, findings.expected)
    edges = [bound(column) for column in columns for bound in (sa.func.min, sa.func.max)]
    of_findings = connection.execute(sa.select(count, sa.func.sum(findings.confidence), *edges)).one()
    of_documents = connection.execute(
        sa.select(count, sa.func.min(documents.doc_id), sa.func.max(documents.doc_id))
    ).one()
    return digest(_WORDS_VERSION, str(low_confidence), *map(str, of_findings), *map(str, of_documents))


def insert_items(connection: sa.Connection, rows: list[Row]) -> None:
    """Write some items, open as yet, and their words."""
    fresh = {
        "due": True,
        "state": "open",
        "cause": "",
        "reviewers": "",
        "decided_at": "",
        "carried": False,
        "value": None,
    }
    stored = [{name: value for name, value in row.items() if name != _ACT} for row in rows]
    connection.execute(ITEMS.insert(), [fresh | row for row in stored])
    words = [(row["position"], *words_of(" ".join(str(row.get(name) or "") for name in _TEXTS))) for row in rows]
    # a space in front, so that a word is found by looking for one that begins behind a space
    texts = [{"rowid": at, "exact": f" {exact}", "folded": f" {folded}"} for at, exact, folded in words]
    connection.execute(sa.insert(WORDS), texts)


def value_row(documents: _Documents, value: Value, hanging: int = 1) -> Row:
    """A value as a row of the queue, without its position."""
    policy = review_policy()
    table = value.field.partition(".")[0]
    uncertain = policy.uncertain.get(table)
    label = value.values[uncertain.label] if uncertain else None
    return documents.columns(value.doc_id) | {
        "key": value.key,
        "subject": "value",
        "rule": value.field,
        "severity": "",
        "message": label or "",
        "quote": value.quote,
        "page": value.page,
        "start": value.start,
        "end": value.end,
        "hanging": hanging,
        "confidence": value.confidence,
        "weight": policy.weight_of_value(table, value.confidence, hanging) if uncertain else 0.0,
        "expected": None,
        "predicted": value.predicted,
        "other_doc_id": None,
        "field": value.field,
        "row": value.row,
        "basis": value.basis,
        "content_key": content_key(documents.identity[value.doc_id], value.field, value.identity, value.occurrence),
    }


def open_value(connection: sa.Connection, field: str, doc_id: str, row: int) -> str | None:
    """Put one value into the queue, not due, if it is not there yet; its key, nothing if there is no such value."""
    documents = _documents(connection, doc_id)
    value = value_at(connection, field, doc_id, row)
    if value is None or not documents.by_id:
        return None
    if connection.scalar(sa.select(ITEMS.c.position).where(ITEMS.c.key == value.key)) is None:
        last = connection.scalar(sa.select(sa.func.max(ITEMS.c.position))) or 0
        insert_items(connection, [value_row(documents, value) | {"position": last + 1, "wanted": 1, "due": False}])
    return value.key


def _documents(connection: sa.Connection, doc_id: str | None = None) -> _Documents:
    table = TABLES[DocumentRecord.table]
    query = sa.select(*(table.c[name] for name in DocumentRecord.model_fields))
    if doc_id is not None:
        query = query.where(table.c.doc_id == doc_id)
    found = [DocumentRecord.model_construct(**row) for row in connection.execute(query).mappings()]
    return _Documents({d.doc_id: d for d in found}, {d.doc_id: document_identity(d) for d in found})


def _findings(connection: sa.Connection, documents: _Documents) -> Iterator[Row]:
    evidence: dict[str, list[str]] = defaultdict(list)
    places = TABLES[EvidenceRecord.table].c
    for finding_id, quote in connection.execute(sa.select(places.finding_id, places.quote)):
        evidence[finding_id].append(quote)
    table = TABLES[Finding.table]
    together: Counter[tuple[str, str]] = Counter()
    for row in connection.execute(sa.select(table.c.rule, table.c.observed)):
        together[row.rule, row.observed or ""] += 1
    seen: Counter[tuple[str, str, str]] = Counter()
    query = sa.select(*(table.c[name] for name in Finding.model_fields)).order_by(table.c.position)
    for found in connection.execute(query.execution_options(yield_per=1000)).mappings():
        finding = Finding.model_construct(**found)
        if finding.doc_id not in documents.by_id:
            continue
        quotes = evidence.get(finding.finding_id, [])
        same = (finding.doc_id, finding.rule, collapsed(finding.quote))
        seen[same] += 1
        alike = together[finding.rule, finding.observed] if finding.observed else 1
        hanging = len(quotes) + alike
        yield documents.columns(finding.doc_id) | {
            "key": finding.finding_id,
            "subject": "finding",
            "hanging": hanging,
            "weight": review_policy().weight_of_finding(finding.severity, finding.confidence, hanging),
            "predicted": finding.observed,
            "field": "",
            "row": None,
            "basis": finding_basis(finding, quotes),
            "content_key": content_key(documents.identity[finding.doc_id], *same[1:], seen[same]),
            **{name: found[name] for name in _OF_FINDING},
        }


_OF_FINDING: Final = (
    "rule", "severity", "message", "quote", "page", "start", "end", "confidence", "expected", "other_doc_id",
)  # fmt: skip


def _unsure(
    connection: sa.Connection, documents: _Documents, limit: float, covered: set[tuple[str, int, int]]
) -> Iterator[Row]:
    """The values that are not sure; of what the recovery did only names and numbers, which no sentence tells."""
    for table, uncertain in review_policy().uncertain.items():
        hanging = _hanging(connection, table)
        for value in values_of(connection, f"{table}.{uncertain.column}", unsure_documents(connection, table, limit)):
            if (
                value.confidence < limit
                and value.predicted
                and value.doc_id in documents.by_id
                and (table != "recoveries" or _names_something(value))
                and (value.doc_id, value.start, value.end) not in covered
            ):
                yield value_row(documents, value, 1 + hanging[value.values.get(_NAMED.get(table, ""))])


def _names_something(value: Value) -> bool:
    texts = (value.values["before"], value.values["after"])
    return any(text[:1].isupper() or any(map(str.isdigit, text)) for text in texts)


_NAMED: Final = {"targets": "target_id", "deadlines": "deadline_id", "citations": "act"}
_POINTING: Final = {
    "targets": ("targets", "part_of"),
    "deadlines": ("tasks", "deadline_id"),
    "citations": ("citations", "act"),
}


def _hanging(connection: sa.Connection, table: str) -> Counter[str | None]:
    """How many rows name a row of a table, by what they call it."""
    if table not in _POINTING:
        return Counter()
    other, column = _POINTING[table]
    named = TABLES[other].c[column]
    query = sa.select(named, sa.func.count()).where(named.is_not(None)).group_by(named)
    return Counter({key: count for key, count in connection.execute(query)})  # noqa: C416  a row is no tuple of types


def _decided(
    connection: sa.Connection, documents: _Documents, decisions: Iterable[Decision], known: set[str]
) -> Iterator[Row]:
    """The values that somebody has decided on and that are not in the queue anyway."""
    keys: dict[str, set[str]] = defaultdict(set)
    contents: dict[str, set[str]] = defaultdict(set)
    for decision in decisions:
        if decision.subject == "value" and decision.key not in known:
            keys[decision.field].add(decision.key)
            contents[decision.field].add(decision.content_key)
    for field in sorted(keys.keys() & review_policy().columns.keys()):
        for value in values_of(connection, field):
            if value.doc_id not in documents.by_id or value.key in known:
                continue
            row = value_row(documents, value)
            if value.key in keys[field] or row["content_key"] in contents[field] - {""}:
                yield row
