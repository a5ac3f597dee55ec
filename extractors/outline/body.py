"""The body of a document or an annex: legal basis, enacting clause, ladder of sections, closing paragraphs."""

from __future__ import annotations

import re

from extractors.outline.ladder import agree_siblings, build_ladder, cut_run_in, mend_romans
from extractors.outline.lines import Line, split
from extractors.outline.model import Node
from extractors.outline.patterns import patterns

_TAIL = 5
_CLAUSE = 60  # characters
_CAPTION = 250
_GOES_ON = re.compile(r";\s+\S|[^\W\d]{2}\.\s+[^\W\d]")


def mark_body(lines: list[Line], root: Node | None = None, *, front: bool = True) -> list[Line]:
    """Settle the undecided lines of a stretch of text and set their parents.

    Args:
        lines: The stretch, in reading order.
        root: What the top of its ladder hangs below (an annex).
        front: Whether it may begin with a legal basis and end with closing paragraphs.

    Returns:
        The lines, cut ones replaced by their pieces.
    """
    if front:
        lines = _cut_basis(lines)
        _mark_front(lines)
        _mark_closing(lines)
    _mark_captions(lines)
    lines = cut_run_in(lines)
    if lines and lines[0].document.text_origin == "ocr":
        mend_romans(lines)
    build_ladder(lines, root)
    agree_siblings([line.node for line in lines])
    return lines


def _mark_captions(lines: list[Line]) -> None:
    """Titles and units of tables, footnotes."""
    words = patterns()
    for index, line in enumerate(lines):
        if line.decided or line.blank:
            continue
        near_table = any(other.node.table is not None for other in lines[index + 1 : index + 3])
        if words.has("footnote.start", line.folded):
            line.become("footnote")
        elif words.has("table.unit", line.folded) and len(line.text) < 80:
            line.become("table-unit")
        elif near_table and words.has("table.title", line.folded) and len(line.text) < _CAPTION:
            line.become("table-title")


def _cut_basis(lines: list[Line]) -> list[Line]:
    """Cut "Căn cứ …; Ủy ban nhân dân … ban hành Kế hoạch … như sau:" into the basis and the enacting clause."""
    words = patterns()
    out: list[Line] = []
    for line in lines:
        clause = words.search("front.clause", line.folded) if words.has("front.basis", line.folded) else None
        out += split(line, clause.start(1)) if clause and not line.decided else [line]
    return out


def _mark_front(lines: list[Line]) -> None:
    """Legal basis and enacting clause: what stands before the first label."""
    words = patterns()
    opened = False
    for index, line in enumerate(lines):
        if line.decided or line.blank:
            continue
        if line.label is not None and not line.label.bullet and (line.upper or opened):
            return  # a heading, whatever its words: "I. CƠ SỞ XÂY DỰNG KẾ HOẠCH"; what an order's colon leads over to
        if words.has("front.basis", line.folded) and not line.folded.rstrip().endswith(":"):
            line.become("basis")
        elif _enacts(line):
            line.become("enacting")
            opened = line.text.endswith(":") and line.label is None
        elif words.has("front.proposal", line.folded):
            line.become("basis")
        elif line.upper and line.label is None and words.has("front.authority", line.folded):
            line.become("enacting")
        elif line.label is not None:
            return
        elif _leads_over(line, lines[index + 1 :]):
            line.become("enacting")
            opened = line.text.endswith(":")


def _enacts(line: Line) -> bool:
    """Whether a paragraph says that the body issues the document; not one that goes on to say other things."""
    found = patterns().search("front.enacting", line.folded)
    return found is not None and not _GOES_ON.search(line.text, found.end())


def _leads_over(line: Line, rest: list[Line]) -> bool:
    """Whether a paragraph that ends like a clause leads over to the body: "Thực hiện …;", "… yêu cầu:"."""
    if patterns().has("front.carries_out", line.folded) and re.search(r"[;:,]\W*$", line.text):
        return True
    whole = len(line.text) > _CLAUSE or patterns().has("front.orders", line.folded)
    return line.text.endswith(":") and whole and _opens_section(rest)


def _opens_section(lines: list[Line]) -> bool:
    following = next((line for line in lines if not line.blank), None)
    return following is not None and following.label is not None and not following.label.bullet


def _introduces(line: Line) -> bool:
    """Whether what follows a line belongs to it: it ends with a colon, or is a heading that has nothing else below."""
    text = line.text.rstrip()
    heading = line.label is not None and not line.label.bullet and len(text) < _CLAUSE and text[-1:].isalnum()
    return heading or text.endswith(":")


def _mark_closing(lines: list[Line]) -> None:
    """The paragraphs behind the last item that close the document; notes in brackets between them stay text."""
    words = patterns()
    tail = [line for line in lines if not line.blank][-_TAIL:]
    for index in range(len(tail) - 1, -1, -1):
        line = tail[index]
        if line.text.startswith("("):
            continue
        before = tail[index - 1] if index else None
        if line.decided or line.label is not None or (before is not None and _introduces(before)):
            return
        if not (words.has("closing.opening", line.folded) or words.has("closing.end", line.folded)):
            return
        line.become("closing")
