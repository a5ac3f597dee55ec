"""Tesseract through pytesseract."""

from __future__ import annotations

import os
import re
import subprocess
import unicodedata
from collections.abc import Mapping, Sequence
from functools import lru_cache

from PIL import Image

from pipeline.errors import ReadingError
from pipeline.reading.base import ReadingOptions
from pipeline.reading.ocr.cache import Cached, CacheSettings
from pipeline.reading.ocr.engine import Engine, EngineMissingError, Grey, OcrWord
from pipeline.reading.ocr.guard import Bounds, bounded

MODELS = (("vie",), ("Vietnamese", "script/Vietnamese"))
"""Models by preference, each under its names. That of the language takes three quarters of the time of that of the
script, and once both are mended errs less (docs/reading-scans.md); where it doubts, the other one is asked."""
DIGITS = "eng"
"""The model that reads numbers best, which Debian installs with tesseract."""
FAULTS = (RuntimeError, OSError, ValueError, KeyError, IndexError)
"""What calling an engine raises that ended badly (pytesseract's own errors among them), wrote nothing, or no table."""
BOUNDS = Bounds(work=120, idle=120)
"""A page counts as failed that takes more processor time, or that is not worked on for so long, in seconds …"""
TIMEOUT = 1200
"""… or for which so many seconds go by on the clock: a machine on which this is too little is of no use."""
PAGE, BLOCK = 3, 6
"""Page segmentation: automatic with columns; one uniform block."""
TURN_SURE = 2.0
"""Least confidence of tesseract in the orientation that it found."""
PACKAGES = "tesseract-ocr tesseract-ocr-vie tesseract-ocr-script-viet tesseract-ocr-osd"
"""The Debian packages of what is needed."""

LETTERS = str.maketrans({"Ð": "Đ", "ð": "đ", "Ÿ": "Y", "ÿ": "y", "\u2044": "/", "ﬁ": "fi", "ﬂ": "fl"})
"""What the models write for a letter of like shape."""


@lru_cache(maxsize=1)
def tesseract() -> Tesseract:
    """The engine of this machine.

    Raises:
        EngineMissingError: Tesseract or a Vietnamese model is not installed.
    """
    return Tesseract()


def engine_for(options: ReadingOptions) -> Engine:
    """The engine of this machine, with the readings kept where the options say.

    Raises:
        EngineMissingError: Tesseract or a Vietnamese model is not installed.
    """
    if options.cache is None or not options.cache_megabytes:
        return tesseract()
    return _keeping(CacheSettings(options.cache, options.cache_megabytes))


@lru_cache(maxsize=4)
def _keeping(settings: CacheSettings) -> Cached:
    return Cached(tesseract(), settings)


class Tesseract(Engine):
    """Tesseract 5 with one thread: more threads make it five times slower."""

    def __init__(self, skipped: int = 0) -> None:
        """``skipped``: how many of the models that are installed others read with."""
        import pytesseract  # noqa: PLC0415 (late: heavy)

        os.environ.setdefault("OMP_THREAD_LIMIT", "1")
        try:
            installed = _installed_models(pytesseract.pytesseract.tesseract_cmd)
            version = pytesseract.get_tesseract_version()
        except (pytesseract.TesseractNotFoundError, subprocess.SubprocessError, OSError) as error:
            raise EngineMissingError("no_tesseract", packages=PACKAGES) from error
        known = [next(filter(installed.__contains__, names), None) for names in MODELS]
        models = [model for model in known if model is not None][skipped:]
        if not models:
            raise EngineMissingError("no_model", packages=PACKAGES)
        self.model = models[0]
        self.second = Tesseract(skipped + 1) if len(models) > 1 else None
        self.digits = DIGITS if DIGITS in installed else self.model
        self.can_turn = "osd" in installed
        self.name = f"tesseract {version} {self.model}, {self.digits}"

    def words(self, image: Grey, dpi: int, *, layout: bool = True, digits: bool = False) -> list[OcrWord]:
        """See :meth:`Engine.words`."""
        import pytesseract  # noqa: PLC0415 (late: heavy)

        config = f"--psm {PAGE if layout else BLOCK} --dpi {dpi}"
        if digits:
            config += " -c tessedit_char_whitelist=0123456789.,%-+/()"
        try:
            with bounded(BOUNDS):
                data = pytesseract.image_to_data(
                    _uncompressed(image),
                    lang=self.digits if digits else self.model,
                    config=config,
                    output_type=pytesseract.Output.DICT,
                    timeout=TIMEOUT,
                )
            return _words(data)
        except FAULTS as error:
            # of what tesseract itself did not say the kind is told alone: the rest names files of this one call
            fault = str(error) if isinstance(error, RuntimeError) else type(error).__name__
            raise ReadingError("tesseract_failed", fault=fault) from error

    def turned(self, image: Grey, dpi: int) -> int:
        """See :meth:`Engine.turned`."""
        import pytesseract  # noqa: PLC0415 (late: heavy)

        if not self.can_turn:
            return 0
        try:
            with bounded(BOUNDS):
                told = pytesseract.image_to_osd(_uncompressed(image), config=f"--dpi {dpi}", timeout=TIMEOUT)
        except FAULTS:
            return 0
        turn = re.search(r"Rotate: (\d+)", told)
        sure = re.search(r"Orientation confidence: ([\d.]+)", told)
        return int(turn.group(1)) if turn and sure and float(sure.group(1)) >= TURN_SURE else 0


def _words(data: Mapping[str, Sequence[str]]) -> list[OcrWord]:
    """The words of tesseract's table.

    Raises:
        KeyError, ValueError, IndexError: It is none.
    """
    found = []
    for i, raw in enumerate(data["text"]):
        text = unicodedata.normalize("NFC", raw.strip().translate(LETTERS))
        if not text or float(data["conf"][i]) < 0:
            continue
        left, top = int(data["left"][i]), int(data["top"][i])
        line = (int(data["block_num"][i]), int(data["par_num"][i]), int(data["line_num"][i]))
        right, bottom = left + int(data["width"][i]), top + int(data["height"][i])
        found.append(OcrWord(text, left, top, right, bottom, float(data["conf"][i]) / 100, line))
    return found


def _installed_models(command: str) -> set[str]:
    """Names of the models; pytesseract's own list leaves out those whose name has a capital: ``Vietnamese``."""
    told = subprocess.run(
        [command, "--list-langs"], capture_output=True, text=True, encoding="utf-8", timeout=BOUNDS.idle, check=True
    )
    # the first line is a heading
    return {line.strip() for line in told.stdout.splitlines()[1:]}


def _uncompressed(image: Grey) -> Image.Image:
    """A picture that is handed over as it is: to compress a page takes a tenth of the time that it takes to read it."""
    picture = Image.fromarray(image)
    picture.format = "PPM"
    return picture
