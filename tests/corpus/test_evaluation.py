"""The measures, on rows made by hand; the gate; agreement of the values with how truths are compared elsewhere."""

from __future__ import annotations

from pathlib import Path

import pytest

from corpus.evaluate.documents import Evaluated
from corpus.evaluate.gate import losses, new_differences, read_baseline, update
from corpus.evaluate.measures import measure
from corpus.evaluate.report import Evaluation, as_table
from corpus.evaluate.tally import Tally, tally
from corpus.evaluate.values import act_key, is_quoted, normalise, same_title
from corpus.truth import Truth, TruthDocument, TruthFinding, TruthTable, TruthTarget, TruthTask
from dataset.records import Assignment, CellRecord, Finding, Record, Records, TableRecord, Target, Task

PLACE = {"doc_id": "d", "page": 1, "start": 0, "end": 1, "quote": "x", "confidence": 1.0}
EMPTY = TruthDocument()


def truth(**fields: object) -> Truth:
    return Truth.model_validate({"document": EMPTY, **fields})


def figures(wanted: Truth, *rows: Record) -> dict[str, Tally]:
    return measure(wanted, Records(rows))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Phòng Văn hoá – Xã hội", "phòng văn hóa - xã hội"),  # tone marks, dash, case
        ("BHXH cơ sở", "Bảo hiểm xã hội cơ sở"),  # an abbreviation
        ("Uỷ ban", "Ủy ban"),
        ("đạt 90%;", "đạt 90%"),  # the sign belongs to the value, the semicolon does not
    ],
)
def test_values_that_are_equal(one: str, other: str) -> None:
    assert normalise(one) == normalise(other)


@pytest.mark.parametrize(("one", "other"), [("7.818", "7818"), ("30/6/2026", "30-6-2026"), ("hoàn", "hòan")])
def test_values_that_are_not(one: str, other: str) -> None:
    assert normalise(one) != normalise(other)


def test_titles_may_differ_by_a_slip_of_the_reader() -> None:
    assert same_title("Phát triển giáo dục mầm non trên địa bàn xã", "Phát triến giáo dục mầm non trên địa bàn xã")
    assert not same_title("Phát triển giáo dục mầm non", "Phòng, chống thiên tai")


def test_acts_are_the_same_whichever_part_holds_the_year() -> None:
    assert act_key("QĐ", "25/2021", "QĐ-TTg", None, None) == act_key("QĐ", "25", "2021/QĐ-TTg", None, None)
    assert act_key("Luật", None, None, "Luật Đất đai", "2024") != act_key("Luật", None, None, "Luật Đầu tư", "2024")


def test_a_short_quote_speaks_only_of_itself() -> None:
    assert is_quoted("Thôn 5", "4\tThôn 5\t1.024", "")
    assert is_quoted("Thôn 5, phía đông", "Thôn 5", "")
    assert not is_quoted("mục 56", "5", "")
    assert is_quoted("tổng 12", "9", "ghi tổng 12 thay vì 9")


def test_shares_where_nothing_is_wanted_or_found() -> None:
    assert tally([], []).precision is None
    assert tally(["a"], []).precision == 0.0
    assert tally([], ["a"]).recall is None
    assert tally(["a", "a"], ["a", "b"]).f1 == 0.5


def target(value: float, period: str | None, source: str = "body") -> Target:
    return Target.model_validate(
        {**PLACE, "target_id": "t", "indicator": "i", "scope": None, "comparator": ">=", "value": value}
        | {"value_max": None, "unit": "người", "period": period, "baseline": None, "part_of": None, "source": source}
    )


def test_targets_count_once_without_and_once_with_period() -> None:
    wanted = TruthTarget(indicator="i", comparator=">=", value=90, unit="người", period="2026")
    found = figures(truth(targets=[wanted]), target(90, "2027"), target(5, "2026", source="table"))
    assert found["targets"].f1 == 1.0
    assert found["targets with period"].f1 == 0.0


