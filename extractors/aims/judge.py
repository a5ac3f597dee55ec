"""What a number is: an aim, or a result, a condition, a scale, a duration, a part of a name."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from dataclasses import replace
from functools import lru_cache

from extractors.aims.clauses import Clause, clause_at, clauses_of
from extractors.aims.patterns import patterns
from extractors.aims.values import Value
from normalizers.numbers import NumberMatch

_NO_LABEL = 1000
_NEAR = 40  # characters before a number in which a word and blanks have room
_REACH = 600  # characters before a sentence in which something is striven for


def of_all(text: str, number: NumberMatch) -> NumberMatch:
    """How many of all: "09/11 xã" counts nine communes, and is neither a fraction nor the ninth of November.

    Of so many ("15/100.000 trẻ em") it is a rate, whose unit is what it is counted by.
    """
    if rate := patterns().cues["rate"].match(text, number.start):
        some, per = float(rate["some"].replace(",", ".")), re.sub(r"\s+", " ", rate["per"].replace("/ ", "/"))
        end = rate.end()
        return replace(number, end=end, digits_end=end, value=some, value_max=None, unit=per, role="value")
    of_all = patterns().cues["of_all"].match(text, number.start)
    if (
        of_all is None
        or not (of_all["of"] or number.role in {"fraction", "date"})
        or int(of_all["some"]) > int(of_all["all"])
    ):
        return number
    rest = text[of_all.end() :]
    if not patterns().unit_words.match(rest) or _is_dated(text, number.start):
        return number
    end = of_all.end("all")
    return replace(number, end=end, digits_end=end, value=float(of_all["some"]), role="value", confidence=0.85)


def is_quantity(text: str, number: NumberMatch) -> bool:
    """Whether a number counts or measures, and is no year, date, symbol or label (Tổ 3)."""
    if number.role != "label":
        alone = patterns().cues["year_alone"].match(text, max(0, number.start - len("đến ")))
        return number.role == "value" and not alone
    rules, after = patterns(), text[number.end : number.end + 80].lstrip()
    if (number.value % 1 or number.value >= _NO_LABEL) and any(
        regex.match(after) for regex in (rules.compound, rules.unit_words)
    ):
        return True  # "nông thôn 29,2 m2", "trung cấp 3.200 người": labels are small and whole
    counted = rules.cues["counted"].search(text, max(0, number.start - 40), number.start)
    return bool(counted) and any(regex.match(after) for regex in (rules.compound, rules.money, rules.unit_words))


def is_other(text: str, number: NumberMatch, clause: Clause, goal: bool) -> bool:
    """Whether the number stands in a quoted title or in brackets, names an act, only counts, or is what one is of."""
    if patterns().cues["per"].match(text, max(0, number.start - 5)):
        return True
    before = text[clause.sentence : number.start]
    quoted = before.count("“") > before.count("”")
    bracketed = before.count("(") > before.count(")")
    if bracketed:
        opened = clause.sentence + _opened(before)
        aimed = goal or patterns().cues["striven"].search(text, clause.start, opened)
        names = ("in_brackets", "aiming_brackets") if aimed else ("aiming_brackets",)
        inside = any(patterns().cues[name].match(text[opened + 1 : number.start]) for name in names)
        bracketed = not (inside or (goal and patterns().cues["parts"].match(text[opened : opened + _REACH])))
    return quoted or bracketed or bool(patterns().cues["not_before"].search(before[-40:]))


def _opened(before: str) -> int:
    """Where the bracket opens that is not closed yet."""
    closed = 0
    for at in range(len(before) - 1, -1, -1):
        closed += {")": 1, "(": -1}.get(before[at], 0)
        if closed < 0:
            return at
    return before.rindex("(")


def aiming_bracket(text: str, begin: int, end: int) -> int:
    """Where the words of a value begin whose bracket says itself what is striven for; ``begin`` where none does."""
    opened = text.rfind("(", begin, end)
    if opened < 0 or ")" in text[opened:end]:
        return begin
    return opened + 1 if patterns().cues["aiming_brackets"].match(text[opened + 1 : end]) else begin


def can_be_aim(text: str, value: Value, clause: Clause, goal: bool, rules: bool) -> bool:
    """Whether a value is none of the other things that numbers are: results, scales, durations, quotas, conditions."""
    cues = patterns().cues
    sentence, words = text[clause.sentence : clause.sentence_end], text[clause.start : clause.end]
    before, share = text[clause.start : value.start], value.unit in {"%", "‰"}
    if not share and value.unit is None:
        return False  # first, as it costs least: of a thousand bare numbers in a line each may have to be judged
    unit_on = text[value.end - len(value.unit or "") : clause.end]
    if cues["criteria"].match(sentence):
        return False
    if cues["reported"].match(sentence) and not cues["striving"].search(sentence):
        return False
    if cues["scale"].search(sentence) or _tells_what_was(before) or (not goal and cues["damage"].search(words)):
        return False
    if patterns().money.match(value.unit or "") and cues["unit_price"].search(before):
        return False
    if (
        value.value_max is not None
        and cues["made_of"].search(before)
        and any(ch.isdigit() for ch in text[: clause.start])
    ):
        return False
    if cues["asked_of"].search(before) and cues["asked"].match(text[value.end : clause.end]):
        return False
    strives = cues["strives"].search(before)
    if not goal and cues["qualifier"].search(before) and not (strives and not any(ch.isdigit() for ch in before)):
        return False
    if not goal and cues["condition"].search(before) and not cues["strong_aim"].search(words):
        return False
    if _is_in_name(text, value, clause) or (rules and not goal and not cues["striving"].search(words)):
        return False
    reached = goal and value.unit in {"tiêu chí", "chỉ tiêu"} and cues["reached_count"].search(before)
    if not share and cues["not_unit"].match(unit_on) and not reached:
        return False
    if not goal and cues["organ"].match(unit_on):
        return False
    if not share and cues["duration"].match(unit_on) and not cues["duration_head"].search(before):
        return False
    return not (cues["support"].search(_bare(before)) and cues["support_each"].match(text[value.end : clause.end]))


def _tells_what_was(before: str) -> bool:
    """Whether the words before a number tell of what is there; "phấn đấu toàn tỉnh có …" does not."""
    past = patterns().cues["past"].search(before)
    if past is None:
        return False
    has = past.group().casefold().startswith("toàn ")
    return not (has and patterns().cues["striven"].search(before, 0, past.start()))


def is_quota(text: str, value: Value, clause: Clause) -> bool:
    """Whether a number is a rate or a sum of money that is granted: "Kinh phí: 450 triệu đồng"."""
    before, cues = text[clause.start : value.start], patterns().cues
    if value.unit == "%" and cues["disbursed"].search(before):
        return False
    return bool(cues["quota"].search(_bare(before)))


def _bare(before: str) -> str:
    return patterns().cues["bounding"].sub("", before)


def _is_in_name(text: str, value: Value, clause: Clause) -> bool:
    """Whether the number belongs to the name of an indicator whose value follows: "Tỷ lệ tiêm đủ 05 mũi đạt 96%"."""
    cues, behind = patterns().cues, text[value.end : clause.end]
    if cues["named"].match(behind) and not cues["labelled"].search(text[clause.start : value.start]):
        return True
    in_share = value.unit != "%" and cues["named_head"].search(text[clause.start : value.start])
    return bool(in_share and cues["named_share"].match(behind))


def promised_from(text: str) -> int:
    """From where on a line promises aims itself ("đề ra các chỉ tiêu chủ yếu: …"); its length where it does not."""
    found = patterns().cues["promises"].search(text)
    return found.end() if found else len(text)


def is_told(text: str, clause: Clause) -> bool:
    """Whether the sentences before tell what happened in a time gone by, and nothing since looks ahead."""
    told = _spans(text, "told")
    ended = bisect_right(told, clause.sentence, key=lambda span: span[1])
    if not ended:
        return False
    ahead, since = _spans(text, "ahead"), told[ended - 1][1]
    first = bisect_left(ahead, since, key=lambda span: span[0])
    return first == len(ahead) or ahead[first][1] > clause.end


def is_told_at(text: str, offset: int) -> bool:
    """As :func:`is_told`, of what stands at ``offset`` of a line."""
    return bool(_spans(text, "told")) and is_told(text, clause_at(clauses_of(text), offset))


def _is_dated(text: str, before: int) -> bool:
    # the cue stands right before the number: a line of very many numbers is not looked through for each
    return bool(patterns().cues["dated"].search(text, max(0, before - _NEAR), before))


@lru_cache(maxsize=8)
def _spans(text: str, cue: str) -> list[tuple[int, int]]:
    """Where a cue stands in a line, found once: the line is asked for each of its numbers, and may have very many."""
    return [match.span() for match in patterns().cues[cue].finditer(text)]


def _goes_on_striving(text: str, clause: Clause) -> bool:
    """Whether the sentences before strive for something, and none since tells what was: "Phấn đấu …. 80% hộ có …"."""
    cues = patterns().cues
    strives = [match.end() for match in cues["strives"].finditer(text, max(0, clause.sentence - _REACH), clause.start)]
    return bool(strives) and not cues["past"].search(text, strives[-1], clause.start)


def is_to_come(text: str, value: Value, clause: Clause, since: str | None) -> bool:
    """Whether a share is one of a year after that of issue: "tỷ lệ huy động công suất 60% năm 2029"."""
    if value.unit != "%" or since is None:
        return False
    year = patterns().period["right_behind"].match(text[value.end : clause.end])
    if year is None:
        year = patterns().period["to_come"].match(text[value.end : clause.end])
    return bool(year and year["year"] > since)


def is_aimed_at(text: str, value: Value, clause: Clause) -> bool:
    """Whether the words around a value speak of striving, where no heading does."""
    cues, words = patterns().cues, text[clause.start : clause.end]
    if value.unit in {"%", "‰"}:
        return bool(cues["aim"].search(words)) or value.value == 100 or _goes_on_striving(text, clause)
    often, _, each = (value.unit or "").partition("/")
    if each and patterns().indicator["occasion"].match(often):
        return False
    if patterns().indicator["occasion"].match(value.unit or "") and cues["in_year"].match(text[value.end : clause.end]):
        return False  # how often, not how much
    before = text[clause.start : value.start]
    if patterns().indicator["frequency_unit"].match(value.unit or "") and cues["each_cycle"].search(before):
        return False  # "mỗi quý 01 lần"
    aimed = cues["strong_aim"].search(words) or cues["action"].search(before) or cues["by_year"].search(before)
    if not aimed and cues["striven"].search(text, max(0, clause.sentence - _REACH), clause.sentence):
        return bool(cues["measured"].search(before))
    if not aimed and cues["striven"].search(text, clause.sentence, clause.start):
        ends = cues["ends"].match(text[value.end : clause.end])
        return bool(ends) or any(cues[name].search(before) for name in ("measured", "listed_aim"))
    # beyond or below a number is mostly which ones are meant: "trên 5 ha"
    return bool(aimed) and (value.comparator in {">=", "="} or bool(cues["strives"].search(before)))
