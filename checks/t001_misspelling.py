"""T001 misspelling: a word typed twice, a syllable that cannot be. Other slips come with the language model."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from functools import lru_cache
from importlib import resources

from checks.odd_words import odd_words
from checks.rule import DocumentRule, Plan, Slip
from dataset.records import Severity
from dataset.spans import Span
from normalizers.syllables import share_of_syllables

_TWICE = re.compile(r"(?<![\w/-])(?P<word>[^\W\d_]{2,7}) (?P=word)(?![\w/-])")
_BODY = ("title", "basis", "enacting", "heading", "item", "text", "closing")
# a text with fewer Vietnamese syllables lost its marks, and with them the proof
_LEAST_VIETNAMESE = 0.9
# a document in which so many words are odd was misread, not mistyped
_MOST_ODD = 12


class Misspelling(DocumentRule):
    """A grammatical word twice in a row; a syllable that does not exist where the document has the right one."""

    code = "T001"
    name = "misspelling"
    severity = "warning"
    exact = True

    def check(self, plan: Plan) -> Iterator[Slip]:
        """One slip for every doubled word and every odd one of the body."""
        for section in plan.sections_of(*_BODY):
            for match in _TWICE.finditer(plan.text, section.start, section.end):
                if match["word"] not in _never_doubled():
                    continue
                yield plan.slip(Span(*match.span()), observed=match.group(), expected=match["word"], confidence=0.92)
        if share_of_syllables(plan.text) < _LEAST_VIETNAMESE:
            return
        named = plan.sections_of(*_BODY, "recipient")
        odd = list(odd_words(plan.text, [section.span for section in named]))
        severity: Severity | None = "info" if len(odd) > _MOST_ODD else None
        for span, expected in odd:
            yield plan.slip(
                span,
                observed=" ".join(plan.text[span.start : span.end].split()),
                expected=expected,
                template="odd" if expected else "tones",
                confidence=0.9,
                severity=severity,
            )


@lru_cache(maxsize=1)
def _never_doubled() -> frozenset[str]:
    data = (resources.files("checks") / "data" / "doubled_words.toml").read_text(encoding="utf-8")
    return frozenset(tomllib.loads(data)["never"])
