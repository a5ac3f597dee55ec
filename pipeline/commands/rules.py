"""``kehoach rules``."""

from __future__ import annotations

import sys

from checks.engine import all_rules
from checks.page import rule_page
from checks.rule import Rule
from pipeline.commands.shared import print_json, tell
from pipeline.errors import UsageError
from pipeline.messages import language, say


def rules(code: str | None, *, json: bool) -> None:
    """List the rules, or explain one.

    Raises:
        UsageError: There is no rule of that code.
    """
    known = {rule.code: rule for rule in all_rules()}
    if code is None:
        if json:
            print_json([_facts(rule) for rule in known.values()])
            return
        for rule in known.values():
            page = rule_page(rule.code)
            trial = f" [{say('rules.preview')}]" if rule.stage == "preview" else ""
            fix = say(f"rules.fix-{page.fix}")
            tell(f"{rule.code}  {rule.severity:<8} {rule.name:<25} {fix:<12} {page.titles[language()]}{trial}")
        return
    if code.upper() not in known:
        raise UsageError(say("rules.unknown", code=code), say("rules.list"))
    rule = known[code.upper()]
    text = rule_page(rule.code).texts[language()]
    if json:
        print_json(_facts(rule) | {"page": text})
    else:
        _show(f"# {rule.code} {rule.name}: {rule_page(rule.code).titles[language()]}\n\n{text}")


def _facts(rule: Rule) -> dict[str, str]:
    return {
        "code": rule.code,
        "name": rule.name,
        "severity": rule.severity,
        "scope": rule.scope,
        "stage": rule.stage,
        "fix": rule_page(rule.code).fix,
        "title": rule_page(rule.code).titles[language()],
    }


def _show(markdown: str) -> None:
    if not sys.stdout.isatty():
        tell(markdown)
        return
    from rich.console import Console  # noqa: PLC0415  only on a terminal
    from rich.markdown import Markdown  # noqa: PLC0415

    Console().print(Markdown(markdown))
