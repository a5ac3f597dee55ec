"""The examples of docs/http.md are run as they stand there."""

from __future__ import annotations

import base64
import json
import re
import shutil
import subprocess
import threading
import time
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import uvicorn

from pipeline.settings import load_settings
from review.api.sending import signature
from review.api.settings import HTTP
from review.web.app import create_app
from review.web.serving import Serving, listen
from review.web.site import Site
from tests.review.web.served import ROOT

PAGE = (ROOT / "docs" / "http.md").read_text(encoding="utf-8")
BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def blocks(language: str) -> list[str]:
    return [body for name, body in BLOCK.findall(PAGE) if name == language]


@pytest.fixture
def served(site: Site) -> Iterator[str]:
    """The address of a server in a thread."""
    with listen(Serving()) as socket:
        server = uvicorn.Server(uvicorn.Config(create_app(site), log_level="warning", lifespan="off"))
        thread = threading.Thread(target=server.run, args=([socket],), daemon=True)
        thread.start()
        until = time.monotonic() + 60
        while not server.started and time.monotonic() < until:
            time.sleep(0.02)
        yield f"http://127.0.0.1:{socket.getsockname()[1]}/api/v1"
        server.should_exit = True
        thread.join(20)


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("curl") is None, reason="curl is not installed (apt-get install curl)")
def test_every_call_of_the_page(served: str, site: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    # no name is asked for outside of this machine
    monkeypatch.setattr("review.api.routes.hooks.goal_of", lambda *_: None)
    (tmp_path / "ke-hoach.txt").write_text("done\n", encoding="utf-8")
    _, secret = site.programs.tokens.add("thử", ["read", "submit", "hooks"])
    calls = [block for block in blocks("sh") if "curl" in block]
    assert len(calls) >= 5
    for block in calls:
        # one answer per line of the shell, whatever it was
        done = subprocess.run(
            ["bash", "-euo", "pipefail", "-c", block.replace("curl ", "curl --no-progress-meter -w '\\n' ")],
            env={"KEHOACH": served, "TOKEN": secret, "PATH": "/usr/bin:/bin"},
            cwd=tmp_path, capture_output=True, text=True, check=False, timeout=60,
        )  # fmt: skip
        assert done.returncode == 0, f"{block}\n{done.stdout}\n{done.stderr}"
        assert done.stdout.strip()
        if "limit=0" in block:
            assert json.loads(done.stdout) == json.loads(blocks("json")[0])
        if "hooks" in block:
            assert '"secret":"whsec_' in done.stdout
            assert "https://example.org/kehoach" in done.stdout.splitlines()[1]
        if "count=true" in block:
            assert '"total":20' in done.stdout


def test_the_check_of_a_signature_that_the_page_shows() -> None:
    names: dict[str, Any] = {}
    exec(blocks("python")[0], names)
    secret = f"whsec_{base64.b64encode(b'k' * 32).decode()}"
    now, body = int(time.time()), b'{"type": "ping"}'
    headers = {"webhook-id": "msg_1", "webhook-timestamp": str(now)}
    headers["webhook-signature"] = signature(secret, "msg_1", now, body)
    assert names["is_genuine"](secret, headers, body)
    assert not names["is_genuine"](secret, headers, body + b"\n")
    assert not names["is_genuine"](secret, headers | {"webhook-id": "msg_2"}, body)
    old = headers | {
        "webhook-timestamp": str(now - 400),
        "webhook-signature": signature(secret, "msg_1", now - 400, body),
    }
    assert not names["is_genuine"](secret, old, body)


def test_a_signature_of_the_specification() -> None:
    # the example of the specification of Standard Webhooks
    made = signature(
        "whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD", "msg_27UH4WbU6Z5A5EzD8u03UvzRbpk", 1649367553,
        b'{"email":"test@example.com","username":"test_user"}',
    )  # fmt: skip
    assert made == "v1,tZ1I4/hDygAJgO5TYxiSd6Sd0kDW6hPenDe+bTa3Kkw="


def test_the_settings_of_the_page(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    text = blocks("toml")[0]
    (tmp_path / "kehoach.toml").write_text(text, encoding="utf-8")
    found = load_settings({}, folder=tmp_path).http
    assert found.hook_networks == ("10.1.0.0/16",)
    told = {name: value for name, value in tomllib.loads(text)["http"].items() if name != "hook_networks"}
    assert told == {name: getattr(HTTP, name) for name in told}
    monkeypatch.setenv("KEHOACH_HTTP_UPLOAD_MEGABYTES", "20")
    assert load_settings({}, folder=tmp_path).http.upload_megabytes == 20
