"""The text that the grammar of units reads, and the marks that stand between units."""

from __future__ import annotations

import re
from dataclasses import dataclass

from normalizers.units.fold import fold
from normalizers.units.model import Unit, UnitText

SEPARATOR = re.compile(r"\s*[;,.:()\n/]|\s+và(?!\w)|\s*$")
SYLLABLE = re.compile(r"\s*[\w&]+(?:-[\w&]+)*|\s*-(?=\s)")


@dataclass(frozen=True, slots=True)
class Text:
    """A text and its folded form, offset for offset."""

    original: str
    folded: str
    shouted: bool = False

    @classmethod
    def of(cls, text: str, closed: bool = False) -> Text:
        """The text with its folded form; in an enumeration all in capitals every word counts as capitalised."""
        return cls(text, fold(text), closed and text.isupper())

    def capital(self, position: int) -> bool:
        """Whether a capitalised word begins there (a word all in capitals tells nothing)."""
        letters = self.original[position : position + 2]
        return letters[:1].isupper() and (self.shouted or len(letters) < 2 or not letters[1].isupper())

    def named(self, position: int) -> bool:
        """Whether a word of a name begins there: one with a capital, or (TNHH, MTV) initials in a mixed text."""
        letters = self.original[position : position + 2]
        return self.capital(position) or (letters.isupper() and not self.original.isupper())

    def words(self, start: int, end: int) -> str:
        """The words of a stretch as they are written, with single spaces."""
        return " ".join(self.original[start:end].split())

    def unit(self, start: int, end: int, unit: Unit) -> UnitText:
        """A unit that stands there."""
        return UnitText(start, end, self.original[start:end], unit)


def skip(folded: str, position: int) -> int:
    """The next position that is no space."""
    while position < len(folded) and folded[position] == " ":
        position += 1
    return position
