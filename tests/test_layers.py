"""Imports run one way: pipeline → review → checks → extractors → normalizers → dataset."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

FLOORS = ("dataset", "normalizers", "extractors", "checks", "review", "pipeline")
ROOT = Path(__file__).parents[1]
FILES = [path for floor in FLOORS for path in sorted((ROOT / floor).rglob("*.py"))]


def imported_floors(path: Path) -> set[str]:
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and node.level == 0:
            found.add(node.module.split(".")[0])
    return found & {*FLOORS, "corpus", "tests", "docs"}


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(ROOT)))
def test_no_import_goes_up(path: Path) -> None:
    floor = FLOORS.index(path.relative_to(ROOT).parts[0])
    above = {name for name in imported_floors(path) if name not in FLOORS[: floor + 1]}
    assert not above, f"{path.relative_to(ROOT)} imports from {', '.join(sorted(above))}"


@pytest.mark.parametrize("path", sorted(ROOT.glob("requirements*.lock")), ids=lambda path: path.name)
def test_locked_with_hashes_and_without_addresses(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert "://" not in text
    assert text.count("==") <= text.count("--hash=sha256:")
