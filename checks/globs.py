"""Patterns over the addresses of documents and the names of issuers."""

from __future__ import annotations

import os
import re
from functools import lru_cache
from pathlib import Path, PurePosixPath
from unicodedata import normalize

from normalizers.unicode import compare_key

_PART = re.compile(r"\*\*/|\*\*|\*|\?|[^*?]+")
_MEANS = {"**/": "(?:.*/)?", "**": ".*", "*": "[^/]*", "?": "[^/]"}
_ANYTHING = "\ue000"
"""Stands for the asterisk of a pattern while it is put in the form in which names are compared, which drops stars."""


def path_matches(pattern: str, names: tuple[str, ...]) -> bool:
    """Whether one of the names of a document, or a folder that it lies in, fits the pattern.

    ``*`` and ``?`` stay within one name, ``**`` goes over any number of folders: ``2019`` and ``2019/**`` are all that
    lies in 2019, ``**/2019`` also where that lies deeper.
    """
    regex = _compiled(pattern)
    return any(regex.fullmatch(part) for name in names for part in _with_folders(name))


def name_matches(pattern: str, name: str | None) -> bool:
    """Whether a name fits a pattern in which ``*`` is anything, whatever the case and the place of tone marks."""
    if name is None:
        return False
    key = compare_key(pattern.replace("*", _ANYTHING))
    regex = ".*".join(re.escape(part) for part in key.split(_ANYTHING))
    return re.fullmatch(regex, compare_key(name)) is not None


def plain_path(path: Path) -> Path:
    """The path from the root without ``..``; links stay, as people call a folder by the link."""
    return Path(os.path.abspath(path))  # noqa: PTH100  pathlib either keeps .. or follows links


def names_of(source: str, home: Path | None) -> tuple[str, ...]:
    """How a pattern may call a document: as the dataset does, and from the folder of the file with the pattern."""
    path = plain_path(Path(source))
    if home is None or not path.is_relative_to(home):
        return (source,)
    return source, path.relative_to(home).as_posix()


@lru_cache(maxsize=4096)
def _with_folders(name: str) -> tuple[str, ...]:
    path = PurePosixPath(normalize("NFC", name))
    return tuple(str(part) for part in (path, *path.parents))


@lru_cache(maxsize=256)
def _compiled(pattern: str) -> re.Pattern[str]:
    plain = normalize("NFC", pattern).removeprefix("./").rstrip("/")
    return re.compile("".join(_MEANS.get(part, re.escape(part)) for part in _PART.findall(plain)), re.DOTALL)
