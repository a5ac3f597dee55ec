from datetime import date

import pytest
from edtf import parse_edtf
from hypothesis import given
from hypothesis import strategies as st

from normalizers.dates import edtf_bounds, find_dates, parse_date


@pytest.mark.parametrize(
    ("text", "edtf"),
    [
        ("24/4/2027", "2027-04-24"),
        ("24-4-2027", "2027-04-24"),
        ("24.4.2027", "2027-04-24"),
        ("ngày 10 tháng 12 năm 2027", "2027-12-10"),
        ("ngày10/3/2027", "2027-03-10"),  # no space, as PDF text often comes
        ("ngày tháng 5 năm 2027", "2027-05"),  # blank day
        ("ngày … tháng 5 năm 2027", "2027-05"),  # dots
        ("ngày tháng năm 2027", "2027"),  # blank day and month
        ("ngày / /2027", "2027"),
        ("ngày /5/2027", "2027-05"),
        ("tháng 5/2027", "2027-05"),
        ("5/2027", "2027-05"),
        ("năm 2027", "2027"),
        ("Quý II/2027", "2027-04/2027-06"),
        ("quý II năm 2027", "2027-04/2027-06"),
        ("Quý I, II/2027", "2027-01/2027-06"),
        ("6 tháng đầu năm 2027", "2027-01/2027-06"),
        ("6 tháng cuối năm 2027", "2027-07/2027-12"),
        ("cuối năm 2027", "2027-12"),
        ("giai đoạn 2027 - 2030", "2027/2030"),
        ("từ năm 2027 đến năm 2030", "2027/2030"),
        ("24/4/27", "2027-04-24"),  # two digits are this century's
    ],
)
def test_parse_date(text: str, edtf: str) -> None:
    parsed = parse_date(text)
    assert parsed is not None
    assert parsed.edtf == edtf
    parse_edtf(edtf)  # raises if it is no EDTF
    low, high = edtf_bounds(edtf)
    assert parsed.bounds() == (low, high)
    assert low <= high


@pytest.mark.parametrize(
    "text", ["31/02/2027", "ngày 30 tháng 02 năm 2027", "29/02/2027", "tháng 13/2027", "32/1/2027"]
)
def test_impossible_dates_are_told(text: str) -> None:
    parsed = parse_date(text)
    assert parsed is not None
    assert parsed.impossible
    assert parsed.edtf is None


def test_leap_day_is_possible() -> None:
    parsed = parse_date("29/02/2028")
    assert parsed is not None
    assert parsed.edtf == "2028-02-29"


def test_day_and_month_without_a_year_are_partial() -> None:
    parsed = parse_date("ngày 15/5")
    assert parsed is not None
    assert (parsed.kind, parsed.day, parsed.month, parsed.edtf, parsed.blank) == ("partial", 15, 5, None, False)


def test_wholly_blank_date() -> None:
    parsed = parse_date("ngày tháng năm")
    assert parsed is not None
    assert parsed.blank
    assert parsed.edtf is None


@pytest.mark.parametrize("text", ["", "abc", "1/2", "12.345", "quý", "số 5"])
def test_what_is_no_date(text: str) -> None:
    assert parse_date(text) is None


@given(st.dates(min_value=date(1900, 1, 1), max_value=date(2099, 12, 31)), st.sampled_from(["/", "-", "."]))
def test_numeric_dates_read_back(day: date, separator: str) -> None:
    parsed = parse_date(separator.join([str(day.day), f"{day.month:02}", str(day.year)]))
    assert parsed is not None
    assert parsed.edtf == day.isoformat()


@given(st.dates(min_value=date(1900, 1, 1), max_value=date(2099, 12, 31)))
def test_dates_in_words_read_back(day: date) -> None:
    parsed = parse_date(f"ngày {day.day} tháng {day.month} năm {day.year}")
    assert parsed is not None
    assert parsed.bounds() == (day, day)


def found(text: str) -> list[tuple[str, str | None]]:
    return [(text[m.start : m.end], m.date.edtf) for m in find_dates(text)]


@pytest.mark.parametrize(
    "text",
    [
        "Quyết định số 31/2027/QĐ-UBND",  # 2027 is a part of the symbol
        "Nghị định số 02/2027/NĐ-CP",
        "Luật số 12/2027/QH16",
        "số 12/2027",
        "tỷ lệ 3/4",
    ],
)
def test_no_dates_inside_symbols(text: str) -> None:
    assert found(text) == []


def test_dates_in_a_sentence() -> None:
    text = (
        "Kế hoạch số 12/KH-UBND ngày 05/3/2027, xong trước ngày 30/6/2027 hoặc quý III/2027 - muộn nhất năm 2028 - nhé."
    )
    assert found(text) == [
        ("ngày 05/3/2027", "2027-03-05"),
        ("ngày 30/6/2027", "2027-06-30"),
        ("quý III/2027", "2027-07/2027-09"),
        ("năm 2028", "2028"),
    ]


def test_working_days_are_no_blank_dates() -> None:
    assert found("trong 05 ngày làm việc, mỗi tháng một lần") == []
