"""U003 name-variants: one unit stands in the document under several spellings."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator

from checks.rule import DocumentRule, Plan, Slip
from dataset.records import UnitMention
from normalizers.unicode import fold, tone_placement

_HYPHEN = re.compile(r"\s*[-\u2010-\u2015]\s*")
_ARTICLE = re.compile(r"^(?:các|những|từng)\s+", re.IGNORECASE)


class NameVariants(DocumentRule):
    """A unit has one name: same hyphens and spaces, same capitals, the hyphen there or not there.

    A full name beside its abbreviation is no variant, nor is hoá beside hóa, a capital at the start of a sentence or a
    heading in capitals.
    """

    code = "U003"
    name = "name-variants"
    severity = "warning"

    def check(self, plan: Plan) -> Iterator[Slip]:
        """One slip for every place where a unit is spelled otherwise than mostly."""
        mentions: dict[str, list[UnitMention]] = defaultdict(list)
        for mention in plan.records.of(UnitMention):
            if mention.kind != "group":
                mentions[mention.unit].append(mention)
        for unit, group in mentions.items():
            for alike in _by_letters(group).values():
                yield from self._compare(plan, unit, alike)

    def _compare(self, plan: Plan, unit: str, mentions: list[UnitMention]) -> Iterator[Slip]:
        spellings = Counter(_spelling(m.unit_text) for m in mentions if not _in_capitals(m.unit_text))
        if len(spellings) < 2:
            return
        usual = max(spellings, key=lambda s: (spellings[s], s == _spelling(unit), s))
        example = next(m.unit_text for m in mentions if _spelling(m.unit_text) == usual)
        for mention in mentions:
            spelling = _spelling(mention.unit_text)
            if spelling == usual or _in_capitals(mention.unit_text) or _only_first_capital(spelling, usual):
                continue
            yield plan.slip_on(mention, observed=mention.unit_text, expected=example, values={"unit": unit})


def _by_letters(mentions: list[UnitMention]) -> dict[str, list[UnitMention]]:
    """Mentions with the same letters: the full name apart from its abbreviations."""
    groups: dict[str, list[UnitMention]] = defaultdict(list)
    for mention in mentions:
        groups[re.sub(r"[\W_]+", "", fold(_ARTICLE.sub("", mention.unit_text))).casefold()].append(mention)
    return groups


def _spelling(text: str) -> str:
    """The name as far as its spelling counts: dashes of any length alike, tone marks placed the new way."""
    flat = tone_placement(" ".join(_ARTICLE.sub("", text).split()))
    return re.sub(r"[\u2010-\u2015]", "-", flat)


def _in_capitals(text: str) -> bool:
    return text.upper() == text and len(text.split()) > 1 and not _HYPHEN.search(text)


def _only_first_capital(one: str, other: str) -> bool:
    return one[:1].casefold() + one[1:] == other[:1].casefold() + other[1:] and one[:1].isupper()
