"""Memory does not grow with the pages of a scan: pictures are drawn, read and forgotten one after the other."""

from __future__ import annotations

import gc
import os
import tracemalloc
import weakref
from collections.abc import Callable
from functools import partial
from io import BytesIO
from pathlib import Path
from threading import Lock
from typing import Any

import numpy as np
import pytest
from PIL import Image

from pipeline.reading import base, pdf_file, scan
from pipeline.reading.base import ReadingOptions, Source, read_document
from pipeline.reading.layout.model import PageContent
from pipeline.reading.ocr import ahead, memory, render, tesseract, triage
from pipeline.reading.ocr.engine import Engine, Grey, OcrWord

FEW, MANY = 3, 8
SIZE, DPI = (420, 600), 200
"""Small pages, 2.1 by 3 inches, so that the test is quick."""
PICTURE = 3 * SIZE[0] * SIZE[1] * (render.DPI / DPI) ** 2
"""Bytes of one, as it is drawn: 1.7 MB."""
WORDS = 40


class Quick(Engine):
    """Reads the same words on every page, and remembers the pictures that are still there."""

    name = "quick"

    def __init__(self) -> None:
        self.pictures: list[weakref.ref[Grey]] = []
        self.most = 0

    def words(self, image: Grey, dpi: int, *, layout: bool = True, digits: bool = False) -> list[OcrWord]:
        self.pictures.append(weakref.ref(image))
        self.most = max(self.most, sum(picture() is not None for picture in self.pictures))
        step = image.shape[0] // (WORDS + 4)
        return [OcrWord("nhiệm", 100, step * (i + 2), 200, step * (i + 2) + 20, 0.96, (1, 1, i)) for i in range(WORDS)]

    def turned(self, image: Grey, dpi: int) -> int:
        return 0


def pages(count: int, format_: str) -> bytes:
    """Scanned pages, each with other stripes for lines."""
    pictures = []
    for number in range(count):
        pixels = np.full(SIZE[::-1], 255, np.uint8)
        pixels[80 + number : 540 : 14, 70:350] = 0
        pictures.append(Image.fromarray(pixels))
    stream = BytesIO()
    options = {"resolution": DPI} if format_ == "PDF" else {"dpi": (DPI, DPI)}
    pictures[0].save(stream, format_, save_all=True, append_images=pictures[1:], **options)
    return stream.getvalue()


@pytest.fixture
def engine(monkeypatch: pytest.MonkeyPatch) -> Quick:
    """The engine that reads in all readers."""
    quick = Quick()
    for module in (ahead, tesseract):
        monkeypatch.setattr(module, "engine_for", lambda _: quick)
    return quick


def peak(work: Callable[[], object]) -> int:
    """The most bytes that Python and NumPy held at once while working."""
    gc.collect()
    tracemalloc.start()
    try:
        work()
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def growth(engine: Quick, at_once: int) -> int:
    """By how much more bytes the reading of many pages takes at its peak than that of few.

    One thread at a time draws or reads, whatever is in hand: otherwise it is chance whether two are at their most at
    once, which takes more than what is looked for.
    """
    turn = Lock()

    def alone(work: Callable[..., Any]) -> Callable[..., Any]:
        def waiting(*arguments: Any) -> Any:
            with turn:
                return work(*arguments)

        return waiting

    few, many = (Source("scan.pdf", pages(count, "PDF")) for count in (FEW, MANY))
    options = ReadingOptions(pages_at_once=at_once)
    with pytest.MonkeyPatch.context() as patched:
        for name in ("render", "read_sheet"):
            patched.setattr(ahead, name, alone(getattr(ahead, name)))
        read_document(few, options)  # what is loaded once
        engine.pictures.clear()
        short, long = (peak(partial(read_document, source, options)) for source in (few, many))
    return long - short


ALLOWED = (MANY - FEW) * PICTURE / 3
"""Pages that are in hand at once differ a little."""


@pytest.mark.parametrize("at_once", [1, 2])
def test_a_long_scan_takes_no_more_memory_than_a_short_one(engine: Quick, at_once: int) -> None:
    assert growth(engine, at_once) < ALLOWED
    assert engine.most <= 2 * at_once


def test_pictures_that_stay_are_seen(engine: Quick, monkeypatch: pytest.MonkeyPatch) -> None:
    original, kept = triage.read_sheet, list[np.ndarray]()

    def leaking(image: render.PageImage, *rest: Any) -> list[PageContent]:
        kept.append(image.pixels[:, :, :2].copy())  # two thirds of what is drawn, and no more
        return original(image, *rest)

    monkeypatch.setattr(ahead, "read_sheet", leaking)
    assert growth(engine, 2) > ALLOWED
    assert len(kept) == 2 * FEW + MANY


@pytest.mark.parametrize("kept", [0, 1])
def test_a_long_file_is_opened_anew(engine: Quick, monkeypatch: pytest.MonkeyPatch, kept: int) -> None:
    opened: list[int] = []
    original = pdf_file._open

    def counted(source: Source) -> Any:
        opened.append(len(source.data))
        return original(source)

    monkeypatch.setattr(pdf_file, "_open", counted)
    source = Source("scan.pdf", pages(FEW, "PDF"))
    monkeypatch.setattr(pdf_file, "KEPT", kept or 10 * len(source.data))
    texts = read_document(source, ReadingOptions(pages_at_once=2)).text
    assert len(opened) == (FEW if kept else 1)  # not once more after the last page
    assert texts.count("\f") == FEW - 1


def test_memory_that_is_free_goes_back(engine: Quick) -> None:
    memory.keep_small()
    before = resident()
    held = [np.ones(2 << 20, np.uint8) for _ in range(40)]  # each smaller than what is mapped by itself
    pins = [np.ones(1 << 10, np.uint8) for _ in held]
    del held
    memory.give_back()
    assert resident() - before < 16 << 20
    assert pins


def resident() -> int:
    """Bytes of this process that are in memory."""
    return int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1]) * os.sysconf("SC_PAGE_SIZE")


def test_frames_are_decoded_one_after_the_other(engine: Quick, monkeypatch: pytest.MonkeyPatch) -> None:
    alive: list[weakref.ref[render.PageImage]] = []
    most = 0
    original = render.from_picture

    def watched(picture: Image.Image) -> render.PageImage:
        nonlocal most
        image = original(picture)
        alive.append(weakref.ref(image))
        most = max(most, sum(ref() is not None for ref in alive))
        return image

    monkeypatch.setattr(render, "from_picture", watched)
    document = read_document(Source("scan.tif", pages(MANY, "TIFF")), ReadingOptions())
    assert len(document.pages) == len(alive) == MANY
    assert most <= 2


def test_a_broken_frame_is_told_and_the_others_are_read(engine: Quick, monkeypatch: pytest.MonkeyPatch) -> None:
    original = scan._frame

    def broken(picture: Image.Image, *rest: Any) -> render.PageImage:
        if picture.tell() == 1:
            raise OSError("unrecognized data stream contents when reading image file")
        return original(picture, *rest)

    monkeypatch.setattr(scan, "_frame", broken)
    document = read_document(Source("scan.tif", pages(3, "TIFF")), ReadingOptions())
    assert [page.state for page in document.pages] == ["read", "failed", "read"]
    assert any(note.code == "unread" for note in document.notes)


def test_what_words_share_is_kept_once(engine: Quick) -> None:
    document = read_document(Source("scan.tif", pages(3, "TIFF")), base.ReadingOptions())
    assert len({id(word.confidence) for word in document.words}) == 1
    assert len(document.words) > 2 * WORDS
