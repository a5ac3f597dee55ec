"""What people decided, to take to another machine or to keep."""

from __future__ import annotations

from pathlib import Path
from typing import ClassVar

from dataset.database import DatabaseError
from dataset.decision_files import write_decisions
from dataset.decisions import Ledger
from dataset.exports.base import Exporter, Language
from dataset.store import Store, StoreError


class DecisionsExporter(Exporter):
    """The whole ledger, as CSV and as JSON Lines."""

    name = "decisions"
    folder = "decisions"
    summary: ClassVar[dict[Language, str]] = {
        "vi": "mọi quyết định khi rà soát (CSV và JSON Lines)",
        "en": "every decision of the review (CSV and JSON Lines)",
    }

    def write(self, store: Store, folder: Path) -> list[Path]:
        """Write ``decisions.csv`` and ``decisions.jsonl``."""
        try:
            with Ledger(store.address) as ledger:
                decisions = ledger.decisions()
        except DatabaseError as error:
            raise StoreError(str(error)) from error
        return write_decisions(decisions, folder)
