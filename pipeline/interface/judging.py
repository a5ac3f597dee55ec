"""What the rules say of plans in memory: the same as of those in a store, without one."""

from __future__ import annotations

import warnings
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from checks.archive import ListArchive, Snapshot
from checks.engine import all_rules, check_archive, check_plan
from checks.origins import told_once, with_origins
from checks.own_rules import own_rules
from checks.page import Language
from checks.policy import rules_in_preview
from checks.rule import Plan, Rule
from checks.selection import Selection, decide, names_whole
from dataset.records import EvidenceRecord, Finding, Record, Records
from pipeline.checking import RuleError, in_order
from pipeline.findings import codes_of
from pipeline.interface.frames import frame_of
from pipeline.messages import language as spoken
from pipeline.own_rules import told

if TYPE_CHECKING:
    import pandas as pd

    from pipeline.interface.plan import Plan as ReadPlan

Codes = str | Sequence[str] | None


@dataclass(frozen=True)
class Judging:
    """Which rules count, and in which language they speak."""

    rules: Selection
    preview: bool
    language: Language


def judging_of(select: Codes, ignore: Codes, *, preview: bool, language: Language | None) -> Judging:
    """The choice of whoever calls.

    Raises:
        UsageError: No rule begins with one of the codes.
    """
    chosen = codes_of("select", _words(select)) if select is not None else None
    return Judging(Selection(chosen, codes_of("ignore", _words(ignore))), preview, language or spoken())


@dataclass(frozen=True)
class Findings:
    """What does not fit in one plan or between several, in reading order.

    Attributes:
        records: The findings.
        evidence: Further places that they stand on, by ``finding_id``.
    """

    records: list[Finding]
    evidence: list[EvidenceRecord]

    def __len__(self) -> int:
        return len(self.records)

    def __iter__(self) -> Iterator[Finding]:
        return iter(self.records)

    @property
    def frame(self) -> pd.DataFrame:
        """The findings as the table ``findings`` of the dataset."""
        return frame_of(Finding, self.records)


def check(
    plans: Sequence[ReadPlan],
    *,
    select: Codes = None,
    ignore: Codes = None,
    preview: bool = False,
    language: Language | None = None,
) -> Findings:
    """Run the rules over plans together, those too that look across documents.

    ``plan.findings`` knows of its own document only; this also finds a target of the parent plan that nobody carried,
    or one number given to two plans. For archives that do not fit into memory there is ``kehoach run``.

    Args:
        plans: The plans, in the order in which findings are wanted.
        select: Codes of rules or beginnings of them (``"N"``, ``["P001", "R"]``): nothing else counts.
        ignore: The same: these do not count. Of two that fit a rule the longer one decides.
        preview: Whether rules on trial count, too.
        language: ``vi`` or ``en``; by default that of ``KEHOACH_LANG``, and Vietnamese if that is not set.

    Raises:
        UsageError: No rule begins with one of the codes.
        RuleError: A rule failed; it says which, and on which document.
    """
    judging = judging_of(select, ignore, preview=preview, language=language)
    return judged([plan.as_rules_see_it for plan in plans], judging)


def judged(plans: Sequence[Plan], judging: Judging) -> Findings:
    """The findings of the rules that count; raises as :func:`check` does."""
    found: list[Finding | EvidenceRecord] = []
    rules = list(_counting(judging))
    for plan in plans:
        for rule in rules:
            try:
                found += check_plan(plan, [rule], judging.language)
            except Exception as error:
                raise RuleError(rule, f"{type(error).__name__}: {error}", plan.document) from error
    snapshot = Snapshot(ListArchive(plans))
    found = list(with_origins(found, snapshot, judging.language))
    for rule in rules:
        try:
            found += check_archive(snapshot, [rule], judging.language)
        except Exception as error:
            raise RuleError(rule, f"{type(error).__name__}: {error}", None) from error
    findings, evidence = in_order(told_once(found), [plan.doc_id for plan in plans])
    order = {row.finding_id: index for index, row in enumerate(findings)}
    return Findings(findings, sorted(evidence, key=lambda row: order[row.finding_id]))


def derived(findings: Findings) -> Records:
    """The findings as rows of their tables."""
    rows: list[Record] = [*findings.records, *findings.evidence]
    return Records(rows)


def _counting(judging: Judging) -> Iterator[Rule]:
    for problem in own_rules().problems:
        warnings.warn(told(problem), stacklevel=2)
    tried = frozenset() if judging.preview else rules_in_preview()
    for rule in all_rules():
        counts, words = decide([judging.rules], rule.code)
        if counts and (rule.code not in tried or names_whole(words, rule.code)):
            yield rule


def _words(codes: Codes) -> list[str]:
    return [codes] if isinstance(codes, str) else list(codes or ())
