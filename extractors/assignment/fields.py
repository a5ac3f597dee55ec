"""Lines and parentheses that name the doers: ``* Cơ quan thực hiện: A phối hợp với B``, ``(Chủ trì: A; …)``."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Literal

from dataset.views import View
from extractors.assignment.draft import Doer, Role
from extractors.assignment.patterns import patterns
from extractors.organisations import Organisations
from extractors.outline.model import Node
from normalizers.units import fold
from normalizers.units.vocabulary import vocabulary

FieldKind = Literal["lead", "carry", "coordinate", "advise", "monitor", "report", "time", "product"]
_KINDS: tuple[FieldKind, ...] = ("coordinate", "lead", "carry", "advise", "monitor", "report", "time", "product")
_HELPERS: dict[FieldKind, Role] = {
    "coordinate": "coordinate",
    "advise": "advise",
    "monitor": "monitor",
    "report": "report",
}


_LABELS: dict[FieldKind, Role] = {"lead": "lead", "carry": "lead", "coordinate": "coordinate"}


@dataclass(frozen=True, slots=True)
class Field:
    """``text[start:end]`` is the value of a field."""

    kind: FieldKind
    start: int
    end: int


@lru_cache(maxsize=1)
def _label() -> re.Pattern[str]:
    kinds = "|".join(f"(?P<{kind}>{patterns()[f'fields.{kind}'].pattern})" for kind in _KINDS)
    return re.compile(rf"(?:^|(?<=[;.,(/–-])|(?<=[;.,)]\s))[\s*+•-]*(?:{kinds})\s*:\s*")


def read_fields(text: str) -> list[Field]:
    """The fields of a line that begins with one; nothing if it does not."""
    folded = fold(text)
    found = list(_label().finditer(folded))
    if not found or folded[: found[0].start()].strip(" *+•-–("):
        return []
    ends = [match.start() for match in found[1:]] + [len(text)]
    return [
        Field(_kind(match), match.end(), _trim(text, match.end(), end)) for match, end in zip(found, ends, strict=True)
    ]


def label_alone(node: Node) -> Role | Literal["both"] | None:
    """The role that a heading names whose bodies stand below it, each on its line: ``2. Cơ quan chủ trì``.

    ``both`` where two labels of their own follow; None where the paragraph is no such label.
    """
    if not node.children or node.kind not in {"heading", "item"}:
        return None
    folded = fold(node.text).strip(" .:;*")
    if patterns()["fields.both_below"].fullmatch(folded):
        return "both"
    kinds = (kind for kind in _KINDS if patterns()[f"fields.{kind}"].fullmatch(folded))
    kind = next((kind for kind in kinds if kind in _LABELS), None)
    named = kind is not None and patterns()["fields.names_bodies"].match(folded)
    return _LABELS[kind] if kind is not None and named else None


def _kind(match: re.Match[str]) -> FieldKind:
    return next(kind for kind in _KINDS if match[kind] is not None)


def _trim(text: str, start: int, end: int) -> int:
    while end > start and (text[end - 1] in " ;,./*" or (text[end - 1] == ")" and _unpaired(text[start:end]))):
        end -= 1
    return end


def _unpaired(text: str) -> bool:
    return text.count(")") > text.count("(")


def trailing_fields(text: str) -> int | None:
    """Where the fields begin with which a paragraph closes: ``Mở lớp nghề. Đơn vị thực hiện: A, B``."""
    for match in _label().finditer(fold(text)):
        if _kind(match) in {"lead", "carry", "advise"} and text[: match.start()].rstrip().endswith((".", ";")):
            return match.start()
    return None


def parenthesis(text: str) -> tuple[int, int] | None:
    """Where the closing parenthesis of a paragraph that names the doers stands, without its brackets."""
    found = patterns()["phrases.parenthesis"].search(fold(text))
    if not found or not read_fields(text[found.start("inside") : found.end("inside")]):
        return None
    return found.span("inside")


def doers_of(view: View, fields: list[Field], units: Organisations, offset: int = 0) -> list[Doer]:
    """The doers that the fields of a line name; ``offset`` is where the text of the fields begins in ``view``."""
    doers: list[Doer] = []
    led = any(item.kind in {"lead", "carry"} for item in fields)
    for item in fields:
        start, end = item.start + offset, item.end + offset
        if item.kind in {"time", "product"}:
            continue
        # who advises leads, where the line names nobody else who does
        if (role := _HELPERS.get(item.kind)) and (led or role != "advise"):
            doers += _listed(view, start, end, units, role)
        else:
            doers += doers_before_roles(view, start, end, units) or line_doers(view, start, end, units)
    return doers


def line_doers(view: View, start: int, end: int, units: Organisations) -> list[Doer]:
    """The doers of ``A, B phối hợp với C``: those before "phối hợp" lead, those behind it coordinate."""
    folded = fold(view.text[start:end])
    joint = patterns()["phrases.with"].search(folded)
    if not joint:
        return _leading(view, start, end, units)
    head = patterns()["phrases.lead"].sub("", folded[: joint.start()]).rstrip(" ,;-")
    before = start + min(len(head), joint.start())
    return [
        *_leading(view, start, before, units),
        *_listed(view, start + joint.end(), end, units, "coordinate"),
    ]


def doers_before_roles(view: View, start: int, end: int, units: Organisations) -> list[Doer]:
    """The doers of a text that gives each its role behind the name; nothing if nobody is said to work along so."""
    marks = list(patterns()["phrases.role_behind"].finditer(fold(view.text), start, end))
    if not any(mark["coordinate"] for mark in marks):
        return []
    doers: list[Doer] = []
    for mark in marks:
        doers += _listed(view, start, mark.start(), units, "coordinate" if mark["coordinate"] else "lead")
        start = mark.end()
    return doers + line_doers(view, start, end, units)


def bracket_doers(view: View, units: Organisations) -> list[Doer]:
    """The doers of a closing parenthesis that gives each its role behind the name; nothing if one is no body."""
    folded = fold(view.text)
    bracket = patterns()["phrases.bracket"].search(folded)
    if bracket is None:
        return []
    start, end = bracket.span("inside")
    if (joint := patterns()["phrases.with"].search(folded, start, end)) and "với" in joint.group():
        doers = line_doers(view, start, end, units)
    else:
        doers = []
        for mark in patterns()["phrases.role_in_bracket"].finditer(folded, start, end):
            doers += _listed(view, start, mark.start(), units, "coordinate" if mark["coordinate"] else "lead")
            start = mark.end()
    bodies = all(doer.found.unit.kind is not None for doer in doers)
    return doers if bodies and any(doer.role == "lead" for doer in doers) else []


def given_in_bracket(view: View, units: Organisations) -> list[Doer]:
    """The doers of a closing parenthesis that gives the work: ``(Giao Sở A chủ trì, phối hợp với Sở B tham mưu)``."""
    bracket = patterns()["phrases.given_bracket"].search(fold(view.text))
    if bracket is None:
        return []
    start, end = bracket.span("who")
    leads = [item for item in units.leading(view.text, start) if item.end <= end]
    if not leads or any(item.unit.kind is None for item in leads):
        return []
    joint = patterns()["phrases.with"].search(fold(view.text), leads[-1].end, end)
    partners = units.leading(view.text, joint.end()) if joint else []
    return [
        *(Doer(view, item, "lead") for item in leads),
        *(Doer(view, item, "coordinate") for item in partners if item.end <= end),
    ]


def _listed(view: View, start: int, end: int, units: Organisations, role: Role) -> list[Doer]:
    return [Doer(view, item, role) for item in units.split(view.text, start, end)]


def _leading(view: View, start: int, end: int, units: Organisations) -> list[Doer]:
    """Who leads; a further unit that is told a part of its own ("Sở Tài chính bố trí kinh phí") works with them."""
    doers = _listed(view, start, end, units, "lead")
    verb = vocabulary().stop
    return [
        replace(doer, role="coordinate")
        if index and verb.match(fold(view.text[doer.found.end : end]).lstrip())
        else doer
        for index, doer in enumerate(doers)
    ]
