"""What a node says of itself: whether it is work, a remark, addressed to somebody; and which nodes a line covers."""

from __future__ import annotations

from extractors.assignment.patterns import patterns
from extractors.assignment.sentences import acts, behind_place
from extractors.outline.model import Node
from normalizers.units import UnitText, fold
from normalizers.units.vocabulary import vocabulary

_LONGEST_LINE = 200
BULLETS = frozenset({"-", "+", "*", "•", "–", None})


def covered(field: Node, pending: list[Node]) -> list[Node]:
    """The paragraphs that a line of doers covers.

    Below a numbered paragraph that paragraph and what belongs to it; else the paragraphs since the last heading or the
    last such line; right under a heading the heading itself.
    """
    parent = field.parent
    if parent is not None and parent.kind == "item" and parent.label not in BULLETS:
        return [node for node in pending if node is parent or parent in node.ancestors()]
    body = [node for node in pending if node.kind != "heading"]
    if body and pending[0].kind == "heading" and _runs_on(pending[0], body[0]):
        return pending
    return body or pending[-1:]


def _runs_on(heading: Node, following: Node) -> bool:
    """Whether a heading is the beginning of a sentence with which its first paragraph goes on."""
    begins = following.text[:1].islower() or bool(vocabulary().stop.match(fold(heading.text)))
    return heading.text.rstrip().endswith(":") and begins


def hands_on(text: str) -> bool:
    """Whether the unit of the heading gives work to another body."""
    return bool(patterns()["phrases.giving"].match(fold(text)))


def are_tasks(items: list[Node]) -> bool:
    """Whether the items below an introducing paragraph are work to be done, and not a list of things."""
    verbs = sum(bool(vocabulary().stop.match(fold(item.text))) for item in items)
    return verbs * 2 >= len(items) > 0


def is_name(text: str) -> bool:
    """Whether a line below a label can be a body, and no sentence about what is to be done."""
    return len(text) <= _LONGEST_LINE and not vocabulary().stop.match(fold(text))


def repeats(text: str, subject: list[UnitText]) -> bool:
    """Whether the paragraph begins with the name of the heading's unit, however long it is."""
    return any(fold(text).startswith(fold(item.text)) for item in subject)


def enforces(text: str, *, of_order: bool = False) -> bool:
    """Whether a paragraph says no more than who is to see that the act is carried out: ``… thi hành Quyết định này``.

    ``of_order``: also what an order asks of everybody at its end (``thực hiện nghiêm túc Chỉ thị này``).
    """
    folded, words = fold(text), patterns()
    whole = words["own_subject.enforces"].search(folded)
    return bool(whole or (of_order and words["own_subject.carries_out"].search(folded)))


def is_remark(node: Node) -> bool:
    """Whether the paragraph is no task: a note in brackets, a pointer to an annex."""
    return bool(patterns()["remarks.skip"].search(fold(node.text)))


def addressed(text: str, subject: list[UnitText]) -> bool:
    """Whether a paragraph turns to its subject: ``Sở Y tế: …``, ``Đề nghị Sở Y tế …``."""
    folded = fold(text)
    known = all(item.unit.kind is not None for item in subject)
    request = patterns()["own_subject.request"].match(folded)
    end = subject[-1].end
    return known and bool(
        request or patterns()["own_subject.colon"].match(folded, end) or _acts_itself(folded, subject)
    )


def _acts_itself(folded: str, subject: list[UnitText]) -> bool:
    """``Sở Y tế chủ trì …``, ``Trạm Y tế xã tiêm …``: groups only by their part, they are in many sentences."""
    end = subject[-1].end
    # who stands at the head of bodies is in no sentence but to be told: "Thủ trưởng các sở, Chủ tịch UBND các xã …"
    single = subject[0].unit.kind == "person" or all(
        item.unit.kind != "group" and not item.unit.group for item in subject
    )
    return (single and acts(folded, end)) or bool(
        patterns()["own_subject.leads"].match(folded, behind_place(folded, end))
    )
