"""What holds for all tests."""

import os


def pytest_configure() -> None:
    """No test leaves readings in the folder of the person who runs it, nor finds some there."""
    os.environ["KEHOACH_CACHE_MEGABYTES"] = "0"
