"""Which version reads: the release, and a digest of the code and data that decide what comes out of a document."""

from __future__ import annotations

from functools import lru_cache
from hashlib import sha256
from importlib import metadata, resources
from importlib.resources.abc import Traversable
from typing import Final, Protocol


class _Hash(Protocol):
    def update(self, data: bytes, /) -> None: ...


_READING: Final = (
    "dataset",
    "normalizers",
    "extractors",
    "pipeline/reading",
    "pipeline/run.py",
    "pipeline/recovery.py",
    "pipeline/silence.py",
    "pipeline/silence.toml",
)
"""What can change the rows of a document; a change of a rule or of the report reads no document again."""

_MAKING: Final = ("checks", "review", "pipeline", "dataset/exports")
"""What else decides what a run leaves."""

_SKIPPED: Final = frozenset({"__pycache__", "exports"})


@lru_cache(maxsize=1)
def release() -> str:
    """The version of the installed package."""
    return metadata.version("kehoach")


@lru_cache(maxsize=1)
def engine_version() -> str:
    """The version under which readings are kept: ``0.1.0+`` and twelve digits of the digest."""
    return f"{release()}+{_digest_of(_READING)[:12]}"


@lru_cache(maxsize=1)
def program_version() -> str:
    """The same with all that makes something of what was read: rules, exports, the report, the review."""
    return f"{engine_version()}+{_digest_of(_MAKING)}"


def _digest_of(parts: tuple[str, ...]) -> str:
    digest = sha256()
    for part in parts:
        package, _, inner = part.partition("/")
        top = resources.files(package)
        _digest_tree(digest, top / inner if inner else top, part)
    return digest.hexdigest()


def _digest_tree(digest: _Hash, node: Traversable, name: str) -> None:
    if node.is_file():
        digest.update(f"{name}\0".encode())
        digest.update(sha256(node.read_bytes()).digest())
        return
    for child in sorted(node.iterdir(), key=lambda child: child.name):
        if child.name not in _SKIPPED and not child.name.startswith("."):
            _digest_tree(digest, child, f"{name}/{child.name}")
