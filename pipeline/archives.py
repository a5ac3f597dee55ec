"""ZIP archives of documents: what is in them is listed and read within bounds, and nothing is ever written to disk.

A member is addressed by the places (from 0) that lead to it through archives in archives, so that two members of one
name stay two; its source is called ``archive.zip/folder/plan.pdf``.
"""

from __future__ import annotations

import json
import os
import re
import stat
import unicodedata
import zlib
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import asdict, dataclass
from functools import lru_cache
from hashlib import sha256
from io import BytesIO
from lzma import LZMAError
from pathlib import Path, PureWindowsPath
from typing import Final
from zipfile import BadZipFile, ZipFile, ZipInfo

from pipeline.errors import ReadingError
from pipeline.limits import MEGABYTE, Limits

MAGIC: Final = (b"PK\x03\x04", b"PK\x05\x06")
"""A member, or the end of an archive without any."""
PARTS_OF_DOCUMENTS: Final = ("[Content_Types].xml", "mimetype", "content.xml", "word/", "xl/", "ppt/", "_rels/")
"""How the names of members begin by which a ZIP is no archive but one document of an office program."""
FAULTS: Final = (BadZipFile, NotImplementedError, RuntimeError, EOFError, OSError, ValueError, zlib.error, LZMAError)
"""What reading a broken archive raises."""
_SMALL: Final = MEGABYTE
"""A member that is no larger than this when unpacked is no bomb, however well it is packed."""
_LOCAL_NAME_AT: Final = 30
"""Where the name stands in the header of a member (APPNOTE 4.3.7); its length stands in bytes 26 and 27."""
_UTF_8_FLAG: Final = 0x800
_ENCRYPTED_FLAG: Final = 0x1
_UP: Final = ".."
_IGNORED: Final = frozenset({"__MACOSX", "Thumbs.db", "desktop.ini"})
_DAMAGED: Final = "archive_broken"


@dataclass(frozen=True)
class Member:
    """A document in an archive: its name there, the way to it, and what it holds (bytes, SHA-256 in hex)."""

    name: str
    way: tuple[int, ...]
    size: int
    sha256: str


@dataclass(frozen=True)
class Refusal:
    """A member that is not read: its name in the archive, and the error by its key and values."""

    name: str
    key: str
    values: dict[str, object]


@dataclass(frozen=True)
class Listing:
    """What an archive holds."""

    members: tuple[Member, ...]
    refused: tuple[Refusal, ...]

    def packed(self) -> str:
        """As JSON."""
        return json.dumps(asdict(self), ensure_ascii=False, sort_keys=True)

    @classmethod
    def unpacked(cls, text: str) -> Listing:
        """From JSON."""
        value = json.loads(text)
        members = (Member(m["name"], tuple(m["way"]), m["size"], m["sha256"]) for m in value["members"])
        return cls(tuple(members), tuple(Refusal(**refused) for refused in value["refused"]))


def is_archive(data: bytes) -> bool:
    """Whether the bytes are a ZIP that is no document of an office program; of a broken one its first name decides."""
    if not data.startswith(MAGIC):
        return False
    try:
        with ZipFile(BytesIO(data)) as archive:
            names = archive.namelist()
    except FAULTS:
        length = int.from_bytes(data[26:28], "little")
        names = [data[_LOCAL_NAME_AT : _LOCAL_NAME_AT + length].decode("utf-8", "replace")]
    return not any(name.startswith(PARTS_OF_DOCUMENTS) for name in names)


def list_archive(data: bytes, name: str, limits: Limits) -> Listing:
    """Look at every member.

    Raises:
        ReadingError: The archive is broken, has too many members, or would unpack to too much.
    """
    look = _Look(name, limits, len(data))
    try:
        with ZipFile(BytesIO(data)) as archive:
            look.into(archive, "", ())
    except FAULTS as error:
        raise ReadingError(_DAMAGED, name) from error
    if not look.members and not look.refused:
        raise ReadingError("archive_empty", name)
    return Listing(tuple(look.members), tuple(look.refused))


