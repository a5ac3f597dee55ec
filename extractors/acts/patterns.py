"""``patterns/citations.toml``, compiled."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Any

from normalizers.symbols import type_names
from normalizers.unicode import VIETNAMESE_LETTERS


@dataclass(frozen=True, slots=True)
class Patterns:
    """The patterns by their names in the file; see there for what each one matches."""

    prefilter: re.Pattern[str]
    type_between: re.Pattern[str]
    named: dict[str, list[str]]
    list_gap: re.Pattern[str]
    sharing: re.Pattern[str]
    before_date: re.Pattern[str]
    before_issuer: re.Pattern[str]
    told_before: re.Pattern[str]
    not_date: re.Pattern[str]
    title_start: re.Pattern[str]
    title_stop: re.Pattern[str]
    title_longest: int
    own_caption: re.Pattern[str]
    back: re.Pattern[str]
    short: re.Pattern[str]
    unresolved: frozenset[str]
    implements: re.Pattern[str]
    basis: re.Pattern[str]
    basis_section: re.Pattern[str]
    issuer: re.Pattern[str]
    issuer_whole: re.Pattern[str]
    issuer_organ: re.Pattern[str]
    issuer_office: re.Pattern[str]
    issuer_stop: re.Pattern[str]
    issuer_term: re.Pattern[str]
    committee_organs: tuple[str, ...]
    committee_names: dict[str, str]
    issuer_by_code: dict[str, str]
    issuer_by_type: dict[str, str]


@lru_cache(maxsize=1)
def patterns() -> Patterns:
    """Load the patterns."""
    data: dict[str, Any] = tomllib.loads(
        files("extractors").joinpath("patterns", "citations.toml").read_text(encoding="utf-8")
    )
    fragments = {
        "types": types_pattern(),
        "heads": data["issuers"]["heads"],
        "upper": "[A-Z" + "".join(sorted(letter for letter in VIETNAMESE_LETTERS if letter.isupper())) + "]",
    }

    def expanded(pattern: str) -> str:
        return re.sub("«([a-z]+)»", lambda match: fragments[match[1]], pattern)

    def compiled(part: str, key: str, flags: int = re.IGNORECASE) -> re.Pattern[str]:
        return re.compile(expanded(data[part][key]), flags)

    return Patterns(
        prefilter=re.compile(data["prefilter"]),
        type_between=re.compile(
            rf"(?<!\w)(?:(?P<type>(?i:{fragments['types']}))(?!\w){data['mention']['between']}"
            rf"|(?P<short>{data['mention']['short_types']})\s*(?:số\s*:?)?\s*)$"
        ),
        named=data["mention"]["named"],
        list_gap=compiled("mention", "list_gap"),
        sharing=compiled("mention", "sharing"),
        before_date=compiled("mention", "before_date"),
        before_issuer=compiled("mention", "before_issuer"),
        told_before=compiled("mention", "told_before"),
        not_date=compiled("mention", "not_dates"),
        title_start=compiled("title", "start"),
        title_stop=compiled("title", "stop", 0),
        title_longest=data["title"]["longest"],
        own_caption=compiled("own", "caption"),
        back=compiled("back", "pattern", 0),
        short=compiled("short", "pattern", 0),
        unresolved=frozenset(data["short"]["unresolved"]),
        implements=compiled("role", "implements"),
        basis=compiled("role", "basis"),
        basis_section=compiled("role", "basis_section"),
        issuer=compiled("issuers", "pattern", 0),
        issuer_whole=compiled("issuers", "whole", 0),
        issuer_organ=compiled("issuers", "organ", 0),
        issuer_office=compiled("issuers", "office", 0),
        issuer_stop=compiled("issuers", "stop", 0),
        issuer_term=compiled("issuers", "term"),
        committee_organs=tuple(data["issuers"]["committees"]["organs"]),
        committee_names=data["issuers"]["committees"]["names"],
        issuer_by_code=data["issuers"]["by_code"],
        issuer_by_type=data["issuers"]["by_type"],
    )


@lru_cache(maxsize=1)
def types_pattern() -> str:
    """The names of types as alternatives, the longest first; with a capital, as acts are named."""
    forms = {name[:1].upper() + name[1:] for name in type_names()} | {name.upper() for name in type_names()}
    return "|".join(re.escape(form).replace(r"\ ", r"\s+") for form in sorted(forms, key=len, reverse=True))
