"""Exports over HTTP: ordered, followed, fetched, by token."""

from __future__ import annotations

import time
from typing import Any

import pytest
from starlette.testclient import TestClient

from review.api.interface import Interface
from review.web.app import create_app
from review.web.site import Site
from tests.review.api.conftest import Clients, codes_of
from tests.review.api.made import API, MadeUpMaker


def ended(client: TestClient, identity: str) -> dict[str, Any]:
    until = time.monotonic() + 10
    while time.monotonic() < until:
        found: dict[str, Any] = client.get(f"/exports/{identity}").json()
        if found["state"] not in {"queued", "running"}:
            return found
        time.sleep(0.01)
    raise AssertionError("it does not end")


def test_an_export_is_ordered_followed_and_fetched(reading: TestClient, maker: MadeUpMaker) -> None:
    maker.hold.clear()
    answer = reading.post("/exports", json={"format": "jsonl", "documents": ["0" * 11 + "1"]})
    assert answer.status_code == 202
    identity = answer.json()["export_id"]
    assert answer.headers["location"] == f"/api/v1/exports/{identity}"
    assert answer.json()["documents"] == 1
    early = reading.get(f"/exports/{identity}/file")
    assert (early.status_code, early.json()["code"]) == (409, "not_made")
    assert "retry-after" in early.headers
    maker.hold.set()
    done = ended(reading, identity)
    assert (done["state"], done["name"], done["cause"]) == ("done", "kehoach.jsonl", None)
    got = reading.get(f"/exports/{identity}/file")
    assert got.headers["content-type"] == "application/octet-stream"
    assert got.headers["content-disposition"] == 'attachment; filename="kehoach.jsonl"'
    assert got.text == "('jsonl', ('000000000001',), 'vi')"
    assert len(got.content) == done["size"]
    listed = reading.get("/exports").json()
    assert [row["export_id"] for row in listed["rows"]] == [identity]
    assert [one["name"] for one in listed["formats"]] == ["xlsx", "jsonl", "broken"]
    assert reading.delete(f"/exports/{identity}").status_code == 204
    assert reading.get(f"/exports/{identity}").status_code == 404
    assert reading.get("/exports").json()["rows"] == []


def test_the_language_is_that_asked_for(reading: TestClient) -> None:
    answer = reading.post("/exports", json={"format": "xlsx"}, headers={"Accept-Language": "en"})
    identity = answer.json()["export_id"]
    ended(reading, identity)
    assert reading.get(f"/exports/{identity}/file").text == "('xlsx', None, 'en')"


def test_why_one_failed_is_told(reading: TestClient) -> None:
    failed = ended(reading, reading.post("/exports", json={"format": "broken"}).json()["export_id"])
    assert (failed["state"], failed["cause"], failed["remedy"]) == ("failed", "Đĩa đầy.", "Dọn đĩa.")
    answer = reading.get(f"/exports/{failed['export_id']}/file")
    assert (answer.status_code, answer.json()["code"]) == (409, "not_made")


@pytest.mark.parametrize(
    ("asked", "wrong"),
    [
        ({"format": "../../etc/passwd"}, ("format", "choice")),
        ({}, ("format", "missing")),
        ({"format": "xlsx", "documents": []}, ("documents", "too_short")),
        ({"format": "xlsx", "documents": ["../x"]}, ("documents.0", "form")),
        ({"format": "xlsx", "folder": "/tmp"}, ("folder", "unknown")),
    ],
)
def test_what_does_not_serve_is_named(reading: TestClient, asked: dict[str, Any], wrong: tuple[str, str]) -> None:
    answer = reading.post("/exports", json=asked)
    assert answer.status_code == 422
    assert codes_of(answer.json()["errors"]) == {wrong}


def test_a_token_sees_its_own_alone_and_must_be_for_reading(reading: TestClient, holding: Clients) -> None:
    identity = reading.post("/exports", json={"format": "xlsx"}).json()["export_id"]
    ended(reading, identity)
    other = holding("read")
    assert other.get("/exports").json()["rows"] == []
    for path in (f"/exports/{identity}", f"/exports/{identity}/file"):
        assert other.get(path).status_code == 404
    assert other.delete(f"/exports/{identity}").status_code == 404
    submitting = holding("submit")
    assert submitting.get("/exports").status_code == 403
    assert submitting.post("/exports", json={"format": "xlsx"}).status_code == 403
    assert reading.get(f"/exports/{identity}/file").status_code == 200


def test_too_many_are_put_off(reading: TestClient, maker: MadeUpMaker, interface: Interface) -> None:
    maker.hold.clear()
    for _ in range(interface.settings.exports_waiting):
        assert reading.post("/exports", json={"format": "xlsx"}).status_code == 202
    answer = reading.post("/exports", json={"format": "xlsx"})
    assert (answer.status_code, answer.json()["code"]) == (429, "too_many_exports")
    assert "retry-after" in answer.headers


def test_a_server_that_makes_none_says_so(site: Site) -> None:
    site.programs = Interface(site.desk.ledger.engine)
    _, secret = site.programs.tokens.add("thử", ["read"], None)
    client = TestClient(create_app(site), base_url=API, headers={"Authorization": f"Bearer {secret}"})
    for answer in (client.get("/exports"), client.post("/exports", json={"format": "xlsx"})):
        assert (answer.status_code, answer.json()["code"]) == (503, "no_exports")
