"""Who a paragraph is about: unit headings, subjects that a paragraph names itself, and whom it works with."""

from __future__ import annotations

import re
from dataclasses import replace

from dataset.views import View
from extractors.assignment.draft import Doer
from extractors.assignment.patterns import patterns
from extractors.organisations import Organisations
from normalizers.units import Unit, UnitText, fold
from normalizers.units.vocabulary import vocabulary

_LONGEST_HEADING = 220
_LONGEST_SUBJECT = 90
_BROKEN = re.compile(r"[.;:()]")
_INTRODUCES = re.compile(r"\s*(?:\([^()]*\))?\s*[:,-]\s+")
_CLAUSE = re.compile(r"[.;:](?=\s)")
_SAME_LEVEL = re.compile(r"\s+cùng cấp(?!\w)")
_NAME = re.compile(r"[^\W\d_]+(?: [^\W\d_]+){1,4}(?=\s*[-–,:(])")
_ADVERBIAL = re.compile(
    r"(?:căn cứ|trên cơ sở|theo|định kỳ|hằng năm|hàng năm|hằng quý|hằng tháng|khi)(?!\w)[^;.:]{0,160}?,\s+"
)


def heading_units(text: str, units: Organisations) -> list[UnitText]:
    """The units that a heading consists of; nothing if it says anything else."""
    folded = fold(text)
    if len(text) > _LONGEST_HEADING:
        return []
    if (person := _person(text, folded)) and _is_name(person[0].text) and not _CLAUSE.search(text.rstrip(" :")):
        return person
    lead = patterns()["unit_heading.before"].match(folded)
    start = lead.end() if lead else 0
    found = units.leading(text, start)
    if found and patterns()["unit_heading.after"].fullmatch(folded, found[-1].end):
        return found
    named = lead is not None and patterns()["unit_heading.names"].search(lead.group())
    if found and not named and re.match(r"\s+[^\s(]", folded[found[-1].end :]) and _goes_on(folded, found[-1].end):
        return []
    if found and (colon := _INTRODUCES.match(folded, found[-1].end)) and _goes_on(folded, colon.end()):
        return found if folded.endswith(":") else []  # "Sở A: chỉ đạo Chi cục B thực hiện:" is A's, not B's
    listed = units.split(text, start)
    complete = listed and all(item.unit.kind is not None for item in listed)
    return listed if complete and not re.search(r"[.;:]\s+\S", text[listed[-1].end :]) else []


def _goes_on(folded: str, end: int) -> bool:
    """Whether a verb follows, so that the units before it are the subject of a sentence."""
    rest = re.match(r"\s*", folded[end:])
    return bool(vocabulary().stop.match(folded, end + (rest.end() if rest else 0)))


def own_subject(text: str, units: Organisations, inside: bool) -> list[UnitText]:
    """The units that a paragraph names as its own subject, at its head.

    Args:
        text: The paragraph.
        units: The organisations of the document.
        inside: Whether it stands under the heading of a unit; then "yêu cầu X" is that unit's own work, and a subject
            behind an adverbial clause is the unit itself.
    """
    folded = fold(text)
    if inside and patterns()["own_subject.predicate"].match(folded):
        return []
    if named := _person(text, folded):
        return named
    if patterns()["own_subject.people"].match(folded):
        return []
    lead = patterns()["own_subject.before" if inside else "own_subject.before_outside"].match(folded)
    start = lead.end() if lead else 0
    found = units.leading(text, start)
    if not found and (course := patterns()["own_subject.course"].match(folded)):
        found = units.leading(text, course.end())
    if not found and not inside and (adverbial := _ADVERBIAL.match(folded)):
        found = units.leading(text, adverbial.end())
    if not found and lead:
        found = units.leading(text, 0)
    if not found and not inside:
        found = unknown_subject(text, units, start)
    if not found or patterns()["own_subject.never"].match(folded, found[-1].end):
        return []
    return found if folded[found[-1].end :].strip(" .;:,/") else []


def unknown_subject(text: str, units: Organisations, start: int) -> list[UnitText]:
    """A subject whose name the vocabulary does not have, by its role behind it: ``Quỹ Vì người nghèo chủ trì …``."""
    begin = start + len(text[start:]) - len(text[start:].lstrip())
    folded = fold(text)
    role = patterns()["phrases.role_ahead"].search(folded, begin, begin + _LONGEST_SUBJECT)
    name = text[begin : role.start()] if role else ""
    if not name[:1].isupper() or _BROKEN.search(name) or vocabulary().stop.match(folded, begin):
        return []
    if patterns()["unit_heading.topic"].match(folded[begin:]) or patterns()["own_subject.circumstance"].match(name):
        return []
    listed = units.split(text, begin, begin + len(name))
    return listed if all(item.text[:1].isupper() or item.unit.group for item in listed) else []


