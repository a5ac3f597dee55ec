"""The gazetteer: administrative units of Viet Nam by name, level, parent and time.

Names are ambiguous (hundreds of communes share theirs), so every look-up returns all candidates and never picks one.
The data and its source are described in ``data/README.md``.
"""

from __future__ import annotations

import re
import tomllib
from collections import defaultdict
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any, Final, Literal, NamedTuple

from normalizers.unicode import compare_key, fold, tone_placement

Tier = Literal["province", "district", "commune"]
_DATA: Final = Path(__file__).parent / "data"
_TIERS: Final[dict[int, Tier]] = {2: "province", 3: "district", 5: "commune"}


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


@lru_cache(maxsize=1)
def levels() -> dict[str, Any]:
    """The levels as data: ``levels``, ``sub_units`` and ``short_names`` of ``data/places.toml``."""
    return tomllib.loads((_DATA / "places.toml").read_text(encoding="utf-8"))


@lru_cache(maxsize=1)
def level_forms() -> dict[str, str]:
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
        names = list({place.name for place in self.places})
        # all at once: the steps of name_key that can matter for names of the data, ten times faster than one by one
        joined = re.sub(r"\s?-\s?", " ", tone_placement("\n".join(names).casefold()))
        keys = dict(zip(names, re.sub(r"(?<!\d)0+(?=\d)", "", joined).split("\n"), strict=True))
        index = defaultdict(list)
        for place in self.places:
            index[keys[place.name]].append(place)
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
            places.append(
                Place(code, level, name, parent, start, end, tuple(successors.split(",")) if successors else ())
            )
    return Gazetteer(places)


def name_key(name: str) -> str:
    """A key under which spellings of one name are equal; numbers lose their leading zero (``Phường 01``)."""
    key = compare_key(name).replace("’", "'").replace("-", " ")
    key = re.sub(r"(?<!\d)0+(?=\d)", "", key)
    short: str | None = levels()["short_names"].get(key.replace(".", "").strip())
    return compare_key(short) if short else key


def split_level(name: str) -> tuple[str | None, str]:
    """The level before a name, and the name: ``TP. Huế`` → (``thành phố``, ``Huế``)."""
    match = level_pattern().match(name.strip())
    if not match:
        return None, name
    return level_forms()[level_form(match["level"])], name.strip()[match.end() :].strip()


def province(name: str, on: str | None = None) -> list[Place]:
    """The provinces and cities under the central government of a name, of all times or of one (EDTF)."""
    return gazetteer().lookup(name, tier="province", on=on)


def communes(name: str, on: str | None = None, within: str | None = None) -> list[Place]:
    """The communes, wards, townships and special zones of a name, of all times or of one (EDTF)."""
    return gazetteer().lookup(name, tier="commune", on=on, within=within)


def level_form(written: str) -> str:
    """A written level as the data has it: ``TP.`` → ``tp``."""
    return " ".join(written.casefold().replace(".", " ").split())


@lru_cache(maxsize=1)
def level_pattern() -> re.Pattern[str]:
    """A level word before a name, as group ``level``."""
    dotted, forms = levels()["dotted"]["forms"], sorted(level_forms(), key=len, reverse=True)
    words = [form.replace(" ", r"\s+") for form in forms if len(form) > 3 or form in {"xã", "ấp", "bản"}]
    letters = [form for form in forms if len(form) <= 3 and form not in {"xã", "ấp", "bản"}]
    # a level in letters has its dot (TP. Huế), or a space behind its capitals (TP Huế)
    short = "|".join(
        rf"(?:{form.upper()}|{form}|{form.capitalize()})\.\s?" + ("" if form in dotted else rf"|{form.upper()}\s")
        for form in letters
    )
    return re.compile(rf"(?<!\w)(?P<level>(?i:{'|'.join(words)})(?=[\s:])|(?:{short})(?=[^\W_]))\s*:?\s*")
