"""Truth without sentences: what it keeps, that it is compared like one with quotes, that no sentence stands in it."""

from __future__ import annotations

import re
import unicodedata
from pathlib import Path

import pytest

from corpus.evaluate.documents import REAL, REAL_FOLDER, evaluate_real, real_folder
from corpus.evaluate.gate import losses, read_baseline
from corpus.evaluate.measures import TABLE_MEASURES, measure
from corpus.evaluate.real_truth import FOLDER, distilled, measure_values, read_real_truth
from corpus.evaluate.report import Evaluation
from corpus.evaluate.veil import WORDS_IN_A_ROW, initials, short_name, time_value
from corpus.plans import Variant, variants
from corpus.render import file_name, render
from pipeline.errors import KehoachError
from pipeline.reading.base import ReadingOptions, Source, read_document
from pipeline.run import process

FILES = sorted(FOLDER.glob("*.json"))
# times count by what they mean, so that those without a date are alike; of tables only numbers are left
ALIKE = [name for name in TABLE_MEASURES if not name.startswith("deadline") and name not in {"cells", "findings"}]


def test_initials_keep_numbers_and_nothing_else() -> None:
    assert initials("Rà soát, cập nhật 1.024 hộ trước 30/6/2026") == "r s c n 1.024 h t 30/6/2026"
    assert initials("UBND xã") == initials("Ủy ban nhân dân xã")
    assert initials(None) == ""


def test_a_long_name_is_cut_and_still_tells_names_apart() -> None:
    assert short_name("Trạm Y tế xã") == "Trạm Y tế xã"
    one, other = (f"Ban Chỉ đạo phát triển kinh tế tập thể {level}" for level in ("xã", "tỉnh"))
    assert short_name(one) != short_name(other)
    assert len((short_name(one) or "").split()) == 4
    assert short_name(one) == short_name(one.upper())


def test_a_time_is_its_meaning() -> None:
    assert time_value("recurring", None, None, "FREQ=YEARLY") == "recurring / FREQ=YEARLY"
    assert time_value("range", "2026", "2030", None) == "range 2026/2030"


@pytest.mark.parametrize("variant", [v for v in variants() if not v.planted], ids=lambda v: v.name)
def test_values_are_measured_like_the_truth_that_they_come_of(variant: Variant) -> None:
    records = process(Source(file_name(variant, "txt"), render(variant, "txt"))).records
    whole, values = measure(variant.truth, records), measure_values(distilled(variant.truth), records)
    for name in ALIKE:
        assert (values[name].recalled, values[name].right) == (whole[name].recalled, whole[name].right), name
    assert values["deadlines"].f1 == 1.0
    # a plan may give a task two deadlines; the dataset names one of them
    assert values["task deadlines"].wanted - values["task deadlines"].recalled <= 1


def test_what_is_wrong_is_missed() -> None:
    variant = next(v for v in variants() if v.name == "giam-ngheo-xa.clean")
    records = process(Source(file_name(variant, "txt"), render(variant, "txt"))).records
    values = distilled(variant.truth)
    wrong = values.model_copy(
        update={
            "targets": (values.targets[0].model_copy(update={"value": -1.0}), *values.targets[1:]),
            "tasks": (
                values.tasks[0].model_copy(update={"start": "x y z x y z"}),
                *(task.model_copy(update={"deadline": "x y z"}) for task in values.tasks[1:]),
            ),
            "deadlines": (values.deadlines[0].model_copy(update={"end": "1999"}), *values.deadlines[1:]),
            "acts": (values.acts[0].model_copy(update={"issued_on": "1999"}), *values.acts[1:]),
        }
    )
    tallies = measure_values(wrong, records)
    for name in ("targets", "tasks", "deadlines", "citations"):
        assert tallies[name].recalled == tallies[name].wanted - 1, name
    assert tallies["task deadlines"].wanted > 5
    assert tallies["task deadlines"].recalled == 0


def words(text: str) -> list[str]:
    return re.findall(r"\w+", unicodedata.normalize("NFC", text).casefold())


def strings(value: object) -> list[str]:
    if isinstance(value, dict):
        return [text for part in value.values() for text in strings(part)]
    if isinstance(value, list | tuple):
        return [text for part in value for text in strings(part)]
    return [value] if isinstance(value, str) else []


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_no_text_of_a_truth_file_is_long_enough_for_a_sentence(path: Path) -> None:
    truth = read_real_truth(path).model_dump(exclude={"deadlines": {"__all__": {"rrule"}}})
    spoken = [text for text in strings(truth) if any(len(word) > 1 and word.isalpha() for word in words(text))]
    assert [
        text for text in spoken if len([w for w in words(text) if len(w) > 1 and w.isalpha()]) > WORDS_IN_A_ROW
    ] == []
    starts = [task["start"] for task in truth["tasks"]]
    assert all(len(word) == 1 or re.search(r"\d", word) for start in starts for word in start.split())


@pytest.mark.real
@pytest.mark.skipif(real_folder() is None, reason=f"{REAL_FOLDER} names no folder of real documents")
def test_no_eight_words_in_a_row_of_a_real_document_stand_in_the_truth_files() -> None:
    folder = real_folder()
    assert folder is not None
    files = [
        path
        for part in ("seeds", "real", "gold")
        for path in (folder / part).iterdir()
        if path.suffix != ".json" and path.stem != "README"
    ]
    runs = {run for path in files for run in runs_of(text_of(path))}
    assert len(runs) > 10_000
    for path in FILES:
        assert [" ".join(run) for run in runs_of(path.read_text(encoding="utf-8")) if run in runs] == [], path.name


def runs_of(text: str) -> list[tuple[str, ...]]:
    found = words(text)
    size = WORDS_IN_A_ROW + 1
    return [tuple(found[start : start + size]) for start in range(len(found) - size + 1)]


def text_of(path: Path) -> str:
    try:
        return read_document(Source(path.name, path.read_bytes()), ReadingOptions(ocr="never")).text
    except KehoachError:  # a scan without a text layer: of two of them transcriptions stand beside the truth
        return ""


@pytest.mark.real
@pytest.mark.slow
@pytest.mark.skipif(real_folder() is None, reason=f"{REAL_FOLDER} names no folder of real documents")
def test_no_figure_over_the_values_of_real_documents_has_fallen() -> None:
    folder = real_folder()
    assert folder is not None
    documents = tuple(evaluate_real(folder, workers=1, forms=(REAL,)))
    assert len(documents) > 5
    assert [document.failure for document in documents if document.failure] == []
    assert list(losses(Evaluation(documents), read_baseline())) == []
