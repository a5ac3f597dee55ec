"""A stretch of text read in one of the encodings from before Unicode: its words, and how much likelier they make it.

Each different word is weighed by the rank of its syllable (Zipf's law: the probability of the word of rank r among N is
about 1 / (r · ln N)), a word that is no syllable by one small constant, so that a stretch that says nothing decides
nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from math import log
from typing import Final

from dataset.spans import Edit
from normalizers.legacy_codes import DASHES, Encoding
from normalizers.syllables import syllables

KNOWN_SHARE: Final = 0.75
"""Of the words with marks at least this share must be syllables once decoded."""
FEWEST_WORDS: Final = 3
"""A stretch proves an encoding by at least so many different words that are syllables only when decoded."""
PROOF: Final = 15.0
"""… and by so much more likely a text (natural logarithm); 15 is odds of three millions to one."""
UNKNOWN: Final = -14.0
"""Logarithm of the probability of a word that is no syllable; the rarest syllable has about -10."""
FREQUENT: Final = -9.3
"""A symbol that stands alone (``·``) is a letter only if that is a word at least so frequent (the 1,300 first)."""
_PIECE: Final = re.compile(r"[^\W\d_]+")
_SYMBOLS_BEFORE: Final = re.compile(r"[\W¹²³]+")
_SYMBOLS_BEHIND: Final = re.compile(r"[\W¹²³]+$")
_SYMBOL_INSIDE: Final = re.compile(r"[^\W\d_][\W¹²³]+[^\W\d_]")
_INITIALS: Final = re.compile(r"[A-ZĐ]{1,6}")


@dataclass(frozen=True)
class Reading:
    """A stretch read in one encoding: what changes, and how much likelier that makes the text."""

    encoding: Encoding
    edits: tuple[Edit, ...]
    share: float
    gain: float
    proofs: int

    @property
    def proven(self) -> bool:
        """Whether the stretch proves the encoding by itself; sequences of UTF-8 do not come about by chance."""
        if not self.encoding.single:
            return self.share >= KNOWN_SHARE and self.proofs > 0
        return self.share >= KNOWN_SHARE and self.gain >= PROOF and self.proofs >= FEWEST_WORDS


def read_stretch(text: str, span: tuple[int, int], encoding: Encoding, from_bytes: bool = False) -> Reading:
    """Decode the words of ``text[span]`` that are not plain ASCII and weigh both forms, each different word once."""
    edits: list[Edit] = []
    seen: set[str] = set()
    known = total = proofs = 0
    gain = 0.0
    for match in (encoding.byte_word if from_bytes else encoding.word).finditer(text, *span):
        word = match.group()
        if word.isascii() and not (encoding.dash and "-" in word):
            continue
        pieces = list(_decoded(word, match.start(), encoding))
        edits += (edit for edit, _ in pieces if edit.text != text[edit.start : edit.end])
        for edit, raw in pieces:
            lone = edit.text == raw and not any(map(str.isalnum, raw))
            if lone or raw.isascii() or raw in seen or _INITIALS.fullmatch(edit.text):
                continue
            seen.add(raw)
            after = _weight(edit.text)
            before = UNKNOWN if edit.text != raw and _SYMBOL_INSIDE.search(raw) else _weight(raw)
            total += 1
            known += after > UNKNOWN
            proofs += after > UNKNOWN >= before
            gain += after - before
    if encoding.shared_case:
        edits = _with_capitals(text, span, edits)
    return Reading(encoding, tuple(edits), known / total if total else 0.0, gain, proofs)


def _decoded(word: str, start: int, encoding: Encoding) -> Iterator[tuple[Edit, str]]:
    """The words of one match, each with what stood there: dashes are letters only where a syllable comes of it."""
    if encoding.dash is None or not _DASH.search(word):
        yield _core(word, start, encoding)
        return
    joined = _DASH.sub(encoding.dash, word)
    parts = [part for part in _DASH.split(word) if part]
    sure = _SURE_DASH.search(word) or not all(_is_syllable(_letters(part, encoding)) for part in parts)
    if sure and _is_syllable(_letters(joined, encoding)):
        yield Edit(start, start + len(word), _letters(joined, encoding)), word if not word.isascii() else "\xad"
        return
    for part in re.finditer(rf"[^{DASHES}]+|\xad", word):
        yield _core(part.group(), start + part.start(), encoding)


_DASH: Final = re.compile(f"[{DASHES}]")
_SURE_DASH: Final = re.compile("[\u2010\u2011\u2212]")


def _core(word: str, start: int, encoding: Encoding) -> tuple[Edit, str]:
    """A word decoded; quotes and footnote marks (``»``, ``¹``) at its ends stay if it is a syllable only without."""
    decoded = _letters(word, encoding)
    if len(word) == 1 and not word.isalnum() and _weight(decoded) < FREQUENT:
        return Edit(start, start + 1, word), word
    if encoding.single and not _is_syllable(decoded) and not _INITIALS.fullmatch(decoded):
        for left, right in ((0, 1), (1, 0), (1, 1)):
            first, last = _SYMBOLS_BEFORE.match(word), _SYMBOLS_BEHIND.search(word)
            begin = first.end() if left and first else 0
            end = last.start() if right and last else len(word)
            inner = word[begin:end]
            if 1 < len(inner) < len(word) and _is_syllable(_letters(inner, encoding)):
                return Edit(start + begin, start + end, _letters(inner, encoding)), inner
    return Edit(start, start + len(word), decoded), word


def _with_capitals(text: str, span: tuple[int, int], edits: Sequence[Edit]) -> list[Edit]:
    """The edits with words of fewer than two ASCII letters (``Kú``, ``ë``) in capitals, where those beside them are.

    The words beside tell by what was decoded in them, or by small letters: ``KH-UBND`` says nothing.
    """
    cases = [_case(text[edit.start : edit.end]) for edit in edits]
    done: list[Edit] = []
    for index, edit in enumerate(edits):
        if cases[index] is None:
            left = _beside(text, max(span[0], edits[index - 1].end if index else 0), edit.start, cases[:index][-1:], -1)
            right_end = min(span[1], edits[index + 1].start) if index + 1 < len(edits) else span[1]
            right = _beside(text, edit.end, right_end, cases[index + 1 : index + 2], 0)
            if {left, right} - {None} == {True}:
                done.append(edit._replace(text=edit.text.upper()))
                continue
        done.append(edit)
    return done


_SMALL: Final = re.compile(r"[a-z]{2}")
_NEAR: Final = 40


def _beside(text: str, start: int, end: int, case: Sequence[bool | None], side: int) -> bool | None:
    """The case on one side of a word: small letters of ASCII in between, or the decoded word behind them."""
    between = text[max(start, end - _NEAR) : end] if side else text[start : min(end, start + _NEAR)]
    return False if _SMALL.search(between) else next(iter(case), None)


def _case(word: str) -> bool | None:
    """Whether a word is in capitals by its ASCII letters; ``None`` if they do not tell."""
    letters = [letter for letter in word if letter.isascii() and letter.isalpha()]
    if any(letter.islower() for letter in letters):
        return False
    return True if len(letters) > 1 else None


def _letters(word: str, encoding: Encoding) -> str:
    """A word decoded, in capitals if its ASCII letters are and the codes have one case only (``CéNG`` is ``CỘNG``)."""
    decoded = encoding.decode(word)
    return decoded.upper() if encoding.shared_case and _case(word) else decoded


# -- syllables --------------------------------------------------------------------------------------------------------


@lru_cache(maxsize=1)
def _ranks() -> dict[str, int]:
    listed = files("normalizers").joinpath("data/syllables.txt").read_text(encoding="utf-8").split()
    return {syllable: rank for rank, syllable in enumerate(listed, 1)}


def _is_syllable(word: str) -> bool:
    return _well_cased(word) and word.lower() in syllables()


def _well_cased(word: str) -> bool:
    return word.islower() or word.isupper() or (word[:1].isupper() and word[1:].islower())


@lru_cache(maxsize=16384)
def _weight(word: str) -> float:
    """Logarithm of the probability of a word: the mean over its parts, :data:`UNKNOWN` if one is no syllable."""
    parts = _PIECE.findall(word)
    if not parts or not all(map(_is_syllable, parts)):
        return UNKNOWN
    ranks = _ranks()
    return sum(-log(ranks[part.lower()] * log(len(ranks))) for part in parts) / len(parts)
