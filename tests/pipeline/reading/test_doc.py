"""Older Word formats: conversion by LibreOffice, and every way in which it can fail."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

import pytest

from pipeline.errors import ReadingError
from pipeline.reading import doc
from pipeline.reading.base import ReadingOptions, Source
from pipeline.reading.doc import DocReader
from tests.pipeline.reading.helpers import read, texts

RTF = r"{\rtf1\ansi\uc1 K\u7870? HO\u7840?CH\par Tr\u7891?ng c\u226?y n\u259?m 2027.\par}".encode("ascii")
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def _program(folder: Path, script: str) -> str:
    path = folder / "soffice"
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(0o755)
    return str(path)


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
def test_rich_text_is_converted_and_cleaned_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    document = read(RTF, DocReader())
    assert texts(document) == ["KẾ HOẠCH", "Trồng cây năm 2027."]
    assert document.media_type == "application/rtf"
    assert not list(tmp_path.iterdir())


def test_without_libreoffice_the_remedy_is_a_command(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "which", lambda _: None)
    with pytest.raises(ReadingError) as error:
        DocReader().read(Source("x.doc", RTF), ReadingOptions())
    assert "apt-get install" in error.value.remedy


@pytest.mark.parametrize(
    ("script", "cause"),
    [
        ("echo hỏng rồi; exit 77", "hỏng rồi"),
        ("exit 0", "không chuyển đổi được"),  # it says that all is well and leaves nothing
        ("sleep 30", "giây"),
    ],
    ids=["fails", "nothing", "hangs"],
)
def test_failing_conversion(script: str, cause: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doc, "TIMEOUT_SECONDS", 1)
    with pytest.raises(ReadingError, match=cause) as error:
        doc.convert(_program(tmp_path, script), Source("x.rtf", RTF), tmp_path, "rtf")
    assert error.value.remedy


@pytest.mark.parametrize(
    ("data", "cause"),
    [
        (OLE + b"\0" * 600, "hỏng"),
        (OLE + b"\0" * 600 + "Workbook".encode("utf-16-le"), "Excel"),
        (
            OLE + "WordDocument".encode("utf-16-le") + b"\0" * 600 + b"\xec\xa5\xc1\x00" + b"\0" * 6 + b"\x00\x01",
            "mật khẩu",
        ),
        (b"<!DOCTYPE html><html><body>Trang</body></html>", "trang web"),
    ],
    ids=["stub", "workbook", "locked", "web-page"],
)
def test_refused_before_any_conversion(data: bytes, cause: str) -> None:
    assert DocReader().accepts(Source("x.doc", data))
    with pytest.raises(ReadingError, match=cause):
        DocReader().read(Source("x.doc", data), ReadingOptions())
