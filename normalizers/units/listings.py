"""One head word over several names: ``UBND các xã: Yên Hòa, Tân Lập``, ``các Đồn Biên phòng Hòn Mun, Nà Lầu``."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from normalizers.units.locality import LISTABLE, read_locality
from normalizers.units.model import Unit, UnitText
from normalizers.units.text import SEPARATOR, Text
from normalizers.units.vocabulary import Head

if TYPE_CHECKING:
    from normalizers.units.grammar import Grammar

_OPEN = re.compile(r"\s*:\s*|\s+(?:sau\s*:\s*)?")
_NEXT = re.compile(r"\s*,\s*(?:và\s+)?|\s+và\s+")
_LEVEL = re.compile(r"\s*(?:các\s+)?(?P<level>\S+(?:\s+phố|\s+khu|\s+xã|\s+trấn)?)\s+")
_PLURAL = re.compile(r"(?:cấp\s+)?các\s+(?P<levels>.+)")


def localities_listed(grammar: Grammar, text: Text, group: UnitText, head: Head) -> list[UnitText]:
    """The bodies that a group stands for, where the names of their localities are listed behind it.

    ``UBND các xã: Yên Hòa, Tân Lập`` is two bodies. Where two levels are named and the names do not tell which is
    which (``UBND các xã, phường: …``), the group stays one unit, with the names as part of its own: nothing is guessed.
    """
    found = _PLURAL.fullmatch(group.unit.name.removeprefix(group.unit.head).strip())
    levels = found["levels"].split(", ") if found else []
    names = _names(grammar, text, group.end, levels=True) if levels and set(levels) <= LISTABLE else []
    if len(names) < 2:
        return []
    if len(levels) > 1 and not all(level for _, _, level, _ in names):
        end = names[-1][1]
        name = f"{group.unit.name}: {', '.join(' '.join(filter(None, part[2:])) for part in names)}"
        return [text.unit(group.start, end, Unit(name, head.kind, group.unit.level, None, group.unit.head, group=True))]
    units: list[UnitText] = []
    for start, end, own, place in names:
        level = own or levels[0]
        unit = Unit(f"{group.unit.head} {level} {place}", head.kind, level, place, head=group.unit.head)
        units.append(text.unit(start if units else group.start, end, unit))
    return units


def names_listed(grammar: Grammar, text: Text, start: int, head: Head, position: int) -> list[UnitText]:
    """The bodies of one kind whose proper names are listed behind its head word; the first begins at ``start``."""
    names = _names(grammar, text, position, levels=False)
    if len(names) < 2:
        return []
    units: list[UnitText] = []
    for begin, end, _, place in names:
        unit = Unit(f"{head.name} {place}", head.kind, head.level, place, head=head.name)
        units.append(text.unit(begin if units else start, end, unit))
    return units


def _names(grammar: Grammar, text: Text, position: int, *, levels: bool) -> list[tuple[int, int, str, str]]:
    """Proper names in a row, each with where it stands and the level before it ("" if none does)."""
    opening = _OPEN.match(text.folded, position)
    names: list[tuple[int, int, str, str]] = []
    start = opening.end() if opening else len(text.folded)
    while start < len(text.folded):
        level, begin = "", start
        if levels and (own := _LEVEL.match(text.folded, start)) and own["level"] in LISTABLE:
            level, begin = own["level"], own.end()
        if not text.original[begin : begin + 1].isupper() or (not level and _is_unit(grammar, text, begin)):
            break
        # the reader of names looks behind the space before one
        end = read_locality(grammar, text, begin - 1)
        if end <= begin or not (SEPARATOR.match(text.folded, end) or _verb_follows(grammar, text, end)):
            break
        names.append((start, end, level, text.words(begin, end)))
        joint = _NEXT.match(text.folded, end)
        if not joint:
            break
        start = joint.end()
    return names


def _is_unit(grammar: Grammar, text: Text, position: int) -> bool:
    """Whether a unit begins there, and no place's name like Trường Sơn or Bản Qua."""
    found = grammar.match(text, position, closed=False)
    return bool(found) and (found[0].unit.known or " " in grammar.words.head_form(text.folded, position))


def _verb_follows(grammar: Grammar, text: Text, end: int) -> bool:
    return bool(grammar.words.stop.match(text.folded, end + 1))
