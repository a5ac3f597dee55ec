"""Who is let in, for what, how often; and what stands before every request."""

from __future__ import annotations

import time
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import pytest
from starlette.testclient import TestClient

from dataset.database import DatabaseError, address_of, durable_engine
from pipeline.cli import main
from pipeline.errors import UsageError
from pipeline.settings import load_settings
from review.api.app import description
from review.api.gate import LARGEST
from review.api.interface import Interface
from review.api.rates import Rates
from review.api.tokens import SCOPES, Tokens
from review.web.app import create_app
from review.web.people import People
from review.web.site import Site
from tests.review.api.conftest import Clients
from tests.review.api.made import API, HERE

FILLED = {"doc_id": "0" * 12, "submission_id": f"{'0' * 8}-{'0' * 16}", "hook_id": "0" * 16, "code": "invalid",
          "delivery_id": f"msg_{'0' * 28}", "export_id": "0" * 32}  # fmt: skip


def operations() -> list[tuple[str, str, str]]:
    """Method, path and scope of everything that the interface describes; no scope where it is open to all."""
    found = []
    for path, methods in description()["paths"].items():
        for method, operation in methods.items():
            scopes = [scope for entry in operation["security"] for scope in entry["token"]]
            found.append((method.upper(), path.format(**FILLED), scopes[0] if scopes else ""))
    return found


def test_each_address_takes_a_token_of_its_scope(client: TestClient, holding: Clients) -> None:
    told = operations()
    assert len(told) > 30
    assert {scope for _, _, scope in told} == {"", "read", "submit", "hooks"}
    holders = {scope: holding(scope) for scope in SCOPES}
    for method, path, scope in told:
        address = f"{API}{path}"
        alone = client.request(method, address)
        assert (alone.status_code == 401) == bool(scope), path
        if not scope:
            continue
        assert alone.headers["www-authenticate"].startswith("Bearer")
        for held, holder in holders.items():
            answer = holder.request(method, address)
            assert (answer.status_code == 403) == (held not in {scope, "admin"}), (path, held, answer.text)
            if answer.status_code == 403:
                assert f'scope="{scope}"' in answer.headers["www-authenticate"]


def test_a_session_of_the_pages_is_no_token(client: TestClient, site: Site) -> None:
    assert client.get("/enter", params={"key": site.access.entry}).status_code == 303
    assert client.get("/queue").status_code == 200
    assert client.get("/api/v1/targets").status_code == 401
    # nor does a token open the pages, or stand in an address
    _, secret = site.programs.tokens.add("x", ["admin"])
    client.cookies.clear()
    assert client.get("/queue", headers={"Authorization": f"Bearer {secret}"}).status_code == 303
    assert client.get("/api/v1/targets", params={"access_token": secret}).status_code == 401


def test_the_key_of_the_link_is_for_reading_on_this_machine(site: Site, tmp_path: Path) -> None:
    key = {"Authorization": f"Bearer {site.access.entry}"}
    client = TestClient(create_app(site), base_url=HERE)
    assert client.get("/api/v1/targets", headers=key).status_code == 200
    assert client.post("/api/v1/documents", headers=key).status_code == 403
    assert client.get("/api/v1/hooks", headers=key).status_code == 403
    site.access = replace(site.access, people=People({}))
    closed = TestClient(create_app(site), base_url=HERE)
    assert closed.get("/api/v1/targets", headers=key).status_code == 401


def test_a_token_ends_and_is_revoked(site: Site, holding: Clients, monkeypatch: pytest.MonkeyPatch) -> None:
    short, long = holding("read", seconds=600), holding("read", seconds=3600)
    assert short.get("targets").status_code == 200
    later = time.time() + 601
    monkeypatch.setattr("review.api.tokens.time", SimpleNamespace(time=lambda: later))
    assert short.get("targets").status_code == 401
    assert long.get("targets").status_code == 200
    for token in site.programs.tokens.all():
        assert site.programs.tokens.revoke(token.token_id)
    assert long.get("targets").status_code == 401
    assert not site.programs.tokens.revoke("0" * 12)


def test_the_secret_is_kept_nowhere_and_one_sign_more_or_less_is_another_one(site: Site, out: Path) -> None:
    token, secret = site.programs.tokens.add("x", ["read", "hooks"])
    kept = b"".join(path.read_bytes() for path in out.glob("kehoach.sqlite*"))
    assert token.token_id.encode() in kept
    assert secret.rpartition("_")[2].encode() not in kept
    found = site.programs.tokens.find(secret)
    assert found is not None
    assert found.scopes == {"read", "hooks"}
    other = secret[:-1] + ("0" if secret[-1] != "0" else "1")
    for wrong in ("", "x", secret[:-1], f"{secret}0", other, secret.upper(), f"kh_{'0' * 12}_{secret[-64:]}", "kh_é_"):
        assert site.programs.tokens.find(wrong) is None, wrong


def test_wrong_tokens_are_counted_by_address_and_right_ones_let_in_all_the_same(
    client: TestClient, reading: TestClient
) -> None:
    wrong = {"Authorization": "Bearer kh_0"}
    seen = [client.get("/api/v1/targets", headers=wrong).status_code for _ in range(40)]
    assert seen[0] == 401
    assert seen[-1] == 429
    assert reading.get("targets").status_code == 200


