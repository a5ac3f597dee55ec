"""Which documents a command line names: files, and folders walked in sorted order."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path, PurePosixPath
from shlex import quote
from typing import BinaryIO

from pipeline import remote
from pipeline.errors import ReadingError, UsageError
from pipeline.limits import MEGABYTE
from pipeline.messages import say, system_error
from review.api.settings import INBOX

_IGNORED_NAMES = frozenset({"Thumbs.db", "desktop.ini"})


@dataclass(frozen=True)
class Found:
    """A file to be read: ``name`` is its address in the dataset, ``path`` where it lies, or where a copy of it will.

    ``address`` is where it is fetched from, empty for a file of this machine; ``mark`` changes whenever the file there
    does, and is empty where nothing is known that does.
    """

    name: str
    path: Path
    address: str = ""
    mark: str = ""


def check_sources(arguments: Sequence[Path]) -> None:
    """Refuse a command line that names what is not there, before anything is written.

    Raises:
        UsageError: An argument does not exist, or is an address of a kind for which nothing is installed.
    """
    for argument in arguments:
        if remote.is_address(argument):
            remote.file_system(remote.address_of(argument))
        elif not argument.exists() and not argument.is_symlink():
            raise UsageError(say("sources.missing"), say("sources.check"), address(argument))


def find_sources(arguments: Sequence[Path], out: Path, copies: Path | None = None) -> list[Found]:
    """Every file that the arguments name, once, by name.

    Files at addresses have their place in the folder ``copies``, but are not there yet.

    Folders are walked without hidden files, lock files of office programs (``~$…``) and the output folder; links to
    files are followed, links to folders are not.

    Raises:
        UsageError: An argument does not exist, or is an address that nobody answers at.
    """
    found: dict[str, Found] = {}
    check_sources(arguments)
    for argument in arguments:
        if remote.is_address(argument):
            for file in remote.files_at(remote.address_of(argument), hidden):
                place = (copies or Path()) / sha256(file.address.encode()).hexdigest()
                found.setdefault(file.address, Found(file.address, place, file.address, file.mark))
            continue
        paths = walk(argument, out.resolve()) if argument.is_dir() else [argument]
        for path in paths:
            found.setdefault(address(path), Found(address(path), path))
    return [found[name] for name in sorted(found)]


def under(name: str, arguments: Sequence[Path]) -> bool:
    """Whether an address is one of the arguments or lies in one of them."""
    path = PurePosixPath(name)
    for argument in arguments:
        root = PurePosixPath(address(argument))
        # “.” holds every relative address but those that lead out of it
        if path.is_relative_to(root) and (root.parts or ".." not in path.parts):
            return True
    return False


def is_handed_in(name: str, out: Path) -> bool:
    """Whether an address is that of a file in the inbox of the output folder, or of something in an archive there.

    Such addresses begin at the output folder, not where the program runs (:mod:`pipeline.submitted`).
    """
    parts = PurePosixPath(name).parts
    return len(parts) > 1 and parts[0] == INBOX and (out / INBOX / parts[1]).is_file()


def address(path: Path) -> str:
    """The path as text; bytes that are no UTF-8 are shown as escapes, so that every table can hold it."""
    return os.fsencode(path.as_posix()).decode("utf-8", "backslashreplace")


def digest(path: Path, most: int | None = None) -> tuple[int, str]:
    """Size of a file in bytes, and its SHA-256 in hex.

    Raises:
        ReadingError: It is no regular file, it cannot be read, or has more than ``most`` bytes.
    """
    check_regular(path)
    try:
        with regular(path) as file:
            size = os.fstat(file.fileno()).st_size
            if most is not None and size > most:
                megabytes = size // MEGABYTE
                raise ReadingError("file_too_large", address(path), megabytes=megabytes, most=most // MEGABYTE)
            # of a file that grows no more than it had: the process that reads finds out that it has changed
            return size, _digest_of(file, size)
    except OSError as error:
        raise unreadable(path, error) from error


def contents(path: Path, most: int) -> bytes:
    """What is in a file; nothing where it has more than ``most`` bytes by now.

    Raises:
        ReadingError: It is no regular file.
        OSError: It cannot be read.
    """
    with regular(path) as file:
        data = file.read(most + 1)
    return data if len(data) <= most else b""


@contextmanager
def regular(path: Path) -> Iterator[BinaryIO]:
    """A file that is open to be read; a pipe that was put in its place keeps nobody waiting.

    Raises:
        ReadingError: It is no regular file.
        OSError: It cannot be opened.
    """
    handle = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
    if not stat.S_ISREG(os.fstat(handle).st_mode):
        os.close(handle)
        raise ReadingError("not_regular", address(path))
    with os.fdopen(handle, "rb") as file:
        yield file


def _digest_of(file: BinaryIO, size: int) -> str:
    found = sha256()
    while size > 0 and (piece := file.read(min(size, MEGABYTE))):
        found.update(piece)
        size -= len(piece)
    return found.hexdigest()


def check_regular(path: Path) -> None:
    """Refuse what may block for ever or has no content: pipes, devices, broken links.

    Raises:
        ReadingError: It is no regular file.
    """
    try:
        mode = path.stat().st_mode
    except OSError as error:
        raise unreadable(path, error) from error
    if not stat.S_ISREG(mode):
        raise ReadingError("not_regular", address(path))


def unreadable(path: Path, error: OSError) -> ReadingError:
    """The error of a file that the system does not hand out."""
    if isinstance(error, PermissionError):
        return ReadingError("permission", address(path), path=quote(address(path)))
    return ReadingError("system", address(path), detail=system_error(error))


def walk(folder: Path, out: Path) -> Iterator[Path]:
    """The files of a folder and of those inside it, sorted, but nothing hidden and nothing in ``out`` (resolved).

    Raises:
        UsageError: A folder cannot be read.
    """
    for directory, folders, files in os.walk(folder, onerror=_raise):
        here = Path(directory)
        folders[:] = sorted(name for name in folders if not hidden(name) and (here / name).resolve() != out)
        yield from (here / name for name in sorted(files) if not hidden(name))


def hidden(name: str) -> bool:
    """Whether a file or folder of that name is passed over."""
    return name.startswith((".", "~$")) or name in _IGNORED_NAMES


def _raise(error: OSError) -> None:
    path = Path(os.fsdecode(error.filename))
    raise UsageError(say("sources.folder"), say("sources.allow"), address(path)) from error
