"""Sentences of two plans that are one but for the names of their localities."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence

from rapidfuzz import fuzz

from checks.catalogue import Catalogue, Entry
from dataset.records import PlaceMention, Section
from normalizers.unicode import compare_key

# two plans are about one thing from here on, the names of their localities left out (rapidfuzz ratio, 0 to 100)
SAME_SUBJECT = 85
# titles that are compared letter by letter; of more documents of one place only those with the same title count
_COMPARED = 200
_WORD = re.compile(r"\w+")
# words without which a sentence is a set phrase that any plan may have, and words in which two copies may differ
_LEAST, _MISTYPED = 6, 1
_LEVEL_WORDS = frozenset({"xã", "phường", "tỉnh", "thành", "phố", "đặc", "khu"})


class Homes:
    """The documents of an archive by where they are at home, to tell where a sentence with a name was at home."""

    def __init__(self, known: Catalogue) -> None:
        self._known = known
        at: dict[tuple[str, str, str], list[Entry]] = defaultdict(list)
        for entry in known.entries:
            if entry.title:
                about = entry.doc_type, subject(entry)
                for place in {entry.territory, entry.parent} - {""}:
                    at[place, *about].append(entry)
        self._at: Mapping[tuple[str, str, str], list[Entry]] = dict(at)

    def origin(self, own: Entry, mention: PlaceMention) -> Entry | None:
        """The document about the same at home in the named locality, or, where it is a province, within it."""
        named = compare_key(f"{mention.level} {mention.name}")
        alike = [e for e in self._at.get((named, own.doc_type, subject(own)), ()) if e.body != own.body]
        if alike:
            # communes of one name lie in many provinces: the own one comes first
            return next((entry for entry in alike if own.parent and entry.parent == own.parent), alike[0])
        others = self._known.by_territory.get(named, ())
        return most_alike(own, others) if len(others) <= _COMPARED else None


def most_alike(own: Entry, others: Sequence[Entry]) -> Entry | None:
    """The document of another issuer that is most like a plan, if it is about the same."""
    likeness = [
        (fuzz.ratio(subject(own), subject(other)), -other.rank, other)
        for other in others
        if other.doc_id != own.doc_id and other.doc_type == own.doc_type and other.title
    ]
    best = max(likeness, default=None)
    return best[2] if best is not None and best[0] >= SAME_SUBJECT else None


def subject(entry: Entry) -> str:
    """The title without the name of the locality."""
    return entry.title.replace(entry.place, "").replace(entry.level, "")


def twin(
    section: Section, own: Entry, mention: PlaceMention, origin: Entry, others: Sequence[Section]
) -> Section | None:
    """The part of the other document that is this part of a plan, where it names its own locality or none."""
    ours = _bare(section.text, own, compare_key(mention.name or ""))
    if sum(ours.values()) < _LEAST:
        return None
    for other in others:
        theirs = _bare(other.text, origin)
        if max((ours - theirs).total(), (theirs - ours).total()) <= _MISTYPED:
            return other
    return None


def _bare(text: str, entry: Entry, *names: str) -> Counter[str]:
    """The words of a text without the names and levels of the document's own localities and other names."""
    key = compare_key(text)
    _, _, upper = entry.parent.partition(" ")
    for name in sorted({entry.place, upper.removeprefix("phố "), *names} - {""}, key=len, reverse=True):
        key = re.sub(rf"(?<!\w){re.escape(name)}(?!\w)", " ", key)
    return Counter(word for word in _WORD.findall(key) if word not in _LEVEL_WORDS)
