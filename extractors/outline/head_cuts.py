"""Lines of a head that hold several of its parts, cut: motto beside the issuer, date beside the number, title, type."""

from __future__ import annotations

import re
from itertools import takewhile

from rapidfuzz import fuzz, process

from extractors.localities import opens_with_level
from extractors.outline.head_columns import columns
from extractors.outline.lines import Line, split
from extractors.outline.patterns import patterns

REACH = 40
"""Paragraphs within which a head ends."""
_SENTENCE = 60  # characters from which a line that ends like a sentence is one
_ALIKE = 86  # per cent, of a damaged type to the right one


def is_type(line: Line) -> bool:
    """Whether a line is the name of a type of document; in capitals it may be damaged (KÉẺ HOẠCH)."""
    name = line.folded.strip(" :*._-")
    types = patterns().types
    if opens_with_level(line.text):
        return False
    if name in types:
        return line.upper or line.bold
    return (
        line.upper
        and 1 < len(name.split()) <= 5
        and process.extractOne(name, types, scorer=fuzz.ratio, score_cutoff=_ALIKE) is not None
    )


def cut_head(lines: list[Line]) -> list[Line]:
    """Cut lines that hold the motto beside the issuer, or the date beside the number, or the title behind the type."""
    out: list[Line] = []
    typed = False
    for index, line in enumerate(lines):
        if typed and not out[-1].blank and is_type(out[-1]):
            out += split(line, *_author_cut(line), *_authority_cut(line, lines[index + 1 :]))
            continue
        if index >= REACH or line.decided or typed:
            out.append(line)
            continue
        cuts = _cuts(line)
        pieces = split(line, *cuts) if cuts else [line]
        out += pieces
        typed = any(is_type(piece) for piece in pieces)
    return out


def _author_cut(line: Line) -> list[int]:
    """Behind the body in capitals that a line runs together with the title: CỦA BAN THƯỜNG VỤ TỈNH ỦY về …."""
    if line.decided or line.upper or not patterns().has("head.author", line.folded):
        return []
    words = takewhile(lambda word: word.group().isupper(), re.finditer(r"\S+", line.whole.text))
    ends = [word.end() for word in words]
    return [ends[-1]] if len(ends) > 2 else []


def _authority_cut(line: Line, following: list[Line]) -> list[int]:
    """Before who decides, in capitals, where a copy ran the line together with the title over it."""
    after = next((one for one in following if not one.blank), None)
    if line.decided or not line.upper or after is None or not patterns().has("front.basis", after.folded):
        return []
    found = patterns().search("front.authority_behind", line.folded)
    return [found.start(1)] if found else []


def _cuts(line: Line) -> list[int]:
    words, folded = patterns(), line.folded
    cuts: list[int] = columns(line)
    motto = words.search("head.inside", folded)
    if motto and line.text[motto.start()].isupper() and len(folded) < 4 * _SENTENCE:
        behind = words.search("head.after_motto", folded)
        cuts += [motto.start()] + ([behind.end()] if behind else [])
    if inner := words.search("head.number_inside", folded) if line.text[:1].isupper() else None:
        cuts += [inner.start(1), inner.end(1)]
    number = words.search("head.dated", folded)
    if number:
        cuts.append(number.end())
    if subject := words.search("head.number_about", folded):
        cuts.append(subject.end())
    behind = words.search("head.type_behind", folded)
    if behind and len(line.text) < _SENTENCE and line.text[behind.start(1) :].isupper() and not line.upper:
        cuts.append(behind.start(1))
    name = re.match(r"\W*[^\W\d_]+(?: [^\W\d_]+){1,4}", folded)
    while name and name.group().strip(" *") not in words.types and " " in name.group().strip():
        name = re.match(re.escape(name.group().rpartition(" ")[0]), folded)
    if (
        name
        and name.group().strip(" *") in words.types
        and line.text[: name.end()].isupper()
        and not opens_with_level(line.text)
    ):
        behind = re.match(r"[:\s]+(?=\S)", folded[name.end() :])
        # a title in capitals that only begins like a type (KẾ HOẠCH HÓA …) is left whole
        if behind and not line.text[name.end() + behind.end() :][:1].islower():
            cuts.append(name.end() + behind.end())
    return sorted({cut for cut in cuts if cut})
