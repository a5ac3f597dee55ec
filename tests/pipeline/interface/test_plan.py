"""One document: its frames, records, tables, evidence and findings."""

from __future__ import annotations

import pickle
from pathlib import Path

import pandas as pd
import pytest

import pipeline
from dataset.columns import columns_of
from dataset.records import RECORD_TYPES, CellRecord, TableRecord, Target
from pipeline import Plan, ReadingError, UsageError, check, read
from pipeline.interface.appendix import Table
from pipeline.interface.frames import Frames, frame_of
from pipeline.interface.typed import TypedRows
from pipeline.limits import Limits
from tests.pipeline.plans import plan as plan_text

DTYPES = {str: "string", float: "float64", bool: "bool"}
WITHOUT_EVIDENCE = {"documents", "pages", "units", "notes"}


@pytest.mark.parametrize("table", RECORD_TYPES)
def test_every_table_is_a_frame_with_the_columns_and_types_of_the_dataset(plan: Plan, table: str) -> None:
    frame = plan.frame(table)
    columns = columns_of(RECORD_TYPES[table])
    assert list(frame.columns) == [column.name for column in columns]
    for column in columns:
        wanted = ("Int64" if column.nullable else "int64") if column.kind is int else DTYPES[column.kind]
        assert frame[column.name].dtype == wanted, column.name
        assert column.nullable or not frame[column.name].isna().any()
    empty = frame_of(RECORD_TYPES[table], [])
    assert empty.dtypes.equals(frame.dtypes)
    assert not len(empty)


def test_every_table_has_a_name_of_its_own() -> None:
    """``evidence`` is a method of a plan, and ``tables`` are the tables of the document."""
    named = {name for name in vars(Frames) if isinstance(vars(Frames)[name], property)}
    assert named == RECORD_TYPES.keys() - {"evidence", "tables"}
    assert {name for name in vars(TypedRows) if isinstance(vars(TypedRows)[name], property)} == RECORD_TYPES.keys()


def test_records_and_frames_hold_the_same_rows(plan: Plan) -> None:
    for table, kind in RECORD_TYPES.items():
        records = getattr(plan.records, table)
        assert all(type(record) is kind for record in records)
        assert len(records) == len(plan.frame(table))
        for record, row in zip(records, plan.frame(table).itertuples(index=False), strict=True):
            for name in kind.column_names():
                value = getattr(record, name)
                assert pd.isna(getattr(row, name)) if value is None else getattr(row, name) == value
    with pytest.raises(KeyError):
        plan.frame("nonsense")


@pytest.mark.parametrize("table", [name for name in RECORD_TYPES if name not in WITHOUT_EVIDENCE])
def test_every_row_of_any_shape_leads_to_its_words(plan: Plan, table: str) -> None:
    frame = plan.frame(table)
    shapes = (getattr(plan.records, table), (row for _, row in frame.iterrows()), frame.itertuples())
    for shape in (*shapes, frame.to_dict("records")):
        for row, record in zip(shape, getattr(plan.records, table), strict=True):
            evidence = plan.evidence(row)
            assert str(evidence) == record.quote == plan.text[evidence.start : evidence.end]
            assert evidence.page == record.page
            line = evidence.before + evidence.quote.split("\n")[0]
            assert line in plan.text.splitlines() or line + evidence.after in plan.text.splitlines()


def test_boxes_lie_on_the_page_of_the_words(plan: Plan) -> None:
    sizes = {page.page: (page.width, page.height) for page in plan.records.pages}
    for target in plan.records.targets:
        boxes = plan.evidence(target).boxes
        assert boxes
        for page, box in boxes:
            width, height = sizes[page]
            assert page >= target.page
            assert width is not None
            assert height is not None
            assert 0 <= box.x0 < box.x1 <= width
            assert 0 <= box.top < box.bottom <= height


def test_a_row_without_evidence_or_of_another_document_is_refused(plan: Plan) -> None:
    target = plan.records.targets[0]
    with pytest.raises(ValueError, match="another document"):
        plan.evidence(target.model_copy(update={"doc_id": "0" * 12}))
    with pytest.raises(ValueError, match="another document"):
        plan.evidence(target.model_copy(update={"start": target.start + 1}))
    for row in (plan.document, plan.units.iloc[0], {}):
        with pytest.raises(ValueError, match="without evidence"):
            plan.evidence(row)


def test_tables_have_their_own_shape(plan: Plan) -> None:
    (table,) = plan.tables
    assert plan.tables[0] is table
    assert list(plan.tables.frame["title"]) == [table.title]
    assert table.frame.shape == (table.record.rows, table.record.columns)
    assert list(table.frame.index) == list(range(1, table.record.rows + 1))
    for cell in table.cells:
        assert table.texts.loc[cell.row, cell.column] == cell.text
        assert table.totals.loc[cell.row, cell.column] == cell.is_total
        if table.frame[cell.column].dtype == "float64" and cell.text:
            assert table.frame.loc[cell.row, cell.column] == cell.value
    assert list(table.total_rows) == [False] * 7 + [True]
    assert table.frame.dtypes.iloc[2:].eq("float64").all()


