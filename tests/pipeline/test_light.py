"""A process that reads loads no more than reading takes: every run waits for it."""

from __future__ import annotations

import sys

import pytest

from tests.fresh import in_fresh_process
from tests.pipeline.plans import plan

HEAVY = {
    "sqlalchemy",
    "typer",
    "rich",
    "fsspec",
    "duckdb",
    "pandas",
    "jinja2",
    "fastapi",
    "spacy.cli",
    "pypdfium2",
    "cv2",
}


def read_a_text() -> None:
    """What a process does that a run has started, as far as it can be done in one that has no parent."""
    from pipeline import cli, lane, tasks  # noqa: F401, PLC0415
    from pipeline.reading.base import Source  # noqa: PLC0415
    from pipeline.run import process  # noqa: PLC0415

    assert process(Source("plan.txt", plan(1).encode())).records
    loaded = HEAVY & set(sys.modules)
    assert not loaded, f"imported: {loaded}"
    assert "spacy" in sys.modules


def use_spacys_own_commands() -> None:
    """They are left out, and there for whoever wants them."""
    from extractors.language import nlp  # noqa: PLC0415

    nlp()
    import spacy.cli  # noqa: PLC0415
    from spacy.cli.info import info  # noqa: PLC0415

    assert info(silent=True)["spacy_version"] == spacy.__version__


@pytest.mark.slow
@pytest.mark.parametrize("check", [read_a_text, use_spacys_own_commands])
def test_in_a_process_of_its_own(check: object) -> None:
    in_fresh_process(check)
