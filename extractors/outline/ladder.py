"""The ladder of sections: which labelled paragraph is a heading, and what hangs below what."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass

from extractors.outline.labels import Label
from extractors.outline.lines import Line, fold, split
from extractors.outline.model import Node
from extractors.outline.patterns import patterns
from normalizers.roman_numerals import to_roman

_HEADING_WORDS = 32
_RUN_IN_WORDS = 15
_ORDER = ("word-", "upper", "roman", "arabic", "decimal", "letter", "paren", "bullet", "intro")


@dataclass
class Rung:
    """A node of the ladder that is open: what comes next may go below it."""

    kind: str
    ordinal: int
    text: str
    node: Node
    heading: bool


def build_ladder(lines: list[Line], root: Node | None = None) -> None:
    """Settle the undecided lines of a stretch of text as headings, items and paragraphs, and set their parents."""
    stack: list[Rung] = []
    for line, following in zip(lines, _following(lines), strict=True):
        if line.decided or line.blank:
            parent = stack[-1].node if stack and line.node.kind in {"table", "table-title", "table-unit"} else None
            _attach(line.node, _section(stack) if parent is not None else root, root)
            continue
        label = line.label
        if label is None:
            _place_text(line, stack, following, root)
            continue
        label = _settle(label, stack)
        heading = is_heading(line, label, following)
        line.label = label
        line.become("heading" if heading else "item", keep_label=True)
        _pop(stack, label)
        _attach(line.node, stack[-1].node if stack else root, root)
        stack.append(Rung(label.kind, label.ordinal, label.text, line.node, heading))


def _following(lines: list[Line]) -> list[Line | None]:
    """For every line the next one that is not blank."""
    found: list[Line | None] = []
    following: Line | None = None
    for line in reversed(lines):
        found.append(following)
        following = following if line.blank else line
    return found[::-1]


def agree_siblings(nodes: list[Node]) -> None:
    """Make an item a heading where it holds items of its own and its siblings are headings ("3. Nâng cao … .")."""
    counts: dict[int, Counter[tuple[bool, str]]] = {}
    for node in nodes:
        if node.kind != "item" or node.parent is None or not node.label or len(node.text.split()) > _HEADING_WORDS + 8:
            continue
        if id(node.parent) not in counts:
            counts[id(node.parent)] = Counter(
                (other.label.isdigit(), other.kind) for other in node.parent.children if other.label is not None
            )
        alike, form = counts[id(node.parent)], node.label.isdigit()
        headings, items = alike[form, "heading"], alike[form, "item"]
        # the node itself is one of the items
        if any(child.label for child in node.children) and 2 * headings > headings + items - 1:
            node.kind = "heading"
            alike.update({(form, "heading"): 1, (form, "item"): -1})


def mend_romans(lines: list[Line]) -> None:
    """Give a Roman numeral that repeats the one before it back the stroke that OCR lost: II, II, IV is II, III, IV.

    Only where the numeral behind it proves it, and only for OCR: in other texts the author wrote it.
    """
    labelled = [(line, line.label) for line in lines if line.label is not None and line.label.kind == "roman"]
    for (_, before), (line, label), (_, after) in zip(labelled, labelled[1:], labelled[2:], strict=False):
        ordinal = before.ordinal + 1
        if label.ordinal == before.ordinal and after.ordinal == ordinal + 1:
            line.label = Label("roman", to_roman(ordinal), ordinal, label.length)


def is_heading(line: Line, label: Label, following: Line | None) -> bool:
    """Whether a labelled paragraph is the heading of what follows."""
    text = line.text[label.length :].strip()
    if label.bullet:
        return False
    ends = re.search(r"[.;,]\s*(?:\./\.)?$", text) is not None and not text.endswith("...")
    words = len(text.split())
    if label.kind in {"word-điều", "word-bước"}:
        introduces = following is not None and following.label is not None and following.label.kind != label.kind
        return words <= 2 * _HEADING_WORDS and (not ends or introduces)
    if label.kind.startswith("word-") or label.kind == "roman":
        return words <= 2 * _HEADING_WORDS and not (ends and words > _HEADING_WORDS)
    if words > (2 if line.upper or line.bold else 1) * _HEADING_WORDS:
        return False
    if line.upper or (line.bold and not (ends and words > 15)):
        return True
    if ends or following is None:
        return False
    other = following.label
    if following.decided and following.node.table is None:
        return False
    if other is None:
        return not following.decided or following.node.table is not None
    return other.kind != label.kind and other.ordinal <= 1


def cut_run_in(lines: list[Line]) -> list[Line]:
    """Cut "1. Mục đích: Nhằm …" into the heading and its text."""
    out: list[Line] = []
    for line in lines:
        label = line.label
        whole = line.bold or not re.search(r"[.;]\W*$", line.text)
        whole = whole or (label is not None and patterns().has("run_in.field", line.folded[label.length :].lstrip()))
        if line.decided or label is None or label.bullet or label.kind.startswith("word-") or whole:
            out.append(line)
            continue
        match = re.match(r"[^:;.\d%]{3,140}?:\s+(?=\S)", line.text[label.length :])
        # the colon of a label in brackets opens no text: "1. Nạo vét kênh (Chủ trì: …)"
        if match and match.group().count("(") > match.group().count(")"):
            match = None
        # nor does the colon of a list that the sentence goes on: "4. UBND các xã: A, B báo cáo …"
        if match and patterns().has("run_in.lists", fold(match.group())):
            match = None
        if match and len(match.group().split()) <= _RUN_IN_WORDS and len(line.text) - label.length - match.end() > 30:
            heading, text = split(line, label.length + match.end())
            text.label = None
            heading.become("heading", keep_label=True)
            heading.decided = False
            out += [heading, text]
        else:
            out.append(line)
    return out


def _settle(label: Label, stack: list[Rung]) -> Label:
    """Read a label that is written ambiguously as the one that the sequence expects."""
    if label.kind == "roman" and label.ordinal == 0:
        before = next((rung.ordinal for rung in reversed(stack) if rung.kind == "roman"), 1)
        return Label("roman", to_roman(before + 1), before + 1, label.length)
    kinds = {rung.kind for rung in stack}
    if label.text == "H" and label.kind == "upper." and "roman" in kinds and "upper." not in kinds:
        return _settle(Label("roman", label.text, 0, label.length), stack)  # II in one stroke
    if label.kind == "roman" and len(label.text) == 1:
        for rung in reversed(stack):
            if rung.kind == "upper." and rung.ordinal + 1 == ord(label.text) - ord("A") + 1:
                return Label("upper.", label.text, rung.ordinal + 1, label.length)
    return label


def _pop(stack: list[Rung], label: Label) -> None:
    """Close the rungs that do not hold a paragraph with this label."""
    kinds = [rung.kind for rung in stack]
    if label.prefix:
        for index in range(len(stack) - 1, -1, -1):
            if stack[index].text == label.prefix:
                del stack[index + 1 :]
                return
    if label.kind in kinds:
        index = len(kinds) - 1 - kinds[::-1].index(label.kind)
        del stack[index:]
        return
    family = _family(label.kind)
    for index in range(len(stack) - 1, -1, -1):
        if _family(kinds[index]) == family and label.ordinal == stack[index].ordinal + 1 and not label.bullet:
            del stack[index:]
            return
    # sections do not hang below a paragraph that leads over to them, only lists do
    section = _rank(label.kind) <= _rank("roman") or (len(stack) == 1 and not label.bullet)
    if stack and stack[-1].kind == "intro" and section:
        stack.pop()
    # a sequence that is first met in its middle cannot hang below a finer one
    while label.ordinal > 1 and stack and _rank(stack[-1].kind) > _rank(label.kind):
        stack.pop()


def _rank(kind: str) -> int:
    """How fine a kind of label usually is: parts and chapters 0, bullets last."""
    return next((rank for rank, start in enumerate(_ORDER) if kind.startswith(start)), 0)


def _family(kind: str) -> str:
    return re.sub(r"[.)/]+$", "", kind)


def _section(stack: list[Rung]) -> Node | None:
    for rung in reversed(stack):
        if not rung.kind.startswith("bullet") and rung.kind != "intro":
            return rung.node
    return None


def _place_text(line: Line, stack: list[Rung], following: Line | None, root: Node | None) -> None:
    text = line.text
    heading = (line.upper or line.bold) and len(text.split()) <= _HEADING_WORDS and not re.search(r"[.;,:]$", text)
    if heading and following is not None:
        line.become("heading")
        kind = "caps" if line.upper else "bold"
        _pop(stack, Label(kind, "", 0, 0))
        if kind == "caps":
            while stack and stack[-1].kind != "caps" and not stack[-1].kind.startswith("word-"):
                stack.pop()
        _attach(line.node, stack[-1].node if stack else root, root)
        stack.append(Rung(kind, 0, "", line.node, True))
        return
    line.become("text")
    while stack and _ends_with_list(stack):
        stack.pop()
    _attach(line.node, stack[-1].node if stack else root, root)
    if text.endswith(":"):
        stack.append(Rung("intro", 0, "", line.node, False))


def _ends_with_list(stack: list[Rung]) -> bool:
    """Whether a new paragraph closes the last rung: bullets, and lists that a paragraph introduced."""
    last = stack[-1]
    if last.kind.startswith("bullet") or last.kind == "intro":
        return True
    return not last.heading and len(stack) > 1 and stack[-2].kind == "intro" and last.ordinal > 1


def _attach(node: Node, parent: Node | None, root: Node | None) -> None:
    parent = parent or root
    if parent is None:
        return
    node.parent = parent
    parent.children.append(node)
