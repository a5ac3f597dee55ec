"""From a document to its outline."""

from __future__ import annotations

import re

from dataset.document import Document
from extractors.outline.annexes import find_annexes, mark_caption
from extractors.outline.foot import find_foot, mark_foot
from extractors.outline.head import mark_head
from extractors.outline.ladder import agree_siblings, build_ladder, cut_run_in
from extractors.outline.lines import Line, make_lines, split
from extractors.outline.model import Node, Outline
from extractors.outline.patterns import patterns


def build_outline(document: Document) -> Outline:
    """The outline of a document: every paragraph and table, told what it is and put below what it belongs to.

    A paragraph that runs several parts together ("1. Mục đích: Nhằm …", recipients in one line) is cut: each part is
    a node whose block is the paragraph cut to its spans. So every character of a block lies in exactly one node.
    """
    lines = make_lines(document)
    starts = find_annexes(lines)
    bounds = [0, *[start for start in starts if start], len(lines)]
    segments = [lines[a:b] for a, b in zip(bounds, bounds[1:], strict=False)]
    nodes: list[Node] = []
    signed = False
    for number, segment in enumerate(segments):
        is_annex = number > 0 or (bool(starts) and starts[0] == 0)
        root = None
        begin = 0
        if is_annex:
            begin = mark_caption(segment, 0, len(segment))
            root = segment[0].node
            for line in segment[1:begin]:
                line.node.parent = root
                root.children.append(line.node)
        else:
            segment = mark_head(segment)
            begin = next((i for i, line in enumerate(segment) if not line.decided and not line.blank), len(segment))
        foot = None if signed else find_foot(segment, begin)
        if foot is not None:
            signed = True
            segment, end = mark_foot(segment, foot)
        else:
            foot = end = len(segment)
        segment = (
            segment[:begin]
            + _body(segment[begin:foot], root, is_annex)
            + segment[foot:end]
            + _body(segment[end:], root, True)
        )
        nodes += [line.node for line in segment]
    _set_levels(nodes)
    return Outline(nodes)


def _body(lines: list[Line], root: Node | None, is_annex: bool) -> list[Line]:
    words = patterns()
    if not is_annex:
        lines = _cut_basis(lines)
        _mark_front(lines)
        _mark_closing(lines)
    for index, line in enumerate(lines):
        if line.decided or line.blank:
            continue
        near_table = any(other.node.table is not None for other in lines[index + 1 : index + 3])
        if words.has("footnote.start", line.folded):
            line.become("footnote")
        elif words.has("table.unit", line.folded) and len(line.text) < 80:
            line.become("table-unit")
        elif near_table and words.has("table.title", line.folded) and len(line.text) < 250:
            line.become("table-title")
    lines = cut_run_in(lines)
    build_ladder(lines, root)
    agree_siblings([line.node for line in lines])
    return lines


def _cut_basis(lines: list[Line]) -> list[Line]:
    """Cut "Căn cứ …; Ủy ban nhân dân … ban hành Kế hoạch … như sau:" into the basis and the enacting clause."""
    words = patterns()
    out: list[Line] = []
    for line in lines:
        clause = words.search("front.clause", line.folded) if words.has("front.basis", line.folded) else None
        out += split(line, clause.start(1)) if clause and not line.decided else [line]
    return out


def _mark_front(lines: list[Line]) -> None:
    """Legal basis and enacting paragraph: before the first heading."""
    words = patterns()
    for line in lines:
        if line.decided or line.blank:
            continue
        if words.has("front.basis", line.folded) and not (
            words.has("front.enacting", line.folded) and len(line.text) > 900
        ):
            line.become("basis")
        elif words.has("front.enacting", line.folded):
            line.become("enacting")
            continue
        elif words.has("front.proposal", line.folded):
            line.become("basis")
        elif line.label is not None:
            return
        elif words.has("front.carries_out", line.folded) and re.search(r"[;:,]\W*$", line.text):
            line.become("enacting")


def _mark_closing(lines: list[Line]) -> None:
    """The paragraphs behind the last item that close the document; notes in brackets between them stay text."""
    words = patterns()
    tail = [line for line in lines if not line.blank][-5:]
    for index in range(len(tail) - 1, -1, -1):
        line = tail[index]
        if line.text.startswith("("):
            continue
        before = tail[index - 1] if index else None
        if line.decided or line.label is not None or (before is not None and before.text.rstrip().endswith(":")):
            return
        if not (words.has("closing.opening", line.folded) or words.has("closing.end", line.folded)):
            return
        line.become("closing")


def _set_levels(nodes: list[Node]) -> None:
    for node in nodes:
        if node.kind in {"heading", "item", "text"}:
            parent = node.parent
            node.level = (parent.level if parent is not None else 0) + 1
