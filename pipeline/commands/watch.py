"""``kehoach watch``: reads what settles in a folder, until it is told to stop."""

from __future__ import annotations

import time
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from pipeline.archives import names_above
from pipeline.commands import run as batch
from pipeline.commands.shared import tell, warn
from pipeline.errors import StorageError, UsageError
from pipeline.findings import Given
from pipeline.journal import TRANSIENT
from pipeline.messages import say
from pipeline.monitor import Watched
from pipeline.output import STORE, open_store, output_folder
from pipeline.settings import Settings
from pipeline.sources import address, is_handed_in, under
from pipeline.watch import Inbox

_WAIT_SECONDS: Final = 60.0
"""Until it is tried again when the store or the disk failed, or another run was at work."""


def watch(
    folder: Path,
    out: Path,
    settings: Settings,
    given: Given,
    *,
    settle: float,
    every: float,
    once: bool,
    quiet: bool,
    watched: Watched,
) -> int:
    """Read what settles in a folder; the exit status when somebody says that it is enough.

    With ``once`` it ends as soon as all that is there has settled and was read, with the status of the worst run.

    Raises:
        UsageError: There is no such folder.
    """
    if not folder.is_dir():
        raise UsageError(say("watch.no_folder"), say("sources.check"), address(folder))
    inbox = Inbox(folder, out, settle, [path for path in (watched.log, watched.metrics) if path])
    worst = batch.DONE
    if not quiet and not once:
        warn(say("watch.begin", folder=folder, seconds=settle))
    try:
        while True:
            pause = every
            if paths := inbox.settled():
                try:
                    worst = max(worst, _read(inbox, paths, out, settings, given, quiet=quiet, watched=watched))
                except StorageError as error:
                    if once:
                        raise
                    warn(str(error))
                    pause = _WAIT_SECONDS
            elif once and not inbox.is_waiting:
                return worst
            time.sleep(pause)
    except KeyboardInterrupt:
        # the way in which it is meant to end; what was under way goes on the next time
        if not quiet:
            tell(say("watch.end"))
        return batch.DONE


def _read(
    inbox: Inbox,
    paths: Sequence[Path],
    out: Path,
    settings: Settings,
    given: Given,
    *,
    quiet: bool,
    watched: Watched,
) -> int:
    _forget_gone(inbox, out, settings)
    here = [path for path in paths if path.exists()]
    status = batch.DONE
    if here:
        try:
            status = batch.run(here, out, settings, given, quiet=quiet, watched=watched)
        except UsageError:
            if all(path.exists() for path in here):
                raise
            # one was taken away in this moment: the next look knows
            return status
    with open_store(out, address=settings.store) as store:
        passing = {failure.source for failure in store.failures() if failure.code in TRANSIENT}
    inbox.taken(paths, [path for path in here if address(path) in passing])
    return status


def _forget_gone(inbox: Inbox, out: Path, settings: Settings) -> None:
    """Forget failures of files that were taken away: nobody can do anything about them. What was read stays."""
    if settings.store is None and not (out / STORE).exists():
        return
    here = {address(path) for path in inbox.files}
    with output_folder(out), open_store(out, address=settings.store) as store:
        failed = {failure.source for failure in store.failures()} - store.sources().keys()
        gone = [
            name
            for name in sorted(failed)
            if under(name, [inbox.folder])
            and here.isdisjoint({name, *names_above(name)})
            and not is_handed_in(name, out)
        ]
        if gone:
            store.keep_others_out()
            store.drop(gone)
