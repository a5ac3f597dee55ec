"""Tasks and who carries them: of the body and of the tables."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from itertools import accumulate

from dataset.document import Document
from dataset.records import Assignment, Deadline, Record, Task
from dataset.spans import Span
from extractors.assignment.body import BodyTasks
from extractors.assignment.draft import Draft
from extractors.assignment.rows import row_drafts
from extractors.base import Context, Extractor
from extractors.organisations import organisations
from extractors.tables import table_nodes

# which deadline of several counts: what binds most
_BINDING = {"date": 0, "range": 1, "recurring": 2, "continuous": 3, "on-demand": 4, "vague": 5}


class TaskExtractor(Extractor):
    """Finds the rows of ``tasks`` and ``assignments``."""

    name = "tasks"
    after = ("deadlines", "documents")

    def extract(self, context: Context) -> Iterable[Record]:
        """Yield each task, then who leads it and who works with them, in reading order."""
        units = organisations(context)
        drafts = list(BodyTasks(context, units).drafts())
        for table_id, node, grid in table_nodes(context):
            drafts += row_drafts(context.document, table_id, node, grid, units)
        drafts.sort(key=lambda draft: draft.view.span().start)
        deadlines = _Deadlines(context.records.of(Deadline))
        for number, draft in enumerate(drafts, 1):
            task_id = f"{context.document.doc_id}-k{number}"
            yield _task(context.document, task_id, draft, deadlines)
            yield from _assignments(context.document, task_id, draft)


def _task(document: Document, task_id: str, draft: Draft, deadlines: _Deadlines) -> Task:
    return Task.at(
        document,
        draft.view.span(),
        draft.confidence,
        task_id=task_id,
        section=draft.node.path() or None,
        text=draft.view.text,
        product=draft.product,
        deadline_id=deadlines.binding(draft.extent),
        source="appendix" if draft.node.in_annex else "body",
        table_id=draft.table_id,
        row=draft.row,
    )


class _Deadlines:
    """The deadlines of a document by where they stand."""

    def __init__(self, deadlines: Iterable[Deadline]) -> None:
        self._rows = sorted(((item.span, item) for item in deadlines), key=lambda row: row[0].start)
        self._starts = [span.start for span, _ in self._rows]
        # how far the deadlines reach up to each one: they may overlap, so the ends alone are not in order
        self._reach = list(accumulate((span.end for span, _ in self._rows), max))

    def binding(self, extent: Sequence[Span]) -> str | None:
        """The deadline that binds most of those that stand in ``extent``."""
        inside = (row for span in extent for row in self._overlapping(span))
        best = min(inside, key=lambda row: (_BINDING[row[1].kind], row[0].start), default=None)
        return best[1].deadline_id if best else None

    def _overlapping(self, span: Span) -> Iterator[tuple[Span, Deadline]]:
        first, last = bisect_right(self._reach, span.start), bisect_left(self._starts, span.end)
        return (row for row in self._rows[first:last] if span.overlaps(row[0]))


def _assignments(document: Document, task_id: str, draft: Draft) -> Iterator[Assignment]:
    for doer in draft.doers:
        unit = doer.found.unit
        yield Assignment.at(
            document,
            doer.view.span(doer.found.start, doer.found.end),
            draft.confidence if unit.known else draft.confidence * 0.8,
            task_id=task_id,
            unit=unit.name,
            unit_text=doer.found.text,
            role=doer.role,
        )
