"""Nothing is read twice; a broken, foreign or full cache costs time only."""

import os
from collections.abc import Sequence
from io import BytesIO
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from pipeline.reading.base import ReadingOptions, Source, read_document
from pipeline.reading.ocr import tesseract
from pipeline.reading.ocr.cache import SUFFIX, Cached, CacheSettings, shrink
from pipeline.reading.ocr.engine import Engine, Grey, OcrWord
from pipeline.settings import default_cache, load_settings

PAGE = np.full((20, 30), 200, np.uint8)
WORD = OcrWord("Kế", 1, 2, 11, 12, 0.875, (1, 1, 2))


class Counting(Engine):
    """Counts what it is asked."""

    def __init__(
        self, name: str = "counting 1", second: Engine | None = None, words: Sequence[str] = ("Kế", "hoạch")
    ) -> None:
        self.name, self.second, self.texts, self.asked = name, second, words, 0

    def words(self, image: Grey, dpi: int, *, layout: bool = True, digits: bool = False) -> list[OcrWord]:
        self.asked += 1
        return [WORD._replace(text=text, x0=12 * i, x1=12 * i + 10) for i, text in enumerate(self.texts)]

    def turned(self, image: Grey, dpi: int) -> int:
        self.asked += 1
        return 90


def kept(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file())


def test_what_was_read_is_not_read_again(tmp_path: Path) -> None:
    settings = CacheSettings(tmp_path / "new" / "folder", 10)
    first, second = Counting(), Counting()
    read = Cached(first, settings).words(PAGE, 200)
    assert Cached(second, settings).words(PAGE.copy(), 200) == read == first.words(PAGE, 200)
    assert all(isinstance(word, OcrWord) and isinstance(word.line, tuple) for word in read)
    assert (first.asked, second.asked) == (2, 0)
    assert Cached(first, settings).turned(PAGE, 200) == Cached(second, settings).turned(PAGE, 200) == 90
    assert second.asked == 0
    assert all(path.suffix == SUFFIX for path in kept(tmp_path))  # no drafts are left


def test_whatever_decides_a_reading_parts_readings(tmp_path: Path) -> None:
    settings = CacheSettings(tmp_path, 10)
    engine = Counting()
    cached = Cached(engine, settings)
    other = PAGE.copy()
    other[3, 4] = 0
    cached.words(PAGE, 200)
    cached.words(other, 200)
    cached.words(PAGE.reshape(30, 20), 200)  # the same bytes in another shape
    cached.words(PAGE, 300)
    cached.words(PAGE, 200, layout=False)
    cached.words(PAGE, 200, digits=True)
    cached.turned(PAGE, 200)
    assert engine.asked == 7
    newer = Counting("counting 2")
    Cached(newer, settings).words(PAGE, 200)
    assert newer.asked == 1


def test_the_second_reader_is_kept_too(tmp_path: Path) -> None:
    second = Counting("second")
    cached = Cached(Counting(second=second), CacheSettings(tmp_path, 10))
    for _ in range(2):
        assert cached.second is not None
        cached.second.words(PAGE, 200)
    assert second.asked == 1


@pytest.mark.parametrize("rubbish", [b"", b"\x00\x01", b"x\x9c\x03\x00\x00\x00\x00\x01"])
def test_broken_files_are_read_anew(tmp_path: Path, rubbish: bytes) -> None:
    settings = CacheSettings(tmp_path, 10)
    Cached(Counting(), settings).words(PAGE, 200)
    (path,) = kept(tmp_path)
    path.write_bytes(rubbish)
    engine = Counting()
    assert len(Cached(engine, settings).words(PAGE, 200)) == 2
    assert engine.asked == 1
    assert path.read_bytes() != rubbish


def test_a_folder_that_cannot_be_written_is_no_reason_not_to_read(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    assert len(Cached(Counting(), CacheSettings(tmp_path / "file", 10)).words(PAGE, 200)) == 2


def test_a_full_folder_loses_what_was_not_used_for_longest(tmp_path: Path) -> None:
    for number in range(10):
        path = tmp_path / "ab" / f"{number}{SUFFIX}"
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(bytes(200_000))
        os.utime(path, (number, number))
    shrink(CacheSettings(tmp_path, 2))
    assert len(kept(tmp_path)) == 10  # 2 MB are within 2 MB
    shrink(CacheSettings(tmp_path, 1))
    assert [path.stem for path in kept(tmp_path)] == ["6", "7", "8", "9"]


def test_use_is_remembered(tmp_path: Path) -> None:
    settings = CacheSettings(tmp_path, 10)
    Cached(Counting(), settings).words(PAGE, 200)
    (path,) = kept(tmp_path)
    os.utime(path, (1, 1))
    Cached(Counting(), settings).words(PAGE, 200)
    assert path.stat().st_mtime > 1


def test_the_default_folder_follows_the_convention(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    assert default_cache() == tmp_path / "kehoach" / "ocr"
    monkeypatch.setenv("XDG_CACHE_HOME", "relative")
    assert default_cache() == Path.home() / ".cache" / "kehoach" / "ocr"
    monkeypatch.setenv("KEHOACH_CACHE", str(tmp_path / "own"))
    assert load_settings({}, tmp_path).cache == tmp_path / "own"


def test_a_document_is_read_again_without_the_engine(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    engine = Counting(words=("Kế", "hoạch", "phát", "triển"))
    monkeypatch.setattr(tesseract, "tesseract", lambda: engine)
    page = np.full((1169, 827, 3), 255, np.uint8)
    page[300:312, 100:500] = 0
    data = BytesIO()
    Image.fromarray(page).save(data, "PNG", dpi=(100, 100))
    source = Source("a.png", data.getvalue())
    options = ReadingOptions(cache=tmp_path / "kept")
    first = read_document(source, options)
    asked = engine.asked
    assert asked > 0
    assert read_document(source, options) == first
    assert engine.asked == asked
    read_document(source, ReadingOptions(cache=tmp_path / "kept", cache_megabytes=0))
    assert engine.asked > asked


def test_documents_read_by_themselves_keep_nothing() -> None:
    assert ReadingOptions().cache is None
