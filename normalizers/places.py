"""The gazetteer: administrative units of Viet Nam by name, level, parent and time.

Names are ambiguous (hundreds of communes share theirs), so every look-up returns all candidates and never picks one.
The data and its source are described in ``data/README.md``.
"""

from __future__ import annotations

import re
import tomllib
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any, Final, Literal, NamedTuple

from normalizers.unicode import compare_key, fold

Tier = Literal["province", "district", "commune"]
_DATA: Final = Path(__file__).parent / "data"
_TIERS: Final[dict[int, Tier]] = {2: "province", 3: "district", 5: "commune"}
_LONGEST_NAME: Final = 6  # syllables


class Place(NamedTuple):
    """A unit during one time. ``valid_from`` and ``valid_to`` are EDTF dates or empty; ``successors`` are codes."""

    code: str
    level: str
    name: str
    parent: str
    valid_from: str
    valid_to: str
    successors: tuple[str, ...]

    @property
    def tier(self) -> Tier:
        """Province, (former) district or commune, by the length of the code."""
        return _TIERS[len(self.code)]

    @property
    def in_force(self) -> bool:
        """Whether it has not ended."""
        return not self.valid_to

    @property
    def full_name(self) -> str:
        """Level and name: ``phường An Biên``."""
        return f"{self.level} {self.name}"

    def valid_on(self, on: str) -> bool:
        """Whether it may have been in force at an EDTF date; a date without its day counts as the whole time."""
        start, end = self.valid_from, self.valid_to
        size = len(on)
        return (not start or start[:size] <= on[: len(start)]) and (not end or on[: len(end)] <= end[:size])


@dataclass(frozen=True, slots=True)
class PlaceMatch:
    """A locality named in a text: ``text[start:end]`` with its level word, if one stands before it.

    ``name`` is as written; ``candidates`` are all units of that name and level, of every time; none where the
    gazetteer does not know the name (or for parts of a commune, which it never does).
    """

    start: int
    end: int
    level: str | None
    name: str
    name_start: int
    candidates: tuple[Place, ...]


@lru_cache(maxsize=1)
def levels() -> dict[str, Any]:
    """The levels as data: ``levels``, ``sub_units`` and ``short_names`` of ``data/places.toml``."""
    return tomllib.loads((_DATA / "places.toml").read_text(encoding="utf-8"))


@lru_cache(maxsize=1)
def _level_forms() -> dict[str, str]:
    """Written form of a level → level (``tp`` → ``thành phố``), parts of communes too."""
    data = levels()
    forms = {form: level for level, entry in data["levels"].items() for form in entry["forms"]}
    return forms | {form: level for level, written in data["sub_units"].items() for form in written}


class Gazetteer:
    """All units, with indexes by name."""

    def __init__(self, places: list[Place]) -> None:
        self.places = places

    @cached_property
    def _by_key(self) -> dict[str, list[Place]]:
        index = defaultdict(list)
        keys: dict[str, str] = {}
        for place in self.places:
            key = keys.get(place.name)
            if key is None:
                key = keys[place.name] = name_key(place.name)
            index[key].append(place)
        return dict(index)

    @cached_property
    def _by_folded(self) -> dict[str, list[Place]]:
        index = defaultdict(list)
        for key, places in self._by_key.items():
            index[fold(key)].extend(places)
        return dict(index)

    @cached_property
    def _by_code(self) -> dict[str, list[Place]]:
        index = defaultdict(list)
        for place in self.places:
            index[place.code].append(place)
        return dict(index)

    def lookup(
        self,
        name: str,
        *,
        level: str | None = None,
        tier: Tier | None = None,
        within: str | None = None,
        on: str | None = None,
        marks: bool = True,
    ) -> list[Place]:
        """All units of a name, which may have its level before it (``phường Hồng Bàng``, ``TP. Huế``).

        Args:
            name: The name; case, placing of tone marks, dashes and apostrophes do not matter.
            level: Only units of this level.
            tier: Only provinces, districts or communes.
            within: Only units in this province or district, by code.
            on: Only units that may have been in force at this EDTF date; ``None`` for all times.
            marks: Whether Vietnamese marks count (``False`` finds ``Hai Phong``).
        """
        key = name_key(name)
        index = self._by_key if marks else self._by_folded
        found = index.get(key if marks else fold(key), [])
        if not found:
            own_level, rest = split_level(name)
            if own_level is None or level not in {None, own_level}:
                return []
            return self.lookup(rest, level=own_level, tier=tier, within=within, on=on, marks=marks)
        return [
            place
            for place in found
            if (level is None or place.level == level)
            and (tier is None or place.tier == tier)
            and (on is None or place.valid_on(on))
            and (within is None or within in {unit.code for unit in self.above(place)})
        ]

    def by_code(self, code: str) -> list[Place]:
        """All units that bear or bore a code."""
        return self._by_code.get(code, [])

    def above(self, place: Place) -> list[Place]:
        """The units above, of the same time, the nearest first."""
        found: list[Place] = []
        while place.parent:
            former = place.valid_to == _FORMER_END
            parents = [p for p in self.by_code(place.parent) if (p.valid_to == _FORMER_END) == former]
            if not parents:
                break
            found += parents
            place = parents[0]
        return found

    def successors(self, place: Place) -> list[Place]:
        """The units in force that hold its land now; itself, if it is in force."""
        if place.in_force:
            return [place]
        return [unit for code in place.successors for unit in self.by_code(code) if unit.in_force]


