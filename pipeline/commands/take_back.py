"""``kehoach import``."""

from __future__ import annotations

from pathlib import Path

from dataset.decision_files import DecisionFileError, read_decisions
from dataset.exports.jsonl import DECISIONS
from dataset.json_lines import JsonLinesError, read_back
from dataset.records import DocumentRecord
from pipeline.commands.shared import print_json, tell
from pipeline.errors import UsageError
from pipeline.messages import say, system_error
from pipeline.output import output_folder, storage_errors, store_to_fill, write_exports
from pipeline.reviewing import refresh_review
from pipeline.settings import load_settings
from review.desk import Desk


def take_back(source: Path, out: Path, *, quiet: bool, json: bool) -> None:
    """Make an output folder of what ``kehoach export --to jsonl`` wrote.

    Raises:
        UsageError: The files are missing, hold something else, or the folder holds documents already.
        StorageError: The folder cannot be written.
    """
    try:
        decisions = read_decisions(source / DECISIONS)
        with output_folder(out), storage_errors(out), store_to_fill(out) as store:
            if store.count(DocumentRecord):
                raise UsageError(say("import.full"), say("import.elsewhere"), str(out))
            count = read_back(store, source)
            with Desk(store.address) as desk:
                desk.merge(decisions)
            refresh_review(store, out, load_settings({}).low_confidence)
            write_exports(store, out)
    except JsonLinesError as error:
        raise UsageError(say("import.no_file"), say("import.mend"), str(error)) from error
    except DecisionFileError as error:
        raise UsageError(say("import.no_file"), say("import.mend"), f"{source / DECISIONS}:{error.line}") from error
    except OSError as error:
        raise UsageError(
            say("import.unreadable", detail=system_error(error)), say("import.mend"), str(source)
        ) from error
    if json:
        print_json({"documents": count, "decisions": len(decisions)})
    elif not quiet:
        tell(say("import.done", count=count, path=out))
