"""Lines that name the doers of the paragraphs before them, and labels over bodies, one on each line."""

from __future__ import annotations

from collections.abc import Generator, Iterator

from extractors.assignment.draft import Doer, Draft, Role
from extractors.assignment.fields import Field, doers_of, label_alone, read_fields
from extractors.assignment.nodes import covered, is_name
from extractors.base import Context
from extractors.organisations import Organisations
from extractors.outline.model import Node

PARAGRAPHS = frozenset({"heading", "item", "text"})


class FieldLines:
    """Finds the tasks of one document whose doers a line of their own names; keeps which paragraphs are done."""

    def __init__(self, context: Context, units: Organisations) -> None:
        self._document = context.document
        self._outline = context.outline
        self._units = units
        self._done: set[int] = set()

    def _field_lines(self) -> Iterator[Draft]:
        pending: list[Node] = []
        last: Draft | None = None
        for node in self._outline.nodes:
            if id(node) in self._done:
                continue
            if (role := label_alone(node)) is not None:
                last = yield from self._listed_below(node, None if role == "both" else role, pending, last)
                continue
            fields = read_fields(node.text) if node.kind in {"item", "text"} else []
            if node.kind == "heading" or node.kind not in PARAGRAPHS:
                pending, last = ([node] if node.kind == "heading" else []), None
            elif not fields:
                pending.append(node)
                last = None
            elif last is not None:
                last.assign(doers_of(node.view, fields, self._units))
                self._finish(last, node, fields)
            elif any(item.kind in {"lead", "carry", "advise"} for item in fields) and (
                behind := covered(node, pending)
            ):
                last = self._draft(behind)
                last.assign(doers_of(node.view, fields, self._units))
                self._finish(last, node, fields)
                yield last
                pending = []

    def _listed_below(
        self, label: Node, role: Role | None, pending: list[Node], last: Draft | None
    ) -> Generator[Draft, None, Draft | None]:
        """``2. Cơ quan chủ trì`` with a body on each line below: the task that they carry, begun where none is."""
        units = [child for child in label.children if child.kind in {"item", "text"}]
        self._done.add(id(label))
        if role is None or not units or not all(is_name(node.text) for node in units):
            return last  # "Cơ quan chủ trì, phối hợp": both stand below, each under its own label
        fresh = last is None
        behind = [node for node in pending if node.kind != "heading"] if fresh and role == "lead" else []
        if last is None and behind:
            last = self._draft(behind)
            pending.clear()
        self._done |= {id(node) for node in units}
        if last is None:
            return None
        for node in units:
            last.assign([Doer(node.view, item, role) for item in self._units.split(node.text)])
            last.extent += node.view.spans()
        if fresh:
            yield last
        return last

    def _finish(self, draft: Draft, node: Node, fields: list[Field]) -> None:
        self._done.add(id(node))
        draft.extent += node.view.spans()
        for item in fields:
            if item.kind == "product" and draft.product is None:
                draft.product = node.text[item.start : item.end] or None

    def _draft(self, nodes: list[Node]) -> Draft:
        self._done |= {id(node) for node in nodes}
        spans = [span for node in nodes for span in node.view.spans()]
        view = nodes[0].view if len(nodes) == 1 else self._document.view(spans)
        return Draft(nodes[0], view, list(spans))
