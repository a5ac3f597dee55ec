"""Who a document is for Akoma Ntoso: addresses by its naming convention, and the FRBR metadata.

The addresses are made from what was read (country, type, date, number), so that a citation and the document that it
cites meet; nobody has assigned them. What is not known is ``unknown``, and the name of a date says how much of it is
known.
"""

from __future__ import annotations

import re
from typing import Final

from unidecode import unidecode

from dataset.records import Citation, DocumentRecord
from normalizers.symbols import document_types
from pipeline.exports.legaldoc.xml import Element, element

_ODD: Final = re.compile(r"[^a-z0-9]+")
_UNKNOWN: Final = "unknown"
_KNOWN_DATES: Final = ("issued-year", "issued-month", "issued")
_NO_DATE: Final = "0001-01-01"
"""What stands for a date that is not known where the schema demands one; its name says that it is none."""


def slug(text: str | None) -> str:
    """A text in plain letters, as a part of an address."""
    return _ODD.sub("-", unidecode(text or "").lower()).strip("-") or _UNKNOWN


def work_iri(act: DocumentRecord | Citation) -> str:
    """The address of a document as a work: ``/akn/vn/doc/ke-hoach/2026-05-21/149-kh-ubnd``.

    An act without number and symbol is named by its title.
    """
    kind = document_types().get(act.doc_type or "", act.doc_type)
    name = "/".join(filter(None, (act.number, act.symbol))) or act.title
    return f"/akn/vn/doc/{slug(kind)}/{act.issued_on or _UNKNOWN}/{slug(name)}"


def identify(meta: Element, document: DocumentRecord, component: str = "") -> None:
    """Write the identification of a document, or of a component of it (``annex_1``), into its metadata."""
    block = element(meta, "identification", source="#kehoach")
    work = work_iri(document)
    expression = f"{work}/vie@"
    part = f"/!{component}" if component else ""
    for level, address in (("Work", work), ("Expression", expression), ("Manifestation", f"{expression}.xml")):
        group = element(block, f"FRBR{level}")
        element(group, "FRBRthis", value=f"{address.removesuffix('.xml')}{part}{'.xml' * address.endswith('.xml')}")
        element(group, "FRBRuri", value=address)
        date, name = _date(document.issued_on)
        element(group, "FRBRdate", date=date, name=name)
        element(group, "FRBRauthor", href="#issuer" if level != "Manifestation" else "#kehoach")
        if level == "Work":
            element(group, "FRBRcountry", value="vn")
            kind = document_types().get(document.doc_type or "", document.doc_type)
            if kind:
                element(group, "FRBRsubtype", value=slug(kind))
            if number := "/".join(filter(None, (document.number, document.symbol))):
                element(group, "FRBRnumber", value=number)
            if document.title:
                element(group, "FRBRname", value=document.title)
        elif level == "Expression":
            element(group, "FRBRlanguage", language="vie")


def _date(edtf: str | None) -> tuple[str, str]:
    """A whole date, as the schema asks for one, and a name that says how much of it is known."""
    if not edtf or "/" in edtf or not edtf[:4].isdigit():
        return _NO_DATE, _UNKNOWN
    parts = edtf.split("-")
    return "-".join([*parts, "01", "01"][:3]), _KNOWN_DATES[min(len(parts), 3) - 1]
