"""The recipe of the image, as far as it can be checked without building it; and the question whether it is healthy."""

from __future__ import annotations

import json
import re
import shutil
import socket
import ssl
import subprocess
import threading
import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path, PurePosixPath

import pytest

from pipeline.healthy import is_healthy
from tests.pipeline.plans import ROOT

RECIPE = (ROOT / "Containerfile").read_text("utf-8")
STEPS = [
    (name, " ".join(words.replace("\\\n", " ").split()))
    for name, words in re.findall(r"^([A-Z]+) ((?:.*\\\n)*.*)$", RECIPE, re.MULTILINE)
]


def steps(name: str) -> list[str]:
    return [words for found, words in STEPS if found == name]


def test_whatever_is_copied_is_there_and_not_kept_from_the_builder() -> None:
    kept = [line[1:] for line in (ROOT / ".dockerignore").read_text("utf-8").splitlines() if line.startswith("!")]
    copied = [word for words in steps("COPY") if "--from" not in words for word in words.split()[:-1]]
    assert copied
    for name in copied:
        assert (ROOT / name).exists(), name
        assert any(PurePosixPath(name).is_relative_to(entry) for entry in kept), name
    assert all((ROOT / entry).exists() for entry in kept)


def test_all_that_the_wheel_needs_is_copied() -> None:
    copied = {word for words in steps("COPY") if "--from" not in words for word in words.split()[:-1]}
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    setuptools = project["tool"]["setuptools"]
    wanted = {name.rstrip("*") for name in setuptools["packages"]["find"]["include"]}
    wanted |= {project["project"]["readme"], *project["project"]["license-files"], "pyproject.toml"}
    assert wanted <= copied
    files = [file for listed in setuptools["data-files"].values() for file in listed]
    assert all(any(PurePosixPath(file).is_relative_to(name) for name in copied) for file in files)


def test_nobody_is_root_and_nothing_is_unpinned() -> None:
    last = RECIPE.split("\nFROM ")[-1]
    assert re.search(r"^USER [1-9]\d+$", last, re.MULTILINE)
    assert "RUN" not in last.split("USER ")[1]
    assert re.search(r"^HEALTHCHECK .*pipeline\.healthy", last, re.MULTILINE)
    assert all("/" not in words.split()[0] for words in steps("FROM")), (
        "the host of the registry is the builder's choice"
    )
    installs = [words for words in steps("RUN") if "pip install" in words]
    assert all("--require-hashes" in words or "--no-deps" in words for words in installs)


def test_packages_come_from_the_list_of_the_setup_and_the_lock_has_the_drivers() -> None:
    listed = (ROOT / ".ci/debian-packages.txt").read_text("utf-8").split()
    assert {"tesseract-ocr", "tesseract-ocr-vie", "tesseract-ocr-script-viet"} <= set(listed)
    (install,) = (words for words in steps("RUN") if "apt-get" in words and "useradd" in words)
    assert "$(cat /usr/local/share/kehoach/debian-packages.txt)" in install
    for words in steps("RUN"):
        for name in re.findall(r"--no-install-recommends ([a-z0-9 -]+?) &&", words):
            assert set(name.split()) <= set(listed)
    locked = (ROOT / "requirements-server.lock").read_text("utf-8")
    versions = dict(re.findall(r"^([a-z0-9-]+)==(\S+)", (ROOT / "requirements-dev.lock").read_text("utf-8"), re.M))
    found = dict(re.findall(r"^([a-z0-9-]+)==(\S+)", locked, re.MULTILINE))
    assert {"psycopg", "s3fs", "setuptools"} <= found.keys()
    assert found.items() <= versions.items()


class _Pages(BaseHTTPRequestHandler):
    status = 200

    def do_GET(self) -> None:
        self.send_response(self.status)
        self.end_headers()

    def log_message(self, *_: object) -> None:
        pass


class _Broken(_Pages):
    status = 503


@contextmanager
def serving(pages: type[_Pages], folder: Path | None = None) -> Iterator[int]:
    """A server, with a certificate if there is a folder for it; its port."""
    server = HTTPServer(("127.0.0.1", 0), pages)
    if folder is not None:
        names = [
            "-keyout",
            str(folder / "key.pem"),
            "-out",
            str(folder / "certificate.pem"),
            "-subj",
            "/CN=plans.example",
        ]
        subprocess.run(
            ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", *names], check=True, capture_output=True
        )
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(folder / "certificate.pem", folder / "key.pem")
        server.socket = context.wrap_socket(server.socket, server_side=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield server.server_port
    finally:
        server.shutdown()
        server.server_close()


@pytest.mark.skipif(shutil.which("openssl") is None, reason="openssl is not installed")
def test_pages_that_answer_are_healthy(tmp_path: Path) -> None:
    with serving(_Pages) as port:
        assert is_healthy(["kehoach", "review", "results", "--port", str(port)])
        assert is_healthy(["kehoach", "review", "results", f"--port={port}"])
    with serving(_Broken) as port:
        assert not is_healthy(["kehoach", "review", "results", "--port", str(port)])
    with serving(_Pages, tmp_path) as port:
        assert is_healthy(["kehoach", "review", "results", "--certificate", "c.pem", "--port", str(port)])
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        assert not is_healthy(["kehoach", "review", "results", "--port", str(free.getsockname()[1])])


def test_what_serves_nothing_is_healthy_while_it_runs() -> None:
    assert is_healthy(["kehoach", "watch", "inbox", "--out", "results"])


def test_the_commands_of_the_recipe_are_lists() -> None:
    assert [json.loads(words) for name in ("ENTRYPOINT", "CMD") for words in steps(name)] == [["kehoach"], ["--help"]]


@pytest.mark.parametrize("words", steps("RUN"))
def test_a_shell_understands_each_step(words: str) -> None:
    subprocess.run(["sh", "-n", "-c", words], check=True)
