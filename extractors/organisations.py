"""The organisations of one document: its own abbreviations, and one canonical name for every mention of a body."""

from __future__ import annotations

import re
import tomllib
import weakref
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from functools import lru_cache, partial
from pathlib import Path
from typing import TYPE_CHECKING

from dataset.records import DocumentRecord
from dataset.views import View
from extractors.base import Context
from extractors.language import nlp, phrase_matcher
from extractors.outline.model import Node
from normalizers.units import Unit, UnitContext, UnitText, canonical_unit, find_units, fold, leading_units, split_units
from normalizers.units.vocabulary import vocabulary

if TYPE_CHECKING:
    from spacy.matcher import PhraseMatcher

_FILE = Path(__file__).parent / "patterns" / "units.toml"
_UNSEARCHED = frozenset({"motto", "symbol", "place-date", "type", "formula", "signer-title", "signer"})
_LISTS = frozenset({"recipient", "addressee", "heading"})
_SHORTEST_KIND = 4
"""Words of the shortest name that tells a body without its place: Trung tâm Cứu hộ."""
_LEVELS = frozenset({"tỉnh", "thành phố", "xã", "phường", "đặc khu", "huyện", "quận", "thị xã", "thị trấn"})


@dataclass(frozen=True, slots=True)
class Mention:
    """A unit where it is named: in which node, in which view (the node's, or that of a table cell), and where there."""

    node: Node
    view: View
    found: UnitText


