"""Who may sign in: a file with one ``name:hash`` a line, the hash by Argon2id (RFC 9106)."""

from __future__ import annotations

import os
import re
from pathlib import Path
from threading import BoundedSemaphore
from typing import Final

from argon2 import PasswordHasher
from argon2.exceptions import Argon2Error, InvalidHashError

NAME: Final = re.compile(r"[\w.@\- ]{1,80}")
SHORTEST: Final = 10
"""Characters of a password."""
LONGEST: Final = 1024
_AT_ONCE: Final = BoundedSemaphore(2)
"""Hashing is dear on purpose: so many at a time, whatever comes in."""
_HASHER: Final = PasswordHasher()


class PasswordFileError(Exception):
    """The password file cannot be used; ``key`` names the reason under ``password_file.`` in the texts."""

    def __init__(self, key: str, line: int = 0) -> None:
        super().__init__(key, line)
        self.key = key
        self.line = line


class People:
    """The names of a password file with their hashes."""

    def __init__(self, hashes: dict[str, str]) -> None:
        self._hashes = dict(hashes)
        # an unknown name costs as much time as a wrong password
        self._nobody = _HASHER.hash(os.urandom(16).hex())

    @classmethod
    def read(cls, path: Path) -> People:
        """Read a password file.

        Raises:
            PasswordFileError: It is not there, open to others, empty, or a line is not ``name:hash``.
        """
        try:
            mode = path.stat().st_mode
            text = path.read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as error:
            raise PasswordFileError("unread") from error
        if mode & 0o077:
            raise PasswordFileError("open_to_others")
        hashes: dict[str, str] = {}
        for number, line in enumerate(text.splitlines(), 1):
            if not line.strip() or line.startswith("#"):
                continue
            name, _, hashed = line.strip().partition(":")
            if not NAME.fullmatch(name) or not hashed.startswith("$argon2id$"):
                raise PasswordFileError("line", number)
            hashes[name] = hashed
        if not hashes:
            raise PasswordFileError("empty")
        return cls(hashes)

    def knows(self, name: str) -> bool:
        """Whether there is such a name."""
        return name in self._hashes

    def admits(self, name: str, password: str) -> bool:
        """Whether the password is that of the name."""
        hashed = self._hashes.get(name, self._nobody)
        with _AT_ONCE:
            try:
                right = _HASHER.verify(hashed, password[:LONGEST])
            except (Argon2Error, InvalidHashError):
                return False
        return right and name in self._hashes


def set_password(path: Path, name: str, password: str) -> None:
    """Put a name with its password into the file, in place of what was there about it; only the owner may read it.

    Raises:
        PasswordFileError: The name or the password does not serve.
        OSError: The file cannot be written.
    """
    if not NAME.fullmatch(name):
        raise PasswordFileError("name")
    if len(password) < SHORTEST or len(password) > LONGEST:
        raise PasswordFileError("short")
    lines = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
    kept = [line for line in lines if line.partition(":")[0] != name]
    temporary = path.with_name(f".{path.name}.new")
    handle = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write("\n".join([*kept, f"{name}:{_HASHER.hash(password)}"]) + "\n")
    temporary.replace(path)
