"""Schools, hospitals and their like: names of their own, which running text writes better than a letterhead."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from functools import lru_cache

from extractors.bodies import Body, words
from extractors.outline.lines import fold
from extractors.outline.model import Outline

_UNREAD = frozenset({"table", "recipient", "addressee", "signer", "signer-title", "formula", "superior"})
_NAME = re.compile(r"(?:\s+(?:[A-ZĐ]|[^\W\d_a-zà-ỹđ])[\w'’]*)*")
_CAPITAL = re.compile(r"[^\W\d_]")


def as_it_calls_itself(body: Body, outline: Outline) -> Body:
    """The body under the name that the document itself writes in small letters, without the place of the date line.

    Letterhead ``TRƯỜNG MN TUỔI THƠ``, text ``trường mầm non Tuổi Thơ``: the second tells where the name has capitals.
    What the text adds in capitals belongs to the name (``Bệnh viện II Lâm Đồng``). A body that a locality with its
    level closes (``Trung tâm Y tế huyện …``) is no such one.
    """
    head = next((one for one in words()["institutions"]["heads"] if fold(body.name).startswith(f"{fold(one)} ")), None)
    if head is None or body.name.endswith(" khu vực") or _closed_by_locality(body, outline):
        return body
    pattern = _any_form(body.name)
    named: Counter[str] = Counter()
    for node in outline.nodes:
        if node.kind in _UNREAD or node.in_annex or node.text.isupper():
            continue
        for found in pattern.finditer(fold(node.text)):
            more = _NAME.match(node.text, found.end())
            text = node.text[found.start() : more.end() if more else found.end()]
            if not text.isupper():
                named[" ".join(text.split())] += 1
    if not named:
        return replace(body, apart=True)
    name = max(named, key=lambda text: (named[text], len(text)))
    return replace(body, name=name[:1].upper() + name[1:], apart=True)


def _closed_by_locality(body: Body, outline: Outline) -> bool:
    """Whether the head itself gives the body its level: TRUNG TÂM Y TẾ HUYỆN …, BỆNH VIỆN ĐA KHOA TỈNH."""
    level = fold(body.level or "")
    heads = [fold(node.text) for node in outline.of("issuer") if not node.in_annex]
    return bool(level) and any(re.search(rf"\b{re.escape(level)}\b", head) for head in heads)


@lru_cache(maxsize=64)
def _any_form(name: str) -> re.Pattern[str]:
    """The name in folded text, its short forms also in full: MN is mầm non."""
    short = words()["institutions"]["short"]
    parts = []
    for word in fold(name).split():
        full = short.get(word)
        parts.append(f"(?:{re.escape(word)}|{fold(full)})" if full else re.escape(word))
    return re.compile(r"\b" + r"\s+".join(parts) + r"\b")