def test_requests_are_counted_by_token(site: Site, holding: Clients) -> None:
    site.programs.rates._most = 5.0
    busy, other = holding("read"), holding("read")
    answers = [busy.get("targets") for _ in range(8)]
    assert [answer.status_code for answer in answers].count(200) in {5, 6}
    late = answers[-1]
    assert late.json()["code"] == "too_many"
    assert int(late.headers["retry-after"]) >= 1
    assert other.get("targets").status_code == 200


def test_a_bucket_fills_again_steadily_and_forgets_nobody_too_soon() -> None:
    now = 0.0
    rates = Rates(60, lambda: now)
    assert [rates.take("a") for _ in range(60)] == [0] * 60
    assert rates.take("a") == 1
    assert rates.take("b") == 0
    now = 2.0
    assert [rates.take("a") for _ in range(3)] == [0, 0, 1]


def test_foreign_hosts_and_foreign_pages_are_refused_in_the_form_of_the_interface(reading: TestClient) -> None:
    for headers, code in (
        ({"Host": "evil.example"}, "unknown_host"),
        ({"Origin": "http://evil.example"}, "foreign_origin"),
    ):
        answer = reading.post("documents", headers=headers)
        assert (answer.headers["content-type"], answer.json()["code"]) == ("application/problem+json", code)
    assert reading.get("targets").headers["content-security-policy"].startswith("default-src 'none'")
    assert "access-control-allow-origin" not in reading.get("targets", headers={"Origin": "http://127.0.0.1"}).headers


def test_methods_that_an_address_does_not_take(reading: TestClient) -> None:
    for method in ("PUT", "PATCH", "DELETE", "POST", "OPTIONS"):
        answer = reading.request(method, "targets")
        assert (answer.status_code, answer.json()["code"]) == (405, "method")
        assert "GET" in answer.headers["allow"]
    # below the interface nothing has changed
    assert TestClient(reading.app, base_url=HERE).put("/queue").status_code == 405


def test_bodies_are_bounded_whatever_the_header_says(holding: Clients) -> None:
    hooks = holding("hooks")

    def endless():  # type: ignore[no-untyped-def]
        for _ in range(LARGEST // 50_000 + 2):
            yield b"x" * 50_000

    for body in (b"x" * (LARGEST + 1), endless()):
        answer = hooks.post("hooks", content=body, headers={"Content-Type": "application/json"})
        assert (answer.status_code, answer.json()["code"]) == (413, "too_large")
    assert hooks.post("hooks", content=b"{", headers={"Content-Type": "application/json"}).status_code == 422


def test_a_store_that_does_not_answer_is_told(
    reading: TestClient, interface: Interface, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> str:
        raise DatabaseError("disk I/O error")

    monkeypatch.setattr(interface.states, "name", broken)
    answer = reading.get("targets")
    assert (answer.status_code, answer.json()["code"]) == (503, "unavailable")
    assert "disk" not in answer.text
    monkeypatch.setattr(interface.tokens, "find", broken)
    assert reading.get("targets").status_code == 503


def test_what_nobody_foresaw_tells_nothing(
    reading: TestClient, interface: Interface, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> str:
        raise RuntimeError("geheim")

    monkeypatch.setattr(interface.states, "name", broken)
    answer = reading.get("targets")
    assert (answer.status_code, answer.json()["code"]) == (500, "failed")
    assert "geheim" not in answer.text


@pytest.mark.parametrize("line", ['hook_networks = ["intranet"]', "upload_megabytes = 0", "unknown = 1"])
def test_settings_that_do_not_fit(tmp_path: Path, line: str) -> None:
    (tmp_path / "kehoach.toml").write_text(f"[http]\n{line}\n", encoding="utf-8")
    with pytest.raises(UsageError) as wrong:
        load_settings({}, folder=tmp_path)
    assert "kehoach.toml:" in str(wrong.value)


def command(*words: str) -> int:
    """The exit status of a command line."""
    with pytest.raises(SystemExit) as end:
        main(["--lang", "en", "tokens", *words])
    return int(str(end.value.code))


def test_tokens_by_the_command_line(
    out: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KEHOACH_LANG", "en")
    assert command("add", str(out), "--name", "Cổng", "--scope", "read,submit", "--days", "30") == 0
    said = capsys.readouterr()
    secret = said.out.strip()
    assert "Cổng" in said.err
    engine = durable_engine(address_of(out / "kehoach.sqlite"))
    tokens = Tokens(engine)
    token = tokens.find(secret)
    assert token is not None
    assert token.scopes == {"read", "submit"}
    assert token.ends_at is not None
    assert 29 * 86400 < token.ends_at - time.time() <= 30 * 86400
    assert command("list", str(out)) == 0
    listed = capsys.readouterr().out
    assert f"{token.token_id}  valid" in listed
    assert secret not in listed
    assert command("revoke", str(out), token.token_id) == 0
    assert tokens.find(secret) is None
    engine.dispose()
    for wrong in (["add", str(out)], ["add", str(out), "--name", "x", "--scope", "all"], ["revoke", str(out)],
                  ["revoke", str(out), "0" * 12]):  # fmt: skip
        assert command(*wrong) == 2, wrong
    assert command("list", str(out.parent)) == 4
