"""Row numbers on scans: Roman ones, strokes that engines take for H, T, l or 1, and Arabic ones in their series."""

from __future__ import annotations

from collections.abc import Sequence

from normalizers.roman_numerals import roman, to_roman

LAST = 15
"""Tables have no more groups: what looks like a higher number is a word."""
LONGEST_LABEL = 4
"""Signs of the longest label that may be a misread row number."""
STROKES = {"H": "II", "T": "I", "L": "I", "Í": "I", "Ì": "I", "1": "I", "|": "I", "!": "I", "]": "I", "[": "I"}
"""What single strokes and pairs of them are read as, and what they are."""


def as_roman(text: str) -> str | None:
    """The Roman number that a row number may be; None where it cannot be one."""
    if text.upper().endswith("TT"):
        return None  # the head of the column
    spelt = "".join(STROKES.get(sign, sign) for sign in text.strip(".) ").upper())
    return spelt if roman(spelt) in range(1, LAST + 1) else None


def roman_rows(texts: Sequence[str]) -> dict[int, str]:
    """The rows, of the row numbers of a table from top to bottom, that bear a Roman number misread, and that number.

    A row is believed to be one only in its place of the series I, II, III … of which at least two more rows stand in
    the table, or of which one was read as it is; an Arabic 1 is one only where another 1, or a Roman two, comes next.
    """
    series: list[int] = []
    for index, text in enumerate(texts):
        if as_roman(text) == to_roman(len(series) + 1) and (not text.strip(".) ").isdigit() or _is_first(texts, index)):
            series.append(index)
    numbers = {index: to_roman(place) for place, index in enumerate(series, 1)}
    misread = {index: number for index, number in numbers.items() if texts[index].strip(".) ") != number}
    if len(series) < 2 or (len(series) < 3 and len(misread) == len(series)):
        return {}
    return misread


def _is_first(texts: Sequence[str], index: int) -> bool:
    """Whether a 1 is a Roman one: the next row is 1 again, or a Roman two."""
    if texts[index].strip(".) ") != "1":
        return False
    following = next((text.strip(".) ") for text in texts[index + 1 :] if text.strip(".) ")), "")
    return following == "1" or (as_roman(following) == "II" and not following.isdigit())


def wanted_number(texts: Sequence[str], index: int) -> int | None:
    """The row number in whose place a short label stands that is none: between n - 1 and n + 1, or 1 above a 2."""
    label, above, below = (_counted(texts, place) for place in (index, index - 1, index + 1))
    if label is not None or len(texts[index]) > LONGEST_LABEL:
        return None
    if above is None:
        return 1 if below == 2 else None
    return above + 1 if below == above + 2 else None


def _counted(texts: Sequence[str], index: int) -> int | None:
    if not 0 <= index < len(texts):
        return None
    text = texts[index].strip(".) ")
    return int(text) if text.isdigit() else None
