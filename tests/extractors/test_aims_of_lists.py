"""Aims in lists of one sentence, of paragraphs and of titles; rates; what a cycle or a year governs."""

from __future__ import annotations

import pytest

from tests.extractors.test_targets import rows


def test_what_a_sentence_strives_for_runs_on_behind_its_semicolons() -> None:
    text = (
        "I. NỘI DUNG\nNăm 2028, xã phấn đấu thành lập mới 3 HTX, nâng số HTX lên 9 HTX; doanh thu bình quân mỗi HTX "
        "khoảng 1,4 tỷ đồng/năm; có trên 5 HTX bán hàng qua mạng; có khoảng 2 CLB nuôi ong.\n"
    )
    assert [(r.comparator, r.value, r.unit, r.period) for r in rows(text)] == [
        ("=", 3, "HTX", "2028"),
        ("=", 9, "HTX", "2028"),
        ("=", 1.4, "tỷ đồng/năm", "2028"),
        (">", 5, "HTX", "2028"),
        ("=", 2, "CLB", "2028"),
    ]


def test_a_bound_behind_the_second_of_two_is_of_both() -> None:
    text = "I. MỤC TIÊU\n- Lập mới 6 tổ hợp tác và 4 HTX trở lên, trong đó có ít nhất 3 HTX trồng nấm.\n"
    assert [(r.comparator, r.value) for r in rows(text)] == [(">=", 6), (">=", 4), (">=", 3)]


def test_how_many_in_so_many() -> None:
    text = (
        "I. MỤC TIÊU\n- Giảm tỷ suất trẻ em ngã từ trên cao năm 2028 xuống còn 120/100.000 trẻ em và "
        "95/100.000 trẻ em vào năm 2031.\n"
    )
    assert [(r.value, r.unit, r.period) for r in rows(text)] == [
        (120, "/100.000 trẻ em", "2028"),
        (95, "/100.000 trẻ em", "2031"),
    ]


def test_a_bare_number_at_a_further_year_counts_the_same() -> None:
    text = "I. MỤC TIÊU\n- 1.200 ngôi nhà ven sông có cửa chắn nước vào năm 2028 và 1.500 vào năm 2031.\n"
    assert [(r.value, r.unit, r.period) for r in rows(text)] == [
        (1200, "ngôi nhà", "2028"),
        (1500, "ngôi nhà", "2031"),
    ]


def test_points_numbered_in_brackets_are_sentences() -> None:
    text = (
        "I. MỤC TIÊU\nKế hoạch có các mục tiêu: (1) Nâng cao ý thức của chủ lò. (2) Kiềm chế, phấn đấu đến năm 2031 "
        "giảm từ 4% số vụ khê gạch; giảm từ 10% đến 15% lượng than. (3) Hằng năm, 80% mẻ gạch đạt loại A trở lên; "
        "sửa 30% số lò nứt hiện có và 60% số lò nứt mới.\n"
    )
    assert [(r.value, r.period) for r in rows(text)] == [
        (4, "2031"),
        (10, "2031"),
        (80, "P1Y"),
        (30, "P1Y"),
        (60, "P1Y"),
    ]


def test_a_cycle_that_belongs_to_its_clause_governs_no_other() -> None:
    text = "I. CHỈ TIÊU ĐẾN NĂM 2031\n- Hằng năm mở 4 lớp đan lưới; 100% tổ đan lưới có nhà kho.\n"
    assert [(r.value, r.period) for r in rows(text)] == [(4, "P1Y"), (100, "2031")]


def test_the_time_of_a_paragraph_governs_the_following_ones_where_the_plan_has_none() -> None:
    text = (
        "I. MỤC TIÊU\nTheo đó, đến năm 2029, tối thiểu 80% lò gốm dùng điện.\n\n"
        "100% sản phẩm có tem; trên 50% bán qua mạng.\n\nII. GIẢI PHÁP\nĐạt 40% số chợ có mái che.\n"
    )
    assert [(r.value, r.period) for r in rows(text)] == [(80, "2029"), (100, "2029"), (50, "2029"), (40, None)]


def test_a_number_in_the_name_of_a_movement_counts_nothing() -> None:
    text = "I. MỤC TIÊU\n- 100% tổ dệt thực hiện phương châm '5 đúng' và phủ sóng mạng 4G/5G.\n"
    assert [(r.value, r.unit) for r in rows(text)] == [(100, "%")]


def test_a_title_that_names_aims_promises_them() -> None:
    text = (
        "ỦY BAN NHÂN DÂN XÃ THỬ\n\nKẾ HOẠCH\nCác chỉ tiêu chủ yếu giai đoạn 2028 - 2031\n\n- Về nghề:\n"
        "(1) Cơ cấu thợ đến năm 2031: thợ gốm: 60%; thợ dệt: 30%.\n(2) Số lò xây mới: 04 lò.\n"
        "(3) Tỷ lệ mẻ gốm hỏng giảm bình quân/năm: trên 2%.\n(4) Số thôn có lò: 04/09 thôn.\n"
    )
    assert [(r.value, r.unit, r.period) for r in rows(text, period="2028/2031")] == [
        (60, "%", "2031"),
        (30, "%", "2031"),
        (4, "lò", "2028/2031"),
        (2, "%", "P1Y"),
        (4, "thôn", "2028/2031"),
    ]


