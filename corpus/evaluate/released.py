"""The rows of the last release, stored beside the figures, and what a change gained and lost against them.

``released.tsv`` has a block for each document: a line ``@`` with its name and the places it was read in (a form,
with ``.clean`` behind it for the twin without slips), then a line for each row: table, hash, the places it came out of
(bits, hexadecimal), a short text. Rows of documents that are not ours are kept as hashes alone, a line for each table.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from corpus.evaluate.documents import REAL_FORMS, Evaluated
from corpus.evaluate.rows import TABLES, Rows
from corpus.plans import CLEAN

RELEASED = Path(__file__).parent / "released.tsv"
_TWIN = f".{CLEAN}"
_BLOCK = "@"


@dataclass(frozen=True, order=True)
class Reading:
    """One document as it was read once: ``place`` is its form, with ``.clean`` for the twin without slips."""

    document: str
    place: str

    @property
    def form(self) -> str:
        """The form it was read in."""
        return self.place.removesuffix(_TWIN)

    @classmethod
    def of(cls, evaluated: Evaluated) -> Reading:
        """The reading of an evaluated document."""
        twin = evaluated.name.endswith(_TWIN)
        return cls(evaluated.name.removesuffix(_TWIN), evaluated.form + (_TWIN if twin else ""))


Snapshot = Mapping[Reading, Rows]


def snapshot_of(documents: Iterable[Evaluated]) -> Snapshot:
    """The rows of an evaluation."""
    return {Reading.of(document): document.rows for document in documents}


@dataclass(frozen=True)
class Change:
    """One row that appeared or disappeared, in all the places where it did."""

    table: str
    document: str
    gained: bool
    places: tuple[str, ...]
    label: str


@dataclass(frozen=True)
class Changes:
    """What lies between two snapshots; documents that only one of them has are named, not compared row by row."""

    rows: tuple[Change, ...]
    new: tuple[Reading, ...] = ()
    gone: tuple[Reading, ...] = ()


def compare(before: Snapshot, after: Snapshot) -> Changes:
    """Rows gained and lost from ``before`` to ``after``; forms that ``after`` has not read are left out."""
    forms = {reading.form for reading in after}
    return Changes(
        tuple(_changes(before, after)),
        tuple(sorted(after.keys() - before.keys())),
        tuple(sorted(reading for reading in before.keys() - after.keys() if reading.form in forms)),
    )


def _changes(before: Snapshot, after: Snapshot) -> Iterator[Change]:
    places: dict[tuple[str, str, bool, str], list[str]] = defaultdict(list)
    labels: dict[str, str] = {}
    for reading in sorted(before.keys() & after.keys()):
        for table in TABLES:
            old, new = before[reading].get(table, {}), after[reading].get(table, {})
            for gained, rows, others in ((True, new, old), (False, old, new)):
                for key in sorted(rows.keys() - others.keys()):
                    places[table, reading.document, gained, key].append(reading.place)
                    labels[key] = labels.get(key) or rows[key]
    order = sorted(places, key=lambda change: (TABLES.index(change[0]), change[1], change[2], labels[change[3]]))
    for table, document, gained, key in order:
        where = tuple(places[table, document, gained, key])
        yield Change(table, document, gained, where, labels[key] or f"#{key}")


def write_snapshot(snapshot: Snapshot, path: Path) -> None:
    """Write a snapshot; of documents that are not ours only hashes."""
    by_document: dict[str, dict[str, Rows]] = defaultdict(dict)
    for reading, rows in sorted(snapshot.items()):
        # a real document with two truths is two blocks
        block = reading.document if reading.form not in REAL_FORMS else f"{reading.document}\t{reading.place}"
        by_document[block][reading.place] = rows
    lines = ["# Rows of the last release, written by: python -m corpus.evaluate --update"]
    for block, readings in by_document.items():
        private = "\t" in block
        lines += _hash_block(block, readings) if private else _row_block(block, readings)
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


def _hash_block(block: str, readings: Mapping[str, Rows]) -> Iterator[str]:
    yield f"{_BLOCK}\t{block}"
    for rows in readings.values():
        yield from (f"{table}\t{' '.join(sorted(rows[table]))}" for table in TABLES if table in rows)


def _row_block(block: str, readings: Mapping[str, Rows]) -> Iterator[str]:
    yield f"{_BLOCK}\t{block}\t{' '.join(readings)}"
    for table in TABLES:
        bits: dict[str, int] = defaultdict(int)
        labels: dict[str, str] = {}
        for number, rows in enumerate(readings.values()):
            for key, label in rows.get(table, {}).items():
                bits[key] |= 1 << number
                labels.setdefault(key, label)
        yield from (f"{table}\t{key}\t{bits[key]:x}\t{labels[key]}" for key in sorted(bits))


def read_snapshot(path: Path) -> Snapshot:
    """Read what :func:`write_snapshot` wrote.

    Raises:
        OSError: It cannot be read.
        ValueError: A line is in no known form.
    """
    snapshot: dict[Reading, dict[str, dict[str, str]]] = {}
    block: list[Reading] = []
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        match line.split("\t"):
            case [comment] if comment.startswith("#"):
                continue
            case [mark, name, places] if mark == _BLOCK:
                block = [Reading(name, place) for place in places.split()]
                snapshot |= {reading: {} for reading in block}
            case [table, hashes] if table in TABLES and len(block) == 1:
                snapshot[block[0]][table] = dict.fromkeys(hashes.split(), "")
            case [table, key, bits, label] if table in TABLES:
                for reading in (r for bit, r in enumerate(block) if int(bits, 16) >> bit & 1):
                    snapshot[reading].setdefault(table, {})[key] = label
            case _:
                raise ValueError(f"{path}, line {number}: no row of a snapshot")
    return snapshot


def update_snapshot(now: Snapshot, path: Path) -> None:
    """Commit the rows of this evaluation; forms that were not evaluated keep theirs."""
    forms = {reading.form for reading in now}
    before = read_snapshot(path) if path.exists() else {}
    kept = {reading: rows for reading, rows in before.items() if reading.form not in forms}
    write_snapshot({**kept, **now}, path)
