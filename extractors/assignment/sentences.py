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


def acts(folded: str, end: int) -> bool:
    """Whether a unit is said to do something: its part, or a verb behind it that is no passive and no past."""
    behind = _BEHIND.match(folded, end)
    begin = behind.end() if behind else end
    if has_role(folded, end):
        return True
    return bool(vocabulary().stop.match(folded, begin)) and not patterns()["own_subject.no_act"].match(folded, begin)


def told_sentences(text: str, units: Organisations, begin: int) -> list[tuple[int, int]]:
    """Where the sentences behind ``begin`` stand in which a body is told what to do.

    Returns:
        Start and end of each; sentences without a subject of their own belong to the one before.
    """
    folded = fold(text)
    starts: list[int] = []
    for found in _SENTENCE.finditer(text, begin):
        subject = units.leading(text, found.end())
        if _named(subject) and acts(folded, subject[-1].end):
            starts.append(found.end())
    ends = [*starts[1:], len(text)]
    return [(start, ends[index]) for index, start in enumerate(starts)]


def _named(subject: list[UnitText]) -> bool:
    return bool(subject) and all(item.unit.kind not in {None, "person"} for item in subject)
