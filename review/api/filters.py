"""What may be asked of a table, made from its columns: equality, bounds where values have an order, emptiness.

A column ``value`` gives the parameters ``value`` (repeated: any of them), ``value__ge`` and ``value__le`` (numbers, and
dates, which are compared as text: ``2026-05`` stands before all of its days), and ``value__null``.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Annotated, Any, Final, Literal

import sqlalchemy as sa
from pydantic import BaseModel, ConfigDict, Field, create_model

from dataset.columns import ColumnSpec, columns_of
from dataset.records import Record

MOST_ROWS: Final = 5000
"""Rows of one answer."""
USUAL_ROWS: Final = 100
DATES: Final = frozenset({"issued_on", "start", "end", "decided_at", "at"})
"""Columns of text whose order is that of time."""
_WHOLE: Final = 2**53
"""Beyond it not every program tells two whole numbers apart."""
_MOST_VALUES: Final = 100
_TEXT: Final = Field(max_length=500, pattern=r"^[^\x00]*$")
_OPERATORS: Final[Mapping[str, Callable[[Any, Any], Any]]] = {
    "ge": lambda value, bound: value >= bound,
    "le": lambda value, bound: value <= bound,
}
_ABOUT_PAGES: Final = ("cursor", "limit", "count", "format")


class Paging(BaseModel):
    """What every list understands."""

    model_config = ConfigDict(extra="forbid")

    cursor: Annotated[str, Field(max_length=2000, pattern=r"^[A-Za-z0-9_-]*$")] = Field(
        "", description="where to go on: `next` of the page before"
    )
    limit: int = Field(USUAL_ROWS, ge=1, le=MOST_ROWS, description="rows of a page")
    count: bool = Field(False, description="whether to count all rows that fit (`total`)")


class Asked(Paging):
    """What every table understands besides its columns."""

    format: Literal["json", "csv"] | None = Field(
        None, description="form of the answer; without it that which the header `Accept` names"
    )


@dataclass(frozen=True)
class Condition:
    """One thing that is asked of a column."""

    column: str
    operator: Literal["any", "ge", "le", "null"]
    value: Any

    def clause(self, table: sa.Table) -> sa.ColumnElement[bool]:
        """The condition for the database."""
        column = table.c[self.column]
        if self.operator == "any":
            return column.in_(self.value)
        if self.operator == "null":
            return column.is_(None) if self.value else column.is_not(None)
        compared: sa.ColumnElement[bool] = _OPERATORS[self.operator](column, self.value)
        return compared

    def holds(self, row: Mapping[str, Any]) -> bool:
        """The condition for a row at hand."""
        value = row[self.column]
        if self.operator == "any":
            return bool(value in self.value)
        if self.operator == "null":
            return bool((value is None) == self.value)
        return value is not None and bool(_OPERATORS[self.operator](value, self.value))


@cache
def question(record: type[Record]) -> type[Asked]:
    """The parameters of a table."""
    return _model(record.table, columns_of(record))


def question_of(name: str, columns: tuple[ColumnSpec, ...]) -> type[Asked]:
    """The parameters of what has such columns."""
    return _model(name, columns)


def conditions(asked: Asked) -> list[Condition]:
    """What is asked of the columns."""
    found = []
    for name, value in asked.model_dump(exclude=set(_ABOUT_PAGES)).items():
        if value is None:
            continue
        column, _, operator = name.partition("__")
        found.append(Condition(column, operator or "any", value))  # type: ignore[arg-type]  # the names of our own models
    return found


def _model(name: str, columns: tuple[ColumnSpec, ...]) -> type[Asked]:
    fields: dict[str, Any] = {}
    for column in columns:
        kind = _kind(column)
        several = Annotated[list[kind], Field(max_length=_MOST_VALUES)]  # type: ignore[valid-type]
        fields[column.name] = (several | None, Field(None, description=_sentence(column.description)))
        if column.kind in {int, float} or column.name in DATES:
            for operator, words in (("ge", "at least"), ("le", "at most")):
                fields[f"{column.name}__{operator}"] = (kind | None, Field(None, description=words))
        if column.nullable:
            fields[f"{column.name}__null"] = (bool | None, Field(None, description="whether it is empty"))
    return create_model(f"asked_{name}", __base__=Asked, **fields)


def _kind(column: ColumnSpec) -> Any:
    if column.choices:
        return Literal[column.choices]
    if column.kind is str:
        return Annotated[str, _TEXT]
    if column.kind is int:
        return Annotated[int, Field(ge=-_WHOLE, le=_WHOLE)]
    if column.kind is float:
        return Annotated[float, Field(allow_inf_nan=False)]
    return bool


def _sentence(text: str) -> str:
    return f"{text}; repeated: any of them"
