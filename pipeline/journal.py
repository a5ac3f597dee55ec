"""Under what readings and failures are kept, and which failures are tried again without being asked for."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import astuple, replace
from typing import Final

from dataset.work import Failure, Work
from pipeline.errors import KehoachError, ReadingError, StageError
from pipeline.limits import Limits
from pipeline.notes import packed_error, unpacked_error
from pipeline.reading.base import ReadingOptions
from pipeline.version import engine_version

TRANSIENT: Final = frozenset(
    {
        "changed",
        "conversion_time",
        "died",
        "no_libreoffice",
        "no_model",
        "no_tesseract",
        "permission",
        "system",
        "tesseract_failed",
    }
)
"""Causes that may be gone without the document having changed: another program's, another process's, the machine's."""
UNFORESEEN: Final = "unforeseen"


def work_of(sha256: str, options: ReadingOptions) -> Work:
    """Under what a reading of some bytes is kept."""
    # pictures change nothing of what is read; nor do limits, of what could be read within them
    chosen: dict[str, object] = {"ocr": options.ocr}
    if options.spellings:
        chosen["spellings"] = options.spellings
    if not options.recovery:
        chosen["recovery"] = False
    return Work(sha256, engine_version(), json.dumps(chosen, ensure_ascii=False))


def failure_of(source: str, sha256: str, error: KehoachError, options: ReadingOptions) -> Failure:
    """A failure as it is kept."""
    stage = error.failed_stage if isinstance(error, StageError) else error.stage
    failure = Failure(source, sha256, stage, error.cause, error.remedy, UNFORESEEN)
    if isinstance(error, ReadingError):
        failure = replace(failure, code=error.key, details=packed_error(error))
    elif isinstance(error, StageError):
        failure = replace(failure, details=packed_error(error))
    work = work_of(sha256, options)
    return replace(failure, version=work.version, options=_with_limits(work.options, options.limits))


def is_settled(failure: Failure, sha256: str, options: ReadingOptions) -> bool:
    """Whether trying again would give the same failure: same content, version, options and limits, lasting cause."""
    work = work_of(sha256, options)
    tried = (failure.sha256, failure.version, failure.options)
    same = tried == (sha256, work.version, _with_limits(work.options, options.limits))
    return same and TRANSIENT.isdisjoint(_causes(failure))


def retold(failure: Failure) -> Failure:
    """The failure in the language of the process, as far as its cause is one of the known ones."""
    error = unpacked_error(failure.details)
    return replace(failure, cause=error.cause, remedy=error.remedy) if error else failure


def listing_options(limits: Limits) -> str:
    """Under what the list of an archive is kept."""
    return json.dumps(astuple(limits))


def _causes(failure: Failure) -> Iterator[str]:
    """The cause, and the causes of it."""
    error = unpacked_error(failure.details)
    yield failure.code
    while isinstance(error, ReadingError):
        yield error.key
        why = error.values.get("why")
        error = why if isinstance(why, ReadingError) else None


def _with_limits(options: str, limits: Limits) -> str:
    return f"{options} {json.dumps(astuple(limits))}"
