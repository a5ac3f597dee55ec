"""The code tables of the encodings that Vietnamese offices used before Unicode (``data/legacy_encodings.toml``).

A text in such an encoding reaches us as letters of Western Europe (``Céng hoµ x· héi``). Each encoding here knows which
runs of characters can be its words and what they stand for; whether they are is for ``legacy_encodings`` to judge.
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Any, Final

DASHES: Final = "\u2010\u2011\u2212\\-"
"""What text extraction shows for a soft hyphen, as the inner part of a character class."""
_SPACES: Final = "\u00a0\u0085"
_HIGH: Final = range(0x80, 0x100)


@dataclass(frozen=True)
class Encoding:
    """One encoding.

    ``letters`` are the characters that a word of it may hold besides ASCII letters, as they look when the bytes are
    taken for Windows-1252 or Latin-1; ``decode`` turns a word into Unicode (NFC); ``word`` and ``byte_word`` find the
    words of a text and of bytes; ``fonts`` and ``capital_fonts`` know its fonts by their names; ``dash`` is the letter
    that may look like a dash; ``shared_case`` says that small letters serve as capitals, ``bytes_only`` that only files
    have it, ``single`` that each byte is a character.
    """

    name: str
    letters: frozenset[str]
    decode: Callable[[str], str]
    word: re.Pattern[str]
    byte_word: re.Pattern[str]
    fonts: re.Pattern[str] | None = None
    capital_fonts: re.Pattern[str] | None = None
    dash: str | None = None
    shared_case: bool = False
    bytes_only: bool = False
    single: bool = True


@lru_cache(maxsize=1)
def encodings() -> tuple[Encoding, ...]:
    """All encodings of the data file, in its order."""
    data = tomllib.loads(files("normalizers").joinpath("data/legacy_encodings.toml").read_text(encoding="utf-8"))
    aliases = {key: int(code, 16) for keys, code in data["aliases"].items() for key in keys}
    surfaces = _surfaces(aliases)
    by_name: dict[str, dict[str, Any]] = {row["name"]: row for row in data["encoding"]}
    return tuple(_encoding(row, by_name, surfaces) for row in data["encoding"])


def characters_of(data: bytes) -> str:
    """The bytes as they look in Windows-1252, one character each; the codes that it leaves out as in Latin-1."""
    return data.decode("latin-1").translate(_WINDOWS)


def _windows() -> dict[int, str]:
    table = {}
    for code in range(0x80, 0xA0):
        try:
            table[code] = bytes([code]).decode("cp1252")
        except UnicodeDecodeError:
            continue
    return table


_WINDOWS: Final = _windows()


def _surfaces(aliases: Mapping[str, int]) -> dict[int, list[str]]:
    """The characters under which each code from 0 to 255 may stand in a text."""
    found = {code: [chr(code)] for code in range(0x100)}
    for code, letter in _WINDOWS.items():
        found[code].append(letter)
    for letter, code in aliases.items():
        found[code].append(letter)
    return found


def _encoding(row: Mapping[str, Any], rows: Mapping[str, Any], surfaces: Mapping[int, list[str]]) -> Encoding:
    decode: Callable[[str], str]
    wide = row.get("bytes_as_letters", False)
    if wide:
        letters = frozenset(letter for code in _HIGH for letter in surfaces[code])
        codes = {letter: code for code in _HIGH for letter in surfaces[code]}
        decode = _utf8_decoder(codes)
    elif "pairs" in row:
        pairs = _pairs(row["pairs"])
        letters = frozenset(letter for pair in pairs for letter in pair if letter > "\x7f")
        decode = _pair_decoder(pairs)
    else:
        table = {letter: value for code, value in _codes(row, rows).items() for letter in surfaces[code]}
        letters = frozenset(table)
        decode = _table_decoder(table)
    dash = row.get("dash")
    fonts, capital_fonts = (re.compile(row[key]) if key in row else None for key in ("fonts", "capital_fonts"))
    narrow = letters.difference(_SPACES, map(chr, range(0x20)))
    return Encoding(
        name=row["name"],
        letters=letters,
        decode=decode,
        word=_word(narrow, dashes=dash is not None, spaces=wide),
        byte_word=_word(letters, dashes=False),
        fonts=fonts,
        capital_fonts=capital_fonts,
        dash=chr(int(dash, 16)) if dash else None,
        shared_case=row.get("shared_case", False),
        bytes_only=row.get("bytes_only", False),
        single=not wide,
    )


def _codes(row: Mapping[str, Any], rows: Mapping[str, Any]) -> dict[int, str]:
    """Code to letter (or combining mark), of the row itself and of the one that it extends."""
    if "codec" in row:
        high = {code: bytes([code]).decode(row["codec"], "ignore") for code in _HIGH}
        return {
            code: letter for code, letter in high.items() if letter.isalpha() or unicodedata.combining(letter or " ")
        }
    found = _codes(rows[row["extends"]], rows) if "extends" in row else {}
    for letters, codes in row["codes"].items():
        found |= {int(code, 16): letter for code, letter in zip(codes.split(), letters, strict=True)}
    return found


def _pairs(rows: Mapping[str, str]) -> dict[str, str]:
    """Base and mark to letter; a capital may bear the mark of a small letter."""
    found = {
        pair: letter for letters, pairs in rows.items() for pair, letter in zip(pairs.split(), letters, strict=True)
    }
    return {pair[0] + pair[1:].lower(): letter for pair, letter in found.items()} | found


def _word(letters: frozenset[str], dashes: bool, spaces: bool = False) -> re.Pattern[str]:
    """Runs of letters, those of other alphabets too, so that no half of a word is taken for a word.

    With ``spaces``, what else is a space belongs to the word behind a character that may begin a sequence of bytes.
    """
    one = rf"[^\W\d_]|[\u0300-\u036f{re.escape(''.join(sorted(letters)))}]"
    one = rf"(?:{one}|(?<=[\u00c2-\u00ef\u00ba\u00bb])[{_SPACES}])" if spaces else f"(?:{one})"
    if not dashes:
        return re.compile(rf"{one}+")
    dash = f"[{DASHES}]"
    return re.compile(rf"{dash}?{one}+(?:{dash}{one}+)*(?:{dash}(?![{DASHES}0-9]))?")


def _table_decoder(table: Mapping[str, str]) -> Callable[[str], str]:
    codes = str.maketrans(dict(table))
    return lambda word: unicodedata.normalize("NFC", word.translate(codes))


def _pair_decoder(pairs: Mapping[str, str]) -> Callable[[str], str]:
    bases = "".join({pair[0] for pair in pairs if len(pair) == 2})
    marks = "".join({pair[1] for pair in pairs if len(pair) == 2})
    singles = "".join({pair for pair in pairs if len(pair) == 1})
    pattern = re.compile(f"[{bases}][{marks}]|[{singles}]")

    def letter(match: re.Match[str]) -> str:
        found = match.group()
        return pairs.get(found) or "".join(pairs.get(part, part) for part in found)

    return lambda word: pattern.sub(letter, word)


def _utf8_decoder(codes: Mapping[str, int]) -> Callable[[str], str]:
    def some(first: int, last: int) -> str:
        return "[" + re.escape("".join(letter for letter, code in codes.items() if first <= code <= last)) + "]"

    follow = some(0x80, 0xBF)
    sequence = re.compile(f"{some(0xC2, 0xDF)}{follow}|{some(0xE0, 0xEF)}{follow}{{2}}")

    def letter(match: re.Match[str]) -> str:
        return bytes(codes[character] for character in match.group()).decode("utf-8", "ignore") or match.group()

    return lambda word: unicodedata.normalize("NFC", sequence.sub(letter, word))
