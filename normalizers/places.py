"""Localities named in running text, and the gazetteer's look-ups by name."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from normalizers.gazetteer import (
    Gazetteer,
    Place,
    Tier,
    communes,
    gazetteer,
    level_form,
    level_forms,
    level_pattern,
    levels,
    name_key,
    province,
    split_level,
)
from normalizers.unicode import fold_case

__all__ = [
    "Gazetteer",
    "Place",
    "PlaceMatch",
    "Tier",
    "communes",
    "find_places",
    "gazetteer",
    "levels",
    "name_key",
    "province",
    "split_level",
]

_LONGEST_NAME: Final = 6  # syllables
_OFFICE_WINDOW: Final = 40
# the gazetteer has all provinces and nearly all cities of the last years: another name is a slip of one, or none
_COMPLETE: Final = frozenset({"tỉnh", "thành phố"})
_ALIKE: Final = 80


@dataclass(frozen=True, slots=True)
class PlaceMatch:
    """A locality named in a text: ``text[start:end]`` with its level word, if one stands before it.

    ``name`` is as written; ``candidates`` are all units of that name and level, of every time; none where the
    gazetteer does not know the name (or for parts of a commune, which it never does).
    """

    start: int
    end: int
    level: str | None
    name: str
    name_start: int
    candidates: tuple[Place, ...]


_NAME_PART: Final = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
_GAP: Final = re.compile(r"\s?[-–]\s?|\s+")
_LIST_GAP: Final = re.compile(r"\s*(?:,|;|và)\s+")
_PLURAL: Final = re.compile(r"(?<!\w)(?:các|những|\d+)\s+$", re.IGNORECASE)


@lru_cache(maxsize=1)
def _province_pattern() -> re.Pattern[str]:
    names = {place.name for place in gazetteer().places if place.tier == "province"}
    forms = sorted({form for name in names for form in (name, name.upper())}, key=len, reverse=True)
    return re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, forms))})(?!\w)")


def find_places(text: str) -> Iterator[PlaceMatch]:
    """The localities named in a text, in reading order.

    A name behind a level word (``xã Bình Hòa``; all names of ``các phường A, B và C``), and names of provinces without
    one. What follows a level word in capitals but is not known is given without candidates.
    """
    found: list[PlaceMatch] = []
    for match in level_pattern().finditer(text):
        if found and match.start() < found[-1].end:
            continue
        level = level_forms()[level_form(match["level"])]
        if _part_of_word(text, match, level):
            continue
        first = _named(text, match.end(), level, match.start())
        if first is None:
            continue
        found.append(first)
        if _PLURAL.search(text, max(0, match.start() - 10), match.start()):
            found += _listed(text, first.end, level)
    taken = [(place.start, place.end) for place in found]
    for match in _province_pattern().finditer(text):
        if not any(start < match.end() and match.start() < end for start, end in taken):
            candidates = tuple(province(match.group()))
            found.append(PlaceMatch(match.start(), match.end(), None, match.group(), match.start(), candidates))
    yield from sorted(found, key=lambda place: place.start)


def _part_of_word(text: str, match: re.Match[str], level: str) -> bool:
    """Whether the level word is the half of another word: ``hợp tác xã``, ``BẢO HIỂM XÃ HỘI``, ``văn bản``."""
    halves = levels()["halves"].get(level, {})
    before = text[: match.start()].rstrip().rpartition(" ")[2].casefold()
    following = _NAME_PART.match(text, match.end())
    after = following.group().casefold() if following else ""
    if before in halves.get("before", ()):
        return True
    # xã Hội Hoan is a commune, whatever "xã hội" means elsewhere
    return after in halves.get("after", ()) and not _is_known(text, match.end(), level)


def _is_known(text: str, position: int, level: str) -> bool:
    """Whether a name of several syllables that the gazetteer has at this level stands at ``position``."""
    parts = _syllables(text, position)
    names = (text[position : part.end()] for part in parts[1:])
    return any(name_key(name) and gazetteer().lookup(name, level=level) for name in names)


def _listed(text: str, position: int, level: str) -> Iterator[PlaceMatch]:
    """The further names of an enumeration, as long as they are known ones of the level."""
    while gap := _LIST_GAP.match(text, position):
        following = _named(text, gap.end(), level, gap.end())
        if following is None or not following.candidates:
            return
        yield following
        position = following.end


def _named(text: str, position: int, level: str, start: int) -> PlaceMatch | None:
    """The longest known name at ``position``, else the run of capitalised syllables that stands there."""
    parts = _syllables(text, position)
    for count in range(len(parts), 0, -1):
        name = text[position : parts[count - 1].end()]
        candidates = tuple(gazetteer().lookup(name, level=level)) if name_key(name) else ()
        if candidates:
            return PlaceMatch(start, position + len(name), level, name, position, candidates)
    # a dash is inside a known name only (Bà Rịa - Vũng Tàu); an unknown one ends before it
    dashed = next((i for i in range(1, len(parts)) if not text[parts[i - 1].end() : parts[i].start()].isspace()), None)
    parts = parts[:dashed]
    if parts and parts[0].group().isdigit():
        parts = parts[:1]
    if not _may_be_name(parts, level) or _behind_office(text, start):
        return None
    name = text[position : parts[-1].end()]
    if level in _COMPLETE and not _resembles(name, level):
        return None
    return PlaceMatch(start, position + len(name), level, name, position, ())


def _behind_office(text: str, start: int) -> bool:
    """Whether an office stands shortly before, whose holder an unknown name may be (Chủ tịch UBND xã Nguyễn Văn A)."""
    before = text[max(0, start - _OFFICE_WINDOW) : start].casefold()
    clause = re.split(r"[,;.:]", before)[-1]
    return any(re.search(rf"(?<!\w){word}(?!\w)", clause) for word in levels()["offices"]["words"])


def _resembles(name: str, level: str) -> bool:
    """Whether an unknown name is a slip of a known one of the level."""
    from rapidfuzz import fuzz, process  # noqa: PLC0415  only a rare name needs it, every import would pay

    key = fold_case(name)
    known = {fold_case(place.name) for place in gazetteer().places if place.level == level}
    return process.extractOne(key, known, scorer=fuzz.ratio, score_cutoff=_ALIKE) is not None


def _may_be_name(parts: list[re.Match[str]], level: str) -> bool:
    """Whether a run of capitals that the gazetteer does not know can be the name of a unit of a level.

    Capital letters throughout are as likely a heading (CẤP XÃ TRÊN ĐỊA BÀN); only parts of communes, which no gazetteer
    has, bear a number or a name of one syllable.
    """
    if not parts or any(len(part.group()) > 1 and part.group().isupper() for part in parts):
        return False
    return level in levels()["sub_units"] or (len(parts) > 1 and not parts[0].group().isdigit())


def _syllables(text: str, position: int) -> list[re.Match[str]]:
    """The run of syllables in capitals, or the number, at ``position``."""
    parts: list[re.Match[str]] = []
    while len(parts) < _LONGEST_NAME and (match := _NAME_PART.match(text, position)):
        word = match.group()
        if not (word[0].isupper() or word.isdigit()) or (word.isdigit() and len(word) > 2):
            break
        parts.append(match)
        gap = _GAP.match(text, match.end())
        if gap is None:
            break
        position = gap.end()
    return parts
