"""A plan as plain text: one paragraph a line, tables as lines of tab-separated cells."""

from __future__ import annotations

from corpus.source import ABOVE, LEFT, Block, Grid, Plan


def render_text(plan: Plan) -> str:
    """The plan as text, an empty line between its paragraphs."""
    head = [*plan.superior, *plan.issuer, *plan.motto, plan.symbol, plan.place_date, plan.type, plan.title]
    parts = [*head, *plan.addressee, *map(_block, plan.body)]
    if plan.recipients:
        parts += ["Nơi nhận:", "\n".join(plan.recipients)]
    for signature in plan.signatures:
        parts += ["\n".join(signature.lines), signature.signer]
    parts += [_block(block) for annex in plan.annexes for block in annex]
    return "\n\n".join(parts) + "\n"


def _block(block: Block) -> str:
    if isinstance(block, Grid):
        return "\n".join("\t".join("" if text in {LEFT, ABOVE} else text for text in row) for row in block.rows)
    return block.text
