"""What holds for all tests."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Browser


@pytest.fixture(scope="session")
def browser() -> Browser:
    """Debian's Chromium, one for all tests of a process."""
    from docs.in_browser import chromium, started  # noqa: PLC0415  slow to load, and few tests need it

    if chromium() is None:
        pytest.skip("chromium is not installed (apt-get install chromium)")
    return started()


def pytest_configure() -> None:
    """No test leaves readings in the folder of the person who runs it, nor finds some there."""
    os.environ["KEHOACH_CACHE_MEGABYTES"] = "0"
