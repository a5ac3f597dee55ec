"""The examples of docs/python.md do what the page says."""

from __future__ import annotations

import doctest
from pathlib import Path

import pytest

from corpus.plans import variants
from corpus.render import render
from dataset.store import Store
from docs.generate import FOLDER
from tests.pipeline.exports.stored import read_file
from tests.pipeline.plans import write_plans

PAGE = FOLDER / "python.md"


@pytest.fixture
def _files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What the page says is there."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("KEHOACH_LANG", "en")
    variant = next(v for v in variants() if v.planted and v.name == "bao-hiem-y-te-xa")
    Path("plan.pdf").write_bytes(render(variant, "pdf"))
    write_plans(Path("plans"), 2)
    Path("plans/broken.pdf").write_bytes(b"%PDF-1.7\n1 0 obj\n")
    Path("results").mkdir()
    with Store.at(Path("results/kehoach.sqlite")) as store:
        read_file(store, Path("plan.pdf"))


@pytest.mark.slow
@pytest.mark.usefixtures("_files")
def test_the_examples_give_what_the_page_says() -> None:
    blocks = PAGE.read_text("utf-8").split("```python\n")[1:]
    text = "\n".join(block.split("```")[0] for block in blocks)
    test = doctest.DocTestParser().get_doctest(text, {"__name__": "page"}, str(PAGE), str(PAGE), 0)
    assert len(test.examples) > 20
    told: list[str] = []
    runner = doctest.DocTestRunner(optionflags=doctest.NORMALIZE_WHITESPACE)
    runner.run(test, out=told.append)
    assert not runner.failures, "".join(told)