@dataclass
class Organisations:
    """Every mention of a unit in a document, and the names under which the document's bodies are kept."""

    context: UnitContext
    mentions: list[Mention] = field(default_factory=list)
    _firm: set[str] = field(default_factory=set)
    _closed: dict[str, dict[str, Unit]] = field(default_factory=lambda: defaultdict(dict))
    _located: dict[str, set[tuple[str, str | None, str | None]]] = field(default_factory=lambda: defaultdict(set))

    def resolve(self, unit: Unit) -> Unit:
        """The unit under the name by which the document knows it.

        A bare level is completed where only one locality can be meant: the issuer's own where the document names the
        body in full, the level above with its name; "cùng cấp" and a bare head are the one body of that kind that the
        document names with its locality. Where several could be meant nothing is guessed.
        """
        if unit.group or unit.kind in {None, "person", "group"}:
            return unit
        located = self._located.get(unit.head, set())
        own, above = self.context.level, self.context.parent_level
        if unit.level in _LEVELS and unit.place is None and unit.name.endswith(f" {unit.level}"):
            if unit.level == above and above != own and self.context.parent_place:
                return replace(unit, name=f"{unit.name} {self.context.parent_place}", place=self.context.parent_place)
            own_place = fold(self.context.place or "")
            same = [(name, place) for name, level, place in located if level == own and fold(place or "") == own_place]
            if unit.level == own and len(same) == 1:
                return replace(unit, name=same[0][0], place=same[0][1])
            return unit
        head = vocabulary().heads.get(fold(unit.head))
        if head and head.own_level and own and unit.name == unit.head:
            return replace(unit, name=f"{unit.name} {own}", level=own)
        if unit.level is None and unit.place is None and len(located) == 1:
            name, level, place = next(iter(located))
            return replace(unit, name=name, level=level, place=place)
        return unit

    def split(self, text: str, start: int = 0, end: int | None = None) -> list[UnitText]:
        """The units of the enumeration ``text[start:end]``, under their names in this document."""
        return [
            replace(item, start=item.start + start, end=item.end + start, unit=self.resolve(item.unit))
            for item in split_units(text[start:end], self.context)
        ]

    def leading(self, text: str, start: int = 0) -> list[UnitText]:
        """The units with which a sentence goes on at ``start``, under their names in this document."""
        found = [self._cut(item) for item in leading_units(text, self.context, start)]
        units = [self._same_level(text, item) for item in found]
        units = [replace(item, unit=self.resolve(item.unit)) for item in units]
        return self._qualified(text, units)

    def _cut(self, item: UnitText) -> UnitText:
        """A name that runs on into the sentence, cut to the name that the document gives the body elsewhere."""
        if item.unit.known or item.unit.group or item.unit.place:
            return item
        folded = fold(item.text)
        longest = max((name for name in self._firm if folded.startswith(f"{name} ")), key=len, default="")
        # a capital goes on with the name: another body of the kind
        if not longest or item.text[len(longest) + 1].isupper():
            return item
        text = item.text[: len(longest)]
        return replace(item, end=item.start + len(longest), text=text, unit=canonical_unit(text, self.context))

    def _qualified(self, text: str, units: list[UnitText]) -> list[UnitText]:
        """The last unit with what still belongs to its name, and the units behind that."""
        last = (self._named_longer(text, units[-1]) or self._whole(text, units[-1])) if units else None
        if last is None:
            return units
        link = _behind()["link"].match(text, last.end)
        return [*units[:-1], last, *(self.leading(text, link.end()) if link else [])]

    def _named_longer(self, text: str, item: UnitText) -> UnitText | None:
        """The unit under a longer name that the document has elsewhere, closed by a mark, and that goes on here."""
        folded = fold(text[item.start :])
        names = self._closed.get(" ".join(folded.split()[:2]), {})
        fit = (name for name in names if len(name) > len(item.text) and re.match(rf"{re.escape(name)}(?!\w)", folded))
        name = max(fit, key=len, default=None)
        if name is None:
            return None
        end = item.start + len(name)
        return replace(item, end=end, text=text[item.start : end], unit=self.resolve(names[name]))

    def _whole(self, text: str, item: UnitText) -> UnitText | None:
        """``Ủy ban nhân dân các địa phương``, ``Thành đoàn Huế`` where Huế issues; nothing if no more belongs to it."""
        unit, place = item.unit, self.context.place
        if more := _behind()["qualifier"].match(text, item.end):
            name = f"{unit.name} {' '.join(more.group().lower().split())}"
            unit, end = replace(unit, name=name, head=name, group=True), more.end()
        else:
            open_name = place and not unit.group and not unit.place and not unit.name.endswith(f" {unit.level}")
            named = re.match(rf"\s+{re.escape(fold(place or ''))}(?!\w)", fold(text[item.end :])) if open_name else None
            if named is None:
                return None
            unit, end = replace(unit, name=f"{unit.name} {place}", place=place), item.end + named.end()
        return replace(item, end=end, text=text[item.start : end], unit=unit)

    def _same_level(self, text: str, item: UnitText) -> UnitText:
        """``cơ quan Thuế cùng cấp``: the one body of that kind that the document names."""
        if not re.match(r"\s+cùng cấp(?!\w)", fold(text[item.end :])) or item.unit.level is not None:
            return item
        head = item.unit.head.removeprefix("cơ quan ")
        local = [entry for entry in self._located.get(head, set()) if entry[1] not in {self.context.parent_level}]
        if len(local) != 1:
            return item
        name, level, place = local[0]
        return replace(item, unit=Unit(name, item.unit.kind, level, place, head=head))

    def collect(self, context: Context) -> None:
        """Find every mention of the document."""
        for node in context.outline.nodes:
            if node.kind in _UNSEARCHED:
                continue
            for view in _views(context, node):
                for found in _units_of(node, view.text, self.context):
                    self.mentions.append(Mention(node, view, found))
        for mention in self.mentions:
            unit = mention.found.unit
            if not unit.known and not unit.group and _closed(mention):
                self._firm |= {fold(mention.found.text), fold(_without_place(mention.found.text))}
            if mention.node.kind in _LISTS and _closed(mention):
                words = fold(mention.found.text)
                self._closed[" ".join(words.split()[:2])].setdefault(words, unit)
            if not unit.group and (unit.place or unit.level in _LEVELS) and unit.name != unit.head:
                self._located[unit.head].add((unit.name, unit.level, unit.place))
        for head, entries in self._located.items():
            named = {entry for entry in entries if entry[2] is not None}
            # "Công an xã" beside "Công an xã Yên Hòa" is the same body
            self._located[head] = named | {e for e in entries if not any(n[1] == e[1] for n in named)}


def _closed(mention: Mention) -> bool:
    """Whether a mark closes the name, so that nothing of the sentence is in it."""
    behind = mention.view.text[mention.found.end :].lstrip()[:1]
    return not behind or behind in ",;:.()"