def test_assignments_count_only_for_tasks_that_were_found() -> None:
    wanted = [
        TruthTask(source="body", lead=("Công an xã",), text_start="Phối hợp rà soát dữ liệu dân cư của xã"),
        TruthTask(source="body", lead=("Trạm Y tế xã",), text_start="Khám sức khỏe"),
    ]
    task = Task.model_validate(
        {**PLACE, "task_id": "t", "section": "", "text": "3. Phối hợp rà soát dữ liệu dân cư của xã", "product": None}
        | {"deadline_id": None, "source": "body", "table_id": None, "row": None}
    )
    unit = Assignment.model_validate({**PLACE, "task_id": "t", "unit": "Công an xã", "unit_text": "", "role": "lead"})
    found = figures(truth(tasks=wanted), task, unit)
    assert (found["tasks"].recall, found["assignments"].precision, found["assignments"].recall) == (0.5, 1.0, 0.5)


def test_rows_of_a_table_are_matched_by_content() -> None:
    wanted = TruthTable(rows=1, cells_sample=((1, "Thôn", "Thôn 1"), (1, "Số hộ", "12")))
    table = TableRecord.model_validate(
        {**PLACE, "table_id": "a", "title": "", "rows": 2, "columns": 2, "first_page": 1, "last_page": 1}
    )
    cells = [
        CellRecord.model_validate(
            {**PLACE, "table_id": "a", "row": row, "column": column, "text": text, "value": None, "is_total": False}
        )
        for row, column, text in [(1, "Thôn", "Nhóm I"), (2, "Thôn", "Thôn 1"), (2, "Số hộ", "13")]
    ]
    assert figures(truth(tables=[wanted]), table, *cells)["cells"].recall == 0.5


def finding(rule: str, quote: str, severity: str = "error") -> Finding:
    return Finding.model_validate(
        {**PLACE, "finding_id": quote, "rule": rule, "severity": severity, "other_doc_id": None, "message": "m"}
        | {"expected": None, "observed": None, "quote": quote}
    )


def test_findings_by_rule() -> None:
    wanted = truth(
        findings=[
            TruthFinding(rule="N001", quote="5.032"),
            TruthFinding(rule="P001", quote="xã Lương Sơn", certain=False),
        ]
    )
    rows = [
        finding("N001", "5.032"),
        finding("P001", "xã Lương Sơn"),
        finding("P001", "xã khác"),
        finding("T001", "1", "info"),
    ]
    found = figures(wanted, *rows)
    assert (found["findings"].recall, found["findings"].precision) == (1.0, 2 / 3)
    assert (found["N001"].recall, found["N001"].precision) == (1.0, 1.0)
    assert (found["P001"].recall, found["P001"].precision) == (None, 0.5)
    assert "T001" not in found


def evaluation(hits: int) -> Evaluation:
    missed = tuple("abcd"[hits:])
    return Evaluation((Evaluated("plan", "txt", {"citations": Tally(4, hits, hits, hits, missed)}),))


def test_the_gate_names_what_fell(tmp_path: Path) -> None:
    path = tmp_path / "baseline.json"
    update(evaluation(3), path)
    committed = read_baseline(path)
    assert list(losses(evaluation(4), committed)) == []
    assert list(losses(evaluation(3), committed)) == []
    assert "recall of citations fell from 0.750 to 0.500" in next(iter(losses(evaluation(2), committed)))


def test_a_value_that_came_out_before_must_come_out_again(tmp_path: Path) -> None:
    path = tmp_path / "baseline.json"
    update(evaluation(3), path)
    committed = read_baseline(path)
    assert new_differences(evaluation(3).documents[0], committed) == []
    assert new_differences(evaluation(2).documents[0], committed) == ["citations, missed: c"]


def test_the_table_says_what_could_not_be_read() -> None:
    broken = Evaluation((Evaluated("plan.clean", "pdf", {"findings": Tally()}, "không đọc được"),))
    assert "- pdf plan.clean: không đọc được" in as_table(broken)
