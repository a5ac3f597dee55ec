"""Opening a DOCX package, and refusing what is none or would do harm."""

from __future__ import annotations

import re
from dataclasses import dataclass
from io import BytesIO
from typing import Any
from zipfile import ZipFile

import docx
from docx.opc.exceptions import PackageNotFoundError
from lxml.etree import XMLSyntaxError, _Element

from pipeline.archives import FAULTS
from pipeline.errors import ReadingError

ZIP_MAGIC = b"PK\x03\x04"
OLE_MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_MAX_SIZE = 400_000_000
_MAX_RATIO = 300
_DOCTYPE = re.compile(rb"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)
_OTHER_KINDS = (
    ("xl/", "spreadsheet"),
    ("ppt/", "slides"),
    ("content.xml", "opendocument"),
)


@dataclass(frozen=True)
class Package:
    """The parts of a DOCX that are read: the body, and other parts by the end of their name."""

    document: Any
    body: _Element
    parts: dict[str, _Element]

    @property
    def page_count(self) -> int | None:
        """The number of pages that Word counted when it saved."""
        for part in self.document.part.package.iter_parts():
            if part.partname == "/docProps/app.xml":
                found = re.search(rb"<Pages>(\d{1,5})</Pages>", part.blob)
                return int(found.group(1)) if found else None
        return None

    def part(self, name: str) -> _Element | None:
        """The root of ``word/NAME.xml``."""
        return self.parts.get(name)


def is_encrypted(data: bytes) -> bool:
    """Whether the bytes are an encrypted Office package: an OLE container around an encrypted stream."""
    return data.startswith(OLE_MAGIC) and "EncryptedPackage".encode("utf-16-le") in data


def open_package(data: bytes, name: str) -> Package:
    """Open a DOCX.

    Raises:
        ReadingError: It is encrypted, truncated, no DOCX, or tries to load foreign entities.
    """
    if is_encrypted(data):
        raise ReadingError("word_password", name)
    _check_kind(check_members(data, name), name)
    try:
        document = docx.Document(BytesIO(data))
        parts = _roots(document)
        body = document.element.body
    except (*FAULTS, PackageNotFoundError, XMLSyntaxError, AttributeError, KeyError) as error:
        raise ReadingError("word_broken", name) from error
    return Package(document, body, parts)


def check_members(data: bytes, name: str) -> set[str]:
    """Look at the members of a package of XML before any of it is parsed; their names.

    Raises:
        ReadingError: It is broken, grows beyond all measure, or declares entities.
    """
    try:
        with ZipFile(BytesIO(data)) as archive:
            members = archive.infolist()
            names = {member.filename for member in members}
            total = sum(member.file_size for member in members)
            if total > _MAX_SIZE or total > _MAX_RATIO * max(len(data), 1_000_000):
                raise ReadingError("zip_bomb", name, megabytes=total // 1_000_000)
            for member in members:
                # without zeros UTF-16 and UTF-32 read like ASCII
                if member.filename.endswith((".xml", ".rels")) and _DOCTYPE.search(
                    _without_zeros(archive.read(member))
                ):
                    raise ReadingError("xml_entity", name, member=member.filename)
    except FAULTS as error:
        raise ReadingError("word_broken", name) from error
    return names


def _without_zeros(data: bytes) -> bytes:
    return data.replace(b"\0", b"") if b"\0" in data else data


def _check_kind(names: set[str], name: str) -> None:
    if "word/document.xml" in names or any(re.fullmatch(r"word/document\d*\.xml", member) for member in names):
        return
    kind = next((kind for start, kind in _OTHER_KINDS if any(member.startswith(start) for member in names)), None)
    raise ReadingError(kind or "archive", name)


def _roots(document: Any) -> dict[str, _Element]:
    """The XML roots of numbering, footnotes, headers and footers, by name without folder and extension."""
    from docx.oxml import parse_xml  # noqa: PLC0415

    roots: dict[str, _Element] = {}
    for part in document.part.package.iter_parts():
        found = re.fullmatch(
            r"/word/(numbering|footnotes|endnotes|comments|header\d*|footer\d*|styles)\.xml", part.partname
        )
        if found:
            element = getattr(part, "element", None)
            roots[found.group(1)] = element if element is not None else parse_xml(part.blob)
    return roots
