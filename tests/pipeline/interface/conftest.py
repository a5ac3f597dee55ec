"""A plan with slips from the corpus, read once: by the interface, and into a store."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

import pipeline
from corpus.plans import variants
from corpus.render import render
from dataset.store import Store
from tests.pipeline.exports.stored import read_file


@pytest.fixture(autouse=True)
def vietnamese(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KEHOACH_LANG", "vi")


@pytest.fixture(scope="package")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    variant = next(v for v in variants() if v.planted and v.name == "bao-hiem-y-te-xa")
    path = tmp_path_factory.mktemp("given") / "kế hoạch.pdf"
    path.write_bytes(render(variant, "pdf"))
    return path


@pytest.fixture(scope="package")
def plan(file: Path) -> pipeline.Plan:
    return pipeline.read(file, language="vi")


@pytest.fixture(scope="package")
def folder(file: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An output folder with that plan in its store."""
    out = tmp_path_factory.mktemp("out")
    with Store.at(out / "kehoach.sqlite") as store:
        read_file(store, file)
        store.gather_units()
    return out


@pytest.fixture
def dataset(folder: Path) -> Iterator[pipeline.Dataset]:
    with pipeline.open(folder) as opened:
        yield opened
