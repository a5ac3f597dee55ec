"""Some documents of a store as a store of their own: everything that is about them, and nothing else.

Exports see whole stores; what is wanted of some documents alone is exported from such a copy. Findings come with their
documents as they were found over all of them; of the places that a finding stands on those in other documents are
left out, and so is the name of the other document.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from dataset.decisions import Ledger
from dataset.records import Correction, DocumentRecord, EvidenceRecord, Finding
from dataset.store import Store
from dataset.work import Work

VERSION: Final = "selection"
"""What the journal of a copy says of how it was read: no run takes it for its own work."""
_MANY: Final = 500
"""Values of one condition; databases bound their number."""


def copy_selection(store: Store, doc_ids: Sequence[str], target: Store) -> int:
    """Copy some documents into an empty store; how many there were. Identities that name no document are passed over.

    Raises:
        StoreError: One of the two cannot be read or written.
        DatabaseError: So for their decisions.
    """
    wanted = sorted(set(doc_ids))
    found = [row for some in _parts(wanted) for row in store.rows(DocumentRecord, {"doc_id": some})]
    for document in found:
        doc_id = document.doc_id
        work = Work(document.sha256, VERSION, VERSION)
        target.save(work, document, store.text(doc_id), store.records(doc_id), store.layout(doc_id))
    here = {document.doc_id for document in found}
    findings = [
        row if row.other_doc_id in here else row.model_copy(update={"other_doc_id": None})
        for some in _parts(sorted(here))
        for row in store.rows(Finding, {"doc_id": some})
    ]
    named = sorted({row.finding_id for row in findings})
    evidence = [
        row for some in _parts(named) for row in store.rows(EvidenceRecord, {"finding_id": some}) if row.doc_id in here
    ]
    target.replace_findings(findings, evidence)
    target.replace(
        Correction, [row for some in _parts(sorted(here)) for row in store.rows(Correction, {"doc_id": some})]
    )
    target.gather_units()
    _copy_decisions(store, {document.sha256 for document in found}, target)
    return len(found)


def _copy_decisions(store: Store, contents: set[str], target: Store) -> None:
    """The decisions on documents of these contents (SHA-256)."""
    with Ledger(store.address) as ledger, Ledger(target.address) as copy:
        copy.merge(decision for decision in ledger.decisions() if decision.doc_sha256 in contents)


def _parts(values: Sequence[str]) -> Iterable[Sequence[str]]:
    return (values[first : first + _MANY] for first in range(0, len(values), _MANY))
