"""The dataset as JSON Lines: one file per table, the texts, and what people decided; whole enough to be read back."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, ClassVar, Final

from dataset.corrected import corrected_rows
from dataset.database import DatabaseError
from dataset.decisions import Ledger, in_order
from dataset.exports.base import Exporter, Language, replacing
from dataset.records import RECORD_TYPES
from dataset.store import Store, StoreError

TEXTS: Final = "texts.jsonl"
DECISIONS: Final = "decisions.jsonl"


class JsonLinesExporter(Exporter):
    """``TABLE.jsonl``, ``texts.jsonl`` and ``decisions.jsonl``; ``kehoach import`` makes a store of them again."""

    name = "jsonl"
    folder = "jsonl"
    summary: ClassVar[dict[Language, str]] = {
        "vi": "mỗi bảng một tệp JSON Lines, cùng văn bản và quyết định rà soát; kehoach import đọc lại được",
        "en": "one JSON Lines file per table, with texts and decisions; kehoach import reads them back",
    }

    def write(self, store: Store, folder: Path) -> list[Path]:
        """Write every table, empty ones too."""
        paths = []
        for table, kind in RECORD_TYPES.items():
            names = kind.column_names()
            rows = ({name: getattr(row, name) for name in names} for row in corrected_rows(store, kind))
            paths.append(_write(rows, folder / f"{table}.jsonl"))
        texts = ({"doc_id": row.doc_id, "text": store.text(row.doc_id)} for row in store.documents())
        paths.append(_write(texts, folder / TEXTS))
        try:
            with Ledger(store.address) as ledger:
                decisions = in_order(ledger.decisions())
        except DatabaseError as error:
            raise StoreError(str(error)) from error
        return [*paths, _write((decision.model_dump() for decision in decisions), folder / DECISIONS)]


def _write(rows: Iterable[Mapping[str, Any]], path: Path) -> Path:
    with replacing(path) as file:
        for row in rows:
            # no line separator of Unicode inside a line: some readers end a line there
            line = json.dumps(row, ensure_ascii=False).replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")
            file.write(f"{line}\n")
    return path
