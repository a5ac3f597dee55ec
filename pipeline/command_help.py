"""The tree of commands with its help texts, which stand in ``messages.toml`` by command and parameter."""

from __future__ import annotations

from typing import Any

import typer

import pipeline.command_line  # noqa: F401  which hangs the commands into the program
from pipeline.messages import say
from pipeline.program import app


def typer_command() -> Any:
    """The command tree with every help text in the language of the process."""
    from typer import rich_utils  # noqa: PLC0415  slow to load

    for name in ("ARGUMENTS_PANEL_TITLE", "OPTIONS_PANEL_TITLE", "COMMANDS_PANEL_TITLE"):
        setattr(rich_utils, name, say(f"cli.{name.split('_', maxsplit=1)[0].lower()}"))
    rich_utils.REQUIRED_LONG_STRING, rich_utils.DEFAULT_STRING = say("cli.required"), f"[{say('cli.default')}: {{}}]"
    group: Any = typer.main.get_command(app)
    _put_help(group, "root")
    for name, command in group.commands.items():
        _put_help(command, name)
    return group


def _put_help(command: Any, name: str) -> None:
    command.help = say(f"help_{name}.help")
    command.short_help = command.help.split("\n")[0]
    for parameter in command.params:
        parameter.help = say(f"help_{name}.{parameter.name}")
        _without_type(parameter)
    option, usage = command.get_help_option, command.get_usage
    command.get_help_option = lambda context: _localized(option(context))
    command.get_usage = lambda context: usage(context).replace("Usage:", say("cli.how"), 1)


def _without_type(parameter: Any) -> None:
    """Leave out types in the words of Python: a switch has no value, and the name of an argument says what it is."""
    if getattr(parameter, "is_flag", False) or parameter.param_type_name == "argument":
        parameter.display_type_rich = lambda ctx: None


def _localized(option: Any) -> Any:
    if option is not None:
        option.help = say("cli.help")
        _without_type(option)
    return option
