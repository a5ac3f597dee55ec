"""R001 reference-conflict (across documents): a batch cites one act with different dates, or under two numbers."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from itertools import chain

from rapidfuzz.distance import OSA

from checks.catalogue import is_day, number_key, symbol_key
from checks.families import Link, batches, links, misdated
from checks.heads import DATE_FIRST, heads_of, place_of
from checks.issuers import issuer_key
from checks.rule import Archive, CorpusRule, Place, Slip
from dataset.records import Citation
from normalizers.unicode import compare_key

# symbols of bodies of which there is one in the country: number and symbol name the act without the issuer
_CENTRAL = frozenset({"cp", "ttg", "qh15", "qh16", "tw", "bct", "bbt"})

# there is one law of a name in a year; who cites it by name and day alone may mean one that amends it
_LAWS = frozenset({"Luật", "Bộ luật", "PL"})
_MOST_OF_LAWS = 3

_DATED = re.compile(r"\bngày\b|\d[/.-]\d{4}\b", re.IGNORECASE)
_WORDS_WITH_PLACE = 6
# words of a title that no other act of its issuer on that day has
_TITLE = 6


class ReferenceConflictAcrossDocuments(CorpusRule):
    """Whoever cites an act cites the same one: number, symbol and year agree, so day and month have to."""

    code = "R001"
    name = "reference-conflict"
    severity = "warning"

    def check(self, archive: Archive) -> Iterator[Slip]:
        """One slip for every document that the act itself contradicts, or that is in the minority with its date."""
        told = set()
        for slip in chain(_against_the_act(archive), _against_the_others(archive), _number_of_the_others(archive)):
            if (slip.doc_id, slip.quote) not in told:
                told.add((slip.doc_id, slip.quote))
                yield slip


def _against_the_act(archive: Archive) -> Iterator[Slip]:
    """Documents that cite another of the archive under a number or a date which that one does not bear."""
    wrong = [*(link for link in links(archive) if link.misnumbered or _is_redated(link)), *misdated(archive)]
    for batch in batches(wrong):
        parents = {link.parent.doc_id for link in batch}
        numbers, dates = heads_of(archive, parents), heads_of(archive, parents, DATE_FIRST)
        for link in batch:
            head = (numbers if link.misnumbered else dates).get(link.parent.doc_id, ())
            yield Slip(
                link.child.doc_id,
                link.cited.page,
                link.cited.span,
                link.cited.quote,
                observed=link.cited_number if link.misnumbered else link.cited_on,
                expected=link.parent.number_text if link.misnumbered else link.parent.issued_on,
                template="archive-own-number" if link.misnumbered else "archive-own-date",
                values={"act": link.parent.name, "source": link.parent.source},
                other_doc_id=link.parent.doc_id,
                places=tuple(place_of(section, "expected") for section in head),
                confidence=0.9,
            )


def _is_redated(link: Link) -> bool:
    return is_day(link.cited_on) and is_day(link.parent.issued_on) and link.cited_on != link.parent.issued_on


def _number_of_the_others(archive: Archive) -> Iterator[Slip]:
    """Documents that cite an act under a number a slip away from the one under which most documents cite it."""
    for mentions in archive.groups(Citation, "title", "act"):
        acts: dict[tuple[str, ...], list[Citation]] = defaultdict(list)
        for citation in mentions:
            if citation.number and is_day(citation.issued_on) and len((citation.title or "").split()) >= _TITLE:
                issuer = issuer_key(citation.issuer)
                acts[citation.doc_type or "", symbol_key(citation.symbol), citation.issued_on or "", issuer].append(
                    citation
                )
        for key in sorted(acts):
            if key[-1]:
                yield from _odd_number(acts[key])


def _odd_number(citations: list[Citation]) -> Iterator[Slip]:
    documents: dict[str, set[str]] = defaultdict(set)
    for citation in citations:
        documents[number_key(citation.number)].add(citation.doc_id)
    support = Counter({number: len(found) for number, found in documents.items()})
    usual, most = max(support.items(), key=lambda item: (item[1], item[0]))
    example = next(c for c in citations if number_key(c.number) == usual)
    for citation in citations:
        number = number_key(citation.number)
        if (
            number == usual
            or citation.doc_id in documents[usual]
            or support[number] >= most
            or OSA.distance(number, usual) > 1
        ):
            continue
        values = citation.number, example.number
        yield _odd_one("archive-number", citation, example, values, (most, support[number]))


def _against_the_others(archive: Archive) -> Iterator[Slip]:
    """Documents that cite an act with another date than most documents do, on their first mention of it."""
    for mentions in archive.groups(Citation, "act", "issued_on"):
        acts: dict[tuple[str, ...], list[Citation]] = defaultdict(list)
        seen: set[tuple[str, str, str | None]] = set()
        for citation in mentions:
            issuer = _issuer(citation)
            mention = (citation.doc_id, issuer or "", citation.issued_on)
            # the first mention of each document is enough: an act may be cited by all documents of an archive
            if issuer is not None and mention not in seen:
                seen.add(mention)
                acts[(symbol_key(citation.symbol), (citation.issued_on or "")[:4], issuer)].append(citation)
        for key in sorted(acts):
            yield from _minority(acts[key])


def _issuer(citation: Citation) -> str | None:
    """Whose act it is, nothing where the number names it alone; None where it cannot be told."""
    # of several acts with one date behind the last, that date need not be of them all
    if not is_day(citation.issued_on) or not _DATED.search(citation.quote):
        return None
    if citation.doc_type in _LAWS and citation.title:
        return ""
    if not citation.number or not citation.symbol:
        return None
    if symbol_key(citation.symbol).rsplit("-", 1)[-1] in _CENTRAL:
        return ""
    issuer = compare_key(citation.issuer or "")
    # "Ủy ban nhân dân tỉnh" is another body in every province: only an issuer with its place will do
    return issuer if len(issuer.split()) >= _WORDS_WITH_PLACE else None


def _minority(citations: list[Citation]) -> Iterator[Slip]:
    dates: dict[str, set[str]] = defaultdict(set)
    for citation in citations:
        dates[citation.issued_on or ""].add(citation.doc_id)
    if len(dates) < 2:
        return
    support = Counter({date: len(documents) for date, documents in dates.items()})
    (usual, most), (_, second) = support.most_common(2)
    if most == second or (citations[0].doc_type in _LAWS and most < _MOST_OF_LAWS):
        return
    example = next(c for c in citations if c.issued_on == usual)
    for citation in citations:
        if citation.issued_on == usual or citation.doc_id in dates[usual]:
            continue  # the document contradicts itself: the rule of document scope tells
        yield _odd_one("archive-date", citation, example, (citation.issued_on, usual), (most, second))


def _name(citation: Citation) -> str:
    """An act as a message names it: by type, number and symbol, a law without these by its title."""
    if not citation.number:
        return citation.title or citation.doc_type or ""
    return f"{citation.doc_type or ''} {citation.number}/{citation.symbol}".strip()


def _odd_one(
    template: str,
    citation: Citation,
    example: Citation,
    values: tuple[str | None, str | None],
    support: tuple[int, int],
) -> Slip:
    """A slip on a citation that others contradict, one of which is shown.

    ``values`` are what it says and what the others say, ``support`` the documents that agree with those and with it.
    """
    (observed, expected), (most, fewer) = values, support
    return Slip(
        citation.doc_id,
        citation.page,
        citation.span,
        citation.quote,
        observed=observed,
        expected=expected,
        template=template,
        values={"act": _name(citation), "others": str(most)},
        other_doc_id=example.doc_id,
        places=(Place(example.doc_id, example.page, example.span, example.quote, "expected"),),
        confidence=round(most / (most + fewer), 4),
    )
