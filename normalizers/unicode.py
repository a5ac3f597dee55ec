"""Unicode forms of Vietnamese text: folding, comparison keys, tone placement, and hygiene that leaves clean text alone.

Everything here keeps offsets countable: folding and tone placement never change the length of NFC text, and hygiene
comes as edits, so that whoever applies them keeps the map to the text as it was read.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import Final

from dataset.spans import Edit

TONES: Final = "\u0300\u0301\u0309\u0303\u0323"  # grave, acute, hook above, tilde, dot below
QUALITIES: Final = "\u0302\u0306\u031b"  # circumflex, breve, horn
VOWELS: Final = "aăâeêioôơuưy"


def _compose(base: str, tone: str) -> str:
    return unicodedata.normalize("NFC", base + tone)


_TONED: Final = {
    _compose(base, tone): (base, tone) for vowel in VOWELS for base in (vowel, vowel.upper()) for tone in TONES
}
VIETNAMESE_LETTERS: Final = frozenset(_TONED) | frozenset("ăâđêôơưĂÂĐÊÔƠƯ")
"""The letters of Vietnamese that are not ASCII, in NFC."""


class _FoldTable(dict[int, int]):
    """Code points of Vietnamese letters to their bare letters; others are looked up once and remembered."""

    def __missing__(self, code: int) -> int:
        result = code
        if code > 0x7F and chr(code).isalpha():
            from unidecode import unidecode_expect_ascii  # noqa: PLC0415  its tables are only needed for rare letters

            plain = unidecode_expect_ascii(chr(code))
            # a letter that becomes two (ß) or none stays, so that offsets hold
            result = ord(plain) if len(plain) == 1 and plain.isalpha() else code
        self[code] = result
        return result


def _bare(letter: str) -> str:
    return {"đ": "d", "Đ": "D"}.get(letter) or unicodedata.normalize("NFD", letter)[0]


_FOLD: Final = _FoldTable({ord(letter): ord(_bare(letter)) for letter in VIETNAMESE_LETTERS})


def fold(text: str) -> str:
    """The NFC form without Vietnamese marks and with ``d`` for ``đ``; as long as the NFC form."""
    return unicodedata.normalize("NFC", text).translate(_FOLD)


def fold_case(text: str) -> str:
    """As :func:`fold`, in lower case; as long as the NFC form."""
    folded = fold(text)
    lower = folded.lower()
    # a few foreign capitals grow when lowered (İ)
    return lower if len(lower) == len(folded) else "".join(c.lower() if len(c.lower()) == 1 else c for c in folded)


# -- tone placement ---------------------------------------------------------------------------------------------------

_SECOND_TONED: Final = "".join(letter for letter, (base, _) in _TONED.items() if base.lower() in "aey")
_FIRST_TONED: Final = "".join(letter for letter, (base, _) in _TONED.items() if base.lower() in "ou")
_I_TONED: Final = "".join(letter for letter, (base, _) in _TONED.items() if base.lower() == "i")
_LETTER: Final = r"[^\W\d_]"
_TO_FIRST: Final = re.compile(rf"(?<![qQ])([oOuU])([{_SECOND_TONED}])(?!{_LETTER})")
_TO_SECOND: Final = re.compile(rf"(?<![qQ])([{_FIRST_TONED}])([aeyAEY])(?=[cmnptiyouCMNPTIYOU])")
_AFTER_ONSET: Final = re.compile(
    rf"(?<=[qQ])([{_FIRST_TONED}])([aăâeêiơyAĂÂEÊIƠY])|(?<=[gG])([{_I_TONED}])([aăâeêoôơuưAĂÂEÊOÔƠUƯ])"
)
_PAIRS: Final = frozenset({"oa", "oe", "uy"})


def tone_placement(text: str) -> str:
    """NFC text with its tone marks placed as the dataset writes them: ``hoá`` → ``hóa``, ``thuỷ`` → ``thủy``.

    By the structure of the syllable: open ``oa``, ``oe``, ``uy`` carry the mark on the first vowel, closed ones on the
    second (``hòan`` → ``hoàn``); the ``u`` of ``qu-`` and the ``i`` of ``gi-`` belong to the onset and never carry it
    (``quý`` stays, ``qúa`` → ``quá``, ``gìa`` → ``già``). The length never changes.
    """
    text = unicodedata.normalize("NFC", text)
    text = _TO_FIRST.sub(_move_left, text)
    text = _TO_SECOND.sub(_move_right, text)
    return _AFTER_ONSET.sub(_move_right, text)


def _move_left(match: re.Match[str]) -> str:
    first, second = match.groups()
    base, tone = _TONED[second]
    return _compose(first, tone) + base if (first + base).lower() in _PAIRS else match.group()


def _move_right(match: re.Match[str]) -> str:
    first, second = (group for group in match.groups() if group is not None)
    base, tone = _TONED[first]
    if base.lower() in "ou" and match.group(1) and match.re is _TO_SECOND and (base + second).lower() not in _PAIRS:
        return match.group()
    return base + _compose(second, tone)


# -- comparison -------------------------------------------------------------------------------------------------------

_DASHES: Final = re.compile(r"\s*[-\u2010-\u2015\u2212]+\s*")
_OUTER: Final = " \t\n.,;:!?\"'“”‘’«»()[]{}*_…-"


@lru_cache(maxsize=65536)
def compare_key(text: str) -> str:
    """A key equal for all spellings of one name: NFC, case, tone placement, dashes, white space, outer punctuation."""
    key = tone_placement(text.casefold())
    return " ".join(_DASHES.sub("-", key).split()).strip(_OUTER)


# -- hygiene ----------------------------------------------------------------------------------------------------------

_REMOVED: Final = "\u00ad\u200b\u200c\u200d\u200e\u200f\u2060\ufeff\u202a-\u202e\x00-\x08\x0e-\x1f\x7f"
_REPLACED: Final = {
    "Ð": "Đ", "ð": "đ", "Ɖ": "Đ", "ɖ": "đ",  # eth and African D: what OCR and old fonts put for đ
    "Ƣ": "Ư", "ƣ": "ư",  # the letter gha, which fonts of the nineties have in the place of u with horn
    "\ufffe": "-",  # PDFium's hyphen at a line's end: a real one, as Vietnamese does not divide syllables
    # punctuation of Windows-1252 that was read as Latin-1: control characters, which no text has
    **{chr(code): bytes([code]).decode("cp1252") for code in b"\x85\x91\x92\x93\x94\x95\x96\x97"},
    "ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl",
}  # fmt: skip
_LOOKALIKES: Final = dict(
    zip(
        "АВЕЅІЈКМНОРСТУХаеѕіјорсухΑΒΕΖΗΙΚΜΝΟΡΤΥΧοιν",
        "ABESIJKMHOPCTYXaesijopcyxABEZHIKMNOPTYXoiv",
        strict=True,
    )
)
_STRIP: Final = re.compile(f"[{_REMOVED}]+")
_REPLACE: Final = re.compile("|".join(_REPLACED))
_CARON: Final = re.compile("[ǎǍ](?=[cmnptCMNPT])")  # for a with breve, which never ends a syllable
_LOOKALIKE: Final = re.compile(f"[{''.join(_LOOKALIKES)}]")
# from the beginning of a word only: each letter of a long run as a beginning would take quadratic time
_SUSPECT: Final = re.compile(
    rf"(?:(?<!\S)\S*)?[{_REMOVED}{''.join(_REPLACED)}ǎǍ{''.join(_LOOKALIKES)}\u0300-\u036f\u212a\u212b]\S*"
)
_MARKS: Final = re.compile("[\u0300-\u036f]{2,}")
_WORD: Final = re.compile(rf"(?:{_LETTER}|[\u0300-\u036f])+")


def hygiene_edits(text: str) -> list[Edit]:
    """The edits that bring damaged code points back to Vietnamese letters; none for clean text.

    Composition to NFC (marks in any order), look-alikes (``Ð`` for ``Đ``, Cyrillic and Greek letters inside words that
    have Latin ones), invisible characters taken out, PDFium's line-end hyphen made one, quotes and dashes that became
    control characters brought back. Quotes, dashes and spaces of all kinds stay as they are.
    """
    edits = []
    for match in _SUSPECT.finditer(text):
        before = match.group()
        after = _clean(before)
        if after != before:
            edits.append(_trimmed(match.start(), before, after))
    return edits


def _clean(word: str) -> str:
    word = _REPLACE.sub(lambda m: _REPLACED[m.group()], _STRIP.sub("", word))
    word = _CARON.sub(lambda m: "ă" if m.group() == "ǎ" else "Ă", word)
    if _LOOKALIKE.search(word):
        word = _WORD.sub(lambda m: _latin(m.group()), word)
    # tone before quality (é + ^) does not compose: put the quality marks first
    word = _MARKS.sub(lambda m: "".join(sorted(m.group(), key=lambda mark: mark not in QUALITIES)), _decomposed(word))
    return unicodedata.normalize("NFC", word)


def _decomposed(word: str) -> str:
    return unicodedata.normalize("NFD", word) if _COMBINING.search(word) else word


_COMBINING: Final = re.compile("[\u0300-\u036f]")


def _latin(word: str) -> str:
    """The word in Latin letters, if it mixes Latin ones with nothing but their look-alikes; else as it is."""
    rest = _LOOKALIKE.sub("", _COMBINING.sub("", word))
    if rest and all("LATIN" in unicodedata.name(letter, "") for letter in rest):
        return _LOOKALIKE.sub(lambda m: _LOOKALIKES[m.group()], word)
    return word


def _trimmed(start: int, before: str, after: str) -> Edit:
    """The smallest edit that makes ``after`` of ``before``, which begins at ``start``."""
    head = 0
    while head < min(len(before), len(after)) and before[head] == after[head]:
        head += 1
    tail = 0
    while tail < min(len(before), len(after)) - head and before[-1 - tail] == after[-1 - tail]:
        tail += 1
    return Edit(start + head, start + len(before) - tail, after[head : len(after) - tail])
