"""Databases for the tests of the store."""

from collections.abc import Iterator

import pytest

from tests.postgres import Server, postgres_server


@pytest.fixture(scope="module")
def postgres() -> Iterator[Server]:
    with postgres_server() as server:
        yield server
