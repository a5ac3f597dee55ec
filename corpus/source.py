"""The one source of a plan (``plan.md``): a TOML head between ``+++`` lines, then light Markdown.

``# `` and ``## `` are headings, ``- `` and ``+ `` bullets, ``=== PHỤ LỤC`` begins an annex (the next paragraph is its
title, the one in brackets behind it its reference to the plan), ``~ `` is a caption, ``| … |`` lines are a table whose
header ends at the ``|---|`` line. In a table ``<`` joins a cell to its left neighbour and ``^`` to the one above.
Labels (``I.``, ``1.``, ``a)``) are written out: what stands in the source is what a reader has to find.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby, pairwise
from typing import Any, Literal

ParagraphKind = Literal["heading", "subheading", "item", "text", "annex", "annex-title", "annex-reference", "caption"]

LEFT, ABOVE = "<", "^"
STATE_MOTTO = ("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc")
MARKS: dict[str, ParagraphKind] = {
    "## ": "subheading",
    "# ": "heading",
    "=== ": "annex",
    "~ ": "caption",
}


@dataclass(frozen=True)
class Paragraph:
    """One paragraph; ``text`` is what is printed, without markup."""

    kind: ParagraphKind
    text: str


@dataclass(frozen=True)
class GridCell:
    """A printed cell at ``row``, ``column`` (from 0) and how far it reaches."""

    row: int
    column: int
    text: str
    row_span: int = 1
    column_span: int = 1


@dataclass(frozen=True)
class Grid:
    """A table: rows of equal length, the first ``header_rows`` of which are its header."""

    rows: tuple[tuple[str, ...], ...]
    header_rows: int

    @property
    def columns(self) -> int:
        """Number of columns."""
        return len(self.rows[0])

    @property
    def data(self) -> tuple[tuple[str, ...], ...]:
        """The rows below the header."""
        return self.rows[self.header_rows :]

    @cached_property
    def cells(self) -> tuple[GridCell, ...]:
        """Every printed cell, row by row, with the positions that it covers."""
        return tuple(
            GridCell(r, c, text, self._reach_down(r, c), self._reach_right(r, c))
            for r, row in enumerate(self.rows)
            for c, text in enumerate(row)
            if text not in {LEFT, ABOVE}
        )

    @property
    def flat_header(self) -> tuple[str, ...]:
        """The header as one row, merged headers joined as ``parent / child``."""
        names = []
        for column in range(self.columns):
            parts: list[str] = []
            for row in range(self.header_rows):
                text = self._printed(row, column)
                if text and text not in parts:
                    parts.append(text)
            names.append(" / ".join(parts))
        return tuple(names)

    def _printed(self, row: int, column: int) -> str:
        while self.rows[row][column] in {LEFT, ABOVE}:
            if self.rows[row][column] == LEFT:
                column -= 1
            else:
                row -= 1
        return self.rows[row][column]

    def _reach_right(self, row: int, column: int) -> int:
        following = self.rows[row][column + 1 :]
        return 1 + next((i for i, text in enumerate(following) if text != LEFT), len(following))

    def _reach_down(self, row: int, column: int) -> int:
        following = [below[column] for below in self.rows[row + 1 :]]
        return 1 + next((i for i, text in enumerate(following) if text != ABOVE), len(following))


Block = Paragraph | Grid


@dataclass(frozen=True)
class Signature:
    """One signature of the foot: formula and office as printed, line by line, and the name."""

    lines: tuple[str, ...]
    signer: str


@dataclass(frozen=True)
class Plan:
    """A plan as it is printed: head, body, foot, annexes.

    ``form`` is the one in which it stands in the example batch, ``scan`` how it is scanned, where it is.
    """

    superior: tuple[str, ...]
    issuer: tuple[str, ...]
    motto: tuple[str, ...]
    symbol: str
    place_date: str
    type: str
    title: str
    addressee: tuple[str, ...]
    body: tuple[Block, ...]
    recipients: tuple[str, ...]
    signatures: tuple[Signature, ...]
    annexes: tuple[tuple[Block, ...], ...]
    word_numbering: bool = False
    form: str = "pdf"
    scan: dict[str, Any] | None = None

    @property
    def grids(self) -> list[Grid]:
        """The tables, in reading order."""
        return [block for part in (self.body, *self.annexes) for block in part if isinstance(block, Grid)]


def parse_plan(source: str) -> Plan:
    """Read the source of a plan.

    Raises:
        ValueError: The source has no head, or a table has rows of unequal length.
    """
    match = re.match(r"\+\+\+\n(.*?)\n\+\+\+\n(.*)", source, re.DOTALL)
    if match is None:
        raise ValueError("a plan begins with its head between two +++ lines")
    head = tomllib.loads(match[1])
    body, *annexes = _parts(_blocks(match[2]))
    return Plan(
        superior=tuple(head.get("superior", ())),
        issuer=tuple(head["issuer"]),
        motto=tuple(head.get("motto", STATE_MOTTO)),
        symbol=head["symbol"],
        place_date=head["place_date"],
        type=head["type"],
        title=head["title"],
        addressee=tuple(head.get("addressee", ())),
        body=body,
        recipients=tuple(head.get("recipients", ())),
        signatures=tuple(Signature(tuple(s["lines"]), s["signer"]) for s in head["signatures"]),
        annexes=tuple(annexes),
        word_numbering=head.get("word_numbering", False),
        form=head.get("form", "pdf"),
        scan=head.get("scan"),
    )


def _blocks(text: str) -> list[Block]:
    blocks: list[Block] = []
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    for is_table, group in groupby(lines, key=lambda line: line.startswith("|")):
        if is_table:
            blocks.append(_grid(list(group)))
        else:
            for line in group:
                blocks.append(_paragraph(line, blocks[-1] if blocks else None))
    return blocks


def _paragraph(line: str, previous: Block | None) -> Paragraph:
    for mark, kind in MARKS.items():
        if line.startswith(mark):
            return Paragraph(kind, line.removeprefix(mark))
    before = previous.kind if isinstance(previous, Paragraph) else None
    if before == "annex":
        return Paragraph("annex-title", line)
    if before == "annex-title" and line.startswith("("):
        return Paragraph("annex-reference", line)
    return Paragraph("item" if line.startswith(("- ", "+ ")) else "text", line)


def _grid(lines: list[str]) -> Grid:
    rows = [tuple(cell.strip() for cell in line.strip("|").split("|")) for line in lines]
    rule = next((i for i, row in enumerate(rows) if set("".join(row)) <= {"-"}), 0)
    rows.pop(rule)
    if len({len(row) for row in rows}) != 1:
        raise ValueError(f"rows of unequal length in the table that begins {lines[0]}")
    return Grid(tuple(rows), rule)


def _parts(blocks: list[Block]) -> list[tuple[Block, ...]]:
    starts = [i for i, block in enumerate(blocks) if isinstance(block, Paragraph) and block.kind == "annex"]
    borders = [0, *starts, len(blocks)]
    return [tuple(blocks[a:b]) for a, b in pairwise(borders)]
