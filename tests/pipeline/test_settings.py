"""Settings: the command line before the environment before the file."""

from __future__ import annotations

from dataclasses import fields
from pathlib import Path

import pytest

from pipeline.errors import UsageError
from pipeline.limits import Limits
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


def test_limits_come_from_a_table_and_from_the_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "kehoach.toml").write_text("[limits]\nseconds = 5\npages = 7\n", encoding="utf-8")
    monkeypatch.setenv("KEHOACH_LIMITS_PAGES", "9")
    limits = load_settings({}, tmp_path).limits
    assert (limits.seconds, limits.pages) == (5, 9)
    assert limits.pixels == Limits().pixels


@pytest.mark.parametrize("line", ["seconds = 0", "seconds = 'x'", "second = 5"])
def test_limits_that_are_none_are_refused(tmp_path: Path, line: str) -> None:
    (tmp_path / "kehoach.toml").write_text(f"[limits]\n{line}\n", encoding="utf-8")
    with pytest.raises(UsageError) as error:
        load_settings({}, tmp_path)
    assert "limits.second" in str(error.value)


def test_every_limit_stands_in_the_docs_with_its_default() -> None:
    page = (Path(__file__).parents[2] / "docs/operations.md").read_text(encoding="utf-8")
    for field in fields(Limits):
        assert f"| `{field.name}` | {field.default} |" in page