def read_member(path: Path, way: tuple[int, ...], name: str, limits: Limits) -> bytes:
    """The bytes of a member of an archive that was listed before.

    Raises:
        ReadingError: It is no longer there or cannot be read.
        OSError: The archive cannot be read.
    """
    state = path.stat()
    key = (path, state.st_ino, state.st_size, state.st_mtime_ns)
    try:
        return _bytes_of(_opened(key, way[:-1], limits), way[-1], limits)
    except IndexError as error:
        raise ReadingError("changed", name) from error
    except FAULTS as error:
        raise ReadingError(_DAMAGED, name) from error


def member_of(path: Path, name: str, digest: str, limits: Limits) -> bytes | None:
    """The bytes of the member that a listing of an archive calls ``name``, if their SHA-256 still is ``digest``.

    Only what may be that member is unpacked; None where there is no such member, or the archive is none.
    """
    try:
        with ZipFile(path) as archive:
            return _search(archive, name, digest, limits, 1)
    except (*FAULTS, ReadingError):
        return None


def _search(archive: ZipFile, name: str, digest: str, limits: Limits, depth: int) -> bytes | None:
    for place, entry in enumerate(archive.infolist()):
        inner = _behind(name, _listed(name_parts(entry)))
        if entry.is_dir() or inner is None or entry.flag_bits & _ENCRYPTED_FLAG or _is_bomb(entry, limits):
            continue
        data = _bytes_of(archive, place, limits)
        if not inner and sha256(data).hexdigest() == digest:
            return data
        if inner and depth < limits.archive_depth and is_archive(data):
            with ZipFile(BytesIO(data)) as within:
                if (found := _search(within, inner, digest, limits, depth + 1)) is not None:
                    return found
    return None


def _behind(name: str, member: str) -> str | None:
    """What of a name lies in a member, "" if it is the member itself; of two of one name the second has a number."""
    found = re.match(rf"{re.escape(member)}(?: \(\d+\))?(?:/|$)", name)
    return None if found is None else name[found.end() :]


def _listed(parts: list[str]) -> str:
    return "/".join(parts).replace(_UP, f"({_UP})")


def _is_bomb(entry: ZipInfo, limits: Limits) -> bool:
    return entry.file_size > max(limits.archive_ratio * entry.compress_size, _SMALL)


@lru_cache(maxsize=2)
def _opened(key: tuple[Path, int, int, int], way: tuple[int, ...], limits: Limits) -> ZipFile:
    """An open archive; members come one after the other, and reading its list takes longer than reading one of them."""
    if not way:
        return ZipFile(key[0])
    with ZipFile(key[0]) as archive:
        data = _bytes_of(archive, way[0], limits)
    for place in way[1:]:
        with ZipFile(BytesIO(data)) as inner:
            data = _bytes_of(inner, place, limits)
    return ZipFile(BytesIO(data))


def _bytes_of(archive: ZipFile, place: int, limits: Limits) -> bytes:
    member = archive.infolist()[place]
    if member.file_size > limits.file_megabytes * MEGABYTE:
        megabytes = member.file_size // MEGABYTE
        raise ReadingError("file_too_large", megabytes=megabytes, most=limits.file_megabytes)
    with archive.open(member) as file:
        # the stream ends at the size that the list tells, whatever is packed
        data = file.read()
    if len(data) != member.file_size:
        raise BadZipFile(member.filename)
    return data


