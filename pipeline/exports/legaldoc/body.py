"""The body of an Akoma Ntoso document: sections as the outline has them, tables in their layout."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from typing import Final

from unidecode import unidecode

from dataset.exports.grids import laid_out
from dataset.records import CellRecord, Section, TableRecord
from pipeline.exports.legaldoc.inline import References
from pipeline.exports.legaldoc.xml import Element, element, element_name
from pipeline.exports.workbook.annexes import SEPARATOR, header_grid

Inline = tuple[str, dict[str, str]]
"""An element inside a line, and its attributes."""
_ODD: Final = re.compile(r"[^a-z0-9.]+")
_BULLETS: Final = frozenset("-+*•–")
_SHORT: Final = {
    "section": "sec", "subsection": "subsec", "paragraph": "para", "article": "art", "point": "point",
    "indent": "indent", "alinea": "al", "hcontainer": "hcontainer",
}  # fmt: skip
"""How an element is called in identities (Akoma Ntoso Naming Convention, 5.4)."""


class Tables:
    """The tables of a document by the character at which they begin."""

    def __init__(self, tables: Sequence[TableRecord], cells: Sequence[CellRecord]) -> None:
        by_table: dict[str, list[CellRecord]] = defaultdict(list)
        for cell in cells:
            by_table[cell.table_id].append(cell)
        self._cells = {table.start: by_table[table.table_id] for table in tables if by_table[table.table_id]}

    def write(self, parent: Element, section: Section) -> None:
        """Write a table, merged heads merged; as a line where its cells are not known."""
        cells = self._cells.get(section.start)
        if cells is None:
            element(parent, "p", " ".join(section.quote.split()))
            return
        columns, rows = laid_out(cells)
        names = [name for name, _ in columns]
        table = element(parent, "table")
        header, merged = header_grid(names, max(name.count(SEPARATOR) + 1 for name in names))
        spans = {(row, first): (last_row - row + 1, last - first + 1) for row, first, last_row, last in merged}
        for number, line in enumerate(header):
            row = element(table, "tr")
            for column, text in enumerate(line):
                if text is not None:
                    down, across = spans.get((number, column), (1, 1))
                    cell = element(row, "th")
                    for name, count in (("rowspan", down), ("colspan", across)):
                        if count > 1:
                            cell.set(name, str(count))
                    element(cell, "p", text)
        for found in rows:
            row = element(table, "tr")
            for key in columns:
                element(element(row, "td"), "p", found[key].text if key in found else "")


class Body:
    """Writes sections below an element, each below the one that it hangs below."""

    def __init__(self, references: References, tables: Tables, children: dict[str | None, list[Section]]) -> None:
        self._references = references
        self._tables = tables
        self._children = children
        self._used: Counter[str] = Counter()

    def write(self, parent: Element, section: Section, above: str = "") -> None:
        """Write a section and what hangs below it."""
        below = self._children.get(section.section_id, [])
        name = _name(section)
        identity = self._identity(name, section, above)
        made = element(parent, name, eId=identity)
        if name == "hcontainer":
            made.set("name", "table")
        if section.label:
            element(made, "num", section.label)
        if section.kind == "heading":
            self._references.write(element(made, "heading"), section)
        elif section.kind == "table":
            self._tables.write(element(made, "content"), section)
        elif below:
            self.paragraph(element(made, "intro"), section)
        else:
            self.paragraph(element(made, "content"), section)
        for child in below:
            # below a table nothing can stand: it goes on behind it
            self.write(parent if section.kind == "table" else made, child, identity)

    def paragraph(self, parent: Element, section: Section, inline: Inline | None = None) -> None:
        """Write the text of a section as a paragraph, all of it in an inline element where one is given."""
        line = element(parent, "p")
        if section.label and inline is None and element_name(parent) not in {"intro", "content"}:
            # where nothing but paragraphs may stand, the dash or number of a line is a part of it
            self._references.write(line, section, f"{section.label} {section.text}")
            return
        self._references.write(element(line, inline[0], **inline[1]) if inline else line, section)

    def table(self, parent: Element, section: Section) -> None:
        """Write a table where only blocks may stand."""
        self._tables.write(parent, section)

    def identity(self, wanted: str) -> str:
        """An identity that nothing else in the document has."""
        self._used[wanted] += 1
        return wanted if self._used[wanted] == 1 else self.identity(f"{wanted}-{self._used[wanted]}")

    def _identity(self, name: str, section: Section, above: str) -> str:
        label = _ODD.sub("-", unidecode(section.label or "").lower()).strip("-.")
        if not label:
            self._used[f"{above} {name}"] += 1
            label = str(self._used[f"{above} {name}"])
        own = f"{_SHORT[name]}_{label}"
        return self.identity(f"{above}__{own}" if above else own)


def _name(section: Section) -> str:
    """The element for a section: articles and levels of headings, points, indents; what has no label is an alinea."""
    label = section.label or ""
    if section.kind == "table":
        return "hcontainer"
    if unidecode(label).lower().startswith("dieu"):
        return "article"
    if section.kind == "heading":
        return {1: "section", 2: "subsection"}.get(section.level, "paragraph")
    if not label:
        return "alinea"
    return "indent" if label in _BULLETS else "point"
