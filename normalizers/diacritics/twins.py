"""Words of two spellings that differ in a letter: ``quí`` and ``quý``."""

from __future__ import annotations

from importlib.resources import files

from normalizers.diacritics.vocabulary import Vocabulary
from normalizers.unicode import fold


def twins_of(vocabulary: Vocabulary) -> dict[int, int]:
    """Words of two spellings that differ in a letter (``data/variants.tsv``: ``quí`` and ``quý``), each to the other.

    The language model knows the commoner one better; what is likely in the one spelling is so in the other. Spellings
    that differ in marks alone are what engines mix up, and stay apart.
    """
    lines = files("normalizers").joinpath("diacritics/data/variants.tsv").read_text(encoding="utf-8").splitlines()
    pairs = [tuple(line.split("\t")) for line in lines]
    ids = [vocabulary.ids(pair).tolist() for pair in pairs if fold(pair[0]) != fold(pair[1])]
    known = [pair for pair in ids if vocabulary.unknown not in pair]
    return {one: other for pair in known for one, other in (pair, pair[::-1])}
