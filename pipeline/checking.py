"""Runs the rules over a stored dataset; no document is read again."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from checks.engine import all_rules, check_archive, check_plan
from checks.page import Language
from checks.policy import Judged, Policy
from checks.rule import CorpusRule, Plan, Rule
from dataset.records import DocumentRecord, EvidenceRecord, Finding, NoteRecord
from dataset.store import Store
from pipeline.errors import KehoachError
from pipeline.messages import Message


class RuleError(KehoachError):
    """A rule failed; the others have been run."""

    exit_code = 3
    stage = "check"

    def __init__(self, rule: Rule, error: Exception, document: DocumentRecord | None) -> None:
        super().__init__(
            Message("unforeseen.rule", {"code": rule.code, "fault": f"{type(error).__name__}: {error}"}),
            Message("unforeseen.report_rule"),
            document.source if document else None,
        )
        self.document = document
        self.code = rule.code


@dataclass(frozen=True)
class Checked:
    """A check of a store: the rules that failed, and what became of the findings of the others."""

    errors: list[RuleError]
    judged: Judged
    documents: dict[str, DocumentRecord]


def check_store(store: Store, policy: Policy, language: Language = "vi", today: date | None = None) -> Checked:
    """Put the findings that count by a policy on the day ``today`` in place of those of the last check.

    A rule that fails costs its own findings on that document only; it is noted there and returned.
    """
    found: list[Finding | EvidenceRecord] = []
    errors: list[RuleError] = []
    ranks: dict[str, int] = {}
    documents: dict[str, DocumentRecord] = {}
    for document in store.documents():
        ranks[document.doc_id] = len(ranks)
        documents[document.doc_id] = document
        plan = load_plan(store, document)
        for rule in all_rules():
            if not isinstance(rule, CorpusRule):
                found += _guarded(check_plan(plan, [rule], language), rule, document, errors)
    for rule in all_rules():
        if isinstance(rule, CorpusRule):
            found += _guarded(check_archive(store, [rule], language), rule, None, errors)
    findings = [row for row in found if isinstance(row, Finding)]
    findings.sort(key=lambda row: (ranks.get(row.doc_id, -1), row.start, row.end, row.rule, row.finding_id))
    # every rule runs, chosen or not: only so can be told how many findings are switched off
    failed = frozenset(error.code for error in errors)
    judged = policy.judge(findings, documents, today or date.today(), failed)
    order = {row.finding_id: index for index, row in enumerate(judged.kept)}
    evidence = [row for row in found if isinstance(row, EvidenceRecord) and row.finding_id in order]
    evidence.sort(key=lambda row: order[row.finding_id])
    store.replace_findings(judged.kept, evidence)
    store.replace_notes("check", _notes(errors))
    return Checked(errors, judged, documents)


def load_plan(store: Store, document: DocumentRecord) -> Plan:
    """A document of the store as the rules see it."""
    return Plan(document, store.text(document.doc_id), store.records(document.doc_id))


def _guarded(
    rows: Iterable[Finding | EvidenceRecord], rule: Rule, document: DocumentRecord | None, errors: list[RuleError]
) -> Iterator[Finding | EvidenceRecord]:
    """The rows of one rule; an exception ends that rule on that document and nothing else."""
    try:
        yield from rows
    except Exception as error:
        errors.append(RuleError(rule, error, document))


def _notes(errors: Iterable[RuleError]) -> Iterator[NoteRecord]:
    for error in errors:
        if error.document is not None:
            yield NoteRecord(doc_id=error.document.doc_id, stage="check", page=None, message=error.cause)
