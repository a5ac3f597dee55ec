"""Tasks and who carries them: of the body and of the tables."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

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
        deadlines = context.records.of(Deadline)
        for number, draft in enumerate(drafts, 1):
            task_id = f"{context.document.doc_id}-k{number}"
            yield _task(context.document, task_id, draft, deadlines)
            yield from _assignments(context.document, task_id, draft)


def _task(document: Document, task_id: str, draft: Draft, deadlines: list[Deadline]) -> Task:
    return Task.at(
        document,
        draft.view.span(),
        draft.confidence,
        task_id=task_id,
        section=draft.node.path() or None,
        text=draft.view.text,
        product=draft.product,
        deadline_id=_deadline(draft.extent, deadlines),
        source="appendix" if draft.node.in_annex else "body",
        table_id=draft.table_id,
        row=draft.row,
    )


def _deadline(extent: list[Span], deadlines: list[Deadline]) -> str | None:
    inside = [item for item in deadlines if any(span.overlaps(item.span) for span in extent)]
    best = min(inside, key=lambda item: (_BINDING[item.kind], item.span.start), default=None)
    return best.deadline_id if best else None


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
