"""The outline as data: a tree of nodes over the blocks of a document, in reading order.

Every paragraph and table of the document is in exactly one node, so nothing is lost: what has no better name is
``text``.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal

from dataset.document import Block, Paragraph, Table
from dataset.views import View

NodeKind = Literal[
    "superior",  # body above the issuing one, in the head
    "issuer",  # issuing body, in the head
    "motto",  # national motto, or the Party's heading
    "symbol",  # Số: 149/KH-UBND
    "place-date",  # Hà Nội, ngày 24 tháng 4 năm 2026
    "type",  # KẾ HOẠCH
    "title",  # trích yếu
    "addressee",  # Kính gửi:
    "basis",  # Căn cứ …
    "enacting",  # … ban hành Kế hoạch … như sau:
    "heading",  # I. MỤC ĐÍCH, YÊU CẦU
    "item",  # - bullet, a) letter, + sub-bullet
    "text",  # any other paragraph
    "closing",  # Trên đây là Kế hoạch …; Yêu cầu các cơ quan …
    "recipients",  # Nơi nhận:
    "recipient",  # - UBND tỉnh;
    "formula",  # TM. ỦY BAN NHÂN DÂN, KT. CHỦ TỊCH
    "signer-title",  # PHÓ CHỦ TỊCH
    "signer",  # the name
    "annex",  # PHỤ LỤC I
    "annex-title",  # its title
    "annex-reference",  # (Kèm theo Kế hoạch số …)
    "table-title",  # caption over a table
    "table-unit",  # Đơn vị tính: người
    "table",
    "stamp",  # Ký bởi: …; Thời gian ký: … (electronic signature)
    "footnote",
]


@dataclass(eq=False)
class Node:
    """One paragraph or table and what hangs below it.

    ``label`` is the number or letter without its punctuation (``III``, ``1.1``, ``a``, ``-``); ``view`` flows the text
    without the label. ``level`` is 1 for the top of the ladder, 0 for parts that are not on it.
    """

    kind: NodeKind
    view: View
    block: Block
    label: str | None = None
    level: int = 0
    parent: Node | None = None
    children: list[Node] = field(default_factory=list)

    @property
    def text(self) -> str:
        """The text as one line, without the label."""
        return self.view.text

    @property
    def paragraph(self) -> Paragraph | None:
        """The paragraph under the node, if it is not a table."""
        return self.block if isinstance(self.block, Paragraph) else None

    @property
    def table(self) -> Table | None:
        """The table under the node, if it is one."""
        return self.block if isinstance(self.block, Table) else None

    def ancestors(self) -> Iterator[Node]:
        """The nodes above, the nearest first."""
        node = self.parent
        while node is not None:
            yield node
            node = node.parent

    def path(self) -> str:
        """The labels from the top down: ``IV.1.a``."""
        labels = [node.label for node in (self, *self.ancestors()) if node.label and node.label not in {"-", "+", "*"}]
        return ".".join(reversed(labels))

    def walk(self) -> Iterator[Node]:
        """The node and everything below it, in reading order."""
        yield self
        for child in self.children:
            yield from child.walk()

    @property
    def in_annex(self) -> bool:
        """Whether it belongs to an annex."""
        return self.kind == "annex" or any(node.kind == "annex" for node in self.ancestors())


@dataclass
class Outline:
    """All nodes in reading order (``nodes``) and those at the top (``roots``)."""

    nodes: list[Node]

    @property
    def roots(self) -> list[Node]:
        """The nodes without a parent."""
        return [node for node in self.nodes if node.parent is None]

    def of(self, *kinds: NodeKind) -> list[Node]:
        """The nodes of some kinds, in reading order."""
        return [node for node in self.nodes if node.kind in kinds]

    def first(self, kind: NodeKind) -> Node | None:
        """The first node of a kind."""
        return next((node for node in self.nodes if node.kind == kind), None)

    def body(self) -> list[Node]:
        """Headings, items and paragraphs before the foot and outside the annexes."""
        return [
            node
            for node in self.nodes
            if node.kind in {"basis", "enacting", "heading", "item", "text", "closing"} and not node.in_annex
        ]
