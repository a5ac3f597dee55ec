"""What changes whenever a file of this machine does, so that an unchanged one need not be read to be known.

Size and time of change would not do: an edit may keep both (``touch -r``, ``cp -p``). The mark holds the time of the
last *status* change (``st_ctime``, in nanoseconds), which the kernel sets with each write and each change of the other
times and which no program can set, and the file's number on its device. It is trusted only where this holds:

- on file systems of the machine itself that keep it (:data:`TRUSTED`), not on network shares, FAT or in user space;
- for a file whose status has not changed for :data:`CALM_SECONDS` when its reading begins: a later write then has
  another time however coarse the clock, and pages that were mapped and written before have long been written back.

Whoever trusts no clock at all reads everything with ``--fresh``.
"""

from __future__ import annotations

import os
import time
from pathlib import Path
from typing import Final

TRUSTED: Final = frozenset({"ext3", "ext4", "f2fs", "overlay", "xfs", "zfs"})
"""Linux file systems whose ``st_ctime`` moves with every write."""
CALM_SECONDS: Final = 120
"""More than the kernel leaves a mapped page dirty (``vm.dirty_expire_centisecs``): only its first write is timed."""
_MOUNTS: Final = Path("/proc/self/mountinfo")


class FileMarks:
    """Marks of files, by what is mounted now."""

    def __init__(self, mounts: Path = _MOUNTS) -> None:
        self._trusted = frozenset(_trusted_devices(mounts))

    def of(self, path: Path) -> str:
        """The mark of a file as it is now; empty if none can be trusted, or nothing is there."""
        try:
            found = path.stat()
        except OSError:
            return ""  # whoever reads it says why that cannot be done
        if found.st_dev not in self._trusted:
            return ""
        identity = f"file {found.st_dev}:{found.st_ino}"
        return f"{identity} size {found.st_size} time {found.st_mtime_ns} status {found.st_ctime_ns}"

    def of_calm(self, path: Path) -> str:
        """The same for a file that is about to be read; empty too if it has changed only just now."""
        try:
            calm = time.time_ns() - path.stat().st_ctime_ns > CALM_SECONDS * 1_000_000_000
        except OSError:
            return ""
        return self.of(path) if calm else ""


def _trusted_devices(mounts: Path) -> list[int]:
    """The devices of trusted file systems; the fields of the table are described in proc(5)."""
    try:
        lines = mounts.read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return []  # no Linux: every file is read
    devices = []
    for line in lines:
        front, _, back = line.partition(" - ")
        fields, kind = front.split(" "), back.partition(" ")[0]
        if kind in TRUSTED and len(fields) > 2:
            major, _, minor = fields[2].partition(":")
            devices.append(os.makedev(int(major), int(minor)))
    return devices
