"""The real server and the real reader: what was accepted is read although the server is killed."""

from __future__ import annotations

import signal
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from dataset.database import address_of, durable_engine
from dataset.store import Store
from pipeline.commands.run import run
from pipeline.settings import load_settings
from review.api.tokens import Tokens
from tests.review.api.made import fill
from tests.review.web.served import HOSTILE, Server, start

pytestmark = pytest.mark.slow
PLAN = HOSTILE.replace("Bến Lau", "Bến Đá").replace("BẾN LAU", "BẾN ĐÁ")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """An output folder with some documents."""
    out = tmp_path / "out"
    out.mkdir()
    fill(out / "kehoach.sqlite")
    return out


@pytest.fixture
def servers(folder: Path) -> Iterator[list[Server]]:
    running: list[Server] = []
    yield running
    for server in running:
        if server.process.poll() is None:
            server.stop()


def holding(out: Path, server: Server) -> httpx.Client:
    engine = durable_engine(address_of(out / "kehoach.sqlite"))
    _, secret = Tokens(engine).add("thử", ["read", "submit"])
    engine.dispose()
    return httpx.Client(base_url=f"{server.address}/api/v1", headers={"Authorization": f"Bearer {secret}"}, timeout=30)


def test_what_was_accepted_is_read_by_the_next_server(folder: Path, servers: list[Server]) -> None:
    servers.append(start(folder))
    client = holding(folder, servers[0])
    told = client.post("documents", files={"file": ("../plan.txt", PLAN.encode())})
    broken = client.post("documents", files={"file": ("broken.pdf", b"%PDF-1.4 and nothing else")})
    assert (told.status_code, broken.status_code) == (202, 202)
    servers[0].process.send_signal(signal.SIGKILL)
    servers[0].process.wait(20)
    servers.append(start(folder))
    again = httpx.Client(base_url=f"{servers[1].address}/api/v1", headers=client.headers, timeout=30)
    # what was accepted is known at once, and read before long
    address = f"submissions/{told.json()['submission_id']}"
    assert again.get(address).status_code == 200
    until = time.monotonic() + 120
    while (now := again.get(address).json())["state"] in {"queued", "reading"}:
        assert time.monotonic() < until, now
        time.sleep(0.1)
    assert now["state"] == "done", now
    (document,) = now["documents"]
    assert document["source"] == f"inbox/{now['submission_id']}.txt"
    assert again.get(f"documents/{document['doc_id']}").json()["targets"]
    refused = again.get(f"submissions/{broken.json()['submission_id']}", headers={"Accept-Language": "en"}).json()
    assert refused["state"] == "refused"
    assert refused["refused"][0]["code"].startswith("pdf")
    assert refused["refused"][0]["remedy"].isascii()


def test_a_run_over_the_folder_around_forgets_nothing_of_what_was_handed_in(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    inbox = folder / "inbox"
    inbox.mkdir()
    (inbox / "a.txt").write_text(PLAN, encoding="utf-8")
    (folder.parent / "b.txt").write_text(HOSTILE, encoding="utf-8")
    settings = load_settings({"workers": 1})
    monkeypatch.chdir(folder)
    assert run([Path("inbox/a.txt")], Path(), settings, quiet=True) == 0
    monkeypatch.chdir(folder.parent)
    assert run([Path()], Path("out"), settings, quiet=True) == 0
    with Store.at(folder / "kehoach.sqlite") as store:
        assert set(store.sources()) == {"inbox/a.txt", "b.txt"}
    # what is no longer in the inbox is gone like anything else
    (inbox / "a.txt").unlink()
    assert run([Path()], Path("out"), settings, quiet=True) == 0
    with Store.at(folder / "kehoach.sqlite") as store:
        assert set(store.sources()) == {"b.txt"}
