"""Places that a draft leaves blank, as several rules see them."""

from __future__ import annotations

import re

from checks.rule import Plan
from dataset.records import Section
from normalizers.symbols import type_names
from normalizers.unicode import compare_key

# "Số: /KH-UBND", "số …/KH-UBND", "số ___/QĐ-UBND", "số:    /2027/QĐ-UBND": nothing but filler before symbol and year.
# Ð is the Icelandic letter that some keyboards and OCR put for Đ.
BLANK_NUMBER = re.compile(
    # 12/KH-UBND; the Party writes 12-KH/ĐU
    r"\bsố\s*:?[\s.…_*]*(?:[/⁄]\s*(?:\d{2,4}\s*[/⁄]\s*)?|[-–]\s*(?=[A-ZĐÐ]+\s*[/⁄]\s*[A-ZĐÐ]))[A-ZĐÐ][A-ZĐÐa-z]*(?:[-/][A-ZĐÐ]+)*",
    re.IGNORECASE,
)
# "(Kèm theo Tờ trình số … của …)"; a body left open: "của … (1) …", "của Chủ tịch UBND tỉnh/thành phố…"
_ATTACHED = re.compile(r"\bkèm\s+theo\s+(?P<type>[^\d:.…/()]+?)\s+số\b", re.IGNORECASE)
_OPEN_BODY = re.compile(r"\bcủa\b[^)\n]{0,60}?(?:…|\.{3}|_{3}|\btỉnh\s*/\s*thành phố\b)", re.IGNORECASE)


def is_form(plan: Plan, caption: Section) -> bool:
    """Whether the caption of an annex belongs to a form that others are to fill in: its blanks are meant.

    It names another type of document than the one at hand, or leaves its body open.
    """
    text = plan.text[caption.start : caption.end]
    attached = _ATTACHED.search(text)
    types = {compare_key(name): code for code, name in type_names().items()}
    named = types.get(compare_key(attached["type"])) if attached else None
    other = named is not None and plan.document.doc_type is not None and named != plan.document.doc_type
    return bool(other or _OPEN_BODY.search(text))
