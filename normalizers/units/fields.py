"""Fields of specialised agencies: the part behind ``Sở``, ``Bộ``, ``Phòng``, ``Ban``, alone or in a list."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from normalizers.units.listings import names_listed
from normalizers.units.model import Unit, UnitText
from normalizers.units.nearest import nearest_field
from normalizers.units.text import SYLLABLE, Text, skip
from normalizers.units.vocabulary import Head

if TYPE_CHECKING:
    from normalizers.units.grammar import Grammar

_JOIN = re.compile(r"\s*(?:,|-|&|\bvà\b)\s*(?:\bvà\b\s*)?|\s+")
_DASH = re.compile(r"\s+-\s+")
_ACRONYM = re.compile(r"[A-ZĐ][A-ZĐ&-]{1,7}(?![\w&])")
_LIST = re.compile(r"\s*[,;]\s*(?:và\s+)?|\s+và\s+")
_COLON = re.compile(r"\s*:\s*|\s+")


def field_at(
    grammar: Grammar, text: Text, head: Head, at: tuple[int, int], closed: bool
) -> tuple[int, str, bool] | None:
    """Where the field behind a head word ends, its name, and whether the vocabulary has it."""
    start, end = at
    behind = skip(text.folded, end)
    if behind == end:
        return None
    known = _known(grammar, text, head, behind)
    if known and not _goes_on(grammar, text, known[0]):
        return *known, True
    unknown = _unknown(grammar, text, head, (start, behind), closed)
    if known and (unknown is None or unknown[0] <= known[0]):
        return *known, True
    return (*unknown, False) if unknown else None


def _goes_on(grammar: Grammar, text: Text, end: int) -> bool:
    """``Ban Tuyên giáo - Nữ công``: a dash leads from a known field to a further part of the name, no unit's."""
    dash = _DASH.match(text.folded, end)
    return dash is not None and text.capital(dash.end()) and not grammar.starts(text, dash.end())


def _known(grammar: Grammar, text: Text, head: Head, position: int) -> tuple[int, str] | None:
    for expression, name in grammar.words.fields.get(head.name, ()):
        if found := expression.match(text.folded, position):
            short = " " not in found.group() and len(name) > len(found.group())
            if not short or text.original[position : found.end()].isupper():
                return found.end(), name
    return None


def _unknown(grammar: Grammar, text: Text, head: Head, at: tuple[int, int], closed: bool) -> tuple[int, str] | None:
    """A field that the vocabulary does not have: an abbreviation, or capitalised words, damaged ones mended."""
    start, behind = at
    if short := _ACRONYM.match(text.original, behind):
        name = grammar.expand(short.group())
        return (short.end(), name[:1].upper() + name[1:]) if not text.shouted else None
    if not (text.capital(start) and text.capital(behind)):
        return None
    stop = _capitalised(grammar, text, behind, closed)
    if stop == behind:
        return None
    words = text.words(behind, stop)
    return stop, nearest_field(head.name, words) or words


def _capitalised(grammar: Grammar, text: Text, position: int, closed: bool) -> int:
    """End of a field that the vocabulary does not have: capitalised words and what joins them.

    In an enumeration a part behind a comma belongs to it too, if no unit begins there.
    """
    end = SYLLABLE.match(text.folded, position)
    stop, last = (end.end() if end else position), position
    while joined := _JOIN.match(text.folded, stop):
        word = SYLLABLE.match(text.folded, joined.end())
        verb = grammar.words.stop.match(text.folded, joined.end()) and not text.capital(joined.end())
        # "Phòng Tổ chức và Xây dựng chính quyền": the second half of a word that begins with a capital
        verb = verb and not ((whole := grammar.words.stop.match(text.folded, last)) and whole.end() >= joined.end())
        if not word or verb or grammar.words.level.match(text.folded, joined.end()):
            break
        mark = joined.group().strip()
        if mark and grammar.body(text, joined.end()):
            break
        if mark and not closed and ("," in mark or not text.capital(joined.end())):
            break
        stop, last = word.end(), joined.end()
    return stop


def listed_at(grammar: Grammar, text: Text, start: int, position: int) -> list[UnitText]:
    """``các Sở Tài chính, Nội vụ và Y tế``, ``các phòng: Kinh tế, Văn hóa - Xã hội``: one head, several fields."""
    found = grammar.words.head_pattern.match(text.folded, position)
    if not found:
        return []
    head = grammar.words.head(found.group())
    if head.tail == "place" or (head.tail == "open" and " " in found.group()):
        return names_listed(grammar, text, start, head, found.end())
    if head.tail != "field":
        return []
    colon = _COLON.match(text.folded, found.end())
    return fields_from(grammar, text, head, start, colon.end()) if colon else []


def fields_from(grammar: Grammar, text: Text, head: Head, start: int, position: int) -> list[UnitText]:
    """The units of one head whose fields are listed from ``position`` on; the first begins at ``start``."""
    units: list[UnitText] = []
    while field := _known(grammar, text, head, position):
        unit = Unit(f"{head.name} {field[1]}", head.kind, head.level, head=f"{head.name} {field[1]}")
        units.append(text.unit(position if units else start, field[0], unit))
        comma = _LIST.match(text.folded, field[0])
        if not comma:
            break
        position = comma.end()
    return units
