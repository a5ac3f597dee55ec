"""The words of time of ``normalizers/data/recurrence.toml``, and the pieces of an expression that they make."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import NamedTuple


class Part(NamedTuple):
    """One recognised piece of an expression: its pattern's name, its groups, and where it begins."""

    name: str
    groups: dict[str, str]
    start: int


@dataclass(frozen=True, slots=True)
class Words:
    """The patterns of ``recurrence.toml``, compiled."""

    pieces: re.Pattern[str]
    names: tuple[str, ...]
    units: dict[str, tuple[str, int]]
    weekdays: dict[str, str]
    nth: dict[str, int]
    counts: dict[str, int]
    patterns: dict[str, re.Pattern[str]]
    spelled: re.Pattern[str]
    lunar: re.Pattern[str]
    joins: re.Pattern[str]


@lru_cache(maxsize=1)
def words() -> Words:
    """Load the words of time."""
    data = tomllib.loads(files("normalizers").joinpath("data", "recurrence.toml").read_text("utf-8"))
    fragments: dict[str, str] = data["fragments"]
    patterns = {entry["name"]: expand(entry["regex"], fragments) for entry in data["pieces"]}
    # named groups may not repeat in one expression: the union only finds the piece, its own pattern reads the groups
    union = "|".join(f"(?P<{name}>{re.sub(r'[?]P<[a-z]+>', '?:', regex)})" for name, regex in patterns.items())
    units = {word: (entry["freq"], entry["interval"]) for entry in data["units"] for word in entry["words"]}
    compiled = {name: re.compile(regex) for name, regex in patterns.items()}
    spelled, lunar, joins = (re.compile(data[name], re.IGNORECASE) for name in ("spelled", "lunar", "joins"))
    return Words(
        re.compile(union),
        tuple(patterns),
        units,
        data["weekdays"],
        data["nth"],
        data["counts"],
        compiled,
        spelled,
        lunar,
        joins,
    )


def expand(regex: str, fragments: dict[str, str]) -> str:
    """Put the fragments into a pattern, wherever it names one as ``«name»``."""
    while "«" in regex:
        regex = re.sub("«([a-z_]+)»", lambda m: fragments[m[1]], regex)
    return regex


_OTHER = r"(?![\d.%]|-\d| (?!tháng|hằng|năm|và|hoặc)\w)"
_NUMBERED = re.compile(
    rf"(?<!\d )\b(tháng) \d{{1,2}}(?:(?:,|;| và|, và| hoặc| -|-) ?\d{{1,2}}{_OTHER})+"
    # "ngày 14-4" is a day of April, "ngày 14-16/4" are three
    rf"|\b(ngày) \d{{1,2}}"
    rf"(?:(?:(?:,|;| và|, và| hoặc) ?| - |-(?=\d{{1,2}}(?:\s?/| tháng| hằng tháng)))\d{{1,2}}{_OTHER})+"
)


def _each_named(match: re.Match[str]) -> str:
    """The months or days of a list with their word before each: ``tháng 7, 8`` as ``tháng 7, tháng 8``."""
    word, listed = match[1] or match[2], match.group()
    return re.sub(r"((?:,|;|và|hoặc|-) ?)(?=\d)", lambda m: f"{m[1].rstrip()} {word} ", listed)


def fold(text: str) -> str:
    """One spelling of time words: NFC, lower case, single spaces, ``hàng năm`` as ``hằng năm``, ``quí`` as ``quý``."""
    text = re.sub(r"\s+", " ", unicodedata.normalize("NFC", text).lower()).strip()
    text = re.sub("[–—−]", "-", words().spelled.sub("", text)).replace("quí", "quý")
    text = re.sub(r"\bhàng (?=năm|quý|tháng|tuần|ngày|kỳ|học kỳ|\d)", "hằng ", text)
    text = re.sub(r"\b(?:kể )?từ nay(?: cho)? (?=đến|tới)", "", text)
    if text.startswith("từ "):
        text = re.sub(r"\b(\d{1,2})\.(1[0-2]|0?[1-9])\b", r"\1/\2", text)  # the press writes days with a dot
    text = re.sub(r"\b\d tháng (?=\d{1,2},\s?\d)", "tháng ", text)  # "trong 3 tháng 6,7,8"
    text = _NUMBERED.sub(_each_named, text)
    counted = words().counts
    once = rf"\b({'|'.join(counted)}) (?=(?:năm|quý|tháng|tuần|ngày) (?:một|1|01) lần)"
    return re.sub(once, lambda match: f"{counted[match[1]]} ", text)


def parts(text: str) -> list[Part]:
    """The pieces of a folded expression, in order."""
    found = []
    for match in words().pieces.finditer(text):
        name = match.lastgroup or ""
        groups = words().patterns[name].match(text, match.start())
        found.append(Part(name, dict(groups.groupdict(default="")) if groups else {}, match.start()))
    return found
