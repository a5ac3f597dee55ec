"""Sentences inside a paragraph that name who is to do something: ``… . Sở Y tế chủ trì, phối hợp với … rà soát …``."""

from __future__ import annotations

import re

from extractors.assignment.patterns import patterns
from extractors.organisations import Organisations
from normalizers.units import UnitText, fold
from normalizers.units.vocabulary import vocabulary

_SENTENCE = re.compile(r"(?<=[^\W\d]{2}\.)\s+|(?<=\)\.)\s+|(?<=\d{4}\.)\s+|(?<=\d%\.)\s+")
_BEHIND = re.compile(r"\s*(?:\([^()]*\))?\s*,?\s*")


def has_role(folded: str, end: int) -> bool:
    """Whether what stands behind a unit says its part: ``chủ trì``, ``có trách nhiệm``, ``phối hợp``."""
    return bool(patterns()["own_subject.role"].match(folded, end))


def told_sentences(text: str, units: Organisations, begin: int, *, role: bool) -> list[tuple[int, int]]:
    """Where the sentences behind ``begin`` stand whose subject is a body that the vocabulary knows.

    Args:
        text: The paragraph.
        units: The organisations of the document.
        begin: Sentences that begin at or before this offset do not count.
        role: Whether the sentence has to say the part of its subject, and not only what it does.

    Returns:
        Start and end of each; sentences without a subject of their own belong to the one before.
    """
    folded = fold(text)
    starts = [
        found.end()
        for found in _SENTENCE.finditer(text, begin)
        if _named(units.leading(text, found.end())) and _told(folded, units.leading(text, found.end())[-1].end, role)
    ]
    ends = [*starts[1:], len(text)]
    return [(start, ends[index]) for index, start in enumerate(starts)]


def _named(subject: list[UnitText]) -> bool:
    return bool(subject) and all(item.unit.known and item.unit.kind not in {None, "person"} for item in subject)


def _told(folded: str, end: int, role: bool) -> bool:
    if has_role(folded, end):
        return True
    behind = _BEHIND.match(folded, end)
    return not role and behind is not None and bool(vocabulary().stop.match(folded, behind.end()))
