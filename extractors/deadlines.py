"""Deadlines: every time expression that bounds a task or a report.

Running text is searched with the patterns of ``patterns/deadlines.toml`` (:mod:`extractors.times.find`); in tables
every cell of a time column is one deadline (:mod:`extractors.times.tables`). What an expression means is read by
:mod:`normalizers.recurrence`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import ClassVar

from dataset.document import Document
from dataset.records import Deadline, DocumentRecord, Record
from dataset.views import View
from extractors.aims.judge import is_told_at
from extractors.base import Context, Extractor
from extractors.outline.model import Node
from extractors.times.find import ABSOLUTE, Found, find_deadlines, find_in_title
from extractors.times.over import Frame, frame_of, in_frame, is_over
from extractors.times.patterns import patterns
from extractors.times.tables import in_table

_ALL = frozenset({"date", "range", "recurring", "continuous", "on-demand", "vague"})
# What may be a deadline, by the kind of the node it stands in. The enacting words and the legal basis repeat the names
# of acts, the annexes' captions that of the plan.
_NODE_KINDS: dict[str, frozenset[str]] = {
    "title": ABSOLUTE,
    "heading": _ALL,
    "item": _ALL,
    "text": _ALL,
    "closing": _ALL,
    "footnote": _ALL,
}
_SAME_WORDS = 5  # words of the title before a time that make it the title's


class DeadlineExtractor(Extractor):
    """Finds the rows of ``deadlines``."""

    name: ClassVar[str] = "deadlines"
    after: ClassVar[tuple[str, ...]] = ("documents",)

    def extract(self, context: Context) -> Iterable[Record]:
        """Yield the deadlines of body and annexes, in reading order."""
        record = next(iter(context.records.of(DocumentRecord)), None)
        frame = frame_of(record.issued_on, record.period) if record else Frame(None, None)
        number = 0
        title = " ".join(node.text for node in context.outline.of("title") if not node.in_annex)
        for node in context.outline.nodes:
            was = _tells_what_was(node)
            places = in_table(node.table, context.document, frame) if node.table else _in_text(node, frame)
            for view, found in places:
                if was and not _is_still_due(view.text, found, frame.issued):
                    continue
                if node.kind != "title" and _repeats_title(title, view.text, found):
                    continue
                number += 1
                yield _row(context.document, view, found, number)


def _row(document: Document, view: View, found: Found, number: int) -> Deadline:
    kind, start, end, rrule = found.timing
    return Deadline.at(
        document,
        view.span(found.start, found.end),
        found.confidence,
        deadline_id=f"{document.doc_id}-d{number}",
        text=view.text[found.start : found.end],
        kind=kind,
        start=start,
        end=end,
        rrule=rrule,
    )


def _in_text(node: Node, frame: Frame) -> Iterator[tuple[View, Found]]:
    if node.kind not in _NODE_KINDS or (node.kind == "title" and node.in_annex):
        return
    allowed = ABSOLUTE if _is_caption(node) else _NODE_KINDS[node.kind]
    found = find_in_title(node.text) if node.kind == "title" else find_deadlines(node.text, frame.year, frame.issued)
    for item in found:
        meant = item if node.kind == "title" else in_frame(node.text, item, frame)
        if meant.timing.kind in allowed and (node.kind == "title" or not _is_past(node, meant, frame)):
            yield node.view, meant


def _is_past(node: Node, found: Found, frame: Frame) -> bool:
    """Whether a time was over, or belongs to a sentence that tells what was ("Nhiệm kỳ qua, thu ngân sách tăng …")."""
    if is_over(node.text, found, frame):
        return True
    due = patterns().filters["due"].match(node.text[found.start : found.end])
    return node.kind == "text" and not due and is_told_at(node.text, found.start)


def _repeats_title(title: str, text: str, found: Found) -> bool:
    """Whether the years stand in the plan's own name, said again: the words before them are those of its title."""
    if found.timing.kind not in ABSOLUTE:
        return False
    before = text[: found.start].casefold().split()
    same = before[-_SAME_WORDS:]
    # "giai đoạn 2027 - 2031, tầm nhìn 2040": the times of a title are no words of its name
    if len(same) < _SAME_WORDS or any(char.isdigit() for word in same for char in word):
        return False
    again = " ".join([*same, *text[found.start : found.end].casefold().split()])
    return again in " ".join(title.casefold().split())


def _tells_what_was(node: Node) -> bool:
    status = patterns().filters["status"]
    return any(status.match(above.text) for above in (node, *node.ancestors()) if above.kind == "heading")


def _is_still_due(text: str, found: Found, issued: str | None) -> bool:
    """Among what was, a day by which something is yet to be done: ``phải hoàn thành trước ngày …``."""
    due = patterns().filters["due"].match(text[found.start : found.end])
    return bool(due and issued and found.timing.kind in ABSOLUTE and (found.timing.end or "") > issued)


def _is_caption(node: Node) -> bool:
    """A heading that only names a section; a heading that runs on into sentences is text."""
    if node.children and node.children[0].kind == "text" and node.children[0].text[:1].isdigit():
        return False  # "Diện tích gieo trồng hằng năm:", behind which its value stands
    return node.kind == "heading" and not re.search(r"[.;]|: \w", node.text.rstrip(" .:;"))
