"""The findings that an archive had on some day, so that a later check shows only what is new.

A finding is known by its ``finding_id``. One across documents is also known by its rule and the words it stands on:
its id counts the other document, which is another one as soon as the archive grows. Since both count the content of
the document, all findings of a document that has been changed are new.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Final, Literal

from pydantic import BaseModel, ConfigDict, ValidationError

from dataset.exports.base import replacing
from dataset.records import DocumentRecord, Finding

FORMAT: Final = 1
_QUOTED: Final = 160
"""Characters of a quote that a baseline keeps: enough to recognise the place."""


class BaselineError(Exception):
    """A file is no baseline; ``line`` is where its JSON breaks, if it does."""

    def __init__(self, line: int | None = None) -> None:
        super().__init__(line)
        self.line = line


class Known(BaseModel):
    """A finding of a baseline."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    finding_id: str
    rule: str
    doc_id: str
    source: str
    quote: str


class _File(BaseModel):
    model_config = ConfigDict(extra="forbid")

    kehoach_baseline: Literal[1]
    findings: list[Known]


Baseline = Mapping[str, Known]
"""The known findings by id."""
Place = tuple[str, str, str]
"""Rule, document and the beginning of the words that a finding stands on."""


def read_baseline(path: Path) -> Baseline:
    """Read a baseline.

    Raises:
        BaselineError: The file holds something else.
        OSError: It cannot be read.
    """
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
        return {known.finding_id: known for known in _File.model_validate(content).findings}
    except json.JSONDecodeError as error:
        raise BaselineError(error.lineno) from error
    except (ValidationError, UnicodeDecodeError) as error:
        raise BaselineError from error


def write_baseline(baseline: Baseline, path: Path) -> None:
    """Write a baseline, one finding a line in a fixed order, so that two of them can be compared line by line.

    Raises:
        OSError: It cannot be written.
    """
    rows = sorted(baseline.values(), key=lambda known: (known.source, known.rule, known.finding_id))
    lines = ",\n".join(json.dumps(known.model_dump(), ensure_ascii=False) for known in rows)
    with replacing(path) as file:
        file.write(f'{{"kehoach_baseline": {FORMAT}, "findings": [\n{lines}\n]}}\n')


def is_known(finding: Finding, baseline: Baseline, places: frozenset[Place]) -> bool:
    """Whether a baseline, of which :func:`places_of` made the places, has a finding."""
    return finding.finding_id in baseline or (finding.other_doc_id is not None and _place(finding) in places)


def places_of(baseline: Baseline) -> frozenset[Place]:
    """Where the known findings stand."""
    return frozenset((known.rule, known.doc_id, known.quote) for known in baseline.values())


def gone(
    baseline: Baseline, found: Iterable[Finding], documents: Mapping[str, DocumentRecord], failed: frozenset[str]
) -> list[Known]:
    """The known findings that are no more: mended, or of a document that has been changed.

    Of documents that are not in ``documents``, and of rules that ``failed``, nothing can be said.
    """
    rows = list(found)
    ids = {finding.finding_id for finding in rows}
    places = {_place(finding) for finding in rows if finding.other_doc_id is not None}
    sources = {document.source for document in documents.values()}
    return [
        known
        for known in baseline.values()
        if known.finding_id not in ids
        and (known.rule, known.doc_id, known.quote) not in places
        and known.rule not in failed
        and (known.doc_id in documents or known.source in sources)
    ]


def updated(
    baseline: Baseline, lost: Iterable[Known], new: Sequence[Finding], documents: Mapping[str, DocumentRecord]
) -> Baseline:
    """The baseline without what is gone and with what is new; everything else stays in it."""
    kept = dict(baseline)
    for known in lost:
        del kept[known.finding_id]
    for finding in new:
        kept[finding.finding_id] = Known(
            finding_id=finding.finding_id,
            rule=finding.rule,
            doc_id=finding.doc_id,
            source=documents[finding.doc_id].source,
            quote=_place(finding)[2],
        )
    return kept


def _place(finding: Finding) -> Place:
    return finding.rule, finding.doc_id, " ".join(finding.quote.split())[:_QUOTED]
