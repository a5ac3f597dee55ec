"""The pages of docs/how-to/, tried step by step: their files and edits, in a copy of the program, and their tests."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from docs.generate import FOLDER

ROOT = FOLDER.parent
PAGES = sorted((FOLDER / "how-to").glob("*.md"))
PARTS = ("dataset", "normalizers", "extractors", "checks", "review", "pipeline")
BLOCK = re.compile(r'^(?P<fence>`{3,})(?P<kind>\w+) title="(?P<file>[^"]+)"\n(?P<text>.*?)^(?P=fence)$', re.M | re.S)
MADE = {
    "add-a-rule.md": "tests/checks/test_pages.py",
    "add-an-extractor.md": "tests/extractors/test_contacts.py",
    "add-a-reader.md": "tests/pipeline/reading/test_web.py",
    "add-an-engine.md": "tests/pipeline/reading/test_outside.py",
}
"""The test that tells whether the steps of a page work."""


class Step(NamedTuple):
    kind: str
    file: str
    text: str


def steps(page: Path) -> Iterator[Step]:
    for found in BLOCK.finditer(page.read_text("utf-8")):
        yield Step(found["kind"], found["file"], found["text"])


def edited(text: str, diff: str) -> str:
    """The text after an edit; its unchanged and removed lines have to stand there, once."""
    lines = diff.splitlines(keepends=True)
    before = "".join(line[1:] for line in lines if line[0] in " -")
    after = "".join(line[1:] for line in lines if line[0] in " +")
    assert text.count(before) == 1, f"stands there {text.count(before)} times:\n{before}"
    return text.replace(before, after)


@pytest.fixture(scope="module")
def tree(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the program with the steps of all pages taken."""
    tree = tmp_path_factory.mktemp("tree")
    for part in PARTS:
        shutil.copytree(ROOT / part, tree / part, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("__init__.py", "support.py", "checks/__init__.py", "checks/archive.py", "checks/test_pages.py"):
        (tree / "tests" / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / "tests" / name, tree / "tests" / name)
    for page in PAGES:
        for step in steps(page):
            file = tree / step.file
            if step.kind == "diff":
                file.write_text(edited(file.read_text("utf-8"), step.text), "utf-8")
            else:
                assert not file.exists(), f"{step.file} is there already"
                file.parent.mkdir(parents=True, exist_ok=True)
                file.write_text(step.text, "utf-8")
    return tree


def test_every_page_is_tried() -> None:
    assert {page.name for page in PAGES} == set(MADE)


@pytest.mark.slow
def test_the_steps_work(tree: Path) -> None:
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-c", "/dev/null", "--rootdir", "."]
    done = subprocess.run(
        [*command, *MADE.values(), "-k", "X101 or contacts or web or outside"],
        cwd=tree,
        env={"PATH": "/usr/bin:/bin", "PYTHONPATH": str(tree), "KEHOACH_LANG": "vi"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout
    assert re.search(r"(?m)^\d+ passed", done.stdout), done.stdout
