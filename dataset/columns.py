"""The columns of the dataset, read off the record models: what the store, the exports and the docs agree on."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, lru_cache
from hashlib import sha256
from types import NoneType, UnionType
from typing import Annotated, Any, Final, Literal, Union, get_args, get_origin

from dataset.records import RECORD_TYPES, Record

SCHEMA_VERSION: Final = 1
"""Raised whenever the tables change in a way that an older store does not fit."""


@dataclass(frozen=True)
class ColumnSpec:
    """One column: ``kind`` is its Python type, ``choices`` its allowed values where they are few."""

    name: str
    kind: type[str] | type[int] | type[float] | type[bool]
    nullable: bool
    choices: tuple[str, ...]
    description: str

    @property
    def is_text(self) -> bool:
        """Whether it holds free text, which may say anything."""
        return self.kind is str and not self.choices


@cache
def columns_of(record: type[Record]) -> tuple[ColumnSpec, ...]:
    """The columns of a table in order, the evidence last."""
    return tuple(_column(record, name) for name in record.column_names())


@lru_cache(maxsize=1)
def schema_version() -> str:
    """The version of the tables, with a digest that also tells changes between releases."""
    columns = [(table, columns_of(record)) for table, record in sorted(RECORD_TYPES.items())]
    shape = [(table, spec.name, spec.kind.__name__, spec.nullable) for table, specs in columns for spec in specs]
    return f"{SCHEMA_VERSION}.{sha256(repr(shape).encode()).hexdigest()[:8]}"


def has_document(record: type[Record]) -> bool:
    """Whether each row belongs to one document."""
    return "doc_id" in record.model_fields


def _column(record: type[Record], name: str) -> ColumnSpec:
    field = record.model_fields[name]
    annotation: Any = field.annotation
    if get_origin(annotation) is Annotated:
        annotation = get_args(annotation)[0]
    nullable = False
    if get_origin(annotation) in {Union, UnionType}:
        members = [member for member in get_args(annotation) if member is not NoneType]
        nullable = len(members) < len(get_args(annotation))
        annotation = members[0]
    choices: tuple[str, ...] = ()
    if get_origin(annotation) is Literal:
        choices = get_args(annotation)
        annotation = str
    if annotation not in {str, int, float, bool}:
        raise TypeError(f"{record.table}.{name}: {annotation} cannot be a column")
    return ColumnSpec(name, annotation, nullable, choices, field.description or "")
