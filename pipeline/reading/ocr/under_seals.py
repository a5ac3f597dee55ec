"""What stands under seals, read once more from a picture of the seal and its surroundings alone.

Under ink that covers, letters are faint. On a whole page the engine sets its threshold by the black print around them
and loses them; on a cut of the seal it finds them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

import numpy as np

from dataset.document import Box
from normalizers.syllables import syllables
from normalizers.unicode import tone_placement
from pipeline.errors import ReadingError
from pipeline.reading.ocr.engine import Engine, Grey, OcrWord
from pipeline.reading.ocr.geometry import at_reading_size

ACROSS, ABOVE = 70.0, 50.0
"""So many points beside, and above and below a seal are cut out with it: whole words, and lines beside it."""
TOUCHED: Final = 6.0
"""Words up to this many points from the box of a seal may lie under it."""
SURE: Final = 0.7
"""A word of the cut is taken if it was read at least this surely …"""
SURER: Final = 0.05
"""… and by so much more surely than what was read there before."""
OVER: Final = 0.3
"""Words stand in one place if they share this much of the smaller one."""
BORDER: Final = 4
"""A word this many pixels from the border of the cut may be a part of one."""
_OUTER: Final = ".,;:!?()[]“”\"'…"


def with_words_under_seals(
    words: Sequence[OcrWord], grey: Grey, dpi: int, seals: Sequence[Box], engine: Engine
) -> list[OcrWord]:
    """The words of a page, those under its seals compared with a reading of the seals alone.

    Args:
        words: What was read of the whole page, in pixels.
        grey: The page, the ink of seals lifted.
        dpi: Its resolution.
        seals: Boxes of seals in points.
        engine: What reads; where it fails, the words stay as they are.
    """
    found = list(words)
    for number, seal in enumerate(seals):
        try:
            read = list(_of_seal(seal, grey, dpi, engine))
        except ReadingError:
            continue
        for word in read:
            found = _merged(found, word._replace(line=(-2, number, *word.line)))
    return found


def _of_seal(seal: Box, grey: Grey, dpi: int, engine: Engine) -> Iterator[OcrWord]:
    """The words under a seal, in pixels of the page."""
    scale = dpi / 72
    x0, top = (max(0, round((edge - room) * scale)) for edge, room in ((seal.x0, ACROSS), (seal.top, ABOVE)))
    x1, bottom = (round((edge + room) * scale) for edge, room in ((seal.x1, ACROSS), (seal.bottom, ABOVE)))
    cut = np.ascontiguousarray(grey[top:bottom, x0:x1])
    if cut.size == 0:
        return
    small, small_dpi = at_reading_size(cut, dpi)
    height, width = small.shape
    for word in engine.words(small, small_dpi):
        left = min(word.x0, word.top, width - word.x1, height - word.bottom)
        larger = dpi / small_dpi
        placed = word._replace(
            x0=round(word.x0 * larger) + x0,
            x1=round(word.x1 * larger) + x0,
            top=round(word.top * larger) + top,
            bottom=round(word.bottom * larger) + top,
        )
        if left >= BORDER and word.confidence >= SURE and _touches(placed, seal, scale):
            yield placed


def _touches(word: OcrWord, seal: Box, scale: float) -> bool:
    return (
        word.x1 >= (seal.x0 - TOUCHED) * scale
        and word.x0 <= (seal.x1 + TOUCHED) * scale
        and word.bottom >= (seal.top - TOUCHED) * scale
        and word.top <= (seal.bottom + TOUCHED) * scale
    )


def _merged(words: list[OcrWord], new: OcrWord) -> list[OcrWord]:
    """The words with one more, in the place of those that it was read surer than; as they were where it was not."""
    there = [index for index, word in enumerate(words) if _share(word, new) >= OVER]
    if not there:
        return [*words, new] if _is_word(new.text) else words
    before = [words[index] for index in there]
    if " ".join(word.text for word in before) == new.text:
        words[there[0]] = before[0]._replace(confidence=max(before[0].confidence, new.confidence))
        return words
    surer = new.confidence >= min(word.confidence for word in before) + SURER
    if not surer or (not _is_word(new.text) and all(_is_word(word.text) for word in before)):
        return words
    kept = [word for index, word in enumerate(words) if index not in there[1:]]
    kept[there[0]] = new._replace(line=before[0].line)
    return kept


def _share(one: OcrWord, two: OcrWord) -> float:
    """What two words share, as a share of the smaller one."""
    across = min(one.x1, two.x1) - max(one.x0, two.x0)
    down = min(one.bottom, two.bottom) - max(one.top, two.top)
    if across <= 0 or down <= 0:
        return 0.0
    smaller = min((word.x1 - word.x0) * (word.bottom - word.top) for word in (one, two))
    return across * down / max(1, smaller)


def _is_word(text: str) -> bool:
    core = text.strip(_OUTER)
    return core.isdigit() or tone_placement(core.lower()) in syllables()
