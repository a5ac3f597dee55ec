"""Vietnamese 8-bit encodings: TCVN3, VNI and Windows-1258, told apart by the words that come out."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Callable, Mapping
from functools import lru_cache
from importlib.resources import files
from typing import Any

_WORD = re.compile(r"[^\W\d_]+")
_ENOUGH = 0.04


@lru_cache(maxsize=1)
def _data() -> dict[str, Any]:
    return tomllib.loads(files(__package__).joinpath("legacy.toml").read_text(encoding="utf-8"))


def decode_legacy(data: bytes) -> tuple[str, str] | None:
    """The text and the name of the encoding that makes most of it Vietnamese; ``None`` if none does."""
    scored = [(vietnamese_share(text), name, text) for name, decoder in _DECODERS.items() if (text := decoder(data))]
    share, name, text = max(scored, key=lambda found: found[0])
    return (text, name) if share >= _ENOUGH else None


def vietnamese_share(text: str) -> float:
    """Share of the words that are among the most frequent ones of official Vietnamese."""
    words = [word.lower() for word in _WORD.findall(text[:200_000])]
    frequent = frozenset(_data()["frequent"])
    return sum(word in frequent for word in words) / len(words) if words else 0.0


def from_tcvn3(data: bytes) -> str:
    """Decode TCVN 5712 VN3 (ABC)."""
    pairs: Mapping[str, str] = _data()["tcvn3"]
    table = {ord(a): b for key, value in pairs.items() for a, b in zip(key, value, strict=True)}
    return data.decode("latin-1").translate(table)


def from_vni(data: bytes) -> str:
    """Decode VNI for Windows."""
    tables: Mapping[str, Mapping[str, str]] = _data()["vni"]
    letters = tables["letters"]
    marks = {**tables["marks"], **{key.upper(): mark for key, mark in tables["marks"].items()}}

    def letter(match: re.Match[str]) -> str:
        base, mark = match.group(1) or match.group(3), match.group(2) or ""
        return unicodedata.normalize("NFC", letters.get(base, base) + marks.get(mark, ""))

    bases = "aeouyAEOUYôÔöÖ"
    others = "".join(key for key in letters if key not in bases)
    return re.sub(f"([{bases}])([{''.join(marks)}]?)|([{others}])()", letter, data.decode("latin-1"))


def from_font(text: str, font: str) -> str:
    """Text set in a font of the old encodings: ``.VnTime``, its capitals in ``.VnTimeH``; ``VNI-Times``."""
    name = font.lower()
    if not name.startswith((".vn", "vni-")):
        return text
    try:
        data = text.encode("latin-1")
    except UnicodeEncodeError:
        return text
    if name.startswith("vni-"):
        return from_vni(data)
    return from_tcvn3(data).upper() if name.endswith("h") else from_tcvn3(data)


def _from_windows(data: bytes) -> str:
    return unicodedata.normalize("NFC", data.decode("cp1258", "replace"))


_DECODERS: dict[str, Callable[[bytes], str]] = {
    "windows-1258": _from_windows,
    "TCVN3 (ABC)": from_tcvn3,
    "VNI": from_vni,
}
