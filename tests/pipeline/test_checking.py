"""The rules over a store: order, evidence, and a rule that fails."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from checks import engine
from checks.policy import Policy
from checks.rule import Archive, CorpusRule, DocumentRule, Plan, Rule, Slip
from dataset.records import EvidenceRecord, Finding, NoteRecord, Target
from dataset.spans import Span
from dataset.store import Store
from pipeline import checking
from tests.dataset.rows import save, target


class Quoting(DocumentRule):
    """Fires on every target, the last one first."""

    code, name, severity = "N001", "quoting", "error"

    def check(self, plan: Plan) -> Iterator[Slip]:
        for row in reversed(plan.records.of(Target)):
            yield plan.slip_on(row, key=row.target_id, places=(plan.place(row, "expected"),))


class Failing(DocumentRule):
    """Fires once and then fails."""

    code, name, severity = "N002", "failing", "warning"

    def check(self, plan: Plan) -> Iterator[Slip]:
        yield Slip(plan.doc_id, 1, Span(0, 3), plan.text[:3])
        raise LookupError("không có cột")


class Counting(CorpusRule):
    """Fires on the last document if there are two."""

    code, name, severity = "R001", "counting", "info"

    def check(self, archive: Archive) -> Iterator[Slip]:
        documents = list(archive.documents())
        if len(documents) == 2:
            yield Slip(documents[1].doc_id, 1, Span(0, 3), "Đạt", other_doc_id=documents[0].doc_id)


class Saying:
    """A page of a rule with one message for all."""

    def message(self, template: str, language: str, values: dict[str, str]) -> str:
        return f"{template} {language} {values['quote']}"


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store.at(tmp_path / "kehoach.sqlite") as opened:
        save(opened, "b", target("b", 1), source="1.txt")
        save(opened, "a", target("a", 1), target("a", 2, start=0, end=3, quote="Đạt"), source="2.txt")
        yield opened


@pytest.fixture(autouse=True)
def pages(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine, "rule_page", lambda code: Saying())


def use(monkeypatch: pytest.MonkeyPatch, *rules: Rule) -> None:
    monkeypatch.setattr(checking, "all_rules", lambda: rules)


def test_findings_stand_in_the_order_of_the_documents_and_of_their_text(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    use(monkeypatch, Counting(), Quoting())
    assert checking.check_store(store, Policy()).errors == []
    found = list(store.rows(Finding))
    assert [(row.doc_id, row.rule, row.start) for row in found] == [
        ("b", "N001", 4),
        ("a", "N001", 0),
        ("a", "R001", 0),
        ("a", "N001", 4),
    ]
    assert [row.finding_id for row in store.rows(EvidenceRecord)] == [
        row.finding_id for row in found if row.rule == "N001"
    ]
    checking.check_store(store, Policy())
    assert list(store.rows(Finding)) == found


def test_a_rule_that_fails_costs_its_own_findings_only_and_is_told(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    use(monkeypatch, Failing(), Quoting())
    errors = checking.check_store(store, Policy(), "en").errors
    assert [error.source for error in errors] == ["1.txt", "2.txt"]
    assert all("N002" in str(error) and "LookupError" in str(error) for error in errors)
    assert [note.doc_id for note in store.rows(NoteRecord)] == ["b", "a"]
    assert sum(row.rule == "N001" for row in store.rows(Finding)) == 3
    use(monkeypatch, Quoting())
    checking.check_store(store, Policy())
    assert list(store.rows(NoteRecord)) == []
