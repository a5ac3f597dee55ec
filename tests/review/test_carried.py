"""Decisions live on: a new scan, a changed reading, a run begun anew; and nothing is applied in silence."""

from __future__ import annotations

from pathlib import Path

import pytest

from dataset.fresh import begin_anew
from dataset.records import Finding
from review.desk import Choice, Desk
from review.queue import Filters, Item
from tests.dataset.rows import target
from tests.review.rows import document, finding, make_store

OLD, NEW = "a" * 12, "b" * 12


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A store with one finding, which was dismissed."""
    path = tmp_path / "kehoach.sqlite"
    make_store(path, [document(OLD)], [], [finding(OLD, "f1")])
    with Desk.at(path) as desk:
        desk.refresh(0.8)
        desk.decide("An", [Choice("f1", "dismiss", reason="hai đợt")])
    return path


def then(path: Path, *findings: Finding, **head: str) -> list[Item]:
    """The queue when the file has been read anew and this was found."""
    make_store(path, [document(findings[0].doc_id, **head)], [], findings)
    with Desk.at(path) as desk:
        desk.refresh(0.8)
        return list(desk.queue.page(Filters(state="")).items)


def test_a_new_version_of_the_rules(path: Path) -> None:
    item = then(path, finding(OLD, "f1", message="Nói cách khác.", severity="warning"))[0]
    assert (item.state, item.carried, item.reviewers) == ("dismissed", False, ("An",))


def test_begun_anew(path: Path) -> None:
    begin_anew(path)
    assert then(path, finding(OLD, "f1"))[0].state == "dismissed"


def test_a_new_scan_of_the_document(path: Path) -> None:
    item = then(path, finding(NEW, "f9", quote="Tổng  cộng 60.000\nngười"), source="quet-lai.pdf")[0]
    assert (item.state, item.carried) == ("dismissed", True)
    with Desk.at(path) as desk:
        assert [d.reviewer for d in desk.standing("f9").decisions] == ["An"]


def test_another_document_of_that_issuer_and_day(path: Path) -> None:
    assert then(path, finding(NEW, "f9"), number="13", source="khac.pdf")[0].state == "open"


def test_a_document_that_is_there_beside_the_old_one(path: Path) -> None:
    make_store(path, [document(OLD), document(NEW, "ban-sao.pdf")], [], [finding(OLD, "f1"), finding(NEW, "f9")])
    with Desk.at(path) as desk:
        desk.refresh(0.8)
        item = desk.queue.item("f9")
    assert item is not None
    assert item.state == "open"


@pytest.mark.parametrize(
    "changed",
    [
        {"finding_id": "f1", "expected": "67000"},
        {"finding_id": "f9", "quote": "Tổng cộng 61.000 người", "observed": "61000"},
    ],
    ids=["the same finding", "another quote of the same place"],
)
def test_a_changed_reading_is_in_conflict(path: Path, changed: dict[str, str]) -> None:
    item = then(path, finding(OLD, changed.pop("finding_id"), **changed))[0]
    assert (item.state, item.cause, item.due) == ("conflict", "reading", True)


def test_a_finding_that_is_gone_takes_no_decision_elsewhere(path: Path) -> None:
    item = then(path, finding(OLD, "f9", quote="Kinh phí thực hiện năm 2026 do ngân sách bảo đảm"))[0]
    assert item.state == "open"
    with Desk.at(path) as desk:
        assert [d.key for d in desk.gone()] == ["f1"]
        assert then(path, finding(OLD, "f1")) != []
        assert desk.gone() == []


def test_deciding_again_ends_the_conflict_and_undoing_brings_it_back(path: Path) -> None:
    then(path, finding(OLD, "f1", expected="67000"))
    with Desk.at(path) as desk:
        assert desk.decide("Bình", [Choice("f1", "confirm")]).items[0].state == "confirmed"
        undone = desk.undo("Bình")
    assert undone is not None
    assert undone.items[0].state == "conflict"


def test_a_corrected_value_of_a_new_scan(tmp_path: Path) -> None:
    path = tmp_path / "kehoach.sqlite"
    make_store(path, [document(OLD)], [target(OLD, 1, confidence=0.95)])
    with Desk.at(path) as desk:
        desk.refresh(0.8)
        item = desk.value("targets.value", OLD, 0)
        desk.decide("An", [Choice(item.key, "correct", "7819")])
    make_store(path, [document(NEW, "quet-lai.pdf")], [target(NEW, 1, confidence=0.95)])
    with Desk.at(path) as desk:
        desk.refresh(0.8)
        [item] = desk.queue.page(Filters(state="")).items
    assert (item.state, item.carried, item.value, item.field) == ("corrected", True, "7819", "targets.value")


def test_decisions_of_another_machine_count_at_once(path: Path, tmp_path: Path) -> None:
    with Desk.at(path) as desk:
        decisions = desk.ledger.decisions()
    other = tmp_path / "other.sqlite"
    make_store(other, [document(OLD)], [], [finding(OLD, "f1")])
    with Desk.at(other) as desk:
        desk.refresh(0.8)
        assert desk.merge(decisions).added == 1
        assert desk.queue.progress().states["dismissed"] == 1
        desk.decide("Bình", [Choice("f1", "confirm")])
        assert desk.queue.progress().states["conflict"] == 1
