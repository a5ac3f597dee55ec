"""What the server refuses, and what it never does."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from fastapi import APIRouter
from fastapi.routing import APIRoute
from starlette.testclient import TestClient

from dataset.decisions import Ledger
from dataset.store import Store
from review.desk import Choice, Desk
from review.queue import Filters
from review.web.app import ROUTERS, create_app
from review.web.guard import LARGEST
from review.web.people import SHORTEST, PasswordFileError, People, set_password
from review.web.serving import Serving, ServingError, configured
from review.web.sessions import Sessions, Tries
from review.web.site import Access, Site
from tests.review.web.served import SCRIPT, program

HERE = "http://127.0.0.1"
PASSWORD = "đủ dài để đoán"
pytestmark = pytest.mark.slow


@pytest.fixture
def site(store: Path) -> Iterator[Site]:
    with Store.at(store / "kehoach.sqlite") as archive, Desk.at(store / "kehoach.sqlite") as desk:
        desk.refresh(0.8)
        yield Site(desk, archive, Access(reviewer="Thu Hà"))


@pytest.fixture
def outside(site: Site) -> TestClient:
    """Somebody without the link."""
    return TestClient(create_app(site), base_url=HERE, raise_server_exceptions=False, follow_redirects=False)


@pytest.fixture
def inside(site: Site, outside: TestClient) -> TestClient:
    """Somebody with the link."""
    assert outside.get("/enter", params={"key": site.access.entry}).status_code == 303
    return outside


def token(client: TestClient) -> str:
    return client.get("/queue").text.partition('name="csrf" value="')[2].partition('"')[0]


def first(site: Site) -> str:
    item = site.desk.queue.next(Filters())
    assert item
    return item.key


PRIVATE = (
    "/", "/queue", "/finding/0123456789abcdef", "/documents", "/documents/0123456789ab", "/data/targets", "/data/units",
    "/data/calendar", "/data/cascade", "/pages/0123456789ab/1", "/documents/0123456789ab/tables/t1",
)  # fmt: skip


@pytest.mark.parametrize("address", PRIVATE)
def test_nothing_is_shown_to_who_is_not_signed_in(outside: TestClient, address: str) -> None:
    answer = outside.get(address)
    assert (answer.status_code, answer.headers["location"]) == (303, "/sign-in")
    assert "KH-UBND" not in answer.text


def addresses(router: APIRouter) -> list[tuple[str, str]]:
    """Paths of the pages with the methods that they take."""
    return [(route.path, method) for route in router.routes if isinstance(route, APIRoute) for method in route.methods]


def test_every_address_of_the_application_is_tried(outside: TestClient) -> None:
    routes = {(path, method) for router in ROUTERS for path, method in addresses(router)}
    open_to_all = {"/enter", "/sign-in", "/static/{name}"}
    assert len(routes) > 20
    assert sum(method == "POST" for _, method in routes) > 8
    for path, method in routes:
        if path not in open_to_all:
            filled = path.format(key="0" * 16, doc_id="0" * 12, table_id="t", number=1, start=1, identity="0" * 32)
            answer = outside.request(method, filled, data={"action": "confirm"} if method == "POST" else None)
            assert (answer.status_code, answer.headers["location"]) == (303, "/sign-in"), (method, path)


def test_a_wrong_link_does_not_let_in(outside: TestClient) -> None:
    for key in ("", "x", "é" * 40):
        assert outside.get("/enter", params={"key": key}).status_code == 403
    assert outside.get("/queue").status_code == 303


def test_a_foreign_name_that_leads_here_is_no_name_of_ours(inside: TestClient) -> None:
    for host in ("evil.example", "127.0.0.1.evil.example", "evil.example:80", "", "localhost.evil.example"):
        assert inside.get("/queue", headers={"Host": host}).status_code == 421
    for host in ("127.0.0.1:8765", "localhost", "[::1]:8765"):
        assert inside.get("/queue", headers={"Host": host}).status_code in {200, 303}


@pytest.mark.parametrize(
    "headers", [{"Origin": "http://evil.example"}, {"Sec-Fetch-Site": "cross-site"}, {"Origin": "null"}]
)
def test_a_page_of_another_origin_changes_nothing(inside: TestClient, site: Site, headers: dict[str, str]) -> None:
    data = {"csrf": token(inside), "action": "confirm"}
    assert inside.post(f"/finding/{first(site)}/decide", data=data, headers=headers).status_code == 403
    assert site.desk.ledger.count() == 0


@pytest.mark.parametrize("forged", ["", "x", "0" * 64])
def test_without_the_token_of_the_session_nothing_changes(inside: TestClient, site: Site, forged: str) -> None:
    for path in (f"/finding/{first(site)}/decide", "/queue/decide", "/undo", "/sign-out", "/language"):
        answer = inside.post(path, data={"csrf": forged, "action": "confirm", "key": first(site)})
        assert answer.status_code == 403
    assert site.desk.ledger.count() == 0
    right = {"csrf": token(inside), "action": "confirm"}
    assert inside.post(f"/finding/{first(site)}/decide", data=right).status_code == 303
    assert site.desk.ledger.count() == 1


def test_headers_of_every_answer(inside: TestClient) -> None:
    for address in ("/queue", "/nothing", "/sign-in", "/static/review.js", "/documents"):
        headers = inside.get(address).headers
        policy = headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
        assert "frame-ancestors 'none'" in policy
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["referrer-policy"] == "same-origin"
    assert inside.get("/queue").headers["cache-control"] == "no-store"
    assert "server" not in inside.get("/queue").headers


def test_cookies_are_for_the_server_only(site: Site, store: Path) -> None:
    site.access = replace(site.access, secure=True)
    client = TestClient(create_app(site), base_url=HERE, follow_redirects=False)
    cookie = client.get("/enter", params={"key": site.access.entry}).headers["set-cookie"].lower()
    for word in ("httponly", "samesite=lax", "secure", "max-age="):
        assert word in cookie
    assert client.get("/queue").headers["strict-transport-security"].startswith("max-age=")


def test_a_session_ends_by_itself_and_by_signing_out(inside: TestClient, site: Site) -> None:
    copied = inside.cookies["kehoach_session"]
    inside.post("/sign-out", data={"csrf": token(inside)})
    inside.cookies.set("kehoach_session", copied)
    assert inside.get("/queue").status_code == 303
    old = Sessions(seconds=-1)
    assert old.find(old.start("An")) is None
    young = Sessions()
    cookie = young.start("An")
    found = young.find(cookie)
    assert found is not None
    assert found.reviewer == "An"
    assert Sessions().find(cookie) is None
    assert young.find(cookie[:-2] + "xx") is None


def test_no_address_reaches_a_file(inside: TestClient, store: Path) -> None:
    names = (
        "../app.py",
        "..%2fapp.py",
        "%2e%2e/serving.py",
        "review.css/../../site.py",
        "/etc/passwd",
        "htmx.LICENSE.txt",
    )
    for name in names:
        assert inside.get(f"/static/{name}").status_code == 404
    for path in ("/pages/..%2f..%2fetc/1", "/pages/0123456789ab/1", "/documents/../../etc/passwd", "/documents/%2e%2e"):
        assert inside.get(path).status_code in {400, 404}


def test_requests_are_bounded(inside: TestClient, site: Site) -> None:
    data = {"csrf": token(inside), "action": "dismiss", "reason": "x" * (LARGEST + 1)}
    assert inside.post(f"/finding/{first(site)}/decide", data=data).status_code == 413

    def endless() -> Iterator[bytes]:
        for _ in range(LARGEST // 1000 + 10):
            yield b"x" * 1000

    form = {"Content-Type": "application/x-www-form-urlencoded"}
    assert inside.post("/queue/decide", content=endless(), headers=form).status_code >= 400
    for method in ("PUT", "DELETE", "PATCH", "TRACE"):
        assert inside.request(method, "/queue").status_code == 405
    assert site.desk.ledger.count() == 0


def test_what_makes_no_sense_is_refused_politely(inside: TestClient, site: Site) -> None:
    key = first(site)
    for address in (
        "/finding/zz",
        "/finding/0123456789abcdef",
        f"/finding/{key}?page=0",
        "/queue?after=x",
        "/data/calendar?month=2026-13",
    ):
        assert inside.get(address).status_code in {400, 404}, address
    for data in ({"action": "undo"}, {"action": "delete"}, {"action": ""}, {"action": "correct", "value": "  "}):
        inside.post(f"/finding/{key}/decide", data={"csrf": token(inside), **data})
    assert site.desk.ledger.count() == 0


def test_documents_are_escaped_wherever_they_are_shown(inside: TestClient, store: Path) -> None:
    with Store.at(store / "kehoach.sqlite") as archive:
        hostile = next(d for d in archive.documents() if d.source.endswith("hostile.txt"))
    assert SCRIPT in (hostile.title or "")
    for address in (
        f"/documents/{hostile.doc_id}",
        "/documents",
        "/queue?state=all",
        "/data/targets",
        "/data/cascade",
        f"/queue?text={SCRIPT}",
    ):
        text = inside.get(address).text
        assert "<script>document" not in text
        assert "<img src=x" not in text


def test_the_way_back_leads_nowhere_else(inside: TestClient) -> None:
    for back in ("//evil.example", "https://evil.example", "/\\evil.example", "javascript:alert(1)"):
        answer = inside.post("/language", data={"csrf": token(inside), "back": back})
        assert answer.headers["location"] == "/queue"
    assert (
        inside.post("/language", data={"csrf": token(inside), "back": "/documents"}).headers["location"] == "/documents"
    )


# -- names and passwords ---------------------------------------------------------------------------------------------


@pytest.fixture
def people(tmp_path: Path) -> Path:
    path = tmp_path / "people"
    set_password(path, "An", PASSWORD)
    return path


def test_the_password_file_is_for_its_owner_and_holds_no_password(people: Path) -> None:
    assert people.stat().st_mode & 0o777 == 0o600
    assert PASSWORD not in people.read_text(encoding="utf-8")
    set_password(people, "Bình", PASSWORD * 2)
    set_password(people, "An", PASSWORD * 3)
    known = People.read(people)
    assert known.admits("An", PASSWORD * 3)
    assert known.admits("Bình", PASSWORD * 2)
    assert not known.admits("An", PASSWORD)
    assert not known.admits("Cường", PASSWORD)
    people.chmod(0o644)
    with pytest.raises(PasswordFileError, match="open_to_others"):
        People.read(people)
    with pytest.raises(PasswordFileError, match="short"):
        set_password(people, "An", "x" * (SHORTEST - 1))
    with pytest.raises(PasswordFileError, match="name"):
        set_password(people, "An:\n", PASSWORD)


def test_guesses_are_limited_by_name_and_by_address(site: Site, people: Path) -> None:
    now = [0.0]
    site.tries = Tries(lambda: now[0])
    site.access = replace(site.access, people=People.read(people))
    client = TestClient(create_app(site), base_url=HERE, follow_redirects=False)
    assert client.get("/enter", params={"key": site.access.entry}).status_code == 403
    for _ in range(5):
        assert client.post("/sign-in", data={"name": "An", "password": "sai rồi sai rồi"}).status_code == 401
    right = {"name": "An", "password": PASSWORD}
    refused = client.post("/sign-in", data=right)
    assert refused.status_code == 429
    assert int(refused.headers["retry-after"]) > 200
    now[0] = 301.0
    assert client.post("/sign-in", data=right).status_code == 303
    assert client.get("/queue").status_code == 200


@pytest.mark.parametrize(("proxies", "last"), [((), 429), (("203.0.113.8",), 429), (("198.51.100.0/24",), 401)])
def test_only_a_known_proxy_says_who_asks(site: Site, people: Path, proxies: tuple[str, ...], last: int) -> None:
    site.access = replace(site.access, people=People.read(people))
    serving = Serving(host="0.0.0.0", password_file=people, behind_proxy=True, proxies=proxies)
    serving.access()
    config = configured(create_app(site), serving)
    config.load()
    client = TestClient(config.loaded_app, base_url=HERE, client=("198.51.100.9", 50_000))
    answers = [
        client.post(
            "/sign-in",
            data={"name": f"An {number}", "password": "sai rồi sai rồi"},
            headers={"X-Forwarded-For": f"192.0.2.{number}"},
        ).status_code
        for number in range(6)
    ]
    assert answers == [401] * 5 + [last]


@pytest.mark.parametrize(
    ("serving", "key"),
    [
        (Serving(host="0.0.0.0"), "needs_passwords"),
        (Serving(host="192.0.2.7"), "needs_passwords"),
        (Serving(behind_proxy=True), "needs_passwords"),
        (Serving(host="0.0.0.0", password_file=Path("people")), "needs_tls"),
        (Serving(host="::", password_file=Path("people")), "needs_tls"),
        (Serving(certificate=Path("c.pem")), "half_a_pair"),
        (Serving(proxies=("duyet.example.vn",)), "no_address"),
    ],
)
def test_never_open_to_the_network_without_passwords_and_tls(serving: Serving, key: str) -> None:
    with pytest.raises(ServingError, match=key):
        serving.access()


def test_served_beyond_this_machine_it_answers_to_its_names_only(people: Path) -> None:
    access = Serving(host="0.0.0.0", password_file=people, behind_proxy=True, names=("duyet.example",)).access()
    assert access.secure
    assert "duyet.example" in access.hosts
    assert not access.hosts & {"0.0.0.0", "evil.example"}
    assert "192.0.2.7" in Serving(host="192.0.2.7", password_file=people, behind_proxy=True).access().hosts


def test_the_command_line_says_what_is_missing(store: Path, tmp_path: Path) -> None:
    refused = program(["review", str(store), "--host", "0.0.0.0", "--no-browser"])
    assert refused.returncode == 2
    assert "--password-file" in refused.stderr
    added = program(
        ["review", str(store), "--password-file", str(tmp_path / "p"), "--add-reviewer", "An"], f"{PASSWORD}\n"
    )
    assert added.returncode == 0
    assert People.read(tmp_path / "p").admits("An", PASSWORD)
    nothing = program(["review", str(tmp_path / "none"), "--no-browser"])
    assert nothing.returncode == 4


def test_the_ledger_tells_who(inside: TestClient, site: Site, store: Path) -> None:
    inside.post(f"/finding/{first(site)}/decide", data={"csrf": token(inside), "action": "confirm"})
    with Ledger.at(store / "kehoach.sqlite") as ledger:
        assert [(d.reviewer, d.action) for d in ledger.decisions()] == [("Thu Hà", "confirm")]


def test_what_two_review_blind_is_not_shown_to_the_second(site: Site) -> None:
    site.desk.set_blind_share(100)
    site.desk.refresh(0.8)
    key = first(site)
    site.desk.decide("Bình", [Choice(key, "dismiss", reason="lý do của Bình")])
    client = TestClient(create_app(site), base_url=HERE)
    client.get("/enter", params={"key": site.access.entry})
    page = client.get(f"/finding/{key}").text
    assert "độc lập" in page
    assert "lý do của Bình" not in page
    assert "Bình" not in page
    client.post(f"/finding/{key}/decide", data={"csrf": token(client), "action": "dismiss"})
    assert "lý do của Bình" in client.get(f"/finding/{key}").text
    assert "1 mục đã đủ hai người, giống nhau 100 %" in client.get("/queue").text
