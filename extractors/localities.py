"""Localities in a text: a level word and the name behind it (``phường Thạch Khôi``), or the bare word (``UBND xã``)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

LEVELS: Final = {
    "tỉnh": "tỉnh",
    "thành phố": "thành phố",
    "tp.": "thành phố",
    "tp": "thành phố",
    "đặc khu": "đặc khu",
    "phường": "phường",
    "xã": "xã",
    "thị trấn": "thị trấn",
    "quận": "quận",
    "huyện": "huyện",
    "thị xã": "thị xã",
}
"""Level words as written (lower case) → as the dataset writes them."""

_WORD: Final = "|".join(sorted(map(re.escape, LEVELS), key=len, reverse=True))
_LEVEL: Final = re.compile(rf"(?<![\w/])({_WORD})(?![\w/])(?!\s+(?:hội|ủy|uỷ|đoàn|đội)\b)", re.IGNORECASE)
_TOKEN: Final = re.compile(r"(\s+|\s*-\s*|\s*–\s*)?([^\W_][\w'’]*)")
_LONGEST: Final = 5
_STOP: Final = frozenset(
    "đến giai năm và về trong gồm thực của theo tại trên là có cho do với từ khi được xã phường tỉnh thành huyện quận thị".split()
)


@dataclass(frozen=True, slots=True)
class Locality:
    """``text[start:end]`` names a locality: its level word and its name, or nothing for the bare word."""

    start: int
    end: int
    level: str
    name: str | None
    name_start: int


def find_localities(text: str) -> Iterator[Locality]:
    """Every level word of a text with the name that follows it, in reading order."""
    position = 0
    while match := _LEVEL.search(text, position):
        name_end = _name_end(text, match.end(), shouted=match.group().isupper() and len(match.group()) > 1)
        level = LEVELS[re.sub(r"\s+", " ", match.group(1).lower())]
        if name_end == match.end():
            position = match.end()
            yield Locality(match.start(), match.end(), level, None, match.end())
            continue
        begin = match.end() + len(text[match.end() : name_end]) - len(text[match.end() : name_end].lstrip())
        position = name_end
        yield Locality(match.start(), name_end, level, text[begin:name_end], begin)


def proper(name: str) -> str:
    """A name printed in capitals, written as names are: ``ĐỒNG THÁP`` → ``Đồng Tháp``."""
    if not name.isupper():
        return name
    return re.sub(r"[^\W\d_][\w'’]*", lambda match: match.group()[0] + match.group()[1:].lower(), name)


def _name_end(text: str, start: int, *, shouted: bool) -> int:
    end = start
    for count in range(_LONGEST):
        match = _TOKEN.match(text, end)
        if not match or (match.group(1) is None):
            break
        token, gap = match.group(2), match.group(1)
        if "-" in gap or "–" in gap:
            if count == 0 or not token[0].isupper() or (shouted and not token.isupper()):
                break
        if token.isdigit():
            if len(token) > 2 or re.match(r"\s*[/.,]\d", text[match.end() :]):
                break
            return match.end()
        if not token[0].isupper() or token.lower() in _STOP and (shouted or token.lower() in LEVELS):
            break
        if shouted and (not token.isupper() or (token.lower() in _STOP)):
            break
        if not shouted and len(token) > 1 and token.isupper():
            break
        end = match.end()
    return end
