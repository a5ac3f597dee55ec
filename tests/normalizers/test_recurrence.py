"""Time expressions as dates and recurrences."""

from __future__ import annotations

from datetime import datetime

import pytest
from dateutil.rrule import rrulestr
from hypothesis import given
from hypothesis import strategies as st

from normalizers.recurrence import Timing, parse_timing
from normalizers.time_words import fold


def timing(kind: str, start: str | None = None, end: str | None = None, rrule: str | None = None) -> Timing:
    return Timing(kind, start, end, rrule)  # type: ignore[arg-type]  # the cases name the kinds as plain strings


DATES = [
    ("chậm nhất ngày 05/9/2027", timing("date", end="2027-09-05")),
    ("trước ngày 3 tháng 2 năm 2028", timing("date", end="2028-02-03")),
    ("đến năm 2033", timing("date", end="2033")),
    # the end of a year or month is its last day
    ("đến hết năm 2033", timing("date", end="2033-12-31")),
    ("hết tháng 2/2028", timing("date", end="2028-02-29")),
    ("tầm nhìn 2050", timing("date", end="2050")),
    ("trong tháng 8/2027", timing("date", end="2027-08")),
    # quarters are ranges of months, also in the southern spelling and with a dash
    ("Quí III-2027", timing("range", "2027-07", "2027-09")),
    ("quý I, II năm 2027", timing("range", "2027-01", "2027-06")),
    ("6 tháng cuối năm 2027", timing("range", "2027-07", "2027-12")),
    ("giai đoạn 2027 – 2031", timing("range", "2027", "2031")),
    ("từ năm 2027 đến năm 2029", timing("range", "2027", "2029")),
    # the year stands once, behind the second day
    ("từ ngày 02/4 đến ngày 09/4/2027", timing("range", "2027-04-02", "2027-04-09")),
    ("từ tháng 9 đến tháng 11 năm 2027", timing("range", "2027-09", "2027-11")),
    # up to then, from now on
    ("từ nay đến năm 2029", timing("date", end="2029")),
    ("từ 4 đến 6-1-2028", timing("range", "2028-01-04", "2028-01-06")),
    ("từ ngày 15 đến hết ngày 25/11/2028", timing("range", "2028-11-15", "2028-11-25")),
    ("01/3 đến 31/3/2028", timing("range", "2028-03-01", "2028-03-31")),
    ("từ ngày 10.3.2028 đến 10.4.2028", timing("range", "2028-03-10", "2028-04-10")),
    ("09 - 10/2027", timing("range", "2027-09", "2027-10")),
    ("vào cuối tháng 6 và đầu tháng 7-2027", timing("range", "2027-06", "2027-07")),
    ("tháng 5 - 11/2027", timing("range", "2027-05", "2027-11")),
    ("trong 02 ngày 14 - 15/3/2027", timing("range", "2027-03-14", "2027-03-15")),
    ("trước khi kết thúc năm học 2026 - 2027", timing("date", end="2027")),
    ("vào cuối quý II/2027", timing("date", end="2027-06-30")),
    ("ngày 16, 17 và 18 tháng 3 năm 2027", timing("range", "2027-03-16", "2027-03-18")),
    # before a quarter is before its first month
    ("trước quý III/2027", timing("date", end="2027-07")),
    ("từ quý III/2027", timing("range", "2027-07")),
    ("tại kỳ họp thường lệ giữa năm 2027", timing("date", end="2027")),
    ("trước khai giảng năm học 2027 - 2028", timing("date", end="2027")),
    # an open begin
    ("từ năm 2027", timing("range", "2027")),
    # a day that no calendar has is a date without a value
    ("trước ngày 31/4/2027", timing("date")),
]