def cell(row: int, column: str, text: str, value: float | None = None) -> CellRecord:
    place = {"doc_id": "d", "page": 1, "start": 0, "end": 0, "quote": "", "confidence": 1}
    return CellRecord.model_validate(
        {"table_id": "t", "row": row, "column": column, "text": text, "value": value, "is_total": False} | place
    )


def test_columns_of_one_name_and_cells_that_are_not_there_stay_apart() -> None:
    cells = [
        cell(1, "Số", "1", 1), cell(1, "Số", "hai"), cell(1, "Số (2)", "3", 3), cell(1, "Ghi chú", ""),
        cell(2, "Số", "4,5", 4.5), cell(2, "Số (2)", "", None), cell(2, "Ghi chú", ""),
    ]  # fmt: skip
    row = {"doc_id": "d", "table_id": "t", "title": None, "rows": 2, "columns": 4, "first_page": 1, "last_page": 1}
    place = {"page": 1, "start": 0, "end": 0, "quote": "", "confidence": 1}
    table = Table(TableRecord.model_validate(row | place), cells)
    assert list(table.frame.columns) == ["Số", "Số (2)", "Số (2) (2)", "Ghi chú"]
    assert table.frame["Số"].tolist() == [1.0, 4.5]
    assert table.texts.iloc[0].tolist() == ["1", "hai", "3", ""]
    assert pd.isna(table.texts.iloc[1, 1])
    assert pd.isna(table.frame.iloc[1, 2])
    assert table.frame["Ghi chú"].dtype == "string"


def test_findings_are_those_of_a_run_over_the_same_document(plan: Plan, folder: Path, file: Path) -> None:
    with pipeline.open(folder) as dataset:
        for table in RECORD_TYPES:
            pd.testing.assert_frame_equal(plan.frame(table), dataset.frame(table), obj=table)
    assert {"N001", "T001", "P003"} <= set(plan.findings["rule"])
    chosen = read(file, select="N", ignore=["N009"], language="en")
    assert set(chosen.findings["rule"]) == {"N001"}
    assert chosen.records.findings[0].message != plan.records.findings[0].message


def test_rules_that_look_across_documents_need_check() -> None:
    first = read(plan_text(1).encode(), name="1.txt")
    second = read(plan_text(1).replace("kênh số 1", "đường số 9").encode(), name="2.txt")
    assert "R005" not in {*first.findings["rule"], *second.findings["rule"]}
    found = check([first, second], select="R005")
    assert {finding.rule for finding in found} == {"R005"}
    assert set(found.frame["doc_id"]) <= {first.doc_id, second.doc_id}
    assert not len(check([first, second], ignore=["R", "U", "S", "D", "N", "P", "T"]))


def test_recovery_can_be_left_out() -> None:
    text = plan_text(3).replace("Trồng ít nhất", "Trong it nhat").replace("giống trước ngày", "giong truoc ngay")
    data = text.replace("Hướng dẫn kỹ thuật cho các hộ", "Huong dan ky thuat cho cac ho").encode()
    assert read(data, recover=False).text == data.decode()
    assert not len(read(data, recover=False).recoveries)
    assert len(read(data).recoveries)


def test_a_plan_survives_pickling(plan: Plan) -> None:
    copy = pickle.loads(pickle.dumps(plan))
    assert copy.text == plan.text
    assert copy.records.findings == plan.records.findings
    assert copy.rows(Target) == plan.rows(Target)


def test_what_cannot_be_read_says_which_why_and_what_to_do(tmp_path: Path) -> None:
    path = tmp_path / "hỏng.pdf"
    path.write_bytes(b"%PDF-1.7\n")
    for source in (path, tmp_path / "none.txt"):
        with pytest.raises(ReadingError) as raised:
            read(source)
        assert raised.value.source == str(source)
        assert raised.value.stage == "read"
        assert raised.value.cause
        assert raised.value.remedy
    with pytest.raises(ReadingError) as raised:
        read(b"")
    assert raised.value.source == "bytes"


def test_limits_of_size_hold(file: Path) -> None:
    with pytest.raises(ReadingError, match="4"):
        read(file, limits=Limits(pages=3))


@pytest.mark.parametrize(
    "options", [{"select": "Z"}, {"ignore": ["P001", "Q9"]}, {"ocr": "sometimes"}, {"workers": 0}], ids=str
)
def test_wrong_options_are_told_before_anything_is_read(tmp_path: Path, options: dict[str, object]) -> None:
    with pytest.raises(UsageError):
        read(tmp_path / "none.pdf", **options)  # type: ignore[arg-type]  # wrong is what they are


def test_a_folder_is_no_document(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="read_many"):
        read(tmp_path)
    with pytest.raises(UsageError, match="read_many"):
        read("memory://plans/1.pdf")
