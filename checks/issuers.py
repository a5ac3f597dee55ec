"""Names of issuers in a form in which those of one body are equal, whoever speaks for it."""

from __future__ import annotations

import re
import tomllib
from collections import defaultdict
from collections.abc import Mapping
from functools import lru_cache
from importlib import resources

from normalizers.places import gazetteer
from normalizers.unicode import compare_key


@lru_cache(maxsize=16384)
def issuer_key(name: str | None) -> str:
    """The body of an issuer in comparable form: that of ``Ban Thường vụ Tỉnh ủy Sơn La`` is ``tỉnh ủy sơn la``."""
    organ, parties, _ = _words()
    key = organ.sub("", compare_key(name or ""))
    for party, committee in parties:
        key = party.sub(committee, key)
    return key


@lru_cache(maxsize=16384)
def is_central(issuer: str) -> bool:
    """Whether a body, in comparable form, is of the whole State: the Government, a ministry, an organ of the Party."""
    return bool(_words()[2].search(issuer))


def merged_province(name: str, on: str) -> str:
    """A province, or a body of it, by the level that the province has now, in comparable form.

    A province that became a city under the central government is one before and after; in 2025 the cities below
    provinces, of which some bore the same name, were abolished (``on`` is the EDTF date of what names it).
    """
    if on and on < _TWO_LEVELS:
        return name
    match = _PROVINCE.fullmatch(name)
    now = _raised().get(match["place"]) if match else None
    return f"{match['before']}{now} {match['place']}" if match and now else name


_TWO_LEVELS = "2025-07"
_PROVINCE = re.compile(r"(?P<before>(?:.* )?)(?P<level>tỉnh|thành phố) (?P<place>[^,;]+?)")


@lru_cache(maxsize=1)
def _raised() -> Mapping[str, str]:
    """Provinces that have borne both levels under one name since 2025: the one that they bear now, by name."""
    levels: dict[str, dict[str, bool]] = defaultdict(dict)
    for place in gazetteer().places:
        if place.tier == "province" and not (place.valid_to and place.valid_to < _TWO_LEVELS):
            levels[compare_key(place.name)][place.level] = place.in_force
    return {
        name: next(level for level, now in found.items() if now) for name, found in levels.items() if len(found) > 1
    }


@lru_cache(maxsize=1)
def _words() -> tuple[re.Pattern[str], list[tuple[re.Pattern[str], str]], re.Pattern[str]]:
    data = tomllib.loads((resources.files("checks") / "data" / "cascade.toml").read_text(encoding="utf-8"))
    parties = [(re.compile(party), committee) for party, committee in data["party"]]
    return re.compile(data["organ"]), parties, re.compile(data["central"])
