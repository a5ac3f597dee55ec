"""Further spellings of units, from corrections: a file that people read and change, and that the next run reads.

A line that is switched off begins with ``#``. A spelling that is little like the name that was given (the unit was the
wrong one, not written otherwise) is written switched off; what people switch on or off, change or add stays so.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import astuple, dataclass, replace
from pathlib import Path
from typing import Final

import sqlalchemy as sa
from rapidfuzz import fuzz

from dataset.database import reading
from dataset.exports.base import replacing
from dataset.records import Correction
from dataset.store import Store
from dataset.tables import TABLES
from normalizers.units import canonical_unit, fold
from review.subjects import collapsed

FILE: Final = "aliases.tsv"
_HEAD: Final = ("written", "unit", "reviewer", "decided_at", "decision_id")
_TABLES: Final = ("assignments", "unit_mentions")
_ALIKE: Final = 75.0
"""Percent of its letters that a spelling shares with the name."""
_OFF: Final = "#"


@dataclass(frozen=True)
class Alias:
    """A spelling of a unit, by whose decision; ``on`` tells whether it counts. Made by hand it has no decision."""

    written: str
    unit: str
    reviewer: str = ""
    decided_at: str = ""
    decision_id: str = ""
    on: bool = True


class AliasFileError(Exception):
    """A line of the file is no alias; ``line`` is where, from 1."""

    def __init__(self, line: int) -> None:
        super().__init__(line)
        self.line = line


def read_aliases(path: Path) -> list[Alias]:
    """The aliases of a file, those that are switched off too; none if it is not there.

    Raises:
        AliasFileError: A line has no two columns, or it is no UTF-8.
        OSError: It cannot be read.
    """
    if not path.is_file():
        return []
    found: list[Alias] = []
    try:
        lines = path.read_text(encoding="utf-8-sig").splitlines()
    except UnicodeDecodeError as error:
        raise AliasFileError(1) from error
    for number, line in enumerate(lines, 1):
        cells = [cell.strip() for cell in line.lstrip(_OFF).split("\t")]
        on = not line.startswith(_OFF)
        if not line.strip() or tuple(cells[:2]) == _HEAD[:2] or (not on and len(cells) < 2):
            continue
        if not 2 <= len(cells) <= len(_HEAD) or not cells[0] or not cells[1]:
            raise AliasFileError(number)
        written, unit, reviewer, decided_at, decision_id = [*cells, "", "", ""][: len(_HEAD)]
        found.append(Alias(written, unit, reviewer, decided_at, decision_id, on))
    return found


def spellings(aliases: Iterable[Alias]) -> tuple[tuple[str, str], ...]:
    """The pairs of a spelling and a canonical name that count, in a fixed order."""
    return tuple(sorted({(alias.written, alias.unit) for alias in aliases if alias.on}))


def update_aliases(store: Store, engine: sa.Engine, path: Path) -> int:
    """Bring the file up to the corrections of units in the store; how many aliases it has. Nothing is written for none.

    Raises:
        AliasFileError: The file that is there cannot be understood; it is left alone.
        OSError: It cannot be read or written.
        DatabaseError: The store cannot be read.
    """
    known = read_aliases(path)
    with reading(engine) as connection:
        corrected = list(_from_corrections(connection, store.rows(Correction)))
    # a line that people have changed keeps its decision, and so is not written again as it was
    kept = [alias for alias in known if not alias.decision_id or _stays(alias, corrected)]
    decided = {alias.decision_id for alias in kept}
    kept += [alias for alias in corrected if alias.decision_id not in decided]
    if kept or known:
        _write(sorted(kept, key=lambda a: (fold(a.written), a.unit, a.decision_id)), path)
    return len(kept)


def _stays(alias: Alias, corrected: Iterable[Alias]) -> bool:
    return any(alias.decision_id == other.decision_id for other in corrected)


def _from_corrections(connection: sa.Connection, rows: Iterable[Correction]) -> Iterator[Alias]:
    """One alias for each spelling that was corrected, unless corrections of it differ."""
    by_spelling: dict[str, list[Alias]] = defaultdict(list)
    for row in rows:
        if row.of_table not in _TABLES or row.column != "unit" or row.row is None:
            continue
        columns = TABLES[row.of_table].c
        here = (columns.doc_id == row.doc_id) & (columns.position == row.row - 1)
        written = collapsed(connection.scalar(sa.select(columns.unit_text).where(here)) or "")
        if written and canonical_unit(written).name != row.corrected:
            alias = Alias(written, row.corrected, row.reviewer, row.decided_at, row.decision_id)
            by_spelling[fold(written)].append(alias)
    for same in by_spelling.values():
        first = min(same, key=lambda alias: (alias.decided_at, alias.decision_id))
        if len({alias.unit for alias in same}) == 1:
            yield replace(first, on=fuzz.ratio(fold(first.written), fold(first.unit)) >= _ALIKE)


def _write(aliases: list[Alias], path: Path) -> None:
    with replacing(path) as file:
        file.write("\t".join(_HEAD) + "\n")
        for alias in aliases:
            cells = [collapsed(cell) for cell in astuple(alias)[: len(_HEAD)]]
            file.write(("" if alias.on else _OFF) + "\t".join(cells) + "\n")
