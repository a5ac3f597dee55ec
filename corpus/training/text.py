"""Text files as arrays of word numbers: what all counting begins with."""

from __future__ import annotations

import fnmatch
import lzma
import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from normalizers.diacritics.vocabulary import TOKEN, normal_form

_CHUNK: Final = 1 << 23  # characters read at a time


class TypeIndex(dict[str, int]):
    """Spellings (case kept) to numbers, given in the order in which they are met."""

    def __missing__(self, spelling: str) -> int:
        number = self[spelling] = len(self)
        return number


@dataclass
class Text:
    """What was read: for each file the numbers of its tokens, and the spelling of each number."""

    spellings: TypeIndex = field(default_factory=TypeIndex)
    files: dict[Path, NDArray[np.int32]] = field(default_factory=dict)

    def counts(self) -> NDArray[np.int64]:
        """How often each spelling stands in all files."""
        return sum(
            (np.bincount(tokens, minlength=len(self.spellings)) for tokens in self.files.values()),
            start=np.zeros(len(self.spellings), np.int64),
        )

    def words(self) -> list[str]:
        """The word (:func:`normal_form`) of each spelling."""
        return [normal_form(spelling) for spelling in self.spellings]


def text_files(folders: Sequence[Path], exclude: Sequence[str] = ()) -> list[Path]:
    """All ``.txt`` and ``.txt.xz`` files in folders (or the files named), but those whose name fits a pattern."""
    found = [
        path
        for folder in folders
        for path in ([folder] if folder.is_file() else sorted(folder.rglob("*.txt*")))
        if path.name.endswith((".txt", ".txt.xz"))
    ]
    return [path for path in found if not any(fnmatch.fnmatch(path.name, pattern) for pattern in exclude)]


def read(paths: Sequence[Path]) -> Text:
    """Read files into numbers.

    Raises:
        OSError, UnicodeDecodeError, lzma.LZMAError: a file cannot be read.
    """
    text = Text()
    for path in paths:
        parts = [_numbers(chunk, text.spellings) for chunk in _chunks(path)]
        text.files[path] = np.concatenate([*parts, np.zeros(0, np.int32)])
    return text


def _chunks(path: Path) -> Iterator[str]:
    """The NFC text of a file in pieces that end at a line's end."""
    with lzma.open(path, "rt", encoding="utf-8") if path.suffix == ".xz" else path.open(encoding="utf-8") as stream:
        while piece := stream.read(_CHUNK):
            yield unicodedata.normalize("NFC", piece + stream.readline() + "\n")


def _numbers(chunk: str, spellings: TypeIndex) -> NDArray[np.int32]:
    tokens = re.findall(TOKEN, chunk)
    return np.fromiter(map(spellings.__getitem__, tokens), np.int32, len(tokens))


def collapse(ids: NDArray[np.int32], repeated: Sequence[int]) -> NDArray[np.int32]:
    """The array with runs of each of the given ids (numbers, boundaries) made one."""
    same = np.zeros(len(ids), bool)
    same[1:] = (ids[1:] == ids[:-1]) & np.isin(ids[1:], repeated)
    return ids[~same]
