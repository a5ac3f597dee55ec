"""The text of a Word document as a reader sees it, written down once, and what stands where in it."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal

from lxml.etree import _Element

from dataset.document import Style
from dataset.spans import Span
from normalizers.legacy_encodings import from_font
from pipeline.reading.text.markup import Markup
from pipeline.reading.word.numbering import Numbering
from pipeline.reading.word.package import W
from pipeline.reading.word.styles import Styles

_MATH_TEXT = "{http://schemas.openxmlformats.org/officeDocument/2006/math}t"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_PICTURES = {
    "{http://schemas.openxmlformats.org/drawingml/2006/picture}pic",
    "{urn:schemas-microsoft-com:vml}imagedata",
}
_PAGE_FIELDS = ("PAGE", "NUMPAGES", "SECTIONPAGES")
_SYMBOL_TEXT = {"F0B7": "•", "F0A8": "□", "F0FE": "☒", "F0A3": "≤", "F0B3": "≥", "F0B1": "±", "F0B0": "°", "F0D7": "×"}

Event = Literal["insertions", "deletions", "comments", "pictures", "hidden", "symbols", "fonts"]


_PLAIN = Style()


@dataclass(frozen=True)
class Piece:
    """A paragraph as written down: ``box`` holds the paragraphs of text boxes that are anchored in it."""

    span: Span
    style: Style = _PLAIN
    box: tuple[_Element, ...] = ()


@dataclass
class Writer:
    """Writes paragraphs into one text and remembers emphasis, page breaks and what was left out."""

    styles: Styles
    numbering: Numbering
    text: list[str] = field(default_factory=list)
    length: int = 0
    page_starts: list[int] = field(default_factory=lambda: [0])
    hidden: list[Span] = field(default_factory=list)
    bold: list[Span] = field(default_factory=list)
    italic: list[Span] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    counts: Counter[Event] = field(default_factory=Counter)
    fields: list[str] = field(default_factory=list)
    count_pages: bool = True
    started: bool = False
    font: str = ""

    def write(self, text: str) -> Span:
        """Append some text."""
        span = Span(self.length, self.length + len(text))
        self.text.append(text)
        self.length += len(text)
        self.started = self.started or bool(text.strip())
        return span

    @property
    def page(self) -> int:
        """Number of the page that is being written."""
        return len(self.page_starts)

    def page_of(self, offset: int) -> int:
        """Number of the page on which a character stands."""
        return bisect_right(self.page_starts, offset)

    def turn_page(self) -> None:
        """A page ends here, unless nothing stands on it yet: Word writes a break and its trace."""
        if self.count_pages and self.started:
            self.page_starts.append(self.length)
            self.started = False

    def paragraph(self, element: _Element) -> Piece:
        """Write one paragraph, its number in front, and a line end behind it."""
        if self._flagged(element, f"{W}pPr/{W}pageBreakBefore"):
            self.turn_page()
        start = self.length
        listed = self.styles.list_of(element)
        if listed is not None and has_text(element):
            self.write(self.numbering.label(listed[0], listed[1], self.styles.name_of(element)))
        boxes: list[_Element] = []
        styles = self.styles.of_paragraph(element)
        for child in self._content(element, boxes):
            self._run(child, styles, boxes)
        span = Span(start, self.length)
        self.write("\n")
        self._section_end(element)
        style = Style(heading=self.styles.heading(element), align=self.styles.align(element))
        return Piece(span, style, tuple(boxes))

    def _section_end(self, element: _Element) -> None:
        """The end of a section turns the page, unless the next one goes on below."""
        section = element.find(f"{W}pPr/{W}sectPr")
        if section is not None:
            kind = section.find(f"{W}type")
            if kind is None or kind.get(f"{W}val") != "continuous":
                self.turn_page()

    def _flagged(self, element: _Element, path: str) -> bool:
        found = element.find(path)
        return found is not None and found.get(f"{W}val", "1") not in {"0", "false", "off"}

    def _content(self, element: _Element, boxes: list[_Element]) -> Iterator[_Element]:
        """The runs of a paragraph in order: insertions are in, deletions out, fields of page numbers out."""
        for child in element:
            tag = child.tag
            if tag == f"{W}r":
                yield child
            elif tag in {f"{W}ins", f"{W}moveTo"}:
                self.counts["insertions"] += 1
                yield from self._content(child, boxes)
            elif tag in {f"{W}del", f"{W}moveFrom"}:
                self.counts["deletions"] += 1
            elif tag == f"{W}fldSimple":
                if not child.get(f"{W}instr", "").strip().upper().startswith(_PAGE_FIELDS):
                    yield from self._content(child, boxes)
            elif tag == f"{W}commentRangeStart":
                self.counts["comments"] += 1
            elif tag in {f"{W}hyperlink", f"{W}smartTag", f"{W}sdt", f"{W}sdtContent", f"{W}customXml", f"{W}dir"}:
                yield from self._content(child, boxes)
            elif isinstance(tag, str) and tag.endswith(("}oMathPara", "}oMath")):
                self.write("".join(part.text or "" for part in child.iter(_MATH_TEXT)))

    def _run(self, run: _Element, styles: list[_Element], boxes: list[_Element]) -> None:
        flags = {tag: self.styles.flag(run, styles, tag) for tag in ("b", "i", "caps", "vanish")}
        start = self.length
        self.font = self.styles.font(run, styles)
        for child in run:
            self._run_child(child, flags, boxes)
        if flags["b"]:
            self.bold.append(Span(start, self.length))
        if flags["i"]:
            self.italic.append(Span(start, self.length))

    def _run_child(self, child: _Element, flags: dict[str, bool], boxes: list[_Element]) -> None:
        tag = child.tag
        if tag == f"{W}fldChar":
            self._field(child.get(f"{W}fldCharType", ""))
        elif tag == f"{W}instrText":
            if self.fields:
                self.fields[-1] += child.text or ""
        elif tag == f"{W}lastRenderedPageBreak" or (tag == f"{W}br" and child.get(f"{W}type") == "page"):
            self.turn_page()
            if tag == f"{W}br":
                self.write("\n")
        elif tag in {f"{W}footnoteReference", f"{W}endnoteReference"}:
            self.hidden.append(self.write(f"[{child.get(f'{W}id', '')}]"))
        elif self._in_page_field():
            return
        elif flags["vanish"]:
            self.counts["hidden"] += bool(child.text)
        else:
            self._visible(child, flags, boxes)

    def _visible(self, child: _Element, flags: dict[str, bool], boxes: list[_Element]) -> None:
        tag = child.tag
        if tag == f"{W}t":
            text = from_font(child.text or "", self.font)
            self.counts["fonts"] += text != (child.text or "")
            self.write(text.upper() if flags["caps"] and len(text.upper()) == len(text) else text)
        elif tag in {f"{W}tab", f"{W}ptab"}:
            self.write("\t")
        elif tag in {f"{W}br", f"{W}cr"}:
            self.write("\n")
        elif tag == f"{W}softHyphen":
            # the code of the soft hyphen is a letter in the fonts of TCVN3
            self.write(from_font("\u00ad", self.font).strip("\u00ad"))
        elif tag == f"{W}noBreakHyphen":
            self.write("-")
        elif tag == f"{W}sym":
            code = child.get(f"{W}char", "").upper()
            self.counts["symbols"] += code not in _SYMBOL_TEXT
            self.write(_SYMBOL_TEXT.get(code, "•"))
        elif isinstance(tag, str) and tag != f"{W}rPr":
            self._drawing(child, boxes)

    def _drawing(self, element: _Element, boxes: list[_Element]) -> None:
        """Remember text boxes, count pictures; of two renderings of one thing only the first counts."""
        for part in element.iter():
            if any(parent.tag == _FALLBACK for parent in part.iterancestors()):
                continue
            if part.tag == f"{W}txbxContent" and not any(p.tag == f"{W}txbxContent" for p in part.iterancestors()):
                boxes.append(part)
            elif part.tag in _PICTURES:
                self.counts["pictures"] += 1

    def _field(self, kind: str) -> None:
        if kind == "begin":
            self.fields.append("")
        elif kind == "separate" and self.fields:
            self.fields[-1] += "\x00"
        elif kind == "end" and self.fields:
            self.fields.pop()

    def _in_page_field(self) -> bool:
        """Whether the run lies in the instruction of a field, or in the result of one that prints a page number."""
        return any(
            "\x00" not in instruction or instruction.split("\x00")[0].strip().upper().startswith(_PAGE_FIELDS)
            for instruction in self.fields
        )

    def markup(self) -> Markup:
        """Emphasis and hidden marks, character by character."""
        markup = Markup.none(self.length)
        for target, spans in ((markup.hidden, self.hidden), (markup.bold, self.bold), (markup.italic, self.italic)):
            for span in spans:
                target[span.start : span.end] = b"\1" * span.length
        return markup


def has_text(paragraph: _Element) -> bool:
    """Whether a paragraph shows anything: Word does not draw a number before a paragraph mark alone in some views."""
    return any((part.text or "").strip() for part in paragraph.iter(f"{W}t"))
