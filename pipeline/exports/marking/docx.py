"""Findings as comments in the DOCX in which they were found, on exactly the words that they are about."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from copy import deepcopy
from dataclasses import dataclass, field
from io import BytesIO
from itertools import groupby
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

import docx
from docx.opc.exceptions import OpcError
from docx.text.run import Run
from lxml.etree import LxmlError, _Element

from dataset.document import Document
from dataset.spans import Span
from pipeline.exports.base import without_times
from pipeline.exports.marking.remark import AUTHOR, LeftOutError, Remark
from pipeline.reading.word.body import BodyReader
from pipeline.reading.word.content import Writer
from pipeline.reading.word.numbering import Numbering
from pipeline.reading.word.package import W, open_package
from pipeline.reading.word.styles import Styles

_NOTE = re.compile(r"^\[(\d+)\] ", re.MULTILINE)
_MARKS = (f"{W}footnoteReference", f"{W}endnoteReference")
_SPACE = "{http://www.w3.org/XML/1998/namespace}space"


@dataclass
class _Tracer(Writer):
    """A writer that remembers which element of the file every stretch of the text came from."""

    traced: list[tuple[_Element, Span]] = field(default_factory=list)

    def _visible(self, child: _Element, flags: dict[str, bool], boxes: list[_Element]) -> None:
        start = self.length
        super()._visible(child, flags, boxes)
        if child.tag == f"{W}t" and self.length > start:
            self.traced.append((child, Span(start, self.length)))


def annotated_docx(data: bytes, document: Document | None, remarks: Sequence[Remark], path: Path) -> int:
    """Write the DOCX with its comments and return how many of them stand on the words that they are about.

    Those on a footnote, which takes no comments, stand on its mark; those without a place on the first words.

    Raises:
        LeftOutError: The file cannot be written.
    """
    try:
        target = docx.Document(BytesIO(data))
        pieces = _Pieces(data, document, target)
        placed = 0
        for remark in remarks:
            runs = pieces.runs(remark.finding.span, remark.finding.observed)
            placed += bool(runs)
            text = remark.text if runs else remark.unplaced
            first, last = runs or pieces.nearest(remark.finding.span)
            comment = target.add_comment([Run(first, target), Run(last, target)], text, AUTHOR, "kh")
            # the time would differ with every export
            comment._comment_elm.attrib.pop(f"{W}date", None)
        target.save(str(path))
        without_times(path)
    except (OpcError, BadZipFile, LxmlError, KeyError, ValueError, TypeError, AttributeError) as error:
        # whatever a damaged file makes the library raise costs that file only
        raise LeftOutError("broken", f"{type(error).__name__}: {error}") from error
    return placed


class _Pieces:
    """The texts of the runs of a file with their places in the text as read; runs are cut where comments begin."""

    def __init__(self, data: bytes, document: Document | None, target: Any) -> None:
        self._body = target.element.body
        self._document = document
        self._found: list[tuple[int, int, _Element]] = []
        self._length = 0
        if document is not None:
            text, traced = _trace(data, document.source)
            # the same file opened twice: its elements come in the same order; footnotes stand behind the body
            mine = list(self._body.iter(f"{W}t"))
            if document.read_text.startswith(text):
                self._length = len(text)
                self._found = [(span.start, span.end, mine[number]) for number, span in traced]

    def runs(self, span: Span, observed: str | None = None) -> tuple[Any, Any] | None:
        """First and last run of just the characters of a span of the recovered text; None if they are not here."""
        if self._document is None or not self._found:
            return None
        start, end = self._document.alignment.backward_span(span)
        self._cut(start)
        self._cut(end)
        inside = [piece for piece in self._found if piece[0] < end and start < piece[1]]
        inside = [piece for piece in inside if (piece[2].text or "").strip()] or inside
        if not inside:
            return None
        # programs do not draw a comment over several cells of a table: it stands on the one that is meant
        cells = [list(texts) for _, texts in groupby((text for _, _, text in inside), _cell_of)]
        exact = [texts for texts in cells if "".join(text.text or "" for text in texts).strip() == observed]
        meant = (exact or cells)[-1]
        return _run_of(meant[0]), _run_of(meant[-1])

    def nearest(self, span: Span) -> tuple[Any, Any]:
        """The mark of the footnote in which a span lies, else the first run with text; one is made if there is none."""
        if self._document is not None and self._found:
            start = self._document.alignment.backward_span(span).start
            behind = self._document.read_text[self._length : start + 1] if start >= self._length else ""
            labels = _NOTE.findall(behind)
            marks = [mark for mark in self._body.iter(*_MARKS) if labels and mark.get(f"{W}id") == labels[-1]]
            # a footnote and an endnote may bear one number
            if len(marks) == 1:
                return _run_of(marks[0]), _run_of(marks[0])
        for text in self._body.iter(f"{W}t"):
            if (text.text or "").strip() and text.getparent().tag == f"{W}r":
                return _run_of(text), _run_of(text)
        run = (next(self._body.iter(f"{W}p"), None) or self._body.add_p()).add_r()
        return run, run

    def _cut(self, offset: int) -> None:
        """Let a run begin with the first text at or behind an offset."""
        index = bisect_left(self._found, offset, key=lambda piece: piece[0])
        if index and self._found[index - 1][1] > offset:
            start, end, text = self._found[index - 1]
            content = text.text or ""
            if len(content) != end - start:
                return
            other = deepcopy(text)
            text.text, other.text = content[: offset - start], content[offset - start :]
            for part in (text, other):
                part.set(_SPACE, "preserve")
            text.addnext(other)
            self._found[index - 1 : index] = [(start, offset, text), (offset, end, other)]
        if 0 < index < len(self._found):
            before, text = self._found[index - 1][2], self._found[index][2]
            if before.getparent() is text.getparent() is _run_of(text):
                _divide(text)


def _divide(text: _Element) -> None:
    """Put a text and all that stands behind it in its run into a run of its own, which looks the same."""
    run = text.getparent()
    behind = deepcopy(run)
    for child in list(behind):
        if child.tag != f"{W}rPr":
            behind.remove(child)
    # moved, not copied: the texts are known by their elements
    behind.extend(list(run)[list(run).index(text) :])
    run.addnext(behind)


def _trace(data: bytes, name: str) -> tuple[str, list[tuple[int, Span]]]:
    """The text of the body as the reader writes it, and where each of its ``w:t``, by number, stands in it."""
    package = open_package(data, name)
    styles = package.part("styles")
    tracer = _Tracer(Styles.of(styles), Numbering.of(package.part("numbering"), styles))
    numbers = {element: number for number, element in enumerate(package.body.iter(f"{W}t"))}
    BodyReader(tracer).read(package.body)
    return "".join(tracer.text), [(numbers[element], span) for element, span in tracer.traced if element in numbers]


def _run_of(text: _Element) -> _Element:
    """The run of a text; of one in a text box, where no comment may stand, the run that the box hangs on."""
    *_, outermost = text.iterancestors(f"{W}r")
    return outermost


def _cell_of(text: _Element) -> _Element | None:
    return next(_run_of(text).iterancestors(f"{W}tc"), None)
