"""U002 not-a-recipient: a unit that carries tasks is not among the recipients."""

from __future__ import annotations

import re
from collections.abc import Iterator

from rapidfuzz import fuzz

from checks.rule import DocumentRule, Plan, Slip
from dataset.records import Assignment, Section, UnitMention
from normalizers.unicode import compare_key, fold

# recipients that stand for many: "Các phòng, cơ quan, đơn vị liên quan", "Như trên", "Như Điều 3", "Mục IV"
_COLLECTIVE = re.compile(
    r"\b(?:cac|nhu|toan the)\b.{0,40}\b(?:co quan|don vi|phong|ban|nganh|doan the|to chuc|so|dia phuong)\b"
    r"|^nhu (?:tren|dieu|muc|kinh gui|phan|noi dung)\b|^(?:muc|phan|phu luc) [ivx0-9]+|\bco lien quan\b"
)
# steering committees and councils are no "cơ quan, đơn vị": a collective recipient does not reach them
_NOT_COVERED = re.compile(r"^(?:ban chi dao|ban chi huy|hoi dong|to cong tac|to giup viec|doan)\b")
_GROUP = re.compile(r"^(?:cac|nhung|tung|moi|toan the)\b|\b(?:lien quan|khac)$|^(?:giam doc|thu truong|chu tich) cac\b")
_NAMED_ALIKE = 90


class NotARecipient(DocumentRule):
    """Decree 30/2020/NĐ-CP, Annex I, II.9: those who have to carry a document out receive it."""

    code = "U002"
    name = "not-a-recipient"
    severity = "warning"

    def check(self, plan: Plan) -> Iterator[Slip]:
        """One slip for every unit, on its first task."""
        recipients = plan.sections_of("recipient")
        if not recipients:
            return
        names = [fold(compare_key(recipient.text)) for recipient in recipients]
        names += [fold(compare_key(unit.unit)) for unit in _units_in(plan, recipients)]
        collective = any(_COLLECTIVE.search(name) for name in names)
        own = fold(compare_key(plan.document.issuer or ""))
        seen: set[str] = set()
        for assignment in plan.records.of(Assignment):
            unit = fold(compare_key(assignment.unit))
            if assignment.role != "lead" or unit in seen or _GROUP.search(unit) or (own and own.startswith(unit)):
                continue
            seen.add(unit)
            if (collective and not _NOT_COVERED.match(unit)) or any(_same(unit, name) for name in names):
                continue
            yield plan.slip_on(
                assignment,
                observed=assignment.unit_text,
                values={"unit": assignment.unit},
                confidence=0.85,
                places=tuple(plan.place(r) for r in recipients[:1]),
                key=assignment.unit,
            )


def _units_in(plan: Plan, recipients: list[Section]) -> Iterator[UnitMention]:
    for mention in plan.records.of(UnitMention):
        if any(recipient.span.contains(mention.span) for recipient in recipients):
            yield mention


def _same(unit: str, name: str) -> bool:
    return unit in name or fuzz.token_set_ratio(unit, name) >= _NAMED_ALIKE
