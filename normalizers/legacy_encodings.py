"""Vietnamese text in the encodings from before Unicode: recognised by the syllables that come out, given as edits.

A stretch of text is read in an encoding only if what comes out is Vietnamese and what stands there is not. Short
stretches (``Sè: 12``) follow the encoding that longer ones of the same text prove.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Final

from dataset.spans import Edit, Span, apply_edits
from normalizers.legacy_codes import Encoding, characters_of, encodings
from normalizers.legacy_words import KNOWN_SHARE, Reading, read_stretch
from normalizers.unicode import VIETNAMESE_LETTERS

CERTAIN_SHARE: Final = 0.95
"""With this share, an encoding that the text has already shown needs no comparison with the others."""
MARGIN: Final = 3.0
"""Of two encodings the better one must be better by this (natural logarithm)."""
SAMPLE: Final = 100_000
"""Characters by which the encoding of a file is told."""

_BEYOND: Final = "".join(sorted(letter for letter in VIETNAMESE_LETTERS if letter > "\xff"))
_STRETCH: Final = re.compile(rf"[^\n{_BEYOND}]+")
_ODD: Final = (
    r"[\x80-\x9f\xa1-\xbf\xc4-\xc7\xcb\xce-\xd1\xd6-\xd8\xdb\xdc\xde-\xdf\xe4-\xe7\xeb\xee-\xf1\xf6-\xf8\xfb\xfc\xfe\xff"
    r"ŒœŠšŽžŸƒˆ˜†‡‰‹›€™μ∙⋅\u2212]"
)
# a character that Vietnamese does not have, at a letter; as VNI and Windows-1258 have them, two vowels that never meet;
# a capital behind a small letter
_TRACE: Final = re.compile(
    rf"[A-Za-z]{_ODD}|{_ODD}[A-Za-z]|[aA][ùõâàáãêèéúÙÕÂÀÁÃÊÈÉÚ]|[eE][ùõàáãÙÕÂÀÁÃ]|[oO][ùõâÙÕÂ]|[yY][ùõÙÕ]|[ôÔ][ùõÙÕ]"
    r"|[a-zà-ÿ][ÀÁÂÃÈÉÊÌÍÒÓÔÕÙÚÝ]|[ôõêâãý][ìò]"
)
_HIGH: Final = re.compile(r"[\x80-\xff]")


def legacy_edits(text: str) -> list[Edit]:
    """The edits that turn words in an encoding from before Unicode into Unicode (NFC); none for clean text.

    Each edit is one word. Stretches between words that only Unicode can write are judged one by one, so that a text may
    be mixed; what is Vietnamese as it stands, what stays no Vietnamese, and what two encodings read alike well stays.
    """
    if _TRACE.search(text) is None:
        return []
    stretches = [span for span in _stretches(text) if _HIGH.search(text, *span) or _TRACE.search(text, *span)]
    found: dict[tuple[int, int], Reading] = {}
    last: Encoding | None = None
    for span in stretches:
        if _TRACE.search(text, *span):
            best = _prove(text, span, last)
            if best is not None:
                found[span], last = best, best.encoding
    if not found:
        return []
    _follow(text, stretches, found)
    return [edit for span in sorted(found) for edit in found[span].edits]


def recovered_words(words: Sequence[str]) -> list[str]:
    """The words of one page, in reading order, as :func:`legacy_edits` would have them; as many as before."""
    text = " ".join(words)
    edits = legacy_edits(text)
    if not edits:
        return list(words)
    recovered, alignment = apply_edits(text, edits)
    found: list[str] = []
    start = 0
    for word in words:
        found.append(recovered[slice(*alignment.forward_span(Span(start, start + len(word))))] if word else word)
        start += len(word) + 1
    return found


def decode_bytes(data: bytes) -> tuple[str, str] | None:
    """The text of a file and the name of its encoding; ``None`` if in none of the 8-bit ones it is Vietnamese."""
    text = characters_of(data)
    span = (0, min(len(text), SAMPLE))
    readings = [read_stretch(text, span, encoding, True) for encoding in encodings() if encoding.single]
    best = _best([reading for reading in readings if not reading.encoding.bytes_only])
    # the whole of a standard is no rival of its common part, but may be better
    whole_standard = _best([reading for reading in readings if reading.encoding.bytes_only])
    if whole_standard and (best is None or whole_standard.gain >= best.gain + MARGIN):
        best = whole_standard
    if best is None or not best.proven:
        return None
    whole = read_stretch(text, (0, len(text)), best.encoding, True)
    return apply_edits(text, whole.edits)[0], best.encoding.name


def from_font(text: str, font: str) -> str:
    """Text set in a font of an old encoding (``.VnTime``, its capitals ``.VnTimeH``; ``VNI-Times``) in Unicode.

    Text that is Vietnamese as it stands stays, whatever its font: programs put another font in for letters that one
    lacks. Codes in the private area (U+F000 to U+F0FF), as symbol fonts have them, are taken for what they are.
    """
    encoding = next((e for e in encodings() if e.fonts and e.fonts.search(font)), None)
    if encoding is None or any(letter in _BEYOND for letter in text):
        return text
    plain = "".join(chr(ord(letter) & 0xFF) if "\uf020" <= letter <= "\uf0ff" else letter for letter in text)
    # single characters of a word may stand alone in a run: no word is judged here
    decoded = encoding.byte_word.sub(lambda match: encoding.decode(match.group()), plain)
    if encoding.capital_fonts and encoding.capital_fonts.search(font):
        return decoded.upper() if len(decoded.upper()) == len(decoded) else decoded
    return decoded


# -- stretches --------------------------------------------------------------------------------------------------------


@lru_cache(maxsize=1)
def _for_text() -> tuple[Encoding, ...]:
    return tuple(encoding for encoding in encodings() if not encoding.bytes_only)


def _stretches(text: str) -> Iterator[tuple[int, int]]:
    """Pieces of lines without the words that only Unicode can write."""
    for match in _STRETCH.finditer(text):
        start, end = match.span()
        if start and text[start - 1] != "\n":
            while start < end and not text[start].isspace():
                start += 1
        if end < len(text) and text[end] != "\n":
            while end > start and not text[end - 1].isspace():
                end -= 1
        if start < end:
            yield start, end


def _best(readings: Sequence[Reading]) -> Reading | None:
    """The likeliest reading, if it is likelier than what stands there and no other one comes near."""
    ranked = sorted((r for r in readings if r.edits and r.share >= KNOWN_SHARE), key=lambda r: -r.gain)
    if not ranked or ranked[0].gain <= 0:
        return None
    rivals = [r for r in ranked[1:] if r.edits != ranked[0].edits]
    return None if rivals and ranked[0].gain - rivals[0].gain < MARGIN else ranked[0]


def _prove(text: str, span: tuple[int, int], last: Encoding | None) -> Reading | None:
    """The reading of a stretch that proves its encoding; that of the stretch before is tried first."""
    if last is not None:
        reading = read_stretch(text, span, last)
        if reading.proven and reading.share >= CERTAIN_SHARE:
            return reading
    best = _best([read_stretch(text, span, encoding) for encoding in _for_text()])
    return best if best is not None and best.proven else None


def _follow(text: str, stretches: Sequence[tuple[int, int]], found: dict[tuple[int, int], Reading]) -> None:
    """Read the short stretches in the encodings that the others have proven.

    In a text with words that only Unicode can write a stretch has to become likelier; in one without them it is enough
    that what comes out is Vietnamese.
    """
    proven = list(dict.fromkeys(reading.encoding.name for reading in found.values()))
    pure = not any(letter in text for letter in _BEYOND)
    for span in stretches:
        if span in found:
            continue
        readings = [read_stretch(text, span, encoding) for encoding in _for_text() if encoding.name in proven]
        best = _best(readings)
        if best is None and pure and len(readings) == 1 and readings[0].share == 1.0 and readings[0].edits:
            best = readings[0]
        if best is not None:
            found[span] = best
