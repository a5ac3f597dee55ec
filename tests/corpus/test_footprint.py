"""What the recovery costs: the measurement itself, and limits that no machine and no load should break."""

from corpus.evaluate import footprint
from corpus.evaluate.footprint import Run, Speed, measure_footprint, model_size

MEGABYTE = 1e6


def test_costs_stay_within_limits():
    """A third of the speeds that were measured, so that only a change of kind fails; sizes are those promised."""
    run = footprint._in_new_process("each")
    assert run.speed.cold > 3_000
    assert run.speed.cached > 8_000
    assert run.clean > 200_000
    assert run.load < 1
    assert run.memory < 200 * MEGABYTE
    assert model_size() < 8 * MEGABYTE


def test_the_fastest_run_counts_and_the_largest_memory(monkeypatch):
    runs = {
        "each": [Run(Speed(4.0, 9.0), 50.0, 0.3, 0.2, 10), Run(Speed(5.0, 8.0), 40.0, 0.2, 0.3, 30)],
        "stream": [Run(Speed(6.0, 7.0), 60.0, 0.4, 0.1, 20), Run(Speed(3.0, 6.0), 10.0, 0.5, 0.4, 15)],
    }
    monkeypatch.setattr(footprint, "_in_new_process", lambda way: runs[way].pop(0))
    monkeypatch.setattr(footprint, "model_size", lambda: 7)
    found = measure_footprint(runs=2)
    assert found.each == Speed(5.0, 9.0)
    assert found.stream == Speed(6.0, 7.0)
    assert (found.clean, found.load, found.first, found.memory, found.model) == (60.0, 0.2, 0.1, 30, 7)
