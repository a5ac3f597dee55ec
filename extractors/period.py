"""The years that a document covers, from its title and, where that only gives the end, from its body."""

from __future__ import annotations

import re

from extractors.bodies import words
from extractors.outline.lines import fold
from extractors.outline.model import Outline

_OUTLOOK = r"(?:dinh huong|tam nhin)(?: phat trien)?\s*$"


def period_of(title: str | None, outline: Outline) -> str | None:
    """An EDTF interval or year: ``giai đoạn 2026 - 2030`` → ``2026/2030``, a plan ``năm 2025`` → ``2025``.

    ``đến năm 2030`` in the title is ``2026/2030`` where the body speaks of the span 2026-2030, and nothing otherwise.
    """
    if not title:
        return None
    data = words()["period"]
    folded = fold(title)
    for pattern in (data["span"], data["bare_span"]):
        match = re.search(pattern, folded)
        if match and int(match.group(1)) <= int(match.group(2)):
            return f"{match.group(1)}/{match.group(2)}"
    # "năm 2026, định hướng đến năm 2030": an outlook is no end
    until = next((m for m in re.finditer(data["until"], folded) if not re.search(_OUTLOOK, folded[: m.start()])), None)
    if until:
        return _span_until(until.group(1), outline)
    for year in re.finditer(data["year"], folded):
        if not re.search(data["not_year"], folded[: year.start()]):
            return year.group(1)
    return None


def _span_until(end: str, outline: Outline) -> str | None:
    data = words()["period"]
    for node in outline.nodes:
        if node.kind in {"table", "basis"}:
            continue  # the basis tells the spans of other acts
        for pattern in (data["span"], data["bare_span"]):
            for match in re.finditer(pattern, fold(node.text)):
                if match.group(2) == end:
                    return f"{match.group(1)}/{end}"
    return None
