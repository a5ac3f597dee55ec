"""From a document to its outline."""

from __future__ import annotations

from itertools import pairwise

from dataset.document import Document
from extractors.outline.annexes import cut_references, find_annexes, mark_caption
from extractors.outline.body import mark_body
from extractors.outline.foot import find_foot, mark_foot
from extractors.outline.head import mark_head
from extractors.outline.lines import Line, make_lines
from extractors.outline.model import Node, Outline
from extractors.outline.patterns import patterns


def build_outline(document: Document) -> Outline:
    """The outline of a document: every paragraph and table, told what it is and put below what it belongs to.

    A paragraph that runs several parts together ("1. Mục đích: Nhằm …", recipients in one line) is cut: each part is
    a node whose block is the paragraph cut to its spans. So every character of a block lies in exactly one node.
    """
    lines = cut_references(make_lines(document))
    starts = find_annexes(lines)
    bounds = sorted({0, *starts, len(lines)})
    nodes: list[Node] = []
    signed = False
    for begin, end in pairwise(bounds):
        part = lines[begin:end]
        settled, has_foot = _annex(part, signed) if begin in starts else _main(part)
        signed = signed or has_foot
        nodes += [line.node for line in settled]
    _set_levels(nodes)
    return Outline(nodes)


def _main(lines: list[Line]) -> tuple[list[Line], bool]:
    """The document without its annexes: head, body, foot; and whether a foot was found."""
    lines = mark_head(lines)
    begin = next((i for i, line in enumerate(lines) if not line.decided and not line.blank), len(lines))
    lines, foot, end = _foot(lines, begin)
    body = mark_body(lines[begin:foot])
    return lines[:begin] + body + lines[foot:end] + _rest(lines[end:], None), foot < end


def _annex(lines: list[Line], signed: bool) -> tuple[list[Line], bool]:
    """An annex; the foot of the document stands behind it where no foot came before."""
    begin = mark_caption(lines)
    root = lines[0].node
    for line in lines[1:begin]:
        line.node.parent = root
        root.children.append(line.node)
    lines, foot, end = (lines, len(lines), len(lines)) if signed else _foot(lines, begin)
    body = _rest(lines[begin:foot], root)
    return lines[:begin] + body + lines[foot:end] + _rest(lines[end:], root), foot < end


def _foot(lines: list[Line], begin: int) -> tuple[list[Line], int, int]:
    """The lines with their foot settled, and where it begins and ends."""
    foot = find_foot(lines, begin)
    if foot is None:
        return lines, len(lines), len(lines)
    lines, end = mark_foot(lines, foot)
    return lines, foot, end


def _rest(lines: list[Line], root: Node | None) -> list[Line]:
    """What is neither head nor body: the text of an annex, and what stands behind the signature."""
    for line in lines:
        # an annex that is a document of its own repeats the motto over its title
        if not line.decided and patterns().has("head.motto", line.folded):
            line.become("motto")
    return mark_body(lines, root, front=False)


def _set_levels(nodes: list[Node]) -> None:
    for node in nodes:
        if node.kind in {"heading", "item", "text"}:
            node.level = (node.parent.level if node.parent is not None else 0) + 1
