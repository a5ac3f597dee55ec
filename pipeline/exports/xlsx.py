"""The dataset as one Excel workbook: findings first, then every table, then the tables of the documents.

Rows are written as they come from the store, so that memory stays flat however large a table is.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, Final, TypeGuard

from checks.page import Language
from dataset.columns import columns_of
from dataset.corrected import corrected_rows
from dataset.exports.base import Exporter
from dataset.records import RECORD_TYPES, EvidenceRecord, Finding, Located, Record, Section, TableRecord
from dataset.store import Store
from pipeline.exports.base import rule_title
from pipeline.exports.workbook.annexes import annexes, tables_with_cells, write_annex
from pipeline.exports.workbook.file import workbook_at
from pipeline.exports.workbook.style import Look, fit_height, printable
from pipeline.exports.workbook.values import MOST_LINKS, MOST_ROWS, address, cell_of, lead_to, linked, names, value_of
from pipeline.messages import language, say
from review.formats import document_name, readable

if TYPE_CHECKING:
    from openpyxl import Workbook

FINDING_COLUMNS: Final = (
    ("severity", 12), ("rule", 9), ("title", 30), ("document", 34), ("number", 16), ("issuer", 28), ("page", 8),
    ("quote", 36), ("message", 60), ("observed", 22), ("expected", 22), ("other", 34), ("confidence", 10),
    ("place", 16), ("evidence", 16), ("finding", 19),
)  # fmt: skip
"""Columns of the first sheet with their widths in characters."""
_ARROW: Final = "→"


class XlsxExporter(Exporter):
    """``kehoach.xlsx``."""

    name = "xlsx"
    folder = "workbook"
    for_people = True
    summary: ClassVar[dict[Language, str]] = {
        "vi": "một tệp Excel: phát hiện, mọi bảng dữ liệu, mỗi phụ lục một trang tính có tô màu và ghi chú",
        "en": "one Excel workbook: findings, every table, each table of a document on a sheet, coloured and commented",
    }

    def write(self, store: Store, folder: Path) -> list[Path]:
        """Write the workbook."""
        path = folder / "kehoach.xlsx"
        with workbook_at(path) as workbook:
            _Writer(store, workbook).write()
        return [path]


@dataclass
class _Places:
    """Where the rows to which findings lead stand in the workbook."""

    sections: dict[str, list[tuple[int, str]]] = field(default_factory=lambda: defaultdict(list))
    """By document: first character of a section, and where its row is; in the order of the characters."""
    evidence: dict[str, str] = field(default_factory=dict)
    annexes: dict[str, str] = field(default_factory=dict)

    def learn(self, sections: Iterable[Section], titles: Sequence[str]) -> None:
        """Where the sections will stand, on the sheets of these titles."""
        for number, row in enumerate(sections):
            sheet, line = divmod(number, MOST_ROWS - 1)
            self.sections[row.doc_id].append((row.start, address(titles[sheet], line + 2)))
        for found in self.sections.values():
            found.sort(key=lambda entry: entry[0])

    def note(self, row: Record, where: str) -> None:
        """Remember the place of a row, if findings may lead to it."""
        if isinstance(row, EvidenceRecord):
            self.evidence.setdefault(row.finding_id, where)

    def of(self, finding: Finding) -> str | None:
        """The cell of an annex, or the row of the section that a finding stands in."""
        return self.annexes.get(finding.finding_id) or self.around(finding)

    def around(self, row: Located) -> str | None:
        """The row of the section that the evidence of a row stands in."""
        found = self.sections.get(row.doc_id, [])
        index = bisect_right(found, row.span.start, key=lambda entry: entry[0]) - 1
        return found[index][1] if index >= 0 else None


class _Writer:
    """Fills the sheets of one workbook."""

    def __init__(self, store: Store, workbook: Workbook) -> None:
        self.store = store
        self.workbook = workbook
        self.look = Look()
        self.places = _Places()
        self.documents = {document.doc_id: document for document in store.documents()}
        self.sources = {key: document.source for key, document in self.documents.items()}
        self.findings = list(store.rows(Finding))

    def write(self) -> None:
        """All sheets. That of the findings is the first, and filled last: it leads to the others."""
        from openpyxl.utils import get_column_letter  # noqa: PLC0415  heavy

        kinds = [kind for kind in RECORD_TYPES.values() if kind is not Finding]
        parts = [
            (kind, part) for kind in kinds for part in range(-(-max(1, self.store.count(kind)) // (MOST_ROWS - 1)))
        ]
        tables = tables_with_cells(self.store)
        wanted = [say("exports.findings"), *(kind.table for kind, _ in parts), *map(self._name, tables)]
        first, *titles = names(iter(wanted))
        sheet: Any = self.workbook.create_sheet(first)
        of_sections = [title for title, (kind, _) in zip(titles, parts, strict=False) if kind is Section]
        self.places.learn(corrected_rows(self.store, Section), of_sections)
        for kind in kinds:
            own = [title for title, (other, _) in zip(titles, parts, strict=False) if other is kind]
            self._table(kind, own)
        for annex, title in zip(annexes(self.store, self.findings), titles[len(parts) :], strict=True):
            made: Any = self.workbook.create_sheet(title)
            write_annex(made, annex, self.sources.get(annex.table.doc_id, ""), self.look)
            # a sheet that is left open keeps a file open
            made.close()
            for finding in {row.finding_id: row for rows in annex.flags.values() for row in rows}.values():
                if at := annex.place_of(finding):
                    where = address(title, at[0], get_column_letter(at[1]))
                    self.places.annexes.setdefault(finding.finding_id, where)
        self._findings(sheet)

    def _name(self, table: TableRecord) -> str:
        document = Path(self.sources.get(table.doc_id, "")).stem[:18]
        number = table.table_id.removeprefix(table.doc_id).lstrip("-_.:/")
        return f"{say('exports.annex')} {number} {document}"

    def _table(self, kind: type[Record], titles: Sequence[str]) -> None:
        """One table of the dataset; a second sheet goes on where the first is full."""
        columns = columns_of(kind)
        rows = corrected_rows(self.store, kind)
        page = next((index for index, column in enumerate(columns) if column.name == "page"), 0)
        for title in titles:
            sheet: Any = self.workbook.create_sheet(title)
            self._head(sheet, [(column.name, 44 if column.name in {"text", "quote"} else 16) for column in columns])
            number = 1
            for number, row in enumerate(_some(rows, MOST_ROWS - 1), 2):
                self.places.note(row, address(title, number))
                values = [value_of(getattr(row, column.name), column) for column in columns]
                cells = [cell_of(sheet, value, kind.table) if value is not None else None for value in values]
                if _on_a_place(row) and number <= MOST_LINKS and (where := self.places.around(row)):
                    lead_to(cells[page], where)
                sheet.append(cells)
            self._filter(sheet, len(columns), number)
            sheet.close()

    def _head(self, sheet: Any, columns: Sequence[tuple[str, int]]) -> None:
        from openpyxl.utils import get_column_letter  # noqa: PLC0415  heavy

        for number, (_, width) in enumerate(columns, 1):
            sheet.column_dimensions[get_column_letter(number)].width = width
        sheet.freeze_panes = "A2"
        printable(sheet, "1:1")
        sheet.append([self.look.head(cell_of(sheet, name)) for name, _ in columns])

    @staticmethod
    def _filter(sheet: Any, columns: int, rows: int) -> None:
        from openpyxl.utils import get_column_letter  # noqa: PLC0415  heavy

        sheet.auto_filter.ref = f"A1:{get_column_letter(columns)}{rows}"

    def _findings(self, sheet: Any) -> None:
        self._head(sheet, [(say(f"exports.{name}"), width) for name, width in FINDING_COLUMNS])
        widths = [width for _, width in FINDING_COLUMNS]
        for number, finding in enumerate(self.findings, 2):
            cells = self._finding(sheet, finding)
            texts = [cell.value if cell is not None and not cell.hyperlink else None for cell in cells]
            fit_height(sheet, number, zip(texts, widths, strict=True))
            sheet.append(cells)
        self._filter(sheet, len(FINDING_COLUMNS), len(self.findings) + 1)

    def _finding(self, sheet: Any, finding: Finding) -> list[Any]:
        document, other = (self.documents.get(key or "") for key in (finding.doc_id, finding.other_doc_id))
        shown = {
            "severity": say(f"report.{finding.severity}"),
            "title": rule_title(finding.rule, language()),
            "document": document.source if document else "",
            "number": document_name(document) if document and document.number else "",
            "issuer": document.issuer if document else "",
            "other": f"{document_name(other)} ({other.issuer or other.source})" if other else "",
            "finding": finding.finding_id,
            **{
                name: readable(getattr(finding, name) or "", language()) for name in ("message", "observed", "expected")
            },
        }
        places = {"place": self.places.of(finding), "evidence": self.places.evidence.get(finding.finding_id)}
        row: list[Any] = []
        for name, _ in FINDING_COLUMNS:
            if name in places:
                where = places[name]
                title = where.split("!")[0].strip("'") if where else ""
                row.append(self.look.wrapped(linked(sheet, f"{_ARROW} {title}", where)) if where else None)
                continue
            value = shown[name] if name in shown else getattr(finding, name)
            style = self.look.number if name == "page" else self.look.wrapped
            made = style(cell_of(sheet, value, Finding.table))
            row.append(self.look.severe(made, finding.severity) if name in {"severity", "rule"} else made)
        return row


def _on_a_place(row: Record) -> TypeGuard[Located]:
    """Whether a row has evidence to lead to; a section is where others lead."""
    return isinstance(row, Located) and not isinstance(row, Section)


def _some(rows: Iterator[Any], most: int) -> Iterator[Any]:
    """The next rows of an iterator that goes on behind them."""
    for _ in range(most):
        try:
            yield next(rows)
        except StopIteration:
            return
