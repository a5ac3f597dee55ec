"""S006 title-repeated: the plan repeats its title in its first or last sentence with another year or period."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final, NamedTuple

from checks.rule import DocumentRule, Place, Plan, Slip
from dataset.records import Citation, Section
from dataset.spans import Span
from normalizers.unicode import compare_key, fold

_TIMES: Final = {
    "range": re.compile(
        r"\b(?:giai đoạn|thời kỳ|năm học|nhiệm kỳ|các năm)\s+(?P<from>20\d\d)\s*[-–—]\s*(?P<to>20\d\d)", re.IGNORECASE
    ),
    "year": re.compile(r"\bnăm\s+(?P<from>20\d\d)(?!\s*[-–—/]\s*\d)", re.IGNORECASE),
}
# the parts of a document that speak of it as a whole; a whole sentence of them is about one title
_PARTS: Final = ("enacting", "closing", "text")
_OWN: Final = re.compile(
    r"\b(?:ban hành|xây dựng|triển khai|trên đây là|nội dung)\s+(?:nội dung\s+)?(?P<type>kế hoạch|chương trình|đề án|"
    r"phương án|hướng dẫn)\s+",
    re.IGNORECASE,
)
_WORD: Final = re.compile(r"\w+")
# words between the type and the time: so many at least, and this share of them has to be in the title
_FEWEST, _SHARED = 4, 0.85
_REACH: Final = 400
_NEXT: Final = 30


class _Time(NamedTuple):
    kind: str
    years: tuple[str, ...]
    span: Span


class TitleRepeated(DocumentRule):
    """A plan is about one year or one period, which its title, its first and its last sentence name alike."""

    code = "S006"
    name = "title-repeated"
    severity = "warning"
    exact = True

    def check(self, plan: Plan) -> Iterator[Slip]:
        """One slip for every such sentence, on the time that it names."""
        titles = plan.sections_of("title")
        title = titles[0] if titles else None
        named = _times(plan.text, title.span) if title is not None else []
        if title is None or not named:
            return
        words = set(_words(title.text))
        for section in plan.sections_of(*_PARTS):
            for match in _OWN.finditer(plan.text, section.start, section.end):
                time = _time_of_title(plan, match, section.span, words) or _time_alone(plan, match, section)
                rivals = [own for own in named if time is not None and own.kind == time.kind]
                if time is None or not rivals or any(own.years == time.years for own in rivals):
                    continue
                own = rivals[0]
                yield plan.slip(
                    time.span,
                    observed=_flat(plan, time.span),
                    expected=_flat(plan, own.span),
                    places=(
                        Place(plan.doc_id, title.page, own.span, plan.text[own.span.start : own.span.end], "expected"),
                    ),
                    confidence=0.93,
                )


def _times(text: str, span: Span) -> list[_Time]:
    return [
        _Time(kind, tuple(year for year in match.groups() if year), Span(*match.span()))
        for kind, pattern in _TIMES.items()
        for match in pattern.finditer(text, span.start, span.end)
    ]


def _time_of_title(plan: Plan, opening: re.Match[str], within: Span, words: set[str]) -> _Time | None:
    """The time that ends the title as a sentence repeats it; nothing where the words between are other ones."""
    end = min(within.end, opening.end() + _REACH)
    times = sorted(_times(plan.text, Span(opening.end(), end)), key=lambda time: time.span.start)
    if not times or any(cited.span.overlaps(times[0].span) for cited in plan.records.of(Citation)):
        return None
    between = plan.text[opening.end() : times[0].span.start]
    if re.search(r"[.;:]\s", between):
        return None
    said = _words(between)
    shared = sum(word in words for word in said)
    return times[0] if len(said) >= _FEWEST and shared >= _SHARED * len(said) else None


def _time_alone(plan: Plan, opening: re.Match[str], section: Section) -> _Time | None:
    """The time right behind the type of the document, where it enacts itself: "ban hành Kế hoạch giai đoạn …"."""
    if section.kind != "enacting" or not opening.group().casefold().startswith("ban hành"):
        return None
    near = _times(plan.text, Span(opening.end(), min(section.end, opening.end() + _NEXT)))
    return next((time for time in near if time.span.start == opening.end()), None)


def _words(text: str) -> list[str]:
    return _WORD.findall(fold(compare_key(text)))


def _flat(plan: Plan, span: Span) -> str:
    return " ".join(plan.text[span.start : span.end].split())
