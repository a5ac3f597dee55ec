"""From what a form says to decisions, and what is told about them."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Final, get_args

from dataset.decisions import Action
from review.corrections import checked
from review.desk import Choice, Decided, NotInQueueError
from review.formats import readable
from review.web.access import Visitor

_ACTIONS: Final[tuple[Action, ...]] = tuple(action for action in get_args(Action) if action != "undo")
_LONGEST: Final = 2000
_RECHECKED: Final = 3
"""Documents that are checked again at once, when a value is corrected in many."""


class RefusedError(Exception):
    """The decision was not saved; the message says why, in the language of the visitor."""


def decide(
    who: Visitor,
    keys: Sequence[str],
    action: str,
    *,
    reason: str = "",
    value: str = "",
    basis: str | None = None,
    settles: Sequence[str] = (),
    quiet: bool = False,
) -> Decided:
    """Decide on some subjects, and tell it on the next page (``quiet``: only what is odd about it).

    Raises:
        RefusedError: The action, the value or a subject does not serve; nothing was saved.
    """
    chosen = next((known for known in _ACTIONS if known == action), None)
    if chosen is None or not keys:
        raise RefusedError(who.say("decide.choose_some"))
    corrected = _corrected(who, keys[0], value) if chosen == "correct" else None
    choices = [
        Choice(
            key,
            chosen,
            value=corrected,
            reason=" ".join(reason.split())[:_LONGEST],
            basis=basis if key == keys[0] else None,
            settles=tuple(settles) if key == keys[0] else (),
        )
        for key in keys
    ]
    try:
        decided = who.site.desk.decide(who.name, choices)
    except NotInQueueError as error:
        raise RefusedError(who.say("error.missing_text")) from error
    if not quiet:
        _tell(who, decided, chosen)
    return decided


def _corrected(who: Visitor, key: str, value: str) -> str:
    """A correction as the normaliser of its column writes it."""
    item = who.site.desk.queue.item(key)
    if item is None:
        raise RefusedError(who.say("error.missing_text"))
    place = who.site.desk.place(item)
    return normalised(who, place.field if place else "", value)


def normalised(who: Visitor, field: str, typed: str) -> str:
    """What a reviewer typed for a ``table.column``, in the form of the dataset; what it may lack is told.

    Raises:
        RefusedError: It does not serve.
    """
    result = checked(field, typed[:_LONGEST])
    if result.value is None:
        raise RefusedError(who.say(f"problem.{result.problem}"))
    if result.warning:
        who.tell(who.say(f"warning.{result.warning}", value=result.value), "bad")
    return result.value


def tell_rechecked(who: Visitor, keys: Collection[str], doc_ids: Collection[str]) -> None:
    """Tell what the rules say now that values of some documents are corrected; ``keys`` are what was decided on."""
    documents = who.site.lookup.documents(sorted(doc_ids))
    answers = who.site.rechecks.of_some(documents.values(), who.language, _RECHECKED)
    gone = {key for answer in answers.values() for key in answer.gone}
    further = sorted({item.rule for item in who.site.desk.queue.items(sorted(gone - set(keys))) if item.due})
    if gone & set(keys):
        who.tell(who.say("recheck.mended"))
    if further:
        who.tell(who.say("recheck.also_gone", rules=", ".join(further)))
    if fresh := [finding for answer in answers.values() for finding in answer.fresh]:
        told = readable(fresh[0].message, who.language)
        who.tell(who.say("recheck.fresh", count=len(fresh), rule=fresh[0].rule, message=told), "bad")


def _tell(who: Visitor, decided: Decided, action: str) -> None:
    text = who.say(f"decide.done_{action}")
    count = len(decided.decisions)
    who.tell(who.say("decide.done_many", text=text, count=count) if count > 1 else text, key=decided.decisions[0].key)
    if action == "correct":
        tell_rechecked(who, {item.key for item in decided.items}, {item.doc_id for item in decided.items})
    for clash in decided.clashes:
        who.tell(who.say("decide.clash", name=clash.other.reviewer), "bad")
