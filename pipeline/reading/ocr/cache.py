"""Readings kept from run to run, so that no picture is read twice by the same engine.

A reading is found again by the SHA-256 of what decides it: the pixels, the resolution, the name, version and models of
the engine, and how it was asked. Each is a small file of its own, written under another name first and renamed: several
processes may share a folder, and one that is killed leaves nothing broken behind. A folder that has grown too large
loses the readings that were not used for longest. What is not in the folder may have been kept by another machine
(:mod:`pipeline.reading.ocr.far`). Whatever is wrong with the folder costs time, never a reading.
"""

from __future__ import annotations

import json
import os
import tempfile
import zlib
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any, Final

import numpy as np

from pipeline.reading.ocr.engine import Engine, Grey, OcrWord
from pipeline.reading.ocr.far import LEFT, SUFFIX, far_readings

FORMAT: Final = 1
LOOK_EVERY: Final = 100
"""Readings written by a process before it looks whether the folder has grown too large, the first one included."""


@dataclass(frozen=True)
class CacheSettings:
    """Where readings are kept, and the size of that folder in megabytes of 10⁶ bytes."""

    folder: Path
    megabytes: int


class Cached(Engine):
    """An engine that is only asked what it was not asked before."""

    def __init__(self, engine: Engine, settings: CacheSettings) -> None:
        self._engine = engine
        self._settings = settings
        self._written = 0
        self.name = engine.name
        self.second = None if engine.second is None else Cached(engine.second, settings)

    def words(self, image: Grey, dpi: int, *, layout: bool = True, digits: bool = False) -> list[OcrWord]:
        """See :meth:`Engine.words`."""
        read = self._kept(
            image,
            ["words", dpi, layout, digits],
            lambda: self._engine.words(image, dpi, layout=layout, digits=digits),
        )
        return [OcrWord._make([*fields, tuple(line)]) for *fields, line in read]

    def turned(self, image: Grey, dpi: int) -> int:
        """See :meth:`Engine.turned`."""
        return int(self._kept(image, ["turned", dpi], lambda: self._engine.turned(image, dpi)))

    def _kept(self, image: Grey, asked: list[Any], read: Callable[[], Any]) -> Any:
        digest = sha256(json.dumps([FORMAT, self.name, *asked, image.shape]).encode())
        digest.update(np.ascontiguousarray(image).data)
        key = digest.hexdigest()
        path = self._settings.folder / key[:2] / (key + SUFFIX)
        found = _load(path)
        if found is None:
            far = far_readings()
            data = far.get(key) if far is not None else b""
            found = _unpacked(data)
            if found is None:
                found = [read()]
                data = zlib.compress(json.dumps(found, ensure_ascii=False).encode())
                if far is not None:
                    far.put(key, data)
            self._write(path, data)
        return found[0]

    def _write(self, path: Path, data: bytes) -> None:
        with suppress(OSError):  # a folder that cannot be written is no reason not to read
            path.parent.mkdir(parents=True, exist_ok=True)
            _replace(path, data)
            self._written += 1
            if self._written % LOOK_EVERY == 1:
                shrink(self._settings)


def _load(path: Path) -> list[Any] | None:
    """What a file holds, in a list of one; None where there is none, or it is broken."""
    try:
        value = _unpacked(path.read_bytes())
        os.utime(path)
    except OSError:
        return None
    return value


def _unpacked(data: bytes) -> list[Any] | None:
    try:
        value = json.loads(zlib.decompress(data))
    except (ValueError, zlib.error):
        return None
    return value if isinstance(value, list) and len(value) == 1 else None


def _replace(path: Path, data: bytes) -> None:
    descriptor, draft = tempfile.mkstemp(dir=path.parent, suffix=".part")
    try:
        with os.fdopen(descriptor, "wb") as stream:
            stream.write(data)
        Path(draft).replace(path)
    except OSError:
        Path(draft).unlink(missing_ok=True)
        raise


def shrink(settings: CacheSettings) -> None:
    """Delete the readings that were not used for longest until the folder is within its bound."""
    files = []
    for path in settings.folder.glob("??/*"):
        with suppress(OSError):  # another process was faster
            state = path.stat()
            files.append((state.st_mtime, state.st_size, path))
    size, bound = sum(size for _, size, _ in files), settings.megabytes * 1_000_000
    if size <= bound:
        return
    for _, weight, path in sorted(files):
        if size <= LEFT * bound:
            return
        with suppress(OSError):
            path.unlink()
        size -= weight
