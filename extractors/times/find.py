"""Find the time expressions of one line of text."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import zip_longest
from typing import NamedTuple

from extractors.times.patterns import patterns
from normalizers.recurrence import Timing, parse_timing
from normalizers.spelled import without_spelled

ABSOLUTE = frozenset({"date", "range"})
_DAY_DIGITS = 10


class Found(NamedTuple):
    """A time expression at ``text[start:end]``."""

    start: int
    end: int
    timing: Timing
    confidence: float = 0.95


def find_deadlines(text: str, year: int | None = None, since: str | None = None) -> list[Found]:
    """The time expressions of a line of text, in order; ``year`` completes days without one.

    ``since`` is the day of issue (EDTF): a later day that nothing binds ("Tựu trường ngày 25/8/2027") is a time too, as
    no act that is cited can be of it.
    """
    if not patterns().prefilter.search(text):
        return []
    plain, back = without_spelled(text)
    found = _found(plain, year)
    if since and len(since) == _DAY_DIGITS:
        found = _with_later_days(plain, found, since)
    return found if plain == text else [f._replace(start=back(f.start), end=back(f.end)) for f in found]


def _found(text: str, year: int | None) -> list[Found]:
    spans = _longest(sorted(_matches(text), key=lambda m: (m[0], -m[1])))
    found = []
    for start, end in _joined(text, spans):
        timing = parse_timing(text[start:end], year)
        if timing is not None and not _is_other(text, start, end, timing):
            found.append(Found(start, end, timing, 0.7 if timing.lacks_year else 0.95))
    return _without_vague_heads(text, found)


def _with_later_days(text: str, found: list[Found], since: str) -> list[Found]:
    """With the bare days behind that of issue, where they are no part of another time."""
    days = []
    for match in patterns().filters["bare_day"].finditer(text):
        start, end = match.span("value")
        timing = parse_timing(text[start:end])
        taken = any(item.start < end and start < item.end for item in found)
        if taken or timing is None or (timing.end or "") <= since or (timing.end or "").startswith("X"):
            continue
        if not patterns().filters["legal_effect"].search(text[max(0, start - 40) : start]):
            days.append(Found(start, end, timing, 0.85))
    return sorted([*found, *days]) if days else found


def _matches(text: str) -> Iterator[tuple[int, int]]:
    for match in patterns().filters["label"].finditer(text):
        if parse_timing(match["value"]) is not None:
            yield match.span("value")
    for name in ("limit", "event", "at_once"):
        yield from (match.span("value") for match in patterns().filters[name].finditer(text))
    lowered = text.lower()
    for pattern in patterns().patterns:
        if pattern.needs and not any(word in lowered for word in pattern.needs):
            continue
        for match in pattern.regex.finditer(text):
            if pattern.not_after and pattern.not_after.search(text, max(0, match.start() - 30), match.start()):
                continue
            if pattern.not_before and pattern.not_before.search(text[match.end() : match.end() + 30]):
                continue
            yield match.span()


def _longest(spans: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """Without those that overlap an earlier one."""
    kept: list[tuple[int, int]] = []
    for start, end in spans:
        if not kept or start >= kept[-1][1]:
            kept.append((start, end))
    return kept


def _joined(text: str, spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Parts of one composite expression as one: ``định kỳ`` + ``trước ngày …``, ``hằng tháng`` + ``hằng quý``."""
    joined: list[tuple[int, int]] = []
    for start, end in spans:
        if joined and _goes_on(text, joined[-1], (start, end)):
            joined[-1] = (joined[-1][0], end)
        else:
            joined.append((start, end))
    return joined


def _goes_on(text: str, before: tuple[int, int], span: tuple[int, int]) -> bool:
    """Whether an expression goes on with the one before it: a further cycle, or the day of a cycle."""
    gap, here = text[before[1] : span[0]], text[slice(*span)]
    head, tail = parse_timing(text[slice(*before)]), parse_timing(here)
    if head is None or tail is None:
        return False
    if head.kind == "recurring" and tail.kind == "range" and patterns().filters["yearly_span"].fullmatch(gap + here):
        return patterns().filters["yearly"].fullmatch(text[slice(*before)]) is not None
    if gap not in {" ", ", ", " và ", " hoặc "}:
        return False
    if tail.kind == "recurring":
        heads = {"vague", "recurring"} if gap == " " else {"recurring"}
        return head.kind in (heads | {"continuous"} if here.startswith("định kỳ") else heads)
    # a day without a year: định kỳ 6 tháng, trước ngày 12/6
    dated = tail.kind == "date" and tail.lacks_year and patterns().filters["due"].match(here)
    return head.kind == "recurring" and bool(dated) and gap in {" ", ", "}


def _is_other(text: str, start: int, end: int, timing: Timing) -> bool:
    """Whether the expression belongs to the name of an act, to a benefit, or to the entry into force."""
    filters = patterns().filters
    before, after = text[max(0, start - 400) : start], text[end : end + 40]
    if filters["legal_effect"].search(before) or (
        timing.kind in {"recurring", "on-demand"} and filters["attribute"].search(before)
    ):
        return True
    if timing.kind not in ABSOLUTE:
        return False
    up_to = timing.kind == "date" and filters["up_to"].match(text[start:end])
    # "lũy kế đến hết năm" of the year that runs is yet to come
    if up_to and filters["counted"].search(before[-60:]) and not (timing.end or "").endswith("-12-31"):
        return True
    clause = re.split(r"(?<=[^\W\d])\. (?=[^\W\d_]|$)|;", before)[-1]
    if filters["own_name"].search(clause):
        return True
    if filters["to_finish"].search(before) or filters["finishing"].match(text[start:end]):
        return False
    if text[start:end].casefold().startswith("giai đoạn") and filters["standard"].search(before[-60:]):
        return True
    named = filters["numbered_act"].search(clause)
    # programmes are named by years: "Dự án đường ven biển, xong trong tháng 6/2028" ends before its month
    brought = timing.kind == "date" and filters["brings_about"].search(clause)
    if not named and not (filters["bound"].match(text[start:end]) and (_is_finer_than_years(timing) or brought)):
        named = filters["named_act"].search(clause)
    return bool(named) and not ("," not in after[:1] and filters["aim_after"].search(after))


def _is_finer_than_years(timing: Timing) -> bool:
    return len(timing.end or "") > len("2028") and not (timing.end or "").endswith("-12-31")


def _without_vague_heads(text: str, found: list[Found]) -> list[Found]:
    """Drop a ``định kỳ`` whose clause goes on to say how often: ``định kỳ báo cáo hằng quý``."""
    return [
        item
        for item, following in zip_longest(found, found[1:])
        if not (
            item.timing.kind == "vague"
            and following is not None
            and following.timing.kind == "recurring"
            and not re.search(r"[,;.:]", text[item.end : following.start])
        )
    ]


def find_in_title(text: str) -> list[Found]:
    """In the plan's own title the years count, also behind the name of a programme that it carries out."""
    spans = _longest(sorted(_matches(text), key=lambda m: (m[0], -m[1])))
    timings = [(start, end, parse_timing(text[start:end])) for start, end in spans]
    return [Found(start, end, timing) for start, end, timing in timings if timing is not None]
