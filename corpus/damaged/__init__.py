"""The plans of the corpus as an engine without Vietnamese reads them: ``python -m corpus.damaged`` makes the pairs.

``NAME.truth.txt`` is the printed text, ``NAME.read.txt`` what was read, line for line. They are kept, so that the
evaluation of the recovery needs no engine.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

FOLDER = Path(__file__).parent
TRUTH, READ = ".truth.txt", ".read.txt"


@dataclass(frozen=True)
class Pair:
    """A text as it was printed and as it was read: as many lines, line for line."""

    name: str
    truth: str
    read: str


def read_pairs(folder: Path = FOLDER) -> Iterator[Pair]:
    """The pairs of a folder, in the order of their names.

    Raises:
        ValueError: The two texts of a pair differ in their number of lines.
    """
    for path in sorted(folder.glob(f"*{READ}")):
        name = path.name.removesuffix(READ)
        pair = Pair(name, (folder / f"{name}{TRUTH}").read_text(encoding="utf-8"), path.read_text(encoding="utf-8"))
        if pair.truth.count("\n") != pair.read.count("\n"):
            raise ValueError(f"{folder / name}: {pair.truth.count(chr(10))} and {pair.read.count(chr(10))} lines")
        yield pair
