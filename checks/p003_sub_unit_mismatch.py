"""P003 sub-unit-mismatch: sub-units of another kind than the document has everywhere else."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator

from checks.rule import DocumentRule, Plan, Slip
from dataset.records import Citation
from dataset.spans import Span

# below a ward lie tổ dân phố or khu phố, below a commune thôn and its regional forms (Circular 04/2012/TT-BNV)
_WORDS = re.compile(
    r"\b(?:(?P<urban>tổ dân phố|khu phố|TDP)|(?P<rural>thôn|ấp|buôn|xóm))\b(?!\s+(?:mới|xóm|làng|bản|ấp|quê|dã))",
    re.IGNORECASE,
)
_BEFORE = re.compile(r"\b(?:nông|chiến|hương|cô|xóm|làng)\s*$", re.IGNORECASE)
# the document's own kind has to be this frequent before a lone other one is a slip
_USUAL = 3
_ODD = 2
_LISTED_TOGETHER = 25


class SubUnitMismatch(DocumentRule):
    """A ward counts its people by tổ dân phố, a commune by thôn; one that writes both in passing copied a sentence."""

    code = "P003"
    name = "sub-unit-mismatch"
    severity = "warning"

    def check(self, plan: Plan) -> Iterator[Slip]:
        """One slip for every place where the rare kind stands."""
        level = (plan.document.issuer_level or "").casefold()
        if level not in {"phường", "xã", "thị trấn", "đặc khu"}:
            return
        found: dict[str, list[re.Match[str]]] = defaultdict(list)
        for match in _WORDS.finditer(plan.text):
            if not _BEFORE.search(plan.text, max(0, match.start() - 8), match.start()):
                found[match.lastgroup or ""].append(match)
        usual, odd = ("urban", "rural") if level == "phường" else ("rural", "urban")
        if len(found[usual]) < _USUAL or len(found[odd]) > _ODD or len(found[usual]) < 3 * len(found[odd]):
            return
        for match in found[odd]:
            span = Span(*match.span())
            if _listed_together(match, found[usual]) or _in_citation(plan, span):
                continue
            yield plan.slip(
                self._context(plan, span),
                observed=match.group(),
                expected=found[usual][0].group().casefold(),
                values={"level": level, "count": str(len(found[usual]))},
                confidence=0.9 if level == "phường" else 0.75,
                severity=None if level == "phường" else "info",
            )

    @staticmethod
    def _context(plan: Plan, span: Span) -> Span:
        """The word with the article before it: "các thôn"."""
        before = re.search(r"\b(?:các|từng|mỗi|trưởng)\s+$", plan.text[max(0, span.start - 10) : span.start])
        return Span(span.start - len(before.group()), span.end) if before else span


def _listed_together(match: re.Match[str], others: list[re.Match[str]]) -> bool:
    """Both kinds side by side ("thôn, tổ dân phố") are a formula, not a slip."""
    return any(abs(other.start() - match.start()) <= _LISTED_TOGETHER for other in others)


def _in_citation(plan: Plan, span: Span) -> bool:
    return any(citation.span.overlaps(span) for citation in plan.records.of(Citation))
