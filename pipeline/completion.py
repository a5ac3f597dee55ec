"""Completion in the shell: what is offered behind the key, and how a shell learns of it."""

from __future__ import annotations

import os
from enum import StrEnum
from importlib import resources
from pathlib import Path
from typing import Final

from pipeline.errors import StorageError
from pipeline.messages import say, system_error

PROGRAM: Final = "kehoach"
VARIABLE: Final = "_KEHOACH_COMPLETE"
"""By its presence a shell asks for completions; its value says which shell."""


class Shell(StrEnum):
    """The shells that can be told."""

    bash = "bash"
    zsh = "zsh"
    fish = "fish"


def answer() -> int:
    """Print what fits the words that the shell has put into the environment; the exit status."""
    from typer.completion import completion_init, shell_complete  # type: ignore[attr-defined]  # noqa: PLC0415  needed for the key only

    from pipeline.command_help import typer_command  # noqa: PLC0415  which needs this module

    completion_init()
    return shell_complete(typer_command(), {}, PROGRAM, VARIABLE, os.environ[VARIABLE])


def script(shell: Shell) -> str:
    """What a shell has to run at its start."""
    from typer.completion import get_completion_script  # type: ignore[attr-defined]  # noqa: PLC0415

    return get_completion_script(prog_name=PROGRAM, complete_var=VARIABLE, shell=shell.value).strip() + "\n"


def install(shell: Shell) -> Path:
    """Put the script where the shell of this user finds it; the file.

    Raises:
        StorageError: It cannot be written.
    """
    from typer.completion import install as put  # type: ignore[attr-defined]  # noqa: PLC0415

    try:
        _, path = put(shell.value, PROGRAM, VARIABLE)
    except OSError as error:
        cause = say("storage.write", detail=system_error(error))
        raise StorageError(cause, say("completion.by_hand", shell=shell.value), error.filename) from error
    return path


def formats(begun: str) -> list[str]:
    """Formats of ``kehoach export --to``."""
    from pipeline.exports.base import all_exporters  # noqa: PLC0415  heavy

    return [entry.name for entry in all_exporters() if entry.name.startswith(begun)]


def codes(begun: str) -> list[str]:
    """Codes of the rules of the package, by their pages."""
    pages = (page.name.partition(".") for page in (resources.files("checks") / "pages").iterdir())
    return sorted(code for code, _, kind in pages if kind == "md" and code.startswith(begun))


def tables(begun: str) -> list[str]:
    """Tables of the dataset."""
    from dataset.records import RECORD_TYPES  # noqa: PLC0415  heavy

    return [name for name in RECORD_TYPES if name.startswith(begun)]
