"""The grammar of unit names: what stands at a position of a text, and how far it reaches."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace

from normalizers.units.fold import fold
from normalizers.units.locality import parse_locality, read_locality
from normalizers.units.model import Locality, Unit, UnitText
from normalizers.units.nearest import nearest_field
from normalizers.units.vocabulary import Head, Vocabulary, vocabulary

_SEPARATOR = re.compile(r"\s*[;,.:()\n/]|\s+và(?!\w)|\s*$")
_SYLLABLE = re.compile(r"\s*[\w&]+(?:-[\w&]+)*|\s*-(?=\s)")
_JOIN = re.compile(r"\s*(?:,|-|&|\bvà\b)\s*(?:\bvà\b\s*)?|\s+")
_COMMA = re.compile(r"\s*[,/]\s*|\s+")
_ACRONYM = re.compile(r"[A-ZĐ][A-ZĐ&-]{1,7}(?![\w&])")
_LIST = re.compile(r"\s*[,;]\s*(?:và\s+)?|\s+và\s+")
_OWNERS = frozenset({"đảng", "hội đoàn thể", "hội đồng nhân dân", "mặt trận tổ quốc"})
"""Kinds of bodies that have committees of their own."""
_PARTS = re.compile(r"\s*,\s+(?:[^\W\d_]+\s+){1,4}?và\s+(?=[^\W\d_])")
"""The middle of a name in three parts: Chi cục Chăn nuôi, Thú y và Thủy sản."""
_NEAR = 20
"""How many syllables a name with an open end may have before its level word."""


@dataclass(frozen=True, slots=True)
class Text:
    """A text and its folded form, offset for offset."""

    original: str
    folded: str
    shouted: bool = False

    @classmethod
    def of(cls, text: str, closed: bool = False) -> Text:
        """The text with its folded form; in an enumeration all in capitals every word counts as capitalised."""
        return cls(text, fold(text), closed and text.isupper())

    def capital(self, position: int) -> bool:
        """Whether a capitalised word begins there (a word all in capitals tells nothing)."""
        letters = self.original[position : position + 2]
        return letters[:1].isupper() and (self.shouted or len(letters) < 2 or not letters[1].isupper())


class Grammar:
    """Recognises units; ``aliases`` are abbreviations that the document itself introduces (folded)."""

    def __init__(self, aliases: Mapping[str, Unit] | None = None) -> None:
        self.words: Vocabulary = vocabulary()
        self.aliases = dict(aliases or {})
        names = sorted(map(re.escape, self.aliases), key=len, reverse=True)
        self._alias = re.compile(rf"(?<!\w)(?:{'|'.join(names)})(?!\w)") if names else None

    def match(self, text: Text, position: int, closed: bool) -> list[UnitText]:
        """The unit that begins at ``position``; several where one head word covers a list ("các Sở: Y tế, Nội vụ").

        Args:
            text: The text.
            position: Offset of a word.
            closed: Whether the text is an enumeration of units and nothing else, so that names run to the separators.
        """
        if self._alias and (found := self._alias.match(text.folded, position)) and text.original[position].isupper():
            return [self._unit(text, position, found.end(), self.aliases[found.group()])]
        if office := self._office(text, position, closed):
            return office
        if heads := self._head(text, position, closed):
            return heads
        determiner = self.words.determiner.match(text.folded, position)
        if determiner:
            behind = _skip(text.folded, determiner.end())
            listed = self._listed(text, position, behind)
            if listed:
                return listed
        return self._group(text, position, closed)

    def starts(self, text: Text, position: int) -> bool:
        """Whether a unit begins there."""
        return bool(self.match(text, position, closed=False))

    @staticmethod
    def _unit(text: Text, start: int, end: int, unit: Unit) -> UnitText:
        return UnitText(start, end, text.original[start:end], unit)

    # -- offices ------------------------------------------------------------------------------------------------------

    def _office(self, text: Text, position: int, closed: bool) -> list[UnitText]:
        found = self.words.offices.match(text.folded, position)
        if not found or not (text.capital(position) or closed):
            return []
        behind = re.compile(r"\s+(?:của\s+)?").match(text.folded, found.end())
        inner = self.match(text, behind.end(), closed) if behind else []
        office = _sentence(" ".join(found.group().split()))
        if inner and inner[0].unit.kind != "person":
            unit = inner[0].unit
            named = replace(unit, name=f"{office} {unit.name}", kind="person", head=f"{office} {unit.head}")
            return [self._unit(text, position, inner[0].end, named)]
        if closed and _SEPARATOR.match(text.folded, found.end()):
            return [self._unit(text, position, found.end(), Unit(office, "person", head=office))]
        return []

    # -- bodies with a head word --------------------------------------------------------------------------------------

    def _head(self, text: Text, position: int, closed: bool) -> list[UnitText]:
        prefix = re.compile(r"(?:cơ quan|lực lượng|hệ thống)\s+").match(text.folded, position)
        begin = prefix.end() if prefix else position
        found = self.words.head_pattern.match(text.folded, begin)
        if not found:
            return []
        form = found.group()
        head = self.words.head(form)
        if " " not in form and form != fold(head.name) and not text.original[begin : found.end()].isupper():
            return []
        end = found.end()
        # "Sở Sở Công Thương": a head word typed twice
        while (again := re.compile(rf"\s+{re.escape(form)}(?!\w)").match(text.folded, end)) and head.tail == "field":
            end = again.end()
        unit = self._tail(text, head, begin, end, closed)
        if unit and prefix and head.tail == "place":
            word = text.original[position:begin].strip().lower()
            unit = replace(
                unit, unit=replace(unit.unit, name=f"{word} {unit.unit.name}", head=f"{word} {unit.unit.head}")
            )
        elif prefix and head.tail == "place" and not unit:
            word = text.original[position:begin].strip().lower()
            unit = self._unit(text, begin, end, Unit(f"{word} {head.name}", head.kind, head=f"{word} {head.name}"))
        return [replace(unit, start=position, text=text.original[position : unit.end])] if unit else []

    def _tail(self, text: Text, head: Head, start: int, end: int, closed: bool) -> UnitText | None:
        match head.tail:
            case "field":
                return self._with_field(text, head, start, end, closed)
            case "open":
                return self._open(text, head, start, end, closed)
            case "number":
                number = re.compile(r"\s+(?:số\s+)?\d+[a-z]?(?!\w)").match(text.folded, end)
                stop = number.end() if number else self._name_end(text, end)
                if stop == end:
                    return None
                name = f"{head.name} {' '.join(text.original[end:stop].split())}"
                return self._unit(text, start, stop, Unit(name, head.kind, head.level, head=name))
            case "party":
                inner = self._head(text, _skip(text.folded, end), closed=False)
                if not inner:
                    return self._placed(text, head, (start, end), head.name, closed) if head.bare else None
                name = f"{head.name} {inner[0].unit.name}"
                return self._unit(text, start, inner[0].end, replace(inner[0].unit, name=name, head=name))
            case _:
                return self._placed(text, head, (start, end), head.name, closed)

    def _placed(self, text: Text, head: Head, at: tuple[int, int], name: str, closed: bool) -> UnitText | None:
        start, end = at
        place = parse_locality(self, text, end) if head.tail != "none" else None
        if place is None and head.place_without_level and (stop := self._name_end(text, end)) != end:
            where = " ".join(text.original[end:stop].split())
            place = Locality(stop, where, None, where)
        if place is None:
            if not (head.bare or head.tail == "field" or (closed and _SEPARATOR.match(text.folded, end))):
                return None
            return self._unit(text, start, end, Unit(name, head.kind, head.level, head=name))
        bare_level = place.place is None and not place.plural
        full = name if head.local and bare_level else f"{name} {place.text}"
        unit = Unit(full, head.kind, place.level or head.level, place.place, head=name, group=place.plural)
        return self._unit(text, start, place.end, unit)

    def _name_end(self, text: Text, position: int) -> int:
        """End of the proper name that begins behind ``position``; ``position`` if there is none."""
        return read_locality(self, text, position)

    def _field(self, text: Text, head: Head, position: int) -> tuple[int, str] | None:
        for expression, name in self.words.fields.get(head.name, ()):
            if found := expression.match(text.folded, position):
                short = " " not in found.group() and len(name) > len(found.group())
                if not short or text.original[position : found.end()].isupper():
                    return found.end(), name
        return None

    def _with_field(self, text: Text, head: Head, start: int, end: int, closed: bool) -> UnitText | None:
        behind = _skip(text.folded, end)
        known = self._field(text, head, behind) if behind != end else None
        field = known or (self._unknown_field(text, head, (start, behind), closed) if behind != end else None)
        if field is None:
            # an office of the department that writes: "Thanh tra Sở"
            return self._placed(text, head, (start, end), head.name, closed) if head.bare else None
        name = f"{head.name} {field[1]}"
        placed = self._owned(text, head, (start, field[0]), name) or self._placed(
            text, head, (start, field[0]), name, closed=False
        )
        return placed and replace(placed, unit=replace(placed.unit, known=known is not None))

    def _owned(self, text: Text, head: Head, at: tuple[int, int], name: str) -> UnitText | None:
        """A committee with the body of which it is a part: Ban Tuyên giáo Tỉnh ủy, Ban Pháp chế HĐND tỉnh."""
        start, end = at
        behind = _skip(text.folded, end)
        if head.kind != "ban" or behind == end or not text.original[behind : behind + 1].isupper():
            return None
        owner = next(iter(self._head(text, behind, closed=False)), None)
        if owner is None or owner.unit.group or owner.unit.kind not in _OWNERS:
            return None
        unit = Unit(f"{name} {owner.unit.name}", head.kind, owner.unit.level, owner.unit.place, head=name)
        return self._unit(text, start, owner.end, unit)

    def _unknown_field(self, text: Text, head: Head, at: tuple[int, int], closed: bool) -> tuple[int, str] | None:
        """A field that the vocabulary does not have: an abbreviation, or capitalised words, damaged ones mended."""
        start, behind = at
        if short := _ACRONYM.match(text.original, behind):
            name = self.expand(short.group())
            return (short.end(), name[:1].upper() + name[1:]) if not text.shouted else None
        if not (text.capital(start) and text.capital(behind)):
            return None
        stop = self._capitalised_field(text, behind, closed)
        if stop == behind:
            return None
        words = " ".join(text.original[behind:stop].split())
        return stop, nearest_field(head.name, words) or words

    def _capitalised_field(self, text: Text, position: int, closed: bool) -> int:
        """End of a field that the vocabulary does not have: capitalised words and what joins them.

        In an enumeration a part behind a comma belongs to it too, if no unit begins there.
        """
        end = _SYLLABLE.match(text.folded, position)
        stop = end.end() if end else position
        while joined := _JOIN.match(text.folded, stop):
            word = _SYLLABLE.match(text.folded, joined.end())
            if (
                not word
                or self.words.level.match(text.folded, joined.end())
                or self.words.stop.match(text.folded, joined.end())
            ):
                break
            mark = joined.group().strip()
            if mark and self._head(text, joined.end(), closed=False):
                break
            if mark and not closed and ("," in mark or not text.capital(joined.end())):
                break
            stop = word.end()
        return stop

    def _open(self, text: Text, head: Head, start: int, end: int, closed: bool) -> UnitText | None:
        first = _skip(text.folded, end)
        capitals = head.capitals and not (closed and head.glue)
        small = capitals and not text.capital(first)
        if first == end or (capitals and not text.capital(start)) or (small and not head.verbs):
            return self._placed(text, head, (start, end), head.name, closed) if head.bare else None
        stop, place = self._open_end(text, head, first, closed)
        if small and place is None:
            return None  # "Hội đồng cứu đuối trẻ em xã" is a name only as far as its level closes it
        if stop <= first:
            return self._placed(text, head, (start, end), head.name, closed) if head.bare or place else None
        words = self.expand(" ".join(text.original[end:stop].split()))
        if (head.capitalise and not words.startswith("các ")) or text.original[end:stop].isupper():
            words = words[:1].upper() + words[1:]
        name = f"{head.name} {words}"
        if place is None:
            return self._unit(text, start, stop, Unit(name, head.kind, head.level, head=name, known=False))
        unit = Unit(f"{name} {place.text}", head.kind, place.level, place.place, name, place.plural, known=False)
        return self._unit(text, start, place.end, unit)

    def _open_end(self, text: Text, head: Head, first: int, closed: bool) -> tuple[int, Locality | None]:
        """Where an open name ends, and the locality that closes it.

        A head that glues takes commas and "và" along as long as a level word or capitals follow before the next unit;
        otherwise the name ends before a separator, and in running text before a verb.
        """
        position, last, separated_at = first, first, None
        capitals = head.capitals and text.capital(first) and not text.original.isupper()
        for count in range(_NEAR):
            if place := parse_locality(self, text, last) if last > first else None:
                return last, place
            if parts := self._parts(text, head, last):
                last = parts
            elif separator := _SEPARATOR.match(text.folded, last):
                beyond = _skip(text.folded, separator.end())
                joined = separator.group().strip() in {",", "và"}
                if not joined or not head.glue or beyond >= len(text.folded) or self.starts(text, beyond):
                    return (separated_at or last), None
                if not closed and self.words.stop.match(text.folded, beyond):
                    return (separated_at or last), None
                if not text.capital(beyond):
                    separated_at = separated_at or last
                last = beyond
            elif count and not closed and not head.verbs and self._verb(text, last, capitals):
                return (separated_at or last), None
            word = _SYLLABLE.match(text.folded, last)
            if not word:
                break
            position, last = last, word.end()
        return (separated_at or (last if closed else position)), None

    def _parts(self, text: Text, head: Head, position: int) -> int | None:
        """Where the last part of a name in three parts begins; nothing if a unit of its own stands behind the comma."""
        found = _PARTS.match(text.folded, position) if head.parts else None
        if not found:
            return None
        middle = found.start() + len(found.group()) - len(found.group().lstrip(" ,"))
        begins = (middle, found.end())
        # small letters are what the unit does; a unit behind either mark is the next of an enumeration
        heads = self.words.head_pattern
        fields = all(text.capital(at) and not heads.match(text.folded, at) for at in begins)
        return found.end() if fields and not any(self.starts(text, at) for at in begins) else None

    def _verb(self, text: Text, position: int, capitals: bool) -> bool:
        """Whether what a unit does begins behind ``position``.

        In a name written with capitals a verb with one belongs to it: "Công ty Cổ phần Cấp nước …".
        """
        behind = _skip(text.folded, position)
        return not (capitals and text.capital(behind)) and bool(self.words.stop.match(text.folded, behind))

    # -- groups -------------------------------------------------------------------------------------------------------

    def _listed(self, text: Text, start: int, position: int) -> list[UnitText]:
        """``các Sở Tài chính, Nội vụ và Y tế``, ``các phòng: Kinh tế, Văn hóa - Xã hội``: one head, several fields."""
        found = self.words.head_pattern.match(text.folded, position)
        if not found or (head := self.words.head(found.group())).tail != "field":
            return []
        colon = re.compile(r"\s*:\s*|\s+").match(text.folded, found.end())
        return self.fields_from(text, head, start, colon.end()) if colon else []

    def fields_from(self, text: Text, head: Head, start: int, position: int) -> list[UnitText]:
        """The units of one head whose fields are listed from ``position`` on; the first begins at ``start``."""
        units: list[UnitText] = []
        while field := self._field(text, head, position):
            unit = Unit(f"{head.name} {field[1]}", head.kind, head.level, head=f"{head.name} {field[1]}")
            units.append(self._unit(text, position if units else start, field[0], unit))
            comma = _LIST.match(text.folded, field[0])
            if not comma:
                break
            position = comma.end()
        return units

    def _group(self, text: Text, position: int, closed: bool) -> list[UnitText]:
        determiner = self.words.determiner.match(text.folded, position)
        begin = _skip(text.folded, determiner.end()) if determiner else position
        nouns, end = self.nouns(text, begin)
        if not nouns:
            return []
        qualified = False
        while found := self.words.qualifier.match(text.folded, end):
            end, qualified = found.end(), True
            if found.group().endswith("thuộc"):
                end = self._owner_end(text, end)
        place = parse_locality(self, text, end)
        if place:
            end = place.end
        related = text.folded[begin:end].endswith("liên quan") and (len(nouns) > 1 or nouns[0] in {"cơ quan", "đơn vị"})
        alone = closed and (qualified or len(nouns) > 1 or _SEPARATOR.match(text.folded, end))
        if not (determiner or related or alone):
            return []
        return [self._unit(text, position, end, self.group_unit(text, position, end, determiner is not None, place))]

    def _owner_end(self, text: Text, position: int) -> int:
        """End of the body to which a group belongs ("trực thuộc Sở"); ``position`` if none follows."""
        begin = _skip(text.folded, position)
        if owner := self._head(text, begin, closed=False):
            return owner[-1].end
        noun = self.words.noun.match(text.folded, begin)
        return noun.end() if noun and text.capital(begin) else position

    def nouns(self, text: Text, position: int) -> tuple[list[str], int]:
        """The nouns of a group ("sở, ban, ngành") from ``position`` on, and where they end."""
        nouns: list[str] = []
        end = start = position
        while found := self.words.noun.match(text.folded, start):
            spaced = bool(nouns) and not text.folded[end:start].strip()
            noun = " ".join(found.group().split())
            if spaced and noun not in {"ban", "ngành", "đoàn thể", "hội"}:
                break
            if nouns and noun == "tổ chức" and not self._noun_follows(text, found.end()):
                break
            if (
                text.capital(start)
                and not self.words.level.match(text.folded, start)
                and self._head(text, start, closed=False)
            ):
                break
            nouns.append(noun)
            end = found.end()
            comma = _COMMA.match(text.folded, end)
            if not comma:
                break
            start = comma.end()
        return nouns, end

    def _noun_follows(self, text: Text, end: int) -> bool:
        """Whether "tổ chức" is the noun there (organisations) and not the verb (to organise)."""
        return bool(_SEPARATOR.match(text.folded, end) or self.words.qualifier.match(text.folded, end))

    def group_unit(self, text: Text, start: int, end: int, determined: bool, place: Locality | None) -> Unit:
        """The group ``text[start:end]`` under its canonical name."""
        words = " ".join(text.original[start:end].split())
        if words.isupper() and len(words) > 4:
            words = words.lower()
        words = re.sub(r"\s*([,/])\s*", r"\1 ", words).replace("có liên quan", "liên quan")
        words = re.sub(r"(?<!\w)(ban|ngành)\s+(?=ngành|đoàn thể)", r"\1, ", words, flags=re.IGNORECASE)
        words = re.sub(
            r"^(?:tất cả các|tất cả|toàn thể|một số|hệ thống|từng|mỗi|các|những)\s+", "", words, flags=re.IGNORECASE
        )
        single = not determined and not re.search(r"[,/]|liên quan|đoàn thể", words)
        name = self.expand(words if single else f"các {words}")
        name = self.words.group_aliases.get(fold(name), name)
        return Unit(name, "group", place.level if place else None, place.place if place else None, name, group=True)

    def expand(self, words: str) -> str:
        """The words with the abbreviations of the vocabulary written out."""
        return self.words.abbreviations.sub(lambda m: self.words.expansions[m.group()], words)


def _skip(folded: str, position: int) -> int:
    while position < len(folded) and folded[position] == " ":
        position += 1
    return position


def _sentence(words: str) -> str:
    names = {"chủ tịch": "Chủ tịch", "phó chủ tịch": "Phó Chủ tịch", "chánh văn phòng": "Chánh Văn phòng"}
    return names.get(words, words[:1].upper() + words[1:])
