"""Labels of sections and items, such as ``III.``, ``1.1.``, ``a)``, ``-`` and ``Điều 5.``."""

from __future__ import annotations

import re
from dataclasses import dataclass

from normalizers.roman_numerals import roman, to_roman

LETTERS = "abcdđeghiklmnopqrstuvxy"
"""The order of Vietnamese letters in enumerations (no f, j, w, z)."""
_FOREIGN = {"f": "e", "j": "i"}
"""Letters that some lists count with all the same, and the one that they stand behind."""

_WORDS = re.compile(
    r"(Phần|PHẦN|Chương|CHƯƠNG|Mục|MỤC|Tiểu mục|Điều|ĐIỀU|Bước|BƯỚC)\s+(?:thứ\s+)?"
    r"([IVXL]+|\d{1,3}[a-zđ]?|[A-Z]|nhất|hai|ba|tư|năm)\b\s*([.:]?)\s*"
)
_NEEDS_POINT = frozenset({"điều", "bước"})
# "I- MỤC TIÊU" is how Party bodies number their sections
_ROMAN_LABEL = re.compile(r"([IVXLl1|]{1,6})(?:\s*(?:[.,/]\s+(?=\S)|\.(?=[^\W\d_]{2}))|\s?[-–]\s*(?=[^\W\d_]{2}))")
_DECIMAL = re.compile(r"(\d{1,2}(?:\.\d{1,2}){1,3})\s*[.)]?\s+(?=\D)")
# an item may begin with a share or a count ("3. 100% hộ dân"); "1. 200 hộ" is a number with a stray space
_ARABIC = re.compile(
    r"(\d{1,2})(?:\s*([.)/]|\.\))|(-)(?=\s+[^\W\d_]))(?:\s*(?=[^\d\s.,)])"
    r"|\s+(?=\d{1,3}(?:[.,]\d+)?\s*%|\d{1,2}\s+[^\W\d_]|\d{1,3}\.\d{3}\s+[^\W\d_]))"
)
_PAREN = re.compile(r"\(\s*([ivx]{1,4}|\d{1,2}|[a-zđ])\s*\)\s+(?=\S)")
_LETTER = re.compile(r"([a-zđ]{1,2}\d?)\s*([.)]|/\.?)\s+(?=\S)")
# what OCR makes of II, III and their like before a title in capitals
_BLURRED = re.compile(r"(?=.*[IVXH])([IVXLHl1|!\]]{2,5})\s*[.,]\s+(?=\S)")
_UPPER = re.compile(r"([A-ZĐ])\s*\.\s+(?=\S)")
_BULLET = re.compile(r"([-–—−~•●▪◦○*+\uf0b7\uf02d\u2022✓✔>»])\s*(?=[^\s\d-]|\d)")
# the second line of "giai đoạn 2026 / - 2030"
_RANGE = re.compile(r"(?:19|20)\d\d\W*$")
_ORDINALS = {"nhất": 1, "hai": 2, "ba": 3, "tư": 4, "năm": 5}
_BULLETS = dict.fromkeys("-–—−~\uf02d", "-") | dict.fromkeys("•●▪\uf0b7\u2022", "•") | dict.fromkeys("◦○", "o")


@dataclass(frozen=True, slots=True)
class Label:
    """A label at the start of a paragraph.

    ``kind`` tells its place in a ladder (``roman``, ``arabic``, ``decimal2``, ``letter``, ``bullet-``), ``text`` is the
    label without punctuation, ``ordinal`` its number in the sequence (0 for bullets), ``length`` how many characters
    of the paragraph it takes.
    """

    kind: str
    text: str
    ordinal: int
    length: int

    @property
    def bullet(self) -> bool:
        """Whether it has no number."""
        return self.kind.startswith("bullet")

    @property
    def prefix(self) -> str:
        """The label of the section above, for decimal labels: ``2`` for ``2.1``."""
        return self.text.rpartition(".")[0] if self.kind.startswith("decimal") else ""


def parse_label(text: str) -> Label | None:
    """The label at the start of a line of text, if there is one."""
    for parse in (
        _word_label,
        _roman_label,
        _decimal_label,
        _arabic_label,
        _letter_label,
        _bullet_label,
        _blurred_label,
    ):
        label = parse(text)
        if label is not None:
            return label
    return None


