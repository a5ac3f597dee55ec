"""The foot of a document: recipients and signature (Decree 30/2020/NĐ-CP, Annex I, II.7 to II.9)."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from itertools import takewhile

from extractors.outline.head_columns import columns
from extractors.outline.head_cuts import is_type
from extractors.outline.lines import Line, split
from extractors.outline.model import NodeKind
from extractors.outline.patterns import patterns

_REACH = 60  # paragraphs of a foot
_RECIPIENT = 160  # characters
_OFFICE = 90
_LETTERHEAD = 5  # lines of a letterhead to its motto
_NAME = (2, 5)  # words of a name behind the office
_UNFORMAL = 4  # lines of a signature without its formula


def find_foot(lines: list[Line], begin: int = 0) -> int | None:
    """Index of the first line of a foot at or behind ``begin``."""
    words = patterns()
    for index in range(begin, len(lines)):
        line = lines[index]
        if line.decided:
            continue
        if words.has("closing.end", line.folded) and _signed_behind(lines, index):
            return index + 1
        if words.has("foot.recipients", line.folded):
            return index
        if words.has("foot.formula", line.folded) and line.upper and len(line.text) < _OFFICE:
            return index
        if columns(line) and any(words.has("foot.title", other.folded) for other in lines[index + 1 : index + 3]):
            return index  # the bodies of a joint document, each over its signature
    return _unformal(lines, begin)


def _signed_behind(lines: list[Line], closed: int) -> bool:
    """Whether a signature without formula follows the end of the text: a body, an office, a name."""
    rest = [line for line in lines[closed + 1 : closed + 1 + _REACH] if not line.blank]
    shouted = list(takewhile(lambda line: line.upper and not line.decided and len(line.text) < _OFFICE, rest))
    offices = [line for line in shouted if patterns().has("foot.title", line.folded)]
    named = any(is_name(line) for line in rest[len(shouted) : len(shouted) + 1])
    return bool(offices) and len(shouted) < _UNFORMAL and named


def _unformal(lines: list[Line], begin: int) -> int | None:
    """A signature without recipients and formula: a few short lines behind "./." at the very end."""
    closed = [i for i in range(begin, len(lines)) if patterns().has("closing.end", lines[i].folded)]
    if not closed:
        return None
    rest = [line for line in lines[closed[-1] + 1 :] if not line.blank]
    if not 0 < len(rest) <= _UNFORMAL or not all(_plain(line) for line in rest):
        return None
    return closed[-1] + 1


def _plain(line: Line) -> bool:
    return not line.decided and line.label is None and len(line.text) < _OFFICE and (line.upper or is_name(line))


def mark_foot(lines: list[Line], start: int) -> tuple[list[Line], int]:
    """Settle the lines from ``start`` on that are recipients and signature.

    Returns:
        The lines (some cut), and the index of the first line behind the foot.
    """
    foot = [piece for line in lines[start : start + _REACH] for piece in _cut(line)]
    lines = lines[:start] + foot + lines[start + _REACH :]
    state = _Foot(lines)
    index = start
    while index < len(lines) and not lines[index].decided:
        kind = state.kind(index)
        if kind is None:
            break
        state.take(lines[index], kind)
        index += 1
    return lines, index


@dataclass
class _Foot:
    """What was read of a foot so far."""

    lines: list[Line]
    holder: Line | None = None
    signing: bool = False
    listing: bool = field(default=False)
    signed: bool = False

    def kind(self, index: int) -> NodeKind | None:
        """What the next line of the foot is; nothing where the foot has ended."""
        line, words = self.lines[index], patterns()
        folded = line.folded
        if words.has("foot.recipients", folded):
            return "recipients"
        if words.has("head.stamp", folded):
            return "stamp"
        if words.has("foot.formula", folded) or words.has("foot.blurred", folded):
            return "formula"
        if words.has("foot.title", folded) and _is_office(line):
            return "signer-title"
        if line.blank:
            return "text"
        right = line.paragraph is not None and line.paragraph.column == "right"
        if line.label is not None and line.label.bullet and self.listing and not right:
            return "recipient"
        if words.has("head.motto", folded) or (self.signed and self._new_letterhead(index)):
            return None
        if self.signed and line.label is not None and not line.label.bullet:
            return None  # "Phần I." of what is attached is no second name
        if self.signed and is_type(line):
            return None
        if self.signing:
            signature = self._signature(index, right=right)
            if signature is not None:
                return signature
        if self.listing and not right and line.label is None and len(line.text) < _RECIPIENT and not line.upper:
            return "recipient"
        if not self.signing and not self.listing and line.upper:
            return "formula"
        return None

    def _new_letterhead(self, index: int) -> bool:
        """Whether the letterhead of what is attached begins: capitals with the motto beside or below them."""
        following = [line for line in self.lines[index : index + _LETTERHEAD] if not line.blank]
        above = list(takewhile(lambda line: not patterns().has("head.motto", line.folded), following))
        return 0 < len(above) < len(following) and all(line.upper and not line.decided for line in above)

    def _signature(self, index: int, *, right: bool) -> NodeKind | None:
        line = self.lines[index]
        following = self.lines[index + 1 : index + 4]
        named = any(is_name(other) and not other.upper for other in following)
        if is_name(line):
            office = line.upper and (named or patterns().has("head.body", line.folded))
            return "signer-title" if office else "signer"
        # a name that a seal cuts in two, and the specks that OCR makes of the seal and the hand
        word = line.text.strip(" :;.,'`\"")
        if word.istitle() and word.isalpha() and following and is_name(following[0]):
            return "signer"
        return "text" if right and len(line.text) < _OFFICE else None

    def take(self, line: Line, kind: NodeKind) -> None:
        """Settle a line of the foot."""
        line.become(kind, keep_label=kind == "recipient")
        if kind == "recipients":
            self.holder, self.listing, self.signing = line, True, False
        elif kind in {"formula", "signer-title"}:
            self.signing = True
        elif kind == "signer":
            self.signed = True
        elif kind == "recipient" and self.holder is not None:
            line.node.parent = self.holder.node
            self.holder.node.children.append(line.node)


def _is_office(line: Line) -> bool:
    return len(line.text) < _OFFICE and (line.upper or line.bold) and not re.search(r"[.;:]$", line.text)


def is_name(line: Line) -> bool:
    """Whether a line looks like the name of a person, with or without a title: two to nine capitalised words."""
    rank = patterns().search("foot.rank", line.folded)
    words = re.sub(r"[*_]", " ", line.text[rank.end() if rank else 0 :]).split()
    return 2 <= len(words) <= 9 and all(w[0].isupper() for w in words) and not re.search(r"[\d;:/\\|]", line.text)


def _name_behind(line: Line) -> int | None:
    """Where the name begins that one line holds behind the office in capitals: ``KT. CHỦ TỊCH … Lê Văn An``."""
    words = list(re.finditer(r"\S+", line.text))
    shouted = len(list(takewhile(lambda word: word.group().isupper(), words)))
    name = [word.group() for word in words[shouted:]]
    fits = shouted > 1 and _NAME[0] <= len(name) <= _NAME[1] and all(word.istitle() and word.isalpha() for word in name)
    return words[shouted].start() if fits else None


def _cut(line: Line) -> list[Line]:
    """Cut a line in which recipients run together, or formula, office and recipients."""
    if line.decided:
        return [line]
    words, folded = patterns(), line.folded
    cuts: set[int] = set()
    head = words.search("foot.recipients", folded)
    if head and head.end() < len(folded.rstrip()):
        cuts |= {match.start() for match in words.compiled["foot.run_on"].finditer(folded)}
        cuts.add(len(folded) - len(folded[head.end() :].lstrip()))
    for match in words.compiled["foot.inside"].finditer(folded):
        if line.text[match.start() : match.end()].isupper():
            cuts.add(match.start())
    named = _name_behind(line)
    signed = words.has("foot.formula", folded) or words.has("foot.title", folded)
    if signed and (line.upper or named is not None):
        cuts |= {match.start() for match in words.compiled["foot.deputy"].finditer(folded, 0, named or len(folded))}
    if signed and named is not None:
        cuts.add(named)
    return split(line, *sorted(cuts)) if cuts else [line]