_FORMER_END: Final = "2025-06-30"


@lru_cache(maxsize=1)
def gazetteer() -> Gazetteer:
    """The gazetteer of the package, loaded once."""
    places = []
    for line in (_DATA / "gazetteer.tsv").read_text(encoding="utf-8").splitlines():
        if line[0].isdigit():
            code, level, name, *rest = line.split("\t")
            parent, start, end, successors = (*rest, "", "", "", "")[:4]
            places.append(Place(code, level, name, parent, start, end, tuple(successors.split(",")) if successors else ()))
    return Gazetteer(places)


def name_key(name: str) -> str:
    """A key under which spellings of one name are equal; numbers lose their leading zero (``Phường 01``)."""
    key = compare_key(name).replace("’", "'").replace("-", " ")
    key = re.sub(r"(?<!\d)0+(?=\d)", "", key)
    short: str | None = levels()["short_names"].get(key.replace(".", "").strip())
    return compare_key(short) if short else key


def split_level(name: str) -> tuple[str | None, str]:
    """The level before a name, and the name: ``TP. Huế`` → (``thành phố``, ``Huế``)."""
    match = _level_pattern().match(name.strip())
    if not match:
        return None, name
    return _level_forms()[_form(match["level"])], name.strip()[match.end() :].strip()


def province(name: str, on: str | None = None) -> list[Place]:
    """The provinces and cities under the central government of a name, of all times or of one (EDTF)."""
    return gazetteer().lookup(name, tier="province", on=on)


def communes(name: str, on: str | None = None, within: str | None = None) -> list[Place]:
    """The communes, wards, townships and special zones of a name, of all times or of one (EDTF)."""
    return gazetteer().lookup(name, tier="commune", on=on, within=within)


# -- places in running text -------------------------------------------------------------------------------------------

_NAME_PART: Final = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
_GAP: Final = re.compile(r"\s?[-–]\s?|\s+")
_LIST_GAP: Final = re.compile(r"\s*(?:,|;|và)\s+")
_PLURAL: Final = re.compile(r"(?<!\w)(?:các|những|\d+)\s+$", re.IGNORECASE)


def _form(written: str) -> str:
    return " ".join(written.casefold().replace(".", " ").split())


@lru_cache(maxsize=1)
def _level_pattern() -> re.Pattern[str]:
    words, letters = [], []
    for form in sorted(_level_forms(), key=len, reverse=True):
        # a level of one or two letters is one only with its dot (P. 5) or in capitals (TP Huế)
        (letters if len(form) <= 3 and form not in {"xã", "ấp"} else words).append(form.replace(" ", r"\s+"))
    short = "|".join(rf"{form.upper()}\.?\s?|{form}\.\s?|{form.capitalize()}\.\s?" for form in letters if len(form) > 1)
    single = "|".join(rf"{form.upper()}\.\s?" for form in letters if len(form) == 1)
    return re.compile(rf"(?<!\w)(?P<level>(?i:{'|'.join(words)})(?=[\s:])|(?:{short}|{single})(?=[^\W_]))\s*:?\s*")


