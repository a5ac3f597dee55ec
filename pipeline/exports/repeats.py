"""Recurrence rules (RFC 5545, section 3.3.10) in the words of people, as far as those are sure to say the same."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from pipeline.messages import say

_MONTHS: Final = {3: "quarter", 6: "half_year"}
"""How an interval of months is called; others are counted."""
_WORKING_DAYS: Final = "MO,TU,WE,TH,FR"


def repeats(rules: str) -> str:
    """What a deadline's ``rrule`` says, one part for each of its lines; a rule without words of ours stays as it is."""
    return "; ".join(_words(rule) or rule for rule in rules.splitlines())


def _words(rule: str) -> str | None:
    parts = dict(part.partition("=")[::2] for part in rule.split(";"))
    words = [
        _how_often(parts.pop("FREQ", ""), parts.pop("INTERVAL", "1")),
        *(_on(name, value) for name, value in _joined(parts).items()),
    ]
    known = [word for word in words if word]
    return ", ".join(known) if len(known) == len(words) else None


def _joined(parts: Mapping[str, str]) -> dict[str, str]:
    """The parts that say when, the larger span first; the last working day is one of them."""
    found = dict(parts)
    if found.get("BYDAY") == _WORKING_DAYS and found.get("BYSETPOS") == "-1":
        del found["BYDAY"], found["BYSETPOS"]
        found["LAST_WORKING_DAY"] = "-1"
    return dict(sorted(found.items(), key=lambda part: part[0] != "BYMONTH"))


def _how_often(frequency: str, interval: str) -> str | None:
    if frequency not in {"DAILY", "WEEKLY", "MONTHLY", "YEARLY"} or not interval.isdecimal():
        return None
    count = int(interval)
    if count == 1:
        return say(f"exports.repeats.{frequency.lower()}")
    if frequency == "MONTHLY" and count in _MONTHS:
        return say(f"exports.repeats.{_MONTHS[count]}")
    return say(f"exports.repeats.{frequency.lower()}_many", count=count)


def _on(name: str, value: str) -> str | None:
    """The words for one part of a rule; None for what has none."""
    if name == "LAST_WORKING_DAY" or (name, value) == ("BYMONTHDAY", "-1"):
        return say(f"exports.repeats.{'last_working_day' if name == 'LAST_WORKING_DAY' else 'last_day'}")
    entries = value.split(",")
    if name in {"BYMONTH", "BYMONTHDAY"} and all(entry.isdecimal() for entry in entries):
        kind = "month" if name == "BYMONTH" else "day"
        return say(f"exports.repeats.{kind}", count=len(entries), numbers=", ".join(entries))
    if name == "BYDAY" and all(entry[-2:] in _WEEKDAYS for entry in entries):
        days = [_weekday(entry) for entry in entries]
        return ", ".join(day for day in days if day) if all(days) else None
    return None


_WEEKDAYS: Final = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")


def _weekday(entry: str) -> str | None:
    number, day = entry[:-2], say(f"exports.repeats.{entry[-2:].lower()}")
    if not number:
        return day
    return say("exports.repeats.nth", day=day, number=number) if number.isdecimal() else None