def test_what_the_term_gone_by_reached_is_no_aim() -> None:
    text = (
        "I. NỘI DUNG\nNhiệm kỳ vừa qua, xã hoàn thành các mục tiêu. Sản lượng gốm đạt 75 tấn, tăng bình quân hằng năm "
        "15%; phấn đấu nhiệm kỳ tới đạt 90 tấn.\n"
    )
    assert [r.value for r in rows(text)] == [90]


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("Huyện hướng đến 80% hộ dệt có máy", [(80, "=", None)]),
        ("Giao quân hằng năm đạt 100% chỉ tiêu; bán gốm đạt 100% kế hoạch hằng năm", [(100, "=", "P1Y")] * 2),
        ("Phát triển từ 10 đảng viên trở lên/năm", [(10, ">=", "P1Y")]),
    ],
)
def test_words_of_aims(line: str, found: list[tuple[float, str, str | None]]) -> None:
    assert [(r.value, r.comparator, r.period) for r in rows(f"I. NỘI DUNG\n{line}.\n")] == found


def test_a_paragraph_that_strives_goes_on_in_its_further_sentences() -> None:
    text = (
        "I. NỘI DUNG\nMục tiêu đến năm 2029, xã có 100% lò gốm dùng điện. 80% thợ gốm và 60% thợ dệt "
        "bán hàng qua mạng.\n\n"
        "Xã phấn đấu năm 2029 làm 12 tấn gốm; bán sang nước ngoài 4 tấn.\n\n"
        "Phấn đấu năm 2029 đón 900 lượt khách. Hiện nay 30% lò có biển tên.\n"
    )
    assert [(r.value, r.unit) for r in rows(text)] == [
        (100, "%"),
        (80, "%"),
        (60, "%"),
        (12, "tấn"),
        (4, "tấn"),
        (900, "lượt khách"),
    ]


def test_a_mean_in_brackets_and_a_year_compared_without_its_preposition() -> None:
    text = (
        "I. NỘI DUNG\n- Số mẻ gạch phấn đấu đạt 240 mẻ, tăng 9-10% so năm 2027 (bình quân 1 tháng khoảng 20 mẻ).\n"
        "- Sản lượng gốm phấn đấu tăng 5% so năm 2027, trong đó gốm men tăng 8%.\n"
    )
    assert [(r.value, r.unit, r.period, r.baseline) for r in rows(text, period="2028")] == [
        (240, "mẻ", "2028", None),
        (9, "%", "2028", "2027"),
        (20, "mẻ", "P1M", None),
        (5, "%", "2028", "2027"),
        (8, "%", "2028", None),
    ]


def test_what_was_over_before_the_first_year_planned_is_a_result() -> None:
    text = "I. NỘI DUNG\nNăm 2024, thợ có việc làm đạt 61%. Năm 2027, phấn đấu thợ có việc làm đạt 75%.\n"
    assert [(r.value, r.period) for r in rows(text, period="2026/2030")] == [(75, "2027")]


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("Năm 2028 xã phấn đấu thêm 7 tổ dệt, nâng mức bình quân đạt trên 12 tiêu chí/thôn", [(7, "="), (12, ">")]),
        ("Phấn đấu duy trì các thôn đã đạt chuẩn, đồng thời nâng mức đạt trên 12 tiêu chí/thôn", [(12, ">")]),
        ("Phấn đấu giữ vững 12/15 thôn có lò", [(12, "=")]),
        ("Lũy kế 8 tháng năm 2027, sản lượng gốm đạt 4%", []),
        ("Theo kế hoạch đặt ra, sản lượng bình quân đạt mức 14 - 15 tấn/lò", [(14, ">=")]),
        ("Mục tiêu là hoàn thành hoặc vượt 900 căn hộ cho thợ", [(900, ">=")]),
        ("Phấn đấu trên địa bàn mỗi thôn có ít nhất 2 hợp tác xã dệt", [(2, ">=")]),
        ("Phấn đấu đến năm 2029, toàn xã có 50% số lò gốm dùng điện", [(50, "=")]),
        (
            "Từ đầu năm đến nay có 75% thợ có việc; trong đó thợ gốm đạt 60%. 6 tháng cuối năm phấn đấu đạt 90%",
            [(90, "=")],
        ),
    ],
)
def test_what_is_striven_for_and_what_is_there(line: str, found: list[tuple[float, str]]) -> None:
    assert [(r.value, r.comparator) for r in rows(f"I. NỘI DUNG\n{line}.\n")] == found


def test_a_year_of_its_own_comes_before_the_cycle_of_another_number() -> None:
    text = "I. MỤC TIÊU\n- Hằng năm giảm 5% số vụ cháy lò, 90 thôn có tổ chữa cháy vào năm 2031.\n"
    assert [(r.value, r.period) for r in rows(text)] == [(5, "P1Y"), (90, "2031")]


def test_a_list_behind_a_paragraph_that_announces_aims() -> None:
    text = (
        "I. NỘI DUNG\nTheo đó, mục tiêu đặt ra là:\n- Trên 95% thợ được khám phổi.\n- Dùng hết 30 bộ lọc bụi.\n"
        "II. VIỆC KHÁC\nKết quả thực hiện các chỉ tiêu như sau:\n- 60 thợ đi học; 25% thợ có nhà mới.\n"
    )
    assert [(r.value, r.comparator) for r in rows(text)] == [(95, ">"), (30, "=")]
