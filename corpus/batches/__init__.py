"""Batches of plans that depend on each other, for what is checked across documents.

``NAME/*.txt`` are clean plans, among which no rule has a finding that is an error or a warning, nor any of those across
documents; ``NAME/slips.toml`` lists edits of them, each with the findings that it must bring.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

FOLDER = Path(__file__).parent


@dataclass(frozen=True)
class Expected:
    """A finding that a slip must bring: on which document of the batch, on what, and with which other document."""

    rule: str
    document: str
    quote: str
    other: str
    severity: str = "warning"


@dataclass(frozen=True)
class BatchSlip:
    """One planted inconsistency: replace ``find`` (which stands once in ``file``) by ``replace``."""

    file: str
    find: str
    replace: str
    findings: tuple[Expected, ...]


def batch_names() -> list[str]:
    """The names of all batches."""
    return sorted(path.parent.name for path in FOLDER.glob("*/slips.toml"))


def batch_slips(name: str) -> tuple[BatchSlip, ...]:
    """The slips that can be planted into a batch."""
    data = tomllib.loads((FOLDER / name / "slips.toml").read_text(encoding="utf-8"))
    return tuple(
        BatchSlip(row["file"], row["find"], row["replace"], tuple(Expected(**found) for found in row["findings"]))
        for row in data["slip"]
    )


def batch_texts(name: str, slips: Iterable[BatchSlip] = ()) -> Mapping[str, str]:
    """The plans of a batch by file name, with some of its slips.

    Raises:
        ValueError: The place of a slip is not in its plan, or there are several.
    """
    texts = {path.name: path.read_text(encoding="utf-8") for path in sorted((FOLDER / name).glob("*.txt"))}
    for slip in slips:
        if texts[slip.file].count(slip.find) != 1:
            raise ValueError(
                f"{name}/{slip.file}: “{slip.find}” stands there {texts[slip.file].count(slip.find)} times"
            )
        texts[slip.file] = texts[slip.file].replace(slip.find, slip.replace)
    return texts
