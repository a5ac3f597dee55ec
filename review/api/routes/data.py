"""The dataset: every table with filters, one document with all of its records, its text, and the decisions."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Annotated, Any, Final, Literal, cast

import sqlalchemy as sa
from fastapi import APIRouter, Path, Query, Response
from pydantic import create_model

from dataset.columns import ColumnSpec, columns_of, has_document, schema_version
from dataset.database import reading
from dataset.decisions import Decision
from dataset.ledger_tables import DECISIONS
from dataset.records import RECORD_TYPES, DocumentRecord, Located, Record
from dataset.tables import TEXTS
from review.api.answers import CSV, JSON, PLAIN, is_known, json_answer, marked, page_answer, tag_of, unchanged, wanted
from review.api.caller import Call, Reads
from review.api.filters import Asked, Condition, conditions, question, question_of
from review.api.pages import Page, Reading, packed, unpacked
from review.api.problems import ProblemError, wrong_value

router = APIRouter(tags=["dataset"])
DocId = Annotated[str, Path(pattern="^[0-9a-f]{12}$", description="the document")]
OF_DOCUMENT: Final = {
    name: kind for name, kind in RECORD_TYPES.items() if has_document(kind) and kind is not DocumentRecord
}
"""The tables whose rows belong to documents."""


@contextmanager
def looking(call: Call) -> Iterator[tuple[sa.Connection, str]]:
    """The store in one state, with the name of that."""
    with reading(call.interface.engine) as connection:
        yield connection, call.interface.states.name(connection)


def _tables(connection: sa.Connection, call: Call, state: str) -> Reading:
    return Reading(connection, call.interface.states.corrections(connection, state))


@router.get("/", summary="What there is", openapi_extra={"x-scope": "read"})
def index(call: Reads) -> dict[str, Any]:
    """The state of the dataset, its tables with the number of their rows, and what the token is for."""
    with looking(call) as (connection, state):
        tables = _tables(connection, call, state)
        counts = {name: tables.count(kind, []) for name, kind in RECORD_TYPES.items()}
    return {
        "state": state,
        "schema_version": schema_version(),
        "scopes": sorted(call.caller.scopes),
        "tables": {name: {"rows": count, "href": f"{call.request.url.path}{name}"} for name, count in counts.items()},
    }


def _route(name: str, kind: type[Record]) -> None:
    asked_model = question(kind)

    def rows(call: Reads, asked: Any) -> Response:
        form = wanted(call.request, asked.format, (JSON, CSV))
        with looking(call) as (connection, state):
            tag = tag_of(call.request, state, form)
            if is_known(call.request, tag):
                return unchanged(tag)
            tables = _tables(connection, call, state)
            page = tables.page(kind, conditions(asked), asked.cursor, asked.limit, count=asked.count)
        return page_answer(call.request, name, columns_of(kind), page, tag=tag, state=state, form=form)

    _list(name, " ".join((kind.__doc__ or name).split()), rows, asked_model, kind)


def _list(
    name: str, summary: str, answer: Callable[..., Response], asked_model: type[Asked], row_model: type[Any]
) -> None:
    # the parameters of each table are those of its columns
    answer.__annotations__["call"] = Reads
    answer.__annotations__["asked"] = Annotated[asked_model, Query()]
    model = create_model(
        f"page_{name}",
        state=(str, ...),
        rows=(list[row_model], ...),  # type: ignore[valid-type]
        next=(str | None, ...),
        total=(int | None, None),
    )
    router.get(
        f"/{name}",
        summary=summary,
        operation_id=f"list_{name}",
        response_model=model,
        responses={200: {"content": {CSV: {"schema": {"type": "string"}}}}, 304: {"description": "Not modified"}},
        openapi_extra={"x-scope": "read"},
        description="Rows that fit, a page at a time: the header `Link` and `next` lead to the next one.",
    )(answer)


for _name, _kind in RECORD_TYPES.items():
    _route(_name, _kind)


# -- decisions ---------------------------------------------------------------------------------------------------------

_CHOICES: Final = {"subject": ("finding", "value"), "action": ("confirm", "dismiss", "correct", "defer", "undo")}
DECISION_COLUMNS: Final = tuple(
    ColumnSpec(name, str, name in {"value", "predicted"}, _CHOICES.get(name, ()), field.description or "")
    for name, field in Decision.model_fields.items()
)


def _decisions(call: Reads, asked: Any) -> Response:
    form = wanted(call.request, asked.format, (JSON, CSV))
    with looking(call) as (connection, state):
        tag = tag_of(call.request, state, form)
        if is_known(call.request, tag):
            return unchanged(tag)
        page = _page_of_decisions(connection, conditions(asked), asked)
    return page_answer(call.request, "decisions", DECISION_COLUMNS, page, tag=tag, state=state, form=form)


def _page_of_decisions(connection: sa.Connection, fitting: list[Condition], asked: Asked) -> Page:
    """Decisions in the order in which they came to this store, to which only ever some are added."""
    clauses = [one.clause(DECISIONS) for one in fitting]
    query = sa.select(DECISIONS).where(*clauses).order_by(DECISIONS.c.sequence)
    if asked.cursor:
        query = query.where(DECISIONS.c.sequence > unpacked(asked.cursor, [int])[0])
    got = connection.execute(query.limit(asked.limit + 1)).mappings().all()
    rows = [{column.name: row[column.name] for column in DECISION_COLUMNS} for row in got[: asked.limit]]
    following = packed([got[asked.limit - 1]["sequence"]]) if len(got) > asked.limit else ""
    total = None
    if asked.count:
        total = connection.scalar(sa.select(sa.func.count()).select_from(DECISIONS).where(*clauses)) or 0
    return Page(rows, following, total)


_list(
    "decisions",
    "What people decided on findings and values, in the order in which it came to this store.",
    _decisions,
    question_of("decisions", DECISION_COLUMNS),
    Decision,
)

# -- one document ------------------------------------------------------------------------------------------------------

_WHOLE: Final = create_model(
    "whole_document",
    state=(str, ...),
    document=(DocumentRecord, ...),
    **cast("Any", {name: (list[kind], ...) for name, kind in OF_DOCUMENT.items()}),  # type: ignore[valid-type]
)


@router.get(
    "/documents/{doc_id}",
    summary="One document with all of its records",
    response_model=_WHOLE,
    responses={304: {"description": "Not modified"}},
    openapi_extra={"x-scope": "read"},
)
def document(call: Reads, doc_id: DocId) -> Response:
    """The document and every row of every table that belongs to it, corrections in the place of what was read."""
    with looking(call) as (connection, state):
        tag = tag_of(call.request, state)
        if is_known(call.request, tag):
            return unchanged(tag)
        tables = _tables(connection, call, state)
        found = _document(tables, doc_id)
        here = [Condition("doc_id", "any", [doc_id])]
        rows = {name: tables.every(kind, here) for name, kind in OF_DOCUMENT.items()}
    return json_answer({"state": state, "document": found, **rows}, tag=tag)


_TEXT_SCHEMA: Final = create_model(
    "text_of_document",
    doc_id=(str, ...),
    start=(int, ...),
    end=(int, ...),
    length=(int, ...),
    text=(str, ...),
    evidence=(list[dict[str, Any]], ...),
)


@router.get(
    "/documents/{doc_id}/text",
    summary="The recovered text of a document",
    response_model=_TEXT_SCHEMA,
    responses={
        200: {"content": {PLAIN: {"schema": {"type": "string"}}}},
        304: {"description": "Not modified"},
    },
    openapi_extra={"x-scope": "read"},
)
def text(
    call: Reads,
    doc_id: DocId,
    start: Annotated[int, Query(ge=0, le=2**53, description="first character")] = 0,
    end: Annotated[int | None, Query(ge=0, le=2**53, description="character behind the last")] = None,
    format: Annotated[Literal["json", "plain"] | None, Query(description="form of the answer")] = None,
) -> Response:
    """The text, or the part between two offsets. Offsets count characters (Unicode code points), as the evidence does.

    As JSON with the places in that part on which rows of the dataset stand: table, row of the document in it (from 1),
    page, start and end.
    """
    form = wanted(call.request, format, (PLAIN, JSON))
    with looking(call) as (connection, state):
        tag = tag_of(call.request, state, form)
        if is_known(call.request, tag):
            return unchanged(tag)
        tables = _tables(connection, call, state)
        _document(tables, doc_id)
        whole = connection.scalar(sa.select(TEXTS.c.text).where(TEXTS.c.doc_id == doc_id)) or ""
        last = len(whole) if end is None else end
        if not start <= last <= len(whole):
            raise wrong_value("query", "end" if end is not None else "start", "span")
        if form == PLAIN:
            headers = marked(tag) | {"Kehoach-State": state}
            return Response(whole[start:last].encode("utf-8", "replace"), 200, headers, PLAIN)
        places = _places(tables, doc_id, start, last)
    body = {"doc_id": doc_id, "start": start, "end": last, "length": len(whole), "text": whole[start:last]}
    return json_answer(body | {"evidence": places}, tag=tag)


def _document(tables: Reading, doc_id: str) -> dict[str, Any]:
    found = tables.every(DocumentRecord, [Condition("doc_id", "any", [doc_id])])
    if not found:
        raise ProblemError("not_found")
    return found[0]


def _places(tables: Reading, doc_id: str, start: int, end: int) -> list[dict[str, Any]]:
    """Where rows of a document stand that touch a part of its text, in the order of the text."""
    found = []
    for name, kind in OF_DOCUMENT.items():
        if not issubclass(kind, Located):
            continue
        first, last = kind.evidence_columns[1:3]
        for number, row in enumerate(tables.every(kind, [Condition("doc_id", "any", [doc_id])]), 1):
            if row[first] < end and row[last] > start:
                found.append({"table": name, "row": number, "page": row["page"], "start": row[first], "end": row[last]})
    return sorted(found, key=lambda place: (place["start"], -place["end"], place["table"], place["row"]))
