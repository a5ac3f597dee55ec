"""Text of Akoma Ntoso: elements of its namespace, and lines in which cited acts are references."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence

from dataset.records import Citation, Section
from pipeline.exports.legaldoc.identity import work_iri
from pipeline.exports.legaldoc.xml import Element, element, plain


class References:
    """The citations of a document, to be found in the lines that they stand in."""

    def __init__(self, citations: Sequence[Citation]) -> None:
        self._citations = sorted(citations, key=lambda row: (row.start, -row.end))
        self._starts = [row.start for row in self._citations]

    def write(self, parent: Element, section: Section, text: str | None = None) -> None:
        """Append the text of a section to an element, each act that is cited in it as a ``ref``."""
        text = section.text if text is None else text
        last: Element | None = None
        done = 0
        for citation in self._within(section):
            words = " ".join(citation.quote.split())
            start = text.find(words, done) if words else -1
            if start < 0:
                # the line flows around a break inside the citation: its place in the line is not known
                continue
            _append(parent, last, text[done:start])
            last = element(parent, "ref", words, href=work_iri(citation))
            done = start + len(words)
        _append(parent, last, text[done:])

    def _within(self, section: Section) -> list[Citation]:
        first = bisect_left(self._starts, section.start)
        return self._citations[first : bisect_left(self._starts, max(section.end, section.start))]


def _append(parent: Element, last: Element | None, text: str) -> None:
    if not text:
        return
    if last is None:
        parent.text = (parent.text or "") + plain(text)
    else:
        last.tail = (last.tail or "") + plain(text)
