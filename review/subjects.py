"""How a subject of decisions is recognised: by what stands in the document, never by where it happens to stand.

Each has a ``key`` (this file), a ``content_key`` (the same place in any file of the document: a new scan, a file that
was saved again) and a ``basis`` (exactly what was read). Two of them agree where, and only where, nothing has changed.
"""

from __future__ import annotations

from collections.abc import Iterable
from hashlib import sha256
from typing import Final

from dataset.exports.cells import decimal
from dataset.records import DocumentRecord, Finding
from normalizers.unicode import compare_key

_SEPARATOR: Final = "\x1f"
_DIGITS: Final = 16


def digest(*parts: str | None) -> str:
    """A key of some texts; no text and an empty one differ."""
    joined = _SEPARATOR.join("\x00" if part is None else part for part in parts)
    return sha256(joined.encode()).hexdigest()[:_DIGITS]


def plain(value: str | float | bool | None) -> str | None:
    """A value of the dataset as text: numbers as plain decimals."""
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    return decimal(value) if isinstance(value, float) else str(value)


def collapsed(text: str) -> str:
    """A text on one line: where the lines of a page end is not part of what it says."""
    return " ".join(text.split())


def document_identity(document: DocumentRecord) -> str:
    """What names a document whatever file it is in; nothing where its head does not say enough."""
    if not (document.symbol and document.issuer and document.issued_on):
        return ""
    # a plan whose number is left blank is known by its title
    name = document.number or compare_key(document.title or "")
    if not name:
        return ""
    return digest(name, compare_key(document.symbol), compare_key(document.issuer), document.issued_on)


def finding_basis(finding: Finding, evidence: Iterable[str]) -> str:
    """The fingerprint of what a finding was made of: the words, what they are and should be, what they are held to.

    ``evidence`` are the quotes of its further places. Of findings across documents they do not count: they change with
    every document that is added.
    """
    quotes = () if finding.other_doc_id else sorted(map(collapsed, evidence))
    return digest(finding.rule, collapsed(finding.quote), finding.observed, finding.expected, *quotes)


def value_key(doc_id: str, field: str, identity: str, occurrence: int) -> str:
    """The key of a value: the column, and what names the row within its document."""
    return digest("value", doc_id, field, identity, str(occurrence))


def value_basis(field: str, quote: str, predicted: str | None) -> str:
    """The fingerprint of a value: the words it was read from, and what was made of them."""
    return digest(field, collapsed(quote), predicted)


def content_key(document: str, rule: str, identity: str, occurrence: int) -> str:
    """The key of a subject in any file of a document; nothing without the identity of the document."""
    return digest(document, rule, compare_key(collapsed(identity)), str(occurrence)) if document else ""
