"""Rows gained and lost between two evaluations, and the file that keeps the rows of the last release."""

from __future__ import annotations

from pathlib import Path

import pytest

from corpus.evaluate.change_report import ChangeSection
from corpus.evaluate.documents import Evaluated
from corpus.evaluate.released import (
    RELEASED,
    Reading,
    compare,
    read_snapshot,
    snapshot_of,
    update_snapshot,
    write_snapshot,
)
from corpus.evaluate.rows import TABLES, row_keys
from corpus.plans import variants
from corpus.render import forms_of
from dataset.records import Record, Records, Target, Task

PLACE = {"doc_id": "d", "page": 1, "quote": "x", "confidence": 1.0}


def task(text: str, start: int = 0) -> Task:
    fields = {"task_id": f"t{start}", "section": "IV", "product": None, "deadline_id": None, "table_id": None}
    return Task.model_validate(
        {**PLACE, **fields, "start": start, "end": start + 1, "text": text, "source": "body", "row": None}
    )


def target(comparator: str) -> Target:
    fields = dict.fromkeys(("scope", "value_max", "period", "baseline", "part_of"))
    return Target.model_validate(
        {**PLACE, **fields, "start": 0, "end": 1, "target_id": "g", "indicator": "tỷ lệ hộ", "value": 90.0, "unit": "%"}
        | {"comparator": comparator, "source": "body"}
    )


def read(*rows: Record, name: str = "plan", form: str = "txt") -> Evaluated:
    return Evaluated(name, form, rows=row_keys(Records(rows)))


def told(before: list[Evaluated], after: list[Evaluated], limit: int = 9) -> list[str]:
    changes = compare(snapshot_of(before), snapshot_of(after))
    return list(ChangeSection(changes, Path("released.tsv"), limit).lines())


def test_what_appeared_and_what_disappeared_is_told_by_table_and_document() -> None:
    lines = told([read(task("Rà soát hộ nghèo"))], [read(task("Cấp thẻ thư viện"))])
    assert "- tasks plan (txt): body · Rà soát hộ nghèo" in lines
    assert "+ tasks plan (txt): body · Cấp thẻ thư viện" in lines
    assert "| tasks       |     1 |     1 | plan" in lines


def test_a_row_that_only_moved_is_the_same() -> None:
    assert "Nothing appeared, nothing disappeared." in told([read(task("Rà soát"))], [read(task("Rà soát", 70))])


def test_one_of_two_equal_rows_that_is_lost_is_seen() -> None:
    both = read(task("Báo cáo"), task("Báo cáo", 9))
    (change,) = compare(snapshot_of([both]), snapshot_of([read(task("Báo cáo"))])).rows
    assert not change.gained


@pytest.mark.parametrize(("one", "other"), [(">=", "<="), (">=", ">"), ("=", ">=")])
def test_the_bound_is_part_of_a_target(one: str, other: str) -> None:
    assert len(compare(snapshot_of([read(target(one))]), snapshot_of([read(target(other))])).rows) == 2


def test_one_change_in_several_forms_is_one_line() -> None:
    before = [read(name=name, form=form) for form in ("txt", "pdf") for name in ("plan", "plan.clean")]
    after = [read(task("Rà soát"), name=d.name, form=d.form) for d in before]
    (change,) = compare(snapshot_of(before), snapshot_of(after)).rows
    assert set(change.places) == {"txt", "txt.clean", "pdf", "pdf.clean"}


def test_losses_come_first_and_what_is_cut_is_counted() -> None:
    lines = told([read(task("Mất"))], [read(task("Một"), task("Hai"), task("Ba"))], limit=2)
    rows = [line for line in lines if line[:2] in {"+ ", "- "}]
    assert rows[0] == "- tasks plan (txt): body · Mất"
    assert len(rows) == 2
    assert "… 2 more in the .json file" in lines


def test_new_and_gone_documents_are_named_and_forms_that_were_not_read_are_not() -> None:
    before = [read(task("A")), read(task("B"), name="old"), read(task("C"), form="scan")]
    changes = compare(snapshot_of(before), snapshot_of([read(task("A")), read(task("D"), name="new")]))
    assert (changes.rows, changes.new, changes.gone) == ((), (Reading("new", "txt"),), (Reading("old", "txt"),))


def test_a_snapshot_is_read_as_it_was_written(tmp_path: Path) -> None:
    documents = [read(task("A"), task("B")), read(task("B"), name="plan.clean"), read(target("<="), form="pdf")]
    snapshot = snapshot_of(documents)
    write_snapshot(snapshot, tmp_path / "rows.tsv")
    assert read_snapshot(tmp_path / "rows.tsv") == snapshot


def test_of_real_documents_only_hashes_are_kept(tmp_path: Path) -> None:
    path = tmp_path / "rows.tsv"
    before = [read(task("Lời của văn bản"), form=form) for form in ("gold", "real", "ocr")]
    write_snapshot(snapshot_of(before), path)
    assert "Lời" not in path.read_text(encoding="utf-8")
    assert compare(read_snapshot(path), snapshot_of(before)).rows == ()
    lost = compare(read_snapshot(path), snapshot_of([read(form="real")])).rows
    assert [(change.table, change.places, change.label[0]) for change in lost] == [("tasks", ("real",), "#")]


def test_an_update_keeps_the_forms_that_were_not_read(tmp_path: Path) -> None:
    path = tmp_path / "rows.tsv"
    update_snapshot(snapshot_of([read(task("A")), read(task("A"), form="scan")]), path)
    update_snapshot(snapshot_of([read(task("B"))]), path)
    kept = read_snapshot(path)
    assert list(kept[Reading("plan", "scan")]["tasks"].values()) == ["body · A"]
    assert list(kept[Reading("plan", "txt")]["tasks"].values()) == ["body · B"]


def test_a_line_in_no_known_form_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "rows.tsv"
    path.write_text("@\tplan\ttxt\nworks\t1\t1\tx\n", encoding="utf-8")
    with pytest.raises(ValueError, match="line 2"):
        read_snapshot(path)


def test_the_committed_snapshot_has_every_plan_in_every_form() -> None:
    kept = read_snapshot(RELEASED)
    wanted = {Reading.of(Evaluated(v.name, form)) for v in variants() for form in forms_of(v)}
    assert wanted <= kept.keys()
    assert all(kept[reading]["tasks"] for reading in wanted)
    assert all(set(rows) <= set(TABLES) for rows in kept.values())
