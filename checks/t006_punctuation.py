"""T006 punctuation: two marks in a row, brackets and quotation marks that nobody opened or closed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from checks.rule import DocumentRule, Plan, Slip
from dataset.records import Section, Severity
from dataset.spans import Span

_BODY = ("title", "basis", "enacting", "heading", "item", "text", "closing")
# ", ,", ";;", ",." and ". ."; an ellipsis, "v.v.", "./." and marks of Markdown are none
_TWICE = re.compile(
    r"(?<=[\w)”\"%])(?:,[^\S\n]?[,.;:]|;[^\S\n]?[;,:.]|:[^\S\n]?[:;,]|\.[^\S\n]?[,;:]|\.[^\S\n]\.)(?![.…,;:/\w])"
)
# two full stops at the end of a paragraph; three are an ellipsis, and "v.v.." is one that was cut short
_STOPS = re.compile(r"(?<=[\w)”%])(?<!\bv\.v)(?<!\bvv)\.\.(?=[\s*_]*$)")
_ABBREVIATED = re.compile(r"(?:\b(?:v|tr|[A-Z][A-Za-z]{1,3}|TP|TS|ThS|GS|PGS|BS|stt|TT|đ|Q|P|[A-ZĐ]))$")
# a label "a)" of an item opens nothing, nor does a place that is cited ("điểm a)"), be it within brackets
_LABEL = re.compile(r"(?<![\w(])(?:[a-zđ]{1,2}\d?|[ivx]+|[IVX]+|\d{1,2}(?:\.\d{1,2})*)(?:\[\d+\])?$")
_CITED = re.compile(r"\b(?:điểm|khoản|mục|tiết|ý)\s+(?:[a-zđ]|\d{1,2})$", re.IGNORECASE)
_LABEL_LENGTH = 14
# what opens the words of an act that is quoted
_QUOTED = re.compile(r"“\s*(?:Điều\s|Căn cứ\s|Chương\s|Khoản\s|\d{1,2}[.)]|[a-zđ]\)|…)")
_PAIRS = (("(", ")"), ("“", "”"))
# a document with more of them was converted so, not typed
_MOST = 4
# a form to be filled in, whose brackets stand among dots
_FORM = re.compile(r"…{2,}|\.{5,}")
_AROUND = 30
# characters over which a list in brackets may go on
_FAR = 800


class Punctuation(DocumentRule):
    """What is opened is closed, and one mark ends a clause."""

    code = "T006"
    name = "punctuation"
    severity = "warning"
    exact = True

    def check(self, plan: Plan) -> Iterator[Slip]:
        """One slip for every place; for information where the text is full of them."""
        slips = sorted(_all(plan), key=lambda slip: slip[0])
        severity: Severity | None = "info" if len(slips) > _MOST else None
        for span, template, observed in slips:
            yield plan.slip(span, observed=observed, template=template, severity=severity, confidence=0.9)


def _all(plan: Plan) -> Iterator[tuple[Span, str, str]]:
    sections = plan.sections_of(*_BODY)
    for section, following in [*pairwise(sections), *((last, None) for last in sections[-1:])]:
        for match in _TWICE.finditer(plan.text, section.start, section.end):
            before = plan.text[max(section.start, match.start() - 4) : match.start()]
            if match.group()[0] != "." or not _ABBREVIATED.search(before):
                yield _words_before(plan, section, match), "twice", match.group()
        stops = _STOPS.search(plan.text[section.start : section.end])
        if stops is not None:
            yield _words_before(plan, section, stops, section.start), "twice", stops.group()
        yield from _unpaired(plan, section, following)


def _words_before(plan: Plan, section: Section, match: re.Match[str], offset: int = 0) -> Span:
    """The marks with the word before them, so that there is something to point at."""
    start, end = offset + match.start(), offset + match.end()
    word = re.search(r"\S+\s?$", plan.text[max(section.start, start - _AROUND) : start])
    return Span(start - len(word.group()) if word else start, end)


def _unpaired(plan: Plan, section: Section, following: Section | None) -> Iterator[tuple[Span, str, str]]:
    """Marks without their other half; one that a paragraph leaves open may be closed in one of those behind it."""
    text = plan.text[section.start : section.end]
    if "|" in text or "\t" in text or _FORM.search(text):
        return
    for opening, closing in _PAIRS:
        depth, opened = 0, -1
        # straight marks may be the other half; an article that is quoted goes on over paragraphs
        if opening == "“" and ('"' in text or _QUOTED.search(text)):
            continue
        for index, ch in enumerate(text):
            if ch == opening:
                opened = index if depth == 0 else opened
                depth += 1
            elif ch == closing and not (ch == ")" and _is_label(text[max(0, index - _LABEL_LENGTH) : index], depth)):
                if ch == ")" and depth == 0 and not _open_before(plan, section, opening, closing):
                    yield _quote(plan, section, index, back=True), "unopened", closing
                depth = max(0, depth - 1)
        if depth > 0 and _ends(text) and not _closed_behind(plan, section, following, opening, closing):
            yield _quote(plan, section, opened, back=False), "unclosed", opening


def _is_label(before: str, depth: int) -> bool:
    return bool((_CITED if depth else _LABEL).search(before))


def _ends(text: str) -> bool:
    return text.rstrip(" *_\n").endswith((".", ";", "./."))


def _closed_behind(plan: Plan, section: Section, following: Section | None, opening: str, closing: str) -> bool:
    """Whether the next paragraphs close what this one opens: lists in brackets, quoted articles."""
    rest = plan.text[section.end : section.end + _FAR]
    first_open, first_close = rest.find(opening), rest.find(closing)
    return following is not None and first_close >= 0 and not 0 <= first_open < first_close


def _open_before(plan: Plan, section: Section, opening: str, closing: str) -> bool:
    before = plan.text[max(0, section.start - _FAR) : section.start]
    return before.rfind(opening) > before.rfind(closing)


def _quote(plan: Plan, section: Section, index: int, *, back: bool) -> Span:
    at = section.start + index
    if back:
        words = re.search(r"(?:\S+\s+){0,3}\S*$", plan.text[max(section.start, at - _AROUND) : at])
        return Span(at - len(words.group()) if words else at, at + 1)
    following = re.match(r"\S*(?:\s+\S+){0,3}", plan.text[at : min(section.end, at + _AROUND)])
    return Span(at, at + len(following.group()) if following else at + 1)
