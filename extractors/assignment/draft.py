"""A task on its way to the dataset: what is to be done, where it stands, who does it."""

from __future__ import annotations

from dataclasses import dataclass, field

from dataset.records import AssignmentRole
from dataset.spans import Span
from dataset.views import View
from extractors.outline.model import Node
from normalizers.units import UnitText

Role = AssignmentRole


@dataclass(frozen=True, slots=True)
class Doer:
    """A unit with a role; ``view`` is the text in which ``found`` counts its offsets."""

    view: View
    found: UnitText
    role: Role


@dataclass
class Draft:
    """A task: ``view`` flows its text, ``extent`` are the spans in which its deadline may stand."""

    node: Node
    view: View
    extent: list[Span]
    doers: list[Doer] = field(default_factory=list)
    product: str | None = None
    table_id: str | None = None
    row: int | None = None
    confidence: float = 0.9

    def overlaps(self, other: Draft) -> bool:
        """Whether the texts of two tasks have words in common."""
        return self.view.span().overlaps(other.view.span())

    def assign(self, doers: list[Doer]) -> None:
        """Add doers; a unit that already has a part keeps the first one."""
        known = {(doer.found.unit.name.casefold(), doer.role) for doer in self.doers}
        for doer in doers:
            key = (doer.found.unit.name.casefold(), doer.role)
            if key not in known:
                known.add(key)
                self.doers.append(doer)
