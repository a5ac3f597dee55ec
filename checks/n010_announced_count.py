"""N010 announced-count: a heading announces so many items, and the list below or behind it has more or fewer."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator

from checks.name_lists import miscounted
from checks.rule import DocumentRule, Plan, Slip
from checks.sequences import read_ordinal
from dataset.records import Section
from dataset.spans import Span

_NOUN = (
    r"(?:nhóm )?(?:mục tiêu|chỉ tiêu|nhiệm vụ|giải pháp|nội dung|tiêu chí|dự án|đề án|tiểu dự án|hoạt động|nhóm|bước|"
    r"nguyên tắc)"
)
# at the end of a heading "(10 chỉ tiêu)", of an introducing sentence "gồm 05 nhiệm vụ sau:"
_ANNOUNCED = re.compile(
    rf"\((?:gồm |có )?(?P<number>\d{{1,2}}) {_NOUN}(?: cụ thể| chủ yếu| trọng tâm)?\)\W*$"
    rf"|\b(?:gồm|có|thực hiện|tập trung(?: vào)?) (?:có )?(?P<list>\d{{1,2}}) {_NOUN}"
    rf"(?: (?:cụ thể|chủ yếu|trọng tâm|trọng điểm|chính|sau đây|như sau|sau))*\s?:$",
    re.IGNORECASE,
)
_FEWEST = 3
_MOST_OFF = 2


class AnnouncedCount(DocumentRule):
    """The number in a heading is that of the items below it."""

    code = "N010"
    name = "announced-count"
    severity = "warning"
    exact = True

    def check(self, plan: Plan) -> Iterator[Slip]:
        """One slip for every heading whose number is off by one or two; more is another way to count."""
        below: dict[str | None, list[Section]] = defaultdict(list)
        for section in plan.sections:
            below[section.parent_id].append(section)
        for section in plan.sections_of("heading", "item", "text"):
            match = _ANNOUNCED.search(section.text)
            listed = _listed(below[section.section_id]) if match else 0
            announced = int(match["number"] or match["list"]) if match else 0
            if match is None or listed < _FEWEST or not 0 < abs(listed - announced) <= _MOST_OFF:
                continue
            yield plan.slip(
                _place(plan, section, match.group().strip()),
                observed=str(announced),
                expected=str(listed),
                values={"words": match.group().strip(" .:")},
                confidence=0.9,
            )
        for section in plan.sections_of("heading", "item", "text", "title"):
            for found in miscounted(plan.flowing, section.span):
                yield plan.slip(
                    found.span,
                    observed=str(found.announced),
                    expected=str(len(found.names)),
                    values={"names": "; ".join(found.names)},
                    template="names",
                    confidence=0.9,
                )


def _listed(children: list[Section]) -> int:
    """How many items one unbroken list has; 0 where there is none, or where its items are counted on below."""
    items = [child for child in children if child.kind in {"heading", "item"}]
    ordinals = [read_ordinal(child.label or "") for child in items]
    if not items or any(_ANNOUNCED.search(item.text) for item in items):
        return 0
    values = [ordinal.value for ordinal in ordinals if ordinal is not None]
    one_family = len({ordinal.family for ordinal in ordinals if ordinal is not None}) == 1
    return len(items) if one_family and values == list(range(1, len(items) + 1)) else 0


def _place(plan: Plan, section: Section, words: str) -> Span:
    """Where the announcement stands; the whole section where a line ends inside it."""
    start = plan.text.rfind(words, section.start, section.end)
    return Span(start, start + len(words)) if start >= 0 else section.span
