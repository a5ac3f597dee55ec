"""Every link between the files of the repository leads somewhere, anchors included."""

from __future__ import annotations

from pathlib import Path

import pytest

from docs.links import Link, anchors_of, links_of

ROOT = Path(__file__).parents[2]
SKIPPED = {".venv", "build", "site", "outputs", "node_modules", "dist"}
PAGES = sorted(
    path
    for path in ROOT.rglob("*.md")
    if not SKIPPED & set(path.relative_to(ROOT).parts) and not any(part.startswith(".") for part in path.parts[-2:])
)


def misses(page: Path) -> list[str]:
    return [fault for link in links_of(page.read_text("utf-8")) if (fault := miss(page, link))]


def miss(page: Path, link: Link) -> str:
    target = (page.parent / link.path).resolve() if link.path else page
    if not target.exists():
        return f"{link.path}: no such file"
    if not target.is_relative_to(ROOT):
        return f"{link.path}: outside of the repository"
    if link.anchor and target.suffix == ".md" and link.anchor not in anchors_of(target.read_text("utf-8")):
        return f"{link.path}#{link.anchor}: no such heading"
    return ""


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_link_leads_somewhere(page: Path) -> None:
    assert misses(page) == []


def test_what_leads_nowhere_is_noticed(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text(
        "# Một nơi\n\n[a](#một-nơi) [b](#elsewhere) [c](gone.md) ![d](gone.png)\n\n`[e](code.md)`\n", "utf-8"
    )
    links = list(links_of(page.read_text("utf-8")))
    assert [link.path or link.anchor for link in links] == ["một-nơi", "elsewhere", "gone.md", "gone.png"]
    assert anchors_of(page.read_text("utf-8")) == {"một-nơi"}
    assert miss(page, Link("gone.md", "")) == "gone.md: no such file"


def test_headings_of_one_name_are_numbered() -> None:
    text = "# Limits\n\n## Limits\n\n### `run` leaves\n\n```\n# no heading\n```\n"
    assert anchors_of(text) == {"limits", "limits-1", "run-leaves"}
