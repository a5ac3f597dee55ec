"""Writes the generated parts of the pages of ``docs/``, between ``<!-- name -->`` and ``<!-- end name -->``.

``python -m docs.generate`` writes them; ``--check`` only says whether a page has drifted from the code.
"""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Callable, Iterator
from itertools import groupby
from pathlib import Path
from typing import Any, Final

from checks.engine import rules_of_package
from checks.page import rule_page
from dataset.columns import columns_of
from dataset.records import RECORD_TYPES
from docs import architecture_pictures, man, schemas
from docs.site_hooks import facts_of
from docs.way_of_a_line import way_of_a_line
from pipeline.command_help import typer_command
from pipeline.exports.base import all_exporters

BAR: Final = r"\|"
FOLDER: Final = Path(__file__).parent
_BLOCK: Final = re.compile(r"(<!-- (?P<name>[\w-]+) -->\n).*?(<!-- end (?P=name) -->)", re.DOTALL)
_TYPES: Final = {str: "text", int: "integer", float: "number", bool: "true/false"}


def commands() -> Iterator[str]:
    """Every command with its arguments and options."""
    for name, command in typer_command().commands.items():
        words = [_usage(parameter) for parameter in command.params]
        yield f"### `kehoach {name}`\n"
        yield f"{command.help}\n"
        yield f"```\nkehoach {name} {' '.join(sorted(words, key=lambda word: word.startswith('[--')))}\n```\n"
        yield "| | |\n| --- | --- |"
        for parameter in command.params:
            spelling = _spelling(parameter, parameter.opts).replace("|", BAR)
            yield f"| `{spelling}` | {parameter.help} |"
        yield ""


def _usage(parameter: Any) -> str:
    word = _spelling(parameter, parameter.opts[:1])
    return word if parameter.required or word.startswith("[") else f"[{word}]"


def _spelling(parameter: Any, names: list[str]) -> str:
    if not names[0].startswith("-"):
        return str(parameter.metavar)
    return ", ".join(names) + ("" if parameter.is_flag else f" {parameter.metavar}")


def tables() -> Iterator[str]:
    """Every table with its columns."""
    for name, record in RECORD_TYPES.items():
        yield f"### `{name}`\n"
        yield f"{' '.join((record.__doc__ or '').split())}\n"
        yield "| column | type | |\n| --- | --- | --- |"
        for column in columns_of(record):
            kind = _TYPES[column.kind] + ("" if not column.nullable else ", may be empty")
            values = f": {', '.join(f'`{choice}`' for choice in column.choices)}" if column.choices else ""
            yield f"| `{column.name}` | {kind} | {column.description.replace('|', BAR)}{values} |"
        yield ""


def exports() -> Iterator[str]:
    """Every format of ``kehoach export``."""
    yield "| `--to` | writes | by default to | on every run |\n| --- | --- | --- | --- |"
    for entry in all_exporters():
        yield f"| `{entry.name}` | {entry.summary['en']} | `DIR/{entry.folder}` | {'yes' if entry.always else 'no'} |"


def rules() -> Iterator[str]:
    """Every rule with its page; of some codes one part sees a document, another the corpus."""
    yield "| code | | severity | sees | mend | |\n| --- | --- | --- | --- | --- | --- |"
    for code, found in groupby(rules_of_package(), key=lambda rule: rule.code):
        parts = list(found)
        page = rule_page(code)
        titles = f"{page.titles['vi']}<br>*{page.titles['en']}*".replace("|", BAR)
        severities, scopes = facts_of(parts)
        trial = "in preview" if parts[0].stage == "preview" else ""
        link = f"[{code}](../checks/pages/{code}.md)"
        yield f"| {link} | {titles} | {severities} | {scopes} | {page.fix} | {trial} |"


BLOCKS: Final[dict[str, Callable[[], Iterator[str]]]] = {
    "commands": commands,
    "tables": tables,
    "exports": exports,
    "rules": rules,
    "way-of-a-line": way_of_a_line,
}


def rendered(page: str) -> str:
    """The page with its generated parts written again."""
    return _BLOCK.sub(lambda m: f"{m[1]}{chr(10).join(BLOCKS[m['name']]()).rstrip()}\n{m[3]}", page)


def drifted() -> list[Path]:
    """The pages whose generated parts no longer say what the code says."""
    return [
        path for path in sorted(FOLDER.glob("*.md")) if rendered(path.read_text("utf-8")) != path.read_text("utf-8")
    ]


def main() -> None:
    """Write the pages, or check them."""
    os.environ["KEHOACH_LANG"] = "en"
    pages = drifted()
    if "--check" in sys.argv[1:]:
        names = [*(path.name for path in pages), *schemas.drifted(), *man.drifted(), *architecture_pictures.drifted()]
        sys.exit(f"run `make docs`: {', '.join(names)}" if names else 0)
    for path in pages:
        path.write_text(rendered(path.read_text("utf-8")), "utf-8")
        sys.stderr.write(f"{path.name} written\n")
    for path in [*schemas.write(), *man.write(), *architecture_pictures.write()]:
        sys.stderr.write(f"{path.relative_to(FOLDER)} written\n")


if __name__ == "__main__":
    main()
