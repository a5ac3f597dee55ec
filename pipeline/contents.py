"""What is in the files of a batch, by size and SHA-256; those that have not changed are neither read nor fetched."""

from __future__ import annotations

from typing import Final

from dataset.store import Store
from pipeline.file_marks import FileMarks
from pipeline.limits import MEGABYTE, Limits
from pipeline.remote import fetch
from pipeline.sources import Found, digest

_AT_ONCE: Final = 500
"""Marks of one transaction; a program that dies loses no more, and reads those files once more."""


class Contents:
    """The contents of files, as far as the store knows them by their marks."""

    def __init__(self, store: Store, limits: Limits) -> None:
        self._store = store
        self._most = limits.file_megabytes * MEGABYTE
        self._local = FileMarks()
        self._known = store.marks()
        self._new: dict[str, tuple[str, int, str]] = {}

    def of(self, entry: Found) -> tuple[int, str]:
        """Size in bytes and SHA-256 in hex; it is only read, or fetched from its address, if its mark is not known.

        Raises:
            ReadingError: It cannot be read or fetched, is no regular file, or too large.
        """
        known = self._known.get(entry.name)
        mark = entry.mark if entry.address else self._local.of(entry.path)
        if known is not None and mark and known[0] == mark and known[1] <= self._most:
            return known[1:]
        if entry.address:
            size, sha256 = fetch(entry.address, entry.path, self._most)
        else:
            calm = self._local.of_calm(entry.path)
            size, sha256 = digest(entry.path, self._most)
            mark = calm if calm == self._local.of(entry.path) else ""
        if mark:
            self._new[entry.name] = (mark, size, sha256)
            if len(self._new) >= _AT_ONCE:
                self.keep()
        return size, sha256

    def keep(self) -> None:
        """Keep in the store what was found out.

        Raises:
            StoreError: It cannot be written.
        """
        self._store.keep_marks(self._new)
        self._new.clear()
