"""The head of a document: from the issuing body to the title and the addressees (Decree 30/2020/NĐ-CP, Annex I, II)."""

from __future__ import annotations

import re

from extractors.outline.lines import Line, split
from extractors.outline.patterns import Patterns, patterns

_REACH = 40  # paragraphs within which a head ends


def mark_head(lines: list[Line]) -> list[Line]:
    """Settle the lines of the head; lines that hold several parts are cut.

    Returns:
        The lines, cut ones replaced by their pieces.
    """
    words = patterns()
    lines = _cut_head(lines, words)
    end = _head_end(lines, words)
    bodies: list[Line] = []
    seen_type = False
    titles = 0
    for index, line in enumerate(lines[:end]):
        if line.decided or line.blank:
            continue
        folded = line.folded
        if words.has("head.motto", folded):
            line.become("motto")
        elif words.has("head.stamp", folded):
            line.become("stamp")
        elif words.has("head.symbol", folded) and not titles:
            line.become("symbol")
        elif words.has("head.place_date", folded) and not seen_type and not titles:
            line.become("place-date")
        elif words.has("head.addressee", folded):
            line.become("addressee")
            for following in lines[index + 1 : end]:
                if following.decided or not (following.label and following.label.bullet):
                    break
                following.become("addressee", keep_label=True)
        elif words.has("head.about", folded):
            line.become("title")
            titles += 1
        elif _is_type(line, words) and not seen_type:
            line.become("type")
            seen_type = True
        elif seen_type or (not bodies and not line.upper):
            if words.has("front.enacting", folded) and titles:
                continue
            line.become("title")
            titles += 1
        elif line.upper or words.has("head.body", folded) or words.has("head.continues", folded):
            line.become("issuer")
            bodies.append(line)
        else:
            line.become("title")
    _rank_bodies(bodies, words)
    return lines


def _is_type(line: Line, words: Patterns) -> bool:
    return line.folded.strip(" :*.") in words.types and (line.upper or line.bold)


def _opens_body(line: Line, words: Patterns) -> bool:
    """Whether a line can no longer belong to the head."""
    folded = line.folded
    if words.has("front.basis", folded) or words.has("front.proposal", folded):
        return True
    if words.has("head.motto", folded) or words.has("head.symbol", folded) or words.has("head.place_date", folded):
        return False
    if line.node.table is not None:
        return True
    if words.has("foot.recipients", folded) or words.has("closing.end", folded):
        return True
    label = line.label
    if label is not None and not label.bullet:
        return True
    return bool(re.search(r"[:;.]\s*$", line.text)) and len(line.text) > 60


def _head_end(lines: list[Line], words: Patterns) -> int:
    """Index of the first line behind the head."""
    anchored = False
    titled = 0
    addressed = False
    for index, line in enumerate(lines[:_REACH]):
        if line.blank:
            continue
        folded = line.folded
        if addressed:
            if line.label and line.label.bullet:
                continue
            if (
                words.has("head.symbol", folded)
                or words.has("head.place_date", folded)
                or words.has("head.about", folded)
            ):
                continue
            return index
        if words.has("head.addressee", folded):
            addressed = True
            continue
        if _is_type(line, words):
            anchored = True
            titled = 0
            continue
        if words.has("head.about", folded):
            anchored = True
            titled = 1
            continue
        if _opens_body(line, words) or (line.label and line.label.bullet):
            return index
        if anchored:
            if titled and not _continues_title(lines[index - 1], line):
                return index
            titled += 1
    return min(len(lines), _REACH) if anchored or addressed else 0


def _continues_title(before: Line, line: Line) -> bool:
    """Whether a line goes on with the title that the line before began."""
    if line.text[:1].islower():
        return True
    if before.upper or before.bold:
        return line.upper if before.upper else line.bold
    return (
        len(line.text) < 120
        and not re.search(r"[.:;]$", line.text)
        and before.paragraph is not None
        and bool(before.paragraph.style.align == "center" and line.paragraph and line.paragraph.style.align == "center")
    )


def _cut_head(lines: list[Line], words: Patterns) -> list[Line]:
    """Cut lines that hold the motto beside the issuer, or the date beside the number, or the title behind the type."""
    out: list[Line] = []
    typed = False
    for index, line in enumerate(lines):
        if index >= _REACH or line.decided or typed:
            out.append(line)
            continue
        cuts: list[int] = []
        folded = line.folded
        motto = re.search(
            r"cong\W{0,3}hoa\W{0,3}xa\W{0,3}hoi|doc\W{0,3}lap\W{1,4}tu\W{0,3}do|dang\W{0,3}cong\W{0,3}san\W{0,3}viet\W{0,3}nam",
            folded,
        )
        if motto and motto.start() and line.text[motto.start()].isupper() and len(folded) < 200:
            cuts.append(motto.start())
        number = re.match(r"so\s*[:.]?\s*(?:\S{1,8}\s*)?\S*[-/⁄][a-z]\S*\s+(?=\S.*\bngay\b.*\bnam\b)", folded)
        if number:
            cuts.append(number.end())
        kind = re.match(
            r"\W*(" + "|".join(sorted(map(re.escape, words.types), key=len, reverse=True)) + r")\b[:\s]+(?=\S)", folded
        )
        if kind and line.text[: kind.end()].isupper():
            rest = line.text[kind.end() :]
            cuts.append(kind.end())
            typed = bool(rest)
        out += split(line, *cuts) if cuts else [line]
        typed = typed or _is_type(line, words)
    return out


def _rank_bodies(bodies: list[Line], words: Patterns) -> None:
    """Tell the issuing body from the one above: a line that only goes on with a name belongs to the line before."""
    groups: list[list[Line]] = []
    for line in bodies:
        joins = words.has("head.continues", line.folded) or not words.has("head.body", line.folded)
        if groups and joins:
            groups[-1].append(line)
        else:
            groups.append([line])
    for group in groups[:-1]:
        for line in group:
            line.become("superior")
