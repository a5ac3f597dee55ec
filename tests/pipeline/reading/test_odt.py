"""OpenDocument text: converted without anything that acts or could be loaded."""

from __future__ import annotations

import shutil
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile

import pytest

from pipeline.errors import ReadingError
from pipeline.reading.base import ReadingOptions, Source, all_readers
from pipeline.reading.odt import MEDIA_TYPE, OdtReader, text_alone
from tests.pipeline.reading.helpers import read, rows, tables, texts

SPACES = " ".join(
    f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for name in ("office", "text", "table")
)
DRAWING = 'xmlns:draw="urn:oasis:names:tc:opendocument:xmlns:drawing:1.0" xmlns:xlink="http://www.w3.org/1999/xlink"'
FOREIGN = "http://vi-du.example/anh.png"
CELLS = (("TT", "Việc", "Mét"), ("1", "Vớt bèo", "120"), ("2", "Kè bờ", "80"))
BODY = (
    "<text:p>KẾ HOẠCH</text:p><text:p>Khơi dòng kênh năm 2027</text:p>"
    f'<text:p><draw:frame><draw:image xlink:href="{FOREIGN}"/></draw:frame>Kênh dài 4 km.</text:p>'
    f'<text:section text:name="x"><text:section-source xlink:href="{FOREIGN}"/><text:p>Hai bờ.</text:p></text:section>'
    '<table:table><table:table-column table:number-columns-repeated="3"/>'
    + "".join(
        "<table:table-row>"
        + "".join(f"<table:table-cell><text:p>{cell}</text:p></table:table-cell>" for cell in row)
        + "</table:table-row>"
        for row in CELLS
    )
    + "</table:table>"
)


def package(body: str = BODY, prolog: str = "", **parts: str) -> bytes:
    """An OpenDocument text with these paragraphs, and further members."""
    content = (
        f'<?xml version="1.0" encoding="UTF-8"?>{prolog}<office:document-content {SPACES} {DRAWING} '
        f'office:version="1.3"><office:scripts/><office:body><office:text>{body}</office:text></office:body>'
        "</office:document-content>"
    )
    buffer = BytesIO()
    with ZipFile(buffer, "w", ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", MEDIA_TYPE, compress_type=ZIP_STORED)
        archive.writestr("content.xml", content)
        for name, text in parts.items():
            archive.writestr(name, text)
    return buffer.getvalue()


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
def test_text_and_tables_are_read() -> None:
    document = read(package(), OdtReader())
    assert texts(document)[:4] == ["KẾ HOẠCH", "Khơi dòng kênh năm 2027", "Kênh dài 4 km.", "Hai bờ."]
    (table,) = tables(document)
    assert rows(document, table) == [list(row) for row in CELLS]
    assert document.media_type == MEDIA_TYPE
    assert [note.code for note in document.notes if note.code == "pictures"] == ["pictures"]


def test_nothing_that_acts_or_could_be_loaded_is_converted() -> None:
    data, pictures = text_alone(
        Source("x.odt", package(**{"Basic/Standard/Module1.xml": "<x/>", "settings.xml": "<x/>"}))
    )
    assert pictures == 1
    with ZipFile(BytesIO(data)) as archive:
        assert archive.namelist() == ["mimetype", "content.xml", "META-INF/manifest.xml"]
        content = archive.read("content.xml").decode()
    assert FOREIGN not in content
    assert "scripts" not in content
    assert "Khơi dòng kênh" in content


def test_content_decides_which_reader() -> None:
    source = Source("x.doc", package())
    assert next(reader for reader in all_readers() if reader.accepts(source)).media_type == MEDIA_TYPE


@pytest.mark.parametrize(
    ("data", "cause"),
    [
        (package(prolog="<!DOCTYPE x [<!ENTITY a 'a'>]>"), "thực thể"),
        (package(**{"META-INF/manifest.xml": "<x><encryption-data/></x>"}), "mật khẩu"),
        (package(body="<text:p>"), "hỏng"),
        (package()[:120], "hỏng"),
        (package(**{"big.bin": "0" * 400_000_001}), "phình"),
    ],
    ids=["entities", "password", "ill-formed", "cut-off", "bomb"],
)
def test_refused_before_any_conversion(data: bytes, cause: str) -> None:
    with pytest.raises(ReadingError, match=cause):
        OdtReader().read(Source("x.odt", data), ReadingOptions())


def test_without_libreoffice_the_remedy_is_a_command(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "which", lambda _: None)
    with pytest.raises(ReadingError) as error:
        OdtReader().read(Source("x.odt", package()), ReadingOptions())
    assert "apt-get install" in error.value.remedy
