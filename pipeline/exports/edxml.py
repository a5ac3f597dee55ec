"""The fields of a document for the national document exchange, under the names of QCVN 102:2016/BTTTT (edXML).

It is the part of a message header that can be read off the document, for a system to take over: no message that could
be sent. What the exchange itself assigns (codes of organisations and of types, identity and trace of the message, the
signature) is not there, and what could not be read is left out. The schema of what is written, ``edxml.xsd``, is
published with every release.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any, ClassVar, Final

from lxml import etree

from checks.page import Language
from dataset.corrected import corrected_rows
from dataset.exports.base import DOC_PATTERN, Exporter, remove_others, replacement
from dataset.records import DocumentRecord, Section
from dataset.store import Store
from normalizers.symbols import document_types
from pipeline.exports.grouped import Grouped
from pipeline.exports.legaldoc.xml import plain

NAMESPACE: Final = "http://www.mic.gov.vn/TBT/QCVN_102_2016"
_DAY: Final = len("2026-05-21")


class EdxmlExporter(Exporter):
    """``DOC.xml`` for every document."""

    name = "edxml"
    folder = "edxml"
    per_document = True
    summary: ClassVar[dict[Language, str]] = {
        "vi": "trường thông tin văn bản theo tên của edXML (QCVN 102:2016/BTTTT), để hệ thống quản lý văn bản lấy vào",
        "en": "header fields under the names of edXML (QCVN 102:2016/BTTTT), for document management systems",
    }

    def write(self, store: Store, folder: Path) -> list[Path]:
        """Write the headers and remove those of documents that are gone."""
        sections = Grouped(store, Section)
        paths = []
        for document in corrected_rows(store, DocumentRecord):
            root = header(document, sections.of(document.doc_id))
            etree.indent(root)
            paths.append(folder / f"{document.doc_id}.xml")
            with replacement(paths[-1]) as temporary:
                etree.ElementTree(root).write(str(temporary), encoding="UTF-8", xml_declaration=True)
        remove_others(folder, f"{DOC_PATTERN}.xml", paths)
        return paths


def header(document: DocumentRecord, sections: Sequence[Section]) -> Any:
    """The element ``edXML`` of a document; names and order are those of ``MessageHeader``."""
    root = etree.Element(f"{{{NAMESPACE}}}edXML", nsmap={"edXML": NAMESPACE})
    message = _below(_below(_below(root, "edXMLEnvelope"), "edXMLHeader"), "MessageHeader")
    _group(message, "From", OrganName=document.issuer)
    _group(message, "Code", CodeNumber=document.number, CodeNotation=document.symbol)
    issued_on = document.issued_on or ""
    # the exchange knows whole days only
    day = issued_on.replace("-", "/") if len(issued_on) == _DAY else None
    _group(message, "PromulgationInfo", Place=document.place, PromulgationDate=day)
    kind = document_types().get(document.doc_type or "", document.doc_type)
    _group(message, "DocumentType", TypeName=kind)
    if document.title and document.title.strip():
        _below(message, "Subject", document.title)
    _group(message, "SignerInfo", Position=document.signer_title, FullName=document.signer)
    recipients = [section.text.rstrip(" ;.,") for section in sections if section.kind == "recipient"]
    _list(message, "ToPlaces", "Place", recipients)
    other = _below(message, "OtherInfo")
    _below(other, "PageAmount", str(document.page_count))
    _list(other, "Appendixes", "Appendix", [section.text for section in sections if section.kind == "annex"])
    return root


def _list(parent: Any, name: str, entry: str, texts: Sequence[str]) -> None:
    """A group of entries that say something; none without one."""
    known = [text for text in texts if text.strip()]
    if known:
        group = _below(parent, name)
        for text in known:
            _below(group, entry, text)


def _group(parent: Any, name: str, **fields: str | None) -> None:
    """A group of the fields that are known; none without one."""
    known = {key: value for key, value in fields.items() if value and value.strip()}
    if known:
        group = _below(parent, name)
        for key, value in known.items():
            _below(group, key, value)


def _below(parent: Any, name: str, text: str | None = None) -> Any:
    made = etree.SubElement(parent, f"{{{NAMESPACE}}}{name}")
    if text is not None:
        made.text = plain(text)
    return made
