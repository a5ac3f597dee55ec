"""Offices: a person who stands for a unit (``Giám đốc Sở Y tế``, ``Trưởng các thôn``)."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from normalizers.units.model import Unit, UnitText
from normalizers.units.text import SEPARATOR, Text

if TYPE_CHECKING:
    from normalizers.units.grammar import Grammar

_OF = re.compile(r"\s+(?:của\s+)?")


def office_at(grammar: Grammar, text: Text, position: int, closed: bool) -> list[UnitText]:
    """The office that begins at ``position``, with the body of which it is one."""
    found = grammar.words.offices.match(text.folded, position)
    if not found or not (text.capital(position) or closed):
        return []
    behind = _OF.match(text.folded, found.end())
    inner = grammar.match(text, behind.end(), closed) if behind else []
    office = _sentence(" ".join(found.group().split()))
    if inner and inner[0].unit.kind != "person":
        unit = inner[0].unit
        named = replace(unit, name=f"{office} {unit.name}", kind="person", head=f"{office} {unit.head}")
        return [text.unit(position, inner[0].end, named)]
    if closed and SEPARATOR.match(text.folded, found.end()):
        return [text.unit(position, found.end(), Unit(office, "person", head=office))]
    return []


def _sentence(words: str) -> str:
    names = {"chủ tịch": "Chủ tịch", "phó chủ tịch": "Phó Chủ tịch", "chánh văn phòng": "Chánh Văn phòng"}
    return names.get(words, words[:1].upper() + words[1:])
