"""Lines of pieces as sentences: what the language model sees in one go."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Final

from normalizers.diacritics.options import Word
from normalizers.diacritics.pieces import Kind, Piece, style_of

_BULLETS: Final = ("-", "+", "*", "•", "–")


@dataclass
class Sentences:
    """Words in order, and the index of the first word of each sentence (ascending, from 0, none empty)."""

    words: list[Word] = field(default_factory=list)
    starts: list[int] = field(default_factory=list)

    def begin(self) -> None:
        """Begin a sentence, unless one has just begun."""
        if not self.starts or self.starts[-1] != len(self.words):
            self.starts.append(len(self.words))

    def extend(self, lines: Iterable[tuple[str, Sequence[Piece]]]) -> None:
        """Add the pieces of lines.

        A sentence goes on over the end of a line; it ends at a stop, at an empty line and before a bullet. The parts of
        a date or a number count as one word, of which the first stands for all.
        """
        for line, pieces in lines:
            stripped = line.lstrip()
            if not stripped or stripped.startswith(_BULLETS):
                self.begin()
            words = "".join(piece.text for piece in pieces if piece.kind is Kind.WORD)
            self._add(pieces, loud=sum(map(str.isupper, words)) * 2 > sum(map(str.isalpha, words)))

    def close(self) -> None:
        """Take back a sentence that was begun and has no words."""
        if self.starts and self.starts[-1] == len(self.words):
            self.starts.pop()

    def _add(self, pieces: Sequence[Piece], *, loud: bool) -> None:
        in_number = False
        capitals = [len(piece.text) > 1 and piece.text.isupper() for piece in pieces]
        for place, piece in enumerate(pieces):
            is_number = piece.kind is Kind.NUMBER
            if piece.kind is not Kind.OTHER and not (is_number and in_number):
                abbreviated = not loud and capitals[place]
                alone = abbreviated and not any(capitals[max(0, place - 1) : place] + capitals[place + 1 : place + 2])
                initial = self.starts[-1] == len(self.words) or place == 0
                self.words.append(Word(piece, style_of(piece.text, among_capitals=loud), abbreviated, alone, initial))
            in_number = is_number and piece.joined_to_next
            if piece.stop_after:
                self.begin()
