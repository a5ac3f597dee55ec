"""Localities in a text: a level word and the name behind it (``phường Cửa Nam``), or the bare word (``UBND xã``).

Names come from :mod:`normalizers.places`; a name that the gazetteer does not know is kept as far as it can be one. The
bare words are what a plan calls its own level by, and they are found here.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Final

from normalizers.places import Place, PlaceMatch, find_places

LEVELS: Final = ("tỉnh", "thành phố", "đặc khu", "phường", "xã", "thị trấn", "quận", "huyện", "thị xã")
"""Level words as the dataset writes them."""

_BARE: Final = re.compile(
    r"(?<![\w/-])(thị xã|thành phố|thị trấn|đặc khu|phường|quận|huyện|tỉnh|xã|tp\.?(?=\s|$))(?![\w/])"
    r"(?!\s+(?:hội|ủy|uỷ|đoàn|đội)\b)",
    re.IGNORECASE,
)
_LONGEST: Final = 6
_GAP: Final = re.compile(r"\s+|\s?[-–]\s?")
_OPENING: Final = re.compile(rf"\W*(?:{'|'.join(LEVELS)})(?![\w/])", re.IGNORECASE)
_TOKEN: Final = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")


@lru_cache(maxsize=1)
def _no_names() -> tuple[frozenset[str], re.Pattern[str]]:
    """Words and beginnings of phrases that are no part of a name, from ``extractors/patterns/places.toml``."""
    names = tomllib.loads(files("extractors.patterns").joinpath("places.toml").read_text("utf-8"))["names"]
    return frozenset(names["stop"].split()), re.compile(names["other"], re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Locality:
    """``text[start:end]`` names a locality: its level word and its name, or nothing for the bare word.

    ``candidates`` are all units of that name and level that the gazetteer knows, of every time.
    """

    start: int
    end: int
    level: str
    name: str | None
    candidates: tuple[Place, ...] = ()


def find_localities(text: str) -> Iterator[Locality]:
    """Every level word of a text with the name that follows it, in reading order."""
    named = [found for match in find_places(text) if (found := _named(text, match)) is not None]
    taken = 0
    bare = []
    for match in _BARE.finditer(text):
        while taken < len(named) and named[taken].end <= match.start():
            taken += 1
        if taken == len(named) or match.end() <= named[taken].start:
            level = match.group(1).lower()
            bare.append(Locality(*match.span(), "thành phố" if level.startswith("tp") else level, None))
    yield from sorted([*named, *bare], key=lambda place: place.start)


def opens_with_level(text: str) -> bool:
    """Whether a line begins with a level word, its marks read: PHƯỜNG AN SƠN is a ward, PHƯƠNG ÁN a type."""
    return _OPENING.match(text) is not None


def proper(name: str) -> str:
    """A name printed in capitals, written as names are: ``SƠN LA`` → ``Sơn La``."""
    if not name.isupper():
        return name
    return re.sub(r"[^\W\d_][\w'’]*", lambda match: match.group()[0] + match.group()[1:].lower(), name)


def _named(text: str, match: PlaceMatch) -> Locality | None:
    if match.level not in LEVELS:
        return None
    short = not text[match.start : match.name_start].strip(" :").lower().endswith(match.level)
    # TT ĐU, TPVT: the letters are a level only before a name, known and not in capitals
    if short and (not match.candidates or match.name.isupper()):
        return None
    if match.candidates and not _longer(text, match):
        return Locality(match.start, match.end, match.level, match.name, match.candidates)
    end = _name_end(text, match)
    return Locality(match.start, end, match.level, text[match.name_start : end]) if end > match.name_start else None


def _longer(text: str, match: PlaceMatch) -> bool:
    """Whether the name goes on behind the longest one that the gazetteer knows: xã Phú Xuân Thượng."""
    # all provinces are known: what follows the name of one is another word (a title without a full stop)
    if match.name.isdigit() or match.level == "tỉnh":
        return False
    end = _name_end(text, match)
    # in capitals only the end of the text tells where a name ends
    return end > match.end and (not match.name.isupper() or not text[end:].strip(" .,;"))


def _name_end(text: str, match: PlaceMatch) -> int:
    """Where the run of words that can be a name ends."""
    stop, other = _no_names()
    end = match.name_start
    shouted = text[match.name_start : match.end].isupper()
    for count, token in enumerate(_TOKEN.finditer(text, match.name_start)):
        word = token.group()
        if count and not _GAP.fullmatch(text, end, token.start()):
            break
        if count == _LONGEST or not word[0].isupper() or word.lower() in stop or other.match(text, token.start()):
            break
        if not shouted and len(word) > 1 and word.isupper():
            break
        end = token.end()
    return max(end, match.end if match.candidates else end)
