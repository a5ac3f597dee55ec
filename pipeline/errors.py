"""What can go wrong, each with its exit status, its cause and the way out."""

from __future__ import annotations

from typing import ClassVar


class KehoachError(Exception):
    """An error that a user can act on: where it happened, why, and what mends it.

    Args:
        cause: What went wrong, one sentence in Vietnamese.
        remedy: What the user can do, one sentence in Vietnamese.
        source: The file or address, where one is concerned.
    """

    exit_code: ClassVar[int] = 4
    stage: ClassVar[str] = "run"

    def __init__(self, cause: str, remedy: str, source: str | None = None) -> None:
        super().__init__(cause, remedy, source)
        self.cause = cause
        self.remedy = remedy
        self.source = source

    def __str__(self) -> str:
        where = f"{self.source}: " if self.source else ""
        return f"{where}{self.stage}: {self.cause} {self.remedy}".rstrip()


class UsageError(KehoachError):
    """The command line or a setting is wrong."""

    exit_code = 2
    stage = "command"


class ReadingError(KehoachError):
    """A document cannot be read; the rest of the batch goes on."""

    exit_code = 3
    stage = "read"


class StorageError(KehoachError):
    """The output folder or the store cannot be written."""

    exit_code = 4
    stage = "store"


class StageError(KehoachError):
    """A stage failed on a document in a way that nobody foresaw; the rest of the batch goes on."""

    exit_code = 3

    def __init__(self, stage: str, error: BaseException, source: str | None = None) -> None:
        super().__init__(
            f"Lỗi không lường trước ({type(error).__name__}: {error}).",
            "Đây là lỗi của chương trình: hãy báo kèm tệp này để được sửa.",
            source,
        )
        self.failed_stage = stage
