"""When reports are due, in a form in which two plans can be compared."""

from __future__ import annotations

import re
import tomllib
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from importlib import resources
from typing import Literal, NamedTuple

from dataset.records import Deadline, Section
from normalizers.unicode import compare_key

Cycle = Literal["year", "half-year", "quarter", "month"]
Chain = Literal["party", "state"]

_YEARLY = re.compile(r"FREQ=YEARLY;BYMONTH=([\d,]+);BYMONTHDAY=(\d+)")
_MONTHLY = re.compile(r"FREQ=MONTHLY;BYMONTHDAY=(\d+)")
_DAY = re.compile(r"(\d{4})-(\d{2})-(\d{2})")
_SENTENCE = re.compile(r"[^.;]*(?:[.](?=\S)[^.;]*)*")
_MONTHS, _LATE, _QUARTERS = 12, 2, 4
# the report of half a year is due in the months around its end, that of a year in the last ones or early in the next
_MIDDLE, _END = range(5, 8), range(9, 15)


class Due(NamedTuple):
    """One report: how often, when in its cycle (month and day, as far as the cycle has them), in which year if in one.

    ``upward`` says that it goes to a body above a commune, ``onward`` that it goes to one above a province, ``below``
    that the localities below the issuer are the ones who report: their committees of the Party, or those of the state.
    ``sentence`` says all that, in the form in which texts are compared.
    """

    cycle: Cycle
    year: int | None
    month: int
    day: int
    upward: bool
    onward: bool
    below: Chain | None
    sentence: str
    deadline: Deadline

    @property
    def position(self) -> tuple[int, int]:
        """What is compared within a cycle."""
        return self.month, self.day

    @property
    def written(self) -> str:
        """The day as it is written, with its month where the cycle has a certain one: 10/12; 25."""
        return str(self.day) if self.cycle in {"quarter", "month"} else f"{self.day}/{(self.month - 1) % _MONTHS + 1}"


def reports_due(deadlines: Iterable[Deadline], sections: Sequence[Section]) -> Iterator[Due]:
    """The deadlines of a plan that bound a report to the day, as the sentences around them tell."""
    outline = _Outline(sections)
    for deadline in deadlines:
        if not is_exact(deadline):
            continue
        around = list(outline.around(deadline))
        sentence = _sentence_of(deadline, around[0]) if around else ""
        if re.search(words()["report"], sentence) and not re.search(words()["not_due"], sentence):
            upward = bool(re.search(words()["upward"], sentence))
            onward = bool(re.search(words()["onward"], sentence))
            openings = [sentence, *(section.text for section in around)]
            below = next((_chain(m[0]) for opening in openings if (m := re.match(words()["below"], opening))), None)
            for cycle, year, month, day in _points(deadline):
                yield Due(cycle, year, month, day, upward, onward, below, compare_key(sentence), deadline)


def sentences_of(deadlines: Iterable[Deadline], sections: Sequence[Section]) -> Iterator[tuple[Deadline, str]]:
    """Each deadline with the sentence around it."""
    outline = _Outline(sections)
    for deadline in deadlines:
        section = next(outline.around(deadline), None)
        if section is not None:
            yield deadline, _sentence_of(deadline, section)


def day_of(deadline: Deadline) -> str | None:
    """The one day (ISO 8601) by which something is due; nothing for cycles, spans and months."""
    return deadline.end if deadline.kind == "date" and _DAY.fullmatch(deadline.end or "") else None


def _chain(reporters: str) -> Chain:
    return "party" if re.search(words()["party"], reporters) else "state"


def is_exact(deadline: Deadline) -> bool:
    """Whether a deadline names a day."""
    return next(_points(deadline), None) is not None


def _points(deadline: Deadline) -> Iterator[tuple[Cycle, int | None, int, int]]:
    for rule in (deadline.rrule or "").splitlines():
        if match := _YEARLY.fullmatch(rule):
            months, day = [int(month) for month in match[1].split(",")], int(match[2])
            if len(months) == _QUARTERS:
                yield "quarter", None, (months[0] - 1) % 3, day
            else:
                yield from ((cycle, None, late, day) for m in months for cycle, late in _cycle_of(m))
        elif match := _MONTHLY.fullmatch(rule):
            yield "month", None, 0, int(match[1])
    date = _DAY.fullmatch(deadline.end or "") if deadline.kind == "date" else None
    if date:
        month, day, year = int(date[2]), int(date[3]), int(date[1])
        yield from ((cycle, year - (late > _MONTHS), late, day) for cycle, late in _cycle_of(month))


def _cycle_of(month: int) -> Iterator[tuple[Cycle, int]]:
    """The cycle that a month ends, with January as the thirteenth of the year that is reported on."""
    late = month + _MONTHS if month <= _LATE else month
    if late in _END:
        yield "year", late
    elif late in _MIDDLE:
        yield "half-year", late


class _Outline:
    """The sections of a document, to be found by what stands in them."""

    def __init__(self, sections: Sequence[Section]) -> None:
        # of those that begin at one place the innermost comes last
        self._sections = sorted(sections, key=lambda section: (section.start, -section.end))
        self._starts = [section.start for section in self._sections]
        self._by_id = {section.section_id: section for section in sections}

    def around(self, deadline: Deadline) -> Iterator[Section]:
        """The innermost section around a deadline, and those above it."""
        index = bisect_right(self._starts, deadline.quote_start) - 1
        section = self._sections[index] if index >= 0 else None
        while section is not None and section.end < deadline.quote_end:
            section = self._above(section)
        while section is not None:
            yield section
            section = self._above(section)

    def _above(self, section: Section) -> Section | None:
        return self._by_id.get(section.parent_id) if section.parent_id else None


def _sentence_of(deadline: Deadline, section: Section) -> str:
    """The sentence of a section that holds the words of a deadline; all of its text where none does."""
    wanted = compare_key(deadline.quote)
    sentences = (match[0] for match in _SENTENCE.finditer(section.text))
    return next((one for one in sentences if wanted and wanted in compare_key(one)), section.text)


@lru_cache(maxsize=1)
def words() -> Mapping[str, str]:
    """The patterns of ``data/reports.toml``."""
    return tomllib.loads((resources.files("checks") / "data" / "reports.toml").read_text(encoding="utf-8"))