def _person(text: str, folded: str) -> list[UnitText]:
    """``Ông Trần Văn Nam - Trưởng đoàn: …``: a person by name."""
    title = patterns()["own_subject.person"].match(folded)
    name = _NAME.match(text, title.end()) if title else None
    if not title or not name:
        return []
    start = re.search(r"(?:ông|bà|đồng chí|đ/c)", folded)
    begin = start.start() if start else 0
    words = f"{text[begin : title.end()].strip(' .:').capitalize()} {name.group()}"
    return [UnitText(begin, name.end(), text[begin : name.end()], Unit(words, "person", head=words))]


def _is_name(text: str) -> bool:
    """Whether the last words are a person's name, and no office."""
    return all(word.istitle() for word in text.split()[-3:])


def coordinates(view: View, units: Organisations, leads: list[UnitText]) -> list[Doer]:
    """The units that a paragraph says its subject works with ("phối hợp với A, B và C")."""
    folded = fold(view.text)
    names = {item.unit.name.casefold() for item in leads}
    doers: list[Doer] = []
    for joint in patterns()["phrases.with"].finditer(folded):
        # "Đề nghị Công an xã phối hợp với …": the unit that is told here is the one whose work it is
        own = [item.end for item in leads if item.text == view.text[item.start : item.end] and item.end < joint.start()]
        before = _CLAUSE.split(folded[max(own, default=0) : joint.start()])[-1]
        if patterns()["phrases.told"].search(before):
            continue
        for item in _at_level(folded, units.leading(view.text, joint.end()), leads):
            # several leads, or the members of a group, work with each other; a single body that works with itself is
            # a slip, which the checker tells
            alone = len(names) == 1 and not item.unit.group
            if alone or item.unit.name.casefold() not in names:
                doers.append(Doer(view, item, "coordinate"))
    return doers


def _at_level(folded: str, partners: list[UnitText], leads: list[UnitText]) -> list[UnitText]:
    """The partners; one "cùng cấp" with leads that are many, or of another level, is not completed to a single body."""
    several = any(item.unit.group or item.unit.kind == "group" for item in leads)
    return [
        replace(item, unit=_of_same_level(item.unit))
        if _SAME_LEVEL.match(folded, item.end) and (several or _other_level(item, leads))
        else item
        for item in partners
    ]


def _other_level(item: UnitText, leads: list[UnitText]) -> bool:
    return any(lead.unit.level not in {None, item.unit.level} for lead in leads)


def _of_same_level(unit: Unit) -> Unit:
    name = f"{unit.head} cùng cấp"
    return Unit(name, unit.kind, head=name, group=True)


def same_body(own: list[UnitText], heading: list[UnitText]) -> bool:
    """Whether the subject of a paragraph is the unit of the heading, or who stands at its head."""
    return all(any(_same(item.unit, other.unit) for other in heading) for item in own)


def _heads_of(persons: Unit, bodies: Unit) -> bool:
    """``Tổ trưởng tổ dân phố`` below the heading ``Các tổ dân phố``."""
    body = fold(bodies.name).removeprefix("các ")
    return (
        bodies.group
        and fold(persons.name) != body
        and bool(re.search(rf"trưởng (?:các )?{re.escape(body)}$", fold(persons.name)))
    )


def _same(one: Unit, other: Unit) -> bool:
    if one.kind == "person" or other.kind == "person":
        person, body = (one, other) if one.kind == "person" else (other, one)
        words = fold(body.name).split()
        # of a group with what qualifies it the beginning counts: "Trưởng các phòng", "các phòng tham gia đào tạo"
        names = [words, words[:2]] if body.kind == "group" else [words]
        names += [words[1:]] if body.group and words[:1] == ["các"] and len(words) > 1 else []
        return any(fold(person.name).endswith(" ".join(name)) for name in names)
    if one.group and other.group and fold(other.name).startswith(f"{fold(one.name)} "):
        return True  # "Mỗi khoa …" below "Các khoa lâm sàng"
    if _heads_of(one, other) or _heads_of(other, one):
        return True
    same_head = fold(one.head) == fold(other.head) and one.place in {None, other.place} and one.group == other.group
    return fold(one.name) == fold(other.name) or same_head
