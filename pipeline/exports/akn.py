"""The documents in Akoma Ntoso 3.0 (OASIS LegalDocML): the text in its sections, with its tables and its references.

What stands on the page is there, part by part in reading order; what a part is, comes from the outline. A part that
stands where the schema has no place for its kind is a plain paragraph there.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import ClassVar, Final

from lxml import etree

from checks.page import Language
from dataset.corrected import corrected_rows
from dataset.exports.base import DOC_PATTERN, Exporter, remove_others, replacement
from dataset.records import CellRecord, Citation, DocumentRecord, Section, TableRecord
from dataset.store import Store
from normalizers.symbols import document_types
from pipeline.exports.grouped import Grouped
from pipeline.exports.legaldoc.body import Body, Inline, Tables
from pipeline.exports.legaldoc.identity import identify, slug, work_iri
from pipeline.exports.legaldoc.inline import References
from pipeline.exports.legaldoc.xml import NAMESPACE, Element, element, element_name

_PARTS: Final = {
    "preface": ("superior", "issuer", "motto", "symbol", "place-date", "type", "title", "addressee", "stamp"),
    "preamble": ("basis", "enacting"),
    "conclusions": ("closing", "recipients", "recipient", "formula", "signer-title", "signer"),
    "attachments": ("annex",),
}
"""Where the kinds of the outline go; all others go to the body."""
_ORDER: Final = ("preface", "preamble", "mainBody", "conclusions", "attachments")
_INLINE: Final = {
    "issuer": "docAuthority", "symbol": "docNumber", "type": "docType", "title": "docTitle", "annex-title": "docTitle",
}  # fmt: skip
_DAY: Final = re.compile(r"\d{4}-\d{2}-\d{2}")
_CAPTIONS: Final = ("annex-title", "annex-reference")
_ANYWHERE: Final = ("stamp", "footnote")


class AknExporter(Exporter):
    """``DOC.xml`` for every document."""

    name = "akn"
    folder = "akn"
    per_document = True
    summary: ClassVar[dict[Language, str]] = {
        "vi": "văn bản đã khôi phục theo Akoma Ntoso 3.0 (OASIS): mục, bảng, viện dẫn",
        "en": "the recovered documents as Akoma Ntoso 3.0 (OASIS): sections, tables, references",
    }

    def write(self, store: Store, folder: Path) -> list[Path]:
        """Write the documents and remove those that are gone."""
        sections, citations = Grouped(store, Section), Grouped(store, Citation)
        tables, cells = Grouped(store, TableRecord), Grouped(store, CellRecord)
        paths = []
        for document in corrected_rows(store, DocumentRecord):
            doc_id = document.doc_id
            known = Tables(tables.of(doc_id), cells.of(doc_id))
            root = akoma_ntoso(document, sections.of(doc_id), citations.of(doc_id), known)
            paths.append(folder / f"{doc_id}.xml")
            with replacement(paths[-1]) as temporary:
                etree.ElementTree(root).write(
                    str(temporary), encoding="UTF-8", xml_declaration=True, pretty_print=False
                )
        remove_others(folder, f"{DOC_PATTERN}.xml", paths)
        return paths


def akoma_ntoso(
    document: DocumentRecord, sections: Sequence[Section], citations: Sequence[Citation], tables: Tables
) -> Element:
    """A document as one element ``akomaNtoso``."""
    children: dict[str | None, list[Section]] = defaultdict(list)
    for section in sections:
        children[section.parent_id].append(section)
    body = Body(References(citations), tables, children)
    writer = _Writer(document, body, children)
    root = element(None, "akomaNtoso")
    kind = document_types().get(document.doc_type or "", document.doc_type) or "unknown"
    main = element(root, "doc", name=slug(kind))
    _meta(main, document, citations)
    phases = _phases(children[None])
    for phase in _ORDER[:-1]:
        if phases[phase] or phase == "mainBody":
            writer.phase(element(main, phase), phase, phases[phase])
    if phases["attachments"]:
        writer.attachments(main, phases["attachments"])
    return root


def _phases(tops: Sequence[Section]) -> dict[str, list[Section]]:
    """The parts at the top by where they go. Their order is kept: nothing goes back to a part that is over."""
    phases: dict[str, list[Section]] = defaultdict(list)
    current = 0
    for section in tops:
        if section.kind not in _ANYWHERE:
            wanted = next((phase for phase, kinds in _PARTS.items() if section.kind in kinds), "mainBody")
            current = max(current, _ORDER.index(wanted))
        phases[_ORDER[current]].append(section)
    return phases


def _meta(main: Element, document: DocumentRecord, citations: Sequence[Citation]) -> None:
    meta = element(main, "meta")
    identify(meta, document)
    references = element(meta, "references", source="#kehoach")
    issuer = document.issuer or "unknown"
    element(references, "TLCOrganization", eId="issuer", href=f"/akn/ontology/organization/vn/{slug(issuer)}",
            showAs=issuer)  # fmt: skip
    element(references, "TLCOrganization", eId="kehoach", href="/akn/ontology/organization/kehoach", showAs="kehoach")
    if document.signer:
        element(references, "TLCPerson", eId="signer", href=f"/akn/ontology/person/vn/{slug(document.signer)}",
                showAs=document.signer)  # fmt: skip
    acts = {citation.act: citation for citation in citations}
    for number, citation in enumerate(acts.values(), 1):
        shown = "/".join(filter(None, (citation.number, citation.symbol))) or citation.title or citation.quote
        element(references, "TLCReference", eId=f"act_{number}", name="cited", href=work_iri(citation),
                showAs=" ".join(shown.split()))  # fmt: skip


class _Writer:
    """Writes the parts of one document."""

    def __init__(self, document: DocumentRecord, body: Body, children: Mapping[str | None, Sequence[Section]]) -> None:
        self.document = document
        self.body = body
        self.children = children

    def phase(self, parent: Element, phase: str, found: Sequence[Section]) -> None:
        """One part in front of the annexes; a body that is empty has an empty paragraph."""
        for section in found:
            if phase == "mainBody":
                self.body.write(parent, section)
            else:
                self._flat(parent, section)
        if phase == "mainBody" and not found:
            element(parent, "p")

    def attachments(self, main: Element, found: Sequence[Section]) -> None:
        """Every annex as a document of its own; what stands behind one at the top belongs to it."""
        group = element(main, "attachments")
        inside: Element | None = None
        number = 0
        for section in found:
            if inside is not None and section.kind != "annex":
                self.body.write(inside, section, f"att_{number}")
                continue
            number += 1
            attachment = element(group, "attachment", eId=self.body.identity(f"att_{number}"))
            annex = element(attachment, "doc", name="phu-luc")
            identify(element(annex, "meta"), self.document, f"annex_{number}")
            preface = element(annex, "preface")
            inside = element(annex, "mainBody")
            self.body.paragraph(preface, section)
            for child in self.children.get(section.section_id, ()):
                if child.kind in _CAPTIONS and not len(inside):
                    self.body.paragraph(preface, child, self._inline(child))
                else:
                    self.body.write(inside, child, f"att_{number}")
        for body in group.iter(f"{{{NAMESPACE}}}mainBody"):
            if not len(body):
                element(body, "p")

    def _flat(self, parent: Element, section: Section) -> None:
        """A part of the head or the foot and what hangs below it, as paragraphs."""
        if section.kind == "table":
            self.body.table(parent, section)
        elif section.kind == "enacting" and element_name(parent) == "preamble":
            self.body.paragraph(element(parent, "formula", name="enacting"), section)
        else:
            self.body.paragraph(parent, section, self._inline(section))
        for child in self.children.get(section.section_id, ()):
            self._flat(parent, child)

    def _inline(self, section: Section) -> Inline | None:
        """What a line of the head or the foot is, where the schema has an element for that."""
        if section.kind in _INLINE:
            return _INLINE[section.kind], {}
        issued_on = self.document.issued_on or ""
        if section.kind == "place-date" and _DAY.fullmatch(issued_on):
            return "docDate", {"date": issued_on}
        if section.kind == "signer" and section.text == self.document.signer:
            return "person", {"refersTo": "#signer"}
        return None
