"""Where a subject stands, computed from the decisions on it: a pure function, the same on every machine.

A decision counts for what was read when it was made (its ``basis``). Where that has changed since, it is shown, and the
subject is in conflict until somebody decides anew: nothing is applied in silence.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final, Literal, get_args

from dataset.decisions import Decision, standing

State = Literal["open", "confirmed", "dismissed", "corrected", "deferred", "conflict"]
Cause = Literal["", "reviewers", "reading"]
STATES: Final[tuple[State, ...]] = get_args(State)
SETTLED: Final[tuple[State, ...]] = ("confirmed", "dismissed", "corrected")
"""States in which nobody has to do anything more."""

_STATE_OF: Final[dict[str, State]] = {
    "confirm": "confirmed",
    "dismiss": "dismissed",
    "correct": "corrected",
    "defer": "deferred",
}


@dataclass(frozen=True)
class Standing:
    """Where a subject stands.

    ``cause`` says why it is in conflict: its reviewers differ, or what was read has changed. ``decisions`` are those
    that count, in order; of these ``outdated`` were made on another reading. ``carried`` says that they come from
    another file of the same document.
    """

    state: State
    cause: Cause = ""
    decisions: tuple[Decision, ...] = ()
    outdated: tuple[Decision, ...] = ()
    carried: bool = False
    correction: Decision | None = None
    reviewers: tuple[str, ...] = field(default=())


def state_of(
    own: Iterable[Decision],
    basis: str,
    *,
    predicted: str | None = None,
    others: Iterable[Decision] = (),
    wanted: int = 1,
) -> Standing:
    """Where a subject stands by the decisions on it.

    Args:
        own: the decisions on its key.
        basis: what is read now.
        predicted: the value that is read now; a correction to just this has been taken up, and is not outdated.
        others: decisions on the same place of another file of the document, or on another reading of the place.
        wanted: how many reviewers have to decide; with fewer it stays open.
    """
    counting = standing(own)
    carried = not counting
    if carried:
        counting = standing(others)
    current = [d for d in counting if d.basis == basis or (d.action == "correct" and d.value == predicted)]
    outdated = tuple(d for d in counting if d not in current)
    verdicts = [d for d in current if d.action != "defer"]
    names = tuple(sorted({d.reviewer for d in current}))
    carried = carried and bool(counting)

    def result(state: State, cause: Cause = "", correction: Decision | None = None) -> Standing:
        return Standing(state, cause, tuple(counting), outdated, carried, correction, names)

    if not current:
        # what was only put off says nothing about any reading
        return result("conflict", "reading") if any(d.action != "defer" for d in outdated) else result("open")
    if not verdicts:
        return result("deferred")
    if len({d.verdict for d in verdicts}) > 1:
        return result("conflict", "reviewers")
    if len({d.reviewer for d in verdicts}) < wanted:
        return result("open")
    last = verdicts[-1]
    return result(_STATE_OF[last.action], correction=last if last.action == "correct" else None)
