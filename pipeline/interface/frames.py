"""Rows of the dataset as pandas frames, with the columns of the dataset and types that follow from its models."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable
from typing import TYPE_CHECKING, TypeVar

from dataset.columns import ColumnSpec, columns_of
from dataset.records import RECORD_TYPES, Record

if TYPE_CHECKING:
    import pandas as pd

R = TypeVar("R", bound=Record)


def frame_of(kind: type[Record], rows: Iterable[Record]) -> pd.DataFrame:
    """Rows of one table as a frame: one column for each of the table, in its order, also where there are no rows.

    Texts are ``string`` (missing: ``pd.NA``), numbers ``float64`` (missing: NaN), integers ``int64``, or ``Int64``
    where they may be missing, and truth values ``bool``. Dates stay EDTF texts: they may lack a day.
    """
    import pandas as pd  # noqa: PLC0415  heavy, and texts and records do without

    found = list(rows)
    return pd.DataFrame(
        {
            column.name: pd.Series([getattr(row, column.name) for row in found], dtype=dtype_of(column))
            for column in columns_of(kind)
        }
    )


def dtype_of(column: ColumnSpec) -> str:
    """The name of the type that a column has in a frame."""
    if column.kind is str:
        return "string"
    if column.kind is float:
        return "float64"
    if column.kind is int:
        return "Int64" if column.nullable else "int64"
    return "boolean" if column.nullable else "bool"


class Frames(ABC):
    """Whatever has rows of the dataset, seen as frames; each is made when first asked for, and kept.

    The columns and what they mean: ``docs/dataset.md``, or ``kehoach schema TABLE``.
    """

    def __init__(self) -> None:
        self._frames: dict[str, pd.DataFrame] = {}

    @abstractmethod
    def rows(self, kind: type[R]) -> Iterable[R]:
        """The rows of one table as typed records."""

    def frame(self, table: str) -> pd.DataFrame:
        """One table by its name.

        Raises:
            KeyError: There is no such table.
        """
        if table not in self._frames:
            self._frames[table] = frame_of(RECORD_TYPES[table], self.rows(RECORD_TYPES[table]))
        return self._frames[table]

    @property
    def documents(self) -> pd.DataFrame:
        """One row for each document: number, symbol, date, issuer, title, signer."""
        return self.frame("documents")

    @property
    def targets(self) -> pd.DataFrame:
        """One row for each quantified aim: indicator, comparator, value, unit, period."""
        return self.frame("targets")

    @property
    def tasks(self) -> pd.DataFrame:
        """One row for each assigned task: text, product, deadline, where it stands."""
        return self.frame("tasks")

    @property
    def assignments(self) -> pd.DataFrame:
        """One row for each unit that carries a task, with its role."""
        return self.frame("assignments")

    @property
    def deadlines(self) -> pd.DataFrame:
        """One row for each time expression; ``start`` and ``end`` are EDTF dates, ``rrule`` is of RFC 5545."""
        return self.frame("deadlines")

    @property
    def citations(self) -> pd.DataFrame:
        """One row for each mention of another act; mentions of one act share ``act``."""
        return self.frame("citations")

    @property
    def cells(self) -> pd.DataFrame:
        """One row for each cell of a data row of a table."""
        return self.frame("cells")

    @property
    def units(self) -> pd.DataFrame:
        """One row for each organisation that is named, under its canonical name."""
        return self.frame("units")

    @property
    def unit_mentions(self) -> pd.DataFrame:
        """One row for each place where a unit is named."""
        return self.frame("unit_mentions")

    @property
    def places(self) -> pd.DataFrame:
        """One row for each place where a locality is named."""
        return self.frame("places")

    @property
    def pages(self) -> pd.DataFrame:
        """One row for each page: size in points, rotation and skew in degrees, confidence of OCR, seals, state."""
        return self.frame("pages")

    @property
    def sections(self) -> pd.DataFrame:
        """One row for each node of the outline."""
        return self.frame("sections")

    @property
    def findings(self) -> pd.DataFrame:
        """One row for each thing that does not fit; the further places of each are ``frame("evidence")``."""
        return self.frame("findings")

    @property
    def recoveries(self) -> pd.DataFrame:
        """One row for each edit that the recovery made."""
        return self.frame("recoveries")

    @property
    def notes(self) -> pd.DataFrame:
        """One row for each thing that a stage said about a document which was read all the same."""
        return self.frame("notes")

    @property
    def corrections(self) -> pd.DataFrame:
        """One row for each value that a reviewer corrected; empty for what was just read."""
        return self.frame("corrections")
