"""U002 not-a-recipient: a unit that carries tasks is not among the recipients."""

from __future__ import annotations

import re
from collections.abc import Iterator

from rapidfuzz import fuzz

from checks.bodies import can_receive
from checks.initials import shortens
from checks.rule import DocumentRule, Plan, Slip
from dataset.records import Assignment, Section, UnitMention
from normalizers.unicode import compare_key, fold
from normalizers.units import canonical_unit

# recipients that stand for many: "Các phòng, cơ quan, đơn vị liên quan"; the kinds that such a line names
_COLLECTIVE = re.compile(
    r"(?:\b(?:các|toàn thể|những)\s+|^\W*(?=(?:sở|phòng|ban|cơ quan|đơn vị)\s*,))(?P<kinds>[^;.()]{1,80})",
    re.IGNORECASE,
)
_KIND = re.compile(
    r"\b(?:cơ quan|đơn vị|ban,? ngành|ngành|đoàn thể|phòng|khoa|sở|trung tâm|trạm|trường|hội|chi cục|tổ chức|"
    r"đảng ủy|đảng bộ|doanh nghiệp|hợp tác xã|htx|thôn|tổ dân phố|khu phố|ấp|xã|phường)\b"
)
# "các ban Tỉnh Đoàn", "các phòng, ban": all whose name begins with the word
_SECTIONS = re.compile(
    r"(?:^|,\s*)ban\b(?!,?\s*(?:ngành|chỉ đạo|chỉ huy|thường vụ|chấp hành|quản lý|bí thư|của|đảng))", re.IGNORECASE
)
# these words reach every body, the others only bodies whose name begins with them
_ANY_BODY = frozenset({"cơ quan", "đơn vị", "ban ngành", "ban, ngành", "ngành"})
# "cơ quan thuộc UBND phường" are not the offices of central agencies, nor the Front, the court, the bank
_UNDER = re.compile(r"\b(?:thuộc|trực thuộc)\s+(?:ubnd|ủy ban nhân dân|xã|phường|tỉnh|thành phố)\b")
_NOT_UNDER = re.compile(
    r"(?:bảo hiểm xã hội|thuế|chi cục thuế|kho bạc|thống kê|ngân hàng|tòa án|viện kiểm sát|điện lực|bưu điện|"
    r"viễn thông)\b"
)
# what people organise for themselves is a "đoàn thể"
_CIVIC = re.compile(r"\btổ chức (?:chính trị|ct\b|xã hội|hội\b|thành viên)")
_MASS = re.compile(r"(?:đoàn thanh niên|hội (?!đồng)|liên đoàn|công đoàn|(?:ủy ban )?mặt trận)")
_BY_GRADE = re.compile(r"(?:hiệu trưởng )?(?:các )?trường(?: học)?\s*:(?P<grades>.*)")
_GRADES = {
    "mầm non": "mầm non", "mẫu giáo": "mẫu giáo", "tiểu học": "tiểu học", "thcs": "trung học cơ sở",
    "trung học cơ sở": "trung học cơ sở", "thpt": "trung học phổ thông", "trung học phổ thông": "trung học phổ thông",
}  # fmt: skip
_OWN = "of the issuer"
# "Như trên", "Như Điều 3", "Mục IV": the recipients are named elsewhere in the document
_ELSEWHERE = re.compile(r"^(?:như (?:trên|điều|mục|kính gửi|phần|nội dung)|(?:mục|phần|phụ lục) [ivx0-9]+)\b")
# steering committees and councils are no "cơ quan, đơn vị": a collective recipient does not reach them
_NOT_COVERED = re.compile(r"^(?:ban chi dao|hoi dong|to cong tac|to giup viec)\b")
_GROUP = re.compile(r"^(?:cac|nhung|tung|moi|toan the)\b|\b(?:lien quan|khac)$|^(?:giam doc|thu truong|chu tich) cac\b")
_ALL_OF_A_LEVEL = re.compile(
    r"(?P<body>[^,;:]+?) cac (?P<levels>(?:huyen|thi xa|thanh pho|quan|xa|phuong|thi tran|dac khu)\b.*)"
)
_LEVEL = re.compile(r"huyen|thi xa|thanh pho|quan|phuong|thi tran|dac khu|(?<!thi )xa")
_PUNCTUATION = re.compile(r"[,;:.()/]")
_NAMED_ALIKE = 90
# the Youth Union leaves out in short whose name it bears: "Đoàn TN phường"
_IN_HONOUR = re.compile(r" cộng sản hồ chí minh\b", re.IGNORECASE)
_PART = re.compile(r"(?:ban|phong|to)\s")


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
        lines = [compare_key(recipient.text) for recipient in recipients]
        if any(_ELSEWHERE.search(line) for line in lines):
            return
        names = [fold(line) for line in lines]
        names += [fold(compare_key(unit.unit)) for unit in _units_in(plan, recipients)]
        kinds = {kind for line in lines for kind in _collective_kinds(line)}
        # of joint issuers each one; the standing committee of a body signs for it
        own = [fold(compare_key(body)) for body in (plan.document.issuer or "").split(" - ") if body]
        mentions = {mention.unit: mention for mention in plan.records.of(UnitMention)}
        level = plan.document.issuer_level
        seen: set[str] = set()
        for assignment in plan.records.of(Assignment):
            key = compare_key(assignment.unit)
            unit = fold(key)
            if (
                assignment.role != "lead"
                or unit in seen
                or _GROUP.search(unit)
                or any(_is_own(unit, body) for body in own)
            ):
                continue
            seen.add(unit)
            if not can_receive(mentions.get(assignment.unit) or canonical_unit(assignment.unit), level):
                continue
            if _is_covered(key, kinds) or any(_same(unit, name) for name in names):
                continue
            short = _IN_HONOUR.sub("", assignment.unit)
            if any(shortens(recipient.text, name) for recipient in recipients for name in (assignment.unit, short)):
                continue
            yield plan.slip_on(
                assignment,
                observed=assignment.unit_text,
                values={"unit": assignment.unit},
                confidence=0.85,
                places=tuple(plan.place(r) for r in recipients[:1]),
                key=assignment.unit,
            )


