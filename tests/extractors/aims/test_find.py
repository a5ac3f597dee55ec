"""Quantified aims in a line of text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractors.aims.find import Aim, find_aims


def aims(text: str, *, goal: bool = True) -> list[Aim]:
    return list(find_aims(text, goal=goal))


def values(text: str, *, goal: bool = True) -> list[tuple[str, float, float | None, str | None]]:
    return [(a.value.comparator, a.value.value, a.value.value_max, a.value.unit) for a in aims(text, goal=goal)]


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("Số hộ dùng nước sạch đạt từ 2.450 hộ trở lên.", [(">=", 2450, None, "hộ")]),
        ("Tỷ lệ hộ nghèo còn dưới 3%.", [("<", 3, None, "%")]),
        ("Tỷ lệ thất thoát nước không quá 12,5%.", [("<=", 12.5, None, "%")]),
        ("Có ≥ 40% bể chứa được nạo vét.", [(">=", 40, None, "%")]),
        ("Tỷ lệ che phủ đạt trên 45%.", [(">", 45, None, "%")]),
        ("Tỷ lệ thu gom rác đạt từ 70 - 75%.", [(">=", 70, 75, "%")]),
        ("Tỷ lệ hộ nghèo giảm 0,5 - 1%/năm.", [(">=", 0.5, 1, "%")]),
        ("Trồng 12 ha rừng và 3.000 cây bóng mát.", [("=", 12, None, "ha"), ("=", 3000, None, "cây")]),
        # a multiplier counts, but money stays in the unit in which it is written
        ("Thu hút 1,5 triệu lượt khách.", [("=", 1_500_000, None, "lượt khách")]),
        ("Tổng thu du lịch đạt 2,4 nghìn tỷ đồng.", [("=", 2.4, None, "nghìn tỷ đồng")]),
        ("Thu nhập bình quân đạt 78 triệu đồng/người/năm.", [("=", 78, None, "triệu đồng/người/năm")]),
        ("Đạt 12 bác sĩ/10.000 dân.", [("=", 12, None, "bác sĩ/10.000 dân")]),
        # the first number is where it stands today
        ("Nâng tỷ lệ cấp nước từ 60% lên 72% vào năm 2029.", [("=", 72, None, "%")]),
        # an age is a condition, not an aim
        ("100% người từ 60 tuổi trở lên được lập hồ sơ.", [("=", 100, None, "%")]),
        # it only tells more of what is counted
        ("Xây dựng ít nhất 02 bể chứa dung tích 50 m3.", [(">=", 2, None, "bể")]),
        # the bound is one of rank, not of the number
        ("100% viên chức từ hạng III trở lên có chứng chỉ.", [("=", 100, None, "%")]),
        # one bound for two things
        (
            "Mỗi trạm có tối thiểu 20 áo phao và 03 phao tròn.",
            [(">=", 20, None, "áo phao"), (">=", 3, None, "phao tròn")],
        ),
        ("Số hộ đấu nối đạt 60% năm 2028 và không dưới 75% năm 2030.", [("=", 60, None, "%"), (">=", 75, None, "%")]),
        ("Giám sát ít nhất 04 tổ chức đảng.", [(">=", 4, None, "tổ chức đảng")]),
        ("Sửa 120 nhà dột và 02 nhà máy nước.", [("=", 120, None, "nhà"), ("=", 2, None, "nhà máy")]),
        # what one counts by is no aim
        ("Thu nhập trên 01 ha đất vườn tăng 6%.", [("=", 6, None, "%")]),
        # "các loại" is a noun here, not the label of a kind
        (
            "Diện tích đạt 90 ha, trong đó: chè 70 ha, cây ăn quả các loại 20 ha.",
            [("=", 90, None, "ha"), ("=", 70, None, "ha"), ("=", 20, None, "ha")],
        ),
        # what the whole commune has to have is an aim, what it has is none
        ("Đến năm 2028, toàn xã có tối thiểu 07 đội bơi.", [(">=", 7, None, "đội")]),
        # "chứng chỉ" is a noun, "chỉ đạt" a verdict on what was
        ("Tỷ lệ thợ lặn có chứng chỉ đạt 64%.", [("=", 64, None, "%")]),
        # the number belongs to the name of the indicator
        ("Tỷ lệ trẻ tiêm đủ 05 mũi: 96%", [("=", 96, None, "%")]),
    ],
)
def test_values(sentence: str, expected: list[tuple[str, float, float | None, str | None]]) -> None:
    assert values(sentence) == expected


@pytest.mark.parametrize(
    "sentence",
    [
        "Hoàn thành tốt khi đạt từ 85% khối lượng trở lên.",  # a rating scale
        "Năm 2026 xã đã đạt 71% số hộ có nước sạch.",  # a result
        "Thực hiện Đề án “Xây 200 bể chứa nước vùng hạn”.",  # a title
        "Mỗi phần quà trị giá 400.000 đồng.",  # what one of the things counted is worth
        "Theo khoản 3 Điều 12 Luật Thủy lợi.",
        "Có hiệu lực 15 ngày kể từ ngày ký.",
        "Triển khai 04 nhiệm vụ và 3 nhóm giải pháp (12 chỉ tiêu).",
        "Kế hoạch số 45/KH-UBND ngày 12/3/2027.",
    ],
)
def test_numbers_that_are_no_aims(sentence: str) -> None:
    assert aims(sentence) == []


def test_outside_of_a_section_of_aims_a_count_needs_a_word_of_striving() -> None:
    assert values("Xã có 12 trạm bơm.", goal=False) == []
    assert values("Hỗ trợ 50% giá giống cho hộ nghèo.", goal=False) == []
    assert values("Phấn đấu lắp ít nhất 12 trạm bơm.", goal=False) == [(">=", 12, None, "trạm")]


def test_in_rules_numbers_are_conditions() -> None:
    text = "Dự án phải có ít nhất 03 hồ sơ dự thầu."
    assert list(find_aims(text, goal=False, rules=True)) == []


def test_a_year_governs_its_sentence_and_every_year_only_its_clause() -> None:
    text = "Đến năm 2029, 80% hộ có nước; hằng năm tỷ lệ đấu nối tăng 4% so với năm trước; 60% thôn có bể."
    assert [(a.period, a.baseline) for a in aims(text)] == [("2029", None), ("P1Y", "previous-year"), ("2029", None)]


def test_a_year_of_comparison_is_the_baseline_not_the_period() -> None:
    found = aims("Số giếng khoan giảm 20% so với năm 2026.")
    assert [(a.period, a.baseline, a.indicator.name) for a in found] == [(None, "2026", "mức giảm số giếng khoan")]


def test_a_cycle_behind_the_unit_is_the_period() -> None:
    assert [(a.value.unit, a.period) for a in aims("Mỗi thôn họp ít nhất 02 buổi/quý.")] == [("buổi", "P3M")]


def test_a_cycle_at_the_end_of_the_clause_is_the_period() -> None:
    found = aims("Trồng tối thiểu 40 cây sao dọc các tuyến kênh mỗi năm; đến năm 2030, có 9 vườn ươm.")
    assert [a.period for a in found] == ["P1Y", "2030"]


def test_a_part_stands_behind_trong_do() -> None:
    text = "Tổng số bể đạt từ 300 bể trở lên, trong đó số bể công cộng tối thiểu 45 bể."
    assert [(a.indicator.name, a.part) for a in aims(text)] == [("số bể", False), ("số bể công cộng", True)]


def test_a_mere_growth_goes_on_about_the_value_before() -> None:
    text = "Sản lượng tôm đạt 500 tấn, tăng 8% so với năm 2026."
    assert [a.indicator.name for a in aims(text)] == ["sản lượng tôm", "mức tăng sản lượng tôm"]


@given(st.text(alphabet="0123456789 %/.,;:()đạtừơnăm“”-", max_size=120))
def test_any_text_is_read_and_spans_lie_inside(text: str) -> None:
    for aim in find_aims(text, goal=True):
        assert 0 <= aim.start <= aim.value.start < aim.value.end <= aim.end <= len(text)


def test_further_years_go_on_about_the_same_indicator() -> None:
    found = aims("Tỷ lệ hộ có hố xí hợp vệ sinh đạt 80% vào năm 2027 và 95% vào năm 2029.")
    assert [(a.value.value, a.period) for a in found] == [(80, "2027"), (95, "2029")]
    assert found[0].indicator == found[1].indicator


def test_a_bare_year_right_behind_the_value_is_its_period() -> None:
    found = aims("Tỷ lệ hộ có bể chứa đạt 62% năm 2027, 71% năm 2028.")
    assert [(a.value.value, a.period) for a in found] == [(62, "2027"), (71, "2028")]
    assert found[0].indicator == found[1].indicator


def test_year_between_two_values_does_not_hide_the_second() -> None:
    found = aims("Năm 2027 triển khai 30% trạm bơm, năm 2028 đạt 55%, năm 2029 đạt 100%.")
    assert [(a.value.value, a.period, a.indicator.name) for a in found] == [
        (30, "2027", "tỷ lệ trạm bơm"),
        (55, "2028", "tỷ lệ trạm bơm"),
        (100, "2029", "tỷ lệ trạm bơm"),
    ]


def test_items_of_a_list_are_named_by_the_words_before_them_and_are_parts() -> None:
    whole, *parts = aims("Diện tích gieo trồng 150 ha, trong đó: đậu 90 ha, lạc 60 ha.")
    assert [a.indicator.name for a in parts] == ["đậu", "lạc"]
    assert [whole.part, *(a.part for a in parts)] == [False, True, True]


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        # what is to be made is counted, though no section promises aims
        ("Lắp đặt bổ sung 15 cột đèn tại ngã ba.", [("=", 15, None, "cột")]),
        ("Tổ phụ nữ giới thiệu 15 cột đèn mẫu.", []),
        ("Trang bị 06 camera giám sát.", [("=", 6, None, "camera")]),  # a foreign word is a unit by itself
        ("Quét đường ít nhất 3 lần/tuần.", []),  # how often: a deadline
        # a share after one that is aimed at is aimed at too
        ("Trang bị: 100% cán bộ xã, 40% cán bộ thôn có máy.", [("=", 100, None, "%"), ("=", 40, None, "%")]),
    ],
)
def test_aims_outside_of_goal_sections(
    sentence: str, expected: list[tuple[str, float, float | None, str | None]]
) -> None:
    assert values(sentence, goal=False) == expected


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        # what a number is counted by is no aim of its own
        ("Có 15 giường bệnh trên 1.000 dân.", [("=", 15, None, "giường bệnh trên 1.000 dân")]),
        # a rate of a rate
        ("Cấp tối thiểu 45 lít/người/ngày.", [(">=", 45, None, "lít/người/ngày")]),
    ],
)
def test_what_is_counted_by(sentence: str, expected: list[tuple[str, float, float | None, str | None]]) -> None:
    assert values(sentence) == expected


@pytest.mark.parametrize(
    "sentence",
    [
        "Kiểm tra các chợ có tỷ lệ hộ ký cam kết dưới 40%.",
        "Đóng cống khi độ mặn vượt 3‰.",
    ],
)
def test_conditions_are_no_aims(sentence: str) -> None:
    assert values(sentence, goal=False) == []


def test_day_behind_the_value_is_its_period() -> None:
    (aim,) = aims("Ký cam kết với 100% hộ kinh doanh chậm nhất ngày 20/5/2027.")
    assert aim.period == "2027-05-20"


def test_day_behind_the_value_is_no_part_of_the_indicator() -> None:
    (aim,) = aims("Tiêm phòng cho 75% đàn trâu bò, hoàn thành trước ngày 10/9/2027.")
    assert (aim.indicator.name, aim.period) == ("tỷ lệ đàn trâu bò", "2027-09-10")


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        # a range whose unit is said twice
        ("Mỗi năm thả từ 40 lồng cá đến 55 lồng cá.", [(">=", 40, 55, "lồng cá")]),
        # people for whom the things counted before are
        (
            "Mở ít nhất 06 lớp bơi cho 180 học sinh, trong đó tối thiểu 70 học sinh là nữ.",
            [(">=", 6, None, "lớp"), ("=", 180, None, "học sinh"), (">=", 70, None, "học sinh")],
        ),
        # what one thing measures is no aim of its own
        ("Di dời ít nhất 30 quầy hàng dưới 12 m2 ven kênh.", [(">=", 30, None, "quầy hàng")]),
        ("Nạo vét 05 ao, dung tích từ 900 m3 trở lên.", [("=", 5, None, "ao")]),
        # "nâng cấp" is a verb here, "cấp 3" a label elsewhere
        ("Nâng cấp 14 trạm bơm.", [("=", 14, None, "trạm")]),
        ("Trường cấp 3 có 90% lớp đủ quạt.", [("=", 90, None, "%")]),
        # a time is an aim where it is what is measured
        ("Thời gian ngừng cấp nước của khách hàng không vượt quá 90 phút/năm.", [("<=", 90, None, "phút")]),
        ("Thời gian thực hiện không quá 90 ngày.", []),
        # a limit of what is noted is an aim, what was noted is none
        ("Số ca bỏng được ghi nhận dưới 4 ca.", [("<", 4, None, "ca")]),
        ("Trong mùa hè ghi nhận 4 ca bỏng.", []),
        # the number belongs to the name of a share
        ("Tỷ lệ thợ học đủ 06 mô đun đạt ≥ 88%.", [(">=", 88, None, "%")]),
        # being ranked is what a share reaches; a rating scale has a colon or a condition
        ("Có trên 72% đội cứu hộ xếp loại khá.", [(">", 72, None, "%")]),
        ("Xếp loại khá: đạt từ 72% số điểm trở lên.", []),
        ("Đạt từ 72% thì xếp loại khá.", []),
        # how many each of the things counted has
        ("Thành lập 12 đội bơi, mỗi đội từ 4 đến 6 người.", [("=", 12, None, "đội")]),
        # a clock is no money
        ("Lắp 300 đồng hồ nước.", [("=", 300, None, "đồng hồ")]),
        # what one gets at most
        ("Hỗ trợ tối đa 40 triệu đồng/mô hình nuôi lươn.", []),
        # how often is an aim beside the share it tells of
        (
            "100% bến đò, phà được kiểm định ít nhất 02 lần/năm.",
            [("=", 100, None, "%"), (">=", 2, None, "lần")],
        ),
    ],
)
def test_values_beside_other_numbers(
    sentence: str, expected: list[tuple[str, float, float | None, str | None]]
) -> None:
    assert values(sentence) == expected


@pytest.mark.parametrize(
    ("sentence", "period"),
    [
        ("Trồng 9.000 cây dừa phân tán/năm.", "P1Y"),
        ("Không quá 0,3% số ghe bị chìm hằng năm.", "P1Y"),  # a limit for each year
        ("Ít nhất 85% nhóm trẻ được rửa tay hằng ngày.", None),  # what happens every day, not the aim
    ],
)
def test_cycle_behind_the_words_of_a_value(sentence: str, period: str | None) -> None:
    assert [aim.period for aim in aims(sentence)] == [period]


@pytest.mark.parametrize(
    ("sentence", "baseline"),
    [
        ("Tỷ lệ hộ có bể lọc đạt từ 64% trở lên (năm 2026 đã đạt 51%).", "2026"),
        ("Đến năm 2029, tỷ lệ hộ có bể lọc đạt 64% (năm 2026 đạt 51%).", "2026"),
        # a further aim
        ("Đến năm 2029, tỷ lệ hộ có bể lọc đạt 64% (năm 2031 đạt 75%).", None),
    ],
)
def test_baseline(sentence: str, baseline: str | None) -> None:
    assert [aim.baseline for aim in aims(sentence)] == [baseline]


def test_bodies_set_up_for_the_work_are_no_aims() -> None:
    assert values("Thành lập 03 đoàn kiểm tra bến bãi.", goal=False) == []
    assert values("Thành lập 03 đội bơi cứu hộ.", goal=False) == [("=", 3, None, "đội")]
