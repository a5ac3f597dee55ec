"""Runs the rules over a stored dataset; no document is read again."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from checks.archive import Snapshot
from checks.corrected import CorrectedArchive
from checks.engine import all_rules, check_archive
from checks.origins import told_once, with_origins
from checks.own_rules import file_of, own_rules
from checks.page import Language
from checks.policy import Judged, Policy
from checks.rule import CorpusRule, Rule
from dataset.postgres import done_again
from dataset.records import Correction, DocumentRecord, EvidenceRecord, Finding, NoteRecord
from dataset.store import Store
from pipeline.checked_documents import check_documents, load_plan
from pipeline.errors import KehoachError
from pipeline.messages import Message
from pipeline.rule_versions import name_of

__all__ = ["Checked", "RuleError", "check_store", "load_plan"]


class RuleError(KehoachError):
    """A rule failed; the others have been run."""

    exit_code = 3
    stage = "check"

    def __init__(self, rule: Rule, fault: str, document: DocumentRecord | None) -> None:
        own = file_of(rule)
        super().__init__(
            Message("unforeseen.rule", {"code": rule.code, "fault": fault}),
            Message("own_rules.mend", {"path": own}) if own else Message("unforeseen.report_rule"),
            document.source if document else None,
        )
        self.document = document
        self.code = rule.code


@dataclass(frozen=True)
class Checked:
    """A check of a store: the rules that failed, and what became of the findings of the others.

    ``ran`` counts how often a rule was run on a document; what is known from the last check is not run again.
    """

    errors: list[RuleError]
    judged: Judged
    documents: dict[str, DocumentRecord]
    ran: int = 0


@done_again
def check_store(
    store: Store, policy: Policy, language: Language = "vi", today: date | None = None, *, workers: int = 1
) -> Checked:
    """Put the findings that count by a policy on the day ``today`` in place of those of the last check.

    A rule that fails costs its own findings on that document only; it is noted there and returned.
    """
    rules = all_rules()
    by_name = {name_of(rule): rule for rule in rules}
    found: list[Finding | EvidenceRecord] = []
    errors: list[RuleError] = []
    documents: dict[str, DocumentRecord] = {}
    ran = 0
    for answer in check_documents(store, rules, language, workers):
        documents[answer.document.doc_id] = answer.document
        ran += answer.ran
        found += (row for rows in answer.said.values() for row in rows)
        errors += (RuleError(by_name[name], fault, answer.document) for name, fault in answer.faults.items())
    snapshot = Snapshot(store)
    found = [*with_origins(found, snapshot, language), *_across_corrected(store, snapshot, rules, language, errors)]
    findings, evidence = in_order(told_once(found), documents)
    # every rule runs, chosen or not: only so can be told how many findings are switched off
    failed = frozenset(error.code for error in errors)
    if own_rules().problems:
        # nor can anything be said of a rule that might be among those that could not be used
        failed |= {known.rule for known in policy.baseline.values()} - {rule.code for rule in rules}
    judged = policy.judge(findings, documents, today or date.today(), failed)
    order = {row.finding_id: index for index, row in enumerate(judged.kept)}
    evidence = [row for row in evidence if row.finding_id in order]
    evidence.sort(key=lambda row: order[row.finding_id])
    store.replace_findings(judged.kept, evidence)
    store.replace_notes("check", _notes(errors))
    return Checked(errors, judged, documents, ran)


def _across_corrected(
    store: Store, snapshot: Snapshot, rules: Sequence[Rule], language: Language, errors: list[RuleError]
) -> list[Finding | EvidenceRecord]:
    """What the rules of corpus scope say of the archive with the corrections of its reviewers.

    A finding that they have put right stays where the correction was given on it: the decision hangs on it.
    """
    corrections = sorted(store.rows(Correction), key=lambda row: row.decided_at)
    if not corrections:
        return list(_across(snapshot, rules, language, errors))
    found = list(_across(Snapshot(CorrectedArchive(store, corrections)), rules, language, errors))
    present = {row.finding_id for row in found if isinstance(row, Finding)}
    decided = {row.key for row in corrections} - present
    as_read = _across(snapshot, rules, language, []) if decided else ()
    return found + [row for row in as_read if row.finding_id in decided]


def _across(
    snapshot: Snapshot, rules: Sequence[Rule], language: Language, errors: list[RuleError]
) -> Iterator[Finding | EvidenceRecord]:
    """What the rules of corpus scope say; one that fails ends there, and what it had said counts."""
    for rule in rules:
        if isinstance(rule, CorpusRule):
            try:
                yield from check_archive(snapshot, [rule], language)
            except Exception as error:
                errors.append(RuleError(rule, f"{type(error).__name__}: {error}", None))


def in_order(
    found: Iterable[Finding | EvidenceRecord], documents: Iterable[str]
) -> tuple[list[Finding], list[EvidenceRecord]]:
    """The findings by document (in the order of ``documents``, their ids) and place, and the further places of all."""
    ranks = {doc_id: rank for rank, doc_id in enumerate(documents)}
    findings: list[Finding] = []
    evidence: list[EvidenceRecord] = []
    for row in found:
        if isinstance(row, Finding):
            findings.append(row)
        else:
            evidence.append(row)
    findings.sort(key=lambda row: (ranks.get(row.doc_id, -1), row.start, row.end, row.rule, row.finding_id))
    return findings, evidence


def _notes(errors: Iterable[RuleError]) -> Iterator[NoteRecord]:
    for error in errors:
        if error.document is not None:
            yield NoteRecord(doc_id=error.document.doc_id, stage="check", page=None, message=error.cause)
