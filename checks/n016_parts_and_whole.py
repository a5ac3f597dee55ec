"""N016 parts-and-whole: the parts that a sentence names do not add up to the whole that it names."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import pairwise

from checks.clauses import Division, divisions
from checks.rule import DocumentRule, Plan, Slip
from checks.tables import format_number
from checks.whole_shares import unwhole
from dataset.records import Target
from dataset.spans import Span

_OF_WHICH = re.compile(r"\btrong (?:đó|số đó|số này)\b|\b(?:gồm|bao gồm|chia ra)\b", re.IGNORECASE)
# behind these words nothing is left out
_ALL = re.compile(r"\b(?:gồm|bao gồm|chia ra)\b|\bcòn lại\b", re.IGNORECASE)
_OPENING = re.compile(rf"(?:{_OF_WHICH.pattern})\s*:?\s*", re.IGNORECASE)
_MONEY = re.compile(r"\bđồng\b|^tỷ$")
# people and households of several of these kinds at once are counted in each
_CROSSING = re.compile(
    r"\b(?:nữ|phụ nữ|dân tộc|đảng viên|trẻ em|khuyết tật|cao tuổi|thanh niên|nghèo|tôn giáo|tối thiểu|ít nhất)\b",
    re.IGNORECASE,
)
_PEOPLE = re.compile(
    r"\b(?:người|hộ|khẩu|đồng chí|cán bộ|công chức|viên chức|thành viên|lao động|học sinh|sinh viên|hội viên|đoàn viên|"
    r"đảng viên|đại biểu|trẻ|đối tượng)\b",
    re.IGNORECASE,
)
_UNIT_REACH = 14
# behind a colon groups are divided, though one of them be the young
_COLON = re.compile(r"^[^,.;]*:")
_PARTS_OF_MONEY = 3
_NEAR = 0.05
# below that a part left out is as likely as a slip
_COUNTED, _FIGURES = 20, 3
_RATES = frozenset({"%", "điểm %", "lần"})


class PartsAndWhole(DocumentRule):
    """12 villages, of which 6 old and 7 new, are 13."""

    code = "N016"
    name = "parts-and-whole"
    severity = "warning"
    exact = True

    def check(self, plan: Plan) -> Iterator[Slip]:
        """One slip for every whole, on its parts."""
        targets = plan.records.of(Target)
        by_id = {target.target_id: target for target in targets}
        parts: dict[str, list[Target]] = defaultdict(list)
        for target in targets:
            whole = by_id.get(target.part_of or "")
            if whole is not None and whole.source == target.source == "body":
                parts[whole.target_id].append(target)
        for whole, group in _listed(plan, [t for t in targets if t.source == "body" and t.part_of is None]):
            parts.setdefault(whole.target_id, group)
        compared = []
        for key, group in parts.items():
            whole = by_id[key]
            if len(group) > 1:
                compared.append(whole.span)
                if _comparable(plan, whole, group):
                    yield from _compare(plan, whole, group)
        yield from _sentences(plan, compared)
        yield from _structures(plan)


def _sentences(plan: Plan, compared: Sequence[Span]) -> Iterator[Slip]:
    """The same for what no target is: a budget and its sources, a number of branches and their kinds."""
    for section in plan.sections_of("title", "enacting", "heading", "item", "text", "closing"):
        for division in divisions(plan.flowing, section.span):
            extent = _extent(division)
            text = plan.flowing[extent.start : min(extent.end + 40, section.end)]
            added = sum(division.values)
            if (
                any(division.whole.overlaps(span) for span in compared)
                or (
                    _PEOPLE.search(plan.text[division.whole.start : division.whole.end + _UNIT_REACH])
                    and _CROSSING.search(text)
                    and not _COLON.search(plan.text[division.whole.end : division.parts[0].start])
                )
                or not _is_slip(
                    added,
                    division.value,
                    listed=division.listed or bool(_ALL.search(text)) or _pays_all(plan, division),
                    blur=_blur(division),
                )
            ):
                continue
            yield plan.slip(
                extent,
                observed=format_number(added),
                expected=format_number(division.value),
                values={
                    "parts": " + ".join(format_number(value) for value in division.values),
                    "name": " ".join(plan.text[division.whole.start : division.whole.end].split()),
                    "difference": format_number(added - division.value),
                },
                confidence=0.88,
            )


def _structures(plan: Plan) -> Iterator[Slip]:
    """Shares of one whole that are not a hundred per cent."""
    told: set[Span] = set()
    for section in plan.sections_of("heading", "item", "text"):
        # "Cơ cấu …:" may be the heading that the shares stand behind in one line
        line = Span(plan.text.rfind("\n", 0, section.start) + 1, section.end)
        for structure in unwhole(plan.flowing, line):
            if structure.span in told:
                continue
            told.add(structure.span)
            added = sum(structure.shares)
            yield plan.slip(
                structure.span,
                observed=f"{format_number(added)} %",
                expected="100 %",
                template="shares",
                values={
                    "parts": " + ".join(format_number(share) for share in structure.shares),
                    "difference": format_number(added - 100),
                },
                confidence=0.88,
            )


def _extent(division: Division) -> Span:
    """A whole with its parts, whichever comes first."""
    spans = division.whole, *division.parts
    return Span(min(span.start for span in spans), max(span.end for span in spans))


def _pays_all(plan: Plan, division: Division) -> bool:
    """Whether the whole is a sum of money with the sources that bear it."""
    whole = plan.text[division.whole.start : division.parts[0].start]
    return len(division.parts) >= _PARTS_OF_MONEY - ("nguồn" in whole) and bool(_MONEY.search(whole))


def _blur(division: Division) -> float:
    """How far the sum of rounded parts may be off their rounded whole."""
    decimals = max(len(f"{value:.10g}".partition(".")[2]) for value in (division.value, *division.values))
    return 0.5 * 10**-decimals * (len(division.values) + 1) if decimals else 0


def _is_slip(added: float, whole: float, *, listed: bool, blur: float = 0) -> bool:
    """Whether parts that do not make up their whole were meant to.

    Where the sentence does not say that they are all of it, a sum far below is a sum of some, and one far above counts
    some twice; a sum one figure or one part in twenty apart is neither. ``blur`` is what rounding explains.
    """
    if abs(added - whole) <= max(1e-6 * max(1.0, abs(whole)), blur):
        return False
    one, other = (f"{value:.10g}" for value in (added, whole))
    near = abs(added - whole) <= _NEAR * abs(whole) and whole >= _COUNTED
    typed = len(one) == len(other) >= _FIGURES and sum(a != b for a, b in zip(one, other, strict=True)) == 1
    return listed or near or typed


def _listed(plan: Plan, targets: Sequence[Target]) -> Iterator[tuple[Target, list[Target]]]:
    """Wholes with the parts that the words "gồm", "chia ra" introduce in the same clause."""
    for index, whole in enumerate(targets):
        group: list[Target] = []
        for target in targets[index + 1 :]:
            gap = plan.text[(group[-1] if group else whole).end : target.start]
            opening = group or _ALL.search(f"{gap}{target.quote}")
            if target.unit != whole.unit or re.search(r"[.;\n]", gap) or not opening:
                break
            group.append(target)
        if len(group) > 1:
            yield whole, group


def _comparable(plan: Plan, whole: Target, parts: Sequence[Target]) -> bool:
    """Whether whole and parts stand in one sentence, in one unit, each with one exact value."""
    rows = [whole, *sorted(parts, key=lambda part: part.start)]
    if any(row.unit != whole.unit or row.period != whole.period or row.value_max is not None for row in rows):
        return False
    if whole.unit is None or whole.unit in _RATES or any(row.comparator != "=" for row in rows):
        return False
    gaps = [plan.text[before.end : after.start] for before, after in pairwise(rows)]
    if any(before.end > after.start for before, after in pairwise(rows)):
        return False
    apart = any("\n" in gap or "." in gap for gap in gaps)
    return not apart and bool(_OF_WHICH.search(gaps[0] + rows[1].quote)) and not _OF_WHICH.search(whole.quote)


def _compare(plan: Plan, whole: Target, parts: Sequence[Target]) -> Iterator[Slip]:
    added = sum(part.value for part in parts)
    difference = added - whole.value
    money = bool(_MONEY.search(whole.unit or ""))
    text = plan.text[whole.start : max(part.end for part in parts) + 40].partition("\n")[0]
    exhaustive = _ALL.search(text) or (money and len(parts) >= _PARTS_OF_MONEY)
    meant = exhaustive or _is_slip(added, whole.value, listed=False)
    if abs(difference) < 1e-6 * max(1.0, abs(whole.value)) or (difference < 0 and not meant):
        return
    if not money and sum(bool(_CROSSING.search(part.indicator)) for part in parts) > 0:
        return
    first, last = min(part.start for part in parts), max(part.end for part in parts)
    opening = _OPENING.match(plan.text, first, last)
    yield plan.slip(
        Span(opening.end() if opening else first, last),
        observed=format_number(added),
        expected=format_number(whole.value),
        values={
            "parts": " + ".join(format_number(part.value) for part in parts),
            "name": whole.indicator,
            "difference": format_number(difference),
        },
        key=whole.quote,
        confidence=0.88,
        places=(plan.place(whole, "expected"), *(plan.place(part, "observed") for part in parts)),
    )