def _word_label(text: str) -> Label | None:
    match = _WORDS.match(text)
    if not match:
        return None
    word, number = match.group(1).lower(), match.group(2)
    ordinal = _ORDINALS.get(number) or roman(number)
    if ordinal is None:
        digits = re.match(r"\d+", number)
        ordinal = int(digits.group()) if digits else ord(number[0]) - ord("A") + 1
    # "Mục 3 Điều 5 …" and "Điều 5 của Luật …" inside a sentence are references, not labels
    rest = text[match.end() :]
    if rest[:1].islower() or rest.startswith(("Điều", "Chương", "Luật")):
        return None
    if word in _NEEDS_POINT and rest and not match.group(3):
        return None
    return Label(f"word-{word}", f"{match.group(1).capitalize()} {number}", ordinal, match.end())


def _roman_label(text: str) -> Label | None:
    match = _ROMAN_LABEL.match(text)
    if not match:
        return None
    token = match.group(1)
    # without a space, or behind a dash, only before capitals: I.MỤC ĐÍCH, I- Mục đích
    behind = text[match.end() : match.end() + 2]
    glued = not match.group()[-1].isspace() and not behind.isupper()
    if match.group().rstrip()[-1] in "-–" and not behind[:1].isupper():
        return None
    if token.isdigit() or glued:
        return None
    value = roman(re.sub(r"[l1|]", "I", token))
    return Label("roman", to_roman(value), value, match.end()) if value else None


def _blurred_label(text: str) -> Label | None:
    """A Roman numeral that cannot be read; its ordinal is 0, to be told from its place in the sequence."""
    match = _BLURRED.match(text)
    return Label("roman", match.group(1), 0, match.end()) if match else None


def _decimal_label(text: str) -> Label | None:
    match = _DECIMAL.match(text)
    if not match:
        return None
    parts = match.group(1).split(".")
    if any(len(part) == 2 and part[0] == "0" for part in parts[1:]):
        return None
    return Label(f"decimal{len(parts)}", match.group(1), int(parts[-1]), match.end())


def _arabic_label(text: str) -> Label | None:
    match = _ARABIC.match(text)
    if not match:
        return None
    mark = (match.group(2) or match.group(3))[0]
    if mark == "-" and not text[match.end() : match.end() + 1].isupper():
        return None
    kind = "arabic" if mark == "." else "arabic" + mark
    return Label(kind, match.group(1), int(match.group(1)), match.end())


def _letter_label(text: str) -> Label | None:
    for pattern, kind in ((_PAREN, "paren"), (_LETTER, "letter"), (_UPPER, "upper")):
        match = pattern.match(text)
        if not match:
            continue
        token = match.group(1)
        lower = token.lower()
        if kind == "paren":
            ordinal = int(token) if token.isdigit() else roman(token)
            if ordinal is None:
                ordinal = _place(lower)
                return Label("paren-letter", token, ordinal, match.end()) if ordinal else None
            return Label("paren-arabic" if token.isdigit() else "paren-roman", token, ordinal, match.end())
        if len(lower) > 1 and not (lower[1:].isdigit() or lower in {"aa", "bb", "cc", "dd", "ii", "iv", "vi", "ix"}):
            continue
        suffix = match.group(2)[0] if kind == "letter" else "."
        if lower[1:].isdigit():
            return Label("letter-number", token, int(lower[1:]), match.end())
        ordinal = _place(lower[0])
        if ordinal:
            return Label(kind + suffix, token, ordinal, match.end())
    return None


def _place(letter: str) -> int:
    """The number of a letter in an enumeration; 0 if it is none. f and j come right behind e and i, as g and k do."""
    before = _FOREIGN.get(letter)
    return LETTERS.index(before) + 2 if before else LETTERS.find(letter) + 1


def _bullet_label(text: str) -> Label | None:
    match = _BULLET.match(text)
    if not match or _RANGE.match(text, match.end()):
        return None
    sign = match.group(1)
    return Label("bullet" + _BULLETS.get(sign, sign), _BULLETS.get(sign, sign), 0, match.end())
