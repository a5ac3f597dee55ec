"""U003 name-variants: one unit stands in the document under several spellings."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator

from checks.rule import DocumentRule, Plan, Slip
from dataset.records import Severity, UnitMention
from normalizers.unicode import fold, tone_placement

_HYPHEN = re.compile(r"\s*[-\u2010-\u2015]\s*")
_WORD = re.compile(r"[^\W_]+")
_LEVEL_BEFORE_NAME = re.compile(r"\b(?:tỉnh|thành phố|xã|phường|đặc khu) (?=[A-ZĐÀ-Ỹ])")
# levels in a row, "xã, phường và đặc khu" or "xã/phường/đặc khu": the sentence decides how they are joined
_LEVEL = re.compile(r"\b(?:tỉnh|thành phố|huyện|quận|thị xã|thị trấn|xã|phường|đặc khu)\b", re.IGNORECASE)
_BETWEEN = re.compile(r"\s*(?:/|,?\s+và\s|,)\s*")
_ARTICLE = re.compile(r"^(?:các|những|từng)\s+", re.IGNORECASE)


class NameVariants(DocumentRule):
    """A unit has one name: same hyphens and spaces, same capitals, a hyphen always or never, "và" or a hyphen.

    A full name beside its abbreviation is no variant, nor is hoá beside hóa, a capital at the start of a sentence or a
    heading in capitals.
    """

    code = "U003"
    name = "name-variants"
    severity = "warning"
    exact = True

    def check(self, plan: Plan) -> Iterator[Slip]:
        """One slip for every odd spelling of a unit, on its first place; the other places are its evidence."""
        mentions: dict[str, list[UnitMention]] = defaultdict(list)
        for mention in plan.records.of(UnitMention):
            # "các Sở: Y tế, Nội vụ" lists bodies under one head word
            if mention.kind != "group" and ":" not in mention.unit_text:
                mentions[mention.unit].append(mention)
        for unit, group in mentions.items():
            for alike in _by_letters(group).values():
                yield from self._compare(plan, unit, alike)
        yield from _without_level(plan, mentions)

    def _compare(self, plan: Plan, unit: str, mentions: list[UnitMention]) -> Iterator[Slip]:
        spellings = Counter(_spelling(m.unit_text) for m in mentions if not _in_capitals(m.unit_text))
        if len(spellings) < 2:
            return
        most = spellings.most_common(1)[0][1]
        usual = max(spellings, key=lambda s: (spellings[s], s == _spelling(unit), s))
        example = next(m.unit_text for m in mentions if _spelling(m.unit_text) == usual)
        odd: dict[str, list[UnitMention]] = defaultdict(list)
        for mention in mentions:
            spelling = _spelling(mention.unit_text)
            if spelling != usual and not _in_capitals(mention.unit_text) and not _first_letter_only(spelling, usual):
                odd[spelling].append(mention)
        for places in odd.values():
            first, *others = places
            # once this way, once that way: nobody knows which is the slip
            slight = _is_common_noun(first.unit_text, example) or _blanks_only(first.unit_text, example)
            tied = slight or len(places) == most
            severity: Severity | None = "info" if tied else None
            yield plan.slip_on(
                first,
                observed=" ".join(first.unit_text.split()),
                expected=" ".join(example.split()),
                values={"unit": unit, "count": str(len(places))},
                places=tuple(plan.place(other, "observed") for other in others),
                confidence=0.9,
                severity=severity,
                template="tied" if tied else "message",
            )


def _without_level(plan: Plan, mentions: dict[str, list[UnitMention]]) -> Iterator[Slip]:
    """A unit whose name leaves out the level before its locality: "Thuế cơ sở 8 An Giang" beside "… tỉnh An Giang"."""
    full = {name: unit for unit in mentions if (name := _LEVEL_BEFORE_NAME.sub("", unit)) != unit}
    for unit, group in mentions.items():
        other = full.get(unit)
        if other is not None and len(group) < len(mentions[other]):
            yield plan.slip_on(
                group[0],
                observed=" ".join(group[0].unit_text.split()),
                expected=" ".join(mentions[other][0].unit_text.split()),
                values={"unit": other, "count": str(len(group))},
                places=tuple(plan.place(again, "observed") for again in group[1:]),
                confidence=0.85,
            )


def _by_letters(mentions: list[UnitMention]) -> dict[str, list[UnitMention]]:
    """Mentions with the same letters: the full name apart from its abbreviations; "và" may stand for a hyphen."""
    groups: dict[str, list[UnitMention]] = defaultdict(list)
    for mention in mentions:
        words = _WORD.findall(fold(_ARTICLE.sub("", mention.unit_text)).casefold())
        groups["".join(word for word in words if word != "va")].append(mention)
    return groups


def _spelling(text: str) -> str:
    """The name as far as its spelling counts: dashes of any length alike, tone marks placed the new way."""
    flat = tone_placement(" ".join(_ARTICLE.sub("", text).split()))
    if len(_LEVEL.findall(flat)) > 1:
        flat = _BETWEEN.sub(", ", flat)
    return re.sub(r"[\u2010-\u2015]", "-", flat)


def _in_capitals(text: str) -> bool:
    return text.upper() == text and len(text.split()) > 1 and not _HYPHEN.search(text)


def _is_common_noun(one: str, other: str) -> bool:
    """Whether both name agencies of a kind, no body by its name: "cơ quan Thuế" beside "cơ quan thuế"."""
    return one.casefold() == other.casefold() and one.casefold().startswith("cơ quan ")


def _blanks_only(one: str, other: str) -> bool:
    """Whether two abbreviations differ in nothing but blanks around the sign: "Bộ GD & ĐT" beside "Bộ GD&ĐT"."""
    return "&" in one and "".join(one.split()) == "".join(other.split())


def _first_letter_only(one: str, other: str) -> bool:
    """A capital at the start of a sentence, or a small letter where the name begins like a common noun."""
    return one[:1].casefold() + one[1:] == other[:1].casefold() + other[1:]
