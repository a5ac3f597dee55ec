"""Offices: a person who stands for a unit (``Giám đốc Sở Y tế``, ``Trưởng các thôn``)."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from normalizers.units.model import Unit, UnitText
from normalizers.units.text import SEPARATOR, Text, skip

if TYPE_CHECKING:
    from normalizers.units.grammar import Grammar

_SPACE = re.compile(r"\s+")
_OF = re.compile(r"\s+(?:của\s+)?")
_ADDRESS = re.compile(r"(?P<all>(?:các|những)\s+)?(?:đồng chí|đ/c|ông(?:\s*(?:\(bà\)|,\s*bà))?|bà)\s*[:.]?\s+")
_ALSO = re.compile(r"\s+(?:-\s+)?(?:đồng thời là\s+|kiêm(?:\s+nhiệm)?\s+)?")


def office_at(grammar: Grammar, text: Text, position: int, closed: bool) -> list[UnitText]:
    """The office that begins at ``position``, with the body of which it is one.

    How the person is addressed ("đồng chí") is no part of the name; a second office of the same person ("Chủ tịch … -
    Trưởng Ban Chỉ đạo …") neither.
    """
    address = _ADDRESS.match(text.folded, position)
    begin = address.end() if address else position
    office = _office(grammar, text, begin, closed, addressed=address is not None)
    if not office or address is None:
        return office
    unit, end = office[0].unit, office[0].end
    if address["all"] and not unit.group:
        unit = replace(unit, name=f"các {unit.name}", head=f"các {unit.head}", group=True)
    if (also := _ALSO.match(text.folded, end)) and also.group().strip():
        second = _office(grammar, text, also.end(), closed=True)
        end = second[0].end if second else end
    return [text.unit(position, end, unit)]


def _of_known(inner: list[UnitText]) -> bool:
    """Whether an office in small letters is told by its body: ``thủ trưởng các sở``, ``giám đốc Sở Y tế``."""
    return bool(inner) and inner[0].unit.known and inner[0].unit.kind not in {"person", None}


def _office(grammar: Grammar, text: Text, position: int, closed: bool, *, addressed: bool = False) -> list[UnitText]:
    found = grammar.words.offices.match(text.folded, position)
    if not found:
        return []
    words, end = found.group(), found.end()
    behind = _OF.match(text.folded, end)
    inner = grammar.match(text, behind.end(), closed) if behind else []
    if not (text.capital(position) or closed or addressed or _of_known(inner)):
        return []
    first = words.split()[0]
    if not inner and first != words and grammar.words.offices.fullmatch(first):
        # "Trưởng Ban Chỉ huy …": what looks like the end of the office is the head of the body
        words, end = first, position + len(first)
        inner = grammar.match(text, skip(text.folded, end), closed)
        if not inner:
            words, end = found.group(), found.end()
    if whole := _of_body_inside(grammar, text, (position, end), inner[0].end if inner else end, closed):
        return [whole]
    office = grammar.words.office_names[" ".join(words.split())]
    if inner and inner[0].unit.kind != "person":
        unit = inner[0].unit
        named = replace(unit, name=f"{office} {unit.name}", kind="person", head=f"{office} {unit.head}")
        return [text.unit(position, inner[0].end, named)]
    if closed and SEPARATOR.match(text.folded, end):
        return [text.unit(position, end, Unit(office, "person", head=office))]
    return []


def _of_body_inside(grammar: Grammar, text: Text, at: tuple[int, int], end: int, closed: bool) -> UnitText | None:
    """``Chánh Văn phòng HĐND và UBND phường``: the last words of the office begin the name of the body."""
    start, stop = at
    for begin in (found.end() for found in _SPACE.finditer(text.folded, start, stop)):
        body = grammar.body(text, begin) if text.capital(begin) else []
        if body and body[0].end > end and not body[0].unit.group:
            first, unit = text.words(start, begin).strip(), body[0].unit
            name = f"{first[:1].upper()}{first[1:]} {unit.name}"
            return text.unit(start, body[0].end, replace(unit, name=name, kind="person", head=name))
    return None
