"""Tasks in the closing words of a document."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from dataset.document import Document
from dataset.views import View
from extractors.assignment.draft import Doer, Draft
from extractors.assignment.patterns import patterns
from extractors.assignment.sentences import acts, has_role
from extractors.assignment.subjects import coordinates, own_subject
from extractors.organisations import Organisations
from extractors.outline.model import Node
from normalizers.units import UnitText, find_units, fold

_SENTENCE = re.compile(r"(?<=\d{4}\.)\s+|(?<=[^\W\d]{2}[.;])\s+|(?<=[)\d];)\s+|(?<=\)\.)\s+")


def closing_drafts(document: Document, units: Organisations, node: Node) -> Iterator[Draft]:
    """A closing sentence is a task where it asks for something concrete: a report, by a date.

    A clause behind a semicolon that names nobody goes on about those whom the one before addresses.
    """
    cuts = [0, *[match.end() for match in _SENTENCE.finditer(node.text)], len(node.text)]
    start, leads, told = 0, list[Doer](), False
    draft = Draft(node, node.view, [])
    for begin, end in pairwise(cuts):
        clause = document.view(node.view.spans(begin, end))
        own = own_subject(clause.text, units, inside=False)
        goes_on = bool(leads) and not own and node.text[:begin].rstrip().endswith(";")
        if not goes_on:
            start, leads, told = begin, [Doer(clause, item, "lead") for item in own], False
        folded = fold(clause.text)
        asked = list(patterns()["closing.concrete"].finditer(folded))
        # "Giao Phòng A chủ trì, phối hợp với …": work, whatever it is
        given = own and patterns()["own_subject.request"].match(folded) and has_role(folded, own[-1].end)
        given = given or (own and patterns()["closing.given"].match(folded) and _one_acts(folded, own))
        if told and goes_on and patterns()["closing.only_time"].match(folded):
            draft.extent += clause.spans()  # "…; hoàn thành trước ngày …": by when the work before is due
            continue
        if not (asked or given) or patterns()["closing.on_demand"].search(folded):
            continue
        # bodies that stand for all ("các đơn vị") are found only where they are addressed
        first = [] if goes_on or not asked else _first_units(units, clause, _behind_time(asked))
        named = bool(own) and patterns()["own_subject.request"].match(folded)
        doers = leads if named else [Doer(clause, item, "lead") for item in first] or leads
        if doers:
            # the clause that names who is asked belongs to the task, if it is not one itself
            part = clause if told else document.view(node.view.spans(start, end))
            draft = Draft(node, part, list(part.spans()), confidence=0.7)
            draft.assign(doers)
            draft.assign(coordinates(clause, units, [doer.found for doer in doers]))
            told, leads = True, doers
            yield draft


def _one_acts(folded: str, own: list[UnitText]) -> bool:
    """Whether a body of its own is given something to do, and not only to carry out the plan."""
    if any(item.unit.group or item.unit.kind in {None, "group"} for item in own):
        return False
    carried_out = patterns()["own_subject.carries_out"].search(folded)
    # "đôn đốc việc thực hiện Kế hoạch này" is work, "thực hiện Kế hoạch này" is none
    only = carried_out is not None and not folded[: carried_out.start()].endswith("việc ")
    return acts(folded, own[-1].end) and not only


def _first_units(units: Organisations, view: View, before: int) -> list[UnitText]:
    """The units that begin first and before what is asked for: they are asked, later ones receive."""
    if (head := units.leading(view.text)) and head[-1].end <= before:
        return head  # "Các đơn vị gửi báo cáo về …": as loose a group as may be, it is the subject
    first = next(iter(find_units(view.text, units.context)), None)
    return units.leading(view.text, first.start) if first and first.start < before else []


def _behind_time(asked: list[re.Match[str]]) -> int:
    """Where it is said what is asked for; the time may stand at the head: ``Định kỳ 06 tháng các thôn báo cáo …``."""
    head = 0
    for match in asked:
        start, end = match.span()
        if start > head + 1 or (start and not head) or patterns()["closing.report"].match(match.group()):
            return start
        head = end
    return 0
