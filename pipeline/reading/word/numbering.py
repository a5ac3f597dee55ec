"""The numbers and bullets that Word computes for paragraphs (ECMA-376 part 1, 17.9)."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass, field

from lxml.etree import _Element

from normalizers.roman_numerals import to_roman
from pipeline.reading.word.package import W
from pipeline.reading.word.values import whole

# bullets of the symbol fonts, by the code that Word stores
_SYMBOLS = {
    "\uf0b7": "•", "\uf0a7": "▪", "\uf0fc": "✓", "\uf0d8": "➢", "\uf0a8": "□", "\uf06f": "□", "\uf02d": "-",
    "\uf0e0": "→", "\uf0f0": "➢", "\uf076": "❖", "\uf0be": "-", "\uf02b": "+",
}  # fmt: skip

DEEPEST = 8
"""The last level of a list, from 0 (17.9.3)."""
_MOST = 32_767
"""The largest number of a paragraph that Word computes."""
_MOST_LETTERED = 780
"""The largest number that becomes a letter: thirty of them (17.18.59)."""


@dataclass(frozen=True)
class Level:
    """One level of a list: how its number is written, where it starts, which level restarts it."""

    start: int = 1
    form: str = "decimal"
    text: str = ""
    restart: int | None = None
    suffix: str = "tab"
    legal: bool = False
    style: str = ""


@dataclass
class Numbering:
    """All lists of a document and where their counters stand."""

    abstract: dict[str, dict[int, Level]] = field(default_factory=dict)
    lists: dict[str, tuple[str, dict[int, Level], dict[int, int]]] = field(default_factory=dict)
    counters: dict[str, dict[int, int]] = field(default_factory=lambda: defaultdict(dict))
    seen: set[tuple[str, int]] = field(default_factory=set)

    @classmethod
    def of(cls, root: _Element | None, styles: _Element | None) -> Numbering:
        """Read the definitions of ``numbering.xml``."""
        numbering = cls()
        if root is None:
            return numbering
        links: dict[str, str] = {}
        for element in root.findall(f"{W}abstractNum"):
            key = element.get(f"{W}abstractNumId", "")
            numbering.abstract[key] = _levels(element)
            link = element.find(f"{W}numStyleLink")
            if link is not None:
                links[key] = link.get(f"{W}val", "")
        for element in root.findall(f"{W}num"):
            numbering._add_list(element)
        for key, style in links.items():
            target = _style_list(styles, style)
            if target in numbering.lists:
                numbering.abstract[key] = numbering.abstract.get(numbering.lists[target][0], {})
        return numbering

    def _add_list(self, element: _Element) -> None:
        target = element.find(f"{W}abstractNumId")
        overrides: dict[int, Level] = {}
        starts: dict[int, int] = {}
        for override in element.findall(f"{W}lvlOverride"):
            number = _depth(override)
            start = override.find(f"{W}startOverride")
            if start is not None:
                starts[number] = whole(start.get(f"{W}val"), 1, least=0, most=_MOST)
            level = override.find(f"{W}lvl")
            if level is not None:
                overrides[number] = _level(level)
        key = target.get(f"{W}val", "") if target is not None else ""
        self.lists[element.get(f"{W}numId", "")] = (key, overrides, starts)

    def label(self, list_id: str, number: int | None, style: str = "") -> str:
        """The next number of a list at a level, with the space behind it; empty if the list has none.

        Without a level the one counts that is bound to the paragraph's style, else the first.
        """
        if list_id not in self.lists:
            return ""
        key, overrides, starts = self.lists[list_id]
        levels = {**self.abstract.get(key, {}), **overrides}
        if number is None:
            number = next((at for at, level in levels.items() if style and level.style == style), 0)
        level = levels.get(number)
        if level is None or level.form == "none":
            return ""
        counters = self.counters[key]
        self._advance(counters, levels, number, list_id, starts)
        text = _written(level, levels, counters)
        return text + ("" if level.suffix == "nothing" or not text else " ")

    def _advance(
        self, counters: dict[int, int], levels: dict[int, Level], number: int, list_id: str, starts: dict[int, int]
    ) -> None:
        if number in starts and (list_id, number) not in self.seen:
            counters[number] = starts[number]
        elif number in counters:
            counters[number] += 1
        else:
            counters[number] = levels[number].start
        self.seen.add((list_id, number))
        for upper in range(number):
            if upper not in counters and upper in levels:
                counters[upper] = levels[upper].start
        for deeper in [level for level in counters if level > number]:
            restart = levels[deeper].restart if deeper in levels else None
            if restart is None or (restart and number < restart):
                del counters[deeper]


def _levels(element: _Element) -> dict[int, Level]:
    return {_depth(level): _level(level) for level in element.findall(f"{W}lvl")}


def _depth(element: _Element) -> int:
    return whole(element.get(f"{W}ilvl"), 0, least=0, most=DEEPEST)


def _level(element: _Element) -> Level:
    def value(tag: str) -> str | None:
        found = element.find(f"{W}{tag}")
        return None if found is None else found.get(f"{W}val", "")

    restart = value("lvlRestart")
    return Level(
        whole(value("start"), 1, least=0, most=_MOST),
        value("numFmt") or "decimal",
        value("lvlText") or "",
        None if restart is None else whole(restart, 0, least=0, most=DEEPEST + 1),
        value("suff") or "tab",
        element.find(f"{W}isLgl") is not None,
        value("pStyle") or "",
    )


def _style_list(styles: _Element | None, style: str) -> str:
    if styles is None:
        return ""
    # a variable: the name may hold quotes
    path = ".//w:style[@w:styleId=$style]//w:numPr/w:numId/@w:val"
    found = styles.xpath(path, style=style, namespaces={"w": W[1:-1]})
    return str(found[0]) if found else ""


def _written(level: Level, levels: dict[int, Level], counters: dict[int, int]) -> str:
    if level.form == "bullet":
        return "".join(_SYMBOLS.get(character, character) for character in level.text).strip() or "•"

    def one(match: re.Match[str]) -> str:
        number = int(match.group(1)) - 1
        form = levels[number].form if number in levels else "decimal"
        return format_number(counters.get(number, 1), "decimal" if level.legal else form)

    return re.sub(r"%(\d)", one, level.text).strip()


def format_number(value: int, form: str) -> str:
    """A counter in one of Word's number formats; what is not known here is written in digits."""
    if form == "decimalZero":
        return f"{value:02d}"
    if form in {"upperRoman", "lowerRoman"} and value <= _MOST:
        return to_roman(value) if form == "upperRoman" else to_roman(value).lower()
    if form in {"upperLetter", "lowerLetter"} and 0 < value <= _MOST_LETTERED:
        letter = chr(ord("a") + (value - 1) % 26) * ((value - 1) // 26 + 1)
        return letter.upper() if form == "upperLetter" else letter
    return str(value)
