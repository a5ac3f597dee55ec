"""Names shortened to initials: ``Phòng KT, HT&ĐT`` is Phòng Kinh tế, Hạ tầng và Đô thị, ``TTDVTH xã`` its centre."""

from __future__ import annotations

import re
import unicodedata

from normalizers.unicode import fold

_WORD = re.compile(r"[^\W\d_]+")
_JOINING = frozenset({"và", "&"})
_LEVEL = re.compile(r"(?:\s+(?:cấp\s+)?(?:tỉnh|thành phố|huyện|xã|phường|đặc khu))$", re.IGNORECASE)
_SHORTEST = 3
"""Initials that tell a name: fewer fit too many."""


def shortens(short: str, name: str) -> bool:
    """Whether a written recipient, abbreviated at least in part, has the initials of a unit's full name."""
    wanted = _initials(_LEVEL.sub("", name))
    return len(wanted) >= _SHORTEST and any(
        _is_abbreviated(piece) and _initials(_LEVEL.sub("", piece)) == wanted for piece in _pieces(short)
    )


def _pieces(text: str) -> list[str]:
    """The units of a line: between semicolons, and cut at commas too, for a comma may part names or lie inside one."""
    wholes = [piece.strip(" .-–") for piece in re.sub(r"\([^)]*\)", "", text).split(";")]
    return wholes + [part.strip() for whole in wholes for part in whole.split(",")]


def _is_abbreviated(text: str) -> bool:
    return any(len(word) > 1 and word.isupper() for word in _WORD.findall(text))


def _initials(text: str) -> str:
    """The letters of abbreviations and the first letters of words, folded."""
    words = [word for word in _WORD.findall(unicodedata.normalize("NFC", text)) if word.lower() not in _JOINING]
    return fold("".join(word if word.isupper() and len(word) > 1 else word[0] for word in words)).lower()
