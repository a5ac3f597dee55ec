"""What can go wrong, each with its exit status, its cause and the way out."""

from __future__ import annotations

from typing import Any, ClassVar

from pipeline.messages import Message, stage_name


class KehoachError(Exception):
    """An error that a user can act on: where it happened, why, and what mends it.

    Args:
        cause: What went wrong, one sentence.
        remedy: What the user can do, one sentence.
        source: The file or address, where one is concerned.
    """

    exit_code: ClassVar[int] = 4
    stage: ClassVar[str] = "run"

    def __init__(self, cause: str | Message, remedy: str | Message, source: str | None = None) -> None:
        super().__init__(cause, remedy, source)
        self._cause = cause
        self._remedy = remedy
        self.source = source

    def __reduce__(self) -> tuple[Any, ...]:
        """Errors come back from other processes as they were, whatever their class is made of."""
        return _as_it_was, (type(self), self.args), self.__dict__

    @property
    def cause(self) -> str:
        """What went wrong, in the language of the process."""
        return str(self._cause)

    @property
    def remedy(self) -> str:
        """What the user can do, in the language of the process."""
        return str(self._remedy)

    def __str__(self) -> str:
        where = f"{self.source}: " if self.source else ""
        return f"{where}{stage_name(self.stage)}: {self.cause} {self.remedy}".rstrip()


def _as_it_was(kind: type[KehoachError], args: tuple[Any, ...]) -> KehoachError:
    return kind.__new__(kind, *args)


class UsageError(KehoachError):
    """The command line or a setting is wrong."""

    exit_code = 2
    stage = "command"


class ReadingError(KehoachError):
    """A document cannot be read; the rest of the batch goes on.

    Args:
        key: Which error it is, by its name under ``unread`` in ``errors.toml``.
        source: The file or address.
        values: What its message tells besides.
    """

    exit_code = 3
    stage = "read"

    def __init__(self, key: str, source: str | None = None, /, **values: object) -> None:
        super().__init__(Message(f"unread.{key}.cause", values), Message(f"unread.{key}.remedy", values), source)
        self.key = key
        self.values = values


class StorageError(KehoachError):
    """The output folder or the store cannot be written."""

    exit_code = 4
    stage = "store"


class StageError(KehoachError):
    """A stage failed on a document in a way that nobody foresaw; the rest of the batch goes on."""

    exit_code = 3

    def __init__(self, stage: str, error: BaseException | str, source: str | None = None) -> None:
        fault = error if isinstance(error, str) else f"{type(error).__name__}: {error}"
        super().__init__(Message("unforeseen.stage", {"fault": fault}), Message("unforeseen.report"), source)
        self.failed_stage = stage
        self.fault = fault
