"""Reading the dataset: filters, pages, marks, forms, corrected values, texts."""

from __future__ import annotations

import csv
import io
from typing import Any

import pytest
from starlette.testclient import TestClient

from dataset.columns import columns_of
from dataset.corrected import corrected_rows
from dataset.exports.cells import unguarded
from dataset.records import RECORD_TYPES, Correction, Target
from dataset.store import Store
from review.api.filters import Paging
from review.applied import apply_corrections
from review.desk import Choice
from review.web.site import Site
from tests.review.api.conftest import codes_of, rows_of
from tests.review.api.made import add_document, findings

DOC = "000000000001"


def decide(site: Site, field: str, row: int, value: str, doc_id: str = DOC) -> None:
    key = site.desk.value(field, doc_id, row).key
    site.desk.decide("Thu Hà", [Choice(key, "correct", value=value)])


def test_no_parameter_of_pages_is_the_name_of_a_column() -> None:
    names = {column.name for kind in RECORD_TYPES.values() for column in columns_of(kind)}
    assert names.isdisjoint({*Paging.model_fields, "format"})
    assert not any("__" in name for name in names)


@pytest.mark.parametrize("table", sorted(RECORD_TYPES))
def test_every_table_is_given_whole_page_after_page(reading: TestClient, archive: Store, table: str) -> None:
    kind = RECORD_TYPES[table]
    expected = [{name: getattr(row, name) for name in kind.column_names()} for row in archive.rows(kind)]
    got = rows_of(reading, table, limit=3)
    assert sorted(map(repr, got)) == sorted(map(repr, expected))
    assert len(got) == len(expected)
    assert all(list(row) == kind.column_names() for row in got)


def test_what_is_asked_of_columns(reading: TestClient) -> None:
    def values(**asked: Any) -> list[float]:
        return [row["value"] for row in rows_of(reading, "targets", **asked)]

    assert values(doc_id=DOC) == [100, 101, 102, 103, 104]
    assert values(doc_id=[DOC, "000000000002"], value=101) == [101, 101]
    assert values(doc_id=DOC, value__ge=102, value__le=103) == [102, 103]
    assert values(doc_id=DOC, scope__null=True, value__ge=104) == [104]
    assert values(doc_id=DOC, scope__null=False) == []
    assert values(doc_id=DOC, scope="") == []
    dated = rows_of(reading, "documents", issued_on__ge="2026-01", issued_on__le="2026-01-05")
    assert len(dated) == 4
    assert rows_of(reading, "documents", issued_on__ge="2026-01-06") == []


def test_what_is_asked_wrongly_is_told_and_nothing_else_is_given(reading: TestClient) -> None:
    answer = reading.get(
        "targets", params={"nope": 1, "limit": 0, "value": "x", "comparator": "~", "page": 2**60, "unit": "a\0b"}
    )
    assert (answer.status_code, answer.headers["content-type"]) == (422, "application/problem+json")
    body = answer.json()
    assert codes_of(body["errors"]) >= {("nope", "unknown"), ("limit", "at_least"), ("value.0", "number")}
    assert codes_of(body["errors"]) >= {("comparator.0", "choice"), ("page.0", "at_most"), ("unit.0", "form")}
    assert (body["code"], body["status"], body["instance"]) == ("invalid", 422, "/api/v1/targets")


@pytest.mark.parametrize(
    "cursor", ["x", "W10", "WyJhIiwiYiJd", "bnVsbA", "WyIwMDAwMDAwMDAwMDEiLCA5OTk5OTk5OTk5OTk5OTk5OTk5OV0"]
)
def test_a_cursor_of_somebody_else_is_refused(reading: TestClient, cursor: str) -> None:
    answer = reading.get("targets", params={"cursor": cursor})
    assert answer.status_code == 422
    assert codes_of(answer.json()["errors"]) == {("cursor", "cursor")}


def test_pages_lead_on_by_the_header_as_well(reading: TestClient) -> None:
    first = reading.get("targets", params={"limit": 3, "unit": "cây", "count": "true"})
    assert first.json()["total"] == 20
    following = first.links["next"]["url"]
    assert following.startswith("/api/v1/targets?")
    second = reading.get(f"http://127.0.0.1{following}")
    assert second.json()["rows"] == rows_of(reading, "targets")[3:6]
    last = reading.get("targets", params={"limit": 5000})
    assert "link" not in last.headers
    assert last.json()["next"] is None