@lru_cache(maxsize=1)
def _province_pattern() -> re.Pattern[str]:
    names = {place.name for place in gazetteer().places if place.tier == "province"}
    forms = sorted({form for name in names for form in (name, name.upper())}, key=len, reverse=True)
    return re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, forms))})(?!\w)")


def find_places(text: str) -> Iterator[PlaceMatch]:
    """The localities named in a text, in reading order.

    A name behind a level word (``xã Gia Lộc``; all names of ``các phường A, B và C``), and names of provinces without
    one. What follows a level word in capitals but is not known is given without candidates.
    """
    found: list[PlaceMatch] = []
    for match in _level_pattern().finditer(text):
        if found and match.start() < found[-1].end:
            continue
        level = _level_forms()[_form(match["level"])]
        if _part_of_word(text, match, level):
            continue
        first = _named(text, match.end(), level, match.start())
        if first is None:
            continue
        found.append(first)
        if _PLURAL.search(text, max(0, match.start() - 10), match.start()):
            found += _listed(text, first.end, level)
    taken = [(place.start, place.end) for place in found]
    for match in _province_pattern().finditer(text):
        if not any(start < match.end() and match.start() < end for start, end in taken):
            candidates = tuple(province(match.group()))
            found.append(PlaceMatch(match.start(), match.end(), None, match.group(), match.start(), candidates))
    yield from sorted(found, key=lambda place: place.start)


def _part_of_word(text: str, match: re.Match[str], level: str) -> bool:
    """Whether the level word is the half of another word: ``hợp tác xã``, ``BẢO HIỂM XÃ HỘI``, ``văn bản``."""
    halves = levels()["halves"].get(level, {})
    before = text[: match.start()].rstrip().rpartition(" ")[2].casefold()
    following = _NAME_PART.match(text, match.end())
    after = following.group().casefold() if following else ""
    return before in halves.get("before", ()) or after in halves.get("after", ())


def _listed(text: str, position: int, level: str) -> Iterator[PlaceMatch]:
    """The further names of an enumeration, as long as they are known ones of the level."""
    while gap := _LIST_GAP.match(text, position):
        following = _named(text, gap.end(), level, gap.end())
        if following is None or not following.candidates:
            return
        yield following
        position = following.end


def _named(text: str, position: int, level: str, start: int) -> PlaceMatch | None:
    """The longest known name at ``position``, else the run of capitalised syllables that stands there."""
    parts = _syllables(text, position)
    for count in range(len(parts), 0, -1):
        name = text[position : parts[count - 1].end()]
        candidates = tuple(gazetteer().lookup(name, level=level)) if name_key(name) else ()
        if candidates:
            return PlaceMatch(start, position + len(name), level, name, position, candidates)
    if not parts:
        return None
    if parts[0].group().isdigit():
        parts = parts[:1]
    # a dash is inside a known name only (Bà Rịa - Vũng Tàu); an unknown one ends before it
    dashed = next((i for i in range(1, len(parts)) if not text[parts[i - 1].end() : parts[i].start()].isspace()), None)
    parts = parts[:dashed]
    name = text[position : parts[-1].end()]
    return PlaceMatch(start, position + len(name), level, name, position, ())


def _syllables(text: str, position: int) -> list[re.Match[str]]:
    """The run of syllables in capitals, or the number, at ``position``."""
    parts: list[re.Match[str]] = []
    while len(parts) < _LONGEST_NAME and (match := _NAME_PART.match(text, position)):
        word = match.group()
        if not (word[0].isupper() or word.isdigit()) or (word.isdigit() and len(word) > 2):
            break
        parts.append(match)
        gap = _GAP.match(text, match.end())
        if gap is None:
            break
        position = gap.end()
    return parts
