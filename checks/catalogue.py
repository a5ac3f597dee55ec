"""What the rules across documents know of every document of an archive: who issued what, when, under which number.

One small tuple for each document, so that a hundred thousand of them fit into memory; everything else stays where it is
until a rule asks for it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import NamedTuple
from weakref import WeakKeyDictionary

from checks.issuers import issuer_key, merged_province
from checks.rule import Archive
from dataset.records import DocumentRecord
from normalizers.gazetteer import split_level
from normalizers.places import gazetteer
from normalizers.unicode import compare_key

ActKey = tuple[str, str, str, str]
"""Type, number without leading zeros, symbol and year of an act; the issuer comes on top."""

_DAY, _YEAR = len("2026-01-01"), len("2026")
_TIERS: Mapping[str, int] = {
    "trung ương": 0, "tỉnh": 1, "quận": 2, "huyện": 2, "thị xã": 2, "phường": 3, "xã": 3, "thị trấn": 3, "đặc khu": 3,
}  # fmt: skip


class Entry(NamedTuple):
    """A document as others can point at it. Names are in comparable form; what is not known is empty.

    ``parent`` is the locality above with its level; ``sure`` says that issuer and parent name one body in the country,
    ``scanned`` that the text came from OCR.
    """

    rank: int
    doc_id: str
    doc_type: str
    number: str
    number_text: str
    symbol: str
    symbol_text: str
    issued_on: str
    issuer: str
    level: str
    place: str
    parent: str
    title: str
    period: str
    source: str
    sure: bool
    scanned: bool

    @property
    def year(self) -> str:
        """Year of issue."""
        return self.issued_on[:_YEAR]

    @property
    def body(self) -> tuple[str, str]:
        """Whose document it is."""
        return self.issuer, self.parent

    @property
    def territory(self) -> str:
        """The issuer's locality with its level."""
        return f"{self.level} {self.place}".strip()

    @property
    def tier(self) -> int | None:
        """1 for provinces and cities like them, 2 for districts of the past, 3 for communes."""
        if self.level == "thành phố":
            # a city below a province was a district; bodies of a city name the city itself above them
            return 2 if self.parent and self.parent != self.territory else 1
        return _TIERS.get(self.level)

    @property
    def name(self) -> str:
        """How it is named in a message: type, number and symbol as far as it has them."""
        # 33/KH-UBND, but 09-NQ/ĐU
        mark = "-" if "/" in self.symbol_text else "/"
        return f"{self.doc_type} {mark.join(filter(None, (self.number_text, self.symbol_text)))}".strip()

    @property
    def act(self) -> ActKey | None:
        """How others cite it, as far as it is numbered and dated."""
        if not (self.number and self.symbol and self.year):
            return None
        return self.doc_type, self.number, self.symbol, self.year


class Catalogue:
    """All documents of an archive in its order, with indexes."""

    def __init__(self, documents: Iterable[DocumentRecord]) -> None:
        self.entries = [entry_of(rank, document) for rank, document in enumerate(documents)]
        self.by_id = {entry.doc_id: entry for entry in self.entries}
        acts = defaultdict(list)
        days = defaultdict(list)
        unnumbered = defaultdict(list)
        bodies = defaultdict(list)
        territories = defaultdict(list)
        for entry in self.entries:
            if entry.act:
                acts[entry.act].append(entry)
                if is_day(entry.issued_on) and entry.title:
                    days[entry.doc_type, entry.symbol, entry.issued_on].append(entry)
            if not entry.number and entry.issuer and entry.title:
                unnumbered[entry.issuer].append(entry)
            if entry.issuer:
                bodies[entry.body].append(entry)
            if entry.place:
                territories[entry.territory].append(entry)
        self.by_act: Mapping[ActKey, list[Entry]] = dict(acts)
        self.by_day: Mapping[tuple[str, str, str], list[Entry]] = dict(days)
        self.unnumbered: Mapping[str, list[Entry]] = dict(unnumbered)
        self.by_body: Mapping[tuple[str, str], list[Entry]] = dict(bodies)
        self.by_territory: Mapping[str, list[Entry]] = dict(territories)


_MADE: WeakKeyDictionary[Archive, Catalogue] = WeakKeyDictionary()


def catalogue(archive: Archive) -> Catalogue:
    """The catalogue of an archive, made once."""
    known = _MADE.get(archive)
    if known is None:
        known = _MADE[archive] = Catalogue(archive.documents())
    return known


def entry_of(rank: int, document: DocumentRecord) -> Entry:
    """What the catalogue keeps of a document."""
    on = document.issued_on or ""
    issuer, parent = issuer_key(document.issuer), merged_province(_key(document.parent_place), on)
    level, place = _key(document.issuer_level), _key(document.place)
    if _TIERS.get(level, 1) == 1:
        issuer = merged_province(issuer, on)
        level = merged_province(f"{level} {place}", on).removesuffix(f" {place}") if place else level
    return Entry(
        rank,
        document.doc_id,
        document.doc_type or "",
        number_key(document.number),
        document.number or "",
        symbol_key(document.symbol),
        document.symbol or "",
        document.issued_on or "",
        issuer,
        level,
        place,
        parent,
        compare_key(document.title or ""),
        document.period or "",
        document.source,
        bool(issuer and place) and (bool(parent) or _is_unique(level, place)),
        document.text_origin == "ocr",
    )


def number_key(number: str | None) -> str:
    """A number as it is compared: ``07`` is ``7``."""
    return (number or "").lstrip("0")


@lru_cache(maxsize=4096)
def symbol_key(symbol: str | None) -> str:
    """A symbol as it is compared: case and the kind of dash or slash do not matter."""
    return compare_key(symbol or "").replace("/", "-")


def is_day(date: str | None) -> bool:
    """Whether an EDTF date names a day."""
    return len(date or "") == _DAY


def _key(text: str | None) -> str:
    return compare_key(text or "")


@lru_cache(maxsize=16384)
def _is_unique(level: str, place: str) -> bool:
    """Whether a locality can be told by its level and name alone."""
    if _TIERS.get(level, 1) == 1:
        return True
    _, name = split_level(place)
    return len([unit for unit in gazetteer().lookup(name or place, level=level) if unit.in_force]) == 1