def test_what_is_there_all_the_while_is_given_once_whatever_changes(reading: TestClient, archive: Store) -> None:
    for table, change in (
        ("targets", lambda: [add_document(archive, 0, count=9), add_document(archive, 1, count=2)]),
        ("findings", lambda: archive.replace_findings(findings(DOC, 9)[::-1], [])),
    ):
        before = rows_of(reading, table)
        answer = reading.get(table, params={"limit": 6}).json()
        change()
        after = answer["rows"] + rows_of(reading, table, cursor=answer["next"])
        keys = ["target_id" if table == "targets" else "finding_id"]
        seen = [row[keys[0]] for row in after]
        stayed = [row[keys[0]] for row in before if table == "findings" or row["doc_id"] != DOC]
        assert len(seen) == len(set(seen))
        assert set(stayed) <= set(seen)


def test_an_answer_that_is_known_is_not_sent_again(reading: TestClient, archive: Store, site: Site) -> None:
    addresses = ("", "targets", "targets?value__ge=102", "findings", f"documents/{DOC}", f"documents/{DOC}/text")
    known = {}
    for address in addresses[1:]:
        first = reading.get(address)
        known[address] = first.headers["etag"]
        again = reading.get(address, headers={"If-None-Match": f'"x", W/{first.headers["etag"]}'})
        assert (again.status_code, again.content) == (304, b"")
        assert again.headers["etag"] == first.headers["etag"]
        assert "no-cache" in again.headers["cache-control"]
    assert len(set(known.values())) == len(known)
    for change in (
        lambda: decide(site, "targets.value", 0, "999"),
        lambda: add_document(archive, 9),
        lambda: archive.replace_findings([], []),
    ):
        change()
        for address, tag in known.items():
            answer = reading.get(address, headers={"If-None-Match": tag})
            assert answer.status_code == 200, address
            assert answer.headers["etag"] != tag
            known[address] = answer.headers["etag"]


def test_a_mark_is_that_of_a_form(reading: TestClient) -> None:
    as_json = reading.get("targets").headers["etag"]
    as_csv = reading.get("targets", headers={"Accept": "text/csv", "If-None-Match": as_json})
    assert as_csv.status_code == 200
    assert as_csv.headers["content-type"].startswith("text/csv")


def test_csv_is_that_of_the_exports_and_no_formula(reading: TestClient, archive: Store) -> None:
    answer = reading.get("tasks", params={"format": "csv", "doc_id": DOC})
    assert answer.headers["content-disposition"] == 'attachment; filename="tasks.csv"'
    table = list(csv.DictReader(io.StringIO(answer.text, newline="")))
    assert table[0]["text"].startswith("'=HYPERLINK")
    row = next(iter(archive.rows(RECORD_TYPES["tasks"], {"doc_id": [DOC]})))
    assert unguarded(table[0]["text"]) == row.text  # type: ignore[attr-defined]
    assert answer.text.count("\r\n") == 2
    # the same in JSON is as it stands in the document
    assert rows_of(reading, "tasks", doc_id=DOC)[0]["text"].startswith("=HYPERLINK")


@pytest.mark.parametrize(
    ("accept", "kind"),
    [("*/*", "application/json"), ("text/csv", "text/csv"), ("text/csv;q=0.5, application/json", "application/json"),
     ("application/json;q=0.1, text/*", "text/csv"), ("image/png", "application/json"),
     ("text/csv;q=x", "application/json")],
)  # fmt: skip
def test_the_form_is_that_which_is_liked_best(reading: TestClient, accept: str, kind: str) -> None:
    assert reading.get("targets", headers={"Accept": accept}).headers["content-type"].startswith(kind)


def test_corrected_values_are_given_and_asked_for(reading: TestClient, site: Site, archive: Store) -> None:
    decide(site, "targets.value", 1, "999")
    decide(site, "targets.unit", 2, "nghìn cây")
    assert [row["value"] for row in rows_of(reading, "targets", value__ge=500)] == [999]
    assert rows_of(reading, "targets", doc_id=DOC, value=101) == []
    assert [row["value"] for row in rows_of(reading, "targets", unit="nghìn cây")] == [102]
    assert rows_of(reading, "targets", doc_id="000000000002", value=999) == []
    for asked in ({}, {"value": 101}, {"value__ge": 102}, {"unit": "cây"}):
        for limit in (1, 2, 100):
            counted = reading.get("targets", params={**asked, "count": "true", "limit": limit}).json()["total"]
            assert counted == len(rows_of(reading, "targets", **asked, limit=limit)), asked
    whole = reading.get(f"documents/{DOC}").json()
    assert [row["value"] for row in whole["targets"]] == [100, 999, 102, 103, 104]
    assert {row["corrected"] for row in whole["corrections"]} == {"999", "nghìn cây"}
    assert len(rows_of(reading, "corrections", of_table="targets", limit=1)) == 2
    # as the exports say it
    apply_corrections(archive, site.desk.ledger.engine)
    exported = [row.model_dump() for row in corrected_rows(archive, Target)]
    assert sorted(map(repr, exported)) == sorted(repr(row) for row in map(_as_exported, rows_of(reading, "targets")))
    assert [row.model_dump() for row in archive.rows(Correction)] == whole["corrections"]
    assert rows_of(reading, "corrections", limit=1) == whole["corrections"]


