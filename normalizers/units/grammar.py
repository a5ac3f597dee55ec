"""The grammar of unit names: what stands at a position of a text, and how far it reaches."""

from __future__ import annotations

import re
from collections.abc import Mapping

from normalizers.units.bodies import bodies_of_level, body_at, several_at
from normalizers.units.fields import listed_at
from normalizers.units.groups import group_at
from normalizers.units.model import Unit, UnitText
from normalizers.units.offices import office_at
from normalizers.units.text import Text, skip
from normalizers.units.vocabulary import Vocabulary, vocabulary


class Grammar:
    """Recognises units; ``aliases`` are abbreviations that the document itself introduces (folded)."""

    def __init__(self, aliases: Mapping[str, Unit] | None = None) -> None:
        self.words: Vocabulary = vocabulary()
        self.aliases = dict(aliases or {})
        names = sorted(map(re.escape, self.aliases), key=len, reverse=True)
        self._alias = re.compile(rf"(?<!\w)(?:{'|'.join(names)})(?!\w)") if names else None

    def match(self, text: Text, position: int, closed: bool) -> list[UnitText]:
        """The unit that begins at ``position``; several where one head word covers a list ("các Sở: Y tế, Nội vụ").

        Args:
            text: The text.
            position: Offset of a word.
            closed: Whether the text is an enumeration of units and nothing else, so that names run to the separators.
        """
        if self._alias and (found := self._alias.match(text.folded, position)) and text.original[position].isupper():
            return [text.unit(position, found.end(), self.aliases[found.group()])]
        if office := office_at(self, text, position, closed):
            return office
        if body := body_at(self, text, position, closed):
            return body
        determiner = self.words.determiner.match(text.folded, position)
        if determiner and (many := bodies_of_level(self, text, position, skip(text.folded, determiner.end()))):
            return many
        if determiner and (listed := listed_at(self, text, position, skip(text.folded, determiner.end()))):
            return listed
        if determiner and (several := several_at(self, text, position, skip(text.folded, determiner.end()), closed)):
            return several
        return group_at(self, text, position, closed)

    def starts(self, text: Text, position: int) -> bool:
        """Whether a unit begins there."""
        return bool(self.match(text, position, closed=False))

    def body(self, text: Text, position: int) -> list[UnitText]:
        """The body with a head word that begins there in running text; no office, no group."""
        return body_at(self, text, position, closed=False)

    def expand(self, words: str) -> str:
        """The words with the abbreviations of the vocabulary written out."""
        return self.words.abbreviations.sub(lambda m: self.words.expansions[m.group()], words)
