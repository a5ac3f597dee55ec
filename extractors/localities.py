"""Localities in a text: a level word and the name behind it (``phường Thạch Khôi``), or the bare word (``UBND xã``).

Names come from :mod:`normalizers.places`; a name that the gazetteer does not know is kept as far as it can be one. The
bare words are what a plan calls its own level by, and they are found here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from normalizers.places import Place, PlaceMatch, find_places

LEVELS: Final = ("tỉnh", "thành phố", "đặc khu", "phường", "xã", "thị trấn", "quận", "huyện", "thị xã")
"""Level words as the dataset writes them."""

_BARE: Final = re.compile(
    r"(?<![\w/-])(thị xã|thành phố|thị trấn|đặc khu|phường|quận|huyện|tỉnh|xã|tp\.?(?=\s|$))(?![\w/])"
    r"(?!\s+(?:hội|ủy|uỷ|đoàn|đội)\b)",
    re.IGNORECASE,
)
_TOKEN: Final = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
# words with which something else than a name begins
_STOP: Final = frozenset(
    """đến giai năm và về trong gồm thực của theo tại trên là có cho do với từ khi được các tm kt tl tuq số ngày nơi kính
    xã phường tỉnh quận huyện ubnd hđnd mttq bhxh mục điều phần chương""".split()  # noqa: SIM905  a list of words reads best so
)
_BODY: Final = re.compile(
    r"(?:công an|văn phòng|trung tâm|bảo hiểm|chủ tịch|phó chủ|[uủ][yỷ] ban|ban (?:chỉ|quản|chấp|thường)|đảng [uủ][yỷ]|"
    r"hội (?:đồng|nông|liên|cựu|chữ)|phòng (?:văn|kinh|nội|tài|y)|trạm y|trưởng|mặt trận|thành phố|thị xã|đặc khu|"
    r"đoàn thanh|bí thư|giám đốc|thường trực|kế hoạch|quyết định|nghị quyết|sở)\b",
    re.IGNORECASE,
)


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


def proper(name: str) -> str:
    """A name printed in capitals, written as names are: ``ĐỒNG THÁP`` → ``Đồng Tháp``."""
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
    if match.candidates:
        return Locality(match.start, match.end, match.level, match.name, match.candidates)
    end = match.name_start
    shouted = text[match.start : match.name_start].isupper()
    for token in _TOKEN.finditer(text, match.name_start, match.end):
        word = token.group()
        if word.isdigit() or word.lower() in _STOP or _BODY.match(text, token.start()):
            break
        if not shouted and len(word) > 1 and word.isupper():
            break
        end = token.end()
    return Locality(match.start, end, match.level, text[match.name_start : end]) if end > match.name_start else None
