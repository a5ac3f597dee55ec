"""Sentences that give work: ``Giao Sở Y tế chủ trì, phối hợp với … xây dựng …``, ``… đề nghị Sở Y tế …``."""

from __future__ import annotations

import re

from dataset.document import Document
from extractors.assignment.draft import Doer, Draft
from extractors.assignment.nodes import enforces
from extractors.assignment.patterns import patterns
from extractors.assignment.sections import proposes
from extractors.assignment.sentences import acts_behind
from extractors.assignment.subjects import coordinates, unknown_subject
from extractors.organisations import Organisations
from extractors.outline.model import Node
from normalizers.units import UnitText, fold

_SENTENCE = re.compile(r"(?<=[^\W\d]{2}[.;])\s+|(?<=\)[.;])\s+")


def given_draft(document: Document, units: Organisations, node: Node, start: int, end: int) -> Draft | None:
    """The task of the sentence that begins at ``start`` and names behind ``end`` to whom it is given."""
    subject = _asked(node.text, units, end)
    if not subject or not node.text[subject[-1].end :].strip(" .;:,"):
        return None
    stop = next((m.start() for m in _SENTENCE.finditer(node.text, subject[-1].end)), len(node.text))
    told = coordinates(node.view, units, subject)
    last = max([subject[-1].end, *(doer.found.end for doer in told)])
    # "Cấp giống. Giao Phòng A chủ trì, phối hợp B thực hiện": what is to be done stands before
    whole = start == 0 or bool(patterns()["phrases.only_who"].match(fold(node.text[last:stop])))
    part = node.view if whole else document.view(node.view.spans(start, stop))
    moved = subject if whole else _asked(part.text, units, end - start)
    draft = Draft(node, part, list(part.spans()), confidence=0.8)
    draft.assign([Doer(part, item, "lead") for item in moved])
    draft.assign(coordinates(part, units, moved))
    return draft


def directing(node: Node, units: Organisations) -> re.Match[str] | None:
    """The words before whom a point of a proposal wants set to work: ``V. KIẾN NGHỊ / 1. Chỉ đạo Sở Y tế …``."""
    found = patterns()["phrases.directing"].match(fold(node.text)) if proposes(node) else None
    return found if found and units.leading(node.text, found.end()) else None


def _asked(text: str, units: Organisations, start: int) -> list[UnitText]:
    return units.leading(text, start) or unknown_subject(text, units, start)


def asked_draft(document: Document, units: Organisations, node: Node) -> Draft | None:
    """The task of ``Để kịp tiến độ, Bộ Y tế đề nghị Sở A, Sở B …``, in an order or a text that tells of one."""
    asking = patterns()["phrases.asking"].search(fold(node.text))
    if not asking or enforces(node.text, of_order=True) or not acts_behind(node.text, units, asking.end()):
        return None
    begins = [0, *(found.end() for found in _SENTENCE.finditer(node.text, 0, asking.start()))]
    return given_draft(document, units, node, begins[-1], asking.end())
