"""Deadlines: every time expression that bounds a task or a report.

Running text is searched with the patterns of ``patterns/deadlines.toml``; in tables every cell of a time column is one
deadline. What an expression means is read by :mod:`normalizers.recurrence`.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from itertools import zip_longest
from typing import Any, ClassVar, NamedTuple

from dataset.document import Document, Table, View
from dataset.records import Deadline, DocumentRecord, Record
from extractors.base import Context, Extractor
from extractors.outline.model import Node
from normalizers.recurrence import Timing, expand, parse_timing

_ABSOLUTE = frozenset({"date", "range"})
_ALL = frozenset({"date", "range", "recurring", "continuous", "on-demand", "vague"})
# What may be a deadline, by the kind of the node it stands in. The enacting words and the legal basis repeat the names
# of acts, the annexes' captions that of the plan.
_NODE_KINDS: dict[str, frozenset[str]] = {
    "title": _ABSOLUTE,
    "heading": _ALL,
    "item": _ALL,
    "text": _ALL,
    "closing": _ALL,
    "footnote": _ALL,
}


_SAME_WORDS = 5  # words of the title before a time that make it the title's
_LONGEST_CELL = 20  # words: a longer cell is prose


class Pattern(NamedTuple):
    """One way to write a deadline."""

    name: str
    regex: re.Pattern[str]
    not_after: re.Pattern[str] | None
    not_before: re.Pattern[str] | None


@dataclass(frozen=True, slots=True)
class Patterns:
    """``patterns/deadlines.toml``, compiled."""

    prefilter: re.Pattern[str]
    patterns: tuple[Pattern, ...]
    filters: dict[str, re.Pattern[str]]
    tables: dict[str, re.Pattern[str]]


@lru_cache(maxsize=1)
def patterns() -> Patterns:
    """Load the patterns."""
    data: dict[str, Any] = tomllib.loads(
        files("extractors").joinpath("patterns", "deadlines.toml").read_text(encoding="utf-8")
    )

    def compiled(entry: dict[str, str], key: str) -> re.Pattern[str] | None:
        return re.compile(expand(entry[key], data["fragments"]), re.IGNORECASE) if key in entry else None

    return Patterns(
        re.compile(data["prefilter"]),
        tuple(
            Pattern(
                entry["name"],
                re.compile(expand(entry["regex"], data["fragments"]), re.IGNORECASE),
                compiled(entry, "not_after"),
                compiled(entry, "not_before"),
            )
            for entry in data["patterns"]
        ),
        {name: re.compile(regex) for name, regex in data["filters"].items()},
        {name: re.compile(regex) for name, regex in data["tables"].items()},
    )


class Found(NamedTuple):
    """A time expression at ``text[start:end]``."""

    start: int
    end: int
    timing: Timing
    confidence: float = 0.95


def find_deadlines(text: str, year: int | None = None) -> list[Found]:
    """The time expressions of a line of text, in order; ``year`` completes days without one."""
    if not patterns().prefilter.search(text):
        return []
    spans = _longest(sorted(_matches(text), key=lambda m: (m[0], -m[1])))
    found = []
    for start, end in _joined(text, spans):
        timing = parse_timing(text[start:end], year)
        if timing is not None and not _is_other(text, start, end, timing):
            found.append(Found(start, end, timing, 0.7 if (timing.end or "").startswith("XXXX") else 0.95))
    return _without_vague_heads(text, found)


def _matches(text: str) -> Iterator[tuple[int, int]]:
    for match in patterns().filters["label"].finditer(text):
        if parse_timing(match["value"]) is not None:
            yield match.span("value")
    for pattern in patterns().patterns:
        for match in pattern.regex.finditer(text):
            if pattern.not_after and pattern.not_after.search(text, max(0, match.start() - 30), match.start()):
                continue
            if pattern.not_before and pattern.not_before.search(text[match.end() : match.end() + 30]):
                continue
            yield match.span()


def _longest(spans: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """Without those that overlap an earlier one."""
    kept: list[tuple[int, int]] = []
    for start, end in spans:
        if not kept or start >= kept[-1][1]:
            kept.append((start, end))
    return kept


def _joined(text: str, spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Parts of one composite expression as one: ``định kỳ`` + ``trước ngày …``, ``hằng tháng`` + ``hằng quý``."""
    joined: list[tuple[int, int]] = []
    for start, end in spans:
        if joined and _goes_on(text, joined[-1], (start, end)):
            joined[-1] = (joined[-1][0], end)
        else:
            joined.append((start, end))
    return joined