class _Look:
    """One look through an archive and the archives in it, with what is left of its bounds."""

    def __init__(self, name: str, limits: Limits, size: int) -> None:
        self.members: list[Member] = []
        self.refused: list[Refusal] = []
        self._name = name
        self._limits = limits
        self._bytes = 0
        self._files = 0
        self._most = limits.archive_megabytes * MEGABYTE
        self._names: Counter[str] = Counter()
        self._size = size

    def into(self, archive: ZipFile, folder: str, way: tuple[int, ...]) -> None:
        """List the members of an archive; ``folder`` is its name in the outermost one, with a slash."""
        entries = archive.infolist()
        self._count(entries)
        for place, entry in enumerate(entries):
            if entry.is_dir():
                continue
            parts = name_parts(entry)
            if any(part.startswith((".", "~$")) and part != _UP for part in parts) or parts[0] in _IGNORED:
                continue
            shown = self._unique(folder + _listed(parts))
            try:
                _check_name(entry, parts)
                self._add(archive, place, shown, (*way, place))
            except ReadingError as error:
                self.refused.append(Refusal(shown, error.key, dict(error.values)))
            except FAULTS:
                self.refused.append(Refusal(shown, _DAMAGED, {}))

    def _count(self, entries: list[ZipInfo]) -> None:
        self._files += len(entries)
        if self._files > self._limits.archive_members:
            raise ReadingError("archive_members", self._name, count=self._files, most=self._limits.archive_members)
        self._bytes += sum(entry.file_size for entry in entries)
        packed = sum(entry.compress_size for entry in entries)
        unpacked = sum(entry.file_size for entry in entries)
        bound = self._limits.archive_ratio * max(min(packed, self._size), _SMALL)
        if self._bytes > self._most or unpacked > bound:
            raise ReadingError("zip_bomb", self._name, megabytes=self._bytes // MEGABYTE)

    def _add(self, archive: ZipFile, place: int, shown: str, way: tuple[int, ...]) -> None:
        entry = archive.infolist()[place]
        if entry.flag_bits & _ENCRYPTED_FLAG:
            raise ReadingError("archive_password")
        if _is_bomb(entry, self._limits):
            raise ReadingError("zip_bomb", megabytes=entry.file_size // MEGABYTE)
        data = _bytes_of(archive, place, self._limits)
        if is_archive(data):
            if len(way) >= self._limits.archive_depth:
                raise ReadingError("archive_depth", most=self._limits.archive_depth)
            with ZipFile(BytesIO(data)) as inner:
                self.into(inner, f"{shown}/", way)
            return
        self.members.append(Member(shown, way, len(data), sha256(data).hexdigest()))

    def _unique(self, name: str) -> str:
        self._names[name] += 1
        return name if self._names[name] == 1 else f"{name} ({self._names[name]})"


def name_parts(entry: ZipInfo) -> list[str]:
    """The name of a member in parts, as it may be shown: without control and invisible characters."""
    name = entry.filename
    if not entry.flag_bits & _UTF_8_FLAG:
        # programs that write UTF-8 without saying so
        with suppress(ValueError):
            name = name.encode("cp437").decode("utf-8")
    return [shown(part) for part in name.replace("\\", "/").split("/") if part not in {"", "."}] or ["?"]


def shown(name: str) -> str:
    """A name with escapes for control characters and others that nobody sees."""
    return "".join(
        char.encode("unicode_escape").decode() if unicodedata.category(char) in {"Cc", "Cf", "Cs", "Co"} else char
        for char in unicodedata.normalize("NFC", name)
    )


def _check_name(entry: ZipInfo, parts: list[str]) -> None:
    """Refuse a name that leads out of the archive, and what is no file.

    Raises:
        ReadingError: It is one of these.
    """
    name = entry.filename
    if _UP in parts or name.startswith(("/", "\\")) or PureWindowsPath(name).drive:
        raise ReadingError("archive_name")
    kind = stat.S_IFMT(entry.external_attr >> 16)
    if kind and kind != stat.S_IFREG:
        raise ReadingError("archive_link")


def names_above(name: str) -> Iterator[str]:
    """The addresses in which an address lies: those of folders, and of an archive."""
    while os.sep in name:
        name = name.rpartition(os.sep)[0]
        yield name
