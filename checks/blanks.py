"""Places that a draft leaves blank, as several rules see them."""

from __future__ import annotations

import re

# "Số: /KH-UBND", "số …/KH-UBND", "số ___/QĐ-UBND", "số:    /2027/QĐ-UBND": nothing but filler before symbol and year.
# Ð is the Icelandic letter that some keyboards and OCR put for Đ.
BLANK_NUMBER = re.compile(
    r"\bsố\s*:?[\s.…_*]*[/⁄]\s*(?:\d{2,4}\s*[/⁄]\s*)?[A-ZĐÐ][A-ZĐÐa-z]*(?:[-/][A-ZĐÐ]+)*", re.IGNORECASE
)
