"""T003 capital-after-semicolon: a sentence goes on behind a semicolon with a capital letter."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from functools import lru_cache
from importlib import resources

from checks.rule import DocumentRule, Plan, Slip
from dataset.records import CellRecord
from dataset.spans import Span

# "(Chủ trì: …; Phối hợp: …)": the label of a field
_LABEL = re.compile(r"(?:\s+[^\W\d_]+){0,3}\s*:")
_BODY = ("heading", "item", "text", "closing")
_AFTER = re.compile(r";[^\S\n]*\n?[^\S\n]*(?P<words>[^\W\d_]+(?:\s+[^\W\d_]+){0,2})")


class CapitalAfterSemicolon(DocumentRule):
    """Decree 30/2020/NĐ-CP, Annex II, I: a capital begins a sentence, and a semicolon ends none.

    Only verbs that begin tasks are told: names of bodies, acts and programmes keep their capital everywhere.
    """

    code = "T003"
    name = "capital-after-semicolon"
    severity = "info"
    exact = True

    def check(self, plan: Plan) -> Iterator[Slip]:
        """One slip for every verb with a capital."""
        cells = {cell.span for cell in plan.records.of(CellRecord)}
        for part in sorted({section.span for section in plan.sections_of(*_BODY)} | cells):
            for match in _AFTER.finditer(plan.text, part.start, part.end):
                words = match["words"].split()
                verb = _verb(words)
                if verb is None:
                    continue
                ends = [word.end() for word in re.finditer(r"\S+", match["words"])]
                end = match.start("words") + ends[len(verb) - 1]
                if _LABEL.match(plan.text, end, part.end):
                    continue
                before = plan.text.rfind(" ", part.start, match.start()) + 1
                observed = " ".join(verb)
                yield plan.slip(
                    Span(max(before, part.start), end),
                    observed=observed,
                    expected=observed[0].lower() + observed[1:],
                    confidence=0.9,
                )


def _verb(words: list[str]) -> list[str] | None:
    """The first or the first two of the words, where they are a verb with a capital and name nothing."""
    low = [word.lower() for word in words]
    if not words[0].istitle() or " ".join(low) in _data()["nouns"]:
        return None
    return next((words[:n] for n in (2, 1) if len(words) >= n and " ".join(low[:n]) in _data()["verbs"]), None)


@lru_cache(maxsize=1)
def _data() -> dict[str, frozenset[str]]:
    data = tomllib.loads((resources.files("checks") / "data" / "task_verbs.toml").read_text(encoding="utf-8"))
    return {name: frozenset(words) for name, words in data.items()}
