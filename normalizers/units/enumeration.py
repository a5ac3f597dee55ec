"""Enumerations of units: taking them apart, reading one at the head of a sentence, finding units in running text."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from normalizers.units.fields import fields_from
from normalizers.units.fold import fold
from normalizers.units.grammar import Grammar
from normalizers.units.groups import group_nouns, group_unit
from normalizers.units.model import Unit, UnitContext, UnitText
from normalizers.units.shared_levels import shared_level
from normalizers.units.text import Text, skip

_BETWEEN = re.compile(r"(?:\s|[;,.:/•+–—-]|(?<!\w)(?:và|cùng với|cùng|với)(?!\w))*")
_BREAK = re.compile(r"\s*[;\n]|\s*,|\s+và(?!\w)|\s*\.(?=\s|$)|\s*:(?=\s|$)|\s*[()]")
_PARENTHESIS = re.compile(r"\s*\([^()]*\)")
_LINK = re.compile(r"\s*(?:[,;]\s*(?:và\s+)?|và\s+|cùng\s+(?:với\s+)?|\s+)")
_OFFICE = re.compile(r"văn phòng\s+")
_AND = re.compile(r"\s+và(?!\w)")
_WORD = re.compile(r"(?<!\w)[^\W\d_]")
# "phường Trường Thọ": a place whose name begins like that of a school
_PLACE = re.compile(
    r"(?<!\w)(?:phường|xã|thị trấn|đặc khu|thôn|ấp|khóm|xóm|buôn|đảo)\s+"
    r"(?=trường\s(?!học|mầm|mẫu|tiểu|trung|phổ|cao|đại|dạy|dân))"
)
_NEARBY = re.compile(r"\s+(?:giáp ranh|giáp biên|lân cận|liền kề|(?:có )?liên quan)(?!\w)")
_COMRADES = re.compile(r"(?:các|những)\s+(?:đồng chí|đ/c|ông)(?!\w)")
_NOT_ALONE = frozenset({"tổ chức", "hội", "ban", "bộ", "sở", "bản"})
"""Nouns that are as often the beginning of something else."""
_MAXIMUM_REST = 6
"""Syllables that may qualify a group in running text before the next comma."""


def grammar_for(context: UnitContext | None) -> Grammar:
    """A grammar that knows the abbreviations of the document."""
    return Grammar(context.aliases if context else None)


def canonical_unit(text: str, context: UnitContext | None = None) -> Unit:
    """The unit that ``text`` names, under its canonical name; what no rule knows keeps its words."""
    units = split_units(text, context)
    if len(units) == 1:
        return units[0].unit
    words = grammar_for(context).expand(" ".join(text.split())).strip(" ;,.:")
    return Unit(words, head=words, known=False)


_PROVISION = re.compile(r"(?:điều|khoản|điểm|mục|chương) (?:\d|[ivx]+\b|[a-zđ]\b)")


def split_units(text: str, context: UnitContext | None = None) -> list[UnitText]:
    """Take apart a text that is an enumeration of units: a table cell, a heading, the line of who carries out a task.

    Offsets count over ``text``. Nothing is dropped: words that no rule knows are a unit of their own.
    """
    grammar, source = grammar_for(context), Text.of(text, closed=True)
    units: list[UnitText] = []
    position = _BETWEEN.match(source.folded, 0).end()  # type: ignore[union-attr]  # it matches the empty string
    while position < len(text):
        if skipped := _PARENTHESIS.match(source.folded, position):
            position = skipped.end()
        else:
            units, position = _next(grammar, source, units, position)
        position = _BETWEEN.match(source.folded, position).end()  # type: ignore[union-attr]
        if position < len(text) and text[position] in "()" and not _PARENTHESIS.match(source.folded, position):
            position += 1  # a bracket without its partner
    return _all_persons(shared_level(units))


def _next(grammar: Grammar, source: Text, units: list[UnitText], position: int) -> tuple[list[UnitText], int]:
    """Add the unit at ``position``; return the units and where it ends."""
    found = grammar.match(source, position, closed=True)
    if found and (more := _fields_behind(grammar, source, found[-1])):
        return [*units, *more], more[-1].end
    if found and found[-1].unit.known and _AND.match(source.folded, found[-1].end):
        return [*units, *found], found[-1].end
    end = _segment_end(grammar, source, found[-1].end if found else position)
    if not found and units and _goes_on(grammar, source.folded[position:end]):
        return units, max(end, position + 1)
    behind_comma = source.folded[:position].rstrip().endswith(",")
    qualifies = behind_comma and grammar.words.qualifier.fullmatch(f" {source.folded[position:end]}")
    if not found and units and units[-1].unit.group and qualifies:
        # "các khoa lâm sàng, cận lâm sàng"
        return [*units[:-1], _extended(grammar, source, units[-1], end)], end
    if not found:
        words = source.original[position:end].strip()
        if units and words[:1].islower() and _has_rest(units[-1]):
            last = units[-1]
            return [*units[:-1], _extended(grammar, source, last, end)], end
        if not any(map(str.isalnum, words)):
            return units, max(end, position + 1)
        name = grammar.expand(" ".join(words.split()))
        name = re.sub(r"^Các\s", "các ", name)
        return [*units, UnitText(position, end, source.original[position:end], Unit(name, head=name, known=False))], end
    rest = source.folded[found[-1].end : end]
    if rest.strip() and not found[-1].unit.group and grammar.words.stop.match(rest.lstrip()):
        return [*units, *found], end  # "Sở Tài chính bố trí ngân sách": what the unit is to do, no part of its name
    if rest.strip():
        found = [*found[:-1], _extended(grammar, source, found[-1], end)]
    return [*units, *found], found[-1].end


def _goes_on(grammar: Grammar, segment: str) -> bool:
    """``Sở Y tế thẩm định, hướng dẫn áp dụng Điều 4, Điều 5``: further work of the unit before, or a provision."""
    return bool(grammar.words.stop.match(segment) or _PROVISION.match(segment))


def _fields_behind(grammar: Grammar, source: Text, group: UnitText) -> list[UnitText]:
    """``các sở, ngành: Y tế, Nội vụ``: the bodies that stand for the group, if their fields are listed behind it."""
    colon = re.compile(r"\s*:\s*").match(source.folded, group.end)
    if not colon or not group.unit.group or "sở" not in group.unit.name.lower():
        return []
    return fields_from(grammar, source, grammar.words.head("sở"), colon.end(), colon.end())


def _segment_end(grammar: Grammar, source: Text, position: int) -> int:
    """The next separator behind ``position`` ("và" only where a unit begins behind it)."""
    for found in _BREAK.finditer(source.folded, position):
        if not found.group().strip().startswith("và") or grammar.match(
            source, skip(source.folded, found.end()), closed=True
        ):
            return found.start()
    return len(source.folded.rstrip())


def _has_rest(unit: UnitText) -> bool:
    return unit.unit.group and not unit.unit.known


def _extended(grammar: Grammar, source: Text, unit: UnitText, end: int) -> UnitText:
    """The unit with the words up to ``end`` as part of its name."""
    rest = grammar.expand(" ".join(source.original[unit.end : end].split()))
    glue = "" if rest[:1] in {",", ";"} else " "
    name = f"{unit.unit.name}{glue}{rest}".replace("có liên quan", "liên quan")
    return UnitText(
        unit.start, end, source.original[unit.start : end], replace(unit.unit, name=name, head=name, known=False)
    )


def leading_units(text: str, context: UnitContext | None = None, start: int = 0) -> list[UnitText]:
    """The enumeration of units with which a sentence goes on at ``start`` ("phối hợp với A, B và C rà soát …")."""
    grammar, source = grammar_for(context), Text.of(text)
    units: list[UnitText] = []
    position = skip(source.folded, start)
    while position < len(text):
        found = grammar.match(source, position, closed=False) or _lenient(grammar, source, position)
        if not found:
            break
        found[-1] = _with_rest(grammar, source, found[-1])
        units += found
        position = found[-1].end
        if found[-1].unit.group and (near := _NEARBY.match(source.folded, position)):
            position = near.end()
        if skipped := _PARENTHESIS.match(source.folded, position):
            position = skipped.end()
        link = _LINK.match(source.folded, position)
        if not link or not link.group().strip():
            break
        position = link.end()
    return _all_persons(shared_level(units))


def _sets_apart(grammar: Grammar, rest: str) -> bool:
    """Whether words behind a group say which of its kind: ``vùng biên giới``, ``ấp`` (các chi bộ ấp)."""
    return bool(grammar.words.relation.match(rest) or grammar.words.noun.match(rest, 1))


def _all_persons(units: list[UnitText]) -> list[UnitText]:
    """``Các đồng chí Ủy viên A, Ủy viên B``: the plural of the address holds for every person that follows."""
    plural = False
    result: list[UnitText] = []
    for item in units:
        unit = item.unit
        if plural and unit.kind == "person" and not unit.group:
            unit = replace(unit, name=f"các {unit.name}", head=f"các {unit.head}", group=True)
        plural = unit.kind == "person" and (plural or bool(_COMRADES.match(fold(item.text))))
        result.append(replace(item, unit=unit))
    return result


def _lenient(grammar: Grammar, source: Text, position: int) -> list[UnitText]:
    """Groups without "các" that count only behind "phối hợp với": địa phương, cơ quan Thuế, chính quyền địa phương."""
    if found := re.compile(r"(?:cấp ủy,\s+)?chính quyền(?:\s+(?:địa phương|cơ sở|các cấp))?(?!\w)").match(
        source.folded, position
    ):
        name = source.original[found.start() : found.end()]
        return [UnitText(found.start(), found.end(), name, Unit(name.lower(), "group", head=name.lower(), group=True))]
    end = _segment_end(grammar, source, position)
    part = Text(source.original[:end], source.folded[:end])
    found_units = grammar.match(part, position, closed=True)
    if found_units and found_units[0].unit.kind in {"group", "thôn, tổ dân phố"}:
        return found_units
    # "Văn phòng, các ban": a body named by its head alone, with nothing behind it
    alone = found_units and found_units[-1].end == end and found_units[0].unit.known and source.capital(position)
    office = _OFFICE.match(source.folded, position) if source.capital(position) and not found_units else None
    if office and grammar.words.stop.match(source.folded, office.end()):
        # "Văn phòng chuẩn bị xe": the office of the body that writes
        name = source.original[position : office.end()].strip()
        return [UnitText(position, position + len(name), name, Unit(name, "văn phòng", head=name))]
    # "Thanh tra, xử lý cơ sở …", "Thống kê, tổng hợp …": what is done, under the name of who does it elsewhere
    if alone and found_units[0].unit.kind not in {"thường trực", "thanh tra", "thống kê"}:
        return found_units
    nouns, stop = group_nouns(grammar, source, position)
    if not nouns:
        return []
    if below := _sub_units_behind(grammar, source, stop, end):
        stop = below
    elif nouns[0] in _NOT_ALONE:
        return []
    unit = group_unit(grammar, source, (position, stop), determined=False, place=None)
    return [UnitText(position, stop, source.original[position:stop], unit)]


def _sub_units_behind(grammar: Grammar, source: Text, start: int, end: int) -> int | None:
    """``cộng tác viên dân số các thôn``: where the sub-units end that a short qualified group belongs to."""
    found = grammar.words.sub_units.search(source.folded, start, end)
    between = source.folded[start : found.start()] if found else ""
    if not found or len(between.split()) > _MAXIMUM_REST or grammar.words.stop.search(between):
        return None
    return found.end()


def _with_rest(grammar: Grammar, source: Text, unit: UnitText) -> UnitText:
    """A group with the words that qualify it, if a comma closes them soon and no verb is among them."""
    if not unit.unit.group:
        return unit
    end = _segment_end(grammar, source, unit.end)
    rest = source.folded[unit.end : end]
    if (verb := grammar.words.stop.search(rest)) and _sets_apart(grammar, rest):
        # "UBND các xã miền núi rà soát …": what sets the group apart, up to what it is to do
        near = len(rest[: verb.start()].split()) <= _MAXIMUM_REST and rest[: verb.start()].strip()
        return _extended(grammar, source, unit, unit.end + len(rest[: verb.start()].rstrip())) if near else unit
    if unit.unit.level is not None:
        return unit
    if not rest.strip() or len(rest.split()) > _MAXIMUM_REST or grammar.words.stop.search(rest):
        return unit
    if end >= len(source.folded.rstrip()) or source.folded[end] not in ",;":
        return unit
    return _extended(grammar, source, unit, end)


def find_units(
    text: str, context: UnitContext | None = None, starts: Iterable[int] | None = None
) -> Iterator[UnitText]:
    """Every unit that a running text names, in order, without overlaps.

    Args:
        text: The text.
        context: What the document says about itself.
        starts: Where units may begin, ascending, if a matcher has looked already; else every word is tried.
    """
    grammar, source = grammar_for(context), Text.of(text)
    second = {found.start() + found.group().index(" ") + 1 for found in grammar.words.compounds.finditer(source.folded)}
    second |= {found.end() for found in _PLACE.finditer(source.folded) if source.capital(found.end())}
    position = 0
    for start in (word.start() for word in _WORD.finditer(source.folded)) if starts is None else starts:
        if start < position or start in second or not (found := grammar.match(source, start, closed=False)):
            continue
        yield from (item for item in found if not grammar.words.loose.fullmatch(fold(item.unit.name)))
        position = max(found[-1].end, start + 1)
