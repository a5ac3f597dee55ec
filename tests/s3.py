"""An S3 interface on loopback."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from tests.postgres import free_port


@contextmanager
def s3_bucket(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """An empty bucket, which is found by settings in the environment."""
    pytest.importorskip("s3fs", reason="the extra [s3] is not installed")
    from moto.server import ThreadedMotoServer  # noqa: PLC0415

    port = free_port()
    for name, value in {
        "AWS_ENDPOINT_URL": f"http://127.0.0.1:{port}",
        "AWS_ACCESS_KEY_ID": "tests",
        "AWS_SECRET_ACCESS_KEY": "tests",
        "AWS_DEFAULT_REGION": "us-east-1",
    }.items():
        monkeypatch.setenv(name, value)
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=port, verbose=False)
    server.start()
    try:
        # the server is in this process, and remembers buckets longer than it serves them
        name = f"bucket-{port}"
        s3_system().mkdir(name)
        yield f"s3://{name}"
    finally:
        server.stop()


def s3_system() -> Any:
    """The file system of that interface."""
    from s3fs import S3FileSystem  # noqa: PLC0415

    return S3FileSystem(skip_instance_cache=True)
