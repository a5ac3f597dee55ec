"""The site: built without a warning, complete, and of use without a network or a server."""

from __future__ import annotations

import logging
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from mkdocs.config import load_config
from mkdocs.structure.files import get_files, set_exclusions
from mkdocs.structure.nav import get_navigation
from playwright.sync_api import Browser, Page, expect

from docs.site_hooks import ROOT, rule_markdown, site_paths

ADDRESS = re.compile(r"""(?:https?:)?//[\w.-]+\.\w{2,}[^\s"'<>)]*""")
LOADED = re.compile(r"""<(?:script|link|img|iframe|source)\b[^>]*?\b(?:src|href)=["']?([^"'\s>]+)""", re.IGNORECASE)


@pytest.fixture(autouse=True)
def quiet(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_MKDOCS_2_WARNING", "1")


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("site")
    # without -q: that would keep the warnings from being counted
    command = [sys.executable, "-m", "mkdocs", "build", "--strict", "-d", str(folder)]
    built = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, timeout=300)
    assert built.returncode == 0, built.stderr
    return folder


def test_every_page_of_the_repository_is_there(site: Path) -> None:
    for path in site_paths():
        there = Path(path)
        if there.suffix == ".md":
            there = there.with_name("index.html") if there.name == "README.md" else there.with_suffix(".html")
        assert (site / there).is_file(), path


def test_nothing_is_loaded_from_elsewhere(site: Path) -> None:
    pages = list(site.rglob("*.html"))
    assert len(pages) > 20
    for page in pages:
        loaded = LOADED.findall(page.read_text("utf-8"))
        assert loaded
        assert [address for address in loaded if ADDRESS.match(address)] == [], page.name
    for style in site.rglob("*.css"):
        assert [a for a in re.findall(r"url\(([^)]*)\)", style.read_text("utf-8")) if ADDRESS.match(a)] == []


def unlisted(configuration: Path, caplog: pytest.LogCaptureFixture) -> list[str]:
    """What MkDocs says of the navigation, without building the pages."""
    caplog.clear()
    config = load_config(str(configuration))
    files = config.plugins.on_files(get_files(config), config=config)
    set_exclusions(files, config)
    get_navigation(files, config)
    return [record.getMessage() for record in caplog.records if record.levelno >= logging.WARNING]


def test_a_page_that_is_not_listed_is_told(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    """Once more without one line of the navigation; with --strict a warning fails the build."""
    config = ROOT / "mkdocs.yml"
    assert unlisted(config, caplog) == []
    text, cut = re.subn(r"^ +- Dataset: docs/dataset\.md\n", "", config.read_text("utf-8"), flags=re.MULTILINE)
    assert cut == 1
    text = text.replace("docs_dir: docs", f"docs_dir: {ROOT}/docs").replace("[docs/", f"[{ROOT}/docs/", 1)
    other = tmp_path / "mkdocs.yml"
    other.write_text(text, "utf-8")
    (told,) = unlisted(other, caplog)
    assert "docs/dataset.md" in told


def test_the_page_of_a_rule_has_title_and_messages_and_no_settings() -> None:
    source = (ROOT / "checks" / "pages" / "N001.md").read_text("utf-8")
    page = rule_markdown("N001", source)
    assert page.startswith("# N001 · Dòng tổng không bằng tổng các dòng\n")
    assert "severity: **error**" in page
    assert "+++" not in page
    assert "\n## Tiếng Việt\n" in page


@pytest.fixture
def page(site: Path, browser: Browser) -> Iterator[Page]:
    page = browser.new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto((site / "docs" / "commands.html").as_uri())
    yield page
    page.close()
    assert [address for address in asked if not address.startswith(("file:", "data:"))] == []


@pytest.mark.parametrize("words", ["dòng tổng", "dong tong"])
def test_the_search_works_from_a_file_with_and_without_marks(page: Page, words: str) -> None:
    page.locator("[data-md-component=search-query]").click()
    page.keyboard.type(words)
    found = page.locator(".md-search-result__item h1", has_text="Dòng tổng không bằng tổng các dòng").first
    expect(found).to_be_visible(timeout=30_000)
    found.click()
    expect(page.locator("article h1")).to_contain_text("N001")
