"""The page of a rule: documentation in two languages, message templates and test cases, all in one Markdown file.

A page begins with TOML between ``+++`` lines (title and message templates by language, and how far a finding can be
mended by what it expects) and goes on with two parts, ``# Tiếng Việt`` and ``# English``. A test case is a fenced block
``plan`` with the text of a plan, followed by a fenced block ``findings`` with one expected quote per line (none for a
look-alike in which the rule has to stay silent).
Between the two, ``recovered`` may say how parts of the plan came to be (``as read → as it stands: confidence``) and
``readings`` what another reading gave for a cell (``as it stands → other reading``).
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any, Literal, get_args

Language = Literal["vi", "en"]
Fix = Literal["safe", "unsafe", "show"]

_HEAD = re.compile(r"\A\+\+\+\n(.*?)\n\+\+\+\n", re.DOTALL)
_PART = re.compile(r"^# (Tiếng Việt|English)\n", re.MULTILINE)
_CASE = re.compile(
    r"^### (?P<title>[^\n]+)\n+```plan\n(?P<plan>.*?)\n```\n+(?:```recovered\n(?P<recovered>.*?)\n```\n+)?"
    r"(?:```readings\n(?P<readings>.*?)\n```\n+)?```findings\n(?P<findings>.*?)^```",
    re.MULTILINE | re.DOTALL,
)
_RECOVERED = re.compile(r"^(.+) → (.+): ([\d.]+)$", re.MULTILINE)
_OTHER = re.compile(r"^(.+) → (.+)$", re.MULTILINE)


@dataclass(frozen=True)
class Case:
    """One test of a rule: a plan and the quotes on which the rule has to fire.

    ``recovered`` holds (as read, as it stands, confidence), ``readings`` (cell as it stands, other reading).
    """

    title: str
    plan: str
    quotes: tuple[str, ...]
    recovered: tuple[tuple[str, str, float], ...] = ()
    readings: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class RulePage:
    """A parsed page.

    ``fix`` says what may be done with the ``expected`` text of a finding: ``safe``, it may be put in the place of the
    observed one and no number, name or date changes its meaning; ``unsafe``, it may be put there when somebody has
    looked at it; ``show``, it only shows what was computed or looked for (so where the
    page says nothing).
    """

    code: str
    fix: Fix
    titles: Mapping[Language, str]
    templates: Mapping[str, Mapping[Language, str]]
    texts: Mapping[Language, str]
    cases: tuple[Case, ...]

    def message(self, template: str, language: Language, values: Mapping[str, str]) -> str:
        """Fill a message template.

        Raises:
            KeyError: The page has no such template, or a value that it names is missing.
        """
        return self.templates[template][language].format_map(dict(values))


def rule_page(code: str) -> RulePage:
    """Load the page of a rule, of this package or from outside.

    Raises:
        FileNotFoundError: The rule has no page.
        ValueError: The page lacks its head or one of its languages.
    """
    try:
        return _page_of_package(code)
    except FileNotFoundError:
        from checks.own_rules import own_rules  # noqa: PLC0415  it loads rules, which need this module

        if code not in (pages := own_rules().pages):
            raise
        return pages[code]


@cache
def _page_of_package(code: str) -> RulePage:
    text = (resources.files("checks") / "pages" / f"{code}.md").read_text(encoding="utf-8")
    return parse_page(code, text)


def parse_page(code: str, text: str) -> RulePage:
    """Parse the text of a page; raises as :func:`rule_page` does."""
    head = _HEAD.match(text)
    if head is None:
        raise ValueError(f"the page of {code} does not begin with a +++ block")
    fields: dict[str, Any] = tomllib.loads(head.group(1))
    pieces = _PART.split(text[head.end() :])
    texts = dict(zip(pieces[1::2], (piece.strip() for piece in pieces[2::2]), strict=True))
    if set(texts) != {"Tiếng Việt", "English"}:
        raise ValueError(f"the page of {code} needs the parts '# Tiếng Việt' and '# English'")
    fix = fields.get("fix", "show")
    if fix not in get_args(Fix):
        raise ValueError(f"the page of {code} has another fix than {', '.join(get_args(Fix))}")
    templates = {name: value for name, value in fields.items() if name not in {"title", "fix"}}
    cases = tuple(
        Case(
            m["title"],
            m["plan"],
            tuple(line for line in m["findings"].split("\n") if line.strip()),
            tuple((r[1], r[2], float(r[3])) for r in _RECOVERED.finditer(m["recovered"] or "")),
            tuple((r[1], r[2]) for r in _OTHER.finditer(m["readings"] or "")),
        )
        for m in _CASE.finditer(text)
    )
    return RulePage(code, fix, fields["title"], templates, {"vi": texts["Tiếng Việt"], "en": texts["English"]}, cases)
