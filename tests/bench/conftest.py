"""Collects the figures of the benchmarks and prints them as one table at the end of ``make bench``."""

from __future__ import annotations

from collections.abc import Callable

import pytest

Show = Callable[[str, float, str], None]
FIGURES = pytest.StashKey[list[tuple[str, float, str]]]()


def pytest_configure(config: pytest.Config) -> None:
    """Make the marker known."""
    config.addinivalue_line("markers", "measured_only: a long benchmark whose result other tests check; see make bench")


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Leave out long benchmarks where nothing is measured."""
    if item.get_closest_marker("measured_only") and item.config.getoption("benchmark_disable"):
        pytest.skip("long, and only worth its figure: runs in make bench")


@pytest.fixture
def show(request: pytest.FixtureRequest) -> Show:
    """Put a figure into the table: its name, value and unit."""
    figures = request.config.stash.setdefault(FIGURES, [])
    return lambda name, value, unit: figures.append((name, value, unit))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    """Print the table; nothing where the benchmarks ran as plain tests."""
    figures = config.stash.get(FIGURES, [])
    if not figures or config.getoption("benchmark_disable"):
        return
    width = max(len(name) for name, _, _ in figures)
    terminalreporter.section("performance")
    for name, value, unit in figures:
        terminalreporter.write_line(f"{name:{width}}  {value:10,.2f}  {unit}")
