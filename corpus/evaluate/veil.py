"""Values that can be kept of a text without its sentences: first letters of words, short names, a time as dates.

Truth of documents that are not ours holds only such values. What was found is put into the same form before the two are
compared, so that both columns of the table are measured by the same code.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from typing import Any

from corpus.evaluate.values import normalise
from dataset.records import Assignment, CellRecord, Citation, Deadline, DocumentRecord, Record, Records, Task

WORDS_IN_A_ROW = 7  # so many words of a document may stand in a row; a longer name is cut and ends in its hash
NAMES_OF_A_DOCUMENT = ("place", "issuer", "parent_place", "signer", "signer_title")
_WORDS_BEFORE_THE_HASH = 3


def initials(text: str | None) -> str:
    """The first letter of every word; words with a digit stay whole: ``Kế hoạch năm 2026`` is ``k h n 2026``."""
    words = normalise(text).split()
    return " ".join(word if any(map(str.isdigit, word)) else word[0] for word in words)


def short_name(name: str | None) -> str | None:
    """A name of up to seven words as it is; of a longer one three words and a hash of all of them."""
    words = normalise(name).split()
    if len(words) <= WORDS_IN_A_ROW:
        return name
    digest = hashlib.sha256(" ".join(words).encode()).hexdigest()[:8]
    return " ".join([*words[:_WORDS_BEFORE_THE_HASH], digest])


def time_value(kind: str, start: str | None, end: str | None, rrule: str | None) -> str:
    """A time expression by what it means, whatever its words."""
    return " ".join([kind, f"{start or ''}/{end or ''}", *(rrule or "").split()])


def veiled(records: Records) -> Records:
    """The rows with the same values in place of their sentences; what needs a quote is left out."""
    return Records(_veiled(records))


def _veiled(records: Records) -> Iterator[Record]:
    for row in records:
        match row:
            case DocumentRecord():
                names = {name: short_name(getattr(row, name)) for name in NAMES_OF_A_DOCUMENT}
                yield _changed(row, title=initials(row.title), **names)
            case Citation():
                yield _changed(row, title=short_name(row.title))
            case Task():
                yield _changed(row, text=initials(row.text))
            case Assignment():
                yield _changed(row, unit=short_name(row.unit))
            case Deadline():
                yield _changed(row, text=time_value(row.kind, row.start, row.end, row.rrule))
            case CellRecord():
                yield _changed(row, column=initials(row.column))
            case _:
                yield row


def _changed(row: Record, **values: Any) -> Record:
    return row.model_copy(update=values)
