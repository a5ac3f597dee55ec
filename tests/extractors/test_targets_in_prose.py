"""Aims in running text and in lists of years: who promises them, what their time is, what tells of the past."""

from __future__ import annotations

import pytest

from tests.extractors.test_targets import rows


def test_values_of_years_in_a_list_are_of_what_stands_above_them() -> None:
    text = (
        "I. MỤC TIÊU\n- Tỷ lệ hộ dùng bếp không khói:\n+ Năm 2028: 35%;\n+ Năm 2031: trên 50%.\n"
        "- Số thợ lò gạch được đào tạo nghề:\n+ Đến năm 2031: 40 người\n"
    )
    assert [(r.indicator, r.comparator, r.value, r.unit, r.period) for r in rows(text)] == [
        ("tỷ lệ hộ dùng bếp không khói", "=", 35, "%", "2028"),
        ("tỷ lệ hộ dùng bếp không khói", ">", 50, "%", "2031"),
        ("số thợ lò gạch được đào tạo nghề", "=", 40, "người", "2031"),
    ]


def test_a_list_of_years_under_other_words_promises_nothing() -> None:
    assert rows("I. NỘI DUNG\n- Lịch trực của tổ:\n+ Năm 2028: 35 người;\n") == []


def test_two_times_for_one_thing_also_behind_many_words() -> None:
    text = (
        "I. MỤC TIÊU\n- 70% số hộ nuôi cá lồng trên sông được phổ biến cách neo lồng, cách chuyển lồng, "
        "cách báo tin vào năm 2028 và 90% vào năm 2031; giảm 20% số lồng hỏng do lũ năm 2028 và 40% vào năm 2031.\n"
    )
    found = rows(text)
    assert [(r.value, r.period) for r in found] == [(70, "2028"), (90, "2031"), (20, "2028"), (40, "2031")]
    assert found[0].indicator == found[1].indicator
    assert found[2].indicator == found[3].indicator == "mức giảm số lồng hỏng do lũ"


def test_a_sentence_ends_behind_a_year() -> None:
    text = "I. NỘI DUNG\nSẽ có 30% thợ dệt bán hàng qua mạng vào năm 2028. 45% thợ gốm được vay vốn vào năm 2029.\n"
    assert [(r.indicator, r.value, r.period) for r in rows(text)] == [("tỷ lệ thợ dệt bán hàng qua mạng", 30, "2028")]


@pytest.mark.parametrize(
    "lead",
    [
        "Đại hội đề ra các chỉ tiêu nhiệm kỳ 2027 - 2032, như: ",
        "Hội nghị thông qua 12 chỉ tiêu nhiệm kỳ 2027 - 2032. Cụ thể, ",
        "Nhiệm kỳ 2027 - 2032, Đảng bộ đặt ra các chỉ tiêu chủ yếu: ",
    ],
)
def test_a_sentence_promises_aims_itself(lead: str) -> None:
    text = f"I. NỘI DUNG\n{lead}giá trị trồng chè đạt 90 triệu đồng/ha/năm; diện tích chè 140 ha; tỷ lệ hộ khá 35%.\n"
    assert [(r.value, r.unit, r.period) for r in rows(text)] == [
        (90, "triệu đồng/ha/năm", "2027/2032"),
        (140, "ha", "2027/2032"),
        (35, "%", "2027/2032"),
    ]


def test_what_a_sentence_promises_is_no_sum_that_is_granted() -> None:
    text = "I. NỘI DUNG\nĐề án đề ra các mục tiêu: 140 ha chè; nguồn vốn bố trí giai đoạn 2027 - 2032 là 80 tỷ đồng.\n"
    assert [r.value for r in rows(text)] == [140]


def test_indicators_behind_a_sentence_that_strives() -> None:
    text = (
        "I. NỘI DUNG\nPhấn đấu sản lượng chè tăng bình quân 4%/năm. Thu ngân sách từ chè đạt 12 tỷ đồng. "
        "Lễ hội đón 300 khách.\n"
    )
    assert [(r.value, r.unit, r.period) for r in rows(text)] == [(4, "%", "P1Y"), (12, "tỷ đồng", None)]


def test_what_was_reached_in_a_term_gone_by_stays_out() -> None:
    text = (
        "I. NỘI DUNG\nNhiệm kỳ 2022 - 2027, Đảng bộ đã hoàn thành 20/22 chỉ tiêu. Thu nhập đạt 51 triệu đồng, "
        "tỷ lệ hộ nghèo giảm còn 3,2%. Nhiệm kỳ 2027 - 2032, phấn đấu thu nhập bình quân đạt 80 triệu đồng.\n"
    )
    assert [(r.value, r.period) for r in rows(text)] == [(80, "2027/2032")]


