"""T005 capital-inside: a capital inside a name that has one at its beginning only, or lacking: ``Nghị Quyết``."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from functools import lru_cache
from importlib import resources

from checks.rule import DocumentRule, Plan, Slip
from dataset.records import CellRecord
from dataset.spans import Span
from normalizers.unicode import compare_key, fold_case

_BODY = ("basis", "enacting", "heading", "item", "text", "closing", "recipient")
_WORD = re.compile(r"[^\W\d_]+")
_SPACE, _GAP = re.compile(r" "), r"\\s+"
# a line in which so many of the words have a capital is set in capitals on purpose
_TITLE_CASE = 0.6


class CapitalInside(DocumentRule):
    """Decree 30/2020/NĐ-CP, Annex II: names of acts and bodies have a capital in their first syllable only."""

    code = "T005"
    name = "capital-inside"
    severity = "warning"
    exact = True

    def check(self, plan: Plan) -> Iterator[Slip]:
        """One slip for every such name."""
        sections = plan.sections_of(*_BODY)
        spans = {section.span for section in sections} | {cell.span for cell in plan.records.of(CellRecord)}
        for span in sorted(spans):
            text = plan.text[span.start : span.end]
            folded = fold_case(text)
            if len(folded) != len(text):
                continue  # not composed: offsets would not hold
            for match in _names().finditer(folded):
                written = text[match.start() : match.end()]
                words = _WORD.findall(written)
                if any(word.isupper() and len(word) > 1 for word in words) or not _odd(words) or _titled(text):
                    continue
                flat = " ".join(written.split())
                place = Span(span.start + match.start(), span.start + match.end())
                yield plan.slip(place, observed=flat, expected=flat[0] + flat[1:].lower(), confidence=0.92)
            for match in _inner_capitals().finditer(text):
                flat, right = " ".join(match.group().split()), _rightly()[compare_key(match.group())]
                if flat != right and not flat.isupper() and flat[0].isupper():
                    place = Span(span.start + match.start(), span.start + match.end())
                    yield plan.slip(place, observed=flat, expected=right, template="small", confidence=0.9)


def _odd(words: list[str]) -> bool:
    return bool(words) and words[0][:1].isupper() and any(word[:1].isupper() for word in words[1:])


def _titled(text: str) -> bool:
    words = [word for word in _WORD.findall(text) if len(word) > 1]
    return bool(sum(word[:1].isupper() for word in words) > _TITLE_CASE * len(words))


@lru_cache(maxsize=1)
def _names() -> re.Pattern[str]:
    text = (resources.files("checks") / "data" / "capitals.toml").read_text(encoding="utf-8")
    names = sorted(tomllib.loads(text)["one_capital"], key=len, reverse=True)
    return re.compile(rf"(?<!\w)(?:{'|'.join(fold_case(name).replace(' ', chr(92) + 's+') for name in names)})(?!\w)")


@lru_cache(maxsize=1)
def _rightly() -> dict[str, str]:
    """Names with capitals inside, by their comparable form."""
    text = (resources.files("checks") / "data" / "capitals.toml").read_text(encoding="utf-8")
    return {compare_key(name): name for name in tomllib.loads(text)["inner_capitals"]}


@lru_cache(maxsize=1)
def _inner_capitals() -> re.Pattern[str]:
    names = sorted(_rightly().values(), key=len, reverse=True)
    return re.compile(rf"(?<!\w)(?:{'|'.join(_SPACE.sub(_GAP, name) for name in names)})(?!\w)", re.IGNORECASE)