RECURRENCES = [
    ("hàng năm", ["FREQ=YEARLY"]),
    ("mỗi quý", ["FREQ=MONTHLY;INTERVAL=3"]),
    ("hằng tuần", ["FREQ=WEEKLY"]),
    # months and days of a list share the word before the first
    ("vào các tháng 3, 7 và 11", ["FREQ=YEARLY;BYMONTH=3,7,11"]),
    ("định kỳ vào tháng 6 và tháng 12", ["FREQ=YEARLY;BYMONTH=6,12"]),
    ("tháng 7, 8 hằng năm", ["FREQ=YEARLY;BYMONTH=7,8"]),
    ("trực 24/24h, hằng ngày", ["FREQ=DAILY"]),
    # feasts come back, whatever the year of the plan
    ("dịp 8/3 và 20/11", ["FREQ=YEARLY;BYMONTH=3;BYMONTHDAY=8", "FREQ=YEARLY;BYMONTH=11;BYMONTHDAY=20"]),
    # every day of a span, whole months by their number
    (
        "từ ngày 28/5 đến ngày 02/7 hằng năm",
        [
            "FREQ=YEARLY;BYMONTH=5;BYMONTHDAY=28,29,30,31",
            "FREQ=YEARLY;BYMONTH=7;BYMONTHDAY=1,2",
            "FREQ=YEARLY;BYMONTH=6",
        ],
    ),
    ("từ ngày 03 đến ngày 05 tháng 10 hằng năm", ["FREQ=YEARLY;BYMONTH=10;BYMONTHDAY=3,4,5"]),
    ("từ tháng 11 năm trước đến tháng 2 năm sau", ["FREQ=YEARLY;BYMONTH=1,2,11,12"]),
    ("Chủ nhật tuần thứ hai hằng tháng", ["FREQ=MONTHLY;BYDAY=2SU"]),
    ("chiều thứ Sáu tuần cuối hằng tháng", ["FREQ=MONTHLY;BYDAY=-1FR"]),
    ("hằng tuần (thứ Năm), hằng tháng (ngày 14)", ["FREQ=WEEKLY;BYDAY=TH", "FREQ=MONTHLY;BYMONTHDAY=14"]),
    # the finest of what is reported
    ("quý, 6 tháng, 9 tháng và năm", ["FREQ=MONTHLY;INTERVAL=3"]),
    ("theo quý, năm", ["FREQ=MONTHLY;INTERVAL=3"]),
    ("3 tháng/lần", ["FREQ=MONTHLY;INTERVAL=3"]),
    ("02 lần/năm", ["FREQ=YEARLY"]),
    ("ít nhất 03 buổi/tuần", ["FREQ=WEEKLY"]),  # other nouns than "lần"
    ("01 tháng/lần", ["FREQ=MONTHLY"]),
    ("10 ngày một lần", ["FREQ=DAILY;INTERVAL=10"]),
    ("tháng 3 hằng năm", ["FREQ=YEARLY;BYMONTH=3"]),
    ("quý II hằng năm", ["FREQ=YEARLY;BYMONTH=4,5,6"]),
    ("trước ngày 07/11 hằng năm", ["FREQ=YEARLY;BYMONTH=11;BYMONTHDAY=7"]),
    # two days: two rules
    (
        "định kỳ 6 tháng (trước 10/6 và 10/12)",
        ["FREQ=YEARLY;BYMONTH=6;BYMONTHDAY=10", "FREQ=YEARLY;BYMONTH=12;BYMONTHDAY=10"],
    ),
    ("trước ngày 12 hằng tháng", ["FREQ=MONTHLY;BYMONTHDAY=12"]),
    # a day of the last month of each quarter
    ("ngày 18 của tháng cuối quý", ["FREQ=YEARLY;BYMONTH=3,6,9,12;BYMONTHDAY=18"]),
    # … and of the first one
    ("ngày 7 tháng đầu mỗi quý", ["FREQ=YEARLY;BYMONTH=1,4,7,10;BYMONTHDAY=7"]),
    (
        "hằng quý (trước ngày 18 của tháng cuối quý), hằng năm (trước ngày 05/12)",
        ["FREQ=YEARLY;BYMONTH=3,6,9,12;BYMONTHDAY=18", "FREQ=YEARLY;BYMONTH=12;BYMONTHDAY=5"],
    ),
    # reports named by their period only, each with its day
    (
        "tháng (trước ngày 21), quý (trước ngày 6 tháng đầu quý sau), năm (trước 12/12)",
        [
            "FREQ=MONTHLY;BYMONTHDAY=21",
            "FREQ=YEARLY;BYMONTH=1,4,7,10;BYMONTHDAY=6",
            "FREQ=YEARLY;BYMONTH=12;BYMONTHDAY=12",
        ],
    ),
    ("trước ngày 06 tháng sau", ["FREQ=MONTHLY;BYMONTHDAY=6"]),
    # one day of two cycles is one day
    ("ngày 9 hằng tháng, ngày 9 tháng cuối quý", ["FREQ=YEARLY;BYMONTH=3,6,9,12;BYMONTHDAY=9"]),
    ("hai năm một lần", ["FREQ=YEARLY;INTERVAL=2"]),
    ("thứ sáu hằng tuần", ["FREQ=WEEKLY;BYDAY=FR"]),
    ("trước 17h30 hằng ngày", ["FREQ=DAILY;BYHOUR=17;BYMINUTE=30"]),
    # composite cells: the finest rule
    ("hằng tháng, hằng quý", ["FREQ=MONTHLY"]),
    ("Thường xuyên, hằng năm", ["FREQ=YEARLY"]),
    ("6 tháng, hằng năm", ["FREQ=MONTHLY;INTERVAL=6"]),
]


