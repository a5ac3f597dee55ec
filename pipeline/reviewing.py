"""What the review adds to an output folder: the queue, the corrections in the dataset, the spellings of units."""

from __future__ import annotations

from pathlib import Path

from dataset.postgres import done_again
from dataset.store import Store
from pipeline.errors import UsageError
from pipeline.messages import say
from review.aliases import FILE, AliasFileError, read_aliases, spellings, update_aliases
from review.applied import apply_corrections
from review.desk import Desk


@done_again
def refresh_review(store: Store, out: Path, low_confidence: float) -> None:
    """Bring the queue up to what was checked, and then everything that follows from the decisions.

    Raises:
        DatabaseError: The ledger cannot be read or written.
        UsageError: The file of spellings cannot be understood.
    """
    with Desk(store.address) as desk:
        desk.refresh(low_confidence)
        _follow(store, desk, out)


@done_again
def apply_review(store: Store, out: Path) -> None:
    """Bring the corrections and the file of spellings up to the decisions; raises as :func:`refresh_review` does."""
    with Desk(store.address) as desk:
        _follow(store, desk, out)


def further_spellings(out: Path, named: Path | None) -> tuple[tuple[str, str], ...]:
    """The spellings of units that a run goes by: of the named file, else of the one in the output folder.

    Raises:
        UsageError: The file cannot be understood, or is named and not there.
    """
    if named is not None and not named.is_file():
        raise UsageError(say("aliases.missing"), say("aliases.mend"), str(named))
    path = named or out / FILE
    try:
        return spellings(read_aliases(path))
    except AliasFileError as error:
        raise _no_aliases(path, error) from error


def _follow(store: Store, desk: Desk, out: Path) -> None:
    apply_corrections(store, desk.ledger.engine)
    try:
        update_aliases(store, desk.ledger.engine, out / FILE)
    except AliasFileError as error:
        raise _no_aliases(out / FILE, error) from error


def _no_aliases(path: Path, error: AliasFileError) -> UsageError:
    return UsageError(say("aliases.line"), say("aliases.mend"), f"{path}:{error.line}")
