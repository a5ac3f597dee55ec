"""What ``kehoach doctor`` says of packages that are missing: what everybody needs, and what only some do."""

from __future__ import annotations

import tomllib
from importlib import metadata

import pytest

from pipeline.commands import doctor as module
from pipeline.commands.doctor import doctor
from tests.pipeline.plans import ROOT


@pytest.fixture
def require(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    """Nothing but packages is looked for."""
    monkeypatch.setattr(module, "_tesseract", lambda: iter(()))
    monkeypatch.setattr(module, "_program", lambda *_: module.Fact("LibreOffice", True, ""))
    monkeypatch.setattr(module, "_fonts", lambda: module.Fact("fonts", True, ""))
    return monkeypatch


def asking(monkeypatch: pytest.MonkeyPatch, *lines: str) -> None:
    monkeypatch.setattr(metadata, "requires", lambda _: list(lines))


def test_what_only_an_extra_needs_may_be_missing(
    require: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    asking(require, "lxml>=5.3", 'no-such-driver[binary]>=3.2; extra == "postgres"')
    assert doctor(json=False) == 0
    told = capsys.readouterr().out
    assert "✓ lxml" in told
    assert "– no-such-driver" in told
    assert "Không bắt buộc" in told
    # without the condition, under which pip would install nothing
    assert "pip install 'no-such-driver[binary]>=3.2'" in told


def test_what_everybody_needs_may_not(require: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    asking(require, "no-such-package>=1", 'lxml>=5.3; python_version >= "3.11"')
    assert doctor(json=False) == 1
    told = capsys.readouterr().out
    assert "✗ no-such-package" in told
    assert "pip install 'no-such-package>=1'" in told
    assert "✓ lxml" in told


def test_extras_of_a_package_are_no_part_of_its_name(require: pytest.MonkeyPatch) -> None:
    asking(require, "lxml[html5]>=5.3")
    assert doctor(json=True) == 0


def test_every_extra_has_its_words(require: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    extras = project["optional-dependencies"]
    asking(require, *(f'no-such-{extra}>=1; extra == "{extra}"' for extra in extras))
    assert doctor(json=False) == 0
    assert capsys.readouterr().out.count("– no-such-") == len(extras) > 0
