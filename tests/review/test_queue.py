"""The queue: the most valuable first, every filter, search with and without marks, deciding and going on."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from review.desk import Choice, Desk, NotInQueueError
from review.queue import Filters
from tests.dataset.rows import cell, target
from tests.review.rows import document, finding, make_store

A, B = "a" * 12, "b" * 12


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    path = tmp_path / "kehoach.sqlite"
    make_store(
        path,
        [document(A, "a.pdf"), document(B, "b.pdf", number="13", issuer="Ủy ban nhân dân xã Hòa Bình")],
        [target(A, 1, confidence=0.5), target(A, 2, confidence=0.95), cell(A, 1, "Số hộ", "12", 12.0)],
        [
            finding(A, "f1"),
            finding(A, "f2", rule="T001", severity="info", message="đường bộ", quote="đường bộ", observed="đường bộ"),
            finding(B, "f3", rule="P001", severity="warning", message="hòa giải", quote="hoà giải", observed="x"),
            finding(B, "f4", rule="P001", severity="warning", message="hoa màu", quote="hoa màu", observed="x"),
        ],
    )
    with Desk.at(path) as opened:
        assert opened.refresh(0.8) == 5
        yield opened


def keys(desk: Desk, **filters: str | bool) -> list[str]:
    items = desk.queue.page(Filters(**filters)).items  # type: ignore[arg-type]
    return [item.key if item.subject == "finding" else item.rule for item in items]


def test_the_most_valuable_comes_first(desk: Desk) -> None:
    assert keys(desk) == ["f1", "f3", "f4", "f2", "targets.value"]


@pytest.mark.parametrize(
    ("filters", "wanted"),
    [
        ({"rule": "P001"}, ["f3", "f4"]),
        ({"severity": "info"}, ["f2"]),
        ({"issuer": "Ủy ban nhân dân xã Hòa Bình"}, ["f3", "f4"]),
        ({"doc_id": B, "rule": "N001"}, []),
        ({"subject": "value"}, ["targets.value"]),
        ({"state": "confirmed"}, []),
        ({"reviewer": "An"}, []),
        ({"text": "hoa giai"}, ["f3"]),
        ({"text": "hòa giải"}, ["f3"]),
        ({"text": "hoà"}, ["f3", "f4"]),
        ({"text": "hoà", "rule": "T001"}, []),
        ({"text": "hoa", "rule": "P001"}, ["f3", "f4"]),
        ({"text": "duong"}, ["f2"]),
        ({"text": "Đườ"}, ["f2"]),
        ({"text": "dường"}, []),
        ({"text": "13/KH-UBND"}, ["f3", "f4"]),
        ({"text": "12/kh-ub"}, ["f1", "f2", "targets.value"]),
        ({"text": "13/QĐ-UBND"}, []),
        ({"text": '" OR *'}, []),
        ({"text": "?!"}, []),
    ],
)
def test_filters(desk: Desk, filters: dict[str, str], wanted: list[str]) -> None:
    assert keys(desk, **filters) == wanted


def test_a_document_is_found_by_its_number_with_and_without_marks(tmp_path: Path) -> None:
    path = tmp_path / "kehoach.sqlite"
    make_store(path, [document(A, number="45", symbol="QĐ-UBND")], [], [finding(A, "f1")])
    with Desk.at(path) as desk:
        desk.refresh(0.8)
        assert [keys(desk, text=text) for text in ("45/QĐ-UBND", "45/qd-ubnd", "45/QD")] == [["f1"]] * 3


def test_pages_follow_one_another(desk: Desk) -> None:
    first = desk.queue.page(Filters(), count=2)
    second = desk.queue.page(Filters(), after=first.after, count=2)
    third = desk.queue.page(Filters(), after=second.after, count=2)
    assert [len(page.items) for page in (first, second, third)] == [2, 2, 1]
    assert third.after is None
    assert len({item.key for page in (first, second, third) for item in page.items}) == 5


def test_decide_and_go_on(desk: Desk) -> None:
    done = desk.decide("An", [Choice("f1", "confirm")])
    assert done.items[0].state == "confirmed"
    following = desk.queue.next(Filters(), "f1")
    assert following is not None
    assert following.key == "f3"
    assert desk.queue.progress().states["confirmed"] == 1
    assert desk.queue.progress().done == 1
    assert keys(desk, state="", reviewer="An") == ["f1"]
    # behind the last one begins what was skipped
    last = desk.queue.page(Filters()).items[-1]
    again = desk.queue.next(Filters(), last.key)
    assert again is not None
    assert again.key == "f3"


def test_several_at_once_and_undone(desk: Desk) -> None:
    item = desk.queue.item("f3")
    assert item is not None
    alike = desk.queue.like(item)
    assert alike == ["f3", "f4"]
    desk.decide("An", [Choice(key, "dismiss", reason="đúng tên") for key in alike])
    assert desk.queue.counts("state", Filters(state="")) == {"open": 3, "dismissed": 2}
    undone = desk.undo("An")
    assert undone is not None
    assert [decision.key for decision in undone.decisions] == ["f3", "f4"]
    assert desk.queue.progress().states["open"] == 5
    assert desk.undo("An") is None


def test_what_was_decided_anew_since_is_not_taken_back_with_the_others(desk: Desk) -> None:
    desk.decide("An", [Choice(key, "dismiss") for key in ("f3", "f4", "f1")])
    desk.decide("Bình", [Choice("f1", "defer")])
    desk.decide("An", [Choice("f3", "confirm")])
    assert desk.undo("An", "f4") is not None
    for expected in (["f3"], ["f3", "f1"]):
        undone = desk.undo("An")
        assert undone is not None
        assert [decision.key for decision in undone.decisions] == expected
    assert desk.undo("An") is None
    assert desk.queue.counts("state", Filters(state="")) == {"open": 4, "deferred": 1}


def test_nothing_is_decided_where_one_is_not_there(desk: Desk) -> None:
    with pytest.raises(NotInQueueError, match="gone"):
        desk.decide("An", [Choice("f1", "confirm"), Choice("gone", "confirm")])
    assert desk.ledger.count() == 0


def test_two_reviewers_who_differ_are_told(desk: Desk) -> None:
    first = desk.decide("An", [Choice("f1", "confirm")]).decisions[0]
    other = desk.decide("Bình", [Choice("f1", "dismiss")])
    assert [clash.other for clash in other.clashes] == [first]
    assert other.items[0].state == "conflict"
    assert "f1" in keys(desk)
    settled = desk.decide("Chi", [Choice("f1", "confirm", settles=(first.decision_id, other.decisions[0].decision_id))])
    assert (settled.clashes, settled.items[0].state) == ((), "confirmed")


def test_a_decision_is_on_what_was_shown(desk: Desk) -> None:
    stale = desk.decide("An", [Choice("f1", "confirm", basis="another reading")])
    assert (stale.items[0].state, stale.items[0].cause) == ("conflict", "reading")


def test_one_who_opens_it_first_has_it(desk: Desk) -> None:
    assert desk.take("An", "f1") == "An"
    assert desk.take("Bình", "f1") == "An"
    item = desk.queue.item("f1")
    assert item is not None
    assert item.taken_by == "An"
    assert desk.take("An", "f3", seconds=-1) == "An"
    assert desk.take("Bình", "f3") == "Bình"
    desk.decide("An", [Choice("f1", "defer")])
    assert desk.take("Bình", "f1") == "Bình"


def test_what_two_decide_on_blindly_stays_open_for_the_second(desk: Desk) -> None:
    desk.set_blind_share(100)
    desk.refresh(0.8)
    decided = desk.decide("An", [Choice("f1", "confirm"), Choice("f3", "dismiss")])
    assert {item.state for item in decided.items} == {"open"}
    assert keys(desk, viewer="An") == ["f4", "f2", "targets.value"]
    assert "f1" in keys(desk, viewer="Bình")
    desk.decide("Bình", [Choice("f1", "confirm"), Choice("f3", "confirm")])
    assert desk.queue.progress().states["conflict"] == 1
    # an agreement of 1/2, where (1/2)·1 + (1/2)·0 was to be expected by chance
    agreement = desk.agreement()
    assert (agreement.subjects, agreement.observed, agreement.kappa) == (2, 0.5, 0.0)


def test_any_value_can_be_opened_and_is_found_again(desk: Desk) -> None:
    item = desk.value("cells.value", A, 0)
    assert (item.predicted, item.due) == ("12", False)
    assert desk.value("cells.value", A, 0) == item
    desk.decide("An", [Choice(item.key, "correct", "13")])
    desk.refresh(0.8)
    again = desk.queue.item(item.key)
    assert again is not None
    assert (again.state, again.value) == ("corrected", "13")


@pytest.mark.parametrize(("field", "row"), [("cells.value", 7), ("cells.quote", 0), ("meta.value", 0)])
def test_what_is_no_value_cannot_be_opened(desk: Desk, field: str, row: int) -> None:
    with pytest.raises(NotInQueueError):
        desk.value(field, A, row)


def test_the_queue_is_made_anew_only_when_the_dataset_is_another(desk: Desk, tmp_path: Path) -> None:
    item = desk.value("cells.value", A, 0)
    desk.prepare(0.8)
    assert desk.queue.item(item.key) is not None
    make_store(tmp_path / "kehoach.sqlite", [document(A, "a.pdf")], [], [finding(A, "f5")])
    desk.prepare(0.8)
    assert keys(desk) == ["f5"]
