"""Makes the site of the Markdown files of the repository, where they lie: MkDocs calls these functions.

Pages keep the paths that they have in the repository (``docs/review.md``, ``SECURITY.md``), so that a link that
works among the files works on the site. Files that a page links to, such as a table of data, are copied along. The page
of a rule (``checks/pages/CODE.md``) is shown without its head of settings, and says what ``kehoach rules`` says of it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Final

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files
from mkdocs.structure.pages import Page

from checks.engine import rules_of_package
from checks.page import rule_page
from checks.rule import Rule
from docs.links import links_of

ROOT: Final = Path(__file__).parents[1]
PAGES: Final = (
    "README*.md",
    "CHANGELOG.md",
    "CONTRIBUTING.md",
    "SECURITY.md",
    "corpus/README.md",
    "normalizers/**/README.md",
    "docs/**/*.md",
    "checks/pages/*.md",
)
SCRIPTS: Final = {
    "docs/site_assets/iframe-worker.js": "docs/site_assets/iframe-worker.js",
    "docs/site_assets/lunr.vi.js": "assets/javascripts/lunr/min/lunr.vi.min.js",
}
"""Scripts of our own, and where they stand on the site: the second takes the place of one of the theme."""
_RULE_PAGE: Final = re.compile(r"checks/pages/(?P<code>\w+)\.md")
_HEADING: Final = re.compile(r"^# (Tiếng Việt|English)$", re.MULTILINE)
_HEAD: Final = re.compile(r"\A\+\+\+\n.*?\n\+\+\+\n", re.DOTALL)


def site_paths() -> list[str]:
    """The files of the site by their paths in the repository: pages, and what they link to."""
    pages = {path for pattern in PAGES for path in ROOT.glob(pattern)}
    return sorted(str(path.relative_to(ROOT)) for path in pages | set(_linked(pages)))


def _linked(pages: Iterable[Path]) -> Iterator[Path]:
    for page in pages:
        for link in links_of(page.read_text("utf-8")):
            path = (page.parent / link.path).resolve()
            # pages outside of the site stay outside: MkDocs tells of a link to one
            if path.is_file() and path.suffix != ".md":
                yield path


def on_files(files: Files, *, config: MkDocsConfig) -> Files:
    """Take the files of the repository in the place of those of one folder."""
    kept = [file for file in files if file.src_dir != config.docs_dir and file.src_uri not in SCRIPTS.values()]
    ours = {**{path: path for path in site_paths()}, **{there: here for here, there in SCRIPTS.items()}}
    made = (File.generated(config, there, abs_src_path=str(ROOT / here)) for there, here in ours.items())
    return Files([*kept, *made])


def on_page_markdown(markdown: str, *, page: Page, config: MkDocsConfig, files: Files) -> str:
    """Show the page of a rule as people read it."""
    del config, files
    found = _RULE_PAGE.fullmatch(page.file.src_uri)
    return rule_markdown(found["code"], markdown) if found else markdown


def rule_markdown(code: str, source: str) -> str:
    """The page of a rule with its title, facts and messages in the place of the head of its file."""
    parts = [rule for rule in rules_of_package() if rule.code == code]
    shown = rule_page(code)
    severities, scopes = facts_of(parts)
    facts = {"severity": severities, "scope": scopes, "stage": parts[0].stage, "fix": shown.fix}
    head = [
        f"# {code} · {shown.titles['vi']}",
        f"*{shown.titles['en']}* — `{parts[0].name}`",
        " · ".join(f"{name}: **{value}**" for name, value in facts.items()),
        *(f"> {told['vi']}<br>\n> {told['en']}" for told in shown.templates.values()),
    ]
    # one title a page: the languages come below it
    return "\n\n".join([*head, _HEADING.sub(r"## \1", _HEAD.sub("", source))])


def facts_of(parts: Sequence[Rule]) -> tuple[str, str]:
    """Severities and scopes of a rule; of some codes one part sees a document and another one the corpus."""
    return ", ".join(dict.fromkeys(part.severity for part in parts)), ", ".join(part.scope for part in parts)
