"""Which mentions speak of one act: dates and issuers of enumerations shared, short mentions filled, keys given."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace

from extractors.acts.mentions import Mention
from extractors.acts.patterns import patterns
from normalizers.unicode import compare_key, fold

# Party rules (Quy định) bear the abbreviation of decisions: Quy định số 1-QĐ/TW
_YEAR = 4
_AND = len(", và ")
"""Characters between two acts that only a comma or "và" part."""
_SAME_NAME = {"QyĐ": ("QyĐ", "QĐi", "QĐ")}


def share_in_series(mentions: Sequence[Mention]) -> list[Mention]:
    """Give the date and the issuer behind the last act of an enumeration to those before it that have none.

    ``số 008/CĐ-UBND và số 009/CĐ-UBND ngày 19/11``: both are of that day. ``mentions`` are those of one line.
    """
    result = list(mentions)
    for index in range(len(result) - 2, -1, -1):
        one, following = result[index], result[index + 1]
        if (
            not (one.series == following.series or _neighbours(one, following))
            or one.kind != "symbol"
            or following.kind != "symbol"
        ):
            continue
        if one.issued_on is None and following.issued_on is not None:
            one = replace(one, issued_on=following.issued_on, blank_date=following.blank_date, confidence=0.75)
        if one.issuer is None and following.issuer is not None and one.symbol == following.symbol:
            one = replace(one, issuer=following.issuer)
        result[index] = one
    return result


def _neighbours(one: Mention, following: Mention) -> bool:
    """``Quyết định số 217-QĐ/TW và Quyết định số 218-QĐ/TW ngày …``: two numbers that follow each other, one day."""
    if one.title or (one.doc_type, one.symbol) != (following.doc_type, following.symbol):
        return False
    numbers = [number for number in (one.number, following.number) if number and number.isdigit()]
    return following.start - one.core_end <= _AND and len(numbers) == 2 and int(numbers[1]) - int(numbers[0]) == 1


def resolve(lines: Sequence[Sequence[Mention]]) -> list[list[Mention]]:
    """The mentions of a document, line by line, with what other mentions of the same act tell about them.

    A mention without its date takes the one of the others, if they agree; then the one that its enumeration shares;
    a number without symbol becomes the act of that type and number; ``Nghị quyết nêu trên`` the one act of that type
    named before. What stays unknown is dropped, unless it has ``số`` and its type is one that is always numbered.
    """
    named = [list(line) for line in lines]
    by_identity = _by_identity([mention for line in named for mention in line])
    filled = [share_in_series([_dated(mention, by_identity) for mention in line]) for line in named]
    full = [mention for line in filled for mention in line if mention.kind in {"symbol", "law"}]
    by_identity = _by_identity(full)
    result: list[list[Mention]] = []
    named_acts = _Named(full)
    for line in filled:
        out = []
        for mention in line:
            known = _resolved(mention, named_acts)
            if known is None:
                continue
            known = _completed(known, by_identity)
            out.append(known)
            named_acts.note(known)
        result.append(out)
    return result


class _Named:
    """The acts of a document by what short mentions tell: type and number, the title of a law, what was named last."""

    def __init__(self, full: Sequence[Mention]) -> None:
        self.by_number: dict[tuple[str | None, str], list[Mention]] = defaultdict(list)
        self.laws: dict[str | None, list[Mention]] = defaultdict(list)
        self.last: dict[str | None, Mention] = {}
        self.identities: dict[str | None, set[tuple[str, str]]] = defaultdict(set)
        for one in full:
            self.by_number[one.doc_type, _bare_number(one)].append(one)
            if one.kind == "law" and one.number:
                self.laws[one.title].append(one)

    def note(self, mention: Mention) -> None:
        """Remember an act as named before what follows."""
        if mention.number or mention.title:
            self.last[mention.doc_type] = mention
            self.identities[mention.doc_type].add(identity(mention))


def identity(mention: Mention) -> tuple[str, str]:
    """What two mentions of one act have in common without its date: type, and number with symbol or title."""
    if mention.number or mention.symbol:
        number = (mention.number or "").lstrip("0")
        return mention.doc_type or "", f"{number}/{fold(mention.symbol or '').casefold()}".replace("-", "/")
    return mention.doc_type or "", compare_key(mention.title or "")


def act_key(mention: Mention) -> str:
    """The key of the act: type, number, symbol (or title), year."""
    kind, rest = identity(mention)
    if mention.number or mention.symbol:
        rest = f"{mention.number or ''}/{mention.symbol or ''}"
    # a number that carries its year needs no other
    year = "" if "/" in (mention.number or "") else (mention.issued_on or "")[:4]
    return ":".join(part for part in (kind, rest, year) if part)


def _by_identity(mentions: Sequence[Mention]) -> dict[tuple[str, str], list[Mention]]:
    """The mentions of each act, of those that tell the same of it the first: a text may name one act very often."""
    groups = defaultdict(list)
    told = set()
    for mention in mentions:
        key = identity(mention)
        if (tells := (key, mention.issued_on, mention.issuer, mention.title)) not in told:
            told.add(tells)
            groups[key].append(mention)
    return groups


def _dated(mention: Mention, groups: dict[tuple[str, str], list[Mention]]) -> Mention:
    """The mention with the date of the others of its act, if it has none and they have just one."""
    yearly = mention.kind == "law" and len(mention.issued_on or "") == _YEAR  # Luật Thú y năm 2015
    if (
        (mention.issued_on is not None and not yearly)
        or mention.kind not in {"symbol", "law"}
        or (mention.number is None and mention.symbol)
    ):
        return mention
    same = [
        other for other in groups[identity(mention)] if other.issued_on and may_be_one(mention.issuer, other.issuer)
    ]
    # a day and a bare year of one act are one date, the finer counts
    dates = {other.issued_on for other in same if other.issued_on}
    finest = {date for date in dates if not any(other != date and other.startswith(date) for other in dates)}
    if yearly:
        finest = {date for date in finest if date.startswith(mention.issued_on or "")}
    if len(finest) != 1:
        return mention
    source = next(other for other in same if other.issued_on in finest)
    return replace(mention, issued_on=source.issued_on, confidence=min(mention.confidence, 0.9))


def may_be_one(one: str | None, other: str | None) -> bool:
    """Whether two names may be of one issuer: one is not told, or both are organs of one Party committee."""
    if one is None or other is None or one == other:
        return True
    names = patterns().committee_names
    shorter, longer = sorted((_committee(one), _committee(other)), key=len)
    if not all(name.startswith(tuple(names.values())) for name in (shorter, longer)):
        return False
    # "Ban Chấp hành Đảng bộ" alone does not tell whose
    return names["Đảng bộ"] in {shorter, longer} or shorter == longer or longer.startswith(f"{shorter} ")


def _committee(issuer: str) -> str:
    """The committee of an organ: Ban Chấp hành Đảng bộ tỉnh Sơn La → Tỉnh ủy Sơn La."""
    known = patterns()
    name = next((issuer.removeprefix(organ) for organ in known.committee_organs if issuer.startswith(organ)), issuer)
    for own, full in known.committee_names.items():
        if name == own or name.startswith(f"{own} "):
            return full + name[len(own) :]
    return name


def _resolved(mention: Mention, named: _Named) -> Mention | None:
    """The mention as the act that it means; nothing if that cannot be told."""
    if mention.kind == "short":
        return _from_number(mention, named)
    if mention.kind == "back":
        only = len(named.identities[mention.doc_type]) == 1
        return _filled(mention, named.last[mention.doc_type]) if only else None
    if mention.kind == "law" and mention.number is None:
        numbered = named.laws[mention.title]
        year = (mention.issued_on or "")[:4]
        if len({identity(one) for one in numbered}) == 1 and year in (numbered[0].number or ""):
            return replace(mention, number=numbered[0].number, symbol=numbered[0].symbol, confidence=0.85)
    return mention


def _from_number(mention: Mention, named: _Named) -> Mention | None:
    """A number without symbol as the one act of its type and number."""
    number, _, year = (mention.number or "").partition("/")
    same = [
        one
        for doc_type in _SAME_NAME.get(mention.doc_type or "", (mention.doc_type,))
        for one in named.by_number[doc_type, number.lstrip("0")]
        if (not year or year in (one.number or "").partition("/")[2] or (one.issued_on or "").startswith(year))
    ]
    if len({identity(one) for one in same}) == 1:
        return replace(
            mention, doc_type=same[0].doc_type, number=same[0].number, symbol=same[0].symbol, confidence=0.85
        )
    # "số" before it, or the year behind it (Nghị định 45/2020), tell that an act is numbered here
    certain = (mention.confidence >= 0.8 or year) and mention.doc_type in patterns().unresolved
    return replace(mention, confidence=0.6) if certain else None


def _filled(mention: Mention, act: Mention) -> Mention:
    return replace(
        mention, number=act.number, symbol=act.symbol, issued_on=act.issued_on, issuer=act.issuer, title=act.title
    )


def _bare_number(mention: Mention) -> str:
    return (mention.number or "").split("/")[0].lstrip("0")


def _completed(mention: Mention, groups: dict[tuple[str, str], list[Mention]]) -> Mention:
    """The mention with date, issuer and title as the other mentions of its act have them."""
    same = groups.get(identity(mention), [])
    if mention.issued_on is None and mention.kind in {"short", "law"}:
        mention = _dated(replace(mention, kind="symbol"), groups)
    if mention.issuer is None:
        year = (mention.issued_on or "")[:4]
        issuers = {o.issuer for o in same if o.issuer and (not year or not o.issued_on or o.issued_on[:4] == year)}
        issuer = issuers.pop() if len(issuers) == 1 else _issuer_by_law(mention) if not issuers else None
        mention = replace(mention, issuer=issuer)
    if mention.title is None:
        title = next((o.title for o in same if o.title and o.issued_on == mention.issued_on), None)
        mention = replace(mention, title=title)
    return mention


def _issuer_by_law(mention: Mention) -> str | None:
    """The issuer that type or symbol name without doubt (a law is of the National Assembly, -CP of the Government)."""
    known = patterns()
    code = (mention.symbol or "").replace("/", "-").rpartition("-")[2].rstrip("0123456789")
    return known.issuer_by_code.get(code) or known.issuer_by_type.get(mention.doc_type or "")
