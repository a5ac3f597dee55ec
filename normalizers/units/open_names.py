"""Names with an open end: ``Ban Chỉ đạo phòng, chống … xã``, ``Chi cục Chăn nuôi, Thú y và Thủy sản``."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from normalizers.gazetteer import communes, province
from normalizers.units.locality import parse_locality
from normalizers.units.model import Locality
from normalizers.units.text import SEPARATOR, SYLLABLE, Text, skip
from normalizers.units.vocabulary import Head

if TYPE_CHECKING:
    from normalizers.units.grammar import Grammar

_PARTS = re.compile(r"\s*,\s+(?:[^\W\d_]+\s+){1,4}?và\s+(?=[^\W\d_])")
"""The middle of a name in three parts: Chi cục Chăn nuôi, Thú y và Thủy sản."""
_JOINED = re.compile(r"\s+(?:và|của)(?!\w)|\s*[-&,]")
_SOON = 5
"""How many syllables a name written small may have before the level that closes it."""
_NEAR = 20
"""How many syllables a name with an open end may have before its level word."""


def open_name_at(
    grammar: Grammar, text: Text, head: Head, at: tuple[int, int], closed: bool
) -> tuple[int, Locality | None] | None:
    """Where the name behind a head word ends, and the locality that closes it; None if no name stands there."""
    start, end = at
    first = skip(text.folded, end)
    capitals = head.capitals and not (closed and head.glue)
    small = capitals and not text.named(first)
    if first == end or (capitals and not text.capital(start)):
        return None
    if small and not head.verbs:
        # "Trung tâm chính trị xã": a name written small counts as far as a level closes it soon
        return _small(grammar, text, first)
    stop, place = _open_end(grammar, text, head, first, closed)
    if small and place is None:
        return first, None  # "Hội đồng cứu đuối trẻ em xã" is a name only as far as its level closes it
    return stop, place


def _small(grammar: Grammar, text: Text, first: int) -> tuple[int, Locality] | None:
    """The end of a name without capitals that a level closes within a few words, none of which begins what is done."""
    last = first
    for _ in range(_SOON):
        word = SYLLABLE.match(text.folded, last)
        begin = skip(text.folded, last)
        if not word or grammar.words.stop.match(text.folded, begin) or grammar.words.qualifier.match(text.folded, last):
            return None
        last = word.end()
        place = parse_locality(grammar, text, last)
        if place and not place.plural and text.folded[place.end : place.end + 1] != "-":
            return last, place
        if SEPARATOR.match(text.folded, last):
            return None
    return None


def _open_end(grammar: Grammar, text: Text, head: Head, first: int, closed: bool) -> tuple[int, Locality | None]:
    """Where an open name ends, and the locality that closes it.

    A head that glues takes commas and "và" along as long as a level word or capitals follow before the next unit;
    otherwise the name ends before a separator, and in running text before a verb.
    """
    position, last, separated_at = first, first, None
    capitals = head.capitals and text.named(first) and not text.original.isupper()
    for count in range(_NEAR):
        if place := parse_locality(grammar, text, last) if last > first else None:
            return last, place
        if parts := _parts(grammar, text, head, last):
            last = parts
        elif count and (field := _field_inside(grammar, text, skip(text.folded, last))):
            # "Trung tâm Ứng dụng tiến bộ khoa học và công nghệ": a field of two parts, also written small
            position = last = field
            continue
        elif whole := _word_with_comma(grammar, text, first, last):
            position = last = whole
            continue
        elif separator := SEPARATOR.match(text.folded, last):
            beyond = skip(text.folded, separator.end())
            joined = separator.group().strip() in {",", "và"}
            # "Liên đoàn Thương mại và Công nghiệp …": a part of the name, where no unit begins
            glued = head.glue or (capitals and separator.group().strip() == "và" and text.capital(beyond))
            if not joined or not glued or beyond >= len(text.folded) or grammar.starts(text, beyond):
                return (separated_at or last), None
            if not closed and grammar.words.stop.match(text.folded, beyond) and not text.capital(beyond):
                return (separated_at or last), None
            if not text.capital(beyond):
                separated_at = separated_at or last
            last = beyond
        elif count and not closed and (inside := _level_behind_verb(grammar, text, last)):
            return inside  # "Trung tâm Dịch vụ tổng hợp xã hướng dẫn": a verb that a level closes is part of the name
        elif count and not closed and not head.verbs and _ends(grammar, text, (first, last), capitals):
            return (separated_at or last), None
        word = SYLLABLE.match(text.folded, last)
        if not word:
            break
        position, last = last, word.end()
    stop = separated_at or (last if closed else position)
    return len(text.folded[:stop].rstrip(" -")), None


def _word_with_comma(grammar: Grammar, text: Text, first: int, last: int) -> int | None:
    """Where a word ends that has a comma at ``last``: Đội Phòng cháy, chữa cháy."""
    if not text.folded.startswith(",", last):
        return None
    found = (one for one in grammar.words.joined_words.finditer(text.folded, first) if one.start() < last < one.end())
    return next((one.end() for one in found), None)


def _level_behind_verb(grammar: Grammar, text: Text, last: int) -> tuple[int, Locality] | None:
    """The bare level behind the word at ``last`` that looks like a verb, if what the unit does follows that."""
    verb = grammar.words.stop.match(text.folded, skip(text.folded, last))
    place = parse_locality(grammar, text, verb.end()) if verb else None
    if verb is None or place is None or not text.original[verb.start() : verb.end()].islower():
        return None  # "trình UBND xã"
    if text.folded[verb.end() : place.end].strip() != place.level:
        return None
    again = grammar.words.stop.match(text.folded, skip(text.folded, place.end))
    return (verb.end(), place) if verb and again and " " in text.folded[place.end : place.end + 1] else None


def _field_inside(grammar: Grammar, text: Text, position: int) -> int | None:
    """Where a field that "và" joins ends, if one begins there."""
    found = grammar.words.joined_fields.match(text.folded, position)
    return found.end() if found else None


def _ends(grammar: Grammar, text: Text, at: tuple[int, int], capitals: bool) -> bool:
    return _verb(grammar, text, at[1], capitals) or (capitals and _place_closes(text, *at))


def _place_closes(text: Text, first: int, position: int) -> bool:
    """Whether a known place's name ends there and small letters follow: ``Công ty Điện lực Hòn Mun soát xét …``."""
    if text.original[skip(text.folded, position) :][:1].isupper():
        return False
    words = text.original[first:position].split()
    # a proper name behind small letters: "Viện Khoa học kỹ thuật Nông lâm nghiệp Tây Nguyên chuyển giao …"
    proper = len(words) > 2 and all(word.istitle() for word in words[-2:])
    if proper and any(word.islower() for word in words[:-2]) and not _JOINED.match(text.folded, position):
        return True
    for count in (4, 3, 2):
        name = words[-count:]
        if count < len(words) and all(word[:1].isupper() for word in name) and _is_place(" ".join(name)):
            return True
    return False


