"""Tasks in running text: the walk down the outline."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import replace

from extractors.assignment.closing import closing_drafts
from extractors.assignment.draft import Doer, Draft
from extractors.assignment.field_lines import PARAGRAPHS, FieldLines
from extractors.assignment.fields import (
    bracket_doers,
    doers_of,
    given_in_bracket,
    parenthesis,
    read_fields,
    trailing_fields,
)
from extractors.assignment.given import asked_draft, directing, given_draft
from extractors.assignment.nodes import (
    addressed,
    are_tasks,
    enforces,
    hands_on,
    is_remark,
    repeats,
)
from extractors.assignment.orders import asked
from extractors.assignment.patterns import patterns
from extractors.assignment.sections import directs, in_article, is_order, says_what, section_mode, told_from
from extractors.assignment.sentences import listed_clauses, told_sentences, told_subject
from extractors.assignment.subjects import coordinates, heading_units, own_subject, same_body
from extractors.base import Context
from extractors.organisations import Organisations
from extractors.outline.annexes import in_issued_plan
from extractors.outline.model import Node
from normalizers.units import UnitText, fold
from normalizers.units.vocabulary import vocabulary

_LONG_SENTENCE = 60
_LONGEST_NAME = 90


class BodyTasks(FieldLines):
    """Finds the tasks of headings, paragraphs and closing words of one document."""

    def __init__(self, context: Context, units: Organisations) -> None:
        super().__init__(context, units)
        self._directs = directs(context)
        self._clause, self._asked = asked(context, units)
        self._told_from = told_from(context)
        self._tells = is_order(context) or self._told_from is not None

    def drafts(self) -> Iterator[Draft]:
        """Yield the tasks, each kind in reading order."""
        yield from self._field_lines()
        for node in self._outline.nodes:
            if node.kind in PARAGRAPHS and id(node) not in self._done:
                yield from self._node(node)
        for node in self._outline.of("closing"):
            yield from self._closing(node)

    def _closing(self, node: Node) -> list[Draft]:
        """The tasks of closing words; of a text that tells of an order, its sentences as any others."""
        if self._told_from is None:
            drafts = list(closing_drafts(self._document, self._units, node))
            return drafts or (self._asked_beside(node, []) if self._tells else [])
        drafts = self._told(node, told_sentences(node.text, self._units, 0, reported=True))
        return self._asked_beside(node, drafts) + drafts

    def _asked_beside(self, node: Node, drafts: list[Draft]) -> list[Draft]:
        """The task of the sentence that asks, beside those found in the same paragraph."""
        asked = asked_draft(self._document, self._units, node)
        if asked is None:
            return []
        begin = asked.view.span().start
        behind = [other.view.span().start for other in drafts if other.view.span().start > begin]
        if behind:  # up to the next sentence that is a task of its own
            text = node.view
            first, last = bisect_left(text.offsets, begin), bisect_left(text.offsets, min(behind))
            asked.view = self._document.view(text.spans(first, last))
            asked.extent = list(asked.view.spans())
        return self._given(None if any(asked.overlaps(other) for other in drafts) else asked)

    # -- headings and paragraphs --------------------------------------------------------------------------------------

    def _node(self, node: Node) -> Iterator[Draft]:
        if patterns()["remarks.closing"].match(fold(node.text)):
            yield from closing_drafts(self._document, self._units, node)
            return
        heading = self._heading(node)
        if heading and self._may_head(node, heading):
            self._done.add(id(node))
            yield from self._under(node, [Doer(node.view, item, "lead") for item in heading])
            return
        mode = self._mode(node)
        if (node.kind != "heading" or not node.children) and (bracket := parenthesis(node.text)):
            fields = read_fields(node.text[slice(*bracket)])
            draft = self._draft([node])
            draft.assign(doers_of(node.view, fields, self._units, bracket[0]))
            product = next((f for f in fields if f.kind == "product"), None)
            if product:
                draft.product = node.text[bracket[0] + product.start : bracket[0] + product.end]
            yield draft
        elif (node.kind != "heading" or not node.children) and (
            named := bracket_doers(node.view, self._units) or given_in_bracket(node.view, self._units)
        ):
            draft = self._draft([node])
            draft.assign(named)
            yield draft
        elif (start := trailing_fields(node.text)) is not None and not is_remark(node):
            draft = self._draft([node])
            draft.assign(doers_of(node.view, read_fields(node.text[start:]), self._units, start))
            yield draft
        else:
            handed_out = bool(mode) and (not node.in_annex or in_issued_plan(node))
            drafts = list(self._with_subject(node, mode)) if handed_out else []
            yield from drafts
            giving = patterns()["phrases.giving"].search(fold(node.text)) or directing(node, self._units)
            if giving and not drafts:
                drafts = self._given(given_draft(self._document, self._units, node, *giving.span()))
                yield from drafts
            if self._tells and not node.in_annex:
                asked = self._asked_beside(node, drafts)
                yield from asked
                drafts += asked
            if not drafts and self._asks(node):
                leads = [Doer(self._clause.view, item, "lead") for item in self._asked] if self._clause else []
                yield from self._below(node, leads, [], self._asked)

    def _asks(self, node: Node) -> bool:
        """Whether a point of an order is the work of those whom its enacting clause asks."""
        point = node.kind in {"heading", "item"} and node.parent is None and not node.in_annex
        return bool(self._asked) and point and not is_remark(node) and not enforces(node.text)

    def _heading(self, node: Node) -> list[UnitText]:
        """The units of a heading; beside headings that are units also a name that the vocabulary does not have."""
        if not node.children:
            return []
        units = heading_units(node.text, self._units)
        folded = fold(node.text)
        if units or node.kind != "heading" or len(folded) > _LONGEST_NAME or not self._mode(node):
            return units
        if patterns()["unit_heading.topic"].search(folded) or vocabulary().stop.match(folded):
            return []
        if patterns()["unit_heading.group"].match(folded) and all(
            item.unit.kind for item in self._units.split(node.text)
        ):
            return self._units.split(node.text)
        siblings = [n for n in (node.parent.children if node.parent else []) if n.kind == "heading" and n is not node]
        named = sum(bool(heading_units(sibling.text, self._units)) for sibling in siblings)
        return self._units.split(node.text) if named > 1 and named * 2 >= len(siblings) else []

    def _mode(self, node: Node) -> str:
        """Whether a paragraph stands where work is handed out.

        ``full``, ``mild`` (only duties), ``named`` (only to units that are addressed), or nothing.
        """
        mode = section_mode(node)
        if mode is None and self._directs and not node.in_annex:
            return "full"
        if mode is None and in_article(node) and not node.in_annex:
            return "named"
        if self._told_from is not None and node.view.span().start >= self._told_from:
            return "named"
        return mode or ("named" if says_what(node) else "")

    def _may_head(self, node: Node, heading: list[UnitText]) -> bool:
        """Outside the sections that hand out work only bodies with a name of their own make a unit heading."""
        mode = self._mode(node)
        if mode == "named":
            folded = fold(node.text)
            # "Điều 2. Giao Giám đốc Sở Y tế" over numbered points
            asked = bool(patterns()["own_subject.request"].match(folded)) and in_article(node)
            named = node.text.rstrip().endswith(":") and not patterns()["unit_heading.topic"].match(folded)
            return (asked or named) and all(item.unit.kind not in {None, "group"} for item in heading)
        if mode:
            return True
        return not node.text.isupper() and all(
            item.unit.known and (item.unit.level is not None or item.unit.group) for item in heading
        )

    def _with_subject(self, node: Node, mode: str) -> Iterator[Draft]:
        if enforces(node.text):
            return
        if clauses := listed_clauses(node.text, self._units):
            yield from self._told(node, clauses)
            return
        subject = own_subject(node.text, self._units, inside=False)
        if not subject or (mode == "named" and not addressed(node.text, subject)):
            yield from self._told(node, self._sentences(node) if mode != "mild" else [])
            return
        if mode == "mild" and not patterns()["own_subject.duty"].search(fold(node.text[subject[-1].end :])):
            return
        leads = [Doer(node.view, item, "lead") for item in subject]
        items = [child for child in node.children if child.kind in PARAGRAPHS]
        if items and node.text.rstrip().endswith(":"):
            self._done.add(id(node))
            yield from self._under(node, [*leads, *coordinates(node.view, self._units, subject)])
        elif node.kind != "heading" or len(node.text) > _LONG_SENTENCE:
            draft = self._task([node], leads, subject)
            # "Sở Y tế: mở lớp …": the task is what stands behind the colon
            if colon := patterns()["own_subject.colon"].match(fold(node.text), subject[-1].end):
                draft.view = self._document.view(node.view.spans(colon.end(), len(node.text)))
            elif further := told_sentences(node.text, self._units, subject[-1].end):
                draft = self._sentence(node, 0, further[0][0], subject)
            else:
                further = []
            yield draft
            if not colon:
                yield from self._told(node, further)

    def _sentences(self, node: Node, begin: int = 0) -> list[tuple[int, int]]:
        return told_sentences(node.text, self._units, begin, reported=self._told_from is not None)

    def _told(self, node: Node, sentences: list[tuple[int, int]]) -> list[Draft]:
        """The tasks of sentences that name their subject, in a paragraph that says other things too."""
        return [
            self._sentence(node, start, end, told_subject(node.text, self._units, start)) for start, end in sentences
        ]

    def _given(self, draft: Draft | None) -> list[Draft]:
        """The task of a sentence that gives work, if it is one; its paragraph is done."""
        if draft is None:
            return []
        self._done.add(id(draft.node))
        return [draft]

    def _sentence(self, node: Node, start: int, end: int, subject: list[UnitText]) -> Draft:
        part = self._document.view(node.view.spans(start, end))
        moved = [replace(item, start=item.start - start, end=item.end - start) for item in subject]
        self._done.add(id(node))
        draft = Draft(node, part, list(part.spans()), confidence=0.8)
        draft.assign([Doer(part, item, "lead") for item in moved])
        draft.assign(coordinates(part, self._units, moved))
        return draft

    def _task(self, nodes: list[Node], leads: list[Doer], subject: list[UnitText]) -> Draft:
        draft = self._draft(nodes)
        draft.assign(leads)
        for node in nodes:
            draft.assign(coordinates(node.view, self._units, subject))
        return draft

    def _under(self, heading: Node, doers: list[Doer]) -> Iterator[Draft]:
        """The tasks below a heading or an introducing paragraph whose doers are known."""
        for node in heading.children:
            if node.kind not in PARAGRAPHS or id(node) in self._done or is_remark(node):
                continue
            leads = [doer for doer in doers if doer.role == "lead"]
            inner = heading_units(node.text, self._units) if node.children else []
            if inner:
                self._done.add(id(node))
                yield from self._under(node, [Doer(node.view, item, "lead") for item in inner])
                continue
            subject = [doer.found for doer in leads]
            own = own_subject(node.text, self._units, inside=True)
            one_of_them = bool(own) and len(own) < len(subject) and own[0].unit.kind != "person"
            if node.kind == "item" and hands_on(node.text) and all(item.unit.kind != "group" for item in subject):
                own = []  # "UBND xã: - Giao trưởng thôn …" is what the heading's unit does
            other = bool(own) and not same_body(own, subject) and not repeats(node.text, subject)
            if other or one_of_them:
                leads, subject = [Doer(node.view, item, "lead") for item in own], own
                rest: list[Doer] = []
            else:
                rest = [doer for doer in doers if doer.role == "coordinate"]
            if other and (further := self._sentences(node, own[-1].end)):
                # under a heading for several, each sentence has its own: "Báo A đăng tin …. Sở B chỉ đạo …"
                yield self._sentence(node, 0, further[0][0], own)
                yield from self._told(node, further)
                continue
            colon = patterns()["own_subject.colon"].match(fold(node.text), own[-1].end) if own else None
            for draft in self._below(node, leads, rest, subject):
                if colon and len(draft.extent) and draft.view.text == node.text:
                    draft.view = self._document.view(node.view.spans(colon.end(), len(node.text)))
                yield draft

    def _below(self, node: Node, leads: list[Doer], rest: list[Doer], subject: list[UnitText]) -> Iterator[Draft]:
        items = [child for child in node.children if child.kind in {"item", "heading"}]
        texts = [child for child in node.children if child.kind == "text"]
        introduces = node.text.rstrip().endswith(":") or node.kind == "heading"
        if introduces and are_tasks(items) and (len(items) > 1 or node.kind == "heading"):
            self._done.add(id(node))
            yield from self._under(node, [*leads, *rest, *coordinates(node.view, self._units, subject)])
            return
        own = [t for t in texts if own_subject(t.text, self._units, inside=True)]
        skipped = {id(n) for n in own} | self._done
        parts = [n for n in node.walk() if n.kind in PARAGRAPHS and id(n) not in skipped and not is_remark(n)]
        draft = self._task(parts, leads, subject)
        draft.assign(rest)
        yield draft
        for text in own:
            found = own_subject(text.text, self._units, inside=True)
            yield self._task([text], [Doer(text.view, item, "lead") for item in found], found)
