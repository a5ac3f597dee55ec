"""Notes of stages as keys and values, so that they can be told again in another language."""

from __future__ import annotations

import json
from typing import Any

from dataset.document import Note
from dataset.records import NoteRecord
from pipeline.errors import ReadingError, StageError
from pipeline.messages import say


def told(key: str, page: int | None = None, /, **values: object) -> Note:
    """A note of the readers, by its name under ``note`` in ``notes.toml``."""
    return Note("read", say(f"note.{key}", **values), page, key, _packed(values))


def recorded(doc_id: str, stage: str, key: str, page: int | None = None, /, **values: object) -> NoteRecord:
    """A note of a later stage as a row."""
    message = say(f"note.{key}", **values)
    return NoteRecord(doc_id=doc_id, stage=stage, page=page, message=message, code=key, details=_packed(values))


def reworded(row: NoteRecord) -> str:
    """The message in the language of the process; that of a note without a code stays as it is."""
    if row.code is None:
        return row.message
    values = json.loads(row.details or "{}", object_hook=_unpacked)
    return say(f"note.{row.code}", **values)


def packed_error(error: ReadingError | StageError) -> str:
    """The key and the values of an error, or what nobody foresaw, to be told again later."""
    return json.dumps(_plain(error), ensure_ascii=False, sort_keys=True, default=_plain)


def unpacked_error(details: str) -> ReadingError | StageError | None:
    """The error of which :func:`packed_error` made this; None for nothing."""
    return json.loads(details, object_hook=_unpacked) if details else None


def reason_of(note: Note) -> ReadingError | None:
    """The error for which a page is missing, if the note tells of one."""
    values = json.loads(note.details or "{}", object_hook=_unpacked)
    why = values.get("why")
    return why if isinstance(why, ReadingError) else None


def _packed(values: dict[str, object]) -> str:
    return json.dumps(values, ensure_ascii=False, sort_keys=True, default=_plain)


def _plain(value: Any) -> Any:
    if isinstance(value, ReadingError):
        return {"unread": value.key, **value.values}
    if isinstance(value, StageError):
        return {"unforeseen": value.fault, "stage": value.failed_stage}
    return str(value)


def _unpacked(value: dict[str, Any]) -> Any:
    if "unforeseen" in value:
        return StageError(value["stage"], value["unforeseen"])
    return ReadingError(value.pop("unread"), **value) if "unread" in value else value
