"""The recovery of damaged text: step by step, with a row for everything that was changed.

Each step mends one kind of damage and leaves all else alone; the next works on what it made. What several steps did to
the same characters is one row, from what was read to what stands now, as sure as the least sure of them.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from dataset.document import Document
from dataset.records import Records, Recovery
from dataset.spans import Alignment, Edit, Span, apply_edits
from normalizers.diacritics.damage import is_damaged
from normalizers.joined_words import joined_edits
from normalizers.legacy_encodings import legacy_edits
from normalizers.quarters import SURE as QUARTER
from normalizers.quarters import quarter_edits
from normalizers.symbols import party_issuer_like
from normalizers.unicode import hygiene_edits

_PARTY_SYMBOL = re.compile(r"\d\s?[-–]\s?[^\W\d_]{2,4}/([^\W\d_]{2,8})\b")
_LISTED = 0.9
"""How sure the issuer of a Party symbol is whose letters only one abbreviation has."""
_JOINED = 0.9
"""How sure a space is that stands between two syllables where the token has no other reading."""


class SureEdit(NamedTuple):
    """An edit and how sure it is, 0 to 1."""

    edit: Edit
    confidence: float


@dataclass(frozen=True)
class Repair:
    """One change: where it stands in the recovered text (``line`` from 1), what was there, how sure it is."""

    line: int
    start: int
    end: int
    before: str
    after: str
    confidence: float


def _legacy(text: str) -> list[SureEdit]:
    return [SureEdit(edit, 1.0) for edit in legacy_edits(text)]


def _hygiene(text: str) -> list[SureEdit]:
    return [SureEdit(edit, 1.0) for edit in hygiene_edits(text)]


def _joined(text: str) -> list[SureEdit]:
    # what a wrong mark leaves of a word looks like two: damaged text is the work of the step behind
    return [] if is_damaged(text) else [SureEdit(edit, _JOINED) for edit in joined_edits(text)]


def _diacritics(text: str) -> list[SureEdit]:
    if not is_damaged(text):
        return []
    from normalizers.diacritics.restorer import Restorer  # noqa: PLC0415 (late: clean text never needs the models)

    restored = Restorer.load().restore(text)
    return _with(
        list(_sure_parts(text)),
        [SureEdit(Edit(edit.start, edit.end, edit.text), edit.confidence) for edit in restored.edits],
    )


def _with(first: list[SureEdit], others: list[SureEdit]) -> list[SureEdit]:
    """Edits, and of others those that touch none of them."""
    taken = {at for edit, _ in first for at in range(edit.start, edit.end)}
    return [*first, *(other for other in others if not taken & set(range(other.edit.start, other.edit.end)))]


def _sure_parts(text: str) -> Iterator[SureEdit]:
    """What no sentence tells and lists do: the issuers of Party symbols (``12-KH/DU``), the numbers of quarters."""
    for match in _PARTY_SYMBOL.finditer(text):
        issuer = party_issuer_like(match.group(1))
        if issuer is not None and issuer != match.group(1):
            yield SureEdit(Edit(*match.span(1), issuer), _LISTED)
    yield from (SureEdit(edit, QUARTER) for edit in quarter_edits(text))


def _misreadings(document: Document) -> Step:
    """The step that mends what was misread on scanned pages; it has to be the first: it knows words by their place."""
    scanned = {page.number for page in document.pages if page.origin == "ocr"}
    words = [(*word.span, word.confidence) for word in document.words if word.page in scanned]

    def step(text: str) -> list[SureEdit]:
        if not words:
            return []
        from normalizers.diacritics.misreadings import Mender  # noqa: PLC0415 (late: as above)
        from normalizers.diacritics.read_words import ReadWord  # noqa: PLC0415 (late: as above)

        edits = Mender.load().mend(text, [ReadWord(*word) for word in sorted(words)])
        quarters = [SureEdit(edit, QUARTER) for edit in quarter_edits(text)]
        return _with([SureEdit(Edit(edit.start, edit.end, edit.text), edit.confidence) for edit in edits], quarters)

    return step


Step = Callable[[str], list[SureEdit]]
STEPS: tuple[Step, ...] = (_legacy, _hygiene, _joined, _diacritics)
"""What is done to a text, in this order: old encodings first, whose letters hygiene would take for damage."""


def recover_text(text: str) -> tuple[str, list[Repair]]:
    """The recovered text, with as many lines as before, and every change."""
    *_, (_, recovered, repairs) = _recovered(text, STEPS)
    return recovered, repairs


def recover(document: Document) -> tuple[Document, Records]:
    """The document with its text mended, every overlay moved along, and a row for every change."""
    steps = list(_recovered(document.text, (_misreadings(document), *STEPS)))
    for edits, _, _ in steps:
        document = document.edited(edits)
    *_, (_, _, repairs) = steps
    rows = (
        Recovery.at(
            document,
            Span(repair.start, repair.end),
            repair.confidence,
            line=repair.line,
            before=repair.before,
            after=repair.after,
        )
        for repair in repairs
    )
    return document, Records(rows)


def _recovered(text: str, steps: Sequence[Step]) -> Iterator[tuple[list[Edit], str, list[Repair]]]:
    """After each step: its edits, the text, and everything that was changed so far."""
    read = text
    alignment = Alignment.identity(len(text))
    sureness: list[tuple[int, int, float]] = []
    for step in steps:
        found = sorted(step(text))
        edits = [edit for edit, _ in found]
        text, moved = apply_edits(text, edits)
        alignment = alignment.then(moved)
        sureness = [(*moved.forward_span(Span(start, end)), sure) for start, end, sure in sureness]
        sureness += [
            (region.target_start, region.target_end, sure)
            for region, (_, sure) in zip(moved.regions, found, strict=True)
        ]
        yield edits, text, list(_repairs(read, text, alignment, sorted(sureness)))


def _repairs(
    before: str, after: str, alignment: Alignment, sureness: Sequence[tuple[int, int, float]]
) -> Iterator[Repair]:
    line_starts = [0, *(offset + 1 for offset, character in enumerate(after) if character == "\n")]
    starts = [start for start, _, _ in sureness]
    for region in alignment.regions:
        start, end = region.target_start, region.target_end
        within = sureness[bisect_left(starts, start) : bisect_right(starts, end)]
        confidence = min((sure for *_, sure in within), default=1.0)
        was = before[region.source_start : region.source_end]
        if was != after[start:end]:
            yield Repair(bisect_right(line_starts, start), start, end, was, after[start:end], confidence)
