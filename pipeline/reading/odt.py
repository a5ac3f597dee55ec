"""Reader of OpenDocument text (ODT), LibreOffice's own format, by way of LibreOffice like DOC.

What is converted is not the file as it came but a package made anew from its text and styles: without scripts and
without any address that a conversion could load (linked pictures, sections of other files, fonts).
"""

from __future__ import annotations

import shutil
import tempfile
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from typing import Final
from zipfile import ZIP_STORED, ZipFile

from lxml import etree

from dataset.document import Document
from pipeline.archives import FAULTS
from pipeline.errors import ReadingError
from pipeline.notes import told
from pipeline.reading.base import Reader, ReadingOptions, Source
from pipeline.reading.doc import convert
from pipeline.reading.docx import read_package
from pipeline.reading.word.package import ZIP_MAGIC, check_members, open_package

MEDIA_TYPE: Final = "application/vnd.oasis.opendocument.text"
_MIMETYPE: Final = b"mimetype" + MEDIA_TYPE.encode()
"""The first member of a package, stored without compression: name and content follow each other (ODF 1.3-2, 3.3)."""
_MIMETYPE_AT: Final = 30
_PARTS: Final = ("content.xml", "styles.xml")
_ENCRYPTED: Final = b"encryption-data"
_HREF: Final = "{http://www.w3.org/1999/xlink}href"
_OFFICE: Final = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
_TEXT: Final = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_IMAGE: Final = "{urn:oasis:names:tc:opendocument:xmlns:drawing:1.0}image"
_ACTIVE: Final = (
    f"{_OFFICE}scripts",
    f"{_OFFICE}event-listeners",
    f"{_OFFICE}forms",
    f"{_OFFICE}dde-source",
    f"{_TEXT}section-source",
)
_MANIFEST: Final = (
    '<?xml version="1.0" encoding="UTF-8"?>'
    '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">'
    f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{MEDIA_TYPE}"/>'
    '<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/>'
    '<manifest:file-entry manifest:full-path="styles.xml" manifest:media-type="text/xml"/>'
    "</manifest:manifest>"
)


class OdtReader(Reader):
    """OpenDocument text and its templates."""

    order = 15
    media_type = MEDIA_TYPE

    def accepts(self, source: Source) -> bool:
        """Whether the bytes are a ZIP archive that begins by saying that it is OpenDocument text."""
        return source.data.startswith(ZIP_MAGIC) and source.data.startswith(_MIMETYPE, _MIMETYPE_AT)

    def read(self, source: Source, options: ReadingOptions) -> Document:
        """Convert the text and styles to DOCX in a folder of its own that is removed afterwards, and read that."""
        data, pictures = text_alone(source)
        program = shutil.which("soffice") or shutil.which("libreoffice")
        if program is None:
            raise ReadingError("no_libreoffice", source.name)
        with tempfile.TemporaryDirectory(prefix="kehoach-odt-") as folder:
            converted = convert(program, Source(source.name, data), Path(folder), "odt")
        document = read_package(open_package(converted, source.name), source, self.media_type)
        notes = (told("pictures", count=pictures),) if pictures else ()
        return replace(document, notes=(*document.notes, *notes))


def text_alone(source: Source) -> tuple[bytes, int]:
    """The package with nothing but its text and styles, and how many pictures were left out.

    Raises:
        ReadingError: It is encrypted, broken, grows beyond all measure, or tries to load foreign entities.
    """
    check_members(source.data, source.name)
    buffer, pictures = BytesIO(), 0
    try:
        with ZipFile(BytesIO(source.data)) as given, ZipFile(buffer, "w") as made:
            names = set(given.namelist())
            if "META-INF/manifest.xml" in names and _ENCRYPTED in given.read("META-INF/manifest.xml"):
                raise ReadingError("word_password", source.name)
            made.writestr("mimetype", MEDIA_TYPE, compress_type=ZIP_STORED)
            for part in _PARTS:
                if part in names or part == _PARTS[0]:
                    root = etree.fromstring(given.read(part), etree.XMLParser(resolve_entities=False, no_network=True))
                    pictures += _disarm(root)
                    made.writestr(part, etree.tostring(root, xml_declaration=True, encoding="UTF-8"))
            made.writestr("META-INF/manifest.xml", _MANIFEST)
    except (*FAULTS, etree.XMLSyntaxError, KeyError) as error:
        raise ReadingError("word_broken", source.name) from error
    return buffer.getvalue(), pictures


def _disarm(root: etree._Element) -> int:
    """Take out what acts and every address; the number of pictures that are lost by it."""
    for element in list(root.iter(*_ACTIVE)):
        parent = element.getparent()
        if parent is not None:
            parent.remove(element)
    pictures = 0
    for element in root.iter(etree.Element):
        if _HREF in element.attrib:
            del element.attrib[_HREF]
            pictures += element.tag == _IMAGE
    return pictures
