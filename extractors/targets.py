"""Targets: every quantified aim of the body, and of the tables whose headers promise aims."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import ClassVar, Literal, NamedTuple

from dataset.records import DocumentRecord, Record, Target
from dataset.views import View
from extractors.aims.announced import Announced, announced_by, period_announced
from extractors.aims.find import Aim, find_aims
from extractors.aims.patterns import patterns
from extractors.aims.periods import find_periods, last_year
from extractors.aims.tables import table_aims
from extractors.base import Context, Extractor
from extractors.outline.annexes import in_issued_plan
from extractors.outline.model import Node

_KINDS = frozenset({"heading", "item", "text", "closing"})
_HEADS = frozenset({"heading", "item", "text", "annex-title", "table-title"})


_REACH = 300  # characters at the end of a paragraph that may promise a list of aims
_OPENING = 120  # characters in which a time opens a paragraph
# Types of documents that lay down rules (Decree 30/2020/NĐ-CP, Annex III), whose numbers are mostly conditions, and
# that report, whose numbers are mostly results.
_RULES = frozenset({"QĐ", "Luật", "NĐ", "TT", "QC", "QyĐ", "BC"})


class Frame(NamedTuple):
    """What a document says of all its aims: that it lays down rules, its year of issue, the one year it plans for.

    ``aims`` tells that they are what its title names ("Các chỉ tiêu chủ yếu năm 2027"), or the paragraph before a list.
    """

    rules: bool
    issued: str | None
    year: int | None
    aims: bool = False


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
        rules = record is not None and record.doc_type in _RULES and not _hands_out(record.title)
        planned = record.period if record else None
        # a plan for several years without a day of issue was made by the first of them
        began = planned[:4] if planned and "/" in planned else None
        issued = (last_year(record.issued_on) if record else None) or began
        titles = (node.text for node in context.outline.of("title") if not node.in_annex)
        heads = [n.text for n in context.outline.of("issuer") if patterns().sections["heads"].match(n.text)]
        titled = bool(heads) or any(patterns().sections["aims_titled"].match(title) for title in titles)
        planned = planned or next((p.value for head in heads for p in find_periods(head)), None)
        frame = Frame(rules, issued, int(planned) if planned and planned.isdigit() else None, titled)
        number, opened, listing = 0, None, False
        announced: Announced | None = None
        for node in context.outline.nodes:
            opened = _opened_by(node, opened)
            listing = listing and node.kind == "item"
            announced = announced_by(node, announced)
            frame = frame._replace(aims=titled or listing or announced is not None)
            whole: str | None = None
            inherited = _inherited(node, *period_announced(node, announced))
            for place, period in _aimed_at(list(_places(context, node, frame)), inherited, issued):
                number += 1
                target_id = f"{context.document.doc_id}-g{number}"
                due = _closed(period, planned) or opened
                part_of = whole if place.aim.part else None
                whole = whole if part_of else target_id
                yield _row(context, place, target_id, due, part_of)
            listing = listing or bool(patterns().cues["promises_list"].search(node.text[-_REACH:]))


def _aimed_at(places: list[Place], inherited: str | None, issued: str | None) -> Iterator[tuple[Place, str | None]]:
    """The aims with their periods, ``inherited`` where they have none.

    What was due before the year of issue is a result.
    The result that follows an aim on the same thing is where that one starts from: "đạt 25%, năm 2025 là 21,7%".
    """
    dated = [(place, place.aim.period or inherited) for place in places]
    for at, (place, period) in enumerate(dated):
        if _is_over(period, issued):
            continue
        following, reached = dated[at + 1] if at + 1 < len(dated) else (None, None)
        same = following is not None and following.aim.indicator.name == place.aim.indicator.name
        if same and place.aim.baseline is None and _is_over(reached, issued) and last_year(reached) == reached:
            yield place._replace(aim=place.aim._replace(baseline=reached)), period
        else:
            yield place, period


def _closed(period: str | None, planned: str | None) -> str | None:
    """The period of an aim: that of the document where it has none of its own, or to its end where it is open."""
    end = last_year(planned)
    if period and period.endswith("/..") and end and end >= period[:4]:
        return period[:4] if end == period[:4] else f"{period[:4]}/{end}"
    return period or planned


def _is_over(period: str | None, issued: str | None) -> bool:
    end = last_year(period)
    return end is not None and issued is not None and end < issued


def _places(context: Context, node: Node, frame: Frame) -> Iterator[Place]:
    if node.table is not None:
        for view, aim in table_aims(
            context.document, node.table, _goal(node), _unit_above(node), handed=_is_handed_out(node)
        ):
            yield Place(view, aim, "table")
    elif (node.kind in _KINDS or _strives(node)) and not _is_status(node):
        text = node.text
        if node.kind == "enacting" and (enacts := patterns().cues["enacts"].search(text)):
            text = text[: enacts.start()]
        listed = _listed_under(node)
        rules, label = frame.rules and not in_issued_plan(node), listed or _label(node)
        goal = frame.aims or _goal(node) or listed is not None or _goes_on(node)
        for aim in find_aims(text, goal=goal, rules=rules, since=frame.issued, year=frame.year, label=label):
            yield Place(node.view, aim, "body")


def _goes_on(node: Node) -> bool:
    """Whether a paragraph goes on about the aims that the one before it announces: "Trong đó, …"."""
    above = next(iter(node.ancestors()), None)
    if above is None or node.kind != "text" or not patterns().cues["goes_on"].match(node.text):
        return False
    before = above.children[: above.children.index(node)]
    return bool(before) and bool(patterns().cues["promises"].search(before[-1].text))


def _listed_under(node: Node) -> str | None:
    """What the values of years measure that stand alone in a list: "Tỷ lệ hộ có nước sạch:" over "+ Năm 2030: 95%"."""
    above = next(iter(node.ancestors()), None)
    if above is None or not patterns().cues["bare_value"].match(node.text):
        return None
    named = patterns().indicator["label_above"].search(above.text)
    return str(named["label"]) if named else None


def _label(node: Node) -> str | None:
    """The heading behind whose colon a text goes on: "Tỷ lệ hộ có nước sạch:" over "95%; …"."""
    above = next(iter(node.ancestors()), None)
    if node.kind != "text" or above is None or above.kind != "heading" or above.children[0] is not node:
        return None
    return above.text if above.text.rstrip().endswith(":") else None


def _unit_above(node: Node) -> str | None:
    """The unit that a note over a table gives to all its figures: "Đơn vị tính: căn"."""
    above = next(iter(node.ancestors()), None)
    before = above.children[: above.children.index(node)] if above else []
    note = next((n.text for n in reversed(before) if n.kind == "table-unit"), "")
    found = patterns().tables["unit_note"].match(note)
    return str(found["unit"]).strip() if found else None


def _hands_out(title: str | None) -> bool:
    """Whether a decision lays down no rules but aims: "Về việc giao chỉ tiêu …", "Phê duyệt Đề án …"."""
    rules = patterns().sections
    return bool(title and (rules["hands_out"].search(title) or rules["approves"].match(title)))


def _strives(node: Node) -> bool:
    """Whether the words that introduce an order say what is striven for: "Để …, phấn đấu …, Chủ tịch yêu cầu:"."""
    cues = patterns().cues
    return node.kind == "enacting" and any(cues[name].search(node.text) for name in ("striven", "promises"))


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
    other = next((i for i, text in enumerate(above) if patterns().sections["no_goal"].match(text)), None)
    if other is not None and not goal.search(above[other]):
        above = above[:other]  # "2. Yêu cầu" under "I. MỤC TIÊU, YÊU CẦU"
    if node.table is not None and (annex := next((a for a in node.ancestors() if a.kind == "annex"), None)):
        above += [child.text for child in annex.children if child.kind == "annex-title"]
    return any(goal.search(text) for text in above) or (node.kind == "heading" and bool(goal.search(node.text[:60])))


def _opened_by(node: Node, opened: str | None) -> str | None:
    """The time with which a paragraph opens what the following ones go on about too: "Đến năm 2030, …".

    ``opened`` is that of the paragraph before; what is no paragraph ends it.
    """
    if node.kind != "text":
        return None
    found = [p for p in find_periods(node.text[:_OPENING]) if not p.recurs]
    if found and patterns().period["opening"].match(node.text[: found[0].start]):
        return found[0].value
    return opened


def _titles(node: Node) -> list[str]:
    """The titles of the annex and of the table that a table stands under."""
    annex = next((a for a in node.ancestors() if a.kind == "annex"), None)
    above = next(iter(node.ancestors()), None)
    kinds = {"annex-title", "table-title"}
    found = [child for parent in (annex, above) if parent for child in parent.children if child.kind in kinds]
    return list(dict.fromkeys(child.text for child in found))


def _is_handed_out(node: Node) -> bool:
    return any(patterns().sections["handed"].search(title) for title in _titles(node))


def _is_status(node: Node) -> bool:
    """Whether the section tells what was, or what it costs."""
    status = patterns().sections["status"]
    return any(
        status.match(above.text)
        for above in node.ancestors()
        if above.kind == "heading" or (above.kind in _HEADS and above.text.rstrip().endswith(":"))
    )


def _inherited(node: Node, announced: str | None = None, farther: frozenset[int] = frozenset()) -> str | None:
    """The period of the nearest heading, item or sentence above that names one.

    ``announced`` is that of a line over the list, which is nearer than the headings in ``farther``.
    """
    for above in node.ancestors():
        if announced and id(above) in farther:
            return announced
        if above.kind in _HEADS:
            periods = find_periods(above.text)
            if periods:
                return periods[-1].value
    if announced:
        return announced
    titled = [period for title in (_titles(node) if node.table else []) for period in find_periods(title)]
    return titled[-1].value if titled else None
