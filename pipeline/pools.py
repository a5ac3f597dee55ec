"""Processes for work on what is in the store already: they write no document, and need no limits of their own."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from multiprocessing import get_context, parent_process
from pathlib import Path
from threading import Thread
from typing import Final

from dataset.postgres import done_again
from dataset.records import DocumentRecord
from dataset.store import Store

WORTH_A_PROCESS: Final = 300
"""Documents from which on starting a process takes less time than it saves."""

Write = Callable[[Store, Path], None]


def pool_of(workers: int) -> ProcessPoolExecutor:
    """So many processes, which leave Ctrl-C to this one and end with it."""
    return ProcessPoolExecutor(workers, mp_context=get_context("spawn"), initializer=_begin)


@contextmanager
def meanwhile(write: Write, store: Store, out: Path, workers: int) -> Iterator[None]:
    """Write files of a store while this process does something else; at the end they are written.

    In a process of its own where there is a core for it and the archive is worth it; else before anything else.

    Raises:
        OSError: A file cannot be written.
        StoreError: The store cannot be read.
    """
    if workers < 2 or store.count(DocumentRecord) < WORTH_A_PROCESS:
        write(store, out)
        yield
        return
    with pool_of(1) as pool:
        written = pool.submit(_write, write, store.url, out)
        yield
        try:
            written.result()
        except BrokenProcessPool:
            # whatever ended it, this one may have better luck, or will say why not
            write(store, out)


@done_again
def _write(write: Write, url: str, out: Path) -> None:
    with Store(url) as store:
        write(store, out)


def _begin() -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    parent = parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)
