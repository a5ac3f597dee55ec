"""The output folder: one run at a time in it, and everything written to it whole or not at all."""

from __future__ import annotations

import csv
import fcntl
import os
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from shutil import rmtree

from sqlalchemy.exc import SQLAlchemyError

from dataset.database import DatabaseError
from dataset.exports.base import replacing
from dataset.exports.cells import guarded
from dataset.fresh import SUFFIXES, begin_anew, empty
from dataset.postgres import NAME as POSTGRES
from dataset.postgres import normal_address
from dataset.store import Failure, Store, StoreError, StoreTakenError, StoreVersionError
from pipeline.commands.shared import warn
from pipeline.errors import StorageError, UsageError
from pipeline.exports.base import all_exporters
from pipeline.messages import say, system_error

STORE = "kehoach.sqlite"
FAILED = "failed.csv"
LEFT_BEHIND = (".*.part", ".parquet-*")
"""Names of what is being written: see :func:`dataset.exports.base.replacement`, and the scratch folder for Parquet."""

_AGAIN = 0.1
"""Seconds until it is tried again to take the lock of a folder."""


@contextmanager
def output_folder(out: Path, *, patience: float = 0.0, remedy: str = "storage.wait") -> Iterator[None]:
    """Make the folder, and keep other runs out of it; every error of writing comes out as one of the store.

    One that was made for nothing goes again.

    Args:
        out: The folder.
        patience: Seconds for which another run that works in it is waited for.
        remedy: What to do if it works longer, by the name of the message.

    Raises:
        StorageError: It cannot be made or written, the disk is full, or another run works in it.
    """
    made = not out.exists()
    with storage_errors(out):
        out.mkdir(parents=True, exist_ok=True)
        handle = os.open(out, os.O_RDONLY)
    try:
        try:
            _lock(handle, patience)
        except OSError as error:
            raise StorageError(say("storage.locked"), say(remedy), str(out)) from error
        with storage_errors(out):
            yield
            _check_same(handle, out)
    finally:
        if made:
            with suppress(OSError):  # it holds something
                out.rmdir()
        os.close(handle)


def _check_same(handle: int, out: Path) -> None:
    """Refuse to call done what stands in a folder that nobody can find any more.

    Raises:
        StorageError: The folder was removed, or another one is in its place.
    """
    try:
        same = os.path.samestat(os.fstat(handle), out.stat())
    except FileNotFoundError:
        same = False
    if not same:
        raise StorageError(say("storage.gone"), say("storage.again"), str(out))


def _lock(handle: int, patience: float) -> None:
    """Take the lock of a folder, which is on the folder itself: it leaves no file, and goes with the process."""
    until = time.monotonic() + patience
    while True:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() >= until:
                raise
            time.sleep(_AGAIN)
        else:
            return


@contextmanager
def storage_errors(out: Path) -> Iterator[None]:
    """Turn errors of files and of the store into :class:`StorageError`."""
    try:
        yield
    except StoreTakenError as error:
        raise StorageError(say("storage.taken"), say("storage.wait"), str(out)) from error
    except StoreVersionError as error:
        raise StorageError(say("storage.version", detail=error), say("storage.fresh"), str(out)) from error
    except (StoreError, DatabaseError) as error:
        # SQLite has words of its own for a full disk
        detail = say("errno.ENOSPC") if "disk is full" in str(error) else error
        raise StorageError(say("storage.store", detail=detail), say("storage.disk"), str(out)) from error
    except OSError as error:
        cause = say("storage.write", detail=system_error(error))
        raise StorageError(cause, say("storage.disk"), str(error.filename or out)) from error


def open_store(out: Path, fresh: bool = False, address: str | None = None) -> Store:
    """The store of an output folder, or that at an address; ``fresh`` empties it of all but what people decided.

    Raises:
        UsageError: The address is none that the program can use.
        StoreError: It cannot be opened.
        DatabaseError: It cannot be emptied.
    """
    if address is not None:
        url = store_address(address)
        if fresh:
            empty(url)
        return Store(url)
    path = out / STORE
    if fresh and (aside := begin_anew(path)) is not None:
        warn(say("storage.aside", path=aside))
    return Store.at(path)


@contextmanager
def store_to_fill(out: Path, fresh: bool = False, address: str | None = None) -> Iterator[Store]:
    """The same for those who fill it: a file that was made here goes again if they fail before it holds anything.

    Raises:
        UsageError: The address is none that the program can use.
        StoreError: It cannot be opened.
        DatabaseError: It cannot be emptied.
    """
    path = out / STORE
    made = address is None and not path.exists()
    for_nothing = made
    try:
        with open_store(out, fresh, address) as store:
            for_nothing = False
            try:
                yield store
            except BaseException:
                for_nothing = made and not store.sources() and not store.failures()
                raise
    finally:
        if for_nothing:
            for suffix in SUFFIXES:
                path.with_name(path.name + suffix).unlink(missing_ok=True)


def existing_store(out: Path, address: str | None = None) -> Store:
    """The store of a folder that an earlier run has filled, or that at an address.

    Raises:
        StorageError: There is none.
        UsageError: The address is none that the program can use.
    """
    if address is None:
        check_store(out)
    return open_store(out, address=address)


def check_store(out: Path) -> None:
    """Refuse a folder that no run has filled.

    Raises:
        StorageError: There is no store in it.
    """
    if not (out / STORE).is_file():
        raise StorageError(say("storage.none"), say("storage.run_first"), str(out))


def store_address(address: str) -> str:
    """The address of a store as the database library takes it.

    Raises:
        UsageError: It is none, is one of a database that the program does not know, or the driver is not installed.
    """
    try:
        url = normal_address(address)
        known = url.get_backend_name() in {"sqlite", POSTGRES}
    except SQLAlchemyError as error:
        raise UsageError(say("storage.no_address"), say("storage.addresses")) from error
    if not known:
        raise UsageError(say("storage.no_address"), say("storage.addresses"), url.drivername)
    try:
        url.get_dialect().import_dbapi()
    except (SQLAlchemyError, ImportError) as error:
        cause = say("extra.missing", name=url.drivername)
        raise UsageError(cause, say("extra.install", extra="postgres")) from error
    return url.render_as_string(hide_password=False)


def write_exports(store: Store, out: Path) -> None:
    """Write every export that belongs to a run; what one that was killed has left half-written goes."""
    exporters = [exporter for exporter in all_exporters() if exporter.always]
    for folder in {out, *(out / exporter.folder for exporter in exporters)}:
        sweep(folder)
    for exporter in exporters:
        exporter.write(store, out / exporter.folder)


def sweep(folder: Path) -> None:
    """Remove what one that was killed has left half-written; the lock of the output folder must be held."""
    for left in (path for pattern in LEFT_BEHIND for path in folder.glob(pattern)):
        if left.is_dir():
            rmtree(left)
        else:
            left.unlink()


def write_failures(failures: Sequence[Failure], out: Path) -> None:
    """Write what could not be read; the header alone if there is nothing."""
    with replacing(out / FAILED) as file:
        writer = csv.writer(file)
        columns = ("source", "sha256", "stage", "cause", "remedy")
        writer.writerow(columns)
        for failure in failures:
            writer.writerow([guarded(getattr(failure, column)) for column in columns])
