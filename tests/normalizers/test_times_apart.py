"""Days and months that stand apart, lunar days, and numbers said again in words."""

from __future__ import annotations

from datetime import datetime

import pytest
from dateutil.rrule import rrulestr

from normalizers.recurrence import Timing, parse_timing
from normalizers.spelled import without_spelled

_DAYS = "FREQ=YEARLY;BYMONTH=5;BYMONTHDAY=20\nFREQ=YEARLY;BYMONTH=10;BYMONTHDAY=20"


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("trước 20/5 và 20/10", Timing("recurring", rrule=_DAYS)),
        ("trước ngày 20/5 và trước ngày 20/10/2027", Timing("recurring", "2027", "2027", _DAYS)),
        ("trong tháng 3, tháng 7 và tháng 12/2027", Timing("recurring", "2027", "2027", "FREQ=YEARLY;BYMONTH=3,7,12")),
        ("quý I và quý IV năm 2027", Timing("recurring", "2027", "2027", "FREQ=YEARLY;BYMONTH=1,2,3,10,11,12")),
        # what follows on each other is one span
        ("ngày 11 và ngày 12 tháng 6 năm 2027", Timing("range", "2027-06-11", "2027-06-12")),
        ("tháng 9 và tháng 10 năm 2027", Timing("range", "2027-09", "2027-10")),
        ("quý II và quý III/2027", Timing("range", "2027-04", "2027-09")),
        # of two years, or from one to the other
        ("từ 20/5 đến 20/10/2027", Timing("range", "2027-05-20", "2027-10-20")),
        ("ngày 20/12/2027 và ngày 15/02/2028", Timing("range", "2027-12-20", "2028-02-15")),
    ],
)
def test_times_that_stand_apart_are_rules_of_their_own(words: str, expected: Timing) -> None:
    assert parse_timing(words) == expected


def test_their_rules_give_the_days() -> None:
    rules = (parse_timing("trước 20/5 và 20/10") or Timing("vague")).rrule or ""
    days = [rrulestr(rule, dtstart=datetime(2027, 1, 1))[0] for rule in rules.split("\n")]
    assert [(day.month, day.day) for day in days] == [(5, 20), (10, 20)]


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        # days with a dash: of a month, or several days of it
        ("trước ngày 14-4-2027", Timing("date", end="2027-04-14")),
        ("từ ngày 14-4 đến ngày 8-5", Timing("range", "2027-04-14", "2027-05-08")),
        ("từ ngày 14-16/4", Timing("range", "2027-04-14", "2027-04-16")),
        ("vào ngày 1-8 hằng năm", Timing("recurring", rrule="FREQ=YEARLY;BYMONTH=8;BYMONTHDAY=1")),
        ("từ ngày 1 đến ngày 4 hằng tháng", Timing("recurring", rrule="FREQ=MONTHLY;BYMONTHDAY=1,2,3,4")),
        ("đến 16 giờ 00 ngày 20/7/2027", Timing("date", end="2027-07-20")),
    ],
)
def test_days_with_dashes(words: str, expected: Timing) -> None:
    assert parse_timing(words, 2027) == expected


@pytest.mark.parametrize(
    ("words", "kind"),
    [
        ("ngày 15 tháng Giêng hằng năm", "recurring"),
        ("vào ngày 10/3 (âm lịch)", "vague"),
        ("từ mùng 6 đến mùng 10 tháng Giêng", "vague"),
        ("rằm tháng Tám", "vague"),
    ],
)
def test_lunar_days_get_no_day_of_the_sun(words: str, kind: str) -> None:
    assert parse_timing(words, 2027) == Timing(kind)  # type: ignore[arg-type]  # the cases name the kinds as strings


def test_words_of_a_number_are_left_out_and_offsets_lead_back() -> None:
    text = "Báo cáo định kỳ 06 (sáu) tháng, gửi trong 03 (ba) ngày làm việc (tính cả ngày nhận)."
    plain, back = without_spelled(text)
    assert plain == "Báo cáo định kỳ 06 tháng, gửi trong 03 ngày làm việc (tính cả ngày nhận)."
    for word in ("Báo", "tháng", "gửi", "ngày làm", "(tính"):
        assert text[back(plain.index(word)) :].startswith(word)
    assert back(len(plain)) == len(text)
    assert without_spelled("một (01) lần")[0] == "một (01) lần"
    assert parse_timing("chậm nhất ngày 25 (hai mươi lăm) tháng 11 (mười một) hằng năm") == Timing(
        "recurring", rrule="FREQ=YEARLY;BYMONTH=11;BYMONTHDAY=25"
    )
