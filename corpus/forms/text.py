"""A plan as plain text: one paragraph a line, tables as lines of tab-separated cells."""

from __future__ import annotations

from collections.abc import Sequence

from corpus.source import ABOVE, LEFT, Block, Grid, Plan


def render_text(plan: Plan) -> str:
    """The plan as text, an empty line between its paragraphs."""
    annexes = [_block(block) for annex in plan.annexes for block in annex]
    return "\n\n".join([*head_lines(plan), *map(_block, plan.body), *foot_lines(plan), *annexes]) + "\n"


def head_lines(plan: Plan) -> list[str]:
    """The paragraphs of the head."""
    head = [*plan.superior, *plan.issuer, *plan.motto, plan.symbol, plan.place_date, plan.type, plan.title]
    return [*head, *plan.addressee]


def foot_lines(plan: Plan) -> list[str]:
    """The paragraphs of the foot: recipients, then the signatures."""
    foot = ["Nơi nhận:", "\n".join(plan.recipients)] if plan.recipients else []
    for signature in plan.signatures:
        foot += ["\n".join(signature.lines), signature.signer]
    return foot


def table_line(row: Sequence[str]) -> str:
    """One row of a table; a cell that a merged one covers is empty."""
    return "\t".join("" if text in {LEFT, ABOVE} else text for text in row)


def _block(block: Block) -> str:
    return "\n".join(map(table_line, block.rows)) if isinstance(block, Grid) else block.text
