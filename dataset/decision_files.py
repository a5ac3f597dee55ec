"""The ledger as a file that goes from machine to machine: CSV for people, JSON Lines for programs.

Both hold everything, one decision a row in the order in which they were made: what is read from one and written again
is the same to the byte.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import IO, Any, Final

from pydantic import ValidationError

from dataset.decisions import Decision, in_order
from dataset.exports.base import replacing
from dataset.exports.cells import guarded, unguarded

COLUMNS: Final = tuple(Decision.model_fields)
_NULLABLE: Final = ("value", "predicted")
_NOTHING: Final = "\\N"
"""An empty cell is an empty text; this is no text at all."""
_LARGEST: Final = 10_000_000
"""Characters of a cell; more than any quote or reason that was ever written."""


class DecisionFileError(Exception):
    """A file holds something else than decisions; ``line`` is where, from 1."""

    def __init__(self, line: int) -> None:
        super().__init__(line)
        self.line = line


def write_decisions(decisions: Iterable[Decision], folder: Path) -> list[Path]:
    """Write ``decisions.csv`` and ``decisions.jsonl``.

    Raises:
        OSError: One of them cannot be written; it is left as it was.
    """
    ordered = in_order(decisions)
    paths = [folder / "decisions.csv", folder / "decisions.jsonl"]
    with replacing(paths[0]) as file:
        writer = csv.writer(file)
        writer.writerow(COLUMNS)
        writer.writerows([_cell(getattr(decision, name)) for name in COLUMNS] for decision in ordered)
    with replacing(paths[1]) as file:
        for decision in ordered:
            file.write(f"{json.dumps(decision.model_dump(), ensure_ascii=False)}\n")
    return paths


def read_decisions(path: Path) -> list[Decision]:
    """Read the decisions of a file, CSV or JSON Lines by what it begins with.

    Raises:
        DecisionFileError: It holds something else.
        OSError: It cannot be read.
    """
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            first = file.read(1)
            file.seek(0)
            # a ledger without decisions is a file without lines
            rows = _of_cells(file) if first not in {"{", ""} else _of_lines(file)
            return list(rows)
    except UnicodeDecodeError as error:
        raise DecisionFileError(1) from error


def _of_lines(file: IO[str]) -> Iterator[Decision]:
    for number, line in enumerate(file, 1):
        if line.strip():
            try:
                yield Decision.model_validate(json.loads(line))
            except ValueError as error:
                raise DecisionFileError(number) from error


def _of_cells(file: IO[str]) -> Iterator[Decision]:
    csv.field_size_limit(_LARGEST)
    reader = csv.reader(file, strict=True)
    try:
        if tuple(next(reader, ())) != COLUMNS:
            raise DecisionFileError(1)
        for row in reader:
            values = {name: _value(name, cell) for name, cell in zip(COLUMNS, row, strict=True)}
            yield Decision.model_validate(values)
    except (ValidationError, ValueError, csv.Error) as error:
        raise DecisionFileError(reader.line_num) from error


def _cell(value: Any) -> str:
    if value is None:
        return _NOTHING
    text = str(value)
    return f"\\{text}" if text.startswith("\\") else guarded(text)


def _value(name: str, cell: str) -> str | None:
    if cell == _NOTHING and name in _NULLABLE:
        return None
    return cell[1:] if cell.startswith("\\\\") else unguarded(cell)
