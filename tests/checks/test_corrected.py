"""Rules across documents see what reviewers corrected, and decisions keep the findings on which they were given."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from checks.archive import ListArchive
from checks.corrected import CorrectedArchive
from checks.engine import check_archive
from checks.policy import Policy
from checks.rule import Plan
from dataset.records import Citation, Correction, DocumentRecord, Finding
from dataset.store import Store, Work
from pipeline.checking import check_store
from tests.checks.test_archive_rules import citing

ONE, TWO, WRONG = (
    citing("Đồng Lâm", 3), citing("Bình Hải", 4), citing("Tân Lập", 9, "01/10/2026"),
)  # fmt: skip
PLANS = (ONE, TWO, WRONG)


def correction(plan: Plan, column: str, value: str, *, table: str = "citations", key: str = "k") -> Correction:
    return Correction(
        doc_id=plan.doc_id, of_table=table, row=1, column=column, as_read=None, predicted=None, corrected=value,
        reviewer="An", decided_at="2026-05-01T00:00:00Z", reason=None, carried=False, decision_id="d", key=key,
        page=1, start=0, end=1, quote="x", confidence=1,
    )  # fmt: skip


def said(*corrections: Correction, plans: Sequence[Plan] = PLANS) -> list[tuple[str, str]]:
    archive = CorrectedArchive(ListArchive(plans), corrections)
    return [(row.rule, row.doc_id) for row in check_archive(archive) if isinstance(row, Finding)]


def test_a_corrected_date_ends_the_conflict_and_a_date_corrected_wrongly_makes_one() -> None:
    assert said() == [("R001", WRONG.doc_id)]
    assert said(correction(WRONG, "issued_on", "2026-01-10")) == []
    assert said(correction(WRONG, "issued_on", "2026-01-10"), correction(ONE, "issued_on", "2026-02-02")) == [
        ("R001", ONE.doc_id)
    ]


def test_rows_are_met_by_their_corrected_values() -> None:
    archive = CorrectedArchive(ListArchive(PLANS), [correction(TWO, "number", "77")])
    assert [row.doc_id for row in archive.rows(Citation, {"number": ["77"]})] == [TWO.doc_id]
    assert [row.doc_id for row in archive.rows(Citation, {"number": ["19"]})] == [ONE.doc_id, WRONG.doc_id]
    assert [row.doc_id for row in archive.rows(Citation)] == [plan.doc_id for plan in PLANS]


def test_a_corrected_row_moves_to_the_group_of_its_new_value() -> None:
    plain = [[row.doc_id for row in group] for group in ListArchive(PLANS).groups(Citation, "number", "issued_on")]
    moved = CorrectedArchive(ListArchive(PLANS), [correction(WRONG, "number", "20")])
    assert plain == [[ONE.doc_id, TWO.doc_id, WRONG.doc_id]]
    assert list(moved.groups(Citation, "number", "issued_on")) == []
    joined = CorrectedArchive(ListArchive(PLANS), [correction(ONE, "issued_on", "2026-03-03")])
    assert [[row.doc_id for row in group] for group in joined.groups(Citation, "number", "issued_on")] == plain


def test_the_head_of_a_document_is_corrected() -> None:
    archive = CorrectedArchive(ListArchive(PLANS), [correction(TWO, "number", "5", table=DocumentRecord.table)])
    assert [document.number for document in archive.documents()] == ["3", "5", "9"]


@pytest.mark.parametrize("on_finding", [True, False])
def test_the_next_check_goes_by_the_correction_and_keeps_the_finding_it_was_given_on(
    tmp_path: Path, on_finding: bool
) -> None:
    with Store.at(tmp_path / "kehoach.sqlite") as store:
        for plan in PLANS:
            store.save(Work(plan.document.sha256, "1", "{}"), plan.document, plan.text, plan.records)
        check_store(store, Policy())
        [finding] = [row for row in store.rows(Finding) if row.rule == "R001"]
        key = finding.finding_id if on_finding else "a value"
        store.replace(Correction, [correction(WRONG, "issued_on", "2026-01-10", key=key)])
        for _ in range(2):
            check_store(store, Policy())
            left = [row.finding_id for row in store.rows(Finding) if row.rule == "R001"]
            assert left == ([finding.finding_id] if on_finding else [])
