"""Tables and cells: flat headers, data rows, values, totals."""

from __future__ import annotations

from dataset.document import Cell, Document, Page, Table
from dataset.records import CellRecord, TableRecord
from dataset.spans import Span
from extractors.base import Context
from extractors.grids import Grid
from extractors.outline import build_outline
from extractors.tables import TableExtractor
from tests.support import plain_document


def table_document(rows: list[list[tuple[str, int, int]]], columns: int, header_rows: int) -> Document:
    """A document with one table; a cell is its text, the rows and the columns that it covers."""
    text = ""
    cells: list[Cell] = []
    taken: set[tuple[int, int]] = set()
    for r, row in enumerate(rows):
        c = 0
        for content, row_span, column_span in row:
            while (r, c) in taken:
                c += 1
            cells.append(Cell(r, c, (Span(len(text), len(text) + len(content)),), row_span, column_span))
            taken |= {(r + i, c + j) for i in range(row_span) for j in range(column_span)}
            text += content + "\t"
        text += "\n"
    table = Table(tuple(cells), len(rows), columns, header_rows, 1, 1)
    page = Page(1, Span(0, len(text)), "plain")
    return Document("d1", "t", "0" * 64, "text/plain", "plain", text, (page,), (table,))


def plain(*texts: str) -> list[tuple[str, int, int]]:
    return [(text, 1, 1) for text in texts]


def records_of(document: Document) -> tuple[TableRecord, dict[tuple[int, str], CellRecord]]:
    records = list(TableExtractor().extract(Context(document, build_outline(document))))
    cells = [record for record in records if isinstance(record, CellRecord)]
    return next(r for r in records if isinstance(r, TableRecord)), {(cell.row, cell.column): cell for cell in cells}


def test_merged_headers_are_joined_and_the_column_numbers_are_no_data() -> None:
    document = table_document(
        [
            [("TT", 2, 1), ("Thôn", 2, 1), ("Số trẻ", 1, 2)],
            plain("Nam", "Nữ"),
            plain("(1)", "(2)", "(3)", "(4)"),
            plain("1", "Thôn Đông", "1.204", "95,5%"),
        ],
        columns=4,
        header_rows=2,
    )
    table, cells = records_of(document)
    assert (table.rows, table.columns) == (1, 4)
    assert cells[1, "Số trẻ / Nam"].value == 1204
    assert cells[1, "Số trẻ / Nữ"].value == 95.5
    assert cells[1, "Thôn"].value is None
    assert cells[1, "Thôn"].quote == "Thôn Đông"


def test_numbers_of_the_columns_of_figures_alone_are_no_data() -> None:
    # (3)=(1)+(2) stands under the figures only; bracketed figures in one cell of a row are data
    document = table_document(
        [
            plain("TT", "Nguồn", "Năm 2026", "Năm 2027", "Cộng"),
            plain("", "", "(1)", "(2)", "(3)=(1)+(2)"),
            plain("1", "Ngân sách xã", "150", "165", "315"),
        ],
        columns=5,
        header_rows=1,
    )
    table, cells = records_of(document)
    assert table.rows == 1
    assert cells[1, "Cộng"].value == 315


def test_a_group_row_is_a_row_with_its_text_in_the_first_column() -> None:
    document = table_document(
        [plain("TT", "Việc", "Ai"), [("I. TUYÊN TRUYỀN", 1, 3)], plain("1", "Phát tờ rơi", "Trạm Y tế")],
        columns=3,
        header_rows=1,
    )
    table, cells = records_of(document)
    assert table.rows == 2
    assert cells[1, "TT"].text == "I. TUYÊN TRUYỀN"
    assert Grid(document, document.blocks[0]).rows[0].is_group  # type: ignore[arg-type]  # the block is the table


def test_totals_of_rows_and_of_columns() -> None:
    document = table_document(
        [
            plain("TT", "Thôn", "Nam", "Nữ", "Tổng số"),
            plain("1", "Đông", "2", "3", "5"),
            plain("", "Tổng cộng", "2", "3", "5"),
        ],
        columns=5,
        header_rows=1,
    )
    _, cells = records_of(document)
    assert not cells[1, "Nam"].is_total
    assert cells[1, "Tổng số"].is_total
    assert cells[2, "Nam"].is_total


def test_a_word_that_begins_like_a_total_is_none() -> None:
    document = table_document(
        [plain("TT", "Đơn vị", "Tổng mức đầu tư"), plain("1", "Tổng công ty Điện lực", "7")], columns=3, header_rows=1
    )
    _, cells = records_of(document)
    assert not cells[1, "Tổng mức đầu tư"].is_total


def test_merged_cells_text_repeats_and_numbers_count_once() -> None:
    document = table_document(
        [plain("TT", "Ai", "Số"), [("1", 1, 1), ("Công an xã", 2, 1), ("40", 2, 1)], [("2", 1, 1)]],
        columns=3,
        header_rows=1,
    )
    _, cells = records_of(document)
    assert cells[2, "Ai"].text == "Công an xã"
    assert (1, "Số") in cells
    assert (2, "Số") not in cells


def test_headers_that_repeat_or_are_missing_get_names_of_their_own() -> None:
    document = table_document([plain("Năm", "", "Năm"), plain("a", "b", "c")], columns=3, header_rows=1)
    _, cells = records_of(document)
    assert {column for _, column in cells} == {"Năm", "Cột 2", "Năm (2)"}


def test_the_title_of_an_annex_table_is_label_and_title() -> None:
    document = plain_document(
        "KẾ HOẠCH\nDạy bơi\nI. MỤC ĐÍCH\nDạy bơi cho trẻ.\nNơi nhận:\n- Lưu: VT.\nCHỦ TỊCH\nLê Văn Tám\n"
        "PHỤ LỤC II\nDanh sách điểm dạy bơi\nTT\tThôn\n1\tĐông\n"
    )
    table, _ = records_of(document)
    assert table.title == "PHỤ LỤC II - Danh sách điểm dạy bơi"
