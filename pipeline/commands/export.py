"""``kehoach export`` and ``kehoach schema``."""

from __future__ import annotations

from pathlib import Path

from dataset.exports.json_schema import dataset_schema, table_json_schema
from dataset.records import RECORD_TYPES
from pipeline.commands.shared import print_json, tell
from pipeline.errors import UsageError
from pipeline.exports.base import all_exporters, exporter
from pipeline.messages import language, say
from pipeline.output import existing_store, storage_errors
from pipeline.reviewing import apply_review


def export(folder: Path, to: str, out: Path | None, store: str | None = None, *, quiet: bool) -> None:
    """Write one export.

    Raises:
        UsageError: There is no such format.
        StorageError: The folder holds no store, or the files cannot be written.
    """
    try:
        chosen = exporter(to)
    except KeyError:
        known = "\n".join(f"  {entry.name:<12} {entry.summary[language()]}" for entry in all_exporters())
        raise UsageError(say("export.unknown", name=to), f"{say('export.known')}\n{known}") from None
    target = out or folder / chosen.folder
    with storage_errors(target), existing_store(folder, store) as opened:
        apply_review(opened, folder)
        paths = chosen.write(opened, target)
    if not quiet:
        tell(say("export.written", count=len(paths), path=target))


def schema(table: str | None) -> None:
    """Print the schema of the dataset or of one table.

    Raises:
        UsageError: There is no such table.
    """
    if table is None:
        print_json(dataset_schema())
        return
    if table not in RECORD_TYPES:
        raise UsageError(say("schema.unknown", name=table), ", ".join(RECORD_TYPES))
    print_json(table_json_schema(RECORD_TYPES[table]))
