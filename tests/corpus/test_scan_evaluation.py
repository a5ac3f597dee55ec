"""The evaluation of scans: what is counted as missing, which scans there are, what the table says."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pypdfium2
import pytest

from corpus.evaluate import scans
from corpus.evaluate.scan_report import ScanSection
from corpus.evaluate.scans import HEAVY, NORMAL, Measured, Scan, ScanReading, own_scans, real_scans, syllables
from corpus.plans import plan_names
from corpus.training.misread_words import misread_words
from pipeline.reading.ocr.render import is_scan


def test_syllables_are_counted_without_case_or_order() -> None:
    assert syllables("Hoá đơn,\nhóa ĐƠN 12/2026_") == Counter({"hóa": 2, "đơn": 2, "12": 1, "2026": 1})
    assert syllables("hoa\u0301") == syllables("hóa")


def judged(truth: str, raw: str, read: str, mended: str) -> ScanReading:
    texts = (scans._Texts(raw, 1, 2.0), scans._Texts(mended, 1, 1.0, read))
    return scans._judged(Scan(NORMAL, "x", b"", truth), *texts)


def test_what_is_counted() -> None:
    reading = judged("kế hoạch đấu thầu", "ké hoạch đâu thâu x", "hoạch kế đầu thâu", "hoạch kệ đấu thầu")
    assert reading.syllables == 4
    assert (reading.missing_raw, reading.missing_read, reading.missing) == (3, 2, 1)
    assert (reading.added_raw, reading.added) == (4, 1)
    assert reading.broken == 1  # kế was right before the repair
    assert (reading.seconds_raw, reading.seconds) == (2.0, 1.0)


def test_own_scans_are_pictures_of_plans_that_served_for_nothing_else() -> None:
    found = list(own_scans())
    assert {scan.group for scan in found} == {NORMAL, HEAVY}
    assert {scan.name for scan in found} <= set(sorted(plan_names())[1::2])
    for scan in found:
        assert scan.data.startswith(b"%PDF")
        page = pypdfium2.PdfDocument(scan.data)[0]
        assert page.get_textpage().count_chars() == 0
        assert is_scan(page)
        assert syllables(scan.truth).total() > 100
    normal, heavy = ({scan.name: scan for scan in found if scan.group == group} for group in (NORMAL, HEAVY))
    assert normal.keys() == heavy.keys()
    assert all(normal[name].truth == heavy[name].truth and normal[name].data != heavy[name].data for name in normal)


def test_real_scans_are_those_with_a_transcription(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for folder in ("gold", "real"):
        (tmp_path / folder).mkdir()
    (tmp_path / "gold" / "11.txt").write_text("kế hoạch", encoding="utf-8")
    (tmp_path / "gold" / "000.json").write_text("{}", encoding="utf-8")
    (tmp_path / "real" / "11-x.pdf").write_bytes(b"%PDF-")
    (tmp_path / "real" / "12-y.pdf").write_bytes(b"%PDF-")
    monkeypatch.setenv("KEHOACH_REAL", str(tmp_path))
    assert [(scan.group, scan.name, scan.truth) for scan in real_scans()] == [("real 11", "11-x.pdf", "kế hoạch")]
    monkeypatch.delenv("KEHOACH_REAL")
    assert list(real_scans()) == []


def test_the_table_has_a_row_for_each_group() -> None:
    readings = (judged("một hai", "mot hai", "một hai", "một hai"), judged("ba bốn", "ba bon", "ba bốn", "ba bôn"))
    section = ScanSection(Measured(readings, 10.0, 5.0))
    (row,) = [line for line in section.lines() if line.startswith("| normal")]
    # of four syllables tesseract misses two, we none before and one after the repair, which broke it
    assert row.split(" | ")[1:8] == ["2", "50.00", "–", "0.00", "25.00", "0.50", "1"]
    assert list(section.lines())[-1].endswith("0.50 ×.")
    assert section.data()["groups"]["normal"]["missing"] == 1


def test_confusions_of_words_are_kept_with_all_readings_of_the_word() -> None:
    pairs = Counter({("chỉ", "chi"): 3, ("chi", "chi"): 2, ("Chi", "chi"): 1, ("kế", "kế"): 9, ("ké", "kế"): 1})
    assert misread_words(pairs) == [("chi", "chi", 3), ("chỉ", "chi", 3)]
