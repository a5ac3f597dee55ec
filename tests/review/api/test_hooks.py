"""Results that are sent: signed, only where they may go, again and again until they have arrived."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import shutil
import socket
import ssl
import subprocess
import threading
import time
from collections.abc import Callable
from dataclasses import replace
from ipaddress import ip_address
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from dataset.database import reading, writing
from dataset.store import Store
from review.api import deliveries
from review.api import interface as parts
from review.api.addresses import AddressError, goal_of, is_open
from review.api.deliveries import WAITS, Due
from review.api.interface import Background, Interface
from review.api.sending import send
from review.api.tables import DELIVERIES
from tests.review.api.conftest import Clients, codes_of
from tests.review.api.made import Receiver, add_document

LOOPBACK = ("127.0.0.0/8",)
OUTSIDE = "https://example.org/x"


@pytest.fixture(autouse=True)
def names(monkeypatch: pytest.MonkeyPatch) -> None:
    """Names of the outside world, without the outside world."""

    def resolved(host: str, port: int) -> list[str]:
        if host.replace(".", "").isdigit():
            return [host]
        if host == "example.org":
            return ["93.184.215.14"]
        raise OSError("no such name")

    monkeypatch.setattr(goal_of, "__defaults__", (resolved,))
    monkeypatch.setitem(send.__kwdefaults__, "resolve", resolved)
    monkeypatch.setattr(parts, "_LOOK", 0.05)


@pytest.fixture
def subscriber(holding: Clients) -> TestClient:
    return holding("read", "submit", "hooks")


@pytest.fixture
def opened(interface: Interface) -> Interface:
    """A server whose own machine is open to results."""
    object.__setattr__(interface, "settings", replace(interface.settings, hook_networks=LOOPBACK))
    return interface


def subscribe(client: TestClient, url: str = OUTSIDE, events: tuple[str, ...] = ("submission.done",)) -> dict[str, Any]:
    answer = client.post("hooks", json={"url": url, "events": list(events), "description": "cổng"})
    assert answer.status_code == 201, answer.text
    told: dict[str, Any] = answer.json()
    return told


def due_now(interface: Interface) -> Due:
    (due,) = interface.outbox.due(4)
    return due


def wait_for(happened: Callable[[], Any], seconds: float = 15) -> Any:
    until = time.monotonic() + seconds
    while not (found := happened()):
        assert time.monotonic() < until
        time.sleep(0.02)
    return found


# -- signatures --------------------------------------------------------------------------------------------------------


def is_signed(secret: str, headers: dict[str, str], body: bytes) -> bool:
    """What a receiver does, by the words of docs/http.md."""
    if abs(time.time() - int(headers["webhook-timestamp"])) > 300:
        return False
    signed = headers["webhook-id"].encode() + b"." + headers["webhook-timestamp"].encode() + b"." + body
    digest = hmac.new(base64.b64decode(secret.removeprefix("whsec_")), signed, hashlib.sha256).digest()
    return hmac.compare_digest(headers["webhook-signature"], "v1," + base64.b64encode(digest).decode())


def test_a_result_arrives_signed(subscriber: TestClient, opened: Interface) -> None:
    with Receiver() as receiver, Background(opened):
        hook = subscribe(subscriber, receiver.url, ("submission.done", "submission.refused"))
        told = subscriber.post("documents", files={"file": ("a.txt", b"done\n")}).json()
        assert receiver.came.wait(15)
        headers, body = receiver.got[0]
        sent = wait_for(lambda: subscriber.get(f"hooks/{hook['hook_id']}/deliveries?state=delivered").json()["rows"])
    message = json.loads(body)
    assert message["type"] == "submission.done"
    assert message["data"]["submission_id"] == told["submission_id"]
    assert message["data"]["documents"][0]["doc_id"] == "0" * 12
    assert is_signed(hook["secret"], headers, body)
    assert not is_signed(hook["secret"], headers, body + b" ")
    assert not is_signed(hook["secret"], headers | {"webhook-timestamp": str(int(time.time()) - 301)}, body)
    assert not is_signed(hook["secret"], headers | {"webhook-id": "msg_0"}, body)
    assert not is_signed("whsec_" + base64.b64encode(b"0" * 32).decode(), headers, body)
    assert (sent[0]["delivery_id"], sent[0]["status"], sent[0]["tries"]) == (headers["webhook-id"], 204, 1)


def test_the_secret_is_shown_once(subscriber: TestClient) -> None:
    hook = subscribe(subscriber)
    for answer in (subscriber.get("hooks"), subscriber.get(f"hooks/{hook['hook_id']}")):
        assert hook["secret"] not in answer.text
        assert "secret" not in answer.text


# -- where results may go ----------------------------------------------------------------------------------------------

INTERNAL = (
    "127.0.0.1", "127.8.8.8", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0",
    "224.0.0.1", "255.255.255.255", "192.0.2.1", "198.18.0.1", "240.0.0.1", "::1", "::", "fe80::1", "fc00::1",
    "fd12::1", "ff02::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "::ffff:169.254.169.254", "64:ff9b::7f00:1",
    "64:ff9b::a9fe:a9fe", "2002:7f00:1::", "2002:a00:1::", "::7f00:1", "2001:db8::1", "fec0::1",
)  # fmt: skip


@pytest.mark.parametrize("address", INTERNAL)
def test_internal_addresses_are_closed(address: str) -> None:
    assert not is_open(ip_address(address))
    with pytest.raises(AddressError) as refused:
        goal_of("https://name.example/", (), lambda *_: [address])
    assert refused.value.key == "internal"
    # one internal address among others is enough
    with pytest.raises(AddressError):
        goal_of("https://name.example/", (), lambda *_: ["93.184.215.14", address])


@pytest.mark.parametrize(
    "address", ["93.184.215.14", "2606:2800:21f:cb07::1", "::ffff:93.184.215.14", "64:ff9b::5db8:d70e"]
)
def test_addresses_of_the_internet_are_open(address: str) -> None:
    (goal,) = goal_of("https://name.example/", (), lambda *_: [address]).addresses
    assert ip_address(goal) == ip_address(address)


@pytest.mark.parametrize(
    "url",
    ["http://example.org/", "ftp://example.org/", "file:///etc/passwd", "https://", "https:///x", "//example.org",
     "https://user@example.org/", "https://user:pass@example.org/", "https://example.org/#part",
     "https://example.org:0x/",
     "https://example.org/a b", "https://example.org/\r\nX: y", "https://ex\u00e4mple.org/\u0661",
     "javascript:alert(1)",
     "gopher://example.org", "https://[::1", "https://example.org:99999/"],
)  # fmt: skip
def test_what_is_no_address_for_results(subscriber: TestClient, url: str) -> None:
    answer = subscriber.post("hooks", json={"url": url, "events": ["submission.done"]})
    assert answer.status_code == 422
    assert codes_of(answer.json()["errors"]) == {("url", "url")}


@pytest.mark.parametrize("host", ["127.0.0.1", "169.254.169.254", "10.0.0.1"])
def test_no_subscription_leads_inside(subscriber: TestClient, host: str) -> None:
    answer = subscriber.post("hooks", json={"url": f"https://{host}/", "events": ["submission.done"]})
    assert codes_of(answer.json()["errors"]) == {("url", "internal")}
    unknown = subscriber.post("hooks", json={"url": "https://nowhere.example/", "events": ["submission.done"]})
    assert codes_of(unknown.json()["errors"]) == {("url", "unresolved")}
    assert subscriber.get("hooks").json()["rows"] == []


@pytest.mark.parametrize("host", ["2130706433", "0x7f.1", "127.1", "0177.0.0.1", "localhost"])
def test_other_spellings_of_this_machine_are_seen_through(host: str) -> None:
    def by_the_system(name: str, port: int) -> list[str]:
        return [str(entry[4][0]) for entry in socket.getaddrinfo(name, port, type=socket.SOCK_STREAM)]

    with pytest.raises(AddressError) as refused:
        goal_of(f"https://{host}/", (), by_the_system)
    assert refused.value.key in {"internal", "unresolved"}


def test_networks_that_were_opened_are_open_also_without_tls() -> None:
    def inside(*_: object) -> list[str]:
        return ["10.1.2.3"]

    assert goal_of("http://portal.example/", ("10.1.0.0/16",), inside).addresses == ("10.1.2.3",)
    assert not goal_of("http://portal.example:8080/", ("10.1.0.0/16",), inside).secure
    with pytest.raises(AddressError):
        goal_of("http://portal.example/", ("10.2.0.0/16",), inside)
    with pytest.raises(AddressError):
        goal_of("http://portal.example/", ("10.1.0.0/16",), lambda *_: ["10.1.2.3", "93.184.215.14"])


def test_a_name_that_comes_to_lead_inside_is_refused_when_it_is_sent(
    subscriber: TestClient, interface: Interface
) -> None:
    with Receiver() as receiver:
        hook = subscribe(subscriber)
        interface.outbox.ping(hook["hook_id"])
        due = due_now(interface)
        assert send(due, (), resolve=lambda *_: ["127.0.0.1"]) == (None, "internal")
        # the connection goes to the address that was looked at: the name is asked for once
        asked: list[str] = []

        def once(host: str, _: int) -> list[str]:
            asked.append(host)
            return ["127.0.0.1"]

        port = receiver.url.rpartition(":")[2].partition("/")[0]
        named = replace(due, url=f"http://portal.example:{port}/in")
        assert send(named, LOOPBACK, resolve=once) == (204, "")
        assert asked == ["portal.example"]
        assert receiver.got[0][0]["host"] == f"portal.example:{port}"


def test_redirects_are_not_followed(subscriber: TestClient, interface: Interface) -> None:
    with Receiver() as inner, Receiver(302, location=inner.url) as outer:
        interface.outbox.ping(subscribe(subscriber)["hook_id"])
        assert send(replace(due_now(interface), url=outer.url), LOOPBACK) == (302, "")
        assert (len(outer.got), len(inner.got)) == (1, 0)


def test_one_who_answers_a_byte_at_a_time_is_cut_off(
    subscriber: TestClient, interface: Interface, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("review.api.sending.PATIENCE", 0.6)
    interface.outbox.ping(subscribe(subscriber)["hook_id"])
    with socket.create_server(("127.0.0.1", 0)) as server:

        def drip() -> None:
            connection, _ = server.accept()
            with connection:
                for sign in b"HTTP/1.1 200 OK\r\n" + b"X-Slow: 1\r\n" * 100:
                    try:
                        connection.send(bytes([sign]))
                    except OSError:
                        return
                    time.sleep(0.1)

        threading.Thread(target=drip, daemon=True).start()
        began = time.monotonic()
        url = f"http://127.0.0.1:{server.getsockname()[1]}/"
        assert send(replace(due_now(interface), url=url), LOOPBACK) == (None, "timeout")
        assert time.monotonic() - began < 5


def test_who_has_no_certificate_gets_nothing(subscriber: TestClient, interface: Interface) -> None:
    with Receiver() as receiver:
        interface.outbox.ping(subscribe(subscriber)["hook_id"])
        url = receiver.url.replace("http://", "https://")
        status, error = send(replace(due_now(interface), url=url), LOOPBACK, trust=ssl.create_default_context())
        assert status is None
        assert error in {"tls", "connection", "timeout"}
        assert receiver.got == []


@pytest.mark.skipif(shutil.which("openssl") is None, reason="openssl is not installed (apt-get install openssl)")
def test_a_certificate_has_to_be_that_of_the_name(subscriber: TestClient, interface: Interface, tmp_path: Path) -> None:
    key, certificate = tmp_path / "key.pem", tmp_path / "certificate.pem"
    made = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=portal.example",
            "-addext", "subjectAltName=DNS:portal.example", "-keyout", str(key), "-out", str(certificate)]  # fmt: skip
    subprocess.run(made, check=True, capture_output=True)
    serving = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    serving.load_cert_chain(certificate, key)
    interface.outbox.ping(subscribe(subscriber)["hook_id"])
    due = due_now(interface)
    with Receiver(tls=serving) as receiver:
        port = receiver.url.rpartition(":")[2].partition("/")[0]
        trust = ssl.create_default_context(cafile=str(certificate))
        for host, expected in (("portal.example", (204, "")), ("other.example", (None, "tls"))):
            there = replace(due, url=f"https://{host}:{port}/in")
            assert send(there, LOOPBACK, resolve=lambda *_: ["127.0.0.1"], trust=trust) == expected
        assert send(
            replace(due, url=f"https://portal.example:{port}/"), LOOPBACK, resolve=lambda *_: ["127.0.0.1"]
        ) == (
            None,
            "tls",
        )
        assert len(receiver.got) == 1


# -- the outbox --------------------------------------------------------------------------------------------------------


def test_what_fails_is_tried_at_growing_intervals_and_given_up_in_the_end(
    subscriber: TestClient, interface: Interface
) -> None:
    hook = subscribe(subscriber)
    interface.outbox.ping(hook["hook_id"])
    waits = []
    for tries in range(len(WAITS) + 1):
        due = due_now(interface)
        assert interface.outbox.due(4) == []
        before = time.time()
        interface.outbox.settle(due.delivery, 500 if tries % 2 else None, "" if tries % 2 else "timeout")
        row = subscriber.get(f"hooks/{hook['hook_id']}/deliveries").json()["rows"][0]
        assert row["tries"] == tries + 1
        if row["state"] == "pending":
            assert interface.outbox.due(4) == []
            with reading(interface.engine) as connection:
                waits.append(connection.execute(DELIVERIES.select()).mappings().one()["due_at"] - before)
            _make_due(interface)
    assert row["state"] == "dead"
    assert len(waits) == len(WAITS)
    assert all(0.79 * wait < got < 1.22 * wait + 1 for wait, got in zip(WAITS, waits, strict=True))
    assert waits != [*WAITS]
    # until somebody asks for it
    again = subscriber.post(f"hooks/{hook['hook_id']}/deliveries/{row['delivery_id']}/retry")
    assert (again.status_code, again.json()["state"]) == (202, "pending")
    due = due_now(interface)
    assert due.delivery.delivery_id == row["delivery_id"]
    interface.outbox.settle(due.delivery, 200, "")
    assert subscriber.get(f"hooks/{hook['hook_id']}/deliveries").json()["rows"][0]["state"] == "delivered"


def _make_due(interface: Interface) -> None:
    with writing(interface.engine) as connection:
        connection.execute(DELIVERIES.update().values(due_at=0.0, leased_until=0.0))


def test_one_that_is_gone_for_good_is_given_up_at_once(subscriber: TestClient, interface: Interface) -> None:
    hook = subscribe(subscriber)
    interface.outbox.ping(hook["hook_id"])
    interface.outbox.settle(due_now(interface).delivery, 410, "")
    assert subscriber.get(f"hooks/{hook['hook_id']}/deliveries").json()["rows"][0]["state"] == "dead"


def test_what_a_sender_died_over_is_taken_over(
    subscriber: TestClient, interface: Interface, monkeypatch: pytest.MonkeyPatch
) -> None:
    interface.outbox.ping(subscribe(subscriber)["hook_id"])
    monkeypatch.setattr(deliveries, "LEASE", 0.2)
    first = due_now(interface)
    assert interface.outbox.due(4) == []
    time.sleep(0.3)
    assert due_now(interface).delivery.delivery_id == first.delivery.delivery_id


def test_a_receiver_that_fails_first_gets_it_later(
    subscriber: TestClient, opened: Interface, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(deliveries, "WAITS", (0.1, 0.1, 0.1))
    with Receiver(500, 503, 200) as receiver, Background(opened):
        hook = subscribe(subscriber, receiver.url)
        subscriber.post(f"hooks/{hook['hook_id']}/ping")
        row = wait_for(lambda: subscriber.get(f"hooks/{hook['hook_id']}/deliveries?state=delivered").json()["rows"])[0]
    assert (row["tries"], row["status"]) == (3, 200)
    assert len({headers["webhook-id"] for headers, _ in receiver.got}) == 1


def test_a_slow_receiver_holds_nobody_up(subscriber: TestClient, interface: Interface) -> None:
    slow, quick = subscribe(subscriber), subscribe(subscriber)
    for _ in range(3):
        interface.outbox.ping(slow["hook_id"])
    interface.outbox.ping(quick["hook_id"])
    assert {due.delivery.hook_id for due in interface.outbox.due(4)} == {slow["hook_id"], quick["hook_id"]}
    assert interface.outbox.due(4, [slow["hook_id"]]) == []


def test_a_change_of_the_dataset_is_told_once_it_is_over(
    subscriber: TestClient, opened: Interface, archive: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(parts, "_CALM", 0.3)
    with Receiver() as receiver:
        subscribe(subscriber, receiver.url, ("dataset.changed",))
        with Background(opened):
            # what was there before the first server began is no change
            time.sleep(1)
            assert receiver.got == []
            for number in range(20, 25):
                add_document(archive, number)
            assert receiver.came.wait(15)
            time.sleep(0.8)
        assert len(receiver.got) == 1
        state = subscriber.get("").json()["state"]
        assert json.loads(receiver.got[0][1])["data"] == {"state": state}
        # what changes while no server runs is told by the next one
        add_document(archive, 30)
        receiver.came.clear()
        with Background(opened):
            assert receiver.came.wait(15)


def test_who_lost_the_token_hears_nothing_more(subscriber: TestClient, interface: Interface) -> None:
    hook = subscribe(subscriber, events=("submission.done", "dataset.changed"))
    interface.outbox.ping(hook["hook_id"])
    (token,) = [token for token in interface.tokens.all() if "hooks" in token.scopes]
    interface.tokens.revoke(token.token_id)
    assert interface.outbox.due(4) == []
    with writing(interface.engine) as connection:
        assert deliveries.enqueue(connection, "dataset.changed", {}) == 0
    with reading(interface.engine) as connection:
        (row,) = connection.execute(DELIVERIES.select()).mappings().all()
    assert (row["state"], row["error"]) == ("dead", "token")


def test_one_hears_of_ones_own_documents_alone(holding: Clients, interface: Interface) -> None:
    mine, other, admin = holding("submit", "hooks"), holding("submit", "hooks"), holding("admin")
    hooks = [subscribe(client) for client in (mine, other, admin)]
    told = mine.post("documents", files={"file": ("a.txt", b"done\n")}).json()
    with Background(interface, post=lambda due: (None, "connection")):
        wait_for(lambda: mine.get(f"submissions/{told['submission_id']}").json()["state"] == "done")
    sent = [len(admin.get(f"hooks/{hook['hook_id']}/deliveries").json()["rows"]) for hook in hooks]
    assert sent == [1, 0, 1]
    assert other.get(f"hooks/{hooks[0]['hook_id']}").status_code == 404
    assert other.delete(f"hooks/{hooks[0]['hook_id']}").status_code == 404
    assert len(mine.get("hooks").json()["rows"]) == 1
    assert len(admin.get("hooks").json()["rows"]) == 3


def test_one_subscribes_to_what_one_may_see(holding: Clients) -> None:
    answer = holding("hooks", "read").post("hooks", json={"url": OUTSIDE, "events": ["submission.done"]})
    assert (answer.status_code, answer.json()["code"]) == (403, "forbidden")
    assert (
        holding("hooks", "read").post("hooks", json={"url": OUTSIDE, "events": ["dataset.changed"]}).status_code == 201
    )


def test_what_was_ended_is_ended(subscriber: TestClient, interface: Interface) -> None:
    hook = subscribe(subscriber)
    interface.outbox.ping(hook["hook_id"])
    assert subscriber.delete(f"hooks/{hook['hook_id']}").status_code == 204
    assert interface.outbox.due(4) == []
    assert subscriber.get(f"hooks/{hook['hook_id']}").status_code == 404


def test_so_many_subscriptions_of_a_token(subscriber: TestClient) -> None:
    for _ in range(20):
        subscribe(subscriber)
    answer = subscriber.post("hooks", json={"url": OUTSIDE, "events": ["submission.done"]})
    assert codes_of(answer.json()["errors"]) == {("url", "at_most")}


def test_deliveries_page_after_page(subscriber: TestClient, interface: Interface) -> None:
    hook = subscribe(subscriber)
    made = {interface.outbox.ping(hook["hook_id"]).delivery_id for _ in range(5)}
    first = subscriber.get(f"hooks/{hook['hook_id']}/deliveries", params={"limit": 3}).json()
    rest = subscriber.get(f"hooks/{hook['hook_id']}/deliveries", params={"limit": 3, "cursor": first["next"]}).json()
    assert {row["delivery_id"] for row in first["rows"] + rest["rows"]} == made
    assert rest["next"] is None
