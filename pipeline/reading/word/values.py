"""Numbers in attributes of Word, where a file may say anything."""

from __future__ import annotations

import re
from typing import Final

_WHOLE: Final = re.compile(r"-?[0-9]{1,10}")


def whole(text: str | None, default: int, *, least: int = -(2**31), most: int = 2**31 - 1) -> int:
    """A whole number as XML Schema writes it; the default for what is none, or lies outside of these bounds."""
    if text is None or not _WHOLE.fullmatch(text):
        return default
    value = int(text)
    return value if least <= value <= most else default
