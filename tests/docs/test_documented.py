"""Nothing that a user can write goes undocumented: commands, options, settings, rules, exit statuses."""

from __future__ import annotations

import re
from dataclasses import fields

import pytest

from checks.engine import rules_of_package
from docs.generate import FOLDER
from pipeline.cli import INTERRUPTED
from pipeline.command_help import typer_command
from pipeline.errors import KehoachError
from pipeline.settings import _TABLES, PREFIX, Settings

COMMANDS = (FOLDER / "commands.md").read_text("utf-8")
EVERYTHING = "\n".join(path.read_text("utf-8") for path in FOLDER.glob("*.md"))
SECTIONS = dict(re.findall(r"^### `kehoach ([\w-]+)`\n(.*?)(?=^### |\Z|^<!-- end)", COMMANDS, re.MULTILINE | re.DOTALL))


@pytest.mark.parametrize("name", sorted(typer_command().commands))
def test_every_option_of_a_command_is_in_its_section(name: str) -> None:
    command = typer_command().commands[name]
    assert name in SECTIONS, "no section: run `make docs`"
    rows = re.findall(r"^\| `([^`]+)` \| (.+) \|$", SECTIONS[name], re.MULTILINE)
    documented = {word.strip(",") for row, _ in rows for word in row.replace("\\|", "|").split()}
    for parameter in command.params:
        names = [option for option in parameter.opts if option.startswith("--")] or [str(parameter.metavar)]
        assert documented.issuperset(names), f"{names} of kehoach {name}"
    assert len(rows) == len(command.params)
    assert all(help_text.strip() for _, help_text in rows), "an option without a help text"


def test_every_setting_is_there() -> None:
    missing = [name for name in Settings.model_fields if not re.search(rf"\b{name}\b", EVERYTHING)]
    for table, kind in _TABLES.items():
        assert f"[{table}]" in EVERYTHING
        missing += [
            f"{table}.{field.name}" for field in fields(kind) if not re.search(rf"\b{field.name}\b", EVERYTHING)
        ]
    assert missing == []
    assert f"{PREFIX}WORKERS" in COMMANDS


def test_every_rule_is_listed_with_its_page() -> None:
    listed = re.findall(r"^\| \[(\w+)\]\(\.\./checks/pages/(\w+)\.md\)", (FOLDER / "rules.md").read_text("utf-8"), re.M)
    assert [code for code, _ in listed] == sorted({rule.code for rule in rules_of_package()})
    assert all(code == page for code, page in listed)


def test_every_exit_status_is_there() -> None:
    table = COMMANDS.split("| exit status | |")[1].split("\n\n")[0]
    documented = {int(status) for status in re.findall(r"^\| (\d+) \|", table, re.MULTILINE)}
    # 0 and 1 are no errors: done, and findings at or above --fail-on
    assert documented == {0, 1, INTERRUPTED, *(error.exit_code for error in kinds_of(KehoachError))}


def kinds_of(error: type[KehoachError]) -> set[type[KehoachError]]:
    return {error}.union(*(kinds_of(kind) for kind in error.__subclasses__()))
