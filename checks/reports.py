"""When reports are due, in a form in which two plans can be compared."""

from __future__ import annotations

import re
import tomllib
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
    """

    cycle: Cycle
    year: int | None
    month: int
    day: int
    upward: bool
    onward: bool
    below: Chain | None
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
    by_id = {section.section_id: section for section in sections}
    for deadline in deadlines:
        if not is_exact(deadline):
            continue
        sentence = sentence_of(deadline, sections)
        if re.search(words()["report"], sentence) and not re.search(words()["not_due"], sentence):
            upward = bool(re.search(words()["upward"], sentence))
            onward = bool(re.search(words()["onward"], sentence))
            openings = [sentence, *(section.text for section in _above(deadline, sections, by_id))]
            below = next((_chain(m[0]) for opening in openings if (m := re.match(words()["below"], opening))), None)
            for cycle, year, month, day in _points(deadline):
                yield Due(cycle, year, month, day, upward, onward, below, deadline)


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


def _above(deadline: Deadline, sections: Sequence[Section], by_id: Mapping[str, Section]) -> Iterator[Section]:
    """The innermost outline node around a deadline, and the nodes above it."""
    section = _innermost(deadline, sections)
    while section is not None:
        yield section
        section = by_id.get(section.parent_id) if section.parent_id else None


def _innermost(deadline: Deadline, sections: Sequence[Section]) -> Section | None:
    around = [s for s in sections if s.start <= deadline.quote_start and deadline.quote_end <= s.end]
    return min(around, key=lambda s: s.end - s.start, default=None)


def sentence_of(deadline: Deadline, sections: Sequence[Section]) -> str:
    """The sentence of the innermost outline node that holds the words of a deadline."""
    section = _innermost(deadline, sections)
    if section is None:
        return ""
    text = section.text
    wanted = compare_key(deadline.quote)
    return next((m[0] for m in _SENTENCE.finditer(text) if wanted and wanted in compare_key(m[0])), text)


@lru_cache(maxsize=1)
def words() -> Mapping[str, str]:
    """The patterns of ``data/reports.toml``."""
    return tomllib.loads((resources.files("checks") / "data" / "reports.toml").read_text(encoding="utf-8"))