@lru_cache(maxsize=1024)
def _is_place(name: str) -> bool:
    return bool(province(name) or communes(name))


def _parts(grammar: Grammar, text: Text, head: Head, position: int) -> int | None:
    """Where the last part of a name in three parts begins; nothing if a unit of its own stands behind the comma."""
    found = _PARTS.match(text.folded, position) if head.parts else None
    if not found:
        return None
    middle = found.start() + len(found.group()) - len(found.group().lstrip(" ,"))
    begins = (middle, found.end())
    # small letters are what the unit does; a unit behind either mark is the next of an enumeration
    heads = grammar.words.head_pattern
    fields = all(text.capital(at) and not heads.match(text.folded, at) for at in begins)
    return found.end() if fields and not any(grammar.starts(text, at) for at in begins) else None


def _verb(grammar: Grammar, text: Text, position: int, capitals: bool) -> bool:
    """Whether what a unit does begins behind ``position``.

    In a name written with capitals a verb with one belongs to it: "Công ty Cổ phần Cấp nước …".
    """
    behind = skip(text.folded, position)
    dashed = text.folded[:position].endswith(" -")  # "Ban Tổ chức - Kiểm tra"
    return not ((capitals or dashed) and text.capital(behind)) and bool(grammar.words.stop.match(text.folded, behind))
