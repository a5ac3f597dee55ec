"""Names that a sentence counts and lists: "04 chi bộ, gồm: Chi bộ Quân sự, Chi bộ Công an, Chi bộ thôn An Ký"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from dataset.spans import Span

_KINDS = (
    r"(?P<kind>xã, phường|phường, xã|xã|phường|thôn|ấp|khóm|bản|buôn|khu phố|tổ dân phố|chi bộ|huyện|tỉnh|trường|"
    r"hợp tác xã|chợ|tuyến đường|tuyến|điểm trường|khu công nghiệp|cụm công nghiệp)"
)
# a number, what it counts, and the names behind a colon, a bracket or "gồm"
_LIST = re.compile(
    rf"(?<![\d.,/])(?P<number>0?[2-9]|[1-3]\d)\s+{_KINDS}\s*(?:,?\s*(?:gồm|bao gồm|gồm có|là)\s*:?|:|\()\s*"
    r"(?P<names>[^;:()\n.]+?)(?=[;)\n]|\.(?:\s|$|/)|$)",
    re.IGNORECASE,
)
_COMMA = re.compile(r"\s*,\s*|\s+và\s+")
# a name: capitals and figures, behind at most three small words of kind ("thôn", "Trường tiểu học")
_NAME = re.compile(
    r"(?:(?:các\s+)?(?:[^\W\d_A-ZĐÀ-Ỹ]\w*\s+){0,3}|[A-ZĐ]\w*\s+(?:[^\W\d_A-ZĐÀ-Ỹ]\w*\s+){1,3})?"
    r"(?:[A-ZĐÀ-Ỹ][\w'’]*|\d{1,3}[A-Z]?)(?:[\s-]+(?:[A-ZĐÀ-Ỹ][\w'’]*|\d{1,3}[A-Z]?)){0,5}"
)
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
    return all(_NAME.fullmatch(name) for name in names)
