"""Names of what is measured."""

from __future__ import annotations

import pytest

from extractors.aims.find import find_aims


def names(text: str) -> list[tuple[str, str | None]]:
    return [(aim.indicator.name, aim.indicator.scope) for aim in find_aims(text, goal=True)]


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        # the noun phrase before the number, without the words of striving and time
        ("Đến năm 2029, phấn đấu tỷ lệ hộ có nước sạch đạt trên 90%.", ("tỷ lệ hộ có nước sạch", None)),
        # a share of what stands behind
        ("100% trạm bơm có nội quy vận hành.", ("tỷ lệ trạm bơm có nội quy vận hành", None)),
        ("Bảo đảm từ 85% trở lên số hộ trồng lúa được tập huấn.", ("tỷ lệ hộ trồng lúa được tập huấn", None)),
        ("Phấn đấu tăng thêm ít nhất 15% số trạm đo mưa.", ("mức tăng số trạm đo mưa", None)),
        # a bound that stands behind the thing belongs to the number, one of a second number to the thing
        ("Từ 70% hộ trở lên lắp đồng hồ nước.", ("tỷ lệ hộ lắp đồng hồ nước", None)),
        (
            "95% bồn có dung tích từ 3 khối trở lên được súc rửa.",
            ("tỷ lệ bồn có dung tích từ 3 khối trở lên được súc rửa", None),
        ),
        ("90% trẻ 4 tuổi biết rửa tay.", ("tỷ lệ trẻ 4 tuổi biết rửa tay", None)),
        ("Xây mới 06 cống ngăn mặn.", ("số cống ngăn mặn", None)),
        # words of change and bounds alone name nothing
        ("Cắt giảm còn 14 bến đò ngang.", ("số bến đò ngang", None)),
        ("Số bến đò tự phát cắt giảm còn 8 bến.", ("số bến đò tự phát", None)),
        # where it holds is the scope
        ("90% hộ trên địa bàn xã được cấp nước.", ("tỷ lệ hộ được cấp nước", "trên địa bàn xã")),
        ("Đối với vùng ven biển: 75% hộ có bồn chứa.", ("tỷ lệ hộ có bồn chứa", "vùng ven biển")),
        ("Tỷ lệ hộ dùng nước máy: 66%", ("tỷ lệ hộ dùng nước máy", None)),
    ],
)
def test_indicator(sentence: str, expected: tuple[str, str | None]) -> None:
    assert names(sentence) == [expected]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Tổng số hộ tham gia HTX đạt 400 hộ.", "Số hộ tham gia hợp tác xã đạt từ 500 hộ trở lên."),
        ("Tỷ lệ các thôn có đội dân phòng đạt 100%.", "Phấn đấu tỷ lệ thôn có đội dân phòng đạt 80%."),
        ("Tốc độ gia tăng đối tượng tham gia BHYT tăng ít nhất 5%.", "Số người tham gia bảo hiểm y tế tăng trên 6%."),
    ],
)
def test_two_wordings_have_one_name(one: str, other: str) -> None:
    assert names(one)[0][0] == names(other)[0][0]


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        # where it shall stand is not by how much it changes
        ("Tỷ lệ thất thoát nước giảm xuống dưới 9%.", ["tỷ lệ thất thoát nước"]),
        ("Giảm tỷ lệ thất thoát nước xuống dưới 9%.", ["tỷ lệ thất thoát nước"]),
        # of a list of nouns the statement holds for all
        (
            "100% bến đò, phà được kiểm định ít nhất 02 lần/năm.",
            ["tỷ lệ bến đò, phà được kiểm định", "số lần kiểm định"],
        ),
        # another unit is another thing
        ("Phát hành 7.000 tờ gấp, 300 băng đĩa.", ["số tờ gấp được phát hành", "số băng đĩa"]),
        # what is done tells what is counted, where nothing else does
        ("Đào tạo 260 lao động.", ["số lao động được đào tạo"]),
        ("Thành lập mới 25 tổ hợp tác.", ["số tổ hợp tác thành lập mới"]),
        ("Khoán bảo vệ 310 ha rừng.", ["diện tích rừng khoán bảo vệ"]),
        ("Toàn xã có ít nhất 40 hợp tác xã.", ["số hợp tác xã"]),
        # words that only lead on to the next number
        ("Mở 12 lớp bơi cho 300 học sinh.", ["số lớp bơi", "số học sinh"]),
        ("Hằng năm tiết kiệm tối thiểu 2% điện chiếu sáng.", ["tiết kiệm điện chiếu sáng"]),
        # "làm" is not "là"
        ("Giải quyết việc làm cho 90 lao động.", ["số lao động được giải quyết việc làm"]),
        # the ages of those who are meant
        ("85% trẻ từ 12 tháng đến 24 tháng tuổi được cân đo.", ["tỷ lệ trẻ từ 12 tháng đến 24 tháng tuổi được cân đo"]),
    ],
)
def test_indicators_of_several_values(sentence: str, expected: list[str]) -> None:
    assert [name for name, _ in names(sentence)] == expected
