"""Settings: the command line before the environment before the file."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.errors import UsageError
from pipeline.settings import load_settings


def test_the_order_of_what_counts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "kehoach.toml").write_text('workers = 3\nocr = "never"\nfail_on = "error"\n')
    monkeypatch.setenv("KEHOACH_OCR", "always")
    settings = load_settings({"fail_on": "warning", "workers": None}, tmp_path)
    assert (settings.workers, settings.ocr, settings.fail_on) == (3, "always", "warning")


def test_defaults_need_no_file(tmp_path: Path) -> None:
    settings = load_settings({}, tmp_path)
    assert settings.workers >= 1
    assert (settings.ocr, settings.fail_on) == ("auto", "never")


@pytest.mark.parametrize("text", ["workers = 0", 'ocr = "maybe"', "worker = 2", "workers = "])
def test_a_setting_that_does_not_fit_is_a_usage_error(tmp_path: Path, text: str) -> None:
    (tmp_path / "kehoach.toml").write_text(text)
    with pytest.raises(UsageError):
        load_settings({}, tmp_path)
