"""The findings on a terminal: the loudest first, under their documents, no more of them than can be read."""

from __future__ import annotations

import shutil
import sys
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from dataset.records import DocumentRecord, Finding, Severity
from pipeline.commands.shared import tell
from pipeline.messages import language, say
from review import formats

MOST: Final = 20
"""Findings that are listed; the report has all."""
_WIDTH: Final = 240
"""Characters of a line that nobody sees on a terminal."""
_RANKS: Final[Mapping[Severity, int]] = {"error": 0, "warning": 1, "info": 2}
_STYLES: Final[Mapping[str, str]] = {"error": "bold red", "warning": "yellow", "info": "cyan", "head": "bold"}


@dataclass(frozen=True)
class Line:
    """A line of the list: what is painted in its style, and the rest."""

    style: str
    painted: str
    rest: str = ""


def listing(findings: Sequence[Finding], documents: Mapping[str, DocumentRecord]) -> list[Line]:
    """The errors and warnings by document, the document with the loudest and most first; at most :data:`MOST`.

    Notes are not listed: there are many, and none needs mending for sure.
    """
    by_document: dict[str, list[Finding]] = defaultdict(list)
    for finding in findings:
        if finding.severity != "info":
            by_document[finding.doc_id].append(finding)
    counts = {doc_id: Counter(row.severity for row in rows) for doc_id, rows in by_document.items()}
    order = sorted(by_document, key=lambda key: (-counts[key]["error"], -counts[key]["warning"], documents[key].source))
    lines: list[Line] = []
    left = MOST
    for doc_id in order:
        if not left:
            break
        rows = sorted(by_document[doc_id], key=lambda row: _RANKS[row.severity])[:left]
        left -= len(rows)
        lines.append(_head(documents[doc_id]))
        lines += map(_line, rows)
    total = sum(map(len, by_document.values()))
    if total > MOST:
        lines.append(Line("", "", say("listing.more", count=total - MOST)))
    return lines


def _head(document: DocumentRecord) -> Line:
    name = formats.document_name(document)
    return Line("head", document.source, "" if name in document.source else f"  {name}")


def _line(finding: Finding) -> Line:
    word = say(f"listing.{finding.severity}")
    page = say("listing.page", page=finding.page)
    message = formats.readable(" ".join(finding.message.split()), language())
    return Line(finding.severity, f"  {word:<9}", f"{finding.rule}  {page:<7} {message}")


def show(lines: Sequence[Line]) -> None:
    """Print a list, in colours where somebody sees them; long lines are cut."""
    if not sys.stdout.isatty():
        for line in lines:
            tell(_cut(line.painted + line.rest, _WIDTH))
        return
    from rich.console import Console  # noqa: PLC0415  only on a terminal
    from rich.text import Text  # noqa: PLC0415

    console = Console(highlight=False, soft_wrap=True)
    width = shutil.get_terminal_size().columns
    for line in lines:
        rest = _cut(line.rest, max(20, width - len(line.painted)))
        console.print(Text.assemble((line.painted, _STYLES.get(line.style, "")), rest))


def _cut(text: str, width: int) -> str:
    return text if len(text) <= width else f"{text[: width - 1].rstrip()}…"