def _without_place(name: str) -> str:
    """``Trung tâm Cứu hộ`` of ``Trung tâm Cứu hộ Hòn Mun``; the name itself where not so much as a kind remains."""
    words = name.split()
    while words and words[-1][:1].isupper():
        words.pop()
    return " ".join(words) if len(words) >= _SHORTEST_KIND else name


def _units_of(node: Node, text: str, context: UnitContext) -> Iterable[UnitText]:
    if node.kind in {"recipient", "superior", "issuer"}:
        listed = [item for item in split_units(text, context) if item.unit.kind is not None]
        return [] if fold(text).lstrip("- ").startswith("lưu") else listed
    return find_units(text, context, candidates(text, context))


@lru_cache(maxsize=1)
def _starters() -> PhraseMatcher:
    return phrase_matcher(vocabulary().starters)


def candidates(text: str, context: UnitContext) -> list[int]:
    """Where a unit may begin: the head words, offices and group words of the vocabulary, and the document's own."""
    doc = nlp().make_doc(text)
    found = {doc[start].idx for _, start, _ in _starters()(doc)}
    if context.aliases:
        first = {alias.partition(" ")[0] for alias in context.aliases}
        found |= {token.idx for token in doc if token.norm_ in first}
    return sorted(found)


def _views(context: Context, node: Node) -> Iterator[View]:
    if node.table is None:
        yield node.view
        return
    for cell in node.table.cells:
        yield context.document.view(cell.spans)


def _own_context(context: Context) -> UnitContext:
    record = next(iter(context.records.of(DocumentRecord)), None)
    above = (record.parent_place if record else None) or ""
    parts = above.split(" ", 1)
    level = next((w for w in sorted(_LEVELS, key=len, reverse=True) if fold(above).startswith(f"{w} ")), None)
    return UnitContext(
        level=record.issuer_level if record else None,
        place=record.place if record else None,
        parent_level=level,
        parent_place=above[len(level) :].strip() if level else (parts[-1] or None),
        # what the document itself says goes before what was said of others
        aliases={fold(written): canonical_unit(name) for written, name in context.spellings} | _aliases(context),
    )


@lru_cache(maxsize=1)
def _behind() -> dict[str, re.Pattern[str]]:
    data = tomllib.loads(_FILE.read_text(encoding="utf-8"))["behind"]
    return {name: re.compile(regex, re.IGNORECASE) for name, regex in data.items()}


@lru_cache(maxsize=1)
def _introduced() -> re.Pattern[str]:
    data = tomllib.loads(_FILE.read_text(encoding="utf-8"))
    return re.compile(data["abbreviation"]["introduced"], re.VERBOSE)


def _aliases(context: Context) -> dict[str, Unit]:
    """Abbreviations and short names that the document introduces in parentheses behind a unit's name."""
    aliases: dict[str, Unit] = {}
    for node in context.outline.nodes:
        if "(" not in node.text or node.table is not None or node.kind in _UNSEARCHED | {"recipient"}:
            continue
        for found in find_units(node.text):
            introduced = _introduced().match(node.text, found.end)
            if not introduced or found.unit.group:
                continue
            if _of_its_organ(introduced["short"], found.unit):
                continue
            # "Phòng Cảnh sát giao thông (PC08)" is its code; "Công an tỉnh (PC08)" names one of its departments
            if found.unit.kind == "phòng" or not any(map(str.isdigit, introduced["short"])):
                aliases.setdefault(fold(introduced["short"]), found.unit)
    return aliases


def _of_its_organ(short: str, unit: Unit) -> bool:
    """``Ban Thường vụ Liên đoàn Lao động (LĐLĐ) tỉnh``: the letters stand for the federation, not for its board."""
    form = vocabulary().head_form(fold(short), 0)
    return form == fold(short) and vocabulary().head(form).name in unit.name.partition(" ")[2]


_kept: list[tuple[weakref.ref[object], Organisations]] = []


def organisations(context: Context) -> Organisations:
    """The organisations of the document; found once, however many extractors ask."""
    if _kept and _kept[0][0]() is context.outline:
        return _kept[0][1]
    result = Organisations(_own_context(context))
    result.collect(context)
    _kept[:] = [(weakref.ref(context.outline, partial(_forget)), result)]
    return result


def _forget(reference: weakref.ref[object]) -> None:
    _kept[:] = [entry for entry in _kept if entry[0] is not reference]
