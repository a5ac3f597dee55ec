"""Readings at an address: what one machine has read no other reads again; nothing that fails there fails a run."""

from __future__ import annotations

import os
import shutil
from collections.abc import Sequence
from pathlib import Path

import fsspec  # type: ignore[import-untyped]
import numpy as np
import pytest

from corpus.hostile import files
from pipeline import shared_cache as module
from pipeline.reading.ocr.cache import Cached, CacheSettings
from pipeline.reading.ocr.engine import Engine, Grey, OcrWord
from pipeline.reading.ocr.far import SOCKET, Far
from pipeline.shared_cache import SharedCache, shared_cache
from tests.pipeline.plans import bytes_of, kehoach_apart
from tests.s3 import s3_bucket

BREAKS = """\
#!/bin/sh
case "$*" in
*--version* | *--list-langs*) exec {real} "$@" ;;
esac
kill -SEGV $$
"""
"""An engine that says what the real one is, and reads nothing."""
PAGE = np.full((20, 30), 200, np.uint8)


class Counting(Engine):
    """Counts what it is asked."""

    name = "counting 1"

    def __init__(self, words: Sequence[str] = ("Kế", "hoạch")) -> None:
        self.texts, self.asked = words, 0

    def words(self, image: Grey, dpi: int, *, layout: bool = True, digits: bool = False) -> list[OcrWord]:
        self.asked += 1
        return [OcrWord(text, 1, 2, 11, 12, 0.875, (1, 1, at)) for at, text in enumerate(self.texts)]

    def turned(self, image: Grey, dpi: int) -> int:
        return 90


def on_machine(folder: Path) -> tuple[Cached, Counting]:
    """An engine with a local folder of its own."""
    engine = Counting()
    return Cached(engine, CacheSettings(folder, 10)), engine


def test_what_one_machine_has_read_another_does_not_read(tmp_path: Path) -> None:
    address = f"memory://readings/{tmp_path.name}"
    with shared_cache(address, 10):
        first, asked_first = on_machine(tmp_path / "a")
        words = first.words(PAGE, 300)
        second, asked_second = on_machine(tmp_path / "b")
        assert second.words(PAGE, 300) == words == first.words(PAGE, 300)
    assert (asked_first.asked, asked_second.asked) == (1, 0)
    assert SOCKET not in os.environ
    # the local folder has it now: nobody has to listen
    third, asked_third = on_machine(tmp_path / "b")
    assert (third.words(PAGE, 300), asked_third.asked) == (words, 0)


def test_a_broken_value_is_read_anew_and_replaced(tmp_path: Path) -> None:
    system = fsspec.filesystem("file")
    with shared_cache(f"file://{tmp_path}/far", 10):
        on_machine(tmp_path / "a")[0].words(PAGE, 300)
    (name,) = system.find(f"{tmp_path}/far")
    sound = Path(name).read_bytes()
    Path(name).write_bytes(sound[:-5])
    with shared_cache(f"file://{tmp_path}/far", 10):
        cached, engine = on_machine(tmp_path / "b")
        cached.words(PAGE, 300)
    assert engine.asked == 1
    assert system.find(f"{tmp_path}/far") == [name]
    assert Path(name).read_bytes() == sound


def test_the_first_go_when_there_is_too_much_and_nothing_of_others(tmp_path: Path) -> None:
    far = tmp_path / "far"
    cache = SharedCache(f"file://{far}", 1, pytest.fail)
    for number in range(20):
        key = f"{number:02x}" * 32
        cache.put(key, bytes(100_000))
        os.utime(far / key[:2] / f"{key}.ocr", (1000 + number, 1000 + number))
    (far / "00/theirs.bin").write_bytes(bytes(3_000_000))
    (far / "00" / f"{'0' * 64}.ocr.{'1' * 32}.part").write_bytes(bytes(100_000))
    os.utime(far / "00" / f"{'0' * 64}.ocr.{'1' * 32}.part", (1, 1))
    cache.shrink()
    left = sorted(path.name[:2] for path in far.rglob("*.ocr"))
    assert left == [f"{number:02x}" for number in range(12, 20)]
    assert (far / "00/theirs.bin").exists()
    assert not list(far.rglob("*.part"))


def test_an_address_that_fails_is_told_once_and_left_alone(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = []

    class Failing:
        protocol = "memory"

        def _strip_protocol(self, address: str) -> str:
            return address

        def __getattr__(self, name: str) -> object:
            asked.append(name)
            raise ConnectionError("nobody")

    monkeypatch.setattr(module, "file_system", lambda _: Failing())
    with shared_cache("memory://nobody", 10):
        cached, engine = on_machine(tmp_path / "a")
        for dpi in range(10):
            cached.words(PAGE, dpi)
    assert engine.asked == 10
    assert len(asked) == 3
    assert capsys.readouterr().err.count("memory://nobody") == 1


@pytest.mark.parametrize("said", [b"x" + b"0" * 64, b"g../../../../etc/passwd", b"", b"p" + b"Z" * 64 + b"value"])
def test_what_is_no_question_ends_the_conversation(tmp_path: Path, said: bytes) -> None:
    with shared_cache(f"file://{tmp_path}/far", 10):
        far = Far(os.environ[SOCKET])
        assert far._connection is not None
        far._connection.send_bytes(said)
        with pytest.raises(EOFError):
            far._connection.recv_bytes()
        assert Far(os.environ[SOCKET]).get("0" * 64) == b""
    assert not (tmp_path / "far").exists()


def test_where_nobody_listens_documents_are_read_all_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(SOCKET, str(tmp_path / "nobody"))
    cached, engine = on_machine(tmp_path / "a")
    assert [word.text for word in cached.words(PAGE, 300)] == ["Kế", "hoạch"]
    assert engine.asked == 1


@pytest.mark.slow
def test_readings_in_s3_serve_a_machine_whose_engine_breaks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Processes that read have no network: what they get comes by way of the one that hands out work."""
    real = shutil.which("tesseract")
    if real is None:
        pytest.skip("tesseract is not installed")
    source, breaks = tmp_path / "in", tmp_path / "bin"
    source.mkdir()
    breaks.mkdir()
    page = files.scan().resize((620, 877))
    page.save(source / "scan.png", dpi=(75, 75))
    (breaks / "tesseract").write_text(BREAKS.format(real=real), encoding="utf-8")
    (breaks / "tesseract").chmod(0o755)
    with s3_bucket(monkeypatch) as bucket:
        for machine, path in (("a", os.environ["PATH"]), ("b", f"{breaks}{os.pathsep}{os.environ['PATH']}")):
            given = {
                "PATH": path,
                "KEHOACH_CACHE": str(tmp_path / machine / "cache"),
                "KEHOACH_CACHE_MEGABYTES": "10",
                "KEHOACH_SHARED_CACHE": f"{bucket}/readings",
            }
            done = kehoach_apart(
                "run", "in", "--out", f"{machine}/out", "--workers", 1, "--quiet", cwd=tmp_path, env=given
            )
            assert (done.returncode, done.stderr) == (0, "")
        from s3fs import S3FileSystem  # noqa: PLC0415

        assert S3FileSystem(skip_instance_cache=True).find(f"{bucket}/readings")
    assert bytes_of(tmp_path / "a/out") == bytes_of(tmp_path / "b/out")
