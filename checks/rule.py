"""What a rule is, what it sees and what it says.

A rule is one file ``checks/<code>_<name>.py`` with one class that inherits from :class:`DocumentRule` or
:class:`CorpusRule`, and one page ``checks/pages/<code>.md`` (documentation, message templates and tests). Nothing else
has to be edited: :func:`checks.engine.all_rules` finds it.
"""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from itertools import accumulate
from typing import Any, ClassVar, Literal, Protocol, TypeVar

from dataset.records import Citation, DocumentRecord, Located, Record, Records, Section, Severity
from dataset.spans import Span
from normalizers.syllables import looks_misread, share_of_syllables

R = TypeVar("R", bound=Record)
Stage = Literal["preview", "stable"]
# a quote of fewer characters points at nothing; a row that goes on for longer than that would bury it
_SHORT = 5
_LONG = 160
PlaceRole = Literal["observed", "expected", "context"]

# paragraphs are parted by an empty line, where the text has one
_LINE_BREAK = re.compile(r"(?<!\n)\n(?!\n)")


@dataclass(frozen=True)
class Plan:
    """One document as a rule sees it: its rows and its text, whether just read or taken from the store."""

    document: DocumentRecord
    text: str
    records: Records

    @property
    def doc_id(self) -> str:
        """Identity of the document."""
        return self.document.doc_id

    @cached_property
    def sections(self) -> list[Section]:
        """The outline in reading order."""
        return self.records.of(Section)

    @cached_property
    def misread(self) -> bool:
        """Whether characters may stand wrong in the text: a scan that was read here or elsewhere."""
        return self.document.text_origin == "ocr" or looks_misread(self.text)

    @cached_property
    def share_of_syllables(self) -> float:
        """Share of the words that are Vietnamese syllables, 0 to 1: below a bound the text lost its marks."""
        return share_of_syllables(self.text)

    @cached_property
    def flowing(self) -> str:
        """The text with a space for every line break that parts no paragraphs; the offsets are the same."""
        return _LINE_BREAK.sub(" ", self.text)

    def sections_of(self, *kinds: str) -> list[Section]:
        """The outline nodes of some kinds, in reading order."""
        if len(kinds) == 1:
            return list(self._sections_by_kind.get(kinds[0], ()))
        return [section for section in self.sections if section.kind in kinds]

    def cites_at(self, span: Span) -> bool:
        """Whether a part of a span belongs to the name of a cited act."""
        starts, ends = self._cited
        before = bisect_left(starts, span.end)
        return before > 0 and ends[before - 1] > span.start

    def page_at(self, offset: int) -> int:
        """Page of a character, as far as the outline tells."""
        index = bisect_right(self._section_starts, offset) - 1
        return self._sections_by_start[index].page if index >= 0 else 1

    @cached_property
    def _sections_by_kind(self) -> Mapping[str, list[Section]]:
        found: dict[str, list[Section]] = defaultdict(list)
        for section in self.sections:
            found[section.kind].append(section)
        return found

    @cached_property
    def _cited(self) -> tuple[list[int], list[int]]:
        """Where citations begin, in order, and how far those up to each reach at most."""
        spans = sorted((citation.span for citation in self.records.of(Citation)), key=lambda span: span.start)
        return [span.start for span in spans], list(accumulate((span.end for span in spans), max))

    @cached_property
    def _sections_by_start(self) -> list[Section]:
        return sorted(self.sections, key=lambda section: section.start)

    @cached_property
    def _section_starts(self) -> list[int]:
        return [section.start for section in self._sections_by_start]

    def slip(self, span: Span, **fields: Any) -> Slip:
        """A slip that stands on a span of the text."""
        return Slip(self.doc_id, self.page_at(span.start), span, self.text[span.start : span.end], **fields)

    def slip_on(self, row: Located, **fields: Any) -> Slip:
        """A slip that stands where a row of the dataset stands."""
        return Slip(self.doc_id, row.page, row.span, row.quote, **fields)

    def slip_on_cell(self, cell: Located, **fields: Any) -> Slip:
        """A slip that stands on a table cell: with its row up to there, where the cell alone says too little."""
        return self.slip(self._in_its_row(cell.span), **fields)

    def _in_its_row(self, span: Span) -> Span:
        if span.length >= _SHORT:
            return span
        start = self.text.rfind("\n", 0, span.start) + 1
        if "\t" in self.text[start : span.start]:
            return Span(start, span.end) if span.start - start < _LONG else span
        following = re.compile(r"\t[^\t\n]+").match(self.text, span.end)
        return Span(span.start, min(following.end(), span.end + _LONG)) if following else span

    def opening_of(self, section: Section, words: int = 6) -> Span:
        """The label of a section and its first words: enough to point at it, not the whole paragraph."""
        line_start = self.text.rfind("\n", 0, section.start) + 1
        label = self.text.find(section.label or "", line_start, section.start)
        start = label if section.label and label >= 0 else section.start
        ends = [match.end() for match in re.finditer(r"\S+", section.quote)]
        return Span(start, section.start + (ends[min(words, len(ends)) - 1] if ends else len(section.quote)))

    def place(self, row: Located, role: PlaceRole = "context") -> Place:
        """A further place of a finding: where a row of the dataset stands."""
        return Place(self.doc_id, row.page, row.span, row.quote, role)


