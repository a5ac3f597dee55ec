"""N018 rate-without-percent: a rate (tốc độ, tỷ lệ) is given as a number of people or things."""

from __future__ import annotations

import re
from collections.abc import Iterator

from checks.rule import DocumentRule, Plan, Slip
from dataset.records import Target
from dataset.spans import Span

_RATE = re.compile(
    r"\b(?P<rate>tốc độ (?:gia tăng|tăng trưởng|tăng|phát triển)|tỷ lệ|tỉ lệ|tỷ trọng)\b"
    # nothing but the name of one indicator up to its number: no other clause, no list
    r"(?:(?!\b(?:và|đạt|là|gồm|với)\b)[^.;:,()\d%]){0,110}?"
    r"(?:\b(?:năm sau so với năm trước)\b[^.;:,()\d%]{0,40}?)?"
    r"\b(?:tăng|đạt|là|giảm)(?:\s+(?:ít nhất|tối thiểu|là|từ|trên|khoảng|thêm)){0,3}\s+"
    r"(?P<value>\d[\d.]*)\s+(?P<unit>người|hộ|lượt|thẻ|con|ha|căn|cơ sở|doanh nghiệp|hợp tác xã)\b",
    re.IGNORECASE,
)


class RateWithoutPercent(DocumentRule):
    """A speed of growth of 345 people is no rate: read to the letter the growth itself grows."""

    code = "N018"
    name = "rate-without-percent"
    severity = "warning"

    def check(self, plan: Plan) -> Iterator[Slip]:
        """One slip for every target of the body that is so given."""
        places = [target.span for target in plan.records.of(Target) if target.source == "body"]
        for section in plan.sections_of("item", "text", "heading"):
            for match in _RATE.finditer(plan.text, section.start, section.end):
                start, end = match.span()
                if any(span.start < end and start < span.end for span in places):
                    yield plan.slip(
                        Span(start, end),
                        observed=f"{match['value']} {match['unit']}",
                        values={"rate": match["rate"].lower(), "unit": match["unit"]},
                        confidence=0.85,
                    )
