"""Bodies: a head word of the vocabulary and what belongs to it (``Công an xã``, ``Ban Pháp chế HĐND tỉnh``)."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from normalizers.units.fields import field_at
from normalizers.units.fold import fold
from normalizers.units.listings import localities_listed
from normalizers.units.locality import LISTABLE, parse_locality, read_locality
from normalizers.units.model import Locality, Unit, UnitText
from normalizers.units.open_names import open_name_at
from normalizers.units.text import SEPARATOR, Text, skip
from normalizers.units.vocabulary import Head

if TYPE_CHECKING:
    from normalizers.units.grammar import Grammar

_PREFIX = re.compile(r"(?:cơ quan|lực lượng|hệ thống)\s+")
_NUMBER = re.compile(r"\s+(?:số\s+)?\d+[a-z]?(?!\w)")
_BESIDE = re.compile(r"\s*,\s+(?:và\s+)?|\s+và\s+")
_SEVERAL = re.compile(r"(?:tất cả\s+)?(?:các|những)\s")
_ONE = frozenset({"trường", "chính phủ", "quốc hội"})
"""Kinds of bodies of which there are not several of one name, or whose several names are listed behind one head."""
_OWNERS = frozenset({"đảng", "hội đoàn thể", "hội đồng nhân dân", "mặt trận tổ quốc"})
"""Kinds of bodies that have committees of their own."""


def body_at(grammar: Grammar, text: Text, position: int, closed: bool) -> list[UnitText]:
    """The body whose head word stands at ``position``, behind ``cơ quan`` or its like where that is part of it."""
    prefix = _PREFIX.match(text.folded, position)
    begin = prefix.end() if prefix else position
    found = grammar.words.head_pattern.match(text.folded, begin)
    if not found:
        return []
    form = found.group()
    head = grammar.words.head(form)
    if " " not in form and form != fold(head.name) and not text.original[begin : found.end()].isupper():
        return []
    end = found.end()
    # "Sở Sở Công Thương": a head word typed twice
    while (again := re.compile(rf"\s+{re.escape(form)}(?!\w)").match(text.folded, end)) and head.tail == "field":
        end = again.end()
    unit = _with_tail(grammar, text, head, (begin, end), closed)
    unit = _with_shared_owner(grammar, text, unit or head, (begin, end), closed)
    if prefix and head.tail == "place":
        word = text.original[position:begin].strip().lower()
        if unit:
            unit = replace(
                unit, unit=replace(unit.unit, name=f"{word} {unit.unit.name}", head=f"{word} {unit.unit.head}")
            )
        else:
            unit = text.unit(begin, end, Unit(f"{word} {head.name}", head.kind, head=f"{word} {head.name}"))
    if unit is None:
        return []
    whole = replace(unit, start=position, text=text.original[position : unit.end])
    listed = localities_listed(grammar, text, whole, head) if whole.unit.group and head.tail == "place" else []
    return listed or [whole, *_named_beside(grammar, text, whole, head)]


def bodies_of_level(grammar: Grammar, text: Text, start: int, position: int) -> list[UnitText]:
    """``các Ủy ban nhân dân Quận``: the bodies of one kind of all localities of a level, as ``… các quận``."""
    found = body_at(grammar, text, position, closed=False) if text.folded.startswith(("các ", "những "), start) else []
    if len(found) != 1 or found[0].unit.group or found[0].unit.place or found[0].unit.level not in LISTABLE:
        return []
    unit, tail = found[0].unit, f" {found[0].unit.level}"
    if not unit.known or not fold(found[0].text).endswith(tail):
        return []
    name = f"{unit.name.removesuffix(tail)} các{tail}"
    return [text.unit(start, found[0].end, replace(unit, name=name, group=True))]


def several_at(grammar: Grammar, text: Text, start: int, position: int, closed: bool) -> list[UnitText]:
    """``các Trung tâm Y tế khu vực``: the bodies of one kind and name, wherever they are."""
    if not _SEVERAL.match(text.folded, start) or not text.capital(position) or text.shouted:
        return []
    found = body_at(grammar, text, position, closed)
    if len(found) != 1 or found[0].unit.group or found[0].unit.kind in _ONE:
        return []
    end = found[0].end
    while more := grammar.words.qualifier.match(text.folded, end):
        end = more.end()
    name = f"các {found[0].unit.name} {text.words(found[0].end, end)}".strip().replace("có liên quan", "liên quan")
    return [text.unit(start, end, replace(found[0].unit, name=name, head=name, group=True))]


def _named_beside(grammar: Grammar, text: Text, group: UnitText, head: Head) -> list[UnitText]:
    """``UBND các xã, phường, đặc khu Hòn Mun``: the bodies of localities that are named beside those of a group."""
    units: list[UnitText] = []
    if not group.unit.group or head.tail != "place" or group.unit.level is None:
        return units
    end = group.end
    while joint := _BESIDE.match(text.folded, end):
        place = parse_locality(grammar, text, joint.end() - 1)
        if place is None or place.plural or place.place is None:
            break
        name = f"{group.unit.head} {place.text}"
        units.append(
            text.unit(joint.end(), place.end, Unit(name, head.kind, place.level, place.place, group.unit.head))
        )
        end = place.end
    return units


def _with_tail(grammar: Grammar, text: Text, head: Head, at: tuple[int, int], closed: bool) -> UnitText | None:
    start, end = at
    match head.tail:
        case "field":
            return _with_field(grammar, text, head, at, closed)
        case "open":
            return _open(grammar, text, head, at, closed)
        case "number":
            number = _NUMBER.match(text.folded, end)
            stop = number.end() if number else read_locality(grammar, text, end)
            if stop == end:
                return None
            name = f"{head.name} {text.words(end, stop)}"
            return text.unit(start, stop, Unit(name, head.kind, head.level, head=name))
        case "party":
            behind = skip(text.folded, end)
            inner = body_at(grammar, text, behind, closed=False)
            if not inner and text.folded.startswith("các ", behind):
                inner = grammar.match(text, behind, closed)  # "Đảng đoàn các tổ chức chính trị - xã hội"
            if not inner:
                alone = head.bare or (closed and SEPARATOR.match(text.folded, end))
                return _placed(grammar, text, head, at, head.name, closed=closed) if alone else None
            name = f"{head.name} {inner[0].unit.name}"
            return text.unit(start, inner[0].end, replace(inner[0].unit, name=name, head=name))
        case _:
            return _placed(grammar, text, head, at, head.name, closed=closed)


def _placed(
    grammar: Grammar, text: Text, head: Head, at: tuple[int, int], name: str, *, closed: bool
) -> UnitText | None:
    """The body ``name`` with the locality behind it; without one only where it may stand bare."""
    start, end = at
    place = parse_locality(grammar, text, end) if head.tail != "none" else None
    if place is None and head.place_without_level and (stop := read_locality(grammar, text, end)) != end:
        where = text.words(end, stop)
        place = Locality(stop, where, None, where)
    if place is None:
        if not (head.bare or head.tail == "field" or (closed and SEPARATOR.match(text.folded, end))):
            return None
        return text.unit(start, end, Unit(name, head.kind, head.level, head=name))
    bare_level = place.place is None and not place.plural and place.text == place.level
    full = name if head.local and bare_level else f"{name} {place.text}"
    unit = Unit(full, head.kind, place.level or head.level, place.place, head=name, group=place.plural)
    return text.unit(start, place.end, unit)


def _with_field(grammar: Grammar, text: Text, head: Head, at: tuple[int, int], closed: bool) -> UnitText | None:
    start = at[0]
    found = field_at(grammar, text, head, at, closed)
    if found is None:
        # an office of the department that writes: "Thanh tra Sở"
        return _placed(grammar, text, head, at, head.name, closed=closed) if head.bare else None
    stop, field, known = found
    name = f"{head.name} {field}"
    placed = _owned(grammar, text, head, (start, stop), name) or _placed(
        grammar, text, head, (start, stop), name, closed=False
    )
    return placed and replace(placed, unit=replace(placed.unit, known=known))


def _owned(grammar: Grammar, text: Text, head: Head, at: tuple[int, int], name: str) -> UnitText | None:
    """A committee with the body of which it is a part: Ban Tuyên giáo Tỉnh ủy, Ban Pháp chế HĐND tỉnh."""
    start, end = at
    behind = skip(text.folded, end)
    if head.kind != "ban" or behind == end or not text.original[behind : behind + 1].isupper():
        return None
    owner = next(iter(body_at(grammar, text, behind, closed=False)), None)
    if owner is None or owner.unit.group or owner.unit.kind not in _OWNERS:
        return None
    unit = Unit(f"{name} {owner.unit.name}", head.kind, owner.unit.level, owner.unit.place, head=name)
    return text.unit(start, owner.end, unit)


def _with_shared_owner(
    grammar: Grammar, text: Text, found: UnitText | Head, at: tuple[int, int], closed: bool
) -> UnitText | None:
    """``Ban Tổ chức, Ban Dân vận Huyện ủy``: committees of one body, which only the last names."""
    unit = found if isinstance(found, UnitText) else None
    name, end = (found.unit.name, found.end) if isinstance(found, UnitText) else (found.name, at[1])
    owner = grammar.words.owned.get(name)
    joint = _BESIDE.match(text.folded, end) if owner else None
    following = body_at(grammar, text, joint.end(), closed) if joint else []
    named = owner.search(following[0].unit.name) if owner and following else None
    if named is None:
        return unit
    inner = following[0].unit
    name = f"{name} {named.group()}"
    return text.unit(at[0], end, Unit(name, inner.kind, inner.level, inner.place, head=name))


def _open(grammar: Grammar, text: Text, head: Head, at: tuple[int, int], closed: bool) -> UnitText | None:
    start, end = at
    if (many := parse_locality(grammar, text, end)) and many.plural and many.level in LISTABLE:
        return _placed(grammar, text, head, at, head.name, closed=closed)  # "Ban Chỉ đạo các tỉnh, thành phố"
    found = open_name_at(grammar, text, head, at, closed)
    if found is None:
        return _placed(grammar, text, head, at, head.name, closed=closed) if head.bare else None
    stop, place = found
    first = skip(text.folded, end)
    if stop <= first:
        return _placed(grammar, text, head, at, head.name, closed=closed) if head.bare or place else None
    words = grammar.expand(text.words(end, stop))
    if (head.capitalise and not words.startswith("các ")) or text.original[end:stop].isupper():
        words = words[:1].upper() + words[1:]
    name = f"{head.name} {words}"
    if place is None:
        return text.unit(start, stop, Unit(name, head.kind, head.level, head=name, known=False))
    unit = Unit(f"{name} {place.text}", head.kind, place.level, place.place, name, place.plural, known=False)
    return text.unit(start, place.end, unit)