def test_days_that_share_their_month() -> None:
    # the month stands once, behind the last day
    assert parse_timing("ngày 14, 15/3/2027") == Timing("range", "2027-03-14", "2027-03-15")
    assert parse_timing("từ ngày 02 đến ngày 09/4/2027") == Timing("range", "2027-04-02", "2027-04-09")
    assert parse_timing("trước ngày 09/4/2027") == Timing("date", None, "2027-04-09")


@pytest.mark.parametrize(("text", "expected"), DATES)
def test_dates(text: str, expected: Timing) -> None:
    assert parse_timing(text) == expected


@pytest.mark.parametrize(("text", "rules"), RECURRENCES)
def test_recurrences_are_rules_that_dateutil_reads(text: str, rules: list[str]) -> None:
    found = parse_timing(text)
    assert found is not None
    assert found.kind == "recurring"
    assert (found.rrule or "").split("\n") == rules
    for rule in rules:
        assert rrulestr(rule, dtstart=datetime(2027, 1, 1))[0] >= datetime(2027, 1, 1)


def test_a_rule_falls_on_the_days_that_are_written() -> None:
    found = parse_timing("trước ngày 12 của tháng cuối quý")
    assert found is not None
    days = rrulestr(found.rrule or "", dtstart=datetime(2027, 1, 1))[:4]
    assert [(day.month, day.day) for day in days] == [(3, 12), (6, 12), (9, 12), (12, 12)]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Thường xuyên", "continuous"),
        ("đột xuất", "on-demand"),
        ("ngay sau khi bế mạc", "on-demand"),
        ("trong vòng 03 ngày làm việc", "on-demand"),
        ("< 10 ngày", "on-demand"),
        # counted from what happens; "kỳ" here is no period of a calendar
        ("chậm nhất 04 ngày sau mỗi kỳ họp", "on-demand"),
        # comes back, but no calendar tells when
        ("mỗi học kỳ một lần", "recurring"),
        ("24/7", "continuous"),
        ("trước thời điểm tổ chức 15 ngày", "on-demand"),
        # feasts and seasons that no calendar here tells
        ("dịp trước, trong và sau Tết Nguyên đán", "vague"),
        ("trước mùa khô", "vague"),
        ("vào cuối giai đoạn", "vague"),
        ("Định kỳ", "vague"),
        ("Theo lộ trình", "vague"),
        ("Theo lịch công tác", "vague"),
        ("Trong suốt quá trình vận hành", "continuous"),
        ("trong quá trình thực hiện có vướng mắc", "on-demand"),
    ],
)
def test_words_without_a_date(text: str, kind: str) -> None:
    assert parse_timing(text) == timing(kind)


def test_the_year_of_the_document_completes_a_day() -> None:
    assert parse_timing("xong trước 20/8", 2027) == timing("date", end="2027-08-20")
    # without one, EDTF leaves the year open
    assert parse_timing("xong trước 20/8") == timing("date", end="XXXX-08-20")
    assert parse_timing("trong năm", 2027) == timing("date", end="2027")
    assert parse_timing("đến hết năm", 2027) == timing("date", end="2027-12-31")
    assert parse_timing("trong quý II", 2027) == timing("range", "2027-04", "2027-06")
    assert parse_timing("trong quý II") == timing("range", "XXXX-04", "XXXX-06")


def test_words_that_name_no_time() -> None:
    assert parse_timing("Phòng Kinh tế") is None
    assert parse_timing("") is None


@given(st.dates(datetime(1990, 1, 1).date(), datetime(2090, 12, 31).date()))
def test_every_day_comes_back_as_edtf(day: object) -> None:
    written = f"{day:%d/%m/%Y}"
    assert parse_timing(f"trước ngày {written}") == timing("date", end=f"{day:%Y-%m-%d}")


@given(st.text(max_size=80))
def test_any_text_is_read_without_an_error(text: str) -> None:
    parse_timing(text)


@given(st.text(max_size=60))
def test_folding_twice_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)


def test_before_a_school_year_is_before_it_begins() -> None:
    assert parse_timing("xong trước năm học 2028 - 2029") == Timing("date", end="2028")
    assert parse_timing("từ năm học 2028 - 2029") == Timing("range", "2028", "2029")
