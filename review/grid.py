"""The rows of a table on which a finding stands, under the heads of their columns."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from dataset.records import CellRecord, Located
from dataset.spans import Span
from review.excerpt import Excerpt

_ROWS: Final = 12
"""More rows than these are no detail any more."""
_LONGEST: Final = 160


@dataclass(frozen=True)
class Grid:
    """Some rows of a table; each row has an excerpt for each head, those that are meant with a mark."""

    heads: list[str]
    rows: list[list[Excerpt]]


class Cells:
    """The cells of the documents; those of a few are kept, since rows come document by document."""

    def __init__(self, cells_of: Callable[[str], list[CellRecord]]) -> None:
        self._of = lru_cache(maxsize=8)(cells_of)

    def at(self, doc_id: str, span: Span) -> list[CellRecord]:
        """The cells that share characters with the span, if they are of one table."""
        found = [cell for cell in self._of(doc_id) if cell.span.start < span.end and span.start < cell.span.end]
        return found if len({cell.table_id for cell in found}) == 1 else []

    def grid(self, row: Located, others: Sequence[Located]) -> Grid | None:
        """The rows of a place and of what it was compared with in the same table.

        None outside of tables, and for words within one cell, which their sentence shows better.
        """
        meant = self.at(row.doc_id, row.span)
        if not meant or (len(meant) == 1 and meant[0].value is None) or len({cell.row for cell in meant}) > _ROWS:
            return None
        table = meant[0].table_id
        quotes = {(cell.row, cell.column): row.quote for cell in meant}
        numbers = {cell.row for cell in meant}
        for other in others:
            if other.doc_id == row.doc_id:
                for cell in self.at(other.doc_id, other.span):
                    if cell.table_id == table and (cell.row in numbers or len(numbers) < _ROWS):
                        numbers.add(cell.row)
                        quotes.setdefault((cell.row, cell.column), other.quote)
        cells = [cell for cell in self._of(row.doc_id) if cell.table_id == table]
        heads = list(dict.fromkeys(cell.column for cell in cells))
        texts: dict[tuple[int, str], list[str]] = defaultdict(list)
        for cell in cells:
            texts[cell.row, cell.column].append(cell.text)
        rows = [
            [_shown(texts[number, head], quotes.get((number, head))) for head in heads] for number in sorted(numbers)
        ]
        return Grid(heads, rows)

    def excerpt(self, row: Located) -> Excerpt | None:
        """A place in a table by the head of its column and the words of its row; None outside of a single cell."""
        meant = self.at(row.doc_id, row.span)
        if len(meant) != 1:
            return None
        cell = meant[0]
        beside = (one for one in self._of(row.doc_id) if one.table_id == cell.table_id and one.row == cell.row)
        label = next((one.text for one in beside if one.value is None and len(one.text) > 3), "")
        shown = _shown([cell.text], row.quote)
        where = " · ".join(dict.fromkeys(filter(None, (_cut(label) if label != cell.text else "", cell.column))))
        return Excerpt(f"{where}: {shown.before}", shown.marked, shown.after)


def _shown(texts: Sequence[str], quote: str | None) -> Excerpt:
    text = "; ".join(texts)
    if quote is None:
        return Excerpt(_cut(text), "", "")
    before, marked, after = text.partition(" ".join(quote.split()))
    if not marked:
        return Excerpt("", _cut(text), "")
    return Excerpt(_cut(before[::-1])[::-1], marked, _cut(after))


def _cut(text: str) -> str:
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST].rpartition(' ')[0]} …"
