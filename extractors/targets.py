"""Targets: every quantified aim of the body, and of the tables whose headers promise aims."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import ClassVar, Literal, NamedTuple

from dataset.document import View
from dataset.records import DocumentRecord, Record, Target
from extractors.aims.find import Aim, find_aims
from extractors.aims.patterns import patterns
from extractors.aims.periods import find_periods
from extractors.aims.tables import table_aims
from extractors.base import Context, Extractor
from extractors.outline.annexes import in_issued_plan
from extractors.outline.model import Node

_KINDS = frozenset({"heading", "item", "text", "closing"})
_HEADS = frozenset({"heading", "item", "text", "annex-title", "table-title"})


# Types of documents that lay down rules (Decree 30/2020/NĐ-CP, Annex III): their numbers are mostly conditions.
_RULES = frozenset({"QĐ", "Luật", "NĐ", "TT", "QC", "QyĐ"})


class Place(NamedTuple):
    """An aim where it stands."""

    view: View
    aim: Aim
    source: Literal["body", "table"]


class TargetExtractor(Extractor):
    """Finds the rows of ``targets``."""

    name: ClassVar[str] = "targets"
    after: ClassVar[tuple[str, ...]] = ("documents",)

    def extract(self, context: Context) -> Iterable[Record]:
        """Yield the targets of body and tables, in reading order."""
        record = next(iter(context.records.of(DocumentRecord)), None)
        rules = record is not None and record.doc_type in _RULES
        number = 0
        for node in context.outline.nodes:
            whole: str | None = None
            for place in _places(context, node, rules):
                number += 1
                target_id = f"{context.document.doc_id}-g{number}"
                period = place.aim.period or _inherited(node) or (record.period if record else None)
                part_of = whole if place.aim.part else None
                whole = whole if part_of else target_id
                yield _row(context, place, target_id, period, part_of)


def _places(context: Context, node: Node, rules: bool) -> Iterator[Place]:
    if node.table is not None:
        for view, aim in table_aims(context.document, node.table, _goal(node)):
            yield Place(view, aim, "table")
    elif node.kind in _KINDS and not _is_status(node):
        for aim in find_aims(node.text, goal=_goal(node), rules=rules and not in_issued_plan(node)):
            yield Place(node.view, aim, "body")


def _row(context: Context, place: Place, target_id: str, period: str | None, part_of: str | None) -> Target:
    aim = place.aim
    return Target.at(
        context.document,
        place.view.span(aim.start, aim.end),
        aim.confidence,
        target_id=target_id,
        indicator=aim.indicator.name,
        scope=aim.indicator.scope,
        comparator=aim.value.comparator,
        value=round(aim.value.value, 6),
        value_max=None if aim.value.value_max is None else round(aim.value.value_max, 6),
        unit=aim.value.unit,
        period=period,
        baseline=aim.baseline,
        part_of=part_of,
        source=place.source,
    )


def _goal(node: Node) -> bool:
    """Whether a heading above promises aims."""
    goal = patterns().sections["goal"]
    above = [a.text for a in node.ancestors() if a.kind in _HEADS]
    if node.table is not None and (annex := next((a for a in node.ancestors() if a.kind == "annex"), None)):
        above += [child.text for child in annex.children if child.kind == "annex-title"]
    return any(goal.search(text) for text in above) or (node.kind == "heading" and bool(goal.search(node.text[:60])))


def _is_status(node: Node) -> bool:
    """Whether the section tells what was, or what it costs."""
    status = patterns().sections["status"]
    return any(status.match(above.text) for above in node.ancestors() if above.kind == "heading")


def _inherited(node: Node) -> str | None:
    """The period of the nearest heading, item or sentence above that names one."""
    for above in node.ancestors():
        if above.kind in _HEADS:
            periods = find_periods(above.text)
            if periods:
                return periods[-1].value
    return None
