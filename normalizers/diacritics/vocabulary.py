"""The words that the language model of the diacritics recovery knows, and how text becomes such words.

``data/vocabulary.txt`` (made by ``python -m corpus.training.language_model``) holds one word a line with its kind, the
commonest first. Words are in NFC, lower case, tone marks placed as :func:`normalizers.unicode.tone_placement` does.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from functools import cached_property, lru_cache
from importlib.resources import files
from typing import Final, Self

import numpy as np
from numpy.typing import NDArray

from normalizers.unicode import fold_case, tone_placement

UNKNOWN: Final = "<unk>"
NUMBER: Final = "<num>"
BOUNDARY: Final = "<s>"
SPECIAL: Final = "special"
SYLLABLE: Final = "syllable"
ABBREVIATION: Final = "abbreviation"
OTHER: Final = "other"
ID_BITS: Final = 14
"""Bits of an id: four ids fit into one 64-bit key."""

TOKEN: Final = re.compile(r"[^\W_]+|[.;:?!|](?![^\W_])|\n")
"""What becomes a token in NFC text: a run of letters and digits; a stop that ends something (the point of ``1.200`` and
of ``TP.HCM`` does not), the edge of a table cell, the end of a paragraph. All other signs are passed over."""
_STOPS: Final = frozenset(".;:?!|\n")
_DIGIT: Final = re.compile(r"\d")


def normal_form(token: str) -> str:
    """The word that a match of :data:`TOKEN` stands for: ``<num>`` with any digit, ``<s>`` for stops, else lower case.

    Runs of numbers (``19/11/2025``) and of stops count as one token; that is for the caller, who knows the neighbours.
    """
    if token in _STOPS:
        return BOUNDARY
    if _DIGIT.search(token):
        return NUMBER
    return tone_placement(token.lower())


class Vocabulary:
    """Words with ids 0 … n-1 and their kinds (``special``, ``syllable``, ``abbreviation``, ``other``).

    Args:
        words: the words by id, in the form of :func:`normal_form`; ``<unk>``, ``<num>`` and ``<s>`` must be among them.
        kinds: the kind of each word.

    Raises:
        ValueError: a word stands twice, a special one is missing, or there are more words than ids.
    """

    def __init__(self, words: Sequence[str], kinds: Sequence[str]) -> None:
        self.words = list(words)
        self.kinds = list(kinds)
        self._id = {word: index for index, word in enumerate(self.words)}
        if len(self._id) != len(self.words) or len(self.kinds) != len(self.words):
            raise ValueError("every word needs one line and one kind")
        if len(self.words) > 1 << ID_BITS:
            raise ValueError(f"{len(self.words)} words do not fit into {ID_BITS} bits")
        missing = {UNKNOWN, NUMBER, BOUNDARY} - self._id.keys()
        if missing:
            raise ValueError(f"no {', '.join(sorted(missing))} in the vocabulary")
        self.unknown = self._id[UNKNOWN]
        self.number = self._id[NUMBER]
        self.boundary = self._id[BOUNDARY]

    def __len__(self) -> int:
        return len(self.words)

    def __contains__(self, word: object) -> bool:
        return word in self._id

    def ids(self, words: Iterable[str]) -> NDArray[np.int32]:
        """The ids of words in :func:`normal_form`; the id of ``<unk>`` for those that are not listed."""
        get, unknown = self._id.get, self.unknown
        return np.fromiter((get(word, unknown) for word in words), np.int32)

    @cached_property
    def skeletons(self) -> list[str]:
        """Each word without its marks (``tỉnh`` → ``tinh``, ``đ`` → ``d``), by id; special words as they are."""
        return fold_case("\n".join(self.words)).split("\n")

    @cached_property
    def by_skeleton(self) -> dict[str, NDArray[np.int32]]:
        """The ids of the words that share a skeleton, the commonest first; special words are not among them."""
        groups: defaultdict[str, list[int]] = defaultdict(list)
        for index, (skeleton, kind) in enumerate(zip(self.skeletons, self.kinds, strict=True)):
            if kind != SPECIAL:
                groups[skeleton].append(index)
        return {skeleton: np.array(group, np.int32) for skeleton, group in groups.items()}

    def dumps(self) -> str:
        """The text of the file: word, tab, kind; one a line, by id."""
        return "".join(f"{word}\t{kind}\n" for word, kind in zip(self.words, self.kinds, strict=True))

    @classmethod
    def loads(cls, text: str) -> Self:
        """The vocabulary of a text that :meth:`dumps` made."""
        fields = text.replace("\t", "\n").split("\n")
        return cls(fields[0:-1:2], fields[1::2])


@lru_cache(maxsize=1)
def load() -> Vocabulary:
    """The vocabulary that comes with the package."""
    return Vocabulary.loads(files("normalizers").joinpath("diacritics/data/vocabulary.txt").read_text(encoding="utf-8"))
