"""What stands behind a head word: the level (phường, xã, tỉnh, cơ sở 8, các xã, phường) and the name of the place."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from normalizers.units.model import Locality

if TYPE_CHECKING:
    from normalizers.units.grammar import Grammar
    from normalizers.units.text import Text

_LEAD = re.compile(r"\s+(?:thuộc\s+)?(?P<cap>cấp\s+)?(?P<cac>các\s+)?")
_MORE = re.compile(r"\s*[,/]\s*(?:các\s+)?|\s+và\s+(?:các\s+)?|\s+-\s+|\s+")
_NUMBER = re.compile(r"\s+(?:số\s+)?(?:\d+|[ivx]+)(?!\w)")
_NAME = re.compile(r"[^\W\d_]+")
LISTABLE = frozenset({"tỉnh", "thành phố", "đặc khu", "phường", "xã", "thị trấn", "thị xã", "huyện", "quận"})
"""Levels that stand in lists: các xã, phường."""
_LONGEST = 4
"""Syllables of the longest names of communes and provinces (Bà Rịa - Vũng Tàu has four)."""


def parse_locality(grammar: Grammar, text: Text, position: int) -> Locality | None:
    """The locality behind ``position``: a level with a number or a name, a bare level, or a list of levels."""
    if below := grammar.words.sub_units.match(text.folded, position):
        return Locality(below.end(), " ".join(below.group().split()), None, None, plural=True)
    lead = _LEAD.match(text.folded, position)
    found = grammar.words.level.match(text.folded, lead.end()) if lead else None
    if not lead or not found:
        return None
    level = " ".join(found.group().split())
    levels, end = _more_levels(grammar, text, [level], found.end(), many=bool(lead["cap"] or lead["cac"]))
    prefix = ("cấp " if lead["cap"] else "") + ("các " if lead["cac"] else "")
    if lead["cap"] or lead["cac"] or len(levels) > 1:
        joined = ", ".join(levels)
        listed = joined if prefix else f"các {joined}"
        return Locality(end, f"{prefix}{listed}" if prefix else listed, level, None, plural=True)
    level = {"tp": "thành phố"}.get(level, level)
    number = _NUMBER.match(text.folded, end)
    if number:
        end = number.end()
        level_text = f"{level} {' '.join(text.original[number.start() : end].split())}"
    else:
        level_text = level
    stop, place = _named(grammar, text, end)
    if place is None and number is None:
        return Locality(end, level, level)
    if number and place is None:
        stop, place = _second_level(grammar, text, end)
    if number and level in {"phường", "quận"} and place is None:
        place = " ".join(number.group().split())
    return Locality(
        stop, f"{level_text} {place}" if place and place not in level_text else level_text, level, _bare(place)
    )


def read_locality(grammar: Grammar, text: Text, position: int) -> int:
    """End of the proper name behind ``position``; ``position`` if none stands there."""
    return _named(grammar, text, position)[0]


def _more_levels(grammar: Grammar, text: Text, levels: list[str], end: int, *, many: bool) -> tuple[list[str], int]:
    while levels[-1] in LISTABLE and (joint := _MORE.match(text.folded, end)):
        if not many and joint.group().endswith("các "):
            break  # "Công an tỉnh và các xã": one body, and localities beside it
        found = grammar.words.level.match(text.folded, joint.end())
        word = " ".join(found.group().split()) if found else ""
        if not found or word not in LISTABLE or word in levels or text.capital(joint.end()):
            break
        if _named(grammar, text, found.end())[1]:
            break
        levels.append(word)
        end = found.end()
    return levels, end


def _named(grammar: Grammar, text: Text, position: int) -> tuple[int, str | None]:
    """End and canonical form of the capitalised name behind ``position``."""
    words: list[str] = []
    end = position
    upper = text.original.isupper()
    while len(words) < _LONGEST:
        space = re.compile(r"\s+-\s+|\s+|-(?=\w)").match(text.folded, end)
        if (
            not space
            or ("-" in space.group() and not words)
            or not text.original[space.end() : space.end() + 1].isupper()
        ):
            break
        word = _NAME.match(text.original, space.end())
        if (
            not word
            or (word.group().isupper() and len(word.group()) > 1 and not upper)
            or _is_head(grammar, text, word.start())
        ):
            break
        if "-" in space.group():
            words.append("-")
        words.append(word.group().capitalize() if upper else word.group())
        end = word.end()
    while words and words[-1] == "-":
        words.pop()
    return (end, " ".join(words)) if words else (position, None)


def _second_level(grammar: Grammar, text: Text, position: int) -> tuple[int, str | None]:
    """``cơ sở 8 tỉnh Ninh Bình``: the level above behind a numbered one."""
    lead = re.compile(r"\s+").match(text.folded, position)
    found = grammar.words.level.match(text.folded, lead.end()) if lead else None
    if not found:
        return position, None
    stop, name = _named(grammar, text, found.end())
    return (stop, f"{' '.join(found.group().split())} {name}") if name else (position, None)


def _bare(place: str | None) -> str | None:
    """The place without a level before it."""
    return re.sub(r"^(?:tỉnh|thành phố)\s+", "", place) if place else None


def _is_head(grammar: Grammar, text: Text, position: int) -> bool:
    if grammar.words.offices.match(text.folded, position):
        return True
    found = grammar.words.head_pattern.match(text.folded, position)
    # a single syllable ("Hội", "Bản", "Trường") is more often part of a place's name
    return found is not None and " " in found.group()
