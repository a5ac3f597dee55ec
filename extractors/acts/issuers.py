"""Issuers that a document names by their level alone: the tỉnh of a plan is its own province."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

from dataset.records import DocumentRecord
from normalizers.places import levels, split_level


@lru_cache(maxsize=1)
def _bare_level() -> re.Pattern[str]:
    data: dict[str, Any] = levels()
    words = sorted(data["levels"], key=len, reverse=True)
    committees = sorted(data["committees"], key=len, reverse=True)
    return re.compile(
        rf"(?:^|\s)(?:(?P<level>{'|'.join(words)})|(?P<committee>{'|'.join(committees)}))$", re.IGNORECASE
    )


def with_locality(issuer: str | None, own: DocumentRecord | None) -> str | None:
    """The issuer with its locality, where it ends in a bare level that is the document's own or its parent's.

    ``Ủy ban nhân dân tỉnh`` in a plan of xã Bình Minh, tỉnh An Giang, is ``Ủy ban nhân dân tỉnh An Giang``. A level
    that the document does not have (xã in the plan of a phường) stays as it is.
    """
    if issuer is None or own is None:
        return issuer
    match = _bare_level().search(issuer)
    if match is None:
        return issuer
    level = (match["level"] or levels()["committees"][match["committee"].casefold()]).casefold()
    parent_level, parent = split_level(own.parent_place or "")
    if level == own.issuer_level and own.place:
        return f"{issuer} {_bare(own.place)}"
    if level == parent_level and parent:
        return f"{issuer} {parent}"
    return issuer


def _bare(place: str) -> str:
    """A place without its level (``Phường 1`` → ``1``)."""
    return split_level(place)[1]
