"""Every text that a page asks for is there, in both languages."""

from __future__ import annotations

import re
from pathlib import Path

import review.web
from review.web.rendering import environment
from review.wording import LANGUAGES, texts

FOLDER = Path(review.web.__file__).parent
ASKED = re.compile(r"""(?:\bt|\bsay|\bword)\((?:language_of\(request\), |language, )?["']([a-z_]+\.[a-z_-]+)["'][,)]""")


def asked() -> dict[str, str]:
    """The keys that templates and code name in full, with the file that does."""
    files = [*FOLDER.rglob("*.html"), *FOLDER.rglob("*.py")]
    return {key: path.name for path in files for key in ASKED.findall(path.read_text(encoding="utf-8"))}


def test_no_page_asks_for_a_text_that_is_not_there() -> None:
    keys = asked()
    assert len(keys) > 80
    assert {key: path for key, path in keys.items() if key not in texts()} == {}


def test_every_text_has_both_languages_with_the_same_places_to_fill() -> None:
    for key, text in texts().items():
        assert set(text) == set(LANGUAGES), key
        places = {language: sorted(re.findall(r"\{(\w+)", text[language])) for language in LANGUAGES}
        assert places["vi"] == places["en"], key


def test_no_script_and_no_style_stands_in_a_page() -> None:
    # the policy of the pages would refuse them in the browser, so that they would do nothing
    for path in FOLDER.rglob("*.html"):
        text = path.read_text(encoding="utf-8")
        assert not re.search(r"\son\w+\s*=|\sstyle\s*=|<style|javascript:|hx-on|https?://", text), path.name
        assert all("src=" in tag for tag in re.findall(r"<script[^>]*>", text)), path.name


def test_every_template_compiles() -> None:
    names = [path.name for path in FOLDER.rglob("*.html")]
    assert len(names) > 12
    for name in names:
        environment("vi").get_template(name)