def _is_own(unit: str, issuer: str) -> bool:
    body = unit.removeprefix("ban ").removeprefix("thuong truc ")
    # a committee or section of the issuer, named with it: Ban Tuyên giáo Liên đoàn Lao động
    words = unit.split()
    tails = (" ".join(words[start:]) for start in range(2, len(words) - 1))
    if _PART.match(unit) and (f" {issuer}" in unit or any(issuer.startswith(f"{tail} ") for tail in tails)):
        return True
    return body.startswith(issuer) or issuer.startswith((body, unit))


def _collective_kinds(line: str) -> Iterator[str]:
    """The kinds that a line stands for; where it goes on to name its bodies ("các sở, ngành: Y tế, Nội vụ") none."""
    for match in _COLLECTIVE.finditer(line):
        yield from _schools(match["kinds"])
        # "cơ sở" is no "sở"
        kinds = [] if ":" in match["kinds"] else _KIND.findall(match["kinds"].replace("cơ sở", ""))
        if kinds and _CIVIC.search(match["kinds"]):
            yield "đoàn thể"
        if _SECTIONS.search(match["kinds"]):
            yield "ban"
        under = bool(_UNDER.search(match["kinds"]))
        yield from (_OWN if under and kind in _ANY_BODY else kind for kind in kinds)


def _schools(kinds: str) -> Iterator[str]:
    """The schools that "các cơ sở giáo dục" and "các trường: Mầm non, Tiểu học, THCS" stand for."""
    if "cơ sở giáo dục" in kinds:
        yield "trường"
    if match := _BY_GRADE.match(kinds):
        yield from (f"trường {_GRADES[grade]}" for grade in _GRADES if grade in match["grades"])


def _is_covered(unit: str, kinds: set[str]) -> bool:
    if _NOT_COVERED.match(fold(unit)):
        return False
    if "đoàn thể" in kinds and _MASS.match(unit):
        return True
    if kinds & {"hợp tác xã", "htx"} and unit.startswith(("hợp tác xã", "htx")):
        return True
    # the office (văn phòng) of an agency is one of its "phòng, ban"
    if _OWN in kinds and not (_NOT_UNDER.match(unit) or _MASS.match(unit)):
        return True
    return bool(kinds & _ANY_BODY) or any(unit.removeprefix("văn ").startswith(kind) for kind in kinds)


def _units_in(plan: Plan, recipients: list[Section]) -> Iterator[UnitMention]:
    for mention in plan.records.of(UnitMention):
        if any(recipient.span.contains(mention.span) for recipient in recipients):
            yield mention


def _same(unit: str, name: str) -> bool:
    words = _PUNCTUATION.sub(" ", name)
    return unit in name or fuzz.token_set_ratio(unit, words) >= _NAMED_ALIKE or _is_one_of(unit, name)


def _is_one_of(unit: str, name: str) -> bool:
    """``UBND huyện Yên Minh`` is one of ``UBND các huyện, thị xã``."""
    plural = _ALL_OF_A_LEVEL.match(name)
    if plural is None:
        return False
    return any(unit.startswith(f"{plural['body']} {level}") for level in _LEVEL.findall(plural["levels"]))
