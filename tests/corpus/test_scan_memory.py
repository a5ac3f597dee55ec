"""The measurement of memory: which pages are read, what is sampled, what the table says."""

from __future__ import annotations

import subprocess
import time

import pypdfium2
import pytest

from corpus.evaluate import scan_memory
from corpus.evaluate.scan_memory import Footprint, lines, long_scan
from corpus.forms.scan import ScanSettings
from tests.fresh import in_fresh_process


def footprint(*parts: int) -> Footprint:
    sizes = tuple(part << 20 for part in parts)
    return Footprint(500, 2, "replay", 7 << 20, sizes, max(sizes), max(sizes) + (100 << 20))


def test_growth_leaves_out_the_beginning_and_the_end() -> None:
    found = footprint(100, 400, 400, 400, 410, 410, 410, 410, 420, 900)
    assert found.growth == pytest.approx(0.05)
    assert list(lines([found]))[-1] == "| replay | 500 | 2 | 7 | 400 | 410 | 420 | +5.0 % | 900 | 1000 |"


@pytest.mark.parametrize("pages", [1, 4, 11])
def test_a_long_scan_has_as_many_pages_as_asked_for(monkeypatch: pytest.MonkeyPatch, pages: int) -> None:
    monkeypatch.setattr(scan_memory, "PLANS", 1)
    monkeypatch.setattr(scan_memory, "SCAN", ScanSettings(dpi=30))
    assert len(pypdfium2.PdfDocument(long_scan(pages))) == pages


def check_watch() -> None:
    with scan_memory._Watch() as watch:
        time.sleep(3 * scan_memory.EVERY)
        held = bytes(1) * (64 << 20)
        with subprocess.Popen(["sleep", "30"]) as started:
            time.sleep(4 * scan_memory.EVERY)
            started.kill()
    own = [sample.own for sample in watch.samples]
    assert max(own) - own[0] > len(held) * 0.9
    assert 0 < max(sample.others for sample in watch.samples) < 64 << 20  # not this process over again


def test_what_is_started_counts_and_what_is_held_too() -> None:
    # in a process that has no free memory of earlier tests to hold it in
    in_fresh_process(check_watch)
