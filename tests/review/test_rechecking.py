"""What corrections do to the findings of a document: gone, still there, new; nothing of it is written anywhere."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from checks.page import Language
from checks.rule import Plan
from dataset.records import CellRecord, DocumentRecord, Finding, TableRecord
from dataset.store import Store
from pipeline.rechecking import StoreRules
from review.desk import Choice, Desk
from review.queue import Filters
from review.rechecking import Rechecks, with_corrections
from tests.review.rows import document, make_store

DOC = "a" * 12
HEADS = ("Thôn", "Số hộ")
LINES = (("Thôn 1", "120"), ("Thôn 2", "150"), ("Tổng cộng", "280"))
TEXT = "\n".join("\t".join(line) for line in (HEADS, *LINES)) + "\n"


def rows() -> Iterator[TableRecord | CellRecord]:
    """A table of which the total is not the sum."""
    place = {"doc_id": DOC, "page": 1, "confidence": 1.0}
    yield TableRecord(
        **place, table_id="t1", title=None, rows=3, columns=2, first_page=1, last_page=1, quote=TEXT, start=0,
        end=len(TEXT),
    )  # fmt: skip
    at = TEXT.index(LINES[0][0])
    for number, line in enumerate(LINES, 1):
        for column, text in zip(HEADS, line, strict=True):
            start = TEXT.index(text, at)
            at = start + len(text)
            yield CellRecord(
                **place, table_id="t1", row=number, column=column, text=text,
                value=float(text) if text.isdigit() else None, is_total=line[0] == "Tổng cộng", quote=text,
                start=start, end=at,
            )  # fmt: skip


class Counting:
    """The rules of the store, counted."""

    def __init__(self, rules: StoreRules) -> None:
        self.rules = rules
        self.plans = 0

    def plan(self, row: DocumentRecord) -> Plan:
        self.plans += 1
        # a made-up store keeps no text
        return Plan(row, TEXT, self.rules.plan(row).records)

    def findings(self, plan: Plan, language: Language) -> list[Finding]:
        return [row for row in self.rules.findings(plan, language) if row.rule.startswith("N")]


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[tuple[Desk, Rechecks, Counting]]:
    path = tmp_path / "kehoach.sqlite"
    head = document(DOC)
    with Store.at(path) as store:
        make_store(path, [head], rows())
        rules = Counting(StoreRules(store, tmp_path))
        found = rules.findings(rules.plan(head), "vi")
        assert [row.rule for row in found] == ["N001"]
        store.replace_findings(found, [])
        with Desk.at(path) as opened:
            opened.refresh(0.5)
            yield opened, Rechecks(opened.ledger.engine, rules), rules


def test_a_finding_goes_with_the_value_and_comes_back_with_the_undo(desk: tuple[Desk, Rechecks, Counting]) -> None:
    opened, rechecks, rules = desk
    head = document(DOC)
    assert rechecks.of(head, "vi") is None
    item = opened.queue.page(Filters(state="")).items[0]
    total = opened.value("cells.value", DOC, 5)
    opened.decide("An", [Choice(total.key, "correct", value="270")])
    rules.plans = 0
    answer = rechecks.of(head, "vi")
    assert answer is not None
    assert (answer.gone, answer.stays, answer.fresh) == ({item.key}, frozenset(), ())
    # the same corrections are not looked at twice
    assert rechecks.of(head, "vi") == answer
    assert rules.plans == 1
    opened.undo("An")
    assert rechecks.of(head, "vi") is None
    # what was found in what was read is still to be decided on
    again = opened.queue.item(item.key)
    assert again is not None
    assert again.state == "open"


def test_a_value_that_does_not_fit_either_leaves_the_finding(desk: tuple[Desk, Rechecks, Counting]) -> None:
    opened, rechecks, _ = desk
    item = opened.queue.page(Filters(state="")).items[0]
    opened.decide("An", [Choice(item.key, "correct", value="275")])
    answer = rechecks.of(document(DOC), "vi")
    assert answer is not None
    assert (answer.gone, answer.stays) == (frozenset(), {item.key})


def test_a_correction_may_bring_a_finding(desk: tuple[Desk, Rechecks, Counting]) -> None:
    opened, _, rules = desk
    plan = rules.plan(document(DOC))
    right = with_corrections(plan, {("cells", 5): {"value": "270", "text": "270"}})
    assert rules.findings(right, "vi") == []
    wrong = with_corrections(right, {("cells", 1): {"value": "121", "text": "121"}})
    assert [row.rule for row in rules.findings(wrong, "vi")] == ["N001"]
    # what was read is as it was
    assert plan.records.of(CellRecord)[5].value == 280
    assert opened.queue.progress().total == 1


def test_documents_beyond_a_number_wait(desk: tuple[Desk, Rechecks, Counting]) -> None:
    opened, rechecks, _ = desk
    opened.decide("An", [Choice(opened.value("cells.value", DOC, 5).key, "correct", value="270")])
    assert rechecks.of_some([document(DOC)], "vi", 0) == {}
    assert set(rechecks.of_some([document(DOC)], "vi", 1)) == {DOC}
    assert set(rechecks.of_some([document(DOC)], "vi", 0)) == {DOC}
