"""The vocabulary of organisations, compiled from ``data/units.toml``."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal

from normalizers.units.fold import fold

_DATA = Path(__file__).parents[1] / "data" / "units.toml"

Tail = Literal["place", "field", "open", "none", "number", "party"]


@dataclass(frozen=True, slots=True)
class Head:
    """A word that names a body, and what may follow it (see the data file)."""

    name: str
    kind: str
    tail: Tail
    level: str | None = None
    bare: bool = False
    local: bool = False
    own_level: bool = False
    glue: bool = False
    verbs: bool = False
    capitals: bool = False
    parts: bool = False
    capitalise: bool = False
    place_without_level: bool = False


def phrase_expression(words: str) -> str:
    """An expression for a phrase in folded text: parts joined by a comma, a dash, "và", "&" or nothing match alike."""
    parts = re.split(r"\s*(?:,|\s-\s|\bvà\b|&)\s*", fold(words))
    joint = r"\s*(?:,|-|&|\bvà\b)?\s*(?:\bvà\b)?\s*"
    return joint.join(r"\s+".join(map(re.escape, part.split())) for part in parts if part)


def alternation(expressions: Iterable[str]) -> str:
    """Alternatives, the longest first, that begin and end at word boundaries."""
    return rf"(?<!\w)(?:{'|'.join(sorted(set(expressions), key=lambda e: (-len(e), e)))})(?!\w)"


@dataclass(frozen=True)
class Vocabulary:
    """Everything of the data file in the form in which it is matched (over folded text)."""

    heads: dict[str, Head]
    head_pattern: re.Pattern[str]
    fields: dict[str, list[tuple[re.Pattern[str], str]]]
    joined_fields: re.Pattern[str]
    field_names: dict[str, list[str]]
    offices: re.Pattern[str]
    office_names: dict[str, str]
    determiner: re.Pattern[str]
    noun: re.Pattern[str]
    qualifier: re.Pattern[str]
    relation: re.Pattern[str]
    stop: re.Pattern[str]
    level: re.Pattern[str]
    sub_units: re.Pattern[str]
    abbreviations: re.Pattern[str]
    expansions: dict[str, str]
    group_aliases: dict[str, str]
    joined_words: re.Pattern[str]
    owned: dict[str, re.Pattern[str]]
    """For a committee, how the body is named of which it is one."""
    compounds: re.Pattern[str]
    loose: re.Pattern[str]

    starters: dict[str, tuple[str, ...]]
    """By label, the phrases with which a unit can begin; for matchers that look for candidates."""

    def head_form(self, folded: str, position: int) -> str:
        """The words of the head that begins at ``position``; empty if none does."""
        found = self.head_pattern.match(folded, position)
        return found.group() if found else ""

    def head(self, folded: str) -> Head:
        """The head under one of its forms."""
        return self.heads[" ".join(folded.split())]


def _heads(rows: list[dict[str, Any]]) -> dict[str, Head]:
    heads: dict[str, Head] = {}
    for row in rows:
        fields = {key: value for key, value in row.items() if key not in {"forms", "canonical", "only_forms"}}
        head = Head(**{**fields, "name": row.get("canonical", row["name"])})
        names = () if row.get("only_forms") else (row["name"], head.name)
        for form in (*names, *row.get("forms", ())):
            heads.setdefault(fold(form), head)
    return heads


def _fields(rows: list[dict[str, Any]]) -> dict[str, list[tuple[re.Pattern[str], str]]]:
    compiled: dict[str, list[tuple[re.Pattern[str], str]]] = {}
    for row in rows:
        names = [(phrase_expression(name), name) for name in row["names"]]
        names += [(re.escape(fold(short)).replace(r"\-", r"\s*-\s*").replace(r"\&", r"\s*&\s*"), name)
                  for short, name in row.get("short", {}).items()]  # fmt: skip
        names.sort(key=lambda pair: -len(pair[0]))
        for head in row["of"]:
            compiled[head] = [(re.compile(rf"{expression}(?!\w)"), name) for expression, name in names]
    return compiled


@lru_cache(maxsize=1)
def vocabulary() -> Vocabulary:
    """The vocabulary, compiled at its first use."""
    data = tomllib.loads(_DATA.read_text(encoding="utf-8"))
    heads, groups, levels = _heads(data["head"]), data["groups"], data["levels"]

    def plain(words: Iterable[str]) -> str:
        return alternation(re.escape(fold(word)).replace(r"\ ", r"\s+") for word in words)

    level = plain(levels["words"])
    loose = plain(groups["loose"])
    return Vocabulary(
        heads=heads,
        starters={
            "head": tuple(heads),
            "office": tuple(data["offices"]["names"]),
            "group": (*groups["determiners"], *groups["nouns"]),
        },
        head_pattern=re.compile(plain(heads)),
        fields=_fields(data["field"]),
        joined_fields=re.compile(plain({n for row in data["field"] for n in row["names"] if " và " in n})),
        field_names={head: row["names"] for row in data["field"] for head in row["of"]},
        offices=re.compile(plain(data["offices"]["names"])),
        office_names={fold(name): name for name in data["offices"]["names"]},
        determiner=re.compile(plain(groups["determiners"])),
        noun=re.compile(rf"(?!{plain(groups['no_nouns'])}){plain(groups['nouns'])}"),
        qualifier=re.compile(rf"\s+{plain(groups['qualifiers'])}"),
        relation=re.compile(rf"\s+{plain(groups['relations'])}"),
        stop=re.compile(rf"(?!{plain(data['stops']['none'])}){plain(data['stops']['words'])}"),
        # "xã hội", "cơ sở giáo dục" and "Tỉnh ủy" are no levels
        level=re.compile(rf"{level}(?!\s+(?:hội|viên|vật|ủy|giáo|sản|dữ|đảng|y|hạ|kinh|đào|chế)\b)"),
        sub_units=re.compile(rf"\s+các\s+{(sub := plain(levels['sub']))}(?:\s*[,/]\s*(?:các\s+)?{sub})*"),
        abbreviations=re.compile(
            rf"(?<![\w&-])(?:{'|'.join(sorted(map(re.escape, data['abbreviations']), key=len, reverse=True))})(?![\w&])"
        ),
        expansions=data["abbreviations"],
        compounds=re.compile(plain(data["compounds"]["words"])),
        loose=re.compile(rf"(?:các\s+)?{loose}(?:\s*[,/]\s*{loose})*(?:\s+khác)?"),
        joined_words=re.compile(plain(data["joined"]["words"])),
        owned={name: re.compile(owner) for owner, names in data["owned"].items() for name in names},
        group_aliases={fold(key): value for key, value in groups["aliases"].items()},
    )