def _as_exported(row: dict[str, Any]) -> dict[str, Any]:
    return Target.model_validate(row).model_dump()


def test_decisions_come_in_the_order_of_the_ledger(reading: TestClient, site: Site) -> None:
    for number in range(3):
        decide(site, "targets.value", number, str(number))
    got = rows_of(reading, "decisions", limit=2)
    assert [row["value"] for row in got] == ["0", "1", "2"]
    assert rows_of(reading, "decisions", value="1") == [got[1]]
    assert reading.get("decisions", params={"count": "true", "limit": 1}).json()["total"] == 3


def test_one_document_with_all_that_belongs_to_it(reading: TestClient) -> None:
    whole = reading.get(f"documents/{DOC}").json()
    assert whole["document"]["doc_id"] == DOC
    assert len(whole["targets"]) == 5
    assert len(whole["findings"]) == 7
    assert {row["doc_id"] for table in ("targets", "tasks", "findings") for row in whole[table]} == {DOC}
    for wrong in ("0123456789ab", "..%2f..%2fetc%2fpasswd", "x" * 12):
        assert reading.get(f"documents/{wrong}").status_code in {404, 422}


def test_offsets_lead_to_the_words_of_the_evidence(reading: TestClient) -> None:
    # a character beyond the basic plane stands before them: they count characters, not bytes nor UTF-16 units
    for row in rows_of(reading, "targets", doc_id=DOC):
        part = reading.get(f"documents/{DOC}/text", params={"start": row["start"], "end": row["end"]})
        assert part.text == row["quote"]
        assert part.headers["content-type"] == "text/plain; charset=utf-8"
    told = reading.get(f"documents/{DOC}/text", params={"format": "json"}).json()
    assert told["length"] == len(told["text"]) == told["end"]
    places = {(place["table"], place["row"]): place for place in told["evidence"]}
    for number, row in enumerate(rows_of(reading, "targets", doc_id=DOC), 1):
        place = places["targets", number]
        assert told["text"][place["start"] : place["end"]] == row["quote"]
    some = reading.get(f"documents/{DOC}/text", params={"format": "json", "start": row["start"]}).json()
    assert {place["table"] for place in some["evidence"]} == {"targets"}
    assert len(some["evidence"]) == 1
    for asked in ({"start": 10**9}, {"start": 5, "end": 4}, {"end": 10**9}):
        assert reading.get(f"documents/{DOC}/text", params=asked).status_code == 422


def test_the_head_of_an_answer_alone(reading: TestClient) -> None:
    got, head = reading.get("targets"), reading.head("targets")
    assert (head.status_code, head.headers["etag"]) == (200, got.headers["etag"])


def test_what_there_is(reading: TestClient) -> None:
    told = reading.get("").json()
    assert told["tables"]["targets"] == {"rows": 20, "href": "/api/v1/targets"}
    assert told["scopes"] == ["read"]
    assert told["state"] == reading.get("targets").json()["state"]


@pytest.mark.parametrize(
    ("header", "language"),
    [("", "vi"), ("en", "en"), ("vi, en;q=0.5", "vi"), ("en-GB;q=0.8, vi;q=0.3", "en"), ("fr", "vi"), ("en;q=x", "vi"),
     ("en;q=0, vi;q=0", "vi")],
)  # fmt: skip
def test_problems_are_told_in_the_language_that_is_liked_best(reading: TestClient, header: str, language: str) -> None:
    answer = reading.get("documents/0123456789ab", headers={"Accept-Language": header})
    assert answer.headers["content-language"] == language
    assert (answer.json()["title"] == "Nothing is at this address") == (language == "en")
    kind = reading.get(f"http://127.0.0.1{answer.json()['type']}", headers={"Accept-Language": header})
    assert kind.json()["title"] == answer.json()["title"]
