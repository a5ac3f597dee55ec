"""T001 misspelling: so far, a word typed twice. Other slips in clean text come with the language model."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from functools import lru_cache
from importlib import resources

from checks.rule import DocumentRule, Plan, Slip
from dataset.spans import Span

_TWICE = re.compile(r"(?<![\w/-])(?P<word>[^\W\d_]{2,7}) (?P=word)(?![\w/-])")
_BODY = ("title", "basis", "enacting", "heading", "item", "text", "closing")


class Misspelling(DocumentRule):
    """A grammatical word twice in a row."""

    code = "T001"
    name = "misspelling"
    severity = "warning"
    exact = True

    def check(self, plan: Plan) -> Iterator[Slip]:
        """One slip for every doubled word of the body."""
        for section in plan.sections_of(*_BODY):
            for match in _TWICE.finditer(plan.text, section.start, section.end):
                if match["word"] not in _never_doubled():
                    continue
                yield plan.slip(Span(*match.span()), observed=match.group(), expected=match["word"], confidence=0.92)


@lru_cache(maxsize=1)
def _never_doubled() -> frozenset[str]:
    data = (resources.files("checks") / "data" / "doubled_words.toml").read_text(encoding="utf-8")
    return frozenset(tomllib.loads(data)["never"])
