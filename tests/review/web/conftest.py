"""One store, one server and one browser for the tests of the pages."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from tests.review.web.served import Server, ServerHere, copy_store, make_store, start, start_here
from tests.shared import made_once


@pytest.fixture(scope="session")
def read_store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Plans that were read once; nobody writes here."""
    return made_once(tmp_path_factory, "review", make_store) / "out"


@pytest.fixture
def store(read_store: Path, tmp_path: Path) -> Path:
    """A store of one's own."""
    return copy_store(read_store, tmp_path)


@pytest.fixture(scope="session")
def shared_server(read_store: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServerHere]:
    """A server for tests that decide nothing."""
    with start_here(copy_store(read_store, tmp_path_factory.mktemp("shared"))) as server:
        yield server


@pytest.fixture
def serve_here(store: Path) -> Iterator[Callable[..., ServerHere]]:
    """Starts servers over a store of one's own, in threads."""
    with ExitStack() as running:
        yield lambda **options: running.enter_context(start_here(store, **options))


@pytest.fixture
def serve(store: Path) -> Iterator[Callable[..., Server]]:
    """Starts servers over a store of one's own, in processes."""
    running: list[Server] = []

    def begin(*options: str) -> Server:
        running.append(start(store, *options))
        return running[-1]

    yield begin
    for server in running:
        server.stop()


@pytest.fixture
def visit(browser: Browser) -> Iterator[Callable[..., Page]]:
    """Opens pages in browsers of their own, each with an office screen; what a page complains of fails the test."""
    contexts: list[BrowserContext] = []
    complaints: list[str] = []

    def opened(address: str, width: int = 1366, height: int = 768) -> Page:
        contexts.append(browser.new_context(viewport={"width": width, "height": height}, locale="vi-VN"))
        page = contexts[-1].new_page()
        page.set_default_timeout(30_000)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
        # whatever leaves this machine is a mistake
        page.on("request", lambda request: None if "127.0.0.1" in request.url else complaints.append(request.url))
        page.goto(address)
        return page

    yield opened
    for context in contexts:
        context.close()
    assert not complaints
