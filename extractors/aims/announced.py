"""Lists of aims that a line announces without being their heading: "2. Các chỉ tiêu đến năm 2030" over "1. …"."""

from __future__ import annotations

from typing import NamedTuple

from extractors.aims.judge import is_quantity
from extractors.aims.patterns import patterns
from extractors.aims.periods import find_periods
from extractors.outline.model import Node
from normalizers.numbers import find_numbers

_LONGEST = 120  # characters of a line that only names aims
_KINDS = frozenset({"heading", "item", "text"})


class Announced(NamedTuple):
    """The line that announces a list, the time that it names for all of it (EDTF), and the next number of the list."""

    node: Node
    period: str | None
    following: int = 1


def announced_by(node: Node, current: Announced | None) -> Announced | None:
    """The list of aims that ``node`` opens or goes on with; nothing where it does neither.

    A list whose numbers begin again at 1 stands beside its announcement in the outline, not below it.
    """
    if _names_aims(node):
        periods = find_periods(node.text)
        return Announced(node, periods[-1].value if periods else None)
    if current is None or node.kind not in _KINDS:
        return None
    if current.node in node.ancestors() or _lies_deeper(node, current.node):
        return current
    if patterns().sections["no_aims_from"].match(node.text):
        return None
    if (node.label or "").isdigit():
        return current._replace(following=current.following + 1) if node.label == str(current.following) else None
    if node.kind == "item" or (node.kind == "text" and patterns().cues["numbered"].match(node.text)):
        return current
    return None


def period_announced(node: Node, announced: Announced | None) -> tuple[str | None, frozenset[int]]:
    """The time that the announcement gives to what follows, and which headings lie above it, further away."""
    if announced is None or announced.node is node:
        return None, frozenset()
    return announced.period, frozenset(id(above) for above in announced.node.ancestors())


def _names_aims(node: Node) -> bool:
    if node.kind not in _KINDS or node.children or len(node.text) > _LONGEST:
        return False
    if not patterns().sections["aims_named"].match(node.text):
        return False
    return not any(is_quantity(node.text, number) for number in find_numbers(node.text))


def _lies_deeper(node: Node, above: Node) -> bool:
    """Whether a node hangs below one that stands in the list, beside the announcement."""
    return node.parent is not None and node.parent is not above.parent and node.level > above.level
