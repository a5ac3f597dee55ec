"""The tutorial and the worked examples: every command of theirs is run, and prints what the pages say."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from docs.generate import FOLDER
from docs.in_browser import chromium
from docs.walkthrough import PAGES, Walk
from docs.year_picture import drawn, entries
from tests.pipeline.here import called_here

COMMANDS = re.compile(r"^\$ (.*)$", re.MULTILINE)
# what is said in another language may differ, what is read and counted may not
TOLD = re.compile(r"\b[A-Z]\d{3}\b|\d+(?:[.,/]\d+)*|“[^”]*”|^[\w./-]+\.\w+", re.MULTILINE)
WALKED = [name for name in PAGES if name != "tutorial.md"]


def blocks(name: str) -> list[str]:
    return re.findall(r"^```console\n(.*?)^```$", (FOLDER / name).read_text("utf-8"), re.MULTILINE | re.DOTALL)


@pytest.mark.slow
@pytest.mark.parametrize("name", WALKED)
def test_every_command_prints_what_the_page_says(name: str, tmp_path: Path) -> None:
    text = (FOLDER / name).read_text("utf-8")
    if "<!-- browser:" in text and chromium() is None:
        pytest.skip("chromium is not installed (apt-get install chromium)")
    # the program is called here, but for where a shell does more with it than to call it
    walk = Walk(tmp_path, PAGES[name], program=lambda *call: called_here(*call, together=True).stdout)
    now = walk.page(text)
    assert [(one.command, one.now) for one in walk.printed] == [(one.command, one.told) for one in walk.printed]
    assert now == text, "run `python -m docs.walkthrough`"


def test_the_tutorial_is_the_same_in_both_languages() -> None:
    """The page in Vietnamese is walked; that in English has its commands, and prints the same codes and figures."""
    vietnamese, english = blocks("tutorial.vi.md"), blocks("tutorial.md")
    assert [COMMANDS.findall(block) for block in vietnamese] == [COMMANDS.findall(block) for block in english]
    assert [TOLD.findall(block) for block in vietnamese] == [TOLD.findall(block) for block in english]


def test_a_page_that_says_otherwise_is_noticed(tmp_path: Path) -> None:
    page = "```console\n$ echo hai\nba\n$ false; echo $?\n1\n```\n"
    walk = Walk(tmp_path, "vi")
    assert walk.page(page) == page.replace("ba", "hai")
    assert [one.now == one.told for one in walk.printed] == [False, True]


def test_the_picture_of_a_year_has_ranges_days_and_what_recurs() -> None:
    events = [
        "SUMMARY:Trồng cây\r\nDTSTART;VALUE=DATE:20261201\r\nDTEND;VALUE=DATE:20270201",
        "SUMMARY:Họp\r\nDTSTART;VALUE=DATE:20270131\r\nDTEND;VALUE=DATE:20270201\r\nRRULE:FREQ=MONTHLY;BYMONTHDAY=-1",
        "SUMMARY:Năm sau\r\nDTSTART;VALUE=DATE:20280101\r\nDTEND;VALUE=DATE:20280102",
    ]
    inner = "".join(f"BEGIN:VEVENT\r\nUID:{n}\r\n{event}\r\nEND:VEVENT\r\n" for n, event in enumerate(events))
    found = entries(f"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-\r\n{inner}END:VCALENDAR\r\n".encode(), 2027)
    assert [(entry.words, len(entry.times)) for entry in found] == [("Trồng cây", 1), ("Họp", 12)]
    assert [str(day) for day in found[0].times[0]] == ["2027-01-01", "2027-01-31"]
    picture = drawn(found, 2027)
    assert picture.count("<circle") == 12
    assert picture.count('rx="3"') == 1
