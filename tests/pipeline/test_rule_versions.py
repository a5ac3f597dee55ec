"""What a rule's version hangs on: every module of the package that it imports, in whatever way."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

import checks
from pipeline import rule_versions

MODULES = sorted(Path(checks.__file__).parent.glob("*.py"))


def parsed(path: Path) -> set[str]:
    """The modules that a file imports, from its whole tree."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_bytes())):
        if isinstance(node, ast.ImportFrom):
            names |= rule_versions._modules(node.module or "", [alias.name for alias in node.names])
        elif isinstance(node, ast.Import):
            names |= {name for alias in node.names for name in rule_versions._modules(alias.name, [])}
    return names


def test_imports_of_the_package_are_found_as_by_parsing_it_whole() -> None:
    assert {path.name: rule_versions._imports(path) for path in MODULES} == {
        path.name: parsed(path) for path in MODULES
    }
    assert any(parsed(path) for path in MODULES)


@pytest.mark.parametrize(
    "source",
    [
        "from checks import (  # both :)\n    page,\n    rule,\n)\n",
        "from checks import page, \\\n    rule\n",
        "def late():\n    if True: from checks.page import rule_page; from checks import rule\n",
        "import checks.page, checks.rule as r\n",
        '"""Words.\n\nfrom checks that were made\n"""\nfrom checks import page, rule\n',
        "import os; import checks.page\nimport checks.rule\n",
    ],
)
def test_imports_in_unusual_places(source: str, tmp_path: Path) -> None:
    path = tmp_path / "rule_of_my_own.py"
    path.write_text(source, encoding="utf-8")
    assert rule_versions._imports(path) == parsed(path) == {"page", "rule"}
