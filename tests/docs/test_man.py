"""The manual page: says what the program says, in both languages, and man can show it."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from docs import man
from pipeline.command_help import typer_command
from pipeline.messages import LANGUAGES, Language


def test_no_page_has_drifted() -> None:
    assert man.drifted() == [], "run `make docs`"


def shown(path: Path) -> str:
    command = ["groff", "-man", "-ww", "-k", "-Tutf8", "-P-cbou", str(path)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert not done.stderr
    return done.stdout


@pytest.mark.skipif(shutil.which("groff") is None, reason="groff is not installed")
@pytest.mark.parametrize("language", LANGUAGES)
def test_groff_shows_every_command_and_option_without_a_warning(language: Language) -> None:
    text = shown(man.PATHS[language])
    parts = dict(re.findall(r"^   kehoach (\S+)\n(.*?)(?=^\S|^   \S)", text, re.MULTILINE | re.DOTALL))
    commands = typer_command().commands
    assert parts.keys() == commands.keys()
    for name, command in commands.items():
        for parameter in command.params:
            words = parameter.opts if parameter.opts[0].startswith("-") else [parameter.metavar]
            assert all(word.replace("…", "...") in parts[name] for word in words), (name, words)
    assert ("VÍ DỤ" if language == "vi" else "EXAMPLES") in text


def test_the_english_page_is_shown_everywhere() -> None:
    """Without a locale, too, in which other letters are question marks."""
    assert man.PATHS["en"].read_text("utf-8").isascii()


def test_statuses_are_those_of_the_commands_page() -> None:
    page = (man.FOLDER / "commands.md").read_text("utf-8").split("| exit status | |")[1].split("\n\n")[0]
    told = re.findall(r"^\| (\d+) \|", page, re.MULTILINE)
    text = man.PATHS["en"].read_text("utf-8").split(".SH EXIT STATUS")[1].split(".SH")[0]
    assert re.findall(r"\\fB(\d+)\\fR", text) == told


def test_no_words_are_taken_for_requests() -> None:
    for path in man.PATHS.values():
        for line in path.read_text("utf-8").splitlines():
            assert not line.startswith("'")
            assert not line.startswith(".") or re.match(r"\.(TH|SH|SS|TP|br|nh|ad|\\\")", line), line
