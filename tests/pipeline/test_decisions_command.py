"""Decisions on their way: kept by a run begun anew, in the exports, to another machine and back, into the next run."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest

from dataset.decisions import Decision
from dataset.exports.base import exporter
from dataset.records import Assignment
from dataset.store import Store
from pipeline.cli import main
from review.desk import Choice, Desk
from review.queue import Filters, Item
from tests.pipeline.plans import plan, write_plans

pytestmark = pytest.mark.slow


def kehoach(*words: object) -> int:
    """The program in this process, which has imported everything already; its exit status."""
    with pytest.raises(SystemExit) as end:
        main([str(word) for word in words])
    assert isinstance(end.value.code, int)
    return end.value.code


@pytest.fixture(scope="module")
def done(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A folder of plans and what a run left of it."""
    folder = tmp_path_factory.mktemp("decisions")
    source = write_plans(folder / "in", 2)
    # a total that is none, and an act of another day
    wrong = plan(1).replace("II. TỔ CHỨC", "- Đạt 120% hộ dân có nước sạch.\n\nII. TỔ CHỨC")
    (source / "plan-001.txt").write_text(wrong, encoding="utf-8")
    assert kehoach("run", source, "--out", folder / "out", "--workers", 1) == 0
    return source, folder / "out"


def items(out: Path) -> list[Item]:
    with Desk.at(out / "kehoach.sqlite") as desk:
        return list(desk.queue.page(Filters(state="", subject="finding")).items)


def test_decisions_outlive_a_run_begun_anew_and_go_to_another_machine_and_back(
    done: tuple[Path, Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    source, out = done
    first, *_ = items(out)
    with Desk.at(out / "kehoach.sqlite") as desk:
        desk.decide("An", [Choice(first.key, "correct", "100", reason='"đủ",\n=1')])
    assert kehoach("run", source, "--out", out, "--fresh", "--workers", 1) == 0
    again = next(item for item in items(out) if item.key == first.key)
    assert (again.state, again.value) == ("corrected", "100")
    with (out / "dataset/corrections.csv").open(encoding="utf-8", newline="") as file:
        assert {row["reviewer"] for row in csv.DictReader(file)} == {"An"}

    assert kehoach("export", out, "--to", "decisions") == 0
    other = tmp_path / "other"
    assert kehoach("run", source, "--out", other, "--workers", 1) == 0
    for name in ("decisions.csv", "decisions.jsonl"):
        capsys.readouterr()
        assert kehoach("decisions", "import", other, out / "decisions" / name, "--json") == 0
        assert json.loads(capsys.readouterr().out)["states"]["corrected"] == 1
    with Store.at(other / "kehoach.sqlite") as store:
        exporter("decisions").write(store, other / "decisions")
    for name in ("decisions.csv", "decisions.jsonl"):
        assert (other / "decisions" / name).read_bytes() == (out / "decisions" / name).read_bytes()


def test_a_forged_decision_is_told_and_not_taken(
    done: tuple[Path, Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    _, out = done
    made = Decision(reviewer="An", subject="finding", key=items(out)[0].key, action="defer")
    forged = made.model_copy(update={"action": "dismiss"})
    for decision in (made, forged):
        file = tmp_path / f"{decision.action}.jsonl"
        file.write_text(decision.model_dump_json() + "\n", encoding="utf-8")
        assert kehoach("decisions", "import", out, file) == 0
    told = capsys.readouterr().err
    assert made.decision_id in told
    assert "giữ bản ở đây" in told


def test_a_file_that_holds_no_decisions_is_a_usage_error(
    done: tuple[Path, Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    _, out = done
    (tmp_path / "other.csv").write_text("a,b\n1,2\n", encoding="utf-8")
    for file in (tmp_path / "other.csv", tmp_path / "missing.csv"):
        assert kehoach("decisions", "import", out, file) == 2
        assert file.name in capsys.readouterr().err


def test_a_spelling_of_the_file_is_read_by_the_next_run(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    source = tmp_path / "in"
    source.mkdir()
    text = plan(1).replace("Trạm Khuyến nông", "T.KN xã")
    (source / "plan.txt").write_text(text, encoding="utf-8")
    out = tmp_path / "out"
    assert kehoach("run", source, "--out", out, "--workers", 1) == 0

    def coordinating() -> set[str]:
        with Store.at(out / "kehoach.sqlite") as store:
            return {row.unit for row in store.rows(Assignment) if row.role == "coordinate"}

    assert "Trạm Khuyến nông xã" not in coordinating()
    (out / "aliases.tsv").write_text("written\tunit\nT.KN xã\tTrạm Khuyến nông xã\n", encoding="utf-8")
    assert kehoach("run", source, "--out", out, "--workers", 1) == 0
    assert "Trạm Khuyến nông xã" in coordinating()
    capsys.readouterr()
    assert kehoach("run", source, "--out", out, "--workers", 1, "--json") == 0
    assert json.loads(capsys.readouterr().out)["kept"] == 1

    (out / "aliases.tsv").write_text("một cột\n", encoding="utf-8")
    assert kehoach("run", source, "--out", out) == 2
    assert "aliases.tsv:1" in capsys.readouterr().err
