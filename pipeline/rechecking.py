"""The rules for the review pages: on one document of a store, by the policy of the last run over it."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from checks.engine import all_rules, check_plan
from checks.page import Language
from checks.policy import Policy
from checks.rule import CorpusRule, Plan
from dataset.records import DocumentRecord, Finding
from dataset.store import Store
from pipeline.checked_documents import load_plan
from pipeline.errors import UsageError
from pipeline.findings import Options, load_policy, locate


class StoreRules:
    """Runs the rules of document scope over documents of a store."""

    def __init__(self, store: Store, out: Path) -> None:
        """``out`` is the folder of results; where the settings of its last run are gone every rule counts as usual."""
        self._store = store
        try:
            self._policy = load_policy(locate(None, out=out).path, Options()).policy
        except UsageError:
            # settings that can no longer be used: the next run tells so; until then nothing is switched off
            self._policy = Policy()

    def plan(self, document: DocumentRecord) -> Plan:
        """A document as the rules see it."""
        return load_plan(self._store, document)

    def findings(self, plan: Plan, language: Language) -> list[Finding]:
        """What counts of what the rules say; one that fails ends there."""
        found: list[Finding] = []
        for rule in all_rules():
            if isinstance(rule, CorpusRule):
                continue
            try:
                found += (row for row in check_plan(plan, [rule], language) if isinstance(row, Finding))
            except Exception:  # noqa: S112  the run has noted which rule fails on the document; the others count
                continue
        return self._policy.judge(found, {plan.doc_id: plan.document}, date.today()).kept
