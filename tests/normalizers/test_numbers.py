import pytest
from hypothesis import given
from hypothesis import strategies as st

from normalizers.numbers import find_numbers, parse_number


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1.184.000", 1184000),  # dots group thousands
        ("5.053", 5053),  # a single group is thousands too
        ("95,5", 95.5),  # comma begins decimals
        ("0,125", 0.125),  # three decimals: no group begins with zero
        ("1.234,5", 1234.5),  # both
        ("1,234,567", 1234567),  # English grouping
        ("02", 2),  # leading zero
        ("1,5 triệu", 1500000),
        ("12 nghìn tỷ", 12 * 10**12),  # a product of scales
        ("3.500 tỷ", 3500 * 10**9),
        ("(5)", -5),  # accountants' negative
        ("-5", -5),
        ("1 184 000", 1184000),  # spaces group thousands in a cell
        ("**7.120**", 7120),  # markup
        ("“5.053”", 5053),  # quotes
        ("1/2", 0.5),
        ("640 ˆ", 640),  # a speck of the scan
        ("0 .", 0),
    ],
)
def test_parse_number(text: str, value: float) -> None:
    number = parse_number(text)
    assert number is not None
    assert number.value == pytest.approx(value)


@pytest.mark.parametrize(
    "text", ["", "abc", "1.2.3", "12a", "-", "1..2", "1.012501", "5 6", "(5", "1/0", "7/2029", "07-2029"]
)
def test_what_is_no_number(text: str) -> None:
    assert parse_number(text) is None


def test_percent_is_a_unit_and_reads_a_comma_as_decimal() -> None:
    number = parse_number("12,345%")
    assert number is not None
    assert (number.value, number.unit) == (12.345, "%")


def test_ambiguous_grouping_is_thousands_with_less_confidence() -> None:
    comma, dot = parse_number("1,500"), parse_number("1.500")
    assert comma is not None
    assert dot is not None
    assert comma.value == dot.value == 1500
    assert comma.confidence < dot.confidence


@given(st.integers(min_value=0, max_value=10**14))
def test_grouped_integers_read_back(value: int) -> None:
    number = parse_number(f"{value:,}".replace(",", "."))
    assert number is not None
    assert number.value == value


@given(st.integers(min_value=0, max_value=10**9), st.integers(min_value=0, max_value=99))
def test_decimals_read_back(whole: int, cents: int) -> None:
    number = parse_number(f"{whole:,}".replace(",", ".") + f",{cents:02}")
    assert number is not None
    assert number.value == pytest.approx(whole + cents / 100)


def found(text: str) -> list[tuple[str, float, float | None, str | None, str]]:
    return [(text[m.start : m.end], m.value, m.value_max, m.unit, m.role) for m in find_numbers(text)]


def values(text: str) -> list[float]:
    return [m.value for m in find_numbers(text) if m.role == "value"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("đạt 80 - 85% số hộ", ("80 - 85%", 80, 85, "%", "value")),  # the sign holds for both ends
        ("đạt từ 80 đến 85%", ("80 đến 85%", 80, 85, "%", "value")),
        ("đạt 60% - 65%", ("60% - 65%", 60, 65, "%", "value")),
        ("từ 1 đến 1,5 triệu đồng", ("1 đến 1,5 triệu", 1e6, 1.5e6, None, "value")),  # so does the multiplier
        ("hỗ trợ 500 nghìn đồng", ("500 nghìn", 5e5, None, None, "value")),
        ("ít nhất 1/2 số thôn", ("1/2", 0.5, None, None, "fraction")),
    ],
)
def test_find_numbers(text: str, expected: tuple[object, ...]) -> None:
    assert found(text) == [expected]


@pytest.mark.parametrize(
    ("text", "roles"),
    [
        ("ngày 15/6/2027", {"date"}),
        ("Quyết định số 31/2027/QĐ-UBND", {"symbol"}),
        ("theo Điều 5 và Phụ lục 2", {"label"}),
        ("2. Nhiệm vụ", {"label"}),  # label of a section
        ("1.2.3. Nội dung", {"label"}),
        ("các năm 2027; 2028", {"date", "year"}),
        ("tổ 3, khu phố 12", {"label"}),
        ("bảo đảm đúng hạn. 2. Phòng Văn hóa", {"label"}),  # a label in the middle of flowed text
        ("Đề án 07 và Dự án 3", {"label"}),
    ],
)
def test_numbers_that_are_no_quantities(text: str, roles: set[str]) -> None:
    assert {m.role for m in find_numbers(text)} <= roles


def test_word_for_share_is_no_multiplier() -> None:
    assert values("tăng 15 tỷ lệ hộ") == [15]  # tỷ lệ is a ratio, not a milliard


def test_four_digits_before_a_noun_count() -> None:
    assert values("có 2015 người tham gia") == [2015]


def test_every_match_is_where_it_says() -> None:
    text = "Năm 2027 có 8.120 người, đạt 71,5% dân số."
    assert [text[m.start : m.digits_end] for m in find_numbers(text)] == ["2027", "8.120", "71,5"]


def test_a_grouped_number_that_a_narrow_column_cuts() -> None:
    cut = parse_number("412.00 0")
    assert cut is not None
    assert (cut.value, cut.confidence < 1) == (412000, True)
    assert parse_number("4.12 50") is None
    assert parse_number("12 5") is None
