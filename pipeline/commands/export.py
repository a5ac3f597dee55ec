"""``kehoach export`` and ``kehoach schema``."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from dataset.exports.json_schema import dataset_schema, table_json_schema
from dataset.records import RECORD_TYPES
from pipeline.commands.shared import print_json, tell
from pipeline.errors import UsageError
from pipeline.exports.annotated import AnnotatedExporter
from pipeline.exports.base import all_exporters, exporter, with_others
from pipeline.guarding import sheltered
from pipeline.messages import language, say
from pipeline.output import check_store, existing_store, output_folder, storage_errors, sweep
from pipeline.received import roots_of
from pipeline.reviewing import apply_review

PATIENCE: Final = 10.0
"""Seconds for which a run that is at work is waited for: those of a watched folder are mostly short."""


def export(folder: Path, to: str, out: Path | None, store: str | None = None, *, quiet: bool) -> None:
    """Write one export, of a dataset that nobody changes meanwhile: no run, and no other export, is at work beside it.

    Raises:
        UsageError: There is no such format.
        StorageError: The folder holds no store, a run is at work in it, or the files cannot be written.
    """
    try:
        chosen = exporter(to)
    except KeyError:
        known = "\n".join(f"  {entry.name:<12} {entry.summary[language()]}" for entry in all_exporters())
        raise UsageError(say("export.unknown", name=to), f"{say('export.known')}\n{known}") from None
    if isinstance(chosen, AnnotatedExporter):
        chosen.roots = roots_of(folder)
    target = out or folder / chosen.folder
    if store is None:
        check_store(folder)
    with (
        output_folder(folder, patience=PATIENCE, remedy="export.wait"),
        storage_errors(target),
        existing_store(folder, store) as opened,
        # some formats are written by way of temporary files, and documents are read again for some
        sheltered(),
    ):
        opened.keep_others_out()
        apply_review(opened, folder)
        for part in with_others(chosen):
            # what comes along goes where a run puts it, or below the folder that was named
            beside = target if part.folder == chosen.folder else (out or folder) / part.folder
            if out is None:
                # of an export that was killed; elsewhere such names may be somebody else's
                sweep(beside)
            paths = part.write(opened, beside)
            if not quiet:
                tell(say("export.written", count=len(paths), path=beside))


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
