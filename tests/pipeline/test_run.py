"""One document as a pure function."""

from __future__ import annotations

from collections.abc import Iterable

import pytest

from dataset.records import DocumentRecord, PageRecord, Record, Recovery, Section
from extractors.base import Context, Extractor
from pipeline import run
from pipeline.errors import KehoachError, ReadingError, StageError
from pipeline.reading.base import Source
from pipeline.recovery import recover_text
from tests.pipeline.plans import plan


def source(text: str) -> Source:
    return Source("plan.txt", text.encode())


def test_the_same_bytes_give_the_same_rows() -> None:
    first, second = run.process(source(plan(3))), run.process(source(plan(3)))
    assert list(first.records) == list(second.records)
    assert first.text == second.text


def test_a_plan_has_its_document_its_pages_and_its_outline() -> None:
    result = run.process(source(plan(3)))
    assert result.records.of(DocumentRecord) == [result.document]
    assert [page.page for page in result.records.of(PageRecord)] == [1]
    assert result.records.of(Section)
    assert result.document.recovered_ratio == 0


def test_damaged_code_points_are_mended_and_every_edit_is_a_row() -> None:
    """A decomposed letter and an eth for đ: both are edits, and the quotes stand on the mended text."""
    result = run.process(source(plan(3) + "\nÐến nay kê\u0301 hoạch đã xong.\n"))
    edits = result.records.of(Recovery)
    assert {edit.after for edit in edits} == {"Đ", "ế"}
    for edit in edits:
        assert result.text[edit.start : edit.end] == edit.after
        assert result.text.split("\n")[edit.line - 1].count(edit.after)
    assert 0 < result.document.recovered_ratio < 0.1


class Broken(Extractor):
    """Fails on every document."""

    name = "broken"

    def extract(self, context: Context) -> Iterable[Record]:
        raise ZeroDivisionError("chia cho 0")


def test_an_exception_inside_an_extractor_names_stage_and_class(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(run, "all_extractors", lambda: (Broken(),))
    with pytest.raises(StageError, match="ZeroDivisionError") as caught:
        run.process(source(plan(3)))
    assert caught.value.failed_stage == "extract broken"
    assert caught.value.source == "plan.txt"


def test_an_empty_file_is_a_reading_error() -> None:
    with pytest.raises(ReadingError) as caught:
        run.process(source(""))
    assert isinstance(caught.value, KehoachError)


@pytest.mark.parametrize("text", ["Ủy ban nhân dân xã\nkê\u0301 hoạch\n", "\n\n ð\n", "không có gì để sửa"])
def test_recovered_text_has_as_many_lines_as_before(text: str) -> None:
    recovered, repairs = recover_text(text)
    assert recovered.count("\n") == text.count("\n")
    assert all(recovered[repair.start : repair.end] == repair.after for repair in repairs)
    assert bool(repairs) == (recovered != text)
