"""Which of the times that a line names governs one of its values."""

from __future__ import annotations

import re
from bisect import bisect_right
from typing import NamedTuple

from extractors.aims.clauses import Clause
from extractors.aims.patterns import patterns
from extractors.aims.periods import Period, as_period, last_year, period_each_last
from extractors.aims.values import Value
from normalizers.recurrence import parse_timing

_LABEL = re.compile(r"^\W*\d{1,2}(?:\.\d{1,2})*[.)]\s")  # the number of an item is no value
_PERIODS = 30  # times before a number


class Periods(NamedTuple):
    """The times of a line in reading order, the year of issue, and the one year that the document plans for."""

    found: list[Period]
    since: str | None = None
    year: int | None = None

    def before(self, offset: int) -> list[Period]:
        """The times that end before ``offset``."""
        index = bisect_right(self.found, offset, key=lambda p: p.start)
        return [p for p in self.found[max(0, index - _PERIODS) : index] if p.end <= offset]

    def is_over(self, period: Period) -> bool:
        """Whether a period ended before the year of issue."""
        end = last_year(period.value)
        return end is not None and self.since is not None and end < self.since

    def aside(self, text: str, sentence: int, period: Period) -> bool:
        """Whether a time only tells when something was reached with which a value of the sentence is compared."""
        return self.is_over(period) and any(ch.isdigit() for ch in text[sentence : period.start])


def period_of(text: str, value: Value, clause: Clause, end: int, periods: Periods) -> str | None:
    """The time that governs a value: in its clause, behind its words (they end at ``end``), in what stands before."""
    right_behind = patterns().period["right_behind"].match(text[value.end : clause.end])
    # "gấp 1,5 lần năm 2025": the year with which is compared
    multiple = value.unit == "lần" and patterns().period["multiple"].search(text[clause.start : value.start])
    if right_behind and not multiple:
        return str(right_behind["year"])
    if span := patterns().period["right_span"].match(text[value.end : clause.end]):
        return f"{span['from']}/{span['to']}"
    before = periods.before(value.start)
    near = [p for p in before if p.start >= clause.start and not _in_closed_brackets(text, p, value.start)]
    last = near[-1] if near else None
    if last and last.recurs and patterns().period["in_all"].search(text[last.end : value.start]):
        last = None
    if last and last.recurs and patterns().period["anew"].search(text, last.end, value.start):
        last = next((p for p in reversed(near) if not p.recurs), None)
    if patterns().period["following"].search(text[last.end if last else clause.start : value.start]):
        return _after(last.value if last else None)
    own = _behind(text[value.end : end], periods)
    own = own or (None if multiple else _closing(text[value.end : end], periods.since))
    # "180 hộ trước 30/6/2027, 240 hộ trước 31/12/2027": the first day is that of the value before it
    passed = text[last.end : value.start] if last and last.recurs else ""  # "hằng năm giảm 5%, 90 hộ … vào năm 2030"
    if last and not (own and any(ch.isdigit() for ch in text[clause.start : last.start] + passed)):
        return last.value
    habit = value.unit not in {"%", "‰"} or value.comparator in {"<", "<="}
    habit = habit or bool(patterns().period["of_plan"].match(text[value.end : end]))
    each = period_each_last(text[value.end : end], habit=habit)
    if each:
        return each
    if own:
        return own
    if finished := patterns().period["finished"].match(text[clause.end - 1 : clause.sentence_end]):
        rest = text[clause.end - 1 + finished.end() : clause.sentence_end].split(";", maxsplit=1)[0]
        if due := _behind(rest, periods):
            return due
    fixed = [p for p in before if not p.recurs and _reaches_on(text, clause, p) and not _beside(text, p, value.start)]
    in_sentence = [p for p in fixed if p.start >= clause.sentence and not periods.aside(text, clause.sentence, p)]
    if in_sentence:
        return in_sentence[-1].value
    behind = _behind(text[value.end : clause.end], periods)
    if behind:
        return behind
    if cycle := _opened_cycle(text, clause, before, value.start):
        return cycle
    joined = patterns().cues["joined"].match(text[clause.sentence : clause.end].lstrip())
    joined = joined or patterns().period["parts_open"].search(text[clause.sentence : value.start])
    earlier = [p for p in (before if joined else fixed) if not periods.is_over(p)]
    return earlier[-1].value if earlier else None