Where = Mapping[str, Collection[str]]
"""Columns with the values that count: rows have to have one of them in each column."""


class Archive(Protocol):
    """All documents of a batch or a store, for rules that look across them.

    An archive may hold a hundred thousand documents and millions of rows. So a rule asks for the rows that it needs,
    by column or in groups, and keeps no more of them than a group or the documents of a family.
    """

    def documents(self) -> Iterator[DocumentRecord]:
        """The documents, in a stable order."""
        ...

    def rows(self, kind: type[R], where: Where | None = None) -> Iterator[R]:
        """The rows of one table, all or those with some values, by document, in reading order."""
        ...

    def groups(self, kind: type[R], by: str, varying: str) -> Iterator[Iterator[R]]:
        """Rows that share their value of the column ``by``, group after group, those of a document in reading order.

        Only groups that have several values in the column ``varying``; rows where one of the two is empty do not count.
        Each group has to be used up before the next is asked for.
        """
        ...


@dataclass(frozen=True)
class Place:
    """A further place that a finding stands on."""

    doc_id: str
    page: int
    span: Span
    quote: str
    role: PlaceRole = "context"


@dataclass(frozen=True)
class Slip:
    """What a rule says: where, what stands there, what should. The engine makes a finding of it.

    ``values`` fill the message template of the rule's page (``template`` names it where a page has several);
    ``key`` identifies the slip across re-runs where its quote alone does not.
    """

    doc_id: str
    page: int
    span: Span
    quote: str
    observed: str | None = None
    expected: str | None = None
    values: Mapping[str, str] = field(default_factory=dict)
    template: str = "message"
    confidence: float = 1.0
    severity: Severity | None = None
    other_doc_id: str | None = None
    places: tuple[Place, ...] = ()
    key: str = ""


class Rule(ABC):
    """Code, name and severity of a rule; its words stand on its page.

    ``exact`` says that the rule compares characters: one misread letter or digit makes it fire, so on text that came
    from OCR its findings are for information only.
    """

    code: ClassVar[str]
    name: ClassVar[str]
    severity: ClassVar[Severity]
    stage: ClassVar[Stage] = "stable"
    exact: ClassVar[bool] = False
    scope: ClassVar[Literal["document", "corpus"]]


class DocumentRule(Rule):
    """A rule that looks at one document at a time."""

    scope: ClassVar[Literal["document", "corpus"]] = "document"

    @abstractmethod
    def check(self, plan: Plan) -> Iterator[Slip]:
        """Yield what does not fit, in reading order."""


class CorpusRule(Rule):
    """A rule that looks across documents."""

    scope: ClassVar[Literal["document", "corpus"]] = "corpus"

    @abstractmethod
    def check(self, archive: Archive) -> Iterator[Slip]:
        """Yield what does not fit, by document."""
