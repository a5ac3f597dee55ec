"""Settings that need not be given each time: from a file ``kehoach.toml`` and from the environment.

An option on the command line goes before the environment (``KEHOACH_WORKERS``, …), which goes before the file. The
tables ``[findings]`` and ``[rules]`` of the file are no settings but the policy of findings
(:mod:`pipeline.findings`) and rules from outside (:mod:`pipeline.own_rules`).
"""

from __future__ import annotations

import os
import re
import tomllib
from collections.abc import Mapping
from dataclasses import fields
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from checks.toml_lines import line_of
from pipeline.errors import UsageError
from pipeline.limits import Limits
from pipeline.messages import catalogue, say, system_error
from pipeline.reading.base import OcrMode
from review.api.settings import HTTP, HttpSettings

FILE = "kehoach.toml"
PREFIX = "KEHOACH_"
_OTHERS = {"findings", "rules"}
_TABLES: dict[str, type[Limits] | type[HttpSettings]] = {"limits": Limits, "http": HttpSettings}
"""Settings that are tables of their own: in the environment ``KEHOACH_LIMITS_PAGES`` and the like."""
_LINE = re.compile(r"line (\d+)")
"""Where the parser of TOML stopped; it only says so in words."""


def default_cache() -> Path:
    """The folder for what can be made again, by the XDG Base Directory Specification (0.8)."""
    home = Path(os.environ.get("XDG_CACHE_HOME", ""))
    # the specification: relative paths are invalid and are to be ignored
    return (home if home.is_absolute() else Path.home() / ".cache") / "kehoach" / "ocr"


class Settings(BaseModel):
    """What a run goes by."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    workers: int = Field(default_factory=lambda: len(os.sched_getaffinity(0)), ge=1, le=1024)
    ocr: OcrMode = "auto"
    fail_on: Literal["error", "warning", "never"] = "never"
    low_confidence: float = Field(0.8, ge=0, le=1)
    cache: Path = Field(default_factory=default_cache)
    cache_megabytes: int = Field(512, ge=0)
    shared_cache: str | None = None
    shared_cache_megabytes: int = Field(10_000, ge=0)
    aliases: Path | None = None
    store: str | None = None
    cluster: str | None = None
    limits: Limits = Limits()
    http: HttpSettings = HTTP


def load_settings(given: Mapping[str, Any], folder: Path | None = None, file: Path | None = None) -> Settings:
    """The settings: ``given`` ones that are not ``None``, then the environment, then the file, then the defaults.

    The file is ``file``, or else ``kehoach.toml`` in ``folder`` (the working one).

    Raises:
        UsageError: A value is not allowed, or the file cannot be read.
    """
    path = file or (folder or Path.cwd()) / FILE
    values = {name: value for name, value in read_settings(path).items() if name not in _OTHERS}
    of_file = dict(values)
    for table, kind in _TABLES.items():
        names = [field.name for field in fields(kind)]
        bounds = {name: text for name in names if (text := os.environ.get(f"{PREFIX}{table}_{name}".upper()))}
        if bounds and isinstance(known := values.get(table, {}), dict):
            values[table] = {**known, **bounds}
    for name in Settings.model_fields.keys() - _TABLES.keys():
        if (text := os.environ.get(PREFIX + name.upper())) is not None:
            values[name] = text
    values |= {name: value for name, value in given.items() if value is not None}
    try:
        return Settings.model_validate(values)
    except ValidationError as error:
        location = error.errors()[0]["loc"]
        name, first = ".".join(map(str, location)), str(location[0])
        where = None
        if first in of_file and values[first] is of_file[first]:
            line = line_of(path.read_text(encoding="utf-8"), [part for part in location if isinstance(part, str)])
            where = f"{path}:{line}" if line else str(path)
        cause = say("cli.bad_value", name=name, message=reason_of(error))
        raise UsageError(cause, say("settings.mend" if where else "cli.see_help"), where) from error


def reason_of(error: BaseException | None) -> str:
    """Why a value was not accepted, by the first error of a validation."""
    if not isinstance(error, ValidationError):
        return say("invalid.other")
    first = error.errors()[0]
    key = f"invalid.{first['type']}"
    values = dict(first.get("ctx", {}))
    if "expected" in values:
        # the library joins the choices in English
        values["expected"] = values["expected"].replace(" or ", ", ")
    return say(key, **values) if key in catalogue() else say("invalid.other")


def read_settings(path: Path) -> dict[str, Any]:
    """All that a file of settings holds; nothing if it is not there.

    Raises:
        UsageError: It cannot be read or is no TOML.
    """
    if not path.is_file():
        return {}
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise UsageError(say("settings.file", detail=system_error(error)), say("settings.mend"), str(path)) from error
    except ValueError as error:
        line = _LINE.search(str(error))
        cause = say("settings.syntax", line=line[1]) if line else say("settings.no_toml")
        raise UsageError(cause, say("settings.mend"), str(path)) from error