def _opened_cycle(text: str, clause: Clause, before: list[Period], start: int) -> str | None:
    """The cycle with which the sentence opens: "Hằng năm, 95% số vụ được …; bắt giữ 40% …" means every year of both."""
    opening, in_all = patterns().period["opening"], patterns().period["in_all"]
    opened = [p for p in before if p.recurs and p.start >= clause.sentence and not in_all.search(text, p.end, start)]
    led = (p for p in opened if text[p.end : p.end + 1] in {",", ":"})  # without it, it belongs to its own clause
    return next((p.value for p in led if opening.match(text[clause.sentence : p.start])), None)


def _after(period: str | None) -> str | None:
    """The years after a period, with an open end (EDTF): ``2028/..``."""
    year = last_year(period)
    return f"{int(year) + 1}/.." if year else None


def _behind(after: str, periods: Periods) -> str | None:
    """The time behind a value by which it has to be reached.

    A day without a year is one of the year that is planned, else of the year of issue.
    """
    rules, since = patterns().period, periods.since
    if year := rules["behind"].match(after):
        was = since is not None and year["year"] <= since and rules["was"].search(after[: year.start("year")])
        return None if was else str(year["year"])
    day = rules["behind_day"].match(after)
    timing = parse_timing(day["day"], periods.year or (int(since) if since else None)) if day else None
    return as_period(timing) if timing and not timing.lacks_year else None


def _closing(after: str, since: str | None) -> str | None:
    """The year that closes the words of a value, however many they are: "90% hộ … vào năm 2028 và", "… năm 2028 và"."""
    found = patterns().period["closing"].search(after)
    if found is None:
        return None
    # "duy trì 41 cơ sở đã được công nhận trong năm 2025": since when they are there
    was = since is not None and found["year"] <= since and patterns().period["was"].search(after[: found.start("year")])
    return None if was else str(found["year"])


def _in_closed_brackets(text: str, period: Period, offset: int) -> bool:
    """Whether a time stands in brackets that are closed before ``offset``: (mỗi năm 12 lớp), trên 900 người."""
    opened = text.rfind("(", max(0, period.start - 100), period.start)
    closed = text.find(")", period.end, offset)
    return (
        opened >= 0 and closed >= 0 and ")" not in text[opened : period.start] and "(" not in text[period.end : closed]
    )


def _beside(text: str, period: Period, offset: int) -> bool:
    """Whether brackets that are closed again name more than a time, or tell what was.

    "(theo chuẩn giai đoạn 2022 - 2025)", "(năm 2025: 71,3%)".
    """
    if not _in_closed_brackets(text, period, offset):
        return False
    told = re.match(r"\s?:\s?\d", text[period.end : period.end + 4])
    return bool(told) or any(ch.isalpha() for ch in text[text.rfind("(", 0, period.start) : period.start])


def _reaches_on(text: str, clause: Clause, period: Period) -> bool:
    """Whether a time governs later values too: it closes neither the words of a value nor a clause before."""
    if _of_a_value_before(text, clause.sentence, period):
        return False
    if patterns().period["aims_of"].search(text, max(0, period.start - 60), period.start):
        return True
    if period.start >= clause.start or not re.match(r"\W*[;.]", text[period.end : period.end + 3]):
        return True
    begin = max(text.rfind(mark, 0, period.start) for mark in (";", ". ", "\n")) + 1
    return bool(patterns().period["opening"].match(text[begin : period.start]))


def _of_a_value_before(text: str, sentence: int, period: Period) -> bool:
    """Whether a time closes the words of a value of the same sentence: 95% … vào năm 2026; tối thiểu 90% …."""
    words = _LABEL.sub("", text[sentence : period.start]).rstrip()
    opens = not words or words[-1] in ",;:.-–(+" or words.endswith((" và", " riêng", "trong đó", "Trong đó"))
    return not opens and any(ch.isdigit() for ch in words)
