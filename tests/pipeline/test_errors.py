"""Errors come back from other processes as they were."""

from __future__ import annotations

import pickle

import pytest

from pipeline.errors import KehoachError, ReadingError, StageError, StorageError
from pipeline.reading.ocr.engine import EngineMissingError


@pytest.mark.parametrize(
    "error",
    [
        ReadingError("tesseract_failed", "a.pdf", fault="x"),
        EngineMissingError("no_tesseract", packages="p"),
        StageError("read", ValueError("u"), "a.pdf"),
        StorageError("cause", "remedy", "a"),
    ],
    ids=lambda error: type(error).__name__,
)
def test_an_error_survives_the_way_between_processes(error: KehoachError) -> None:
    again = pickle.loads(pickle.dumps(error))
    assert type(again) is type(error)
    assert (str(again), again.source, again.exit_code) == (str(error), error.source, error.exit_code)
    assert getattr(again, "key", None) == getattr(error, "key", None)
