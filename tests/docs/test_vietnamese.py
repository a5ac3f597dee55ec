"""The pages that officials read are there in Vietnamese, and say nothing that the English ones do not."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any

import pytest

from docs.site_hooks import ROOT
from pipeline.exports.base import all_exporters

PAGES = sorted(path for path in (ROOT / "docs").glob("*.vi.md") if path.name != "tutorial.vi.md")
BLOCK = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def english(page: Path) -> Path:
    return page.with_name(page.name.replace(".vi.md", ".md"))


def blocks(page: Path, language: str) -> list[str]:
    return [body for name, body in BLOCK.findall(page.read_text("utf-8")) if name == language]


def commands(page: Path) -> set[str]:
    """What a page tells people to type, a line each, without remarks."""
    shown = [*blocks(page, "sh"), *blocks(page, "")]
    lines = "".join(shown).replace("\\\n", " ").splitlines()
    return {" ".join(line.partition("  #")[0].split()) for line in lines if line.strip()}


def differing(ours: Any, theirs: Any) -> list[str]:
    """The settings that differ, but for the reasons that people write."""
    if isinstance(ours, dict) and isinstance(theirs, dict) and ours.keys() == theirs.keys():
        return [fault for key in ours if key != "reason" for fault in differing(ours[key], theirs[key])]
    if isinstance(ours, list) and isinstance(theirs, list) and len(ours) == len(theirs):
        return [fault for one, other in zip(ours, theirs, strict=True) for fault in differing(one, other)]
    return [] if ours == theirs else [f"{ours} ≠ {theirs}"]


def test_there_are_some() -> None:
    assert {page.name.partition(".")[0] for page in PAGES} >= {
        "exports", "findings", "installing", "operations", "review",
    }  # fmt: skip


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_each_leads_to_the_other(page: Path) -> None:
    assert f"*[English]({english(page).name})*" in page.read_text("utf-8")
    assert f"*[Tiếng Việt]({page.name})*" in english(page).read_text("utf-8")


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_commands_and_settings_are_those_of_the_english_page(page: Path) -> None:
    assert commands(page) - commands(english(page)) == set()
    for ours, theirs in zip(blocks(page, "toml"), blocks(english(page), "toml"), strict=False):
        assert differing(tomllib.loads(ours), tomllib.loads(theirs)) == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_pictures_are_described_in_vietnamese(page: Path) -> None:
    for words in re.findall(r"!\[([^\]]*)\]", page.read_text("utf-8")):
        assert re.search("[ăâđêôơưàảãáạằẳẵắặầẩẫấậèẻẽéẹềểễếệìỉĩíịòỏõóọồổỗốộờởỡớợùủũúụừửữứự]", words), words


def test_every_form_of_export_is_named_in_both_languages() -> None:
    for name in ("exports.md", "exports.vi.md"):
        text = (ROOT / "docs" / name).read_text("utf-8")
        missing = [one.name for one in all_exporters() if f"`{one.name}`" not in text]
        assert missing == [], name


def test_what_differs_is_noticed() -> None:
    ours = {"findings": {"ignore": ["T003"], "suppress": [{"rule": "S002", "reason": "nháp"}]}}
    theirs = {"findings": {"ignore": ["T004"], "suppress": [{"rule": "S002", "reason": "drafts"}]}}
    assert differing(ours, theirs) == ["T003 ≠ T004"]
    assert differing(ours, ours) == []
