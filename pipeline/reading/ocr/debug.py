"""Pictures of what was seen on pages, for whoever wonders why something was read as it was."""

from __future__ import annotations

from dataclasses import dataclass
from math import cos, radians, sin
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from dataset.document import Box
from pipeline.errors import StorageError
from pipeline.messages import say, system_error
from pipeline.reading.layout.model import PageContent, words_of
from pipeline.reading.ocr.cleaning import cleaned
from pipeline.reading.ocr.geometry import quarter_turned, rotated
from pipeline.reading.ocr.render import PageImage

DPI = 110
"""Resolution of the pictures."""
LARGEST_PNG = 1_500_000
"""Pictures whose PNG has more bytes are kept as JPEG."""
JPEG_QUALITY = 80
SURE, DOUBTFUL = 0.9, 0.6
"""Confidence from which a word is green, from which it is orange; below it is red."""

Colour = tuple[int, int, int]
GREEN, ORANGE, RED = (0, 140, 0), (230, 130, 0), (220, 0, 0)
SEAL, SIGNATURE, GRID = (200, 0, 160), (0, 60, 220), (0, 150, 190)


@dataclass(frozen=True)
class DebugPages:
    """Writes ``DOC-page.png`` (``.jpg`` if that is large) into a folder."""

    folder: Path
    doc_id: str

    def __call__(self, image: PageImage, content: PageContent) -> None:
        """Write the picture of one page.

        Raises:
            StorageError: It cannot be written.
        """
        data, suffix = _encoded(drawn(image, content))
        stem = f"{self.doc_id}-{content.number}"
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            for other in (".png", ".jpg"):
                (self.folder / f"{stem}{other}").unlink(missing_ok=True)
            (self.folder / f"{stem}{suffix}").write_bytes(data)
        except OSError as error:
            cause = say("storage.write", detail=system_error(error))
            raise StorageError(cause, say("storage.disk"), str(self.folder)) from error


def drawn(image: PageImage, content: PageContent) -> NDArray[np.uint8]:
    """The page as it was read, with boxes of words by confidence, cells, seals and signatures, and a line of facts."""
    steps = ""
    if content.origin == "ocr" and content.state != "failed":
        # rotation of the picture itself was done before; what is left is what the page was turned by after cleaning
        clean = cleaned(image)
        upright = _upright(clean.size, content)
        grey = quarter_turned(clean.grey, upright)
        steps = "+".join(clean.steps) or "-"
        if content.skew:
            grey = rotated(grey, -content.skew)
        base = cv2.cvtColor(grey, cv2.COLOR_GRAY2RGB)
    else:
        base = image.pixels
    scale = DPI / image.dpi
    interpolation = cv2.INTER_AREA if scale < 1 else cv2.INTER_LINEAR
    canvas = np.asarray(cv2.resize(base, None, fx=scale, fy=scale, interpolation=interpolation), np.uint8)
    for table in content.tables:
        for cell in table.cells:
            _frame(canvas, cell.box, GRID, 2)
    for word in words_of(content):
        _frame(canvas, word.box, _by(word.confidence), 1)
    for boxes, colour in ((content.seals, SEAL), (content.signatures, SIGNATURE)):
        for box in boxes:
            _frame(canvas, _set_straight(box, content), colour, 3)
    return np.vstack([_legend(canvas.shape[1], image, content, steps), canvas])


def _upright(size: tuple[float, float], content: PageContent) -> int:
    """By how much the page was turned after it was cleaned: quarter turns of the sheet were made before."""
    differs = (size[0] > size[1]) != (content.width > content.height)
    return content.rotation if differs or content.rotation == 180 else 0


def _by(confidence: float) -> Colour:
    return GREEN if confidence >= SURE else ORANGE if confidence >= DOUBTFUL else RED


def _set_straight(box: Box, content: PageContent) -> Box:
    """Where a mark of the skewed page lies once that is straight."""
    angle = radians(-content.skew)
    x, y = (box.x0 + box.x1) / 2 - content.width / 2, (box.top + box.bottom) / 2 - content.height / 2
    dx, dy = x * cos(angle) - y * sin(angle) - x, x * sin(angle) + y * cos(angle) - y
    return Box(box.x0 + dx, box.top + dy, box.x1 + dx, box.bottom + dy)


def _frame(canvas: NDArray[np.uint8], box: Box, colour: Colour, width: int) -> None:
    x0, top, x1, bottom = (round(value * DPI / 72) for value in box)
    cv2.rectangle(canvas, (x0, top), (x1, bottom), colour, width)


def _legend(width: int, image: PageImage, content: PageContent, steps: str) -> NDArray[np.uint8]:
    """Facts in plain ASCII: OpenCV's letters know no others."""
    confidence = "-" if content.ocr_confidence is None else f"{content.ocr_confidence:.2f}"
    facts = (
        f"p{content.number} {content.origin} {content.state} {image.dpi}dpi turn {content.rotation} "
        f"skew {content.skew:+.2f} conf {confidence} seals {len(content.seals)} sign {len(content.signatures)} "
        f"tables {len(content.tables)} {steps}"
    )
    strip = np.full((24, width, 3), 255, np.uint8)
    cv2.putText(strip, facts, (6, 17), cv2.FONT_HERSHEY_SIMPLEX, 0.45, (0, 0, 0), 1, cv2.LINE_AA)
    return strip


def _encoded(picture: NDArray[np.uint8]) -> tuple[bytes, str]:
    turned = picture[:, :, ::-1]
    _, data = cv2.imencode(".png", turned)
    if len(data) <= LARGEST_PNG:
        return data.tobytes(), ".png"
    _, data = cv2.imencode(".jpg", turned, [cv2.IMWRITE_JPEG_QUALITY, JPEG_QUALITY])
    return data.tobytes(), ".jpg"
