"""The head of a document: from the issuing body to the title and the addressees (Decree 30/2020/NĐ-CP, Annex I, II)."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from rapidfuzz import fuzz, process

from extractors.localities import opens_with_level
from extractors.outline.head_columns import above_columns
from extractors.outline.head_cuts import REACH, cut_head, is_type
from extractors.outline.lines import Line, fold
from extractors.outline.model import NodeKind
from extractors.outline.patterns import patterns
from normalizers.units import canonical_unit

_BODY = 12  # characters from which a line of capitals is the name of one body alone
_SENTENCE = 60  # characters from which a line that ends like a sentence is one
_HEAD_WORDS = frozenset({"bo", "so", "ban", "phong"})
_ALIKE = 86  # per cent, of a damaged type to the right one


def mark_head(lines: list[Line]) -> list[Line]:
    """Settle the lines of the head; lines that hold several parts are cut.

    Returns:
        The lines, cut ones replaced by their pieces.
    """
    if above := _page_above(lines):
        for line in lines[:above]:
            if not line.decided:
                line.become("text")
        return lines[:above] + mark_head(lines[above:])
    lines = cut_head(lines)
    end = _head_end(lines)
    heads = [line for line in lines[:end] if patterns().has("head.motto", line.folded)]
    state = _Head(awaited=any(is_type(line) for line in lines[:end]), opened=not heads)
    for index, line in enumerate(lines[:end]):
        if line.decided or line.blank:
            continue
        state.take(line)
        if line.node.kind == "addressee":
            for following in lines[index + 1 : end]:
                if following.decided or not (following.label and following.label.bullet):
                    break
                following.become("addressee", keep_label=True)
    _rank_bodies(state)
    return lines


def _page_above(lines: list[Line]) -> int:
    """How many lines a web page has over the letterhead: up to the table with what it knows of the document."""
    motto = next((i for i, line in enumerate(lines[:REACH]) if patterns().has("head.motto", line.folded)), 0)
    if above := _title_above(lines, motto):
        return above
    tables = [i for i, line in enumerate(lines[:motto]) if line.node.table is not None]
    return tables[-1] + 1 if tables and not any(is_type(line) for line in lines[: tables[-1]]) else 0


def _title_above(lines: list[Line], motto: int) -> int:
    """How many lines stand over a letterhead whose own type follows behind the motto: what the page calls the plan."""
    if not any(is_type(line) for line in lines[motto + 1 : REACH]):
        return 0
    start = motto
    while start and _of_letterhead(lines[start - 1]):
        start -= 1
    while start < motto and not patterns().has("head.body", lines[start].folded):
        start += 1
    # no plan has running text over its letterhead: what a page says before it is the page's
    typed = any(_named_type(line) for line in lines[:start]) or not any(line.upper for line in lines[:start])
    whole = start < motto or patterns().has("head.body", lines[motto].folded)
    return start if typed and whole else 0


def _of_letterhead(line: Line) -> bool:
    words = patterns()
    named = any(words.has(f"head.{name}", line.folded) for name in ("symbol", "place_date", "motto", "stamp"))
    return line.blank or named or (line.upper and not _named_type(line))


def _named_type(line: Line) -> bool:
    """Whether a line begins with the name of a type in capitals, alone or with the title behind it."""
    name = re.match(r"\W*(\S+(?: \S+){1,2}?)(?=\W|$)", line.text)
    named = name is not None and name.group(1).isupper() and fold(name.group(1)) in patterns().types
    return is_type(line) or (named and not opens_with_level(line.text))  # PHƯỜNG AN KHÊ is no PHƯƠNG ÁN


@dataclass
class _Head:
    """What was read of a head so far; ``awaited`` tells that the type of the document stands further down."""

    awaited: bool = False
    opened: bool = True  # a web page's own title may stand over a letterhead
    numbered: bool = False
    bodies: list[Line] = field(default_factory=list)
    types: list[Line] = field(default_factory=list)
    titles: int = 0

    def take(self, line: Line) -> None:
        """Settle the next line of the head."""
        kind = self._kind(line)
        if kind is None:
            return
        line.become(kind)
        self.opened = True
        self.numbered = self.numbered or kind == "symbol"
        if kind == "issuer" and not self.types:
            self.bodies.append(line)
        elif kind == "type":
            self.types.append(line)
        elif kind == "title" and not patterns().has("head.about", line.folded):
            self.titles += 1

    def _kind(self, line: Line) -> NodeKind | None:
        words, folded = patterns(), line.folded
        plain: tuple[tuple[str, NodeKind], ...] = (
            ("head.motto", "motto"),
            ("head.stamp", "stamp"),
            ("head.addressee", "addressee"),
            ("head.about", "title"),
        )
        for name, kind in plain:
            if words.has(name, folded):
                return kind
        if not self.titles and words.has("head.symbol", folded):
            # "THEO QUYẾT ĐỊNH / SỐ …": the number of another act in the name of the body
            named = bool(self.bodies) and _ends_with_type(self.bodies[-1]) and line.text.startswith("SỐ")
            return "issuer" if named else "symbol"
        if not self.types and not self.titles and words.has("head.place_date", folded):
            return "place-date"
        if is_type(line) and not self.titles and len(self.types) < 2:
            return "type"
        if self.types and not self.titles and _type_over_lines(self.types[-1], line):
            return "type"
        if self.types and not self.titles and _is_author(line):
            return "issuer"
        if self.numbered and words.has("front.session", folded):
            return "enacting"
        if self.numbered and not self.types and not self.awaited and _opens_title(line):
            return "title"  # the line of the type is lost
        if not self.opened and not line.upper and not words.has("head.body", folded):
            return None
        if self.types or (not self.awaited and not self.bodies and not (line.upper or line.text.isupper())):
            return None if words.has("front.enacting", folded) and self.titles else "title"
        if words.has("head.body", folded) or (
            not self.numbered and (line.upper or words.has("head.continues", folded))
        ):
            return "issuer"
        # between number and type stand only stamps and what OCR makes of them
        return "text" if self.awaited else "title"


def _type_over_lines(first: Line, second: Line) -> bool:
    """CHƯƠNG TRÌNH / PHỐI HỢP."""
    name = f"{first.folded} {second.folded}".strip(" :*.")
    best = process.extractOne(name, patterns().types, scorer=fuzz.ratio, score_cutoff=_ALIKE)
    return second.upper and best is not None and len(best[0].split()) > len(first.folded.split())


def _is_author(line: Line) -> bool:
    """CỦA BAN THƯỜNG VỤ TỈNH ỦY, behind the type."""
    return line.upper and patterns().has("head.author", line.folded)


def _opens_title(line: Line) -> bool:
    """BAN HÀNH NỘI QUY …, in capitals: no body is called so."""
    return line.upper and patterns().has("head.title_opening", line.folded)


def _ends_with_type(line: Line) -> bool:
    return line.folded.endswith(tuple(patterns().types))


def _opens_body(line: Line) -> bool:
    """Whether a line can no longer belong to the head."""
    words, folded = patterns(), line.folded
    if words.has("front.basis", folded) or words.has("front.proposal", folded):
        return True
    if line.node.table is not None or words.has("foot.recipients", folded) or words.has("closing.end", folded):
        return True
    if line.label is not None and not (line.label.bullet and line.upper):
        return True
    return bool(re.search(r"[:;.]\s*$", line.text)) and len(line.text) > _SENTENCE and not line.upper


def _head_end(lines: list[Line]) -> int:
    """Index of the first line behind the head."""
    words = patterns()
    anchored = addressed = False
    titled = 0
    for index, line in enumerate(lines[:REACH]):
        folded = line.folded
        if line.blank:
            continue
        if addressed:
            listed = line.label is not None and line.label.bullet
            if listed or any(words.has(f"head.{name}", folded) for name in ("symbol", "place_date", "about")):
                continue
            return index
        if words.has("head.addressee", folded):
            addressed = True
        elif any(words.has(f"head.{name}", folded) for name in ("motto", "symbol", "place_date", "stamp")):
            continue
        elif is_type(line) and not titled:
            anchored = True
        elif words.has("head.about", folded):
            anchored, titled = True, 1
        elif anchored and not titled and _is_author(line):
            continue
        elif _opens_body(line):
            return index
        elif anchored:
            goes_on_with = _continues_title(lines[index - 1], line) or (titled == 1 and _last_of_title(lines, index))
            if titled and (not goes_on_with or _is_authority(line, lines, index)):
                return index
            if not (titled == 0 and _type_over_lines(lines[index - 1], line)):
                titled += 1
    return min(len(lines), REACH) if anchored or addressed else 0


def _last_of_title(lines: list[Line], index: int) -> bool:
    """Whether a short line in small letters stands between the title and the legal basis, and ends like a name."""
    after = next((one for one in lines[index + 1 : index + 4] if not one.blank), None)
    text = lines[index].text
    short = len(text) < 2 * _SENTENCE and not re.search(r"[.:;,]$", text) and text[-1:].isalnum()
    plain = not lines[index - 1].upper and not lines[index - 1].bold and not lines[index].upper
    return short and plain and after is not None and patterns().has("front.basis", after.folded)


def _is_authority(line: Line, lines: list[Line], index: int) -> bool:
    """Whether a line names who decides: CHỦ TỊCH ỦY BAN NHÂN DÂN TỈNH, with the legal basis behind it.

    So does the name of the issuing body itself, as the letterhead has it.
    """
    following = lines[index + 1 :]
    # the term and the meeting of a council stand between: KHÓA X, KỲ HỌP THỨ NHẤT
    ahead = (one for one in following if not one.blank and not patterns().has("front.session", one.folded))
    after = next(ahead, None)
    heads = (one.folded for one in lines[:index] if one.upper and patterns().has("head.body", one.folded))
    again = any(len(head) > _BODY and line.folded.startswith(head) for head in heads)
    named = line.upper and (again or patterns().has("front.authority", line.folded))
    return named and after is not None and patterns().has("front.basis", after.folded)


def _continues_title(before: Line, line: Line) -> bool:
    """Whether a line goes on with the title that the line before began."""
    if line.text[:1].islower() or line.text[:1] in "-–" or patterns().has("head.title_bracket", line.folded):
        return True
    if before.upper:
        return line.upper or not any(character.isalpha() for character in line.text)
    if before.bold:
        return line.bold or patterns().has("head.title_years", line.folded)
    centred = all(part.paragraph is not None and part.paragraph.style.align == "center" for part in (before, line))
    return centred and len(line.text) < 2 * _SENTENCE and not re.search(r"[.:;]$", line.text)


def goes_on(before: str, text: str) -> bool:
    """Whether a line of the head goes on with the body that the line before names.

    It does where it is only the name of a locality (TỈNH …), names no body, or makes a known name together with the
    line before (SỞ NÔNG NGHIỆP VÀ MÔI / TRƯỜNG).
    """
    words, folded = patterns(), fold(text)
    if (
        words.has("head.continues", folded)
        or not words.has("head.body", folded)
        or words.has("head.chief", fold(before))
    ):
        return True
    # BỘ / CÔNG AN: a head word alone, under which no body is known
    alone = fold(before).strip() in _HEAD_WORDS
    return (alone or not canonical_unit(before).known) and canonical_unit(f"{before} {text}").known


def _rank_bodies(head: _Head) -> None:
    """Tell the issuing body from the one above: a line that only goes on with a name belongs to the line before.

    A joint document has no body above: all that its head names issue it.
    """
    if any(patterns().has("head.joint", line.folded) for line in head.types):
        for line in above_columns(head.bodies):
            line.become("superior")
        return
    groups: list[list[Line]] = []
    for line in head.bodies:
        if groups and goes_on(" ".join(part.text for part in groups[-1]), line.text):
            groups[-1].append(line)
        else:
            groups.append([line])
    for group in groups[:-1]:
        for line in group:
            line.become("superior")
