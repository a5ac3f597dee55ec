"""What a change gained and lost against the last release, as lines to read and as data to keep."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from corpus.evaluate.released import Change, Changes, Reading
from corpus.evaluate.rows import TABLES


@dataclass(frozen=True)
class ChangeSection:
    """The section on gains and losses: a table of counts, then at most ``limit`` rows, the losses first."""

    changes: Changes
    against: Path
    limit: int

    def lines(self) -> Iterator[str]:
        """The section as Markdown."""
        yield f"Rows against {self.against.name} (+ appeared, - disappeared):"
        yield ""
        for word, readings in (("New", self.changes.new), ("Gone", self.changes.gone)):
            if readings:
                yield f"{word}, not compared: {'; '.join(_named(readings))}"
                yield ""
        if not self.changes.rows:
            yield "Nothing appeared, nothing disappeared."
            return
        yield from self._counts()
        yield ""
        rows = sorted(self.changes.rows, key=lambda change: change.gained)
        yield from (_line(change) for change in rows[: self.limit])
        if len(rows) > self.limit:
            yield ""
            yield f"… {len(rows) - self.limit} more in the .json file"

    def _counts(self) -> Iterator[str]:
        yield "| table       |     + |     - | documents"
        yield "| ----------- | ----: | ----: | ---------"
        for table in TABLES:
            rows = [change for change in self.changes.rows if change.table == table]
            if rows:
                gained = sum(change.gained for change in rows)
                names = sorted({change.document for change in rows})
                yield f"| {table:<11} | {gained:>5} | {len(rows) - gained:>5} | {', '.join(names)}"

    def data(self) -> dict[str, Any]:
        """Everything, for a file."""
        return {
            "against": self.against.name,
            "new": _named(self.changes.new),
            "gone": _named(self.changes.gone),
            "rows": [
                {"table": c.table, "document": c.document, "gained": c.gained, "places": c.places, "label": c.label}
                for c in self.changes.rows
            ],
        }


def _line(change: Change) -> str:
    sign = "+" if change.gained else "-"
    return f"{sign} {change.table} {change.document} ({', '.join(change.places)}): {change.label}"


def _named(readings: tuple[Reading, ...]) -> list[str]:
    places: dict[str, list[str]] = defaultdict(list)
    for reading in readings:
        places[reading.document].append(reading.place)
    return [f"{document} ({', '.join(where)})" for document, where in places.items()]
