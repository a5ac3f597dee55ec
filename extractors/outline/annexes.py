"""Annexes: where one begins, its label, its title, and the line that says what it is attached to."""

from __future__ import annotations

import re

from extractors.outline.foot import is_name
from extractors.outline.lines import Line, split
from extractors.outline.model import Node
from extractors.outline.patterns import patterns
from normalizers.unicode import fold_case

_BACK = 6  # lines of a caption
_TITLE = 300  # characters of a title


def find_annexes(lines: list[Line]) -> list[int]:
    """Indexes of the lines with which an annex begins, in order."""
    words = patterns()
    starts: set[int] = set()
    for index, line in enumerate(lines):
        if line.decided or line.blank:
            continue
        if _is_label(line):
            starts.add(index)
        elif words.has("annex.reference", line.folded) and len(line.text) < _TITLE and index:
            start = _caption_start(lines, index)
            # "(Kèm theo Kế hoạch)." below an article, without number and day, only points to what is attached
            if start < index or any(map(str.isdigit, line.text)):
                starts.add(start)
    return sorted(_merge(starts, lines))


def cut_references(lines: list[Line]) -> list[Line]:
    """Cut titles in capitals that say in their own line what they are attached to: ``DANH MỤC … (Kèm theo …)``."""
    out: list[Line] = []
    for line in lines:
        found = None if line.decided else patterns().search("annex.reference_behind", line.folded)
        above = line.text[: found.start(1)] if found else ""
        out += split(line, found.start(1)) if found and above.isupper() else [line]
    return out


def in_issued_plan(node: Node) -> bool:
    """Whether a node stands in a plan that a decision issues, behind the decision's signature."""
    roots = [above for above in node.ancestors() if above.kind == "annex"]
    return any(patterns().has("annex.issued", fold_case(root.text)) for root in roots)


def mark_caption(lines: list[Line]) -> int:
    """Settle the caption of the annex that begins with the first line; returns the index behind the caption."""
    words = patterns()
    lines[0].become("annex")
    index = 1
    while index < min(len(lines), _BACK + 2):
        line = lines[index]
        if line.decided or line.blank:
            break
        if words.has("annex.reference", line.folded):
            line.become("annex-reference")
        elif _ends_caption(line) or not (index == 1 or line.upper or line.bold or _before_reference(lines, index)):
            break
        else:
            line.become("annex-title")
        index += 1
    return index


def _ends_caption(line: Line) -> bool:
    """Whether a line can be no title: a section, a unit of measure, a sentence."""
    if patterns().has("table.unit", line.folded) or len(line.text) > _TITLE:
        return True
    section = line.label is not None and not line.label.bullet
    return section or re.search(r"[.;:]\s*$", line.text) is not None


def _before_reference(lines: list[Line], index: int) -> bool:
    words = patterns()
    return any(not line.decided and words.has("annex.reference", line.folded) for line in lines[index + 1 : index + 4])


def _is_label(line: Line) -> bool:
    words = patterns()
    match = words.search("annex.numbered", line.folded)
    if not match:
        return False
    number, rest = match.group(2), line.text[match.end() :].strip(" *_.:")
    word = match.group(1)
    if word == "phu luc" and rest:
        title = bool(number) and rest[:1].isupper() and len(line.text) < _TITLE and not re.search(r"[.;]$", rest)
        return line.upper or title
    if word == "phu luc":
        return True
    if not rest:
        return bool(number) or line.upper
    return line.upper and bool(number)


def _of_signature(line: Line) -> bool:
    words = patterns()
    if words.has("foot.formula", line.folded) or words.has("foot.recipients", line.folded):
        return True
    office = words.has("foot.title", line.folded) and line.upper
    return office or (is_name(line) and not line.upper)


def _caption_start(lines: list[Line], reference: int) -> int:
    """The first line of the caption whose last line is the reference."""
    index = reference
    while index > max(0, reference - _BACK):
        before = lines[index - 1]
        if before.decided or before.blank or len(before.text) > _TITLE or re.search(r"[.;:/]\s*$", before.text):
            break
        if _of_signature(before) or not (before.upper or before.bold or _is_label(before) or index == reference):
            break
        index -= 1
        if _is_label(before):
            break
    return index


def _merge(starts: set[int], lines: list[Line]) -> list[int]:
    """Leave out starts that belong to the caption of the start before them."""
    out: list[int] = []
    for start in sorted(starts):
        if out and start - out[-1] <= 4 and not _is_label(lines[start]):
            continue
        out.append(start)
    return out
