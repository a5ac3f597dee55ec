"""Documents at addresses: S3 and everything else that fsspec knows. Nobody is asked unless a user names an address.

A document is fetched into a temporary copy, by the process that hands out work and never by one that reads: those have
no network.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path, PurePosixPath
from typing import Any, Final

from pipeline.errors import ReadingError, UsageError
from pipeline.limits import MEGABYTE
from pipeline.messages import say

_ADDRESS: Final = re.compile(r"([a-z][a-z0-9+.-]+):/", re.IGNORECASE)
"""Beginning of ``s3://…`` and its like; a path folds the two slashes into one."""
_EXTRAS: Final = {"s3": "s3", "s3a": "s3"}
_MARKS: Final = ("ETag", "etag", "md5Hash", "content_md5", "checksum", "sha256", "uuid")
"""Names under which file systems tell a digest of a file; failing these, its size and time serve."""
_GONE: Final = (404, 410)
"""What HTTP says of what is not there."""
_TIMES: Final = ("mtime", "LastModified", "last_modified", "updated", "modified", "created")


@dataclass(frozen=True)
class RemoteFile:
    """A file at an address, with what changes whenever its content does."""

    address: str
    mark: str


def is_address(argument: Path) -> bool:
    """Whether an argument of the command line is an address, not a path."""
    # a file of that odd name is one
    return bool(_ADDRESS.match(argument.as_posix())) and not argument.exists()


def address_of(argument: Path) -> str:
    """The address as it was written, which a path had folded."""
    return argument.as_posix().replace(":/", "://", 1)


def file_system(address: str) -> Any:
    """The file system of an address.

    Raises:
        UsageError: There is none of that name, or its library is not installed.
    """
    import fsspec  # type: ignore[import-untyped]  # noqa: PLC0415  slow to load, for those who name an address

    protocol = address.partition("://")[0]
    try:
        return fsspec.core.url_to_fs(address)[0]
    except ImportError as error:
        extra = _EXTRAS.get(protocol)
        remedy = say("extra.install", extra=extra) if extra else say("extra.library", detail=error)
        raise UsageError(say("extra.missing", name=f"{protocol}://"), remedy, address) from error
    except ValueError as error:
        raise UsageError(say("sources.protocol"), say("sources.check"), address) from error


def files_at(address: str, hidden: Callable[[str], bool]) -> Iterator[RemoteFile]:
    """The file at an address, or all under it, sorted, without those that are hidden below it.

    Raises:
        UsageError: There is nothing, or nobody answers.
    """
    system = file_system(address)
    root = system._strip_protocol(address)
    with _answering(address):
        system.invalidate_cache()
        found = system.find(root, detail=True)
    if not found:
        _tell_why_nothing(system, root, address)
        raise UsageError(say("sources.missing"), say("sources.check"), address)
    for name in sorted(found):
        # what lies under a prefix by its parts, as in a folder
        inner = PurePosixPath(name).relative_to(root) if name.startswith(root) and name != root else PurePosixPath(name)
        if name == root or not any(map(hidden, inner.parts)):
            yield RemoteFile(system.unstrip_protocol(name), _mark(found[name]))


def fetch(address: str, path: Path, most: int) -> tuple[int, str]:
    """Copy what is at an address into a file; its size in bytes and its SHA-256 in hex.

    Raises:
        ReadingError: It is gone, nobody answers, or it has more than ``most`` bytes; no copy is left.
    """
    digest, size = sha256(), 0
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        with file_system(address).open(address, "rb") as there, path.open("wb") as here:
            while piece := there.read(MEGABYTE):
                size += len(piece)
                if size > most:
                    whole = max(size, there.size or 0) // MEGABYTE
                    raise ReadingError("file_too_large", address, megabytes=whole, most=most // MEGABYTE)
                digest.update(piece)
                here.write(piece)
    except ReadingError:
        path.unlink(missing_ok=True)
        raise
    except Exception as error:  # every file system has errors of its own
        path.unlink(missing_ok=True)
        raise ReadingError("remote", address, detail=_detail(error)) from error
    return size, digest.hexdigest()


@contextmanager
def _answering(address: str) -> Iterator[None]:
    try:
        yield
    except FileNotFoundError as error:
        raise UsageError(say("sources.missing"), say("sources.check"), address) from error
    except Exception as error:  # every file system has errors of its own
        raise UsageError(say("sources.remote", detail=_detail(error)), say("sources.access"), address) from error


def _tell_why_nothing(system: Any, root: str, address: str) -> None:
    """Over HTTP, where nobody answers is listed as empty, and even asked for it is only “not found”, with a cause.

    Raises:
        UsageError: Nobody answers, or does not let us see it.
    """
    if "http" not in system.protocol:
        return
    try:
        system.info(root)
    except FileNotFoundError as error:
        cause = error.__cause__
        if cause is not None and getattr(cause, "status", None) not in _GONE:
            detail = _detail(cause)
            raise UsageError(say("sources.remote", detail=detail), say("sources.access"), address) from error


def _detail(error: BaseException) -> str:
    return " ".join(f"{type(error).__name__}: {error}".split())[:300]


def _mark(info: dict[str, Any]) -> str:
    for name in _MARKS:
        if info.get(name):
            return f"{name} {info[name]}"
    time = time_of(info)
    # without a size there is no mark: the file is fetched each time
    with suppress(KeyError):
        return f"size {info['size']} time {time}" if time else ""
    return ""


def time_of(info: Mapping[str, Any]) -> str:
    """When a file was changed, as its file system tells it; earlier times sort first. Empty where it does not."""
    return next((str(info[name]) for name in _TIMES if info.get(name)), "")
