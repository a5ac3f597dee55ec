"""Citations: every mention of another act, one row each, with one key for each act."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from dataset.records import Citation, DocumentRecord, Record
from dataset.views import View
from extractors.acts import Mention, find_mentions, resolve
from extractors.acts.issuers import with_locality
from extractors.acts.patterns import patterns
from extractors.acts.resolve import act_key
from extractors.base import Context, Extractor
from extractors.outline.model import NodeKind

Role = Literal["basis", "implements", "mention"]
_NEAR = 60  # characters before a mention in which the words have room that make it a caption
# the parts in which the document names itself
_SKIPPED: frozenset[NodeKind] = frozenset(
    {"superior", "issuer", "motto", "symbol", "place-date", "type", "formula", "signer-title", "signer"}
)


@dataclass(frozen=True, slots=True)
class _Line:
    """A line that may cite: the flowed text, and the kind of node it stands in."""

    view: View
    kind: NodeKind


class Citations(Extractor):
    """Yields a :class:`Citation` for every mention of an act other than the document itself."""

    name = "citations"
    after = ("documents",)

    def extract(self, context: Context) -> Iterable[Record]:
        """The mentions in reading order."""
        document = context.document
        own = next(iter(context.records.of(DocumentRecord)), None)
        lines = list(_lines(context))
        found = [[m for m in find_mentions(line.view.text) if not _is_own(m, line, own)] for line in lines]
        number = 0
        for line, mentions in zip(lines, resolve(found), strict=True):
            title_end = 0
            for mention in mentions:
                number += 1
                inside = mention.start < title_end
                title_end = max(title_end, mention.end)
                yield Citation.at(
                    document,
                    line.view.span(mention.start, mention.end),
                    mention.confidence,
                    citation_id=f"{document.doc_id}-c{number}",
                    act=act_key(mention),
                    doc_type=mention.doc_type,
                    number=mention.number,
                    symbol=mention.symbol,
                    issued_on=mention.issued_on,
                    issuer=with_locality(mention.issuer, own),
                    title=mention.title,
                    role="mention" if inside else _role(mention, line),
                )


def _lines(context: Context) -> Iterator[_Line]:
    for node in context.outline.nodes:
        if node.kind in _SKIPPED:
            continue
        if node.table is None:
            listed = any(a.kind == "heading" and patterns().basis_section.match(a.text) for a in node.ancestors())
            yield _Line(node.view, "basis" if listed else node.kind)
            continue
        for cell in node.table.cells:
            yield _Line(context.document.view(cell.spans), node.kind)


def _is_own(mention: Mention, line: _Line, own: DocumentRecord | None) -> bool:
    """Whether a mention is the document's own number: in an annex's caption, or wherever it repeats it."""
    if mention.kind != "symbol":
        return False
    text = line.view.text
    in_caption = line.kind == "annex-reference" or patterns().own_caption.search(
        text, max(0, mention.start - _NEAR), mention.start
    )
    if own is None:
        return bool(in_caption) and mention.number is None
    same_symbol = _plain(mention.symbol) == _plain(own.symbol)
    if in_caption and (own.number is None or mention.number is None or line.kind == "annex-reference"):
        return same_symbol or mention.doc_type == own.doc_type
    if own.number is None or not same_symbol or _plain(mention.number) != _plain(own.number):
        return False
    dates = {mention.issued_on, own.issued_on} - {None}
    if mention.issued_on and (own.issued_on or "").startswith(f"{mention.issued_on}-"):
        return True  # a page's own title tells the year alone
    return len(dates) < 2 or bool(in_caption)


def _plain(text: str | None) -> str:
    return re.sub(r"\W", "", text or "").casefold().lstrip("0")


def _role(mention: Mention, line: _Line) -> Role:
    before = line.view.text[: mention.start]
    if line.kind == "basis" or (line.kind in {"enacting", "text"} and patterns().basis.match(line.view.text)):
        return "implements" if line.kind != "basis" and patterns().implements.search(before) else "basis"
    if line.kind in {"title", "enacting"} and patterns().implements.search(before):
        return "implements"
    return "mention"
