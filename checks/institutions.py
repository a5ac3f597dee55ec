"""Names of schools, hospitals and other institutions in which a document speaks of itself under another's name."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from checks.rule import Plan
from dataset.spans import Span
from normalizers.unicode import compare_key, fold

# parts of a document that speak of the document itself
_OWN_PARTS = ("enacting", "closing", "annex-title", "annex-reference")
_WORD = re.compile(r"[^\W_]+(?:[-.][^\W_]+)*")
# a committee, a department or a Party body goes by its locality, which other rules look at
_INSTITUTION = re.compile(
    r"^(?:trường|bệnh viện|trung tâm|ban quản lý|vườn quốc gia|khu bảo tồn|học viện|viện|công ty|hợp tác xã|nhà máy|"
    r"chi cục)\b",
    re.IGNORECASE,
)
# somebody else is spoken of
_ANOTHER = re.compile(r"\b(?:phối hợp|cùng|với|từ|đến|gửi|đề nghị|và|sáp nhập|nhập|tách)\s+(?:với\s+)?$", re.IGNORECASE)
# who may come before the name of the author
_SELF = re.compile(r"(?:^|[.;:(]\s*|\bcủa\s+|\btại\s+|\btoàn\s+|,\s*)$", re.IGNORECASE)
_KIND = 2
_REACH = 40


class Misnamed(NamedTuple):
    """The name by which a document calls its author, and the one that it has at its head."""

    span: Span
    observed: str
    expected: str


def misnamed(plan: Plan) -> Iterator[Misnamed]:
    """Names of the author's kind with another proper name, where only the author can be meant."""
    heads = [s.text.splitlines()[-1] for s in plan.sections_of("issuer") if s.text.strip()]
    own = next((head for head in reversed(heads) if _INSTITUTION.match(head.strip(" *"))), None)
    if own is None:
        return
    words = [_key(word) for word in _WORD.findall(own)]
    for section in plan.sections_of(*_OWN_PARTS):
        found = list(_WORD.finditer(plan.text, section.start, section.end))
        keys = [_key(match.group()) for match in found]
        for index in range(len(keys)):
            if keys[index : index + _KIND] != words[:_KIND]:
                continue
            same = _common(words, keys[index:])
            # up to where both agree it is the kind of institution, behind it stands the name
            behind = _name(found[index + same :], plan.text)
            expected = " ".join(w.capitalize() if own.isupper() else w for w in _WORD.findall(own)[same:])
            before = plan.text[max(section.start, found[index].start() - _REACH) : found[index].start()]
            if same == len(words) or not behind or _ANOTHER.search(before) or not _SELF.search(before):
                continue
            if {_key(match.group()) for match in behind} & set(words[same:]):
                continue
            span = Span(found[index].start(), behind[-1].end())
            if not plan.cites_at(span):
                yield Misnamed(span, plan.text[span.start : span.end], f"{_lead(found, index, same, plan)} {expected}")


def _name(words: list[re.Match[str]], text: str) -> list[re.Match[str]]:
    """The words with a capital that follow one another with nothing but spaces between them."""
    name: list[re.Match[str]] = []
    for match in words:
        if not match.group()[0].isupper() or (name and text[name[-1].end() : match.start()].strip()):
            break
        name.append(match)
    return name


def _lead(found: list[re.Match[str]], index: int, same: int, plan: Plan) -> str:
    return plan.text[found[index].start() : found[index + same - 1].end()]


def _common(one: list[str], other: list[str]) -> int:
    return next((i for i, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))


def _key(word: str) -> str:
    return fold(compare_key(word))
