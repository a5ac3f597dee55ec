"""Search over the words of the queue, with and without diacritics.

Two texts are kept of each item: as it is written (one way to place tone marks), and with everything taken off. A query
with any mark looks in the first, one without in the second. Words may stand anywhere; the last one may be unfinished.
"""

from __future__ import annotations

import re
from typing import Any, Final

import sqlalchemy as sa
from unidecode import unidecode

from normalizers.unicode import fold, tone_placement

WORDS: Final = sa.table(
    "review_words", sa.column("rowid", sa.BigInteger), sa.column("exact", sa.Text), sa.column("folded", sa.Text)
)
_WORD: Final = re.compile(r"[^\W_]+")


def words_of(text: str) -> tuple[str, str]:
    """A text as it is compared by queries with marks, and by those without, where đ is d and ơ is o."""
    exact = " ".join(_WORD.findall(tone_placement(text).casefold()))
    folded = fold(exact)
    # what is left has no plain form in Vietnamese: superscripts, other scripts
    return exact, folded if folded.isascii() else " ".join(_WORD.findall(unidecode(folded).casefold()))


def matching(text: str, dialect: str) -> sa.Select[Any] | sa.TextualSelect:
    """The positions of the items that have all words of a text; none where it has no word."""
    exact, folded = words_of(text)
    name, words = ("folded", folded.split()) if exact == folded else ("exact", exact.split())
    if dialect == "sqlite":
        # words consist of letters and digits: nothing in them has a meaning in the language of the index
        phrase = " ".join(f'"{word}"' for word in words) or '""'
        sought = sa.text("SELECT rowid FROM review_words WHERE review_words MATCH :words")
        return sought.bindparams(words=f"{name} : ({phrase}{' *' if words else ''})").columns(WORDS.c.rowid)
    # the texts begin with a space; only the last word may be unfinished
    padded = WORDS.c[name] + " "
    has = [padded.like(f"% {word}{'' if word is words[-1] else ' '}%") for word in words]
    return sa.select(WORDS.c.rowid).where(sa.and_(*has) if has else sa.false())
