"""Lines of text as pieces: words that may be restored, and everything that must stay as it is.

A piece is what one syllable may stand on: a run of characters between white space, without its outer punctuation,
divided at slashes and hyphens. Numbers, dates and the digits of symbols are pieces that nothing touches.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from enum import Enum
from functools import lru_cache
from typing import Final, NamedTuple

_TOKEN: Final = re.compile(r"\S+")
_OUTER_LEFT: Final = "([{<“\"'‘«*•·-–—+.,;:|_=~!…#"
_OUTER_RIGHT: Final = '/)]}>”"»*.,;:!…|_=-–—#?'
_QUOTES: Final = frozenset("'’‘")
_DIVIDERS: Final = re.compile(r"[/\-–—,;:()“”\"|]+|(?<=[^\W\d_])\.(?=[^\W\d_])")
_STOPS: Final = frozenset(".;:?!|")
_DIGIT: Final = re.compile(r"\d")
_ADDRESS: Final = re.compile(r"\w@\w+\.\w|://|www\.|\.(?:vn|com|org|net|gov|edu|info)\b")
"""Addresses of the net and of mail stay as they are."""
_SHORTEST_MISREAD: Final = 3
_MISREAD_DIGITS: Final = re.compile(r"^(?=.*\d.*\d)[\dOolI]+$")
_DATE: Final = re.compile(
    r"\bng[aàáâ]y\s+([\dOolI]{1,2})\s+th[aáàâ]ng\s+([\dOolI]{1,2})\s+n[aăâ]m\s+([\dOolI]{4})\b", re.IGNORECASE
)
"""A date as the form has it, letters for digits allowed."""
_SYMBOL: Final = re.compile(r"^[\dOolISB]{1,5}(?:[./][\dOol]{4})?[/\-]\D")
_INITIALS: Final = re.compile(r"^[A-ZĐ]+(?:&[A-ZĐ]+)+$")
"""Abbreviations of two parts (KH&CN) stay as they are."""
_LETTER_SIGNS: Final = re.compile(r"[¥&£§@¢$]")
"""Signs that letters are read as."""
_DIGITS_FOR_LETTERS: Final = re.compile(r"^(?:1\d{1,2}[a-z]{1,3}|[a-z]\d{2}|S[06]{2})$")
"""Digits that are rather letters: ``16i`` (lối), ``160i`` (lõi), ``t61`` (tới), ``S60`` (sở) …"""
_QUANTITY: Final = re.compile(r"^\d+(?:[mkcd]?m|m[23]?|[km]?g|ha|h|s|l|ml|tr|đ|[kMG]?[Wwb]h?|a|b|c|d|e)$")
"""… and numbers with their unit or with the letter of an item."""
_ROMAN: Final = re.compile(r"^(?=.*[IVXl|])[IVXvl1|]{1,5}$")
_CAPITAL_I: Final = re.compile(r"^[IJ](?=[a-z\u00df-\u00ff])")
"""A word that begins so was read so far more often than it is written so: ``Iuat`` for luật."""
_MARKER: Final = re.compile(r"^[a-zđ]$")


class Kind(Enum):
    """What a piece is."""

    __hash__ = object.__hash__  # by identity: kinds are parts of keys, and that of enumerations is slow

    WORD = "word"
    NUMBER = "number"
    """Digits that stay."""
    SHORT_NUMBER = "short number"
    """One or two digits: a number, unless the sentence says clearly that it is a misread word (``10`` for rõ)."""
    ABBREVIATION = "abbreviation"
    """A part of a symbol after its number: ``NQ`` and ``HPND`` of ``73/NQ-HPND``."""
    MISREAD_NUMBER = "misread number"
    """A number with letters for digits in a symbol, a date or a year: ``l5`` of ``l5/KH-UBND``, ``2O26``."""
    ROMAN = "roman"
    """The number of a heading at the beginning of a line."""
    MARKER = "marker"
    """The letter of an item at the beginning of a line: ``a)``."""
    OTHER = "other"


class Style(Enum):
    """How the letters of a word are written."""

    __hash__ = object.__hash__  # as for kinds

    LOWER = "lower"
    TITLE = "title"
    UPPER = "upper"

    def apply(self, word: str) -> str:
        """The word, in lower case, written so."""
        if self is Style.UPPER:
            return word.upper()
        return word[:1].upper() + word[1:] if self is Style.TITLE else word


class Piece(NamedTuple):
    """A piece of a line: characters ``start`` to ``end`` of the text, ``text`` as a word, and what it is.

    ``stop_after``: a sentence or a table cell ends behind it; ``joined_to_next``: no white space before the next piece;
    ``space_lost``: a space belongs behind it that was not read.
    """

    start: int
    end: int
    text: str
    kind: Kind
    stop_after: bool = False
    joined_to_next: bool = False
    space_lost: bool = False


def pieces_of_line(line: str, offset: int = 0) -> list[Piece]:
    """The pieces of a line that begins at ``offset`` of the text, in order."""
    found = list(_pieces(line, offset))
    for date in _DATE.finditer(line):
        parts = {offset + date.start(group) for group in (1, 2, 3) if not date[group].isdigit()}
        found = [_as(piece, Kind.MISREAD_NUMBER) if piece.start in parts else piece for piece in found]
    if len(found) > 1 and found[0].kind is Kind.SHORT_NUMBER and found[1].text[0].isupper():
        found[0] = _as(found[0], Kind.NUMBER)  # the number of a row or an item
    if found:
        behind = line[found[0].end - offset :]
        if _ROMAN.match(found[0].text) and re.match(r"\.\s|\s*\|", behind):
            found[0] = _as(found[0], Kind.ROMAN)
        elif _MARKER.match(found[0].text) and re.match(r"[.)/]+\s", behind):
            found[0] = _as(found[0], Kind.MARKER)
    return found


@lru_cache(maxsize=65536)
def style_of(text: str, *, among_capitals: bool = False) -> Style:
    """How a word is written, as far as an engine that confuses letters lets one see."""
    text = _CAPITAL_I.sub("l", text)
    letters = [character for character in text if character.isalpha()]
    capitals = sum(character.isupper() for character in letters)
    if among_capitals and capitals * 2 >= len(letters):
        return Style.UPPER
    if capitals >= 2 and capitals * 2 > len(letters) and (len(letters) > 2 or capitals == len(letters)):
        return Style.UPPER
    return Style.TITLE if text[:1].isupper() else Style.LOWER


def _pieces(line: str, offset: int) -> Iterator[Piece]:
    open_quote = False
    for match in _TOKEN.finditer(line):
        token = match.group()
        core = token.lstrip(_OUTER_LEFT)
        start = match.start() + len(token) - len(core)
        before = token[: start - match.start()]
        open_quote |= "‘" in before
        quoted = open_quote or not _QUOTES.isdisjoint(before)
        stripped = _without_right(core, line[match.end() :], quoted=quoted)
        open_quote &= _QUOTES.isdisjoint(core[len(stripped) :])
        stop = not _STOPS.isdisjoint(core[len(stripped) :])
        if stripped and _ADDRESS.search(stripped):
            yield Piece(offset + start, offset + start + len(stripped), stripped, Kind.OTHER, stop_after=stop)
        elif stripped:
            yield from _divide(stripped, offset + start, stop)
        elif not _STOPS.isdisjoint(token):
            yield Piece(offset + match.start(), offset + match.end(), token, Kind.OTHER, stop_after=True)


def _without_right(core: str, rest: str, *, quoted: bool) -> str:
    """The core without its outer punctuation on the right.

    The horn of ư is read as an apostrophe or a question mark (``tu’``, ``st?``); where a sentence goes on behind it or
    nothing was quoted, it belongs to the word.
    """
    stripped = core.rstrip(_OUTER_RIGHT + "".join(_QUOTES) if quoted else _OUTER_RIGHT)
    goes_on = rest[:1] == " " and (rest[1:2].islower() or rest[1:2].isdigit())
    if core[len(stripped) :] == "?" and goes_on:
        return core
    return stripped


def _divide(core: str, start: int, stop: bool) -> Iterator[Piece]:
    for begin, end, text, kind, stop_inside, is_last in _parts(core):
        yield Piece(start + begin, start + end, text, kind, stop if is_last else stop_inside, not is_last)


@lru_cache(maxsize=65536)
def _parts(core: str) -> list[tuple[int, int, str, Kind, bool, bool]]:
    """What a run of characters is divided into: offsets, text, kind, whether a stop follows, whether it is last."""
    is_symbol = bool(_SYMBOL.match(core))
    bounds = []
    position = 0
    for divider in _DIVIDERS.finditer(core):
        if divider.start() > position:
            bounds.append((position, divider.start()))
        position = divider.end()
    if position < len(core):
        bounds.append((position, len(core)))
    parts = []
    for index, (begin, end) in enumerate(bounds):
        text = core[begin:end]
        last = index == len(bounds) - 1
        inner_stop = not last and not _STOPS.isdisjoint(core[end : bounds[index + 1][0]])
        kind = _kind(text)
        if is_symbol and index and kind is Kind.WORD:
            kind = Kind.ABBREVIATION
        elif is_symbol and not index and kind is Kind.WORD and _DIGIT.search(text):
            kind = Kind.MISREAD_NUMBER
        if kind is Kind.SHORT_NUMBER and len(bounds) > 1:
            kind = Kind.NUMBER
        parts.append((begin, end, text, kind, inner_stop, last))
    return parts


def _kind(text: str) -> Kind:
    digits = len(_DIGIT.findall(text))
    letters = sum(character.isalpha() for character in text)
    if _INITIALS.match(text):
        return Kind.OTHER
    if digits and not letters:
        if text.isdigit():
            return Kind.SHORT_NUMBER if digits <= 2 else Kind.NUMBER
        return Kind.WORD if digits == 1 and _LETTER_SIGNS.search(text) else Kind.NUMBER
    if letters and _MISREAD_DIGITS.match(text) and digits > letters and len(text) > _SHORTEST_MISREAD:
        return Kind.MISREAD_NUMBER
    if digits >= 2 and digits >= letters:
        return Kind.WORD if _DIGITS_FOR_LETTERS.match(text) and not _QUANTITY.match(text) else Kind.NUMBER
    if letters or _LETTER_SIGNS.fullmatch(text):
        return Kind.WORD
    return Kind.OTHER


def _as(piece: Piece, kind: Kind) -> Piece:
    return piece._replace(kind=kind)
