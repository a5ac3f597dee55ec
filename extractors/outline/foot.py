"""The foot of a document: recipients and signature (Decree 30/2020/NĐ-CP, Annex I, II.7 to II.9)."""

from __future__ import annotations

import re

from extractors.outline.lines import Line, split
from extractors.outline.patterns import Patterns, patterns

_REACH = 60


def mark_foot(lines: list[Line], start: int) -> tuple[list[Line], int]:
    """Settle the lines from ``start`` on that are recipients and signature.

    Returns:
        The lines (some cut), and the index of the first line behind the foot.
    """
    words = patterns()
    lines = lines[:start] + _cut_recipients(lines[start : start + _REACH], words) + lines[start + _REACH :]
    index = start
    holder: Line | None = None
    listing = signing = False
    while index < len(lines):
        line = lines[index]
        folded = line.folded
        if line.decided:
            break
        if words.has("foot.recipients", folded):
            line.become("recipients")
            holder = line
            listing, signing = True, False
        elif words.has("foot.formula", folded) or (words.has("foot.title", folded) and _office(line)):
            line.become("formula" if words.has("foot.formula", folded) else "signer-title")
            signing = True
        elif line.blank:
            pass
        elif line.label is not None and line.label.bullet and listing:
            line.become("recipient", keep_label=True)
        elif words.has("head.motto", folded):
            break
        elif signing and _is_name(line):
            later = any(
                _is_name(other) and not other.upper for other in lines[index + 1 : index + 4] if not other.decided
            )
            line.become("signer-title" if line.upper and later else "signer")
        elif listing and not signing and len(line.text) < 160 and not line.upper:
            line.become("recipient")
        elif signing and len(line.text) < 80 and line.paragraph and line.paragraph.column == "right":
            line.become("signer-title" if line.upper else "text")
        elif words.has("head.stamp", folded):
            line.become("stamp")
        else:
            break
        if line.node.kind == "recipient" and holder is not None:
            line.node.parent = holder.node
            holder.node.children.append(line.node)
        index += 1
    return lines, index


def find_foot(lines: list[Line], begin: int = 0) -> int | None:
    """Index of the first line of a foot at or behind ``begin``."""
    words = patterns()
    for index in range(begin, len(lines)):
        line = lines[index]
        if line.decided:
            continue
        if words.has("foot.recipients", line.folded):
            return index
        if words.has("foot.formula", line.folded) and line.upper and len(line.text) < 120:
            return index
    return None


def _office(line: Line) -> bool:
    return len(line.text) < 90 and (line.upper or line.bold) and not re.search(r"[.;:]$", line.text)


def _is_name(line: Line) -> bool:
    """Two to six capitalised words."""
    parts = re.sub(r"[*_]", " ", line.text).split()
    return 2 <= len(parts) <= 9 and all(p[0].isupper() for p in parts) and not re.search(r"[\d;:/]", line.text)


def _cut_recipients(lines: list[Line], words: Patterns) -> list[Line]:
    """Cut a paragraph in which the recipients run together, or in which formula and office do."""
    out: list[Line] = []
    for line in lines:
        folded = line.folded
        if line.decided:
            out.append(line)
            continue
        head = words.search("foot.recipients", folded)
        if head and head.end() < len(folded.rstrip()):
            cuts = [m.start() for m in re.finditer(r"(?:(?<=[;.:,] )|(?<=[;.:]))[-–~] ?(?=\S)", line.text)]
            first = re.match(r"\s*", line.text[head.end() :])
            begin = head.end() + (first.end() if first else 0)
            out += split(line, *sorted({begin, *cuts}))
            continue
        if words.has("foot.formula", folded) or (words.has("foot.title", folded) and line.upper):
            cuts = [m.start() for m in re.finditer(r"\b(?:kt|tl|tuq)\s*\. ?", folded) if m.start()]
            office = re.search(
                r"(?<=\S )(?:quyen )?(?:pho chu tich|pho giam doc|pho bi thu|pho truong|pho chanh)", folded
            )
            if office:
                cuts.append(office.start())
            out += split(line, *sorted(set(cuts))) if cuts else [line]
            continue
        out.append(line)
    return out
