"""Batches of plans: silent when clean, and each slip across documents is found, it alone."""

from __future__ import annotations

from functools import cache

import pytest

from checks.archive import ListArchive, Snapshot
from checks.engine import all_rules, check_archive, check_plan
from checks.origins import told_once, with_origins
from checks.rule import CorpusRule, Plan
from corpus.batches import BatchSlip, batch_names, batch_slips, batch_texts
from dataset.records import EvidenceRecord, Finding
from pipeline.reading.base import Source
from pipeline.run import process

SLIPS = [
    pytest.param(name, slip, id=f"{name}-{slip.findings[-1].rule}")
    for name in batch_names()
    for slip in batch_slips(name)
]


@cache
def plan_of(file: str, text: str) -> Plan:
    return process(Source(file, text.encode()))


def found_in(name: str, *slips: BatchSlip) -> tuple[list[Finding], list[EvidenceRecord], dict[str, str]]:
    """The findings of a batch, their further places, and the file of each document."""
    plans = [plan_of(file, text) for file, text in batch_texts(name, slips).items()]
    archive = Snapshot(ListArchive(plans))
    rows = [row for plan in plans for row in check_plan(plan)]
    rows = told_once([*with_origins(rows, archive), *check_archive(archive)])
    findings = [row for row in rows if isinstance(row, Finding)]
    evidence = [row for row in rows if isinstance(row, EvidenceRecord)]
    return findings, evidence, {plan.doc_id: plan.document.source for plan in plans}


@pytest.mark.parametrize("name", batch_names())
def test_a_clean_batch_is_silent(name: str) -> None:
    findings, _, _ = found_in(name)
    across = {rule.code for rule in all_rules() if isinstance(rule, CorpusRule)}
    assert [(row.rule, row.quote) for row in findings if row.severity != "info" or row.rule in across] == []


@pytest.mark.parametrize(("name", "slip"), SLIPS)
def test_a_slip_is_found_and_nothing_else(name: str, slip: BatchSlip) -> None:
    before = {(row.rule, row.doc_id, row.quote) for row in found_in(name)[0]}
    findings, evidence, files = found_in(name, slip)
    new = [row for row in findings if row.other_doc_id or (row.rule, row.doc_id, row.quote) not in before]
    new = [row for row in new if row.severity != "info" or row.other_doc_id]
    assert [(row.rule, files[row.doc_id], files.get(row.other_doc_id or ""), row.severity) for row in new] == [
        (wanted.rule, wanted.document, wanted.other, wanted.severity) for wanted in slip.findings
    ]
    assert all(wanted.quote in row.quote for row, wanted in zip(new, slip.findings, strict=True))
    places = {row.finding_id: row for row in evidence if row.doc_id == new[0].other_doc_id}
    assert new[0].finding_id in places, "the other document is not shown"
