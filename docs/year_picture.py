"""Draws the entries of a calendar file over a year: ``python -m docs.year_picture FILE.ics YEAR > year.svg``.

A line for each entry, in the order of its first day; a bar for entries of several days, a dot for those of one, and one
for each day on which an entry recurs.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from html import escape
from pathlib import Path
from typing import Any, Final, NamedTuple

from dateutil.rrule import rrulestr
from icalendar import Calendar

LABELS: Final = 430  # pixels for the words
DAY: Final = 1.9
ROW: Final = 22
HEAD: Final = 34
LETTERS: Final = 62
BAR: Final = "#0f766e"
DOT: Final = "#b45309"
_STYLE: Final = "text{font:12px 'Liberation Sans',Arial,sans-serif;fill:#1f2937}.m{fill:#6b7280;text-anchor:middle}"


class Entry(NamedTuple):
    """An entry of a calendar: its words, and the days from and to (both counted) on which it stands in the year."""

    words: str
    times: tuple[tuple[date, date], ...]


def entries(calendar: bytes, year: int) -> list[Entry]:
    """The entries that fall into a year, by their first day."""
    found = [Entry(_words(event), tuple(_times(event, year))) for event in Calendar.from_ical(calendar).walk("VEVENT")]
    return sorted((entry for entry in found if entry.times), key=lambda entry: (entry.times[0], entry.words))


def _words(event: Any) -> str:
    words = " ".join(str(event["SUMMARY"]).split())
    return words if len(words) <= LETTERS else words[: LETTERS - 1].rsplit(" ", 1)[0] + " …"


def _times(event: Any, year: int) -> Iterator[tuple[date, date]]:
    start, behind = event.decoded("DTSTART"), event.decoded("DTEND")
    length = behind - start - timedelta(days=1)
    first, last = date(year, 1, 1), date(year, 12, 31)
    for begin in _begins(event, start, last):
        if begin <= last and begin + length >= first:
            yield max(begin, first), min(begin + length, last)


def _begins(event: Any, start: date, last: date) -> list[date]:
    if "RRULE" not in event:
        return [start]
    rule = rrulestr(event["RRULE"].to_ical().decode(), dtstart=datetime(start.year, start.month, start.day))
    return [day.date() for day in rule.between(datetime.min, datetime(last.year, 12, 31), inc=True)]


def drawn(found: list[Entry], year: int) -> str:
    """The picture (SVG)."""
    first = date(year, 1, 1)
    width, height = LABELS + round(366 * DAY) + 12, HEAD + ROW * len(found) + 10
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}">',
        f"<style>{_STYLE}</style>",
        f'<rect width="{width}" height="{height}" fill="#ffffff"/>',
    ]
    for month in range(1, 13):
        left = _left(date(year, month, 1), first)
        lines.append(f'<path d="M{left:.1f} {HEAD - 10}V{height - 6}" stroke="#e5e7eb"/>')
        lines.append(f'<text class="m" x="{left + 15 * DAY:.1f}" y="16">{month:02d}/{year}</text>')
    for number, entry in enumerate(found):
        middle = HEAD + ROW * number + ROW / 2
        lines.append(f'<text x="8" y="{middle + 4:.1f}">{escape(entry.words)}</text>')
        lines += (_mark(begin, end, first, middle) for begin, end in entry.times)
    return "\n".join([*lines, "</svg>"]) + "\n"


def _left(day: date, first: date) -> float:
    return LABELS + (day - first).days * DAY


def _mark(begin: date, end: date, first: date, middle: float) -> str:
    if begin == end:
        return f'<circle cx="{_left(begin, first) + DAY / 2:.1f}" cy="{middle:.1f}" r="4.5" fill="{DOT}"/>'
    left, right = _left(begin, first), _left(end, first) + DAY
    return f'<rect x="{left:.1f}" y="{middle - 5:.1f}" width="{right - left:.1f}" height="10" rx="3" fill="{BAR}"/>'


if __name__ == "__main__":
    wanted = int(sys.argv[2])
    sys.stdout.write(drawn(entries(Path(sys.argv[1]).read_bytes(), wanted), wanted))
