"""The interface over a PostgreSQL: the same answers, and the same rows of its own."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from dataset.records import RECORD_TYPES
from dataset.store import Store
from review.api.interface import Background, Interface
from review.desk import Desk
from review.web.app import create_app
from review.web.site import Access, Site
from tests.postgres import Server
from tests.review.api.conftest import rows_of
from tests.review.api.made import API, MadeUpReader, add_document, findings
from tests.review.api.test_data import decide

pytestmark = pytest.mark.slow


@pytest.fixture
def elsewhere(postgres: Server, tmp_path: Path) -> Iterator[Site]:
    """A server over a database of its own, with the rows of the other tests."""
    with Store(postgres.address()) as store:
        made = [add_document(store, number) for number in range(1, 5)]
        store.gather_units()
        store.replace_findings(findings(made[0].doc_id), [])
        with Desk(store.address) as desk:
            desk.refresh(0.8)
            interface = Interface(desk.ledger.engine, out=tmp_path, reader=MadeUpReader())
            yield Site(desk, store, Access(reviewer="An"), interface=interface)


def holding(site: Site) -> TestClient:
    _, secret = site.programs.tokens.add("thử", ["read", "submit", "hooks"])
    return TestClient(create_app(site), base_url=API, headers={"Authorization": f"Bearer {secret}"})


def test_it_gives_what_it_gives_over_sqlite(elsewhere: Site, reading: TestClient) -> None:
    client = holding(elsewhere)
    for table in RECORD_TYPES:
        assert rows_of(client, table, limit=3) == rows_of(reading, table, limit=3), table
    for asked in ({"value__ge": 102}, {"unit": "cây", "doc_id": "000000000001"}, {"scope__null": True}):
        assert rows_of(client, "targets", **asked) == rows_of(reading, "targets", **asked)
    tag = client.get("targets").headers["etag"]
    assert client.get("targets", headers={"If-None-Match": tag}).status_code == 304
    decide(elsewhere, "targets.value", 1, "999")
    assert client.get("targets", headers={"If-None-Match": tag}).status_code == 200
    assert [row["value"] for row in rows_of(client, "targets", value__ge=500)] == [999]


def test_documents_and_messages_go_their_way(elsewhere: Site) -> None:
    client = holding(elsewhere)
    hook = elsewhere.programs.hooks.add(
        elsewhere.programs.tokens.all()[0].token_id, "https://example.org/", ["submission.done"], ""
    )
    assert hook
    told = client.post("documents", files={"file": ("a.txt", b"done\n")}).json()
    sent: list[str] = []
    with Background(elsewhere.programs, post=lambda due: (sent.append(due.delivery.event), (204, ""))[1]):
        until = time.monotonic() + 20
        while not sent and time.monotonic() < until:
            time.sleep(0.05)
    assert client.get(f"submissions/{told['submission_id']}").json()["state"] == "done"
    assert sent == ["submission.done"]
