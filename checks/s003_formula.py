"""S003 formula: the formula over the signature is missing, or does not go with the office of the signer."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from checks.rule import DocumentRule, Plan, Slip
from dataset.records import Section

# bodies that decide collectively and whose documents are signed on their behalf (TM.)
_COLLECTIVE = re.compile(r"^(?:ủy ban nhân dân|hội đồng nhân dân)\b", re.IGNORECASE)
_ON_BEHALF = re.compile(r"\bT/?M\b", re.IGNORECASE)
_FOR_THE_HEAD = re.compile(r"\bK/?T\b", re.IGNORECASE)
# signed by order (TL.), under a mandate (TUQ.) or acting for the head (Q.): then another formula names the body
_BY_ORDER = re.compile(r"\b(?:T/?L|T/?U/?Q|Q)\s*\.", re.IGNORECASE)
# THỨ TRƯỞNG is the deputy of a minister
_FOR_BY_DEPUTY = re.compile(r"\bK/?T\b[^/]*\b(?:phó|thứ trưởng)\b", re.IGNORECASE)
_DEPUTY = re.compile(r"^(?:phó|thứ trưởng)\b", re.IGNORECASE)
# an office with the body in which it is held: what the head of one body is in another
_ELSEWHERE = re.compile(r"\S (?:UBND|ủy ban|uỷ ban|HĐND|hội đồng|tỉnh ủy|thành ủy|đảng ủy|sở|công an)\b", re.IGNORECASE)
# the Party and the mass organisations sign by rules of their own (T/M … PHÓ BÍ THƯ)
_NO_STATE_BODY = re.compile(
    r"^(?:đảng|tỉnh ủy|thành ủy|ban thường vụ|ban chấp hành|ban thường trực|đoàn|hội(?! đồng nhân dân)|liên đoàn|"
    r"liên minh|công đoàn|ủy ban mặt trận)\b",
    re.IGNORECASE,
)
# the head of the committee acts in person (directives, letters, decisions of the chairman): no TM.
_HEAD_ACTS = re.compile(
    r"(?<!của )\bchủ tịch (?:ủy ban nhân dân|uỷ ban nhân dân|ubnd)\b[^.,;:]{0,40}?"
    r"\b(?:yêu cầu|chỉ đạo|chỉ thị|đề nghị|giao|quyết định)\b",
    re.IGNORECASE,
)
# the authority over the basis of a decision, in a line of its own: CHỦ TỊCH ỦY BAN NHÂN DÂN XÃ …
_AUTHORITY = re.compile(r"\W*CHỦ TỊCH (?:ỦY BAN NHÂN DÂN|UỶ BAN NHÂN DÂN|UBND)\b[^.:;\n]{0,60}\W*")
# offices that nobody holds in a committee of the people, and in one of the Party
_NOT_OF_COMMITTEE = re.compile(r"^(?:giám đốc|bí thư|hiệu trưởng|viện trưởng|chi cục trưởng)\b", re.IGNORECASE)
_NOT_OF_PARTY = re.compile(r"^(?:chủ tịch|giám đốc|hiệu trưởng)\b", re.IGNORECASE)
_PARTY = re.compile(r"^(?:tỉnh ủy|thành ủy|đảng ủy|ban thường vụ (?:tỉnh|thành|đảng) (?:ủy|uỷ))\b", re.IGNORECASE)
_SINGLE_HEAD = re.compile(r"^(?:sở|phòng|chi cục|cục|trung tâm|văn phòng)\b", re.IGNORECASE)


class SignatureFormula(DocumentRule):
    """Decree 30/2020/NĐ-CP, article 13 and Annex I, II.7: TM., KT., TL., TUQ., Q. before the office of the signer."""

    code = "S003"
    name = "formula"
    severity = "warning"

    def check(self, plan: Plan) -> Iterator[Slip]:
        """At most one slip for each thing that is wrong with the signature."""
        titles = plan.sections_of("signer-title")
        issuer = plan.document.issuer
        if not titles or not issuer:
            return
        if _NO_STATE_BODY.search(issuer):
            yield from _party_slip(plan, issuer, titles)
            return
        if not _ELSEWHERE.search(titles[0].text):
            titles = [titles[0], *(title for title in titles[1:] if not _ELSEWHERE.search(title.text))]
        block = plan.sections_of("formula", "signer-title")
        formula = " / ".join(section.text for section in block)
        # the office of the head and that of the deputy may stand in one line: KT. CHỦ TỊCH PHÓ CHỦ TỊCH
        deputy = any(_DEPUTY.search(title.text) for title in titles) or bool(_FOR_BY_DEPUTY.search(formula))
        collective, single = _COLLECTIVE.search(issuer), _SINGLE_HEAD.search(issuer)
        values = {"issuer": issuer, "title": plan.document.signer_title or titles[-1].text, "formula": formula}

        def slip(section: Section, template: str) -> Slip:
            return plan.slip_on(section, observed=formula, template=template, values=values, key=template)

        on_behalf = _ON_BEHALF.search(formula) or _BY_ORDER.search(formula)
        if collective and not on_behalf and not _head_acts(plan) and not _unsaid(plan) and not _attests(plan):
            yield slip(block[0], "on-behalf")
        if collective and len(titles) == 1 and _NOT_OF_COMMITTEE.search(titles[0].text) and _for_committee(formula):
            yield slip(titles[0], "office")
        if deputy and not _FOR_THE_HEAD.search(formula):
            yield slip(titles[-1], "deputy")
        if not deputy and _FOR_THE_HEAD.search(formula) and not _BY_ORDER.search(formula):
            yield slip(block[0], "needless")
        if single and _ON_BEHALF.search(formula):
            yield slip(block[0], "single-head")


def _for_committee(formula: str) -> bool:
    """Whether the signer signs for the committee itself, by nobody's order."""
    return bool(_ON_BEHALF.search(formula)) and not _BY_ORDER.search(formula)


def _party_slip(plan: Plan, issuer: str, titles: Sequence[Section]) -> Iterator[Slip]:
    """A committee of the Party whose one signer holds an office of the state."""
    if _PARTY.search(issuer) and len(titles) == 1 and _NOT_OF_PARTY.search(titles[0].text):
        formula = " / ".join(section.text for section in plan.sections_of("formula", "signer-title"))
        if not _BY_ORDER.search(formula):
            values = {"issuer": issuer, "title": titles[0].text, "formula": formula}
            yield plan.slip_on(titles[0], observed=formula, template="office", values=values, key="office")


def _head_acts(plan: Plan) -> bool:
    """Whether the enacting clause names the chairman, and not the committee, as the one who acts."""
    clauses = [section.text for section in plan.sections_of("enacting")]
    return any(_HEAD_ACTS.search(text) or _AUTHORITY.fullmatch(text) for text in clauses)


def _attests(plan: Plan) -> bool:
    """Whether the chairman of a council attests its resolution: those are signed CHỦ TỊCH, without TM."""
    issuer = (plan.document.issuer or "").casefold()
    return plan.document.doc_type == "NQ" and issuer.startswith("hội đồng nhân dân")


def _unsaid(plan: Plan) -> bool:
    """Whether a decision does not say who decides, the committee or its chairman: the line over its basis is lost."""
    clauses = [section.text for section in plan.sections_of("enacting")]
    return plan.document.doc_type == "QĐ" and not any(_COLLECTIVE.search(text) for text in clauses)