def _goes_on(text: str, before: tuple[int, int], span: tuple[int, int]) -> bool:
    """Whether an expression goes on with the one before it: a further cycle, or the day of a cycle."""
    gap, here = text[before[1] : span[0]], text[slice(*span)]
    head, tail = parse_timing(text[slice(*before)]), parse_timing(here)
    if head is None or tail is None or gap not in {" ", ", ", " và ", " hoặc "}:
        return False
    if tail.kind == "recurring":
        heads = {"vague", "recurring"} if gap == " " else {"recurring"}
        return head.kind in (heads | {"continuous"} if here.startswith("định kỳ") else heads)
    # a day without a year: định kỳ 6 tháng, trước ngày 12/6
    dated = tail.kind == "date" and (tail.end or "").startswith("XXXX") and patterns().filters["due"].match(here)
    return head.kind == "recurring" and bool(dated) and gap in {" ", ", "}


def _is_other(text: str, start: int, end: int, timing: Timing) -> bool:
    """Whether the expression belongs to the name of an act, to a benefit, or to the entry into force."""
    filters = patterns().filters
    before, after = text[max(0, start - 400) : start], text[end : end + 40]
    if filters["legal_effect"].search(before) or (timing.kind == "recurring" and filters["attribute"].search(before)):
        return True
    if timing.kind not in _ABSOLUTE:
        return False
    if timing.kind == "date" and filters["counted"].search(before[-60:]):
        return True
    clause = re.split(r"(?<=[^\W\d])\. (?=[^\W\d_]|$)|;", before)[-1]
    if filters["own_name"].search(clause):
        return True
    if filters["to_finish"].search(before) or filters["finishing"].match(text[start:end]):
        return False
    named = filters["numbered_act"].search(clause) or filters["named_act"].search(clause)
    return bool(named) and not ("," not in after[:1] and filters["aim_after"].search(after))


def _without_vague_heads(text: str, found: list[Found]) -> list[Found]:
    """Drop a ``định kỳ`` whose clause goes on to say how often: ``định kỳ báo cáo hằng quý``."""
    return [
        item
        for item, following in zip_longest(found, found[1:])
        if not (
            item.timing.kind == "vague"
            and following is not None
            and following.timing.kind == "recurring"
            and not re.search(r"[,;.:]", text[item.end : following.start])
        )
    ]


class DeadlineExtractor(Extractor):
    """Finds the rows of ``deadlines``."""

    name: ClassVar[str] = "deadlines"
    after: ClassVar[tuple[str, ...]] = ("documents",)

    def extract(self, context: Context) -> Iterable[Record]:
        """Yield the deadlines of body and annexes, in reading order."""
        record = next(iter(context.records.of(DocumentRecord)), None)
        issued = record.issued_on if record else None
        number = 0
        title = " ".join(node.text for node in context.outline.of("title") if not node.in_annex)
        for node in context.outline.nodes:
            was = _tells_what_was(node)
            places = _in_table(node.table, context.document, issued) if node.table else _in_text(node, issued)
            for view, found in places:
                if was and not _is_still_due(view.text, found, issued):
                    continue
                if node.kind != "title" and _repeats_title(title, view.text, found):
                    continue
                number += 1
                yield _row(context.document, view, found, number)


def _row(document: Document, view: View, found: Found, number: int) -> Deadline:
    kind, start, end, rrule = found.timing
    return Deadline.at(
        document,
        view.span(found.start, found.end),
        found.confidence,
        deadline_id=f"{document.doc_id}-d{number}",
        text=view.text[found.start : found.end],
        kind=kind,
        start=start,
        end=end,
        rrule=rrule,
    )


def _in_text(node: Node, issued: str | None) -> Iterator[tuple[View, Found]]:
    if node.kind not in _NODE_KINDS or (node.kind == "title" and node.in_annex):
        return
    allowed = _ABSOLUTE if _is_caption(node) else _NODE_KINDS[node.kind]
    found = _in_title(node.text) if node.kind == "title" else find_deadlines(node.text, _year(issued))
    for item in found:
        if item.timing.kind in allowed and (node.kind == "title" or not _is_over(node.text, item, issued)):
            yield node.view, item


def _in_title(text: str) -> list[Found]:
    """In the plan's own title the years count, also behind the name of a programme that it carries out."""
    spans = _longest(sorted(_matches(text), key=lambda m: (m[0], -m[1])))
    timings = [(start, end, parse_timing(text[start:end])) for start, end in spans]
    return [Found(start, end, timing) for start, end, timing in timings if timing is not None]


def _repeats_title(title: str, text: str, found: Found) -> bool:
    """Whether the years stand in the plan's own name, said again: the words before them are those of its title."""
    if found.timing.kind not in _ABSOLUTE:
        return False
    before = text[: found.start].casefold().split()
    same = before[-_SAME_WORDS:]
    # "giai đoạn 2027 - 2031, tầm nhìn 2040": the times of a title are no words of its name
    if len(same) < _SAME_WORDS or any(char.isdigit() for word in same for char in word):
        return False
    again = " ".join([*same, *text[found.start : found.end].casefold().split()])
    return again in " ".join(title.casefold().split())


