"""Finds for subjects of today the decisions on the same place of an earlier file or an earlier reading."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence, Set
from typing import Any, Final

from rapidfuzz import fuzz, process

from dataset.decisions import Decision, standing
from normalizers.unicode import compare_key

_ALIKE: Final = 75.0
"""Percent of its characters that a quote shares with the one that was decided on."""
_LONG: Final = 12
"""Characters of a quote below which a likeness says nothing: 4.500 and 4.600."""

Row = Mapping[str, Any]


def links_of(rows: Sequence[Row], decisions: Iterable[Decision], here: Set[str]) -> set[tuple[str, str]]:
    """Pairs of the key of a subject on which nobody has decided, and that of decisions about the same place.

    The same place is what has the same content key, or else words much alike under the same rule. It is looked for in
    the document that was decided on, and, where its file is gone (``here`` are the SHA-256 of those that are not), in
    those files that may have taken its place.
    """
    rows_of = {row["key"] for row in rows}
    by_key: dict[str, list[Decision]] = defaultdict(list)
    for decision in decisions:
        by_key[decision.key].append(decision)
    free = [row for row in rows if not standing(by_key.get(row["key"], ()))]
    by_content: dict[str, list[Row]] = defaultdict(list)
    by_file: dict[tuple[str, str], list[Row]] = defaultdict(list)
    for row in free:
        by_content[row["content_key"]].append(row)
        by_file[row["doc_sha256"], row["rule"]].append(row)
        by_file[row["source"], row["rule"]].append(row)
    found: set[tuple[str, str]] = set()
    unmatched: list[Decision] = []
    for key, made in by_key.items():
        counting = standing(made)
        if key in rows_of or not counting:
            continue
        last = counting[-1]
        same = [
            row
            for row in (by_content[last.content_key] if last.content_key else ())
            # as long as the file is there, another one with the same head is another document
            if row["doc_sha256"] == last.doc_sha256 or last.doc_sha256 not in here
        ]
        found |= {(row["key"], key) for row in same}
        if not same:
            unmatched.append(last)
    taken = {key for key, _ in found}
    for last in unmatched:
        file = last.doc_sha256 if last.doc_sha256 in here else last.source
        near = [row for row in by_file[file, last.rule or last.field] if row["key"] not in taken]
        if (best := _nearest(last.quote, near)) is not None:
            found.add((best["key"], last.key))
    return found


def _nearest(quote: str, rows: Sequence[Row]) -> Row | None:
    if len(quote) < _LONG:
        return None
    texts = [compare_key(row["quote"]) for row in rows]
    best = process.extractOne(compare_key(quote), texts, scorer=fuzz.ratio, score_cutoff=_ALIKE)
    return rows[best[2]] if best else None
