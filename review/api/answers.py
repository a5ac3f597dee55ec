"""Answers: JSON or CSV, with the mark by which a client knows them again, and the way to the next page."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Mapping, Sequence
from hashlib import sha256
from typing import Any, Final, Literal
from urllib.parse import urlencode

from fastapi import Request, Response

from dataset.columns import ColumnSpec
from dataset.exports.cells import cell
from review.api.pages import Page

JSON: Final = "application/json"
CSV: Final = "text/csv"
PLAIN: Final = "text/plain"
_ASKED_AGAIN: Final = "private, no-cache"
"""May be kept by whoever asked, who has to ask each time whether it still stands."""
_VARY: Final = "Accept, Accept-Language, Authorization"


def json_answer(
    body: Any, *, tag: str | None = None, status: int = 200, headers: Mapping[str, str] | None = None
) -> Response:
    """An answer as JSON."""
    content = json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode()
    return Response(content, status, marked(tag) | dict(headers or {}), JSON)


def marked(tag: str | None) -> dict[str, str]:
    """The headers of an answer that has a mark."""
    return {"ETag": tag, "Cache-Control": _ASKED_AGAIN, "Vary": _VARY} if tag else {"Vary": _VARY}


def tag_of(request: Request, state: str, *further: str) -> str:
    """The mark of an answer: of the state that it tells of, what was asked, and what else decides on its bytes."""
    asked = (state, request.url.path, *map(repr, request.query_params.multi_items()), *further)
    return f'"{sha256(chr(0).join(asked).encode("utf-8", "surrogatepass")).hexdigest()[:32]}"'


def is_known(request: Request, tag: str) -> bool:
    """Whether the client has this answer (RFC 9110, 13.1.2)."""
    given = request.headers.get("if-none-match", "")
    known = {entry.strip().removeprefix("W/") for entry in given.split(",")}
    return given.strip() == "*" or tag in known


def unchanged(tag: str) -> Response:
    """What is said to a client that has the answer."""
    return Response(status_code=304, headers=marked(tag))


def wanted(request: Request, named: str | None, offered: Sequence[str]) -> str:
    """Which of some media types is asked for: by its name, else by ``Accept``, else the first."""
    if named is not None:
        return next(kind for kind in offered if named in kind)
    weights = {kind: _weight(request.headers.get("accept", ""), kind) for kind in offered}
    best = max(offered, key=lambda kind: (weights[kind], kind == offered[0]))
    return best if weights[best] else offered[0]


def _weight(header: str, kind: str) -> float:
    """How much a media type is liked; of what fits the most exact entry counts."""
    found, exactness = 0.0, -1
    for entry in header.split(","):
        name, _, parameters = entry.partition(";")
        fitting = ("*/*", f"{kind.partition('/')[0]}/*", kind)
        if (name := name.strip().lower()) not in fitting or fitting.index(name) < exactness:
            continue
        exactness = fitting.index(name)
        try:
            found = float(parameters.partition("q=")[2].split(";")[0]) if "q=" in parameters else 1.0
        except ValueError:
            found = 0.0
    return found


def page_answer(
    request: Request,
    name: str,
    columns: Sequence[ColumnSpec],
    page: Page,
    *,
    tag: str,
    state: str,
    form: Literal["application/json", "text/csv"] | str,
) -> Response:
    """A page of rows."""
    headers = links(request, page.next)
    if form == CSV:
        headers |= {"Content-Disposition": f'attachment; filename="{name}.csv"', "Kehoach-State": state}
        if page.total is not None:
            headers["Kehoach-Total"] = str(page.total)
        return Response(csv_of(columns, page.rows), 200, marked(tag) | headers, CSV)
    body: dict[str, Any] = {"state": state, "rows": page.rows, "next": page.next or None}
    if page.total is not None:
        body["total"] = page.total
    return json_answer(body, tag=tag, headers=headers)


def links(request: Request, following: str) -> dict[str, str]:
    """The header ``Link`` (RFC 8288) of a page; none where nothing follows."""
    if not following:
        return {}
    asked = [pair for pair in request.query_params.multi_items() if pair[0] != "cursor"]
    query = urlencode([*asked, ("cursor", following)])
    return {"Link": f'<{request.url.path}?{query}>; rel="next"'}


def csv_of(columns: Sequence[ColumnSpec], rows: Sequence[Mapping[str, Any]]) -> bytes:
    """Rows as CSV (RFC 4180, UTF-8, header row); no cell is a formula (:mod:`dataset.exports.cells`)."""
    file = io.StringIO(newline="")
    writer = csv.writer(file)
    writer.writerow([column.name for column in columns])
    for row in rows:
        writer.writerow([cell(row[column.name], column) for column in columns])
    return file.getvalue().encode()