@pytest.mark.parametrize(
    ("words", "unit", "value"),
    [
        ("có 4 xã, phường được công nhận", "xã, phường", 4),
        ("giá trị sản xuất đạt 210 triệu/ha/năm", "triệu/ha/năm", 210),
        ("thu ngân sách đạt 900 tỷ", "tỷ", 900),
        ("diện tích nhà ở đạt 26m2 sàn/người", "m2 sàn/người", 26),
        ("có 12 bác sĩ trên 1 vạn dân", "bác sĩ", 12),
    ],
)
def test_units_as_they_are_written(words: str, unit: str, value: float) -> None:
    found = rows(f"I. CHỈ TIÊU\n- {words}.\n")
    assert [(r.value, r.unit) for r in found] == [(value, unit)]


def test_upwards_of_a_rank_is_no_bound_of_the_number() -> None:
    rank = "chi bộ hoàn thành tốt nhiệm vụ trở lên"
    text = f"I. CHỈ TIÊU\n- 100% {rank}.\n- Từ 80% {rank}.\n"
    assert [(r.comparator, r.value) for r in rows(text)] == [("=", 100), (">=", 80)]


def test_a_second_thing_that_is_done_is_an_aim_of_its_own() -> None:
    text = (
        "I. CHỈ TIÊU\n- Doanh thu chè đạt 30 tỷ đồng và trồng mới 400 cây.\n"
        "- Tỷ lệ hộ có bể chứa năm 2028 đạt 20% và năm 2029 đạt 30%.\n"
    )
    assert [(r.value, r.period) for r in rows(text)] == [(30, None), (400, None), (20, "2028"), (30, "2029")]


def test_brackets_that_share_a_whole_out() -> None:
    text = "I. CHỈ TIÊU\n- 100% thợ gốm đạt chuẩn trở lên (30% bậc giỏi, 65% bậc khá).\n"
    assert [(r.comparator, r.value, r.indicator) for r in rows(text)] == [
        ("=", 100, "tỷ lệ thợ gốm đạt chuẩn"),
        ("=", 30, "tỷ lệ bậc giỏi"),
        ("=", 65, "tỷ lệ bậc khá"),
    ]


def test_the_unit_of_a_bare_value_stands_in_brackets_behind_its_name() -> None:
    text = "I. CHỈ TIÊU\n- Số thợ trên vạn dân (người): 19\n- Tuổi nghề trung bình (năm): tối thiểu 7,5\n"
    assert [(r.comparator, r.value, r.unit) for r in rows(text)] == [("=", 19, "người"), (">=", 7.5, "năm")]


def test_counts_per_subject_in_brackets_are_no_name_of_an_indicator() -> None:
    text = "I. CHỈ TIÊU\n- Hội thi tay nghề: phấn đấu đạt 18 giải (gốm: 01, dệt: 03).\n"
    assert [(r.value, r.unit) for r in rows(text)] == [(18, "giải")]


def test_brackets_that_say_what_is_striven_for() -> None:
    text = (
        "I. NỘI DUNG\n- Mở lớp nghề gốm cho lớp thợ trẻ (phấn đấu đạt 18 giải cấp tỉnh).\n"
        "- Ôn thi tay nghề (mục tiêu đỗ 95%, điểm trung bình đạt 7,25 điểm) theo 2 nhóm.\n"
        "- Mở cửa kho (rộng 18 phòng) cho thợ.\n"
    )
    assert [(r.value, r.unit) for r in rows(text)] == [(18, "giải"), (95, "%"), (7.25, "điểm")]


def test_a_report_tells_results_where_nothing_is_striven_for() -> None:
    text = "I. NỘI DUNG\n1. Sản lượng chè tăng 11,01%, đạt 100,01% kế hoạch. Phấn đấu tỷ lệ hộ khá đạt 40%.\n"
    assert [r.value for r in rows(text, doc_type="BC")] == [40]


def test_the_years_right_behind_a_count_are_its_own() -> None:
    text = (
        "I. CHỈ TIÊU NĂM 2027\n- Xây 300 căn nhà, trong tổng số 1.900 căn giai đoạn 2027 - 2032.\n"
        "- Đến 2030 đón 9 lượt khách.\n"
    )
    assert [(r.value, r.period) for r in rows(text)] == [(300, "2027"), (1900, "2027/2032"), (9, "2030")]
