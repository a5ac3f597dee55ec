"""Names that a sentence counts and lists: "04 chi bộ, gồm: Chi bộ Quân sự, Chi bộ Công an, Chi bộ thôn An Ký"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from dataset.spans import Span

_KINDS = (
    r"(?P<kind>xã, phường|phường, xã|xã|phường|thôn|ấp|khóm|bản|buôn|khu phố|tổ dân phố|chi bộ|huyện|tỉnh|trường|"
    r"hợp tác xã|chợ|điểm nóng|địa điểm|trạm|bến|làng nghề|di tích|tuyến đường|tuyến|điểm trường|khu công nghiệp|"
    r"cụm công nghiệp)"
)
# a number, what it counts, and the names behind a colon, a bracket or "gồm"
_LIST = re.compile(
    rf"(?<![\d.,/])(?P<number>0?[2-9]|[1-3]\d)\s+{_KINDS}(?:\s+[^\W\d_]+){{0,6}}?"
    r"\s*(?:,?\s*(?:gồm|bao gồm|gồm có|là)\s*:?|:|\()\s*"
    r"(?P<names>[^;:()\n.]+?)(?=[;)\n]|\.(?:\s|$|/)|$)",
    re.IGNORECASE,
)
_COMMA = re.compile(r"\s*,\s*|\s+và\s+")
# a name may stand behind small words of its kind ("thôn", "trường tiểu học")
_SMALL_WORDS = 3
_LONGEST = 7
_REST = re.compile(r"\b(?:khác|còn lại|liên quan|trực thuộc)\b", re.IGNORECASE)
_FEWEST = 2
_MOST_OFF = 2


class NameList(NamedTuple):
    """A number that announces names, and how many follow."""

    span: Span
    announced: int
    names: tuple[str, ...]


def miscounted(text: str, within: Span) -> Iterator[NameList]:
    """Lists of names one or two longer or shorter than announced; what is no plain list of names is left out."""
    for match in _LIST.finditer(text, within.start, within.end):
        names = tuple(name.strip() for name in _COMMA.split(match["names"].replace("*", "")) if name.strip())
        announced = int(match["number"])
        if len(names) < _FEWEST or not _all_names(names, match["kind"]):
            continue
        if len({name.casefold() for name in names}) == len(names) and 0 < abs(len(names) - announced) <= _MOST_OFF:
            yield NameList(Span(*match.span()), announced, names)


def _all_names(names: tuple[str, ...], kind: str) -> bool:
    """Whether each is a name: by its capitals, or since all of them begin with what is counted ("Chi bộ Quân sự")."""
    if all(name.casefold().startswith(f"{kind.casefold()} ") for name in names):
        return all(len(name.split()) <= _LONGEST and not _REST.search(name) for name in names)
    return all(_is_name(name.split()) for name in names)


def _is_name(words: list[str]) -> bool:
    small = next((index for index, word in enumerate(words) if not word[:1].islower()), len(words))
    own = words[small:]
    return small <= _SMALL_WORDS and 0 < len(own) < _LONGEST and all(w[:1].isupper() or w.isdigit() for w in own)
