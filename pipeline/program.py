"""The program itself, before any command: its version, its language, its completion in the shell."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from pipeline import completion
from pipeline.messages import say

SHELLS = "bash|zsh|fish"

app = typer.Typer(add_completion=False, no_args_is_help=True, context_settings={"help_option_names": ["--help", "-h"]})


def _show_version(wanted: bool) -> None:
    if wanted:
        from pipeline.version import release  # noqa: PLC0415  slow to load

        sys.stdout.write(f"kehoach {release()}\n")
        raise typer.Exit


def _show_completion(shell: completion.Shell | None) -> None:
    if shell is not None:
        sys.stdout.write(completion.script(shell))
        raise typer.Exit


def _install_completion(shell: completion.Shell | None) -> None:
    if shell is not None:
        sys.stderr.write(f"{say('completion.installed', path=completion.install(shell))}\n")
        raise typer.Exit


@app.callback()
def root(
    context: typer.Context,
    lang: Annotated[str, typer.Option("--lang", metavar="vi|en")] = "vi",
    version: Annotated[bool, typer.Option("--version", callback=_show_version, is_eager=True)] = False,
    install_completion: Annotated[
        completion.Shell | None,
        typer.Option("--install-completion", metavar=SHELLS, callback=_install_completion, is_eager=True),
    ] = None,
    show_completion: Annotated[
        completion.Shell | None,
        typer.Option("--show-completion", metavar=SHELLS, callback=_show_completion, is_eager=True),
    ] = None,
) -> None:
    """The program."""
