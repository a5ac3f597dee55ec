"""What people read: one language at a time, whole in both."""

from __future__ import annotations

import ast
import errno
import os
from dataclasses import asdict
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dataset.records import NoteRecord
from dataset.store import StoreError
from pipeline.errors import ReadingError, StorageError
from pipeline.messages import LANGUAGES, catalogue, say, stage_name, system_error, text_in
from pipeline.notes import reason_of, recorded, reworded, told
from pipeline.output import storage_errors
from pipeline.reading.base import ReadingOptions, Source, read_document
from pipeline.reading.ocr import tesseract
from pipeline.settings import load_settings
from tests.pipeline.plans import ROOT, kehoach, write_plans


@pytest.fixture(params=LANGUAGES)
def language(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setenv("KEHOACH_LANG", request.param)
    return str(request.param)


def keys_in_code(function: str) -> set[str]:
    """The literal keys that the code gives to a function or class."""
    found = set()
    for path in (ROOT / "pipeline").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == function and node.args:
                found |= {
                    part.value
                    for part in ast.walk(node.args[0])
                    if isinstance(part, ast.Constant) and isinstance(part.value, str)
                }
    return found


def test_every_error_and_note_of_the_code_has_its_texts() -> None:
    errors = (keys_in_code("ReadingError") | keys_in_code("EngineMissingError")) - {"unread"}
    assert len(errors) > 20
    assert {f"unread.{key}.{part}" for key in errors for part in ("cause", "remedy")} <= set(catalogue())
    assert {f"note.{key}" for key in keys_in_code("told") - {"header"}} <= set(catalogue())


@pytest.mark.parametrize(
    ("data", "cause"),
    [
        (b"", {"vi": "rỗng", "en": "empty"}),
        (b" \n\t \r\n", {"vi": "khoảng trắng", "en": "white space"}),
        ("\ufeff\u00a0\n".encode(), {"vi": "khoảng trắng", "en": "white space"}),  # a mark and a space of Word
        (b"%PDF-1.7\n1 0 obj", {"vi": "cắt cụt", "en": "cut off"}),
        (b"PK\x03\x04 and nothing else", {"vi": "cắt cụt", "en": "cut off"}),
        (b"\x89PNG\r\n\x1a\n", {"vi": "Ảnh hỏng", "en": "picture is broken"}),
        (bytes(range(256)) * 8, {"vi": "Không nhận ra", "en": "not known"}),
    ],
)
def test_what_cannot_be_read_is_told_in_the_language_of_the_user(
    data: bytes, cause: dict[str, str], language: str
) -> None:
    with pytest.raises(ReadingError) as raised:
        read_document(Source("x", data), ReadingOptions())
    assert cause[language] in raised.value.cause
    assert raised.value.remedy


def test_an_error_is_told_where_it_is_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KEHOACH_LANG", "vi")
    error = ReadingError("empty", "a.txt")
    assert str(error).startswith("a.txt: đọc: Tệp rỗng.")
    monkeypatch.setenv("KEHOACH_LANG", "en")
    assert str(error).startswith("a.txt: reading: The file is empty.")


def test_a_missing_engine_has_its_command_in_the_remedy(tmp_path: Path, language: str) -> None:
    tesseract.tesseract.cache_clear()
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PATH", str(tmp_path))
        with pytest.raises(ReadingError) as raised:
            tesseract.tesseract()
    tesseract.tesseract.cache_clear()
    why = raised.value
    for error in (why, ReadingError("pdf_pages", "x.pdf", why=why)):
        assert "apt-get install tesseract-ocr" in error.remedy
        assert "apt" not in error.cause
        assert "tesseract" in error.cause.lower()


def test_a_note_is_told_again_in_the_other_language(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KEHOACH_LANG", "vi")
    note = told("unread", 3, why=ReadingError("no_tesseract", packages="tesseract-ocr"))
    row = NoteRecord(doc_id="a", **asdict(note))
    assert "Chưa cài tesseract" in row.message
    monkeypatch.setenv("KEHOACH_LANG", "en")
    assert reworded(row) == "Tesseract is not installed, so scanned pages cannot be read. " + say(
        "unread.no_tesseract.remedy", packages="tesseract-ocr"
    )
    reason = reason_of(note)
    assert reason is not None
    assert reason.key == "no_tesseract"
    assert reason_of(told("cut_off")) is None
    old = NoteRecord(doc_id="a", stage="read", page=None, message="lời cũ")
    assert reworded(old) == "lời cũ"


@given(st.text(), st.integers(0, 10_000))
def test_what_a_note_tells_comes_through_unharmed(text: str, number: int) -> None:
    """Braces, quotes and line ends of a document are no part of the format."""
    row = recorded("a", "copy", "copy", source=text)
    assert reworded(row) == row.message
    assert text in row.message
    row = recorded("a", "read", "word_pages", counted=number, found=1)
    assert reworded(row) == row.message


@pytest.mark.parametrize(("count", "text"), [(0, "0 files"), (1, "1 file "), (2, "2 files")])
def test_english_knows_one_from_many(count: int, text: str) -> None:
    assert text_in("en", "run.failed", count=count, path="x").startswith(text)


@pytest.mark.parametrize("number", [errno.ENOENT, errno.ENOSPC, errno.EXDEV, None])
def test_the_system_is_not_quoted_in_english(number: int | None, language: str) -> None:
    said = system_error(OSError(number, os.strerror(number or 0)))
    assert said
    if language == "vi":
        assert os.strerror(number or 0) not in said


def test_a_full_disk_is_told_in_the_language_of_the_user(tmp_path: Path, language: str) -> None:
    with pytest.raises(StorageError, match=say("errno.ENOSPC")), storage_errors(tmp_path):
        raise StoreError("database or disk is full")


def test_stages_have_names(language: str) -> None:
    assert stage_name("extract targets").endswith(" targets")
    assert (stage_name("store") == "ghi kết quả") is (language == "vi")
    assert str(StorageError("a", "b")).startswith(stage_name("store"))


@pytest.mark.parametrize(
    ("given", "told"),
    [({"workers": 0}, "từ 1 trở lên"), ({"workers": "many"}, "số nguyên"), ({"low_confidence": 2}, "không được quá 1")],
)
def test_wrong_settings_are_told_in_vietnamese(
    given: dict[str, object], told: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KEHOACH_LANG", "vi")
    with pytest.raises(Exception, match=told) as raised:
        load_settings(given, tmp_path)
    assert "should" not in str(raised.value)
    (tmp_path / "kehoach.toml").write_text("workers = 1\nocr = \n")
    with pytest.raises(Exception, match="dòng 2"):
        load_settings({}, tmp_path)


@pytest.mark.slow
def test_a_run_in_another_language_tells_the_old_notes_anew(tmp_path: Path) -> None:
    source = write_plans(tmp_path / "in", 1)
    (source / "z.txt").write_bytes((source / "plan-001.txt").read_bytes())
    (source / "empty.txt").touch()
    first = kehoach("run", source, "--out", tmp_path / "out")
    assert "có cùng nội dung" in (tmp_path / "out/dataset/notes.csv").read_text()
    assert "empty.txt: đọc: Tệp rỗng." in first.stderr
    second = kehoach("--lang", "en", "run", source, "--out", tmp_path / "out")
    assert "has the same content" in (tmp_path / "out/dataset/notes.csv").read_text()
    assert "có cùng nội dung" not in (tmp_path / "out/dataset/notes.csv").read_text()
    assert "empty.txt: reading: The file is empty." in second.stderr
    assert "1 file could not be read" in second.stdout
