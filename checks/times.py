"""What the rules about deadlines ask of a time expression: when it begins and ends, and what is said around it."""

from __future__ import annotations

import re
import tomllib
from datetime import date
from functools import lru_cache
from importlib import resources

from checks.rule import Plan
from dataset.records import Deadline
from normalizers.dates import edtf_bounds

_REACH = 90


def bounds(deadline: Deadline) -> tuple[date, date] | None:
    """First and last day of a deadline; a bare end is both the begin and the end of what it bounds."""
    ends = [edtf_bounds(edtf) for edtf in (deadline.start, deadline.end) if edtf and edtf[:1].isdigit()]
    return (ends[0][0], ends[-1][1]) if ends else None


def issued(plan: Plan) -> date | None:
    """The first day on which a document can have been issued; nothing where not even the month is known."""
    day = plan.document.issued_on
    return edtf_bounds(day)[0] if day and len(day) > len("2026") else None


def around(plan: Plan, deadline: Deadline, *, before: str, after: str = "") -> bool:
    """Whether patterns of ``data/deadlines.toml`` are met in the same paragraph, before or behind a deadline."""
    head = plan.text[max(0, deadline.span.start - _REACH) : deadline.span.start]
    tail = plan.text[deadline.span.end : deadline.span.end + _REACH]
    return bool(pattern(before).search(head) or (after and pattern(after).search(tail)))


@lru_cache(maxsize=16)
def pattern(name: str) -> re.Pattern[str]:
    """A pattern of ``data/deadlines.toml``."""
    text = (resources.files("checks") / "data" / "deadlines.toml").read_text(encoding="utf-8")
    return re.compile(str(tomllib.loads(text)[name]), re.IGNORECASE)
