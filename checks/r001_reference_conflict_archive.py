"""R001 reference-conflict (across documents): one act is cited with different dates by the documents of a batch."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator

from checks.rule import Archive, CorpusRule, Place, Slip
from dataset.records import Citation
from normalizers.unicode import compare_key

# symbols of bodies of which there is one in the country: number and symbol name the act without the issuer
_CENTRAL = ("CP", "TTg", "QH15", "QH16", "TW", "BCT", "BBT")

_WORDS_WITH_PLACE = 6


class ReferenceConflictAcrossDocuments(CorpusRule):
    """Whoever cites an act cites the same one: number, symbol and year agree, so day and month have to."""

    code = "R001"
    name = "reference-conflict"
    severity = "warning"

    def check(self, archive: Archive) -> Iterator[Slip]:
        """One slip for every document that is in the minority, on its first mention of the act."""
        acts: dict[tuple[str, ...], list[Citation]] = defaultdict(list)
        for citation in archive.rows(Citation):
            key = _key(citation)
            if key is not None:
                acts[key].append(citation)
        for key in sorted(acts):
            yield from _minority(acts[key])


def _key(citation: Citation) -> tuple[str, ...] | None:
    """What two citations have to share to be of one act; nothing where that cannot be told."""
    if not citation.number or not citation.symbol or len(citation.issued_on or "") != len("2026-01-01"):
        return None
    symbol = compare_key(citation.symbol)
    central = citation.symbol.replace("/", "-").rsplit("-", 1)[-1] in _CENTRAL
    issuer = "" if central else compare_key(citation.issuer or "")
    # "Ủy ban nhân dân tỉnh" is another body in every province: only an issuer with its place will do
    if not central and len(issuer.split()) < _WORDS_WITH_PLACE:
        return None
    return (citation.number.lstrip("0"), symbol, (citation.issued_on or "")[:4], issuer)


def _minority(citations: list[Citation]) -> Iterator[Slip]:
    dates: dict[str, set[str]] = defaultdict(set)
    for citation in citations:
        dates[citation.issued_on or ""].add(citation.doc_id)
    if len(dates) < 2:
        return
    support = Counter({date: len(documents) for date, documents in dates.items()})
    (usual, most), (_, second) = support.most_common(2)
    if most == second:
        return
    example = next(c for c in citations if c.issued_on == usual)
    seen: set[tuple[str, str | None]] = set()
    for citation in citations:
        if citation.issued_on == usual or (citation.doc_id, citation.issued_on) in seen:
            continue
        seen.add((citation.doc_id, citation.issued_on))
        if citation.doc_id in dates[usual]:
            continue  # the document contradicts itself: the rule of document scope tells
        yield Slip(
            citation.doc_id,
            citation.page,
            citation.span,
            citation.quote,
            observed=citation.issued_on,
            expected=usual,
            template="archive-date",
            values={
                "act": f"{citation.doc_type or ''} {citation.number}/{citation.symbol}".strip(),
                "others": str(most),
            },
            other_doc_id=example.doc_id,
            places=(Place(example.doc_id, example.page, example.span, example.quote, "expected"),),
            confidence=round(most / (most + second), 4),
        )
