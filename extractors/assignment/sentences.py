"""Sentences inside a paragraph that name who is to do something: ``… . Sở Y tế chủ trì, phối hợp với … rà soát …``."""

from __future__ import annotations

import re

from extractors.assignment.patterns import patterns
from extractors.organisations import Organisations
from normalizers.units import UnitText, fold
from normalizers.units.vocabulary import vocabulary

_SENTENCE = re.compile(r"(?<=[^\W\d]{2}\.)\s+|(?<=\)\.)\s+|(?<=\d{4}\.)\s+|(?<=\d%\.)\s+")
_CLAUSE = re.compile(r"[;.]\s+")
_REQUEST = re.compile(r"(?:Giao|Đề nghị|Yêu cầu)\s+(?:cho\s+)?(?=[A-ZĐ])")
_BEHIND = re.compile(r"\s*(?:\([^()]*\))?\s*,?\s*")


def has_role(folded: str, end: int) -> bool:
    """Whether what stands behind a unit says its part: ``chủ trì``, ``có trách nhiệm``, ``phối hợp``."""
    return bool(patterns()["own_subject.role"].match(folded, behind_place(folded, end)))


def behind_place(folded: str, end: int) -> int:
    """Where a unit's part is said: behind the place in which it works, if one stands between (``trong vùng trũng``)."""
    where = patterns()["own_subject.where"].match(folded, end)
    return where.end() if where else end


def acts(folded: str, end: int) -> bool:
    """Whether a unit is said to do something: its part, or a verb behind it that is no passive and no past."""
    behind = _BEHIND.match(folded, end)
    begin = behind.end() if behind else end
    if within := patterns()["own_subject.within"].match(folded, begin):
        begin = within.end()
    if has_role(folded, end):
        return True
    return bool(vocabulary().stop.match(folded, begin)) and not patterns()["own_subject.no_act"].match(folded, begin)


def told_sentences(text: str, units: Organisations, begin: int, *, reported: bool = False) -> list[tuple[int, int]]:
    """Where the sentences behind ``begin`` stand in which a body is told what to do.

    ``reported``: also those that begin with a request, in a text that tells of an order.

    Returns:
        Start and end of each; sentences without a subject of their own belong to the one before.
    """
    folded = fold(text)
    starts: list[int] = []
    for found in _SENTENCE.finditer(text, begin):
        subject = told_subject(text, units, found.end()) if reported else units.leading(text, found.end())
        if _acting(subject, folded) or (reported and _named(subject) and _REQUEST.match(text, found.end())):
            starts.append(found.end())
    ends = [*starts[1:], len(text)]
    return [(start, ends[index]) for index, start in enumerate(starts)]


def told_subject(text: str, units: Organisations, start: int) -> list[UnitText]:
    """Who a sentence is about, also where it asks them: ``Giao Sở Y tế …``."""
    request = _REQUEST.match(text, start)
    return units.leading(text, request.end() if request else start)


def listed_clauses(text: str, units: Organisations) -> list[tuple[int, int]]:
    """The clauses of ``… yêu cầu: Sở Y tế mở lớp …; Sở Tài chính bố trí …``, each with the body that is asked.

    Returns:
        Start and end of each; nothing where fewer than two bodies are asked.
    """
    folded = fold(text)
    opening = patterns()["phrases.asks_each"].search(folded)
    if opening is None or folded.find(";", opening.end()) < 0:
        return []
    starts = [opening.end(), *(found.end() for found in _CLAUSE.finditer(text, opening.end()))]
    told = [start for start in starts if _acting(units.leading(text, start), folded)]
    return list(zip(told, [*told[1:], len(text)], strict=True)) if len(told) > 1 and told[0] == starts[0] else []


def acts_behind(text: str, units: Organisations, start: int) -> bool:
    """Whether units stand at ``start`` that are said to do something."""
    found = units.leading(text, start)
    return bool(found) and acts(fold(text), found[-1].end)


def _acting(subject: list[UnitText], folded: str) -> bool:
    return _named(subject) and acts(folded, subject[-1].end)


def _named(subject: list[UnitText]) -> bool:
    return bool(subject) and all(item.unit.kind not in {None, "person"} for item in subject)
