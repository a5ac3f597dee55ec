"""When reports are due: cycles, days, and sentences that are no reports."""

from __future__ import annotations

import pytest

from checks.reports import reports_due
from dataset.records import Deadline, Section


def due(
    text: str, quote: str, rrule: str | None = None, end: str | None = None
) -> list[tuple[str, int | None, int, int]]:
    """Cycle, year, month and day of the reports that a sentence with one deadline tells of."""
    start = text.index(quote)
    evidence = {"doc_id": "a", "page": 1, "confidence": 1.0}
    deadline = Deadline(
        deadline_id="d", text=quote, kind="recurring" if rrule else "date", start=None, end=end, rrule=rrule,
        quote=quote, quote_start=start, quote_end=start + len(quote), **evidence,
    )  # fmt: skip
    section = Section(
        section_id="s", parent_id=None, kind="item", level=1, label=None, text=text, quote=text, start=0,
        end=len(text), **evidence,
    )  # fmt: skip
    return [(d.cycle, d.year, d.month, d.day) for d in reports_due([deadline], [section])]


@pytest.mark.parametrize(
    ("quote", "rrule", "expected"),
    [
        ("trước ngày 10/12 hằng năm", "FREQ=YEARLY;BYMONTH=12;BYMONTHDAY=10", [("year", None, 12, 10)]),
        # what is due in January closes the year before
        ("trước ngày 05/01 hằng năm", "FREQ=YEARLY;BYMONTH=1;BYMONTHDAY=5", [("year", None, 13, 5)]),
        ("trước ngày 15/6 hằng năm", "FREQ=YEARLY;BYMONTH=6;BYMONTHDAY=15", [("half-year", None, 6, 15)]),
        (
            "ngày 20 tháng cuối quý",
            "FREQ=YEARLY;BYMONTH=3,6,9,12;BYMONTHDAY=20",
            [("quarter", None, 2, 20)],
        ),
        ("ngày 25 hằng tháng", "FREQ=MONTHLY;BYMONTHDAY=25", [("month", None, 0, 25)]),
        # no day, nothing to compare
        ("hằng năm", "FREQ=YEARLY", []),
    ],
)
def test_cycles(quote: str, rrule: str, expected: list[tuple[str, int | None, int, int]]) -> None:
    assert due(f"Các thôn gửi báo cáo {quote}.", quote, rrule) == expected


def test_a_single_date_is_of_its_year() -> None:
    assert due("Báo cáo trước ngày 10/12/2026.", "trước ngày 10/12/2026", end="2026-12-10") == [("year", 2026, 12, 10)]
    assert due("Báo cáo trước ngày 10/01/2027.", "trước ngày 10/01/2027", end="2027-01-10") == [("year", 2026, 13, 10)]


def test_another_sentence_of_the_paragraph_does_not_count() -> None:
    rule = "FREQ=YEARLY;BYMONTH=12;BYMONTHDAY=20"
    text = "Định kỳ báo cáo kết quả. Sửa xong đường ống trước ngày 20/12 hằng năm."
    assert due(text, "trước ngày 20/12 hằng năm", rule) == []
    assert due("Số liệu tính đến ngày 20/12 của báo cáo.", "ngày 20/12", rule) == []
