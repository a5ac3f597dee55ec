"""Reading from Python: one document in this process, many in processes within limits."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal, get_args, overload

from checks import rule
from checks.page import Language
from dataset.records import Records
from pipeline.archives import is_archive
from pipeline.errors import KehoachError, ReadingError, UsageError
from pipeline.interface.judging import Codes, Judging, derived, judged, judging_of
from pipeline.interface.many import ManyReadings, named
from pipeline.interface.plan import Plan
from pipeline.limits import LIMITS, MEGABYTE, Limits
from pipeline.messages import say
from pipeline.reading.base import OcrMode, ReadingOptions, Source
from pipeline.remote import is_address
from pipeline.run import Read, process
from pipeline.settings import default_cache
from pipeline.sources import address, check_regular, check_sources, unreadable

Where = str | os.PathLike[str]


def read(
    source: Where | bytes,
    *,
    name: str | None = None,
    ocr: OcrMode = "auto",
    recover: bool = True,
    select: Codes = None,
    ignore: Codes = None,
    preview: bool = False,
    language: Language | None = None,
    workers: int | None = None,
    limits: Limits | None = None,
    cache: bool | Where = True,
) -> Plan:
    """Read one document, in this process.

    The rules run when ``plan.findings`` is asked for the first time, and see this document only (:func:`check` sees
    several). Of the limits those of size and pages hold; those of memory and time need a process of its own, which
    :func:`read_many` starts.

    Args:
        source: A file or its bytes: PDF, DOCX, DOC, a picture, plain text or Markdown; the content decides which.
        name: What the document is called in ``documents.source``; the path by default.
        ocr: Whether pages are read by OCR where they need it, ``always`` or ``never``.
        recover: Whether damaged text is mended; without, the text and all rows are as read.
        select: Codes of rules or beginnings of them (``"N"``, ``["P001", "R"]``): nothing else counts.
        ignore: The same: these do not count.
        preview: Whether rules on trial count, too.
        language: Language of the findings, ``vi`` or ``en``; by default that of ``KEHOACH_LANG``, else Vietnamese.
        workers: How many scanned pages are read at the same time; as many as there are cores by default.
        limits: How much the document may take.
        cache: Whether what OCR read is kept for the next time (the folder of ``kehoach run``), or in which folder.

    Raises:
        UsageError: An option does not fit, or the source is a folder or an archive of documents.
        ReadingError: The document cannot be read.
        StageError: A stage failed in a way that nobody foresaw.
    """
    judging = judging_of(select, ignore, preview=preview, language=language)
    options = _options(ocr, recover, limits, cache)
    options = replace(options, pages_at_once=_workers(workers))
    found = _taken(source, name, options.limits)
    try:
        return _plan(process(found, options), judging)
    except KehoachError as error:
        raise named(error, found.name) from error.__cause__


@overload
def read_many(
    sources: Where | Iterable[Where],
    *,
    errors: Literal["raise"] = "raise",
    workers: int | None = None,
    ocr: OcrMode = "auto",
    recover: bool = True,
    select: Codes = None,
    ignore: Codes = None,
    preview: bool = False,
    language: Language | None = None,
    limits: Limits | None = None,
    cache: bool | Where = True,
) -> Iterator[Plan]: ...


@overload
def read_many(
    sources: Where | Iterable[Where],
    *,
    errors: Literal["return"],
    workers: int | None = None,
    ocr: OcrMode = "auto",
    recover: bool = True,
    select: Codes = None,
    ignore: Codes = None,
    preview: bool = False,
    language: Language | None = None,
    limits: Limits | None = None,
    cache: bool | Where = True,
) -> Iterator[Plan | KehoachError]: ...


def read_many(
    sources: Where | Iterable[Where],
    *,
    errors: Literal["raise", "return"] = "raise",
    workers: int | None = None,
    ocr: OcrMode = "auto",
    recover: bool = True,
    select: Codes = None,
    ignore: Codes = None,
    preview: bool = False,
    language: Language | None = None,
    limits: Limits | None = None,
    cache: bool | Where = True,
) -> Iterator[Plan | KehoachError]:
    """Read many documents, each by a process within limits of memory and time, and hand them out as they are done.

    No more documents than there are processes are in memory at once, besides those that you keep. Leaving the iterator
    ends the processes. They are started afresh and import the main module: in a script, call this below
    ``if __name__ == "__main__":``.

    Args:
        sources: Files, folders (walked), ZIP archives of documents, addresses (``s3://…``): one or some of them.
        errors: What becomes of a document that cannot be read: ``raise`` ends the iteration with its error, ``return``
            hands the error out in the place of the plan and goes on.
        workers: How many processes; as many as there are cores by default.
        ocr: As in :func:`read`, and so are all others.
        recover: Whether damaged text is mended.
        select: Codes of rules that count.
        ignore: Codes of rules that do not count.
        preview: Whether rules on trial count, too.
        language: Language of the findings.
        limits: How much each document may take.
        cache: Whether, or in which folder, what OCR read is kept.

    Raises:
        UsageError: An option does not fit, or a source is not there; raised at once, not by the first ``next()``.
        KehoachError: With ``raise``: a document could not be read.
    """
    judging = judging_of(select, ignore, preview=preview, language=language)
    options = _options(ocr, recover, limits, cache)
    given = [sources] if isinstance(sources, str | os.PathLike) else list(sources)
    paths = [Path(entry) for entry in given]
    check_sources(paths)
    return _handed_out(ManyReadings(paths, options, _workers(workers)), judging, stop=errors == "raise")


def _handed_out(reading: ManyReadings, judging: Judging, *, stop: bool) -> Iterator[Plan | KehoachError]:
    for answer in reading.answers():
        if isinstance(answer, Read):
            yield _plan(answer, judging)
        elif stop:
            raise answer
        else:
            yield answer


@dataclass(frozen=True)
class _Rules:
    """Runs the rules that count; a value, so that plans can be pickled."""

    judging: Judging

    def __call__(self, plan: rule.Plan) -> Records:
        return derived(judged([plan], self.judging))


def _plan(read: Read, judging: Judging) -> Plan:
    return Plan(read, read.layout, _Rules(judging))


def _options(ocr: OcrMode, recover: bool, limits: Limits | None, cache: bool | Where) -> ReadingOptions:
    if ocr not in (modes := get_args(OcrMode)):
        reason = say("invalid.literal_error", expected=", ".join(modes))
        raise UsageError(say("cli.bad_value", name="ocr", message=reason), say("python.see"))
    folder = default_cache() if cache is True else None if cache is False else Path(cache)
    return ReadingOptions(ocr, cache=folder, limits=limits or LIMITS, recovery=recover)


def _workers(wanted: int | None) -> int:
    if wanted is not None and wanted < 1:
        reason = say("invalid.greater_than_equal", ge=1)
        raise UsageError(say("cli.bad_value", name="workers", message=reason), say("python.see"))
    return wanted or len(os.sched_getaffinity(0))


def _taken(source: Where | bytes, name: str | None, limits: Limits) -> Source:
    """The document with its bytes.

    Raises:
        UsageError: It is several documents.
        ReadingError: It is not there, no regular file or too large.
    """
    if isinstance(source, bytes):
        found = Source(name or "bytes", source)
    else:
        found = Source(name or address(Path(source)), _bytes_of(Path(source), limits))
    if is_archive(found.data):
        raise UsageError(say("python.several"), say("python.read_many"), found.name)
    return found


def _bytes_of(path: Path, limits: Limits) -> bytes:
    most = limits.file_megabytes * MEGABYTE
    if is_address(path):
        raise UsageError(say("python.several"), say("python.read_many"), address(path))
    if path.is_dir():
        raise UsageError(say("python.several"), say("python.read_many"), address(path))
    check_regular(path)
    try:
        if (size := path.stat().st_size) > most:
            megabytes = size // MEGABYTE
            raise ReadingError("file_too_large", address(path), megabytes=megabytes, most=most // MEGABYTE)
        return path.read_bytes()
    except OSError as error:
        raise unreadable(path, error) from error
