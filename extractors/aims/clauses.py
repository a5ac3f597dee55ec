"""The clauses of a line of text."""

from __future__ import annotations

import re
from bisect import bisect_right
from typing import NamedTuple

_REACH = 600  # characters around a number
# behind a year the next sentence begins with a capital or a share: "vào năm 2030. 50% trẻ em"
_SENTENCE = re.compile(
    r"(?:(?<=[^\W\d]|[)%”\"])[.!?] (?=[^\W\d_]|“|\(\d{1,2}\) |\d[\d.,]*\s?%|0?[369] tháng )"
    r"|(?<=[ /](?:19|20)\d\d)\. (?=[A-ZĐÀ-Ỹ][^\W\d_]|\d[\d.,]*\s?%)"
    # the next number of a list that a copy has put into one line: "… 16%. 2. Thu nhập …", "… (11 chỉ tiêu) 1. Tốc độ …"
    r"|(?<=[\w%)”])[.)] (?=\d{1,2}(?:\.\d{1,2})?[.)] [A-ZĐÀ-Ỹ]))"
)


class Clause(NamedTuple):
    """``text[start:end]``, in the sentence that begins at ``sentence``."""

    start: int
    end: int
    sentence: int
    sentence_end: int


def clauses_of(text: str) -> list[Clause]:
    """The clauses of a line: its sentences, cut at semicolons."""
    clauses: list[Clause] = []
    begin = 0
    for end in [*(m.start() + 1 for m in _SENTENCE.finditer(text)), len(text)]:
        start = begin
        for cut in [*(begin + m.end() for m in re.finditer(";", text[begin:end])), end]:
            if cut > start:
                clauses.append(Clause(start, cut, begin, end))
            start = cut
        begin = end
    return clauses


def clause_at(clauses: list[Clause], offset: int) -> Clause:
    """The clause of a number, cut to what can bear on it: a line without a full stop may be a whole page."""
    clause = clauses[bisect_right(clauses, offset, key=lambda c: c.start) - 1]
    first, last = offset - _REACH, offset + _REACH
    return Clause(
        max(clause.start, first), min(clause.end, last), max(clause.sentence, first), min(clause.sentence_end, last)
    )
