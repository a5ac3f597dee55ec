"""The public names, and that they cost nothing until they are used."""

from __future__ import annotations

import ast
import inspect
import re
import subprocess
import sys
from pathlib import Path

import pytest

import pipeline

ROOT = Path(__file__).parents[3]


def test_importing_the_package_imports_nothing_else() -> None:
    code = (
        "import sys; before = set(sys.modules); import pipeline; dir(pipeline);"
        "new = {name.split('.')[0] for name in set(sys.modules) - before} - sys.stdlib_module_names;"
        "sys.exit(str(new - {'pipeline'}) if new != {'pipeline'} else 0)"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_every_public_name_is_there_and_told_to_type_checkers() -> None:
    assert set(pipeline.__all__) <= set(dir(pipeline))
    for name in pipeline.__all__:
        value = getattr(pipeline, name)
        assert inspect.getdoc(value), name
        assert value.__name__ == name
    tree = ast.parse((ROOT / "pipeline/__init__.py").read_text("utf-8"))
    (block,) = (node for node in tree.body if isinstance(node, ast.If))
    typed = {alias.name for node in block.body if isinstance(node, ast.ImportFrom) for alias in node.names}
    assert typed == set(pipeline.__all__)
    with pytest.raises(AttributeError, match="nonsense"):
        _ = pipeline.nonsense


def test_the_page_tells_of_every_public_name() -> None:
    page = (ROOT / "docs/python.md").read_text("utf-8")
    told = set(re.findall(r"\w+", page.split("## Names")[1])) | set(re.findall(r"^\| `(\w+Error)`", page, re.MULTILINE))
    assert set(pipeline.__all__) - told - {"KehoachError"} == set()


def test_options_of_one_and_of_many_are_the_same() -> None:
    one = set(inspect.signature(pipeline.read).parameters) - {"source", "name"}
    many = set(inspect.signature(pipeline.read_many).parameters) - {"sources", "errors"}
    assert one == many
    page = (ROOT / "docs/python.md").read_text("utf-8").split("## Options")[1]
    assert all(re.search(rf"^\| .*`{option}[`=]", page, re.MULTILINE) for option in one | {"name"})
