"""What holds for all tests."""

from __future__ import annotations

import os
import sys
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


@pytest.fixture
def no_kept_processes() -> None:
    """For tests that count processes: none that other tests have left to wait for their next call."""
    from tests.pipeline.here import end_kept  # noqa: PLC0415  slow to load, and few tests need it

    end_kept()


def pytest_sessionfinish() -> None:
    """Processes that were kept from one test to the next go with the last one."""
    if here := sys.modules.get("tests.pipeline.here"):
        here.end_kept()


def pytest_configure() -> None:
    """No test leaves readings in the folder of the person who runs it, nor finds some there."""
    os.environ["KEHOACH_CACHE_MEGABYTES"] = "0"
