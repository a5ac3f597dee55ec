"""The rules of document scope over the documents of a store: only what is not known yet is run, on all cores.

What a rule said of a document is kept in the store with the version of the rule. A document that is read anew forgets
it, a rule that was changed is run again, and nothing else.
"""

from __future__ import annotations

import json
from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import Future
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, field
from functools import lru_cache
from hashlib import sha256
from itertools import chain

from checks.engine import all_rules, check_plan
from checks.page import Language
from checks.rule import CorpusRule, Plan, Rule
from dataset.records import DocumentRecord, EvidenceRecord, Finding
from dataset.store import Store
from pipeline.pools import WORTH_A_PROCESS, pool_of
from pipeline.rule_versions import name_of, version_of

Said = dict[str, list[Finding | EvidenceRecord]]
"""What the rules said of one document, by rule."""

Answers = dict[str, tuple[Said, Mapping[str, str]]]
"""By document what the rules said, and which failed and how."""

_BATCH = 100
"""Documents of one transaction, and of one task of a process."""
_AHEAD = 2
"""Batches for each process that are under way before the first is waited for."""
_GONE = "ImportError"


@dataclass(frozen=True)
class Answer:
    """One document: what the rules said, which of them failed and how, and how many had to be run."""

    document: DocumentRecord
    said: Said
    faults: Mapping[str, str]
    ran: int


@dataclass(frozen=True)
class Job:
    """Some documents with the rules to be run on each, for a process of its own."""

    url: str
    language: Language
    documents: tuple[tuple[DocumentRecord, tuple[str, ...]], ...]


@dataclass(frozen=True)
class _Batch:
    """Some documents: what is known of them, and what has to be run on which."""

    documents: Sequence[DocumentRecord]
    known: Mapping[str, Said]
    todo: Sequence[tuple[DocumentRecord, tuple[str, ...]]]
    answers: Answers = field(default_factory=dict)


def check_documents(
    store: Store, rules: Sequence[Rule], language: Language = "vi", workers: int = 1
) -> Iterator[Answer]:
    """Every document of the store with what the rules of document scope say of it, in the order of the store."""
    rules = [rule for rule in rules if not isinstance(rule, CorpusRule)]
    versions = {name_of(rule): version_of(rule, language) for rule in rules}
    state, _ = _state(versions)
    pending = store.count(DocumentRecord) - store.count_checked(state)
    batches = _batches(store, versions)
    if workers < 2 or pending < WORTH_A_PROCESS:
        by_name = {name_of(rule): rule for rule in rules}
        for batch in batches:
            for document, names in batch.todo:
                batch.answers[document.doc_id] = _run(store, document, [by_name[name] for name in names], language)
            yield from _settle(store, batch, versions)
    else:
        yield from _in_processes(store, batches, versions, language, workers)
    if pending:
        store.forget_checked(())


def load_plan(store: Store, document: DocumentRecord) -> Plan:
    """A document of the store as the rules see it."""
    return Plan(document, store.text(document.doc_id), store.records(document.doc_id))


def run_job(job: Job) -> Answers:
    """Run rules on documents; in a process of its own, which reads the store and writes nothing."""
    store = _opened(job.url)
    rules = {name_of(rule): rule for rule in all_rules()}
    answers: Answers = {}
    for document, names in job.documents:
        said, faults = _run(store, document, [rules[name] for name in names if name in rules], job.language)
        # a rule from outside may be there in one process and not in the next
        answers[document.doc_id] = said, {**faults, **{name: _GONE for name in names if name not in rules}}
    return answers


@lru_cache(maxsize=1)
def _opened(url: str) -> Store:
    return Store(url)


def _in_processes(
    store: Store, batches: Iterator[_Batch], versions: Mapping[str, str | None], language: Language, workers: int
) -> Iterator[Answer]:
    """The same in processes, in the same order; some batches ahead are under way."""
    pool = pool_of(workers)
    waiting: deque[tuple[_Batch, Job, Future[Answers]]] = deque()
    try:
        for batch in chain(batches, [None] * (_AHEAD * workers)):
            if batch is not None:
                job = Job(store.url, language, tuple(batch.todo))
                waiting.append((batch, job, pool.submit(run_job, job)))
                if len(waiting) <= _AHEAD * workers:
                    continue
            if waiting:
                first, job, future = waiting.popleft()
                try:
                    first.answers.update(future.result())
                except BrokenProcessPool:
                    # a process died of one of these documents, or of one of the next: they are run one by one
                    first.answers.update(_one_by_one(job))
                    pool = pool_of(workers)
                    waiting = deque((batch, job, pool.submit(run_job, job)) for batch, job, _ in waiting)
                yield from _settle(store, first, versions)
    finally:
        pool.shutdown(cancel_futures=True)


