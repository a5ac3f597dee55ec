"""Which plan of an archive implements which: a link from each plan to those that it names as its basis.

A link needs more than a number: the act has to be cited as basis or as what the plan implements, with type, number,
symbol and year of the other document (or, where that one bears no number yet, its very title), and its issuer has to
be that of the other document. Two documents that fit are none.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from itertools import islice
from typing import NamedTuple, TypeVar
from weakref import WeakKeyDictionary

from rapidfuzz import fuzz

from checks.catalogue import Catalogue, Entry, catalogue, is_day, number_key, symbol_key
from checks.issuers import is_central, issuer_key, merged_province
from checks.rule import Archive, Place
from dataset.records import Citation, Located
from normalizers.unicode import compare_key

L = TypeVar("L", bound=Located)
T = TypeVar("T")
# documents whose rows are asked for at once
BATCH = 400
_ROLES = frozenset({"basis", "implements"})
# an act behind one of these in the same enumeration is one too: "Thực hiện Nghị quyết số …; Kế hoạch số … của …"
_IN_A_ROW = 160
# two titles name one plan from here on (rapidfuzz ratio, 0 to 100)
_SAME_TITLE = 92
# several bodies that issue one act: "Sở Y tế - Sở Giáo dục và Đào tạo"
_JOINED = re.compile(
    r"\s*(?:-|;|,|\bvà)\s*(?=(?:sở|ban|bộ|ủy ban|công an|bộ chỉ huy|liên đoàn|hội|đoàn|mặt trận|tòa|viện|thuế|kho bạc|"
    r"bảo hiểm xã hội|thống kê|thanh tra|ngân hàng|trung tâm|chi cục|cục)\s)"
)


class Link(NamedTuple):
    """A plan and one that it implements, with the place where it says so, and what it says there.

    That is the number of the other one, by which it may be known only because date, issuer and title are its own, and
    its date (EDTF).
    """

    parent: Entry
    child: Entry
    cited: Place
    cited_number: str
    cited_on: str

    @property
    def misnumbered(self) -> bool:
        """Whether the plan is cited under a number that it does not bear."""
        return bool(self.parent.number) and number_key(self.cited_number) != self.parent.number

    @property
    def same_territory(self) -> bool:
        """Whether both are of one locality: two committees of a commune, a province and one of its departments."""
        return self.parent.territory == self.child.territory


class _Found(NamedTuple):
    """What the citations of an archive tell: links, and mentions of acts of the archive under a day not theirs."""

    links: list[Link]
    misdated: list[Link]


_MADE: WeakKeyDictionary[Archive, _Found] = WeakKeyDictionary()


def links(archive: Archive) -> list[Link]:
    """All links of an archive, by parent and child in the order of the archive; made once."""
    return _of(archive).links


def misdated(archive: Archive) -> list[Link]:
    """Documents that mention, without implementing it, another of the archive under a day that it does not bear."""
    return _of(archive).misdated


def _of(archive: Archive) -> _Found:
    known = _MADE.get(archive)
    if known is None:
        known = _MADE[archive] = _find(archive)
        for found in known:
            found.sort(key=lambda link: (link.parent.rank, link.child.rank))
    return known


def with_rows(archive: Archive, kind: type[L], found: Iterable[Link]) -> Iterator[tuple[Link, list[L], list[L]]]:
    """Each link with the rows of its parent and of its child; those of a few hundred links are in memory at a time."""
    rest = iter(found)
    while batch := list(islice(rest, BATCH)):
        rows = rows_of(archive, kind, {entry.doc_id for link in batch for entry in (link.parent, link.child)})
        for link in batch:
            yield link, rows.get(link.parent.doc_id, []), rows.get(link.child.doc_id, [])


def rows_of(archive: Archive, kind: type[L], documents: Collection[str]) -> dict[str, list[L]]:
    """The rows of some documents, by document."""
    found: dict[str, list[L]] = defaultdict(list)
    for row in archive.rows(kind, {"doc_id": sorted(documents)}):
        found[row.doc_id].append(row)
    return found


def batches(items: Iterable[T], size: int = BATCH) -> Iterator[list[T]]:
    """The items, some at a time."""
    rest = iter(items)
    while batch := list(islice(rest, size)):
        yield batch


def _find(archive: Archive) -> _Found:
    known = catalogue(archive)
    result = _Found([], [])
    for batch in batches(known.entries):
        linked: set[tuple[str, str]] = set()
        last: dict[str, int] = {}
        for citation in archive.rows(Citation, {"doc_id": [entry.doc_id for entry in batch]}):
            child = known.by_id[citation.doc_id]
            place = Place(citation.doc_id, citation.page, citation.span, citation.quote, "context")
            behind = citation.start - last.get(citation.doc_id, -_IN_A_ROW - 1)
            if citation.role not in _ROLES and not 0 <= behind <= _IN_A_ROW:
                mentioned = _misdated(child, citation, known)
                if mentioned is not None:
                    result.misdated.append(
                        Link(mentioned, child, place, citation.number or "", citation.issued_on or "")
                    )
                continue
            last[citation.doc_id] = citation.end
            parent = _parent_of(child, citation, known)
            if parent is not None and (child.doc_id, parent.doc_id) not in linked:
                linked.add((child.doc_id, parent.doc_id))
                result.links.append(Link(parent, child, place, citation.number or "", citation.issued_on or ""))
    return result


def _misdated(child: Entry, citation: Citation, known: Catalogue) -> Entry | None:
    """The one act of the archive that is mentioned, where the day is another than its own.

    Who names no issuer speaks of an act of its own.
    """
    if not is_day(citation.issued_on):
        return None
    act = (
        citation.doc_type or "",
        number_key(citation.number),
        symbol_key(citation.symbol),
        (citation.issued_on or "")[:4],
    )
    found = [
        entry
        for entry in known.by_act.get(act, ())
        if entry.doc_id != child.doc_id
        and is_day(entry.issued_on)
        and (entry.body == child.body and entry.sure if not citation.issuer else _is_issuer(entry, citation, child))
    ]
    return found[0] if len(found) == 1 and found[0].issued_on != citation.issued_on else None


def _parent_of(child: Entry, citation: Citation, known: Catalogue) -> Entry | None:
    number, symbol, year = number_key(citation.number), symbol_key(citation.symbol), (citation.issued_on or "")[:4]
    if not number or not symbol or not year:
        return None
    found = [
        entry
        for entry in known.by_act.get((citation.doc_type or "", number, symbol, year), ())
        if _is_issuer(entry, citation, child)
    ]
    if not found and citation.title and citation.issuer:
        title = compare_key(citation.title)
        found = [
            entry
            for entry in known.unnumbered.get(
                merged_province(issuer_key(citation.issuer), citation.issued_on or ""), ()
            )
            if entry.year in {"", year}
            and entry.doc_type in {"", citation.doc_type}
            and _is_issuer(entry, citation, child)
            and _same_title(entry, title)
        ]
    if citation.title and is_day(citation.issued_on):
        # what was issued by one body on one day under one title is one act, whatever its number
        title = compare_key(citation.title)
        if not any(_same_title(entry, title) for entry in found):
            of_the_day = known.by_day.get((citation.doc_type or "", symbol, citation.issued_on or ""), ())
            of_the_issuer = [entry for entry in of_the_day if _is_issuer(entry, citation, child)]
            namesakes = [entry for entry in of_the_issuer if entry.title == title] or [
                entry for entry in of_the_issuer if _same_title(entry, title)
            ]
            found = namesakes or found
    found = [entry for entry in found if entry.doc_id != child.doc_id and entry.body != child.body]
    return found[0] if len(found) == 1 else None


def _same_title(entry: Entry, cited: str) -> bool:
    """Whether a title is the cited one; the name of the issuer's locality may be left out."""
    bare = entry.title.replace(f"{entry.territory} ", f"{entry.level} ")
    return fuzz.ratio(bare, cited.replace(f"{entry.territory} ", f"{entry.level} ")) >= _SAME_TITLE


def _bodies(entry: Entry) -> list[str]:
    """The bodies that issued a document, without the name of their province: one, or those of a joint plan."""
    bare = entry.issuer.removesuffix(f" {entry.territory}")
    # a committee without its level may be any of those around
    return [body for body in (bare, *_JOINED.split(bare)) if not body.endswith("nhân dân")]


def _is_issuer(entry: Entry, citation: Citation, child: Entry) -> bool:
    """Whether the document is of the cited issuer, and of this country's corner."""
    cited = merged_province(issuer_key(citation.issuer), citation.issued_on or "")
    if is_central(entry.issuer):
        return cited == entry.issuer
    if entry.tier == 1:
        # there is one body of a name in a province; where the province is not named it is the child's own
        return cited == entry.issuer or (
            (not cited or entry.issuer == f"{cited} {entry.place}" or cited in _bodies(entry))
            and entry.territory in {child.parent, child.territory}
        )
    if not child.place or entry.place != child.place or entry.level != child.level:
        return entry.tier == 2 and cited == entry.issuer and entry.territory == child.parent
    parents = {entry.parent, child.parent} - {""}
    return len(parents) < 2 and entry.issuer in {cited, f"{cited} {entry.place}"}
