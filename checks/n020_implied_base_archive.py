"""N020 implied-base (sister plans): a number and its share in plans of one issuer need a larger whole."""

from __future__ import annotations

from collections.abc import Iterator

from checks.bases import too_large
from checks.catalogue import Entry
from checks.heads import place_of
from checks.n020_implied_base import NAMED, ImpliedBase
from checks.rule import Archive, CorpusRule, Slip
from checks.series import amount, figures_of
from checks.sisters import siblings
from dataset.records import Target


class ImpliedBaseOfSisters(CorpusRule):
    """The number in one plan, the share in another, the people in a third."""

    code = ImpliedBase.code
    name = ImpliedBase.name
    severity = ImpliedBase.severity
    stage = ImpliedBase.stage

    def check(self, archive: Archive) -> Iterator[Slip]:
        """One slip on each number whose share or whole stands in another plan."""
        for group, rows in siblings(archive, Target):
            ranked = sorted(group, key=lambda entry: (entry.issued_on or "9999", entry.rank))
            figures = [(entry, figures_of(rows[entry.doc_id], NAMED)) for entry in ranked]
            for found, sources in too_large(figures):
                others = [entry for entry in sources[1:] if entry is not sources[0]]
                if others:
                    yield _slip(found.number, found.share, found.whole, found.base, others[0])


def _slip(count: Target, share: Target, whole: Target, base: float, other: Entry) -> Slip:
    return Slip(
        count.doc_id,
        count.page,
        count.span,
        count.quote,
        observed=amount(round(base), count.unit),
        expected=amount(whole.value, whole.unit),
        template="sisters",
        values={
            "count": amount(count.value, count.unit),
            "share": amount(share.value, "%"),
            "whole": whole.indicator,
            "act": other.name,
            "source": other.source,
        },
        confidence=0.8,
        other_doc_id=other.doc_id,
        places=(place_of(share, "observed"), place_of(whole, "expected")),
        key=f"{count.indicator}\x1e{count.scope}\x1e{count.period}",
    )
