import pytest

from normalizers.syllables import looks_misread, share_of_syllables


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("Giao Phòng Kinh tế chủ trì, báo cáo trước ngày 15/6 hằng năm.", 0.99, 1.0),
        # abbreviations count neither way
        ("UBND xã, BHXH cơ sở và MTTQ phối hợp", 0.99, 1.0),
        # both placements of the tone mark, decomposed letters
        ("hoá hóa thuỷ thủy nghi\u0323\u0302 quye\u0302\u0301t", 0.99, 1.0),
        # what an engine that knows no Vietnamese makes of it
        ("xay dlJllg D()i s~ng van h6a co' sa trong cong nhan vi~n chirc", 0.0, 0.6),
        # glyphs without a character
        ("\ufffd\ufffdng v\ufffd ki\ufffdm tra h\ufffdng n\ufffdm", 0.0, 0.3),
        ("2026 15% (1)", 0.0, 0.0),
        ("", 0.0, 0.0),
    ],
)
def test_share_tells_vietnamese_from_garble(text: str, low: float, high: float) -> None:
    assert low <= share_of_syllables(text) <= high


CLEAN = "cán bộ thôn phát tờ rơi về đuối nước cho từng hộ gia đình ở ven sông và dán áp phích tại bến đò "


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (CLEAN * 60, False),
        (CLEAN * 60 + "quyêt đự câp kêt thôg", True),  # what OCR leaves behind
        (CLEAN * 400 + "quyêt đự câp kêt thôg", False),  # a few slips in a long text
        (CLEAN * 60 + "quyêt đự", False),  # two slips are a typist's
        (CLEAN * 60 + "marketing online website Krông Đắk Pắc", False),  # foreign words, names
    ],
)
def test_marks_of_ocr(text: str, expected: bool) -> None:
    assert looks_misread(text) is expected
