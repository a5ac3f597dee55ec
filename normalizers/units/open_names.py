"""Names with an open end: ``Ban Chỉ đạo phòng, chống … xã``, ``Chi cục Chăn nuôi, Thú y và Thủy sản``."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from normalizers.units.locality import parse_locality
from normalizers.units.model import Locality
from normalizers.units.text import SEPARATOR, SYLLABLE, Text, skip
from normalizers.units.vocabulary import Head

if TYPE_CHECKING:
    from normalizers.units.grammar import Grammar

_PARTS = re.compile(r"\s*,\s+(?:[^\W\d_]+\s+){1,4}?và\s+(?=[^\W\d_])")
"""The middle of a name in three parts: Chi cục Chăn nuôi, Thú y và Thủy sản."""
_NEAR = 20
"""How many syllables a name with an open end may have before its level word."""


def open_name_at(
    grammar: Grammar, text: Text, head: Head, at: tuple[int, int], closed: bool
) -> tuple[int, Locality | None] | None:
    """Where the name behind a head word ends, and the locality that closes it; None if no name stands there."""
    start, end = at
    first = skip(text.folded, end)
    capitals = head.capitals and not (closed and head.glue)
    small = capitals and not text.capital(first)
    if first == end or (capitals and not text.capital(start)) or (small and not head.verbs):
        return None
    stop, place = _open_end(grammar, text, head, first, closed)
    if small and place is None:
        return first, None  # "Hội đồng cứu đuối trẻ em xã" is a name only as far as its level closes it
    return stop, place


def _open_end(grammar: Grammar, text: Text, head: Head, first: int, closed: bool) -> tuple[int, Locality | None]:
    """Where an open name ends, and the locality that closes it.

    A head that glues takes commas and "và" along as long as a level word or capitals follow before the next unit;
    otherwise the name ends before a separator, and in running text before a verb.
    """
    position, last, separated_at = first, first, None
    capitals = head.capitals and text.capital(first) and not text.original.isupper()
    for count in range(_NEAR):
        if place := parse_locality(grammar, text, last) if last > first else None:
            return last, place
        if parts := _parts(grammar, text, head, last):
            last = parts
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
        elif count and not closed and not head.verbs and _verb(grammar, text, last, capitals):
            return (separated_at or last), None
        word = SYLLABLE.match(text.folded, last)
        if not word:
            break
        position, last = last, word.end()
    return (separated_at or (last if closed else position)), None


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
    return not (capitals and text.capital(behind)) and bool(grammar.words.stop.match(text.folded, behind))
