"""Whom an order addresses as a whole: ``Chủ tịch Ủy ban nhân dân tỉnh yêu cầu Giám đốc các sở …:`` and its points."""

from __future__ import annotations

from extractors.assignment.patterns import patterns
from extractors.assignment.sections import is_order
from extractors.base import Context
from extractors.organisations import Organisations
from extractors.outline.model import Node
from normalizers.units import UnitText, fold


def asked(context: Context, units: Organisations) -> tuple[Node | None, list[UnitText]]:
    """The enacting clause of an order and the units that it asks: points that name nobody else are their work.

    Nothing where the clause goes on to say something of them, or names nobody.
    """
    clauses = [node for node in context.outline.of("enacting", "basis") if not node.in_annex]
    if not clauses or not is_order(context):
        return None, []
    words, node = patterns(), clauses[-1]
    folded = fold(node.text)
    for request in words["directive.request"].finditer(folded):
        found = units.leading(node.text, request.end())
        if found and words["directive.points"].fullmatch(folded, found[-1].end):
            return node, found
    return None, []
