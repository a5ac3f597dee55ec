"""Recurrence rules in words, in both languages."""

from __future__ import annotations

import re

import pytest

from pipeline.exports.repeats import repeats


@pytest.mark.parametrize(
    ("rule", "vi", "en"),
    [
        ("FREQ=DAILY", "hằng ngày", "every day"),
        ("FREQ=WEEKLY;BYDAY=TH", "hằng tuần, thứ Năm", "every week, Thursday"),
        ("FREQ=WEEKLY;INTERVAL=2", "2 tuần một lần", "every 2 weeks"),
        ("FREQ=MONTHLY;BYMONTHDAY=15", "hằng tháng, ngày 15", "every month, day 15"),
        ("FREQ=MONTHLY;INTERVAL=3", "hằng quý", "every quarter"),
        ("FREQ=MONTHLY;BYMONTHDAY=-1", "hằng tháng, ngày cuối tháng", "every month, last day of the month"),
        ("FREQ=MONTHLY;BYDAY=2SU", "hằng tháng, Chủ nhật thứ 2 trong tháng", "every month, Sunday no. 2 of the month"),
        (
            "FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1",
            "hằng tháng, ngày làm việc cuối cùng",
            "every month, last working day",
        ),
        # the month stands before the day, whatever their order in the rule
        (
            "FREQ=YEARLY;BYMONTHDAY=18;BYMONTH=3,6,9,12",
            "hằng năm, tháng 3, 6, 9, 12, ngày 18",
            "every year, months 3, 6, 9, 12, day 18",
        ),
        (
            "FREQ=YEARLY;BYMONTH=6;BYMONTHDAY=20\nFREQ=YEARLY;BYMONTH=11;BYMONTHDAY=20",
            "hằng năm, tháng 6, ngày 20; hằng năm, tháng 11, ngày 20",
            "every year, month 6, day 20; every year, month 11, day 20",
        ),
    ],
)
def test_a_rule_in_words(rule: str, vi: str, en: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for language, words in (("vi", vi), ("en", en)):
        monkeypatch.setenv("KEHOACH_LANG", language)
        assert repeats(rule) == words
        assert {*re.findall(r"\d+", words)} <= {*re.findall(r"\d+", rule)}


@pytest.mark.parametrize(
    "rule",
    [
        "FREQ=MONTHLY;BYDAY=-1FR",
        "FREQ=MONTHLY;BYDAY=MO,TU;BYSETPOS=-1",
        "FREQ=YEARLY;BYWEEKNO=20",
        "FREQ=MONTHLY;BYMONTHDAY=15;UNTIL=20261231",
        "FREQ=HOURLY",
        "FREQ=YEARLY;INTERVAL=x",
        "whatever",
    ],
)
def test_a_rule_that_has_no_words_stays(rule: str) -> None:
    assert repeats(rule) == rule
