"""Where a subject stands: the same whatever the order of arrival, and never by a decision on another reading."""

from __future__ import annotations

import random
from itertools import count

from hypothesis import given
from hypothesis import strategies as st

from dataset.decisions import Decision, in_order, standing
from review.states import SETTLED, STATES, state_of

_NUMBERS = count(1)


def decision(reviewer: str, action: str, *, basis: str = "now", value: str | None = None, refers: str = "") -> Decision:
    number = next(_NUMBERS)
    return Decision.model_validate(
        {
            "decision_id": f"{number:032x}", "at": f"2026-01-01T00:00:{number // 1000 % 60:02}.{number % 1000:03}Z",
            "reviewer": reviewer, "subject": "finding", "key": "k", "action": action, "basis": basis, "value": value,
            "refers": refers,
        }
    )  # fmt: skip


@st.composite
def histories(draw: st.DrawFn) -> list[Decision]:
    """Decisions in the order in which they were made; an undo takes back one that stands."""
    made: list[Decision] = []
    for _ in range(draw(st.integers(0, 8))):
        reviewer = draw(st.sampled_from(["An", "Bình", "Chi"]))
        mine = [d for d in standing(made) if d.reviewer == reviewer]
        if mine and draw(st.booleans()):
            made.append(decision(reviewer, "undo", refers=mine[-1].decision_id))
            continue
        action = draw(st.sampled_from(["confirm", "dismiss", "correct", "defer"]))
        value = draw(st.sampled_from(["1", "2"])) if action == "correct" else None
        made.append(decision(reviewer, action, value=value, basis=draw(st.sampled_from(["now", "before"]))))
    return made


@given(histories(), st.randoms(use_true_random=False))
def test_the_order_of_arrival_does_not_matter(made: list[Decision], shuffler: random.Random) -> None:
    shuffled = list(made)
    shuffler.shuffle(shuffled)
    assert state_of(shuffled, "now") == state_of(made, "now")


@given(histories())
def test_it_is_settled_exactly_by_one_verdict_on_what_is_read_now(made: list[Decision]) -> None:
    result = state_of(made, "now")
    verdicts = {d.verdict for d in standing(made) if d.basis == "now" and d.action != "defer"}
    assert result.state in STATES
    assert (result.state in SETTLED) == (len(verdicts) == 1)
    assert (result.cause == "reviewers") == (len(verdicts) > 1)
    if result.correction:
        assert result.correction.basis == "now"


@given(histories())
def test_undoing_all_leaves_it_open(made: list[Decision]) -> None:
    while left := standing(made):
        made = [*made, decision(left[-1].reviewer, "undo", refers=left[-1].decision_id)]
    assert state_of(made, "now").state == "open"


@given(histories())
def test_an_undo_leaves_things_as_they_were_before(made: list[Decision]) -> None:
    before = standing(made)
    last = decision("An", "confirm")
    after = standing([*made, last, decision("An", "undo", refers=last.decision_id)])
    assert in_order(after) == in_order(before)


def test_two_who_differ_are_in_conflict_until_one_settles_it() -> None:
    an, binh = decision("An", "confirm"), decision("Bình", "dismiss")
    conflict = state_of([an, binh], "now")
    assert (conflict.state, conflict.cause, conflict.reviewers) == ("conflict", "reviewers", ("An", "Bình"))
    settled = decision("Chi", "dismiss", refers=f"{an.decision_id} {binh.decision_id}")
    assert state_of([an, binh, settled], "now").state == "dismissed"
    undone = decision("Chi", "undo", refers=settled.decision_id)
    assert state_of([an, binh, settled, undone], "now").state == "conflict"


def test_a_changed_reading_is_a_conflict_until_somebody_decides_anew() -> None:
    old = decision("An", "correct", value="66000", basis="before")
    changed = state_of([old], "now")
    assert (changed.state, changed.cause, changed.correction) == ("conflict", "reading", None)
    assert changed.outdated == (old,)
    assert state_of([old, decision("Bình", "confirm")], "now").state == "confirmed"


def test_a_correction_that_was_taken_up_is_no_conflict() -> None:
    old = decision("An", "correct", value="66000", basis="before")
    assert state_of([old], "now", predicted="66000").state == "corrected"


def test_with_two_wanted_one_is_not_enough() -> None:
    an = decision("An", "confirm")
    assert state_of([an], "now", wanted=2).state == "open"
    assert state_of([an, decision("Bình", "confirm")], "now", wanted=2).state == "confirmed"


def test_decisions_on_another_file_count_until_somebody_decides_on_this_one() -> None:
    carried = state_of([], "now", others=[decision("An", "dismiss")])
    assert (carried.state, carried.carried) == ("dismissed", True)
    own = state_of([decision("Bình", "confirm")], "now", others=[decision("An", "dismiss")])
    assert (own.state, own.carried) == ("confirmed", False)
