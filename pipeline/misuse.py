"""What is said of a command line that does not fit: typer's English, in the language of the process."""

from __future__ import annotations

import re

import typer

from pipeline.messages import say

MISUSE: type[Exception] = typer.BadParameter.__mro__[1]
"""The error that typer raises for a command line that does not fit; its module is not public."""
_SUPERFLUOUS = re.compile(r"Got unexpected extra argument(?:s|\(s\))? \((.+)\)")
_UNKNOWN_COMMAND = re.compile("No such command '(.+?)'")
"""How typer says it; these errors have no class of their own."""


def misuse_message(error: Exception) -> str:
    """What a command line lacks or has too much, as said to its writer; empty where the help has said it all."""
    parameter = getattr(error, "param", None)
    name = getattr(error, "option_name", None)
    if parameter is not None:
        name = next((word for word in parameter.opts if word.startswith("-")), parameter.metavar or parameter.name)
    known = {
        "NoSuchOption": "no_such_option",
        "MissingParameter": "missing",
        "BadOptionUsage": "no_value",
        "BadParameter": "bad_value",
    }
    message = str(getattr(error, "message", error)).strip()
    if superfluous := _SUPERFLUOUS.match(message):
        return say("cli.superfluous", words=superfluous[1])
    if unknown := _UNKNOWN_COMMAND.match(message):
        return say("cli.no_such_command", name=unknown[1])
    if type(error).__name__ == "BadParameter":
        message = _reason(error, getattr(parameter, "metavar", None) or "")
    key = known.get(type(error).__name__)
    return say(f"cli.{key}", name=name, message=message) if key and name else message


def _reason(error: Exception, metavar: str) -> str:
    """Why a value does not serve: it is none of the choices, or what the validating library names as the cause."""
    if "|" in metavar:
        return say("invalid.literal_error", expected=metavar.replace("|", ", "))
    from pipeline.settings import reason_of  # noqa: PLC0415  heavy, and needed for a mistake only

    return reason_of(error.__cause__)
