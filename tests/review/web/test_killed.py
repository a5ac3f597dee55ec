"""A server that dies in the middle of decisions, and decisions that come at the same time."""

from __future__ import annotations

import re
import signal
import threading
from collections.abc import Callable
from pathlib import Path

import httpx
import pytest

from dataset.decisions import Ledger
from review.desk import Desk
from review.queue import Filters
from tests.review.web.served import Server

pytestmark = pytest.mark.slow


def signed_in(server: Server) -> tuple[httpx.Client, str]:
    """Somebody at work, with the token of the session."""
    client = httpx.Client(base_url=server.address, follow_redirects=False, timeout=20)
    assert client.get(server.link).status_code == 303
    found = re.search(r'name="csrf" value="(\w+)"', client.get("/queue").text)
    assert found
    return client, found[1]


def keys(store: Path) -> list[str]:
    with Desk.at(store / "kehoach.sqlite") as desk:
        return [item.key for item in desk.queue.page(Filters(), count=1000).items]


def test_what_was_acknowledged_outlives_the_server(serve: Callable[..., Server], store: Path) -> None:
    server = serve()
    wanted = keys(store)
    told: list[str] = []
    enough = threading.Event()

    def work(mine: list[str]) -> None:
        client, token = signed_in(server)
        for turn in range(100):
            for key in mine:
                reason = f"{threading.get_ident()} {turn} {key}"
                try:
                    answer = client.post(
                        f"/finding/{key}/decide", data={"csrf": token, "action": "dismiss", "reason": reason}
                    )
                except httpx.HTTPError:
                    return
                if answer.status_code == 303:
                    told.append(reason)
                if len(told) > 12:
                    enough.set()

    workers = [threading.Thread(target=work, args=(wanted[part::3],)) for part in range(3)]
    for worker in workers:
        worker.start()
    assert enough.wait(60)
    server.process.send_signal(signal.SIGKILL)
    for worker in workers:
        worker.join(30)
    with Ledger.at(store / "kehoach.sqlite") as ledger:
        kept = {decision.reason for decision in ledger.decisions()}
    assert len(told) > 12
    assert set(told) <= kept
    # and the pages open again on what was kept
    client, _ = signed_in(serve())
    assert client.get("/queue", params={"state": "dismissed"}).text.count('class="entry ') > 0


def test_many_at_once_lose_nothing(serve: Callable[..., Server], store: Path) -> None:
    server = serve()
    key = keys(store)[0]
    refused: list[int] = []

    def decide(action: str) -> None:
        client, token = signed_in(server)
        for _ in range(5):
            answer = client.post(f"/finding/{key}/decide", data={"csrf": token, "action": action})
            if answer.status_code != 303:
                refused.append(answer.status_code)

    workers = [threading.Thread(target=decide, args=(action,)) for action in ("confirm", "dismiss", "defer", "confirm")]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(60)
    assert refused == []
    with Ledger.at(store / "kehoach.sqlite") as ledger:
        decisions = ledger.decisions([key])
    assert len(decisions) == 20
    assert len({decision.at for decision in decisions}) == 20
