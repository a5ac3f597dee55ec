"""One store and the application over it for the tests of the interface."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Collection, Iterator
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from dataset.store import Store
from review.api.interface import Interface
from review.api.settings import HttpSettings
from review.api.tokens import Scope
from review.desk import Desk
from review.web.app import create_app
from review.web.site import Access, Site
from tests.postgres import Server, postgres_server
from tests.review.api.made import API, HERE, MadeUpMaker, MadeUpReader, fill

SETTINGS = HttpSettings(upload_megabytes=1, waiting_at_most=3, requests_per_minute=100_000)


@pytest.fixture(scope="session")
def postgres() -> Iterator[Server]:
    """A PostgreSQL that goes with the tests."""
    with postgres_server() as server:
        yield server


@pytest.fixture(scope="session")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store that was made once; nobody writes here."""
    path = tmp_path_factory.mktemp("api") / "kehoach.sqlite"
    fill(path)
    with Desk.at(path) as desk:
        desk.refresh(0.8)
    return path


@pytest.fixture
def out(filled: Path, tmp_path: Path) -> Path:
    """An output folder of one's own."""
    folder = tmp_path / "out"
    folder.mkdir()
    shutil.copy(filled, folder / filled.name)
    return folder


@pytest.fixture
def reader() -> MadeUpReader:
    return MadeUpReader()


@pytest.fixture
def maker(tmp_path: Path) -> MadeUpMaker:
    folder = tmp_path / "made"
    folder.mkdir()
    return MadeUpMaker(folder)


@pytest.fixture
def archive(out: Path) -> Iterator[Store]:
    with Store.at(out / "kehoach.sqlite") as store:
        yield store


@pytest.fixture
def site(out: Path, archive: Store, reader: MadeUpReader, maker: MadeUpMaker) -> Iterator[Site]:
    """The parts of a server, with an inbox; internal networks are closed."""
    with Desk.at(out / "kehoach.sqlite") as desk:
        interface = Interface(desk.ledger.engine, out=out, reader=reader, maker=maker, settings=SETTINGS)
        yield Site(desk, archive, Access(reviewer="Thu Hà"), interface=interface)
        assert interface.exports is not None
        interface.exports.close()


@pytest.fixture
def interface(site: Site) -> Interface:
    return site.programs


@pytest.fixture
def client(site: Site) -> TestClient:
    """Somebody without a token."""
    return TestClient(create_app(site), base_url=HERE, raise_server_exceptions=False, follow_redirects=False)


Clients = Callable[..., TestClient]


@pytest.fixture
def holding(site: Site) -> Clients:
    """Makes clients that hold a token of some scopes."""

    def made(*scopes: Scope, seconds: float | None = None) -> TestClient:
        _, secret = site.programs.tokens.add("thử", scopes, seconds)
        return TestClient(
            create_app(site), base_url=API, raise_server_exceptions=False, follow_redirects=False,
            headers={"Authorization": f"Bearer {secret}"},
        )  # fmt: skip

    return made


@pytest.fixture
def reading(holding: Clients) -> TestClient:
    """Somebody who may read."""
    return holding("read")


def rows_of(client: TestClient, path: str, **asked: Any) -> list[dict[str, Any]]:
    """All rows of a table, page after page."""
    found: list[dict[str, Any]] = []
    cursor = ""
    while True:
        answer = client.get(path, params=asked | ({"cursor": cursor} if cursor else {}))
        assert answer.status_code == 200, answer.text
        found += answer.json()["rows"]
        cursor = answer.json()["next"]
        if not cursor:
            return found


def codes_of(errors: Collection[dict[str, str]]) -> set[tuple[str, str]]:
    """Name and reason of what is wrong."""
    return {(error["name"], error["code"]) for error in errors}