def _one_by_one(job: Job) -> Answers:
    """Each document in a process of its own; on the one of which it dies all rules have failed."""
    answers: Answers = {}
    for document, names in job.documents:
        with pool_of(1) as pool:
            try:
                answers.update(pool.submit(run_job, Job(job.url, job.language, ((document, names),))).result())
            except BrokenProcessPool as error:
                answers[document.doc_id] = {}, dict.fromkeys(names, type(error).__name__)
    return answers


def _run(
    store: Store, document: DocumentRecord, rules: Sequence[Rule], language: Language
) -> tuple[Said, Mapping[str, str]]:
    """What some rules say of a document; one that fails ends there, and what it had said counts."""
    if not rules:
        return {}, {}
    plan = load_plan(store, document)
    said: Said = {}
    faults: dict[str, str] = {}
    for rule in rules:
        rows = said.setdefault(name_of(rule), [])
        try:
            rows.extend(check_plan(plan, [rule], language))
        except Exception as error:
            faults[name_of(rule)] = f"{type(error).__name__}: {error}"
    return said, faults


def _batches(store: Store, versions: Mapping[str, str | None]) -> Iterator[_Batch]:
    states = {state: json.loads(rules) for state, rules in store.check_states().items()}
    waiting: list[DocumentRecord] = []
    for document in store.documents():
        waiting.append(document)
        if len(waiting) == _BATCH:
            yield _batch(store, waiting, versions, states)
            waiting = []
    if waiting:
        yield _batch(store, waiting, versions, states)


def _batch(
    store: Store,
    documents: Sequence[DocumentRecord],
    versions: Mapping[str, str | None],
    states: Mapping[str, Mapping[str, str]],
) -> _Batch:
    kept = store.checked([document.doc_id for document in documents])
    known: dict[str, Said] = {}
    todo = []
    for document in documents:
        state, found = kept.get(document.doc_id, ("", "{}"))
        before = states.get(state, {})
        valid = {name for name, version in versions.items() if version is not None and before.get(name) == version}
        known[document.doc_id] = _loaded(found, valid)
        if missing := tuple(name for name in versions if name not in valid):
            todo.append((document, missing))
    return _Batch(documents, known, todo)


def _settle(store: Store, batch: _Batch, versions: Mapping[str, str | None]) -> Iterator[Answer]:
    """Put together what was known and what was run, and keep it where every rule has come to its end."""
    keep: dict[str, str] = {}
    forget: list[str] = []
    run = {document.doc_id: names for document, names in batch.todo}
    for document in batch.documents:
        names = run.get(document.doc_id, ())
        new, faults = batch.answers.get(document.doc_id, ({}, {}))
        said = {**batch.known[document.doc_id], **new}
        if faults:
            forget.append(document.doc_id)
        elif any(versions[name] is not None for name in names):
            keep[document.doc_id] = _dumped(said, versions)
        yield Answer(document, {name: said.get(name, []) for name in versions}, faults, len(names))
    if keep:
        store.keep_checked(*_state(versions), keep)
    if forget:
        store.forget_checked(forget)


def _state(versions: Mapping[str, str | None]) -> tuple[str, str]:
    """The state of the rules: its name, and the version of each."""
    rules = json.dumps({name: version for name, version in versions.items() if version is not None}, sort_keys=True)
    return sha256(rules.encode()).hexdigest()[:16], rules


def _dumped(said: Said, versions: Mapping[str, str | None]) -> str:
    rows = {
        name: [{"table": row.table, **row.model_dump()} for row in found]
        for name, found in said.items()
        if found and versions[name] is not None
    }
    return json.dumps(rows, ensure_ascii=False)


def _loaded(found: str, valid: set[str]) -> Said:
    said: Said = {}
    for name, rows in json.loads(found).items():
        if name in valid:
            said[name] = [_row(row) for row in rows]
    return said


def _row(row: dict[str, object]) -> Finding | EvidenceRecord:
    kind = Finding if row.pop("table") == Finding.table else EvidenceRecord
    return kind.model_validate(row)
