"""R001 reference-conflict (one document): one act is cited with two numbers, two dates or two issuers."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator

from rapidfuzz import fuzz
from rapidfuzz.distance import Levenshtein

from checks.rule import DocumentRule, Plan, Slip
from dataset.records import Citation
from normalizers.symbols import find_symbols
from normalizers.unicode import compare_key

# two titles name the same act from here on (rapidfuzz token_sort_ratio over folded words, 0 to 100)
_SAME_TITLE = 88
# acts of these types are numbered anew every year and cited by the dozen: a near number means nothing
_LONG = 3
# more acts of one body and day than these are those of a session, whose numbers follow each other
_ONE_DAY = 3
# of more citations that are found in one place, only so many are compared: no plan of ours has half as many
_MOST_ALIKE = 500
_YEAR = re.compile(r"/(?:19|20)\d\d$")
# a word with a capital behind another word, and figures
_PARTICULAR = re.compile(r"(?<=[^\W\d] )[A-ZĐÀ-Ỹ]\w*|\d+")
_CENTRAL = ("CP", "TTg", "QH", "BCT", "TW", "Tg")

_COMMUNE, _PROVINCE = frozenset({"xã", "phường", "khu"}), frozenset({"tỉnh", "phố"})  # đặc khu, thành phố


class ReferenceConflict(DocumentRule):
    """A cited act has one number, one date and one issuer."""

    code = "R001"
    name = "reference-conflict"
    severity = "error"
    exact = True

    def check(self, plan: Plan) -> Iterator[Slip]:
        """One slip for every later mention that contradicts an earlier one."""
        dated = [c for c in plan.records.of(Citation) if c.number and c.symbol]
        yield from _two_dates(plan, dated)
        yield from _two_numbers(plan, dated)


def _two_dates(plan: Plan, citations: list[Citation]) -> Iterator[Slip]:
    """One number and symbol, of one issuer as far as that is said, under two dates of one year or one day of two."""
    groups: dict[tuple[str, str], list[Citation]] = defaultdict(list)
    for citation in citations:
        if citation.issued_on and len(citation.issued_on) == len("2026-01-01"):
            groups[(citation.number or "").lstrip("0"), compare_key(citation.symbol or "")].append(citation)
    for group in groups.values():
        firsts = _firsts(group, lambda c: c.issued_on)
        for index, later in enumerate(firsts):
            first = next((c for c in firsts[:index] if _is_redated(c, later)), None)
            if first is None:
                continue
            yield plan.slip_on(
                later,
                observed=later.issued_on,
                expected=first.issued_on,
                template="date",
                values={"act": _name(first)},
                places=(plan.place(first, "expected"),),
            )


def _is_redated(first: Citation, later: Citation) -> bool:
    """Whether two mentions of one number under two dates are one act: of one body, and of one title or year."""
    return not _issuers_differ(first, later) and (
        _same_title(first, later) or _same_year(first, later) or _year_slipped(first, later)
    )


def _two_numbers(plan: Plan, citations: list[Citation]) -> Iterator[Slip]:
    """One issuer, type and subject under two numbers, or two numbers a slip apart of which one stands bare."""
    firsts = [c for c in _firsts(citations, lambda c: (c.number, c.symbol)) if not _names_another(c)]
    told: set[str] = set()
    for first, later in _comparable(firsts):
        if first.number == later.number:
            continue
        same_day = bool(first.issued_on and first.issued_on == later.issued_on and not _issuers_differ(first, later))
        same_title = _same_title(first, later)
        titles_differ = bool(first.title and later.title) and not same_title
        if same_title and (same_day or not (first.issued_on and later.issued_on)):
            confidence = 0.95
        elif same_day and not titles_differ and sorted(first.number or "") == sorted(later.number or ""):
            confidence = 0.85  # two figures changed places
        elif (same_day and not titles_differ and _one_figure(first, later)) or (
            _near(first, later) and _bare(later) != _bare(first)
        ):
            confidence = 0.85
        else:
            continue
        odd, other = (first, later) if _bare(first) and not _bare(later) else (later, first)
        if odd.citation_id in told:
            continue
        told.add(odd.citation_id)
        yield plan.slip_on(
            odd,
            observed=_name(odd),
            expected=_name(other),
            template="number",
            values={"here": " ".join(odd.quote.split()), "there": " ".join(other.quote.split())},
            places=(plan.place(other, "expected"),),
            confidence=confidence,
        )


def _comparable(citations: list[Citation]) -> Iterator[tuple[Citation, Citation]]:
    """The pairs of one symbol that can be one act, in reading order: two titles, like numbers of one day, or one bare.

    A long plan cites hundreds of acts; comparing each with each would take most of the time of all rules.
    """
    of_a_day = Counter((c.symbol, c.issued_on) for c in citations)
    # what a citation is found under, and under what it looks for others
    found: dict[tuple[object, ...], list[int]] = defaultdict(list)
    sought: list[list[tuple[object, ...]]] = []
    for index, citation in enumerate(citations):
        symbol, number, bare = compare_key(citation.symbol or ""), citation.number or "", _bare(citation)
        shared: list[tuple[object, ...]] = []
        # of the many acts of one session some have like numbers by nature
        if citation.issued_on and of_a_day[citation.symbol, citation.issued_on] <= _ONE_DAY:
            shared = [(symbol, citation.issued_on, alike) for alike in _alike(number)]
        if citation.title:
            shared.append((symbol, "titled", _particulars(citation.title)))
        theirs, ours = ("full", "bare") if bare else ("bare", "full")
        sought.append([*shared, *((symbol, theirs, part) for part in _one_off(number))])
        for key in (*shared, *((symbol, ours, part) for part in _one_off(number))):
            if len(found[key]) < _MOST_ALIKE:
                found[key].append(index)
    for index, keys in enumerate(sought):
        for other in sorted({other for key in keys for other in found.get(key, ()) if other > index}):
            yield citations[index], citations[other]


def _alike(number: str) -> Iterator[str]:
    """What a number shares with those whose figures are the same in another order, or of which one is another."""
    yield "".join(sorted(number))
    for index in range(len(number)):
        yield f"{number[:index]}?{number[index + 1 :]}"


def _one_off(number: str) -> set[str]:
    """What a number shares with all those that are one keystroke away from it."""
    return {number, *(number[:index] + number[index + 1 :] for index in range(len(number)))}


def _firsts(citations: list[Citation], key: Callable[[Citation], object]) -> list[Citation]:
    """The first citation of every value of ``key``, in reading order."""
    seen: dict[object, Citation] = {}
    for citation in citations:
        seen.setdefault(key(citation), citation)
    return list(seen.values())


def _name(citation: Citation) -> str:
    return f"{citation.doc_type or ''} {citation.number}/{citation.symbol}".strip()


def _one_figure(one: Citation, other: Citation) -> bool:
    """Whether one figure of two long numbers differs, and not the last: acts of one day follow each other closely."""
    a, b = one.number or "", other.number or ""
    differing = [index for index, (x, y) in enumerate(zip(a, b, strict=False)) if x != y]
    return (
        _is_local(one) and len(a) == len(b) >= _LONG and a.isdigit() and differing in [[n] for n in range(len(a) - 1)]
    )


def _bare(citation: Citation) -> bool:
    return not citation.issued_on and not citation.title


def _is_local(citation: Citation) -> bool:
    """Whether the act is not one of the centre, which issues many a day."""
    return not (citation.symbol or "").replace("-", "/").rsplit("/", 1)[-1].startswith(_CENTRAL)


def _near(one: Citation, other: Citation) -> bool:
    """Whether two local acts of one body have numbers one keystroke apart."""
    # regulations bear the year in their number (18/2025) and follow each other within days
    numbered = not _YEAR.search(one.number or "") or min(len(one.number or ""), len(other.number or "")) >= len(
        "100/2025"
    )
    return (
        _is_local(one)
        and numbered
        and not _issuers_differ(one, other)
        and Levenshtein.distance(one.number or "", other.number or "") == 1
    )


def _issuers_differ(one: Citation, other: Citation) -> bool:
    """Whether both name an issuer and neither name can be a shortened form of the other."""
    if not one.issuer or not other.issuer:
        return False
    a, b = compare_key(one.issuer).split(), compare_key(other.issuer).split()
    # "Đảng ủy phường Thạch X" and "Đảng ủy xã" begin alike: the same body named with and without its place
    return a[:2] != b[:2] or {_tier(a), _tier(b)} == {"commune", "province"}


def _tier(issuer: list[str]) -> str | None:
    """The level of a body, as far as its name tells: a province and its commune number their acts apart."""
    if _COMMUNE.intersection(issuer):
        return "commune"
    return "province" if _PROVINCE.intersection(issuer) else None


def _same_title(one: Citation, other: Citation) -> bool:
    if not one.title or not other.title:
        return False
    if _particulars(one.title) != _particulars(other.title):
        return False
    return fuzz.token_sort_ratio(compare_key(one.title), compare_key(other.title)) >= _SAME_TITLE


def _particulars(title: str) -> frozenset[str]:
    """Names and figures of a title: acts drawn up for one place after the other differ in nothing else."""
    return frozenset(word.casefold() for word in _PARTICULAR.findall(title))


def _names_another(citation: Citation) -> bool:
    """Whether the citation holds the number of a second act: one that amends another bears the other's title."""
    return len(list(find_symbols(citation.quote))) > 1


def _year_slipped(one: Citation, other: Citation) -> bool:
    """Whether one body's act bears the same day of two years: the year is mistyped, numbers begin anew every year."""
    return bool(one.issuer and other.issuer) and (one.issued_on or "")[4:] == (other.issued_on or "")[4:]


def _same_year(one: Citation, other: Citation) -> bool:
    return (one.issued_on or "")[:4] == (other.issued_on or "")[:4]
