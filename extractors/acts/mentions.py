"""Mentions of acts in one line of text: number and symbol, type, date, issuer, title."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Literal

from extractors.acts.patterns import Patterns, patterns
from normalizers.dates import ParsedDate, find_dates
from normalizers.laws import LawMatch, find_laws
from normalizers.symbols import SymbolMatch, find_symbols, type_of_name
from normalizers.units import UnitContext, leading_units

MentionKind = Literal["symbol", "law", "short", "back"]
_TYPE_WINDOW = 110
_DATE_WINDOW = 60
_ISSUER_WINDOW = 160


@dataclass(frozen=True, slots=True)
class Mention:
    """An act named at ``text[start:end]`` of a line.

    ``core_end`` is where number, date and issuer end and the title begins. Mentions that one enumeration names under
    one type share ``series``. ``kind`` tells what it was found by: its symbol, the name of a law, a number without
    symbol, or words that point back (Nghị quyết nêu trên).
    """

    start: int
    end: int
    core_end: int
    kind: MentionKind
    doc_type: str | None
    number: str | None = None
    symbol: str | None = None
    issued_on: str | None = None
    blank_date: bool = False
    issuer: str | None = None
    title: str | None = None
    series: int = 0
    confidence: float = 0.95


def find_mentions(text: str, context: UnitContext | None = None) -> list[Mention]:
    """The acts that a line of text names, in order."""
    known = patterns()
    if not known.prefilter.search(text):
        return []
    finder = _Finder(text, context, known)
    found = [*finder.by_symbol(), *finder.by_law()]
    found += finder.without_symbol(found)
    return sorted(found, key=lambda mention: (mention.start, mention.end))


@dataclass(frozen=True, slots=True)
class _Tail:
    """What stands behind the number or the name of an act."""

    end: int
    issued_on: str | None = None
    blank_date: bool = False
    issuer: str | None = None
    impossible: bool = False


class _Finder:
    """Finds the mentions of one line."""

    def __init__(self, text: str, context: UnitContext | None, known: Patterns) -> None:
        self.text = text
        self.context = context
        self.known = known
        self.laws = list(find_laws(text))
        self.symbols = list(find_symbols(text))

    # -- by number and symbol

    def by_symbol(self) -> Iterator[Mention]:
        previous: Mention | None = None
        for index, symbol in enumerate(self.symbols):
            if self._law_before(symbol) is not None:
                previous = None
                continue
            limit = self.symbols[index + 1].start if index + 1 < len(self.symbols) else len(self.text)
            mention = self._symbol_mention(symbol, previous, limit)
            if mention is not None:
                yield from self._sharing(mention, symbol)
                yield mention
                previous = mention

    def _sharing(self, mention: Mention, symbol: SymbolMatch) -> Iterator[Mention]:
        """The acts before ``mention`` that share its symbol and date: ``Quyết định số 12, 13 và 15/QĐ-UBND ngày …``."""
        listed = self.known.sharing.search(self.text, max(0, symbol.start - _TYPE_WINDOW), symbol.start)
        for number in re.finditer(r"\d+", listed["numbers"]) if listed else ():
            start = listed.start("numbers") + number.start() if listed else 0
            yield replace(mention, start=start, end=start + len(number[0]), core_end=start + len(number[0]),
                          number=number[0], title=None, confidence=0.85)  # fmt: skip

    def _symbol_mention(self, symbol: SymbolMatch, previous: Mention | None, limit: int) -> Mention | None:
        parsed = symbol.symbol
        floor = previous.core_end if previous else max(0, symbol.start - _TYPE_WINDOW)
        floor = max(floor, symbol.start - _TYPE_WINDOW)
        named = self._type_before(floor, symbol.start)
        doc_type, start, series = parsed.doc_type, symbol.start, symbol.start
        if named:
            name = type_of_name(named["type"]) if named["type"] else named["short"]
            start = named.start("type") if named["type"] else named.start("short")
            # the name tells more than the symbol: a letter's type, a joint circular numbered like any other
            shared = name in self.known.named.get(doc_type or "", ()) or name == f"{doc_type}LT"
            if doc_type is None or shared or (parsed.style == "letter" and name is not None):
                doc_type = name
        elif previous and self.known.list_gap.fullmatch(self.text, previous.core_end, symbol.start):
            series = previous.series
            doc_type = doc_type or previous.doc_type
        # the National Assembly numbers laws and resolutions alike: without a name its type stays unknown
        if doc_type is None and parsed.style != "assembly":
            return None
        again = re.compile(rf"\s+{re.escape(parsed.symbol)}(?![\w/-])").match(self.text, symbol.end)  # typed twice
        tail = self._told_before(self._tail(again.end() if again else symbol.end, limit), start)
        mention = Mention(
            start, tail.end, tail.end, "symbol", doc_type, parsed.number, parsed.symbol,
            tail.issued_on, tail.blank_date, tail.issuer, series=series,
            confidence=0.6 if tail.impossible else 0.95 if named else 0.9,
        )  # fmt: skip
        return self._titled(mention, limit)

    def _type_before(self, floor: int, position: int) -> re.Match[str] | None:
        """The last name of a type before ``position`` that only harmless words part from it."""
        found = None
        while later := self.known.type_between.search(self.text, floor, position):
            found, floor = later, later.start() + 1
        return found

    # -- by the name of a law

    def by_law(self) -> Iterator[Mention]:
        for law in self.laws:
            symbol = self._symbol_behind(law)
            position = symbol.end if symbol else law.end
            tail = self._tail(position, len(self.text), law=True)
            doc_type = type_of_name(law.kind) or law.kind
            yield Mention(
                law.start, tail.end, tail.end, "law", doc_type,
                symbol.symbol.number if symbol else None, symbol.symbol.symbol if symbol else None,
                tail.issued_on, tail.blank_date, tail.issuer, law.title, law.start,
                confidence=0.95 if law.listed else 0.75,
            )  # fmt: skip

    def _symbol_behind(self, law: LawMatch) -> SymbolMatch | None:
        for symbol in self.symbols:
            if symbol.start >= law.end and re.fullmatch(
                r"\s*\(?,?\s*(?:số\s*:?)?\s*", self.text[law.end : symbol.start]
            ):
                return symbol if symbol.symbol.style == "assembly" or symbol.symbol.symbol.startswith("L") else None
        return None

    def _law_before(self, symbol: SymbolMatch) -> LawMatch | None:
        return next((law for law in self.laws if self._symbol_behind(law) is symbol), None)

    # -- by a number alone, or words that point back

    def without_symbol(self, found: list[Mention]) -> Iterator[Mention]:
        for match in self.known.short.finditer(self.text):
            if any(mention.start < match.end() and match.start() < mention.core_end for mention in found):
                continue
            doc_type = type_of_name(match["type"])
            tail = self._tail(match.end(), len(self.text))
            mention = Mention(
                match.start(), tail.end, tail.end, "short", doc_type, match["number"], None,
                tail.issued_on, tail.blank_date, tail.issuer, series=match.start(),
                confidence=0.8 if match["so"] else 0.5,
            )  # fmt: skip
            yield self._titled(mention, len(self.text)) if match["so"] else mention
        for match in self.known.back.finditer(self.text):
            doc_type = type_of_name(match["type"])
            yield Mention(
                match.start(), match.end(), match.end(), "back", doc_type, series=match.start(), confidence=0.7
            )

    # -- what stands behind

    def _tail(self, position: int, limit: int, *, law: bool = False) -> _Tail:
        """Date and issuer behind a number, in either order."""
        date, end = self._date(position, limit, law=law)
        issuer, end = self._issuer(end, limit)
        if date is None and issuer is not None:
            date, end = self._date(end, limit, law=law)
        if date is None:
            return _Tail(end, issuer=issuer)
        return _Tail(end, date.edtf, date.blank, issuer, date.impossible)

    def _told_before(self, tail: _Tail, start: int) -> _Tail:
        """The tail with date and issuer of the clause before the act, where nothing behind it tells them."""
        if tail.issued_on or tail.blank_date:
            return tail
        told = self.known.told_before.search(self.text, max(0, start - _ISSUER_WINDOW), start)
        first = next(find_dates(told["date"]), None) if told else None
        if told is None or first is None or first.start > 0 or first.date.kind != "day":
            return tail
        issuer = tail.issuer or self._body(told.start("issuer"), told.end("issuer"))[0]
        return _Tail(tail.end, first.date.edtf, first.date.blank, issuer, first.date.impossible)

    def _date(self, position: int, limit: int, *, law: bool) -> tuple[ParsedDate | None, int]:
        lead = self.known.before_date.match(self.text, position)
        begin = lead.end() if lead else position
        window = self.text[begin : min(limit, begin + _DATE_WINDOW)]
        first = next(find_dates(window), None)
        if first is None or first.start > 0 or first.date.kind not in {"day", "month", "year", "partial"}:
            bare = re.match(r"((?:19|20)\d\d)(?!\d|[.,]\d|[/-])", window) if law else None
            if bare is None or self.text[position:begin].strip() not in {"", "("}:
                return None, position
            return ParsedDate("year", bare[1], int(bare[1])), self._closed(position, begin + bare.end())
        if self.known.not_date.match(self.text, begin + first.end):
            return None, position
        if first.date.kind == "partial" and not first.date.blank:
            return None, position
        return first.date, self._closed(position, begin + first.end)

    def _closed(self, start: int, end: int) -> int:
        """The end of a date, behind its closing bracket if it opened one."""
        opened = "(" in self.text[start:end] and ")" not in self.text[start:end]
        return end + 1 if opened and self.text[end : end + 1] == ")" else end

    def _issuer(self, position: int, limit: int) -> tuple[str | None, int]:
        lead = self.known.before_issuer.match(self.text, position)
        if lead is None or lead.end() >= limit:
            return None, position
        stop = self.known.issuer_stop.search(self.text, lead.end(), limit)
        name, end = self._body(lead.end(), stop.start() if stop else limit)
        if name is None:
            return None, position
        # a title may follow in capitals (tỉnh Yên Bái Ban hành …): the name ends before it
        for word in re.finditer(r"\s+(?=\S)", self.text[lead.end() : end]):
            cut = lead.end() + word.start()
            # "tổ chức" is a verb in titles and a noun in names (Ban Tổ chức)
            if not self.text.startswith("Tổ chức", cut + 1) and self.known.title_start.match(self.text, cut):
                name, end = self._body(lead.end(), cut)
                break
        term = self.known.issuer_term.match(self.text, end)
        return name, term.end() if term else end

    def _body(self, position: int, limit: int) -> tuple[str | None, int]:
        """The body named at ``position``, under its canonical name, and where the name ends."""
        text = self.text[: min(limit, position + _ISSUER_WINDOW)]
        if whole := self.known.issuer_whole.match(text, position):
            return " ".join(whole.group().split()), whole.end()
        organ = self.known.issuer_organ.match(text, position)
        own = self.known.issuer.match(text, position)
        units = leading_units(text, self.context, position)
        # of an organ of a committee the whole name counts, which runs on in capitals: Ban Chấp hành Trung ương Đảng
        if units and not (organ and own and own.end() > units[0].end):
            return (None, position) if units[0].unit.group else (units[0].unit.name, units[0].end)
        office = self.known.issuer_office.match(text, position)
        if office and (units := leading_units(text, self.context, office.end())):
            return office.group() + units[0].unit.name, units[0].end
        if own:
            return re.sub(r"\s[-–—]\s", " - ", " ".join(own.group().split())), own.end()
        return None, position

    def _titled(self, mention: Mention, limit: int) -> Mention:
        """The mention with its title, if words that begin one stand behind it."""
        start = self.known.title_start.match(self.text, mention.core_end)
        if start is None or start.end() >= len(self.text):
            return mention
        end = self._title_end(start.end())
        title = self.text[start.end() : end].strip(" ,")
        if len(title) < 3:
            return mention
        return replace(mention, end=start.end() + len(self.text[start.end() : end].rstrip(" ,")), title=title)

    def _title_end(self, position: int) -> int:
        end = min(len(self.text), position + self.known.title_longest)
        stop = self.known.title_stop.search(self.text, position, end)
        if stop:
            end = stop.start()
        quoted = re.match(r"[^“\"]{0,80}“[^”]*”", self.text[position:])
        if quoted and stop and stop.start() < position + quoted.end():
            # a stop inside quotation marks does not count
            later = self.known.title_stop.search(
                self.text, position + quoted.end(), position + self.known.title_longest
            )
            end = later.start() if later else min(len(self.text), position + self.known.title_longest)
        return end
