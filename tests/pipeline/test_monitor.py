"""What is told of a run while it goes on: speed, time left, causes, figures for Prometheus."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from dataset.cost import Cost
from dataset.records import Records
from dataset.store import Failure, Store
from pipeline import pace, progress
from pipeline.batch import Outcome
from pipeline.costs import Meter
from pipeline.metrics import Metrics, exposition
from pipeline.pace import Figures, Pace
from tests.dataset.rows import TEXT, document, work
from tests.fresh import in_fresh_process

FAILURES = [
    Failure(f"{n}.pdf", "0" * 64, "read", "Hỏng “bí mật”.", code=code) for n, code in enumerate(("time", "pdf", "pdf"))
]


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    now = [100.0]
    monkeypatch.setattr(pace.time, "monotonic", lambda: now[0])
    return now


def test_speed_is_that_of_what_is_read(clock: list[float]) -> None:
    measured = Pace()
    clock[0] += 10
    outcome = Outcome(total=1000, read=17, kept=480, copies={"a": "b"}, failures=FAILURES)
    figures = measured.figures(outcome)
    assert (figures.done, figures.rate, figures.failed) == (501, 2.0, 3)
    assert figures.remaining == pytest.approx(499 / 2)
    assert list(figures.causes.items()) == [("pdf", 2), ("time", 1)]
    line = progress.described(figures)
    assert "2.0 tài liệu/giây" in line
    assert "0:04:10" in line
    assert "pdf 2, time 1" in line


def test_nothing_is_said_of_the_rest_before_anything_is_read(clock: list[float]) -> None:
    measured = Pace()
    assert measured.figures(Outcome(total=5)).remaining is None
    assert measured.figures(Outcome(total=5, kept=5)).remaining == 0
    assert "còn" not in progress.described(measured.figures(Outcome(total=5)))


def test_lines_come_now_and_then_where_there_is_no_terminal(
    clock: list[float], capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    with progress.shown(quiet=False) as show:
        show(Outcome(total=9, read=1))
        assert capsys.readouterr().err == ""
        clock[0] += progress.LINE_SECONDS
        show(Outcome(total=9, read=3))
        show(Outcome(total=9, read=4))
    assert capsys.readouterr().err == "3/9; 0.1 tài liệu/giây; còn khoảng 0:01:00\n"
    with progress.shown(quiet=True) as show:
        clock[0] += progress.LINE_SECONDS
        show(Outcome(total=9, read=5))
    assert capsys.readouterr().err == ""


SAMPLE = re.compile(r'kehoach_run_[a-z_]+(\{[a-z]+="(?:[^"\\\n]|\\.)*"\})? -?[0-9.e+-]+')


def test_figures_have_the_form_that_prometheus_reads() -> None:
    figures = Figures(10, 10, 7, 12.5, 0.8, 0.0, {'odd "cause"\n\\': 3})
    lines = list(
        exposition(
            Outcome(total=10, read=7, failures=FAILURES),
            figures,
            3,
            {"error": 2},
            {"read": {"seconds": 1.5, "megabytes": 90.0}},
        )
    )
    names = [line.split()[2] for line in lines if line.startswith("# TYPE")]
    assert len(names) == len(set(names)) == 10
    for line in lines:
        assert line.startswith("# ") or SAMPLE.fullmatch(line), line
    assert r'kehoach_run_failures{cause="odd \"cause\"\n\\"} 3' in lines
    assert 'kehoach_run_stage_megabytes{stage="read"} 90' in lines
    running = list(exposition(Outcome(), figures, None, {}, {}))
    assert "kehoach_run_running 1" in running
    assert not any("exit_status" in line for line in running)


def test_the_file_of_figures_is_not_written_for_every_document(tmp_path: Path, clock: list[float]) -> None:
    path = tmp_path / "kehoach.prom"
    metrics = Metrics(path)
    metrics.show(Outcome(total=2, read=1))
    first = path.read_text()
    metrics.show(Outcome(total=2, read=2))
    assert path.read_text() == first
    metrics.end(Outcome(total=2, read=2), 0, {}, {})
    assert 'state="read"} 2' in path.read_text()
    assert [entry.name for entry in tmp_path.iterdir()] == ["kehoach.prom"]


def check_stages() -> None:
    meter = Meter()
    block = []
    with meter.stage("a"):
        block.append(bytearray(60_000_000))
    block.clear()
    with pytest.raises(ValueError, match="x"), meter.stage("b"):
        raise ValueError("x")
    with meter.stage("a"):
        pass
    first, second = meter.costs
    assert [first.stage, second.stage] == ["a", "b"]
    assert first.megabytes >= second.megabytes + 40
    assert min(first.seconds, second.seconds) >= 0


def test_stages_are_measured_also_if_they_fail() -> None:
    # in a process that gives nothing back of earlier tests in the meantime
    in_fresh_process(check_stages)


def test_costs_are_added_up_by_kind_and_stage(tmp_path: Path) -> None:
    with Store.at(tmp_path / "kehoach.sqlite") as store:
        for doc_id, seconds in (("a", 1.0), ("b", 3.0)):
            costs = [Cost("read", seconds, 50 * seconds), Cost("extract", 0.5, 10)]
            store.save(work(doc_id), document(doc_id), TEXT, Records(), costs=costs)
        store.save(work("a", "2"), document("a"), TEXT, Records(), costs=[Cost("read", 2.0, 20)])
        found = store.costs()
    assert [(c.kind, c.stage, c.documents, c.seconds, c.longest, c.megabytes) for c in found] == [
        ("plain", "read", 2, 5.0, 3.0, 150.0),
        ("plain", "extract", 1, 0.5, 0.5, 10.0),
    ]
    assert found[0].characters == 2 * len(TEXT)