def _tells_what_was(node: Node) -> bool:
    status = patterns().filters["status"]
    return any(status.match(above.text) for above in (node, *node.ancestors()) if above.kind == "heading")


def _is_still_due(text: str, found: Found, issued: str | None) -> bool:
    """Among what was, a day by which something is yet to be done: ``phải hoàn thành trước ngày …``."""
    due = patterns().filters["due"].match(text[found.start : found.end])
    return bool(due and issued and found.timing.kind in _ABSOLUTE and (found.timing.end or "") > issued)


def _is_caption(node: Node) -> bool:
    """A heading that only names a section; a heading that runs on into sentences is text."""
    return node.kind == "heading" and not re.search(r"[.;]|: \w", node.text.rstrip(" .:;"))


def _is_over(text: str, found: Found, issued: str | None) -> bool:
    """Whether a time was over before the document was issued, so that it tells what was; a year that runs is not."""
    end = found.timing.end
    if found.timing.kind not in _ABSOLUTE or not issued or not end or end.startswith("X"):
        return False
    if patterns().filters["due"].match(text[found.start : found.end]):
        return False
    length = min(len(end), len(issued))
    return end[:length] < issued[:length] or (len(end) == 10 and end == issued)


def _year(issued: str | None) -> int | None:
    return int(issued[:4]) if issued and issued[:4].isdigit() else None


def _in_table(table: Table, document: Document, issued: str | None) -> Iterator[tuple[View, Found]]:
    """One deadline for each filled cell of a time column; of a cell that reports, those that it names."""
    rules = patterns().tables
    columns = [c for c in range(table.columns) if _is_time_column(table, c, document)]
    readers: dict[int, Callable[[str, str | None], list[Found]]] = dict.fromkeys(columns, _in_cell)
    if not columns:
        readers = {
            c: read for c in range(table.columns) for name, read in _PROSE if _has_header(table, c, document, name)
        }
    for row in range(table.header_rows, table.rows):
        if not readers or _is_heading_row(table, row, document):
            continue
        for column, read in readers.items():
            cell = table.grid.get((row, column))
            if cell is None or (cell.row, cell.column) != (row, column) or cell.column_span > 1:
                continue
            view = document.view(cell.spans)
            if not any(ch.isalnum() for ch in view.text) or rules["numbers_row"].match(view.text):
                continue
            yield from ((view, found) for found in read(view.text, issued))


def _in_sentences(text: str, issued: str | None) -> list[Found]:
    return [found for found in find_deadlines(text, _year(issued)) if not _is_over(text, found, issued)]


def _ahead(text: str, issued: str | None) -> list[Found]:
    """Of a cell that tells how far the work has come, what is yet to come."""
    found = [item for item in _in_sentences(text, issued) if item.timing.kind in _ABSOLUTE]
    return [item for item in found if issued and (item.timing.end or "")[: len(issued)] > issued]


_PROSE = (("prose", _in_sentences), ("state", _ahead))


def _in_cell(text: str, issued: str | None) -> list[Found]:
    if len(text.split()) > _LONGEST_CELL or patterns().tables["report"].search(text):
        return _in_sentences(text, issued)
    timing = parse_timing(text, _year(issued))
    if timing is None and not any(ch.isalpha() for ch in text):
        return []
    return [Found(0, len(text), timing or Timing("vague"), 0.95 if timing else 0.6)]


def _is_heading_row(table: Table, row: int, document: Document) -> bool:
    """Whether the header stands there again, over a further part of the table."""
    cells = {id(cell): cell for column in range(table.columns) if (cell := table.grid.get((row, column)))}
    texts = [document.view(cell.spans).text for cell in cells.values()]
    years = sum(bool(patterns().tables["year"].fullmatch(text)) for text in texts)
    return years > 1 or any(patterns().tables["header_again"].match(text) for text in texts)


def _is_time_column(table: Table, column: int, document: Document) -> bool:
    if _has_header(table, column, document, "not_header"):
        return False
    below = _has_header(table, column, document, "part") and _has_header(table, column, document, "header", wide=True)
    return below or _has_header(table, column, document, "header")


def _has_header(table: Table, column: int, document: Document, name: str, *, wide: bool = False) -> bool:
    """Whether a header of the column fits a pattern; ``wide`` for one that spans several columns."""
    heads = {id(cell): cell for row in range(table.header_rows) if (cell := table.grid.get((row, column)))}
    texts = [document.view(cell.spans).text for cell in heads.values() if (cell.column_span > 1) == wide]
    return any(patterns().tables[name].search(text) for text in texts)
