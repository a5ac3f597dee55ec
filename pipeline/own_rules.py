"""Which rules from outside a command goes by, and what is told of those that cannot be used.

Such a rule is a program. So files are taken from ``kehoach.toml`` only where somebody chose that file: named it, or
works in its folder. One that lies beside the sources may have come with them.
"""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from pydantic import BaseModel, ConfigDict, ValidationError

from checks.own_rules import VARIABLE, Problem, own_rules
from checks.suppressions import Words
from checks.toml_lines import line_of
from pipeline.commands.shared import warn
from pipeline.errors import UsageError
from pipeline.messages import say
from pipeline.settings import FILE, read_settings, reason_of

TABLE: Final = "rules"


class RulesTable(BaseModel):
    """The table ``[rules]`` of ``kehoach.toml``: files and folders, from the folder of the file."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    files: tuple[Words, ...] = ()


def use_rules(given: Sequence[Path] = (), config: Path | None = None, *, named: bool = False) -> None:
    """Have this process, and those that it starts, go by the files of a command line and of a file of settings.

    ``named`` says that the command line names the file. What cannot be used is told on standard error; the rest
    counts. Files that the environment names already stay.

    Raises:
        UsageError: A named path is not there, or the table has another shape.
    """
    for path in given:
        if not path.exists():
            raise UsageError(say("own_rules.fault.missing"), say("own_rules.check_path"), str(path))
    files = [*given]
    if config is not None and (listed := _files(config)):
        if named or config.resolve() == (Path.cwd() / FILE).resolve():
            files += [config.parent / name for name in listed]
        else:
            warn(say("own_rules.not_chosen", path=config))
    known = list(filter(None, os.environ.get(VARIABLE, "").split(os.pathsep)))
    known += [str(file.absolute()) for file in files]
    if known:
        os.environ[VARIABLE] = os.pathsep.join(dict.fromkeys(known))
    for problem in own_rules().problems:
        warn(told(problem))


def told(problem: Problem) -> str:
    """A problem in the language of the process: where, what, and the way out."""
    where = f"{problem.source}:{problem.line}" if problem.line else problem.source
    cause = say(f"own_rules.fault.{problem.fault}", detail=problem.detail)
    return f"{where}: {say('own_rules.unusable')} {cause} {say('own_rules.see_docs')}"


def problems() -> list[Mapping[str, str]]:
    """The same for the summary of a command: what is ``source`` of an error of a rule, and its ``cause``."""
    return [
        {"source": entry.source, "cause": say(f"own_rules.fault.{entry.fault}", detail=entry.detail)}
        for entry in own_rules().problems
    ]


def _files(config: Path) -> tuple[str, ...]:
    values: Any = read_settings(config).get(TABLE, {})
    try:
        return RulesTable.model_validate(values).files
    except ValidationError as error:
        path = [TABLE, *error.errors()[0]["loc"]]
        line = line_of(config.read_text(encoding="utf-8"), path)
        name = ".".join(map(str, path))
        where = f"{config}:{line}" if line else str(config)
        raise UsageError(
            say("policy.value", name=name, reason=reason_of(error)), say("policy.see_docs"), where
        ) from error
