"""``kehoach decisions``."""

from __future__ import annotations

from pathlib import Path

from dataset.decision_files import DecisionFileError, read_decisions
from pipeline.commands.shared import print_json, tell, warn
from pipeline.errors import UsageError
from pipeline.messages import say, system_error
from pipeline.output import existing_store, storage_errors
from pipeline.reviewing import refresh_review
from pipeline.settings import Settings
from review.desk import Desk


def take_in(folder: Path, file: Path, settings: Settings, *, quiet: bool, json: bool) -> None:
    """Add the decisions of a file to those of a folder, and let them count.

    Raises:
        UsageError: The file cannot be read, or holds something else.
        StorageError: The folder holds no store, or it cannot be written.
    """
    try:
        decisions = read_decisions(file)
    except DecisionFileError as error:
        raise UsageError(say("decisions.no_file"), say("decisions.mend"), f"{file}:{error.line}") from error
    except OSError as error:
        cause = say("decisions.unreadable", detail=system_error(error))
        raise UsageError(cause, say("decisions.mend"), str(file)) from error
    with storage_errors(folder), existing_store(folder, settings.store) as store, Desk(store.address) as desk:
        merged = desk.merge(decisions)
        # what was decided on another file of a document has to find its place
        refresh_review(store, folder, settings.low_confidence)
        progress = desk.queue.progress()
        gone = desk.gone()
    for decision in merged.differing:
        warn(say("decisions.differing", id=decision.decision_id, reviewer=decision.reviewer, at=decision.at))
    conflicts = progress.states["conflict"]
    if json:
        print_json(
            {
                "added": merged.added,
                "known": merged.known,
                "differing": [decision.decision_id for decision in merged.differing],
                "without_subject": len(gone),
                "states": dict(progress.states),
            }
        )
    elif not quiet:
        tell(say("decisions.merged", added=merged.added, known=merged.known))
        if gone:
            tell(say("decisions.gone", count=len(gone)))
        if conflicts:
            tell(say("decisions.conflicts", count=conflicts))
