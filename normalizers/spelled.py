"""Numbers said again in words, as contracts and rules write them: ``06 (sáu) tháng``."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable

from normalizers.time_words import words


def without_spelled(text: str) -> tuple[str, Callable[[int], int]]:
    """The text without such words, and where an offset of it stands in the text as it is written.

    The end of a span leads behind the words that were left out right before it.
    """
    cuts = [match.span() for match in words().spelled.finditer(text)] if "(" in text else []
    if not cuts:
        return text, lambda offset: offset
    kept, at, ends, gone = [], 0, [], []
    left_out = 0
    for start, end in cuts:
        kept.append(text[at:start])
        ends.append(start - left_out)
        left_out += end - start
        gone.append(left_out)
        at = end
    kept.append(text[at:])

    def back(offset: int) -> int:
        index = bisect_right(ends, offset) - 1
        return offset + (gone[index] if index >= 0 else 0)

    return "".join(kept), back
