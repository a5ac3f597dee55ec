"""What may be corrected, and what a decision is worth: the file ``data/values.toml``."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from math import log2
from typing import Literal

Normaliser = Literal["text", "number", "date", "period", "unit", "place", "symbol"]


@dataclass(frozen=True)
class Uncertain:
    """What of a table stands in the queue where it is not sure."""

    column: str
    label: str
    worth: float


@dataclass(frozen=True)
class ReviewPolicy:
    """The columns that may be corrected, by ``table.column``, and the worth of decisions."""

    columns: Mapping[str, Normaliser]
    uncertain: Mapping[str, Uncertain]
    severity: Mapping[str, float]
    hanging_share: float
    hanging_most: float

    def weight_of_finding(self, severity: str, confidence: float, hanging: int) -> float:
        """A finding is worth the more the graver and the surer it is."""
        return round(self.severity.get(severity, 1.0) * confidence * self._hanging(hanging), 6)

    def weight_of_value(self, table: str, confidence: float, hanging: int) -> float:
        """A value is worth the more the less sure it is."""
        return round(self.uncertain[table].worth * (1 - confidence) * self._hanging(hanging), 6)

    def _hanging(self, rows: int) -> float:
        return min(self.hanging_most, 1 + self.hanging_share * log2(max(1, rows)))


@lru_cache(maxsize=1)
def review_policy() -> ReviewPolicy:
    """The policy of the package."""
    data = tomllib.loads((resources.files("review") / "data" / "values.toml").read_text(encoding="utf-8"))
    columns = {f"{table}.{name}": kind for table, names in data["columns"].items() for name, kind in names.items()}
    return ReviewPolicy(
        columns,
        {table: Uncertain(**values) for table, values in data["uncertain"].items()},
        data["severity"],
        data["hanging"]["share"],
        data["hanging"]["most"],
    )
