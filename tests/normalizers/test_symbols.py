import pytest
from hypothesis import given
from hypothesis import strategies as st

from normalizers.symbols import document_types, find_symbols, parse_symbol, type_names, type_of_name


@pytest.mark.parametrize(
    ("text", "number", "symbol", "doc_type"),
    [
        ("512/NQ-CP", "512", "NQ-CP", "NQ"),
        ("09-NQ/ĐU", "09", "NQ/ĐU", "NQ"),  # Party form
        ("31/2027/QĐ-TTg", "31/2027", "QĐ-TTg", "QĐ"),  # the year is a part of the number
        ("12-CTr/TU", "12", "CTr/TU", "CTr"),
        ("77/2027/QH16", "77/2027", "QH16", None),  # law or resolution: the symbol does not tell
        ("77/2027/QH 16", "77/2027", "QH16", None),  # a space inside
        ("03150/PA-UBND", "03150", "PA-UBND", "PA"),
        ("50/QCPH-UBND-UBMT-HCTĐ", "50", "QCPH-UBND-UBMT-HCTĐ", "QCPH"),  # three issuers
        ("14/2027/TTLT-BYT-BTC", "14/2027", "TTLT-BYT-BTC", "TTLT"),
        ("46-QĐ-ĐU", "46", "QĐ-ĐU", "QĐ"),  # malformed, still read
        ("/KH-UBND", None, "KH-UBND", "KH"),  # blank number
        ("Số:      /KH-UBND", None, "KH-UBND", "KH"),
        ("Số: …../KH-UBND", None, "KH-UBND", "KH"),
        ("số: 618 /KH-UBND", "618", "KH-UBND", "KH"),  # a space before the bar
        ("150/KH - UBND", "150", "KH-UBND", "KH"),  # spaces around the hyphen
        ("124/UBND-VX", "124", "UBND-VX", "CV"),  # an official letter has no type
        ("867/QĐ-Tg", "867", "QĐ-Tg", "QĐ"),  # misprint of the issuer
        ("1201/NQ-UBTVQH15", "1201", "NQ-UBTVQH15", "NQ"),
        ("37-HD/VPTW", "37", "HD/VPTW", "HD"),
        ("21/QyĐ-BCH", "21", "QyĐ-BCH", "QyĐ"),
    ],
)
def test_parse_symbol(text: str, number: str | None, symbol: str, doc_type: str | None) -> None:
    parsed = parse_symbol(text)
    assert parsed is not None
    assert (parsed.number, parsed.symbol, parsed.doc_type) == (number, symbol, doc_type)


@pytest.mark.parametrize("text", ["", "24/4/2027", "abc", "12", "12/", "Số:", "1/2"])
def test_what_is_no_symbol(text: str) -> None:
    assert parse_symbol(text) is None


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("46-QĐ-ĐU", "party-form-expected"),
        ("46/QĐ-ĐU", "party-form-expected"),
        ("46-QĐ/ĐU", None),
        ("46/QĐ-UBND", None),
        ("46-QĐ-UBND", "separators"),
        ("46/QĐ/UBND", "separators"),
        ("46-KH/ĐTN", None),  # the youth union may use either form
        ("Số 46/QĐ", "issuer-missing"),
    ],
)
def test_fault_of_the_form(text: str, fault: str | None) -> None:
    parsed = parse_symbol(text)
    assert parsed is not None
    assert parsed.fault == fault


@pytest.mark.parametrize(
    ("name", "abbreviation"),
    [
        ("KẾ HOẠCH", "KH"),
        ("Nghị quyết", "NQ"),
        ("chỉ thị", "CT"),
        ("Luật", "Luật"),
        ("Chương trình hành động", "CTr"),
        ("Thông báo", "TB"),
    ],
)
def test_type_of_name(name: str, abbreviation: str) -> None:
    assert type_of_name(name) == abbreviation


def test_every_type_name_is_known() -> None:
    assert set(type_names().values()) <= set(document_types()) | {"Luật", "Bộ luật", "Hiến pháp"}
    assert type_of_name("Bài thơ") is None


def found(text: str) -> list[str]:
    return [text[m.start : m.end] for m in find_symbols(text)]


@pytest.mark.parametrize(
    ("text", "symbols"),
    [
        ("Nghị quyết số 58-NQ/TW, 60-NQ/TW", ["58-NQ/TW", "60-NQ/TW"]),  # without "số"
        ("Kế hoạch số       /KH-UBND ngày / /2027", ["/KH-UBND"]),
        ("Quyết định số 12/QĐ-UBND - BHXH tỉnh", ["12/QĐ-UBND"]),  # what follows a spaced dash is no issuer
        ("ngày 24/4/2027, số 24/7, 1/2 A, tổ 5-KH", []),
        ("Công văn số 1250/BNV-CQĐP", ["1250/BNV-CQĐP"]),
        ("Nghị quyết số 66.7/2027/NQ-CP", ["66.7/2027/NQ-CP"]),  # numbered within a programme
        ("Nghị định số142/2027/NĐ-CP", ["142/2027/NĐ-CP"]),  # glued
        ("xe số 12/ABC", []),
        ("Công văn số 97/SXD ngày 2/3/2027", ["97/SXD"]),  # who issued it alone, behind a type
        ("Nghị định số 36/CP, Quyết định số 150/TTg", ["36/CP", "150/TTg"]),  # until 1998
        ("Tờ trình số 31/Ttr-STC", ["31/Ttr-STC"]),
        ("Quyết định số 8/QĐ.UBND", ["8/QĐ.UBND"]),
        ("dịch vụ số/SKSS", []),
    ],
)
def test_find_symbols(text: str, symbols: list[str]) -> None:
    assert found(text) == symbols


types = st.sampled_from(sorted(set(type_names().values()) - {"Luật", "Bộ luật", "Hiến pháp"}))
issuers = st.sampled_from(["UBND", "HĐND", "TTg", "BTC", "SYT", "UBND-STC"])


@given(
    st.integers(min_value=1, max_value=99999), st.none() | st.integers(min_value=1990, max_value=2035), types, issuers
)
def test_symbols_read_back(number: int, year: int | None, doc_type: str, issuer: str) -> None:
    whole = f"{number}/{year}" if year else str(number)
    text = f"theo Văn bản số {whole}/{doc_type}-{issuer} ngày"
    (match,) = find_symbols(text)
    assert (match.symbol.number, match.symbol.symbol, match.symbol.doc_type) == (
        whole,
        f"{doc_type}-{issuer}",
        doc_type,
    )
    assert match.after_so
