"""The options and choices that commands share; their texts stand in ``messages.toml``, by the name of the parameter."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer


class Ocr(StrEnum):
    """When pages are read by OCR."""

    auto = "auto"
    always = "always"
    never = "never"


class FailOn(StrEnum):
    """From which severity on findings make the run fail."""

    error = "error"
    warning = "warning"
    never = "never"


class Retry(StrEnum):
    """What is tried again."""

    failed = "failed"


class DecisionsAction(StrEnum):
    """What is done with decisions; ``kehoach export --to decisions`` writes them."""

    take_in = "import"


class TokensAction(StrEnum):
    """What is done with tokens."""

    add = "add"
    listed = "list"
    revoke = "revoke"


Quiet = Annotated[bool, typer.Option("--quiet", "-q")]
Json = Annotated[bool, typer.Option("--json")]
Select = Annotated[list[str] | None, typer.Option("--select", metavar="CODES")]
Ignore = Annotated[list[str] | None, typer.Option("--ignore", metavar="CODES")]
Preview = Annotated[bool, typer.Option("--preview")]
RuleFiles = Annotated[list[Path] | None, typer.Option("--rules", metavar="PATH")]
Config = Annotated[Path | None, typer.Option("--config", metavar="FILE")]
BaselineFile = Annotated[Path | None, typer.Option("--baseline", metavar="FILE")]
UpdateBaseline = Annotated[bool, typer.Option("--update-baseline")]
StoreAddress = Annotated[str | None, typer.Option("--store", metavar="URL")]
ClusterAddress = Annotated[str | None, typer.Option("--cluster", metavar="URL")]
LogFile = Annotated[Path | None, typer.Option("--log", metavar="FILE")]
MetricsFile = Annotated[Path | None, typer.Option("--metrics", metavar="FILE")]
Folder = Annotated[Path, typer.Argument(metavar="DIR")]
Out = Annotated[Path, typer.Option("--out", metavar="DIR")]
Workers = Annotated[int | None, typer.Option("--workers", metavar="N")]
OcrChoice = Annotated[Ocr | None, typer.Option("--ocr", metavar="auto|always|never")]
FailOnChoice = Annotated[FailOn | None, typer.Option("--fail-on", metavar="error|warning|never")]
