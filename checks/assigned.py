"""Figures that a table of a plan hands to the localities below: a row a locality, a column an indicator or a year."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from checks.cascade_words import words
from checks.families import Link, rows_of
from checks.rule import Archive
from checks.series import FigureKey, figures_of
from dataset.records import CellRecord, TableRecord, Target
from normalizers.unicode import compare_key

_YEAR = re.compile(r"\b(20\d{2})\b")
_WORD = re.compile(r"\w+")
# the share of the words of an indicator that the heads above a figure have to name
_NAMED = 0.99


@dataclass(frozen=True)
class Assigned:
    """A figure that a table gives to a locality."""

    value: float
    cell: CellRecord


@dataclass(frozen=True)
class Handed:
    """What a plan's tables give to one locality; ``heads`` are the tables and columns of the ratios among it.

    Figures are matched to what the locality aims at by name and year, the heads stand for all ratios of the tables.
    """

    figures: Mapping[FigureKey, Assigned]
    heads: tuple[str, ...] = ()

    def binds(self, key: FigureKey, known: Collection[FigureKey]) -> bool:
        """Whether one of the ratios may be of an indicator; a head that names another one of the ``known`` is not."""
        if not key.is_share:
            return False
        for head in self.heads:
            named = {other.indicator for other in known if other.is_share and _names(head, other.indicator)}
            if not named or key.indicator in named:
                return True
        return False


def assigned_figures(archive: Archive, links: Sequence[Link]) -> Mapping[tuple[str, str], Handed]:
    """For some links, by parent and child: what tables of the parent give to the child's locality of what it aims at.

    A cell is of a target where the heads of its column and its table name all words of the indicator and the year, and
    no other cell of the row does.
    """
    below = [link for link in links if not link.same_territory and link.child.place]
    if not below:
        return {}
    parents = {link.parent.doc_id for link in below}
    cells = rows_of(archive, CellRecord, parents)
    titles = {
        table.table_id: table.title or ""
        for tables in rows_of(archive, TableRecord, parents).values()
        for table in tables
    }
    rows = {parent: _rows_by_locality(cells.get(parent, ())) for parent in parents}
    concerned = [link for link in below if link.child.place in rows[link.parent.doc_id]]
    targets = rows_of(archive, Target, {link.child.doc_id for link in concerned}) if concerned else {}
    found: dict[tuple[str, str], Handed] = {}
    for link in concerned:
        row = rows[link.parent.doc_id][link.child.place]
        figures = figures_of(targets.get(link.child.doc_id, ()))
        heads = {compare_key(f"{titles.get(cell.table_id, '')} {cell.column}") for cell in row if "%" in cell.column}
        handed = Handed(dict(_matching(row, titles, figures)), tuple(sorted(heads)))
        found[link.parent.doc_id, link.child.doc_id] = handed
    return found


def localities_of(cells: Sequence[CellRecord]) -> tuple[set[str], set[str]]:
    """What rows of a plan's tables are named by, in comparable form: names with the level of a commune, bare names."""
    texts = {compare_key(row[0].text) for row in _named_rows(cells)}
    matches = [match for text in texts if (match := re.match(words("locality"), text))]
    full = {f"{match['level']} {match['name']}" for match in matches if match["level"]}
    return full, {match["name"] for match in matches if not match["level"]}


def _rows_by_locality(cells: Sequence[CellRecord]) -> dict[str, list[CellRecord]]:
    """The numbers of the rows that are named by a locality, by its name; a name with two rows in one table is none."""
    found: dict[str, list[CellRecord]] = defaultdict(list)
    tables: dict[str, list[str]] = defaultdict(list)
    for name_cell, *numbers in _named_rows(cells):
        match = re.match(words("locality"), compare_key(name_cell.text))
        if match:
            tables[match["name"]].append(name_cell.table_id)
            found[match["name"]] += numbers
    return {name: numbers for name, numbers in found.items() if len(tables[name]) == len(set(tables[name]))}


def _named_rows(cells: Sequence[CellRecord]) -> Iterator[list[CellRecord]]:
    """The rows of tables that have a name and numbers: the cell of the name before those of the numbers."""
    rows: dict[tuple[str, int], list[CellRecord]] = defaultdict(list)
    for cell in cells:
        if not cell.is_total:
            rows[cell.table_id, cell.row].append(cell)
    for row in rows.values():
        names = [cell for cell in row if cell.value is None and cell.text.strip()]
        numbers = [cell for cell in row if cell.value is not None]
        if names and numbers:
            yield [names[0], *numbers]


def _matching(
    row: Sequence[CellRecord], titles: Mapping[str, str], figures: Mapping[FigureKey, object]
) -> Iterator[tuple[FigureKey, Assigned]]:
    for key in figures:
        if key.year is None:
            continue
        fitting = [cell for cell in row if _is_of(key, cell, titles.get(cell.table_id, ""))]
        # the column that names the indicator itself comes before those that its table is about
        own = [cell for cell in fitting if _names(compare_key(cell.column), key.indicator)]
        chosen = own or fitting
        if len(chosen) == 1 and chosen[0].value is not None:
            yield key, Assigned(chosen[0].value, chosen[0])


def _is_of(key: FigureKey, cell: CellRecord, title: str) -> bool:
    column, table = compare_key(cell.column), compare_key(title)
    if ("%" in column) != key.is_share:
        return False
    years = set(_YEAR.findall(column)) or set(_YEAR.findall(table))
    return years == {key.period} and _names(f"{table} {column}", key.indicator)


def _names(head: str, indicator: str) -> bool:
    """Whether a head has every word of an indicator."""
    wanted = _WORD.findall(indicator)
    there = set(_WORD.findall(head))
    return sum(word in there for word in wanted) >= _NAMED * len(wanted)
