"""The pages say what the code says."""

from __future__ import annotations

import re

import pytest

from dataset.records import RECORD_TYPES
from docs.generate import FOLDER, drifted, rendered
from pipeline.command_help import typer_command
from pipeline.exports.base import all_exporters


@pytest.fixture(autouse=True)
def english(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KEHOACH_LANG", "en")


def test_no_page_has_drifted() -> None:
    assert [path.name for path in drifted()] == [], "run `make docs`"


def test_a_page_that_says_otherwise_is_noticed() -> None:
    page = (FOLDER / "commands.md").read_text("utf-8")
    assert rendered(page.replace("--fail-on", "--fail-at")) != page.replace("--fail-on", "--fail-at")


def test_every_command_has_an_example_and_every_option_a_row() -> None:
    page = (FOLDER / "commands.md").read_text("utf-8")
    examples = page.split("```sh")[1].split("```")[0]
    for name, command in typer_command().commands.items():
        assert f"kehoach {name}" in examples, name
        for parameter in command.params:
            assert f"`{parameter.opts[0]}" in page or (parameter.metavar or "") in page, (name, parameter.name)


def test_every_table_column_and_format_is_there() -> None:
    page = (FOLDER / "dataset.md").read_text("utf-8")
    for table, record in RECORD_TYPES.items():
        part = re.split(rf"^### `{table}`$", page, flags=re.MULTILINE)[1].split("\n### ")[0]
        assert re.findall(r"^\| `(\w+)` \|", part, re.MULTILINE) == record.column_names()
    commands = (FOLDER / "commands.md").read_text("utf-8")
    assert all(f"| `{entry.name}` |" in commands for entry in all_exporters())
