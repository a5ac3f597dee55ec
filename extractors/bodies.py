"""Public bodies as letterheads and texts name them: short forms in full, capitals taken back, the locality apart."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Any

from extractors.localities import find_localities, proper
from extractors.outline.lines import fold
from normalizers.gazetteer import gazetteer
from normalizers.units import canonical_unit

_COMMITTEE_OF = re.compile(
    r"(?P<body>ubnd|uy ban nhan dan|hdnd|hoi dong nhan dan) (?P<level>huyen|quan|thi xa|thi tran|phuong|xa)"
    r" (?P<name>[^\W\d_]+(?: [^\W\d_]+){1,3})"
)
_NUMERAL = re.compile(r"(?:II|III|IV|VII|VIII|IX)")
_LONGEST_PLACE = 4


@dataclass(frozen=True)
class Body:
    """A public body as named somewhere: its name without the locality, the level word and the name of the locality.

    ``apart``: the locality is only the place of the date line, no part of the name (Bộ Y tế, Hà Nội).
    """

    name: str
    level: str | None = None
    place: str | None = None
    apart: bool = False

    @property
    def full(self) -> str:
        """The name as the dataset writes it: ``Ủy ban nhân dân phường Cửa Nam``, ``Tỉnh ủy Sơn La``."""
        if re.search(r"\bsố \d+\S*$", self.name):
            return self.name  # named by the decision that set it up; no locality follows
        if self.apart:
            return self.name
        if self.place and fold(self.name).endswith(f" {fold(self.place)}"):
            return self.name  # a school that bears the name of its place
        level = None if self.name.endswith(tuple(_committee_names())) else self.level
        return " ".join(part for part in (self.name, level, self.place) if part)


@lru_cache(maxsize=1)
def words() -> dict[str, Any]:
    """The words of ``extractors/patterns/documents.toml``."""
    return tomllib.loads(files("extractors.patterns").joinpath("documents.toml").read_text("utf-8"))


@lru_cache(maxsize=1)
def _committee_names() -> frozenset[str]:
    return frozenset(name for name, _ in words()["committees"].values())


def parse_body(text: str) -> Body:
    """A body as named: short forms in full, capitals taken back, the locality at its end apart."""
    text = re.sub(r"\s*&\s*", "&", re.sub(r"\s+", " ", text).strip(" .,;:*_-"))
    folded = fold(text)
    for key, (name, level) in words()["committees"].items():
        if folded.startswith(key):
            return Body(name, level, proper(text[len(key) :].strip()) or None)
    found = [place for place in find_localities(text) if place.start > 0]
    # the last level word at the end of the name is the locality's; one inside belongs to the name
    last = next((place for place in reversed(found) if not text[place.end :].strip(" ,.-")), None)
    if last is None and (tail := _bare_locality(text)):
        return tail
    if last is None:
        named = _COMMITTEE_OF.fullmatch(folded)  # a locality that no gazetteer has: UBND HUYỆN …
        if named is None:
            return Body(canonical_name(text))
        level = text[named.start("level") : named.end("level")].lower()
        return Body(canonical_name(text[: named.end("body")]), level, proper(text[named.start("name") :]))
    return Body(canonical_name(text[: last.start]), last.level, proper(last.name) if last.name else None)


def _bare_locality(text: str) -> Body | None:
    """A department with the bare name of its province, or of its district: SỞ Y TẾ LÂM ĐỒNG, PHÒNG GD&ĐT CƯ KUIN."""
    tier = next((tier for head, tier in words()["bare"].items() if fold(text).startswith(f"{head} ")), None)
    parts = list(re.finditer(r"\S+", text)) if tier else []
    for first in parts[max(2, len(parts) - _LONGEST_PLACE) :]:
        name = text[first.start() :]
        levels = {place.level for place in gazetteer().lookup(proper(name), tier=tier)}
        head = canonical_unit(text[: first.start()].strip())
        if len(levels) == 1 and head.known:
            return Body(canonical_name(text[: first.start()]), levels.pop(), proper(name))
    return None


def canonical_name(text: str) -> str:
    """The name of a body in full and with the capitals of running text: ``UBND`` → ``Ủy ban nhân dân``."""
    text = text.strip(" .,;:-")
    unit = canonical_unit(text)
    if unit.known and not any(word.isupper() and len(word) > 1 for word in unit.name.split()):
        return unit.name
    short = words()["short"]
    text = re.sub(r"[^\W\d_]+", lambda match: short.get(fold(match.group()), match.group()), text)
    text = re.sub(r"\s*[-–—]\s*", " - ", text) if " - " in text or "–" in text else text
    folded = fold(text)
    known = next((name for name in words()["fixed"]["names"] if fold(name) == folded), None)
    if known or not any(c.isalpha() for c in text):
        return known or text
    head = max((n for n in words()["fixed"]["names"] if folded.startswith(fold(n) + " ")), key=len, default="")
    if not text.isupper():
        return (head or text[: len(head)]) + text[len(head) :]
    # a symbol keeps its capitals: the team under Decision 12/QĐ-SYT
    rest = re.sub(r"(?<!\S)[^\s\d/]+(?!\S)", _lowered, text[len(head) :])
    # each part of the name of a department begins with a capital: Sở Khoa học và Công nghệ
    rest = re.sub(r"(^\s*|\bvà |, | - )([^\W\d_])", lambda match: match.group(1) + match.group(2).upper(), rest)
    return (head + rest).strip()


def _lowered(match: re.Match[str]) -> str:
    """A word in small letters, a number in Roman figures as it is: Bệnh viện II."""
    return match.group() if _NUMERAL.fullmatch(match.group()) else match.group().lower()
