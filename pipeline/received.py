"""Documents as they were received: found again by their name, and only if they still hold what was read.

A name is that of a file, from the folder in which the program ran or one around the results, or that of a member of an
archive, ``archive.zip/folder/plan.pdf``.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from pipeline.archives import member_of, names_above
from pipeline.limits import LIMITS, Limits


class NotReceivedError(Exception):
    """A document is not there any more: ``gone``, or ``changed`` where something else has its name."""

    def __init__(self, key: Literal["gone", "changed"]) -> None:
        super().__init__(key)
        self.key = key


@dataclass(frozen=True)
class Received:
    """A document that was found: a file, or (``member`` is its name there) what lies in an archive."""

    path: Path
    sha256: str
    member: str = ""
    limits: Limits = LIMITS

    def read(self) -> bytes:
        """Its bytes.

        Raises:
            NotReceivedError: It has changed since it was found.
            OSError: It cannot be read.
        """
        data = member_of(self.path, self.member, self.sha256, self.limits) if self.member else self.path.read_bytes()
        if data is None or hashlib.sha256(data).hexdigest() != self.sha256:
            raise NotReceivedError("changed")
        return data


def roots_of(out: Path) -> tuple[Path, ...]:
    """Folders against which the names of sources may stand: the working one, those around the results, their own."""
    return (Path(), *out.resolve().parents, out)


def find_received(source: str, sha256: str, roots: Sequence[Path]) -> Received:
    """The document of that name below one of the folders.

    Raises:
        NotReceivedError: There is none, or none that still holds what was read.
        OSError: One of that name cannot be read.
    """
    changed = False
    for root in dict.fromkeys(roots):
        if (root / source).is_file():
            with (root / source).open("rb") as file:
                if hashlib.file_digest(file, "sha256").hexdigest() == sha256:
                    return Received(root / source, sha256)
            changed = True
        for above in names_above(source):
            if above and (root / above).is_file():
                found = Received(root / above, sha256, source[len(above) + len(os.sep) :])
                if member_of(found.path, found.member, sha256, found.limits) is not None:
                    return found
                changed = True
    raise NotReceivedError("changed" if changed else "gone")
